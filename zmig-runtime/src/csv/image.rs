//! What a folder was when it was read, and the staged database that came of it.

use super::folder::{Folder, Mark, Opened, View, Work, failed, file_name, refused};
use super::infer;
use super::load::{self, Loaded};
use super::shape::{self, Definitions, broken, quoted};
use super::sidecar::{SIDECAR, Sidecar};
use super::wrong::{CsvFault, CsvFaults};
use crate::driver::Fault;
use crate::history::TABLE;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;

/// How many files are open at once.
const AT_ONCE: usize = 200;

/// What a folder was when it was read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Image {
    /// What the sidecar was; nothing where there is none.
    pub mark: Option<Mark>,
    pub generation: u64,
    pub definitions: Definitions,
    /// The rows of the tables, as far as they were loaded. Every table that the folder knows is in here.
    pub rows: BTreeMap<String, Option<Loaded>>,
    /// Where numbers that are never given twice go on.
    pub sequences: BTreeMap<String, i64>,
    /// Files of no table that the folder knows.
    pub strays: BTreeSet<String>,
    /// Tables whose types were told by what is in their files.
    pub inferred: BTreeSet<String>,
}

impl Image {
    /// Makes the staged database, with every table and without the rows of those that are not zmig's own. With `infer`, files
    /// of no known table become tables.
    /// Nothing where the folder was changed meanwhile.
    pub(crate) fn stage(folder: &Folder, work: &Work, infer: bool) -> Result<Option<Self>, Fault> {
        let view = View::open(folder.path())?;
        let mut image = Self::default();
        let sidecar = match view.open_file(SIDECAR)? {
            Some(opened) => {
                image.mark = Some(opened.mark);
                read(opened)?
            }
            None => Sidecar::new(),
        };
        image.generation = sidecar.generation;
        image.strays = view.tables()?.into_iter().filter(|t| !sidecar.tables.contains_key(t)).collect();
        let page_size = page_size(&view)?;
        drop(view);
        let conn = shape::open(&work.database())?;
        conn.pragma_update(None, "page_size", page_size).map_err(broken)?;
        let shown = folder.path().join(SIDECAR);
        let run = |sql: &str| {
            let ran = conn.execute_batch(sql).map_err(|e| broken(e).message);
            ran.map_err(|m| {
                refused(format!(
                    "{}: a statement cannot be run: {m}\n  the statement: {sql}",
                    shown.display()
                ))
            })
        };
        run("BEGIN")?;
        for (name, table) in &sidecar.tables {
            let sql = table.sql.as_ref().ok_or_else(|| {
                refused(format!(
                    "{} says nothing of how SQLite makes the table {name}: the folder is an export; \
                     load it with `cargo zmig import`",
                    shown.display()
                ))
            })?;
            run(sql)?;
            image.rows.insert(name.clone(), None);
            image.sequences.extend(table.sequence.map(|next| (name.clone(), next)));
        }
        for sql in &sidecar.objects {
            run(sql)?;
        }
        if infer {
            let mut faults = CsvFaults::default();
            for table in std::mem::take(&mut image.strays) {
                let Some(opened) = View::open(folder.path())?.open_file(&file_name(&table))? else {
                    continue;
                };
                if let Some(sql) = infer::table(&table, &opened, &mut faults) {
                    run(&sql)?;
                    image.rows.insert(table.clone(), None);
                    image.inferred.insert(table);
                }
            }
            refuse(faults)?;
        }
        run("COMMIT")?;
        image.definitions = shape::read(&conn)?;
        image.check(&sidecar, folder)?;
        let own = |name: &&String| name.starts_with(TABLE);
        let own: Vec<String> = image.rows.keys().filter(own).cloned().collect();
        let is_current = image.load(folder, &conn, &own)?;
        Ok(is_current.then_some(image))
    }

    /// The sidecar's statements have to make what it says they make.
    fn check(&self, sidecar: &Sidecar, folder: &Folder) -> Result<(), Fault> {
        let path = folder.path().join(SIDECAR);
        let mut faults = CsvFaults::default();
        for (name, table) in &sidecar.tables {
            if !self.definitions.tables.contains_key(name) {
                faults.push(CsvFault::of_file(&path, format!("the statement of {name} makes another table")));
            }
            if table.file != file_name(name) {
                let reason = format!(
                    "the table {name} cannot be in a file {:?}; it is in {}",
                    table.file,
                    file_name(name)
                );
                faults.push(CsvFault::of_file(&path, reason));
            }
        }
        refuse(faults)
    }

