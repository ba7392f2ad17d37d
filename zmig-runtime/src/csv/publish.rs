//! Brings what a transaction has changed in the staged database into the folder.

use super::columns::Before;
use super::commit::{self, Batch};
use super::folder::{Folder, Mark, Opened, View, failed, file_name, refused};
use super::image::{Image, has_rows, refuse};
use super::load::{self, Loaded};
use super::shape::{self, Definitions, Shape, broken};
use super::sidecar::{ColumnFile, SIDECAR, Sidecar, TableFile};
use super::sink;
use super::store;
use super::wrong::{CsvFault, CsvFaults};
use crate::driver::Fault;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What a table's file was, if the table had one.
type Was<'a> = Option<(&'a String, &'a Loaded)>;

/// Writes every file of a table that is changed, all of them or none, and says what the folder is then. `touched` are the tables
/// whose rows were. Whoever calls it holds the folder's lock.
///
/// # Errors
/// Where something cannot be written, or a file that a table takes over does not fit it. Then the folder is what it was.
pub(crate) fn publish(
    folder: &Folder,
    database: &Path,
    image: &Image,
    touched: &BTreeSet<String>,
) -> Result<Image, Fault> {
    let conn = shape::open(database)?;
    let now = shape::read(&conn)?;
    let mut publisher = Publisher { folder, conn: &conn, image, now: &now, rows: BTreeMap::new() };
    publisher.adopt()?;
    let mut batch = Batch::begin(folder.path())?;
    for (table, shape) in &now.tables {
        publisher.table(table, shape, touched, &mut batch)?;
    }
    let gone = image.rows.keys().filter(|table| !now.tables.contains_key(*table));
    gone.for_each(|table| batch.remove(&file_name(table)));
    let is_known = publisher.rows.keys().eq(image.rows.keys());
    let mut after = Image {
        definitions: now.clone(),
        generation: image.generation,
        mark: image.mark,
        strays: image.strays.iter().filter(|s| !now.tables.contains_key(*s)).cloned().collect(),
        inferred: BTreeSet::new(),
        sequences: publisher.sequences()?,
        rows: publisher.rows.into_iter().map(|(table, loaded)| (table, Some(loaded))).collect(),
    };
    let is_same =
        batch.is_empty() && is_known && same(&image.definitions, &now) && after.sequences == image.sequences;
    // Files that were only taken for tables by who looked stay what they are.
    if is_same {
        return Ok(after);
    }
    after.generation += 1;
    let path = batch.put(SIDECAR);
    commit::write(&path, sidecar(&after).text().as_bytes())?;
    after.mark = Some(mark(&path)?);
    batch.commit()?;
    Ok(after)
}

/// Whether everything is defined as before, wherever it stands in the staged database.
fn same(before: &Definitions, now: &Definitions) -> bool {
    before.objects == now.objects
        && before.tables.len() == now.tables.len()
        && before.tables.iter().all(|(name, shape)| now.tables.get(name).is_some_and(|n| n.sql == shape.sql))
}

struct Publisher<'a> {
    folder: &'a Folder,
    conn: &'a Connection,
    image: &'a Image,
    now: &'a Definitions,
    rows: BTreeMap<String, Loaded>,
}