    /// Whether the folder is still what it was.
    pub(crate) fn is_current(&self, view: &View) -> Result<bool, Fault> {
        if !self.has_sidecar_of(view)? {
            return Ok(false);
        }
        for (table, loaded) in &self.rows {
            if let Some(loaded) = loaded
                && view.open_file(&file_name(table))?.map(|opened| opened.mark) != Some(loaded.mark)
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// The tables whose rows are not loaded.
    pub(crate) fn missing(&self) -> Vec<String> {
        self.rows.iter().filter(|(_, loaded)| loaded.is_none()).map(|(name, _)| name.clone()).collect()
    }

    /// Loads the rows of tables. False where the folder is another by now: then everything has to be read anew.
    pub(crate) fn load(
        &mut self,
        folder: &Folder,
        conn: &Connection,
        tables: &[String],
    ) -> Result<bool, Fault> {
        let mut faults = CsvFaults::default();
        conn.execute_batch("BEGIN").map_err(broken)?;
        // All of them are opened at one moment, and a file that is replaced stays what it was for whoever has it open.
        for some in tables.chunks(AT_ONCE) {
            let view = View::open(folder.path())?;
            if !self.has_sidecar_of(&view)? {
                return Ok(false);
            }
            let open = |table: &String| view.open_file(&file_name(table));
            let opened = some.iter().map(open).collect::<Result<Vec<_>, _>>()?;
            drop(view);
            for (table, opened) in some.iter().zip(opened) {
                if !self.load_one(folder, conn, table, opened, &mut faults)? {
                    return Ok(false);
                }
            }
        }
        refuse(faults)?;
        conn.execute_batch("COMMIT").map_err(broken)?;
        Ok(true)
    }

    fn load_one(
        &mut self,
        folder: &Folder,
        conn: &Connection,
        table: &String,
        opened: Option<Opened>,
        faults: &mut CsvFaults,
    ) -> Result<bool, Fault> {
        let Some(shape) = self.definitions.tables.get(table) else { return Ok(true) };
        let name = file_name(table);
        let (mut first, mut is_stale) = (opened, false);
        let mut open = || {
            if let Some(opened) = first.take() {
                return Ok(Some(opened));
            }
            let view = View::open(folder.path())?;
            is_stale |= !self.has_sidecar_of(&view)?;
            view.open_file(&name)
        };
        match load::load(conn, table, shape, self.inferred.contains(table), &mut open, faults)? {
            _ if is_stale => return Ok(false),
            Some(loaded) => {
                self.rows.insert(table.clone(), Some(loaded));
            }
            None => {
                let reason =
                    "is not there, and schema.json knows its table; bring the file back from a backup";
                faults.push(CsvFault::of_file(&folder.path().join(&name), reason));
            }
        }
        self.number(conn, table)?;
        Ok(true)
    }

    /// Has the numbers of a table's rows go on where they were.
    fn number(&self, conn: &Connection, table: &String) -> Result<(), Fault> {
        let Some(next) = self.sequences.get(table) else { return Ok(()) };
        let last = rusqlite::params![table, next - 1];
        let sql = "UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1";
        if conn.execute(sql, last).map_err(broken)? == 0 {
            let sql = "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)";
            conn.execute(sql, last).map_err(broken)?;
        }
        Ok(())
    }

    fn has_sidecar_of(&self, view: &View) -> Result<bool, Fault> {
        Ok(view.open_file(SIDECAR)?.map(|opened| opened.mark) == self.mark)
    }
}

/// Reads a sidecar.
pub(crate) fn read(mut opened: Opened) -> Result<Sidecar, Fault> {
    let mut text = String::new();
    opened.file.read_to_string(&mut text).map_err(|e| failed("reading", &opened.path, &e))?;
    Sidecar::parse(&text).map_err(|reason| {
        refused(format!("{} cannot be read: {reason}\n  bring it back from a backup", opened.path.display()))
    })
}

/// Nothing goes on where files are wrong.
pub(crate) fn refuse(faults: CsvFaults) -> Result<(), Fault> {
    if faults.is_empty() {
        return Ok(());
    }
    Err(Fault { files: Some(Box::new(faults.clone())), ..refused(faults.to_string()) })
}

/// Whether a table has rows.
pub(crate) fn has_rows(conn: &Connection, table: &str) -> Result<bool, Fault> {
    let sql = format!("SELECT EXISTS (SELECT 1 FROM main.{})", quoted(table));
    conn.query_row(&sql, [], |row| row.get(0)).map_err(broken)
}

/// Larger pages for large files: fewer of them go to the disk and come back. Small tables would only fill theirs with nothing.
fn page_size(view: &View) -> Result<u32, Fault> {
    const LARGE: u64 = 1 << 20;
    let tables = view.tables()?;
    let files = tables.iter().filter_map(|table| view.find(&file_name(table)));
    let bytes: u64 = files.filter_map(|path| fs::symlink_metadata(path).ok()).map(|found| found.len()).sum();
    Ok(if bytes / (tables.len().max(1) as u64) > LARGE { 1 << 15 } else { 1 << 12 })
}