impl<'a> Publisher<'a> {
    /// What a table was before, under this name or another.
    fn was(&self, table: &str, shape: &Shape) -> Was<'a> {
        let loaded = |name: &'a String| Some((name, self.image.rows.get(name)?.as_ref()?));
        if let Some((name, _)) = self.image.rows.get_key_value(table) {
            return loaded(name);
        }
        let old = &self.image.definitions.tables;
        let gone = || old.iter().filter(|(name, _)| !self.now.tables.contains_key(*name));
        let renamed = gone().find(|(_, s)| s.root == shape.root);
        let taken = |root: i64| self.now.tables.values().any(|s| s.root == root);
        // One that was copied under another name has the columns, if nothing else, of the one that has gone.
        let copied = || gone().find(|(_, s)| !taken(s.root) && s.has_columns_of(shape));
        renamed.or_else(copied).and_then(|(name, _)| loaded(name))
    }

    /// Loads files into the tables that were made for them.
    fn adopt(&mut self) -> Result<(), Fault> {
        let mut faults = CsvFaults::default();
        let mut adopted = Vec::new();
        for (table, shape) in &self.now.tables {
            let file = file_name(table);
            if !self.image.strays.contains(table) {
                continue;
            }
            let path = self.folder.path().join(&file);
            if self.was(table, shape).is_some() || has_rows(self.conn, table)? {
                let reason = format!(
                    "lies where the rows of the table {table} go, and the migrations bring rows of their own; \
                     move the file away, or load it by a migration"
                );
                faults.push(CsvFault::of_file(&path, reason));
                continue;
            }
            adopted.push((table, shape, file));
        }
        refuse(faults)?;
        if adopted.is_empty() {
            return Ok(());
        }
        let mut faults = CsvFaults::default();
        self.conn.execute_batch("BEGIN").map_err(broken)?;
        for (table, shape, file) in &adopted {
            let mut open = || View::open(self.folder.path())?.open_file(file);
            if let Some(loaded) = load::load(self.conn, table, shape, true, &mut open, &mut faults)? {
                self.rows.insert((*table).clone(), loaded);
            }
        }
        if faults.is_empty() {
            for (table, _, file) in &adopted {
                self.references(table, &self.folder.path().join(file), &mut faults)?;
            }
        }
        refuse(faults)?;
        self.conn.execute_batch("COMMIT").map_err(broken)
    }

    /// Rows of files that point at nothing.
    fn references(&self, table: &str, path: &Path, faults: &mut CsvFaults) -> Result<(), Fault> {
        let sql = "SELECT c.rowid, c.parent, (SELECT \"from\" FROM pragma_foreign_key_list(?1) WHERE id = c.fkid) \
                   FROM pragma_foreign_key_check(?1) AS c";
        let mut statement = self.conn.prepare(sql).map_err(broken)?;
        let mut rows = statement.query([table]).map_err(broken)?;
        while let Some(row) = rows.next().map_err(broken)? {
            let (number, parent): (Option<i64>, String) =
                (row.get(0).map_err(broken)?, row.get(1).map_err(broken)?);
            let which = number.map_or_else(|| "a row".to_owned(), |n| format!("row {n}"));
            let column: Option<String> = row.get(2).map_err(broken)?;
            let fault =
                CsvFault::of_file(path, format!("{which} points at a row of {parent} that does not exist"));
            faults.push(CsvFault { column, ..fault });
        }
        Ok(())
    }

    /// One table: nothing where its file is right as it is.
    fn table(
        &mut self,
        table: &'a String,
        shape: &Shape,
        touched: &BTreeSet<String>,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        let file = file_name(table);
        let shown = self.folder.path().join(&file);
        let adopted = self.rows.get(table).cloned();
        let was = match &adopted {
            Some(loaded) => Some((table, loaded)),
            None => self.was(table, shape),
        };
        let Some((name, loaded)) = was else { return self.write(table, shape, None, &file, &shown, batch) };
        let before =
            if adopted.is_some() { shape } else { self.image.definitions.tables.get(name).unwrap_or(shape) };
        // A deletion of all rows at once is told by nobody, and a table of keys tells nothing of its rows.
        let same_rows = before.root == shape.root
            && !touched.contains(table)
            && !touched.contains(name)
            && shape.has_rowid
            && has_rows(self.conn, table)? == (loaded.count > 0);
        let has_all = shape.columns.len() == loaded.header.len()
            && loaded.header.iter().all(|name| shape.columns.iter().any(|c| c.name == *name));
        let is_right = same_rows && name == table && has_all && before.columns == shape.columns;
        if is_right {
            self.rows.insert(table.clone(), loaded.clone());
            return Ok(());
        }
        let old = file_name(name);
        let opened = Opened::open(&self.folder.path().join(&old), &self.folder.path().join(&old))?;
        if opened.mark != loaded.mark {
            return Err(changed(&opened.path));
        }
        let before = Before { shape: before, loaded, opened, same_rows };
        self.write(table, shape, Some(before), &file, &shown, batch)
    }

    fn write(
        &mut self,
        table: &str,
        shape: &Shape,
        before: Option<Before<'_>>,
        file: &str,
        shown: &Path,
        batch: &mut Batch,
    ) -> Result<(), Fault> {
        let old = before.as_ref().map(|b| (b.opened.path.clone(), b.loaded.mark));
        let path = batch.put(file);
        let written = store::write(self.conn, table, shape, before, &path, shown)?;
        // Somebody may have saved it in an editor meanwhile.
        if let Some((old, mark)) = old {
            let now = fs::symlink_metadata(&old).map_err(|e| failed("reading", &old, &e))?;
            if Mark::of(&now) != mark {
                return Err(changed(&old));
            }
            if old == shown && sink::is_equal(&old, &path)? {
                batch.leave(file);
                let loaded =
                    Loaded { mark, header: written.header, count: written.count, keys: written.keys };
                self.rows.insert(table.to_owned(), loaded);
                return Ok(());
            }
        }
        let loaded =
            Loaded { mark: mark(&path)?, header: written.header, count: written.count, keys: written.keys };
        self.rows.insert(table.to_owned(), loaded);
        Ok(())
    }

    /// Where numbers that are never given twice go on.
    fn sequences(&self) -> Result<BTreeMap<String, i64>, Fault> {
        let sql = "SELECT EXISTS (SELECT 1 FROM main.sqlite_schema WHERE name = 'sqlite_sequence')";
        if !self.conn.query_row(sql, [], |r| r.get::<_, bool>(0)).map_err(broken)? {
            return Ok(BTreeMap::new());
        }
        let mut statement = self.conn.prepare("SELECT name, seq + 1 FROM sqlite_sequence").map_err(broken)?;
        let found = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).map_err(broken)?;
        found.collect::<Result<_, _>>().map_err(broken)
    }
}

fn changed(path: &Path) -> Fault {
    refused(format!(
        "{} was changed by somebody else while the migration ran; nothing was written; run again",
        path.display()
    ))
}

fn mark(path: &Path) -> Result<Mark, Fault> {
    fs::metadata(path).map(|m| Mark::of(&m)).map_err(|e| failed("reading", path, &e))
}

/// The sidecar of a folder.
fn sidecar(image: &Image) -> Sidecar {
    let mut out = Sidecar {
        generation: image.generation,
        objects: image.definitions.objects.clone(),
        ..Sidecar::new()
    };
    for (table, shape) in &image.definitions.tables {
        let Some(Some(loaded)) = image.rows.get(table) else { continue };
        let named = |name: &String| shape.column(name).and_then(|i| shape.columns.get(i));
        let column = |c: &shape::Column| ColumnFile {
            name: c.name.clone(),
            ty: c.ty.clone(),
            nullable: c.nullable,
            sha256: String::new(),
        };
        let file = TableFile {
            file: file_name(table),
            rows: loaded.count,
            columns: loaded.header.iter().filter_map(named).map(column).collect(),
            sql: Some(shape.sql.clone()),
            sequence: image.sequences.get(table).copied(),
        };
        out.tables.insert(table.clone(), file);
    }
    out
}
