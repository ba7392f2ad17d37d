//! Rows into a file of SQLite.

use super::{blocking, database, load};
use crate::csv::digest::RowsDigest;
use crate::sqlite::{FileLock, Place};
use crate::transfer::{Checkpoint, Commits, Destination, Progress, Shape, TableReader, TransferFault};
use crate::{Error, IntrospectOptions, introspect};
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};
use std::path::{Path, PathBuf};
use std::time::Duration;
use zmig_core::{Dialect, Schema};

/// The table of the checkpoint; zmig's own, like all of that prefix.
const TABLE: &str = "__zmigration_transfer";

/// How many rows are committed together.
const BATCH: u64 = 100_000;

/// A file that is loaded.
pub(crate) struct SqliteDestination {
    conn: Option<Connection>,
    file: PathBuf,
    lock: Option<FileLock>,
    commits: Commits,
}

impl SqliteDestination {
    pub(crate) fn open(place: &Place) -> Result<Self, Error> {
        let file = super::super::sqlite_file(place)?;
        Self::of_file(&file)
            .map_err(|e| Error::Connect { database: place.shown.clone(), reason: e.to_string() })
    }

    /// A file by its path.
    pub(crate) fn of_file(file: &Path) -> rusqlite::Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(file, flags)?;
        conn.busy_timeout(Duration::from_secs(10))?;
        // Keys are looked at once, when all rows are there.
        conn.execute_batch("PRAGMA foreign_keys = OFF; PRAGMA cache_size = -65536;")?;
        Ok(Self { conn: Some(conn), file: file.to_path_buf(), lock: None, commits: Commits::Once })
    }
}

impl Destination for SqliteDestination {
    async fn schema(&mut self) -> Result<Schema, Error> {
        let url = format!("sqlite://{}", self.file.display());
        Ok(introspect(&url, &IntrospectOptions::default()).await?.schema)
    }

    async fn begin(
        &mut self,
        transfer: &str,
        commits: Commits,
        shapes: &[Shape],
    ) -> Result<Checkpoint, Error> {
        self.commits = commits;
        self.lock = FileLock::try_take(&self.file).map_err(|e| Error::from_fault("locking the file", &e))?;
        if self.lock.is_none() {
            return Err(Error::LockTimeout { waited: Duration::ZERO, holder: None });
        }
        let (transfer, shapes) = (transfer.to_owned(), shapes.to_vec());
        blocking(&mut self.conn, move |conn| begin(conn, &transfer, commits, &shapes)).await
    }

    async fn set_aside(&mut self, checkpoint: &mut Checkpoint, shapes: &[Shape]) -> Result<(), Error> {
        if checkpoint.set_aside {
            return Ok(());
        }
        let (mut changed, shapes, commits) = (checkpoint.clone(), shapes.to_vec(), self.commits);
        *checkpoint = blocking(&mut self.conn, move |conn| {
            in_transaction(conn, commits, |conn| {
                for shape in &shapes {
                    take_away(conn, &shape.table, &mut changed)?;
                }
                changed.set_aside = true;
                keep(conn, &changed)?;
                Ok(changed)
            })
        })
        .await?;
        Ok(())
    }

    async fn copy_in(
        &mut self,
        checkpoint: &mut Checkpoint,
        reader: TableReader,
        progress: Progress,
    ) -> Result<TableReader, Error> {
        let (mut state, commits) = (checkpoint.clone(), self.commits);
        let (reader, state) = blocking(&mut self.conn, move |conn| {
            let table = reader.shape().table.clone();
            let before = state.rows.get(&table).copied().unwrap_or(0);
            let mut committed = 0;
            let batches = commits == Commits::Batches;
            if batches {
                run(conn, "BEGIN IMMEDIATE")?;
            }
            let loaded = load::load(conn, reader, |conn, rows| {
                state.rows.insert(table.clone(), before + rows);
                if batches && rows - committed >= BATCH {
                    keep(conn, &state)?;
                    run(conn, "COMMIT; BEGIN IMMEDIATE")?;
                    committed = rows;
                }
                progress(before + rows);
                Ok(())
            });
            if batches {
                match &loaded {
                    Ok(_) => {
                        keep(conn, &state)?;
                        run(conn, "COMMIT")?;
                    }
                    Err(_) => run(conn, "ROLLBACK")?,
                }
            }
            Ok((loaded?, state))
        })
        .await
        .map_err(|e| settled(e, commits))?;
        *checkpoint = state;
        Ok(reader)
    }

    async fn restore(&mut self, checkpoint: &mut Checkpoint, shapes: &[Shape]) -> Result<(), Error> {
        let (state, shapes, commits) = (checkpoint.clone(), shapes.to_vec(), self.commits);
        blocking(&mut self.conn, move |conn| {
            in_transaction(conn, commits, |conn| {
                // Triggers come last, as they were taken away last.
                for sql in &state.restore {
                    conn.execute_batch(sql).map_err(|e| in_the_way(sql, &e))?;
                }
                for shape in &shapes {
                    number_on(conn, &shape.table)?;
                }
                broken_references(conn, &shapes)?;
                keep(conn, &Checkpoint { restore: Vec::new(), set_aside: false, ..state })
            })
        })
        .await
        .map_err(|e| settled(e, commits))?;
        checkpoint.restore.clear();
        checkpoint.set_aside = false;
        Ok(())
    }

    async fn digest(&mut self, shape: &Shape) -> Result<RowsDigest, Error> {
        let shape = shape.clone();
        blocking(&mut self.conn, move |conn| super::digest(conn, &shape)).await
    }

    async fn end(&mut self) -> Result<(), Error> {
        let commits = self.commits;
        blocking(&mut self.conn, move |conn| {
            in_transaction(conn, commits, |conn| run(conn, &format!("DROP TABLE main.{TABLE}")))?;
            if commits == Commits::Once { run(conn, "COMMIT") } else { Ok(()) }
        })
        .await?;
        self.lock = None;
        Ok(())
    }

    async fn close(self) {}
}

/// The same error, saying what stays where batches were committed.
fn settled(error: Error, commits: Commits) -> Error {
    match error {
        Error::Transfer(mut fault) if commits == Commits::Batches => {
            fault.state = format!(
                "rows that were committed before stay in the tables, whose indexes and triggers are kept in {TABLE}"
            );
            fault.next = format!("{}; to begin anew, {}", fault.next, give_up());
            Error::Transfer(fault)
        }
        other => other,
    }
}

/// How an unfinished load is given up.
fn give_up() -> String {
    format!("empty the tables, run the statements under `restore` in {TABLE}.state, and `DROP TABLE {TABLE}`")
}

fn run(conn: &Connection, sql: &str) -> Result<(), Error> {
    conn.execute_batch(sql).map_err(|e| database("moving rows", &e))
}

/// In a transaction of its own, or in the one that holds everything.
fn in_transaction<T>(
    conn: &Connection,
    commits: Commits,
    work: impl FnOnce(&Connection) -> Result<T, Error>,
) -> Result<T, Error> {
    if commits == Commits::Once {
        return work(conn);
    }
    run(conn, "BEGIN IMMEDIATE")?;
    let done = work(conn);
    run(conn, if done.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    done
}

fn begin(conn: &Connection, transfer: &str, commits: Commits, shapes: &[Shape]) -> Result<Checkpoint, Error> {
    run(conn, "BEGIN IMMEDIATE")?;
    let found = look(conn, transfer, shapes).and_then(|found| {
        run(conn, &format!("CREATE TABLE IF NOT EXISTS main.{TABLE} (state TEXT NOT NULL)"))?;
        keep(conn, &found)?;
        Ok(found)
    });
    match (&found, commits) {
        (Ok(_), Commits::Once) => {}
        (Ok(_), Commits::Batches) => run(conn, "COMMIT")?,
        (Err(_), _) => run(conn, "ROLLBACK")?,
    }
    found
}

/// What is there of this transfer; refuses where there is anything else.
fn look(conn: &Connection, transfer: &str, shapes: &[Shape]) -> Result<Checkpoint, Error> {
    let failed = |e: rusqlite::Error| database("looking at the target", &e);
    let exists: bool = conn
        .query_row("SELECT count(*) > 0 FROM main.sqlite_schema WHERE name = ?1", [TABLE], |row| row.get(0))
        .map_err(failed)?;
    let state: Option<String> = if exists {
        conn.query_row(&format!("SELECT state FROM main.{TABLE}"), [], |row| row.get(0))
            .optional()
            .map_err(failed)?
    } else {
        None
    };
    let mut checkpoint = Checkpoint { transfer: transfer.to_owned(), ..Checkpoint::default() };
    if let Some(state) = state {
        let found: Checkpoint = serde_json::from_str(&state)
            .map_err(|e| Error::Database { doing: "reading the checkpoint", message: e.to_string() })?;
        if found.transfer != transfer {
            return Err(crate::transfer::another_transfer(&give_up()));
        }
        checkpoint = found;
    }
    let mut filled = Vec::new();
    for shape in shapes {
        let table = &shape.table;
        let sql = format!("SELECT count(*) FROM main.{}", Dialect::Sqlite.quote_name(table));
        let rows: i64 = conn.query_row(&sql, [], |row| row.get(0)).map_err(failed)?;
        let rows = rows.unsigned_abs();
        if rows != checkpoint.rows.get(table).copied().unwrap_or(0) {
            filled.push((table.clone(), rows));
        }
    }
    if filled.is_empty() { Ok(checkpoint) } else { Err(crate::transfer::not_empty(&filled)) }
}

fn keep(conn: &Connection, checkpoint: &Checkpoint) -> Result<(), Error> {
    let failed = |e: rusqlite::Error| database("keeping the checkpoint", &e);
    let state = serde_json::to_string(checkpoint).unwrap_or_default();
    conn.execute(&format!("DELETE FROM main.{TABLE}"), []).map_err(failed)?;
    conn.execute(&format!("INSERT INTO main.{TABLE} (state) VALUES (?1)"), [state]).map_err(failed)?;
    Ok(())
}

/// Drops what a table's rows would be slow to load with, or would set off: indexes first, triggers last.
fn take_away(conn: &Connection, table: &str, checkpoint: &mut Checkpoint) -> Result<(), Error> {
    let failed = |e: rusqlite::Error| database("taking indexes away", &e);
    let sql = "SELECT type, name, sql FROM main.sqlite_schema WHERE lower(tbl_name) = lower(?1) \
               AND type IN ('index', 'trigger') AND sql IS NOT NULL ORDER BY type, name";
    let mut statement = conn.prepare(sql).map_err(failed)?;
    let rows = statement.query_map([table], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)));
    let found: Vec<(String, String, String)> = rows.and_then(Iterator::collect).map_err(failed)?;
    for (kind, name, sql) in found {
        let name = Dialect::Sqlite.quote_name(&name);
        run(conn, &format!("DROP {} main.{name}", kind.to_uppercase()))?;
        let at = match kind.as_str() {
            // Before all triggers: theirs would fire while an index of expressions is made over no rows at all.
            "index" => {
                checkpoint.restore.iter().position(|s| is_trigger(s)).unwrap_or(checkpoint.restore.len())
            }
            _ => checkpoint.restore.len(),
        };
        checkpoint.restore.insert(at, sql);
    }
    Ok(())
}

fn is_trigger(sql: &str) -> bool {
    let mut words = sql.split_whitespace().map(str::to_ascii_uppercase);
    words.next().as_deref() == Some("CREATE")
        && words.find(|w| w != "TEMP" && w != "TEMPORARY").as_deref() == Some("TRIGGER")
}

/// What an index says to the rows that are there: two of them are one to a unique index.
fn in_the_way(sql: &str, error: &rusqlite::Error) -> Error {
    let reason = format!("{error}, by: {sql}");
    let next = "mend these rows where they come from, and run again";
    TransferFault::new("making the indexes", vec![reason], next).into()
}

/// Sees to it that a table which numbers its rows goes on after the greatest number.
fn number_on(conn: &Connection, table: &str) -> Result<(), Error> {
    let failed = |e: rusqlite::Error| database("looking at the numbers of rows", &e);
    // SQLite keeps a row for each table that never gives a number twice, once it has had a row.
    let exists = "SELECT count(*) > 0 FROM main.sqlite_schema WHERE name = 'sqlite_sequence'";
    if !conn.query_row(exists, [], |row| row.get::<_, bool>(0)).map_err(failed)? {
        return Ok(());
    }
    let sql = "SELECT seq FROM main.sqlite_sequence WHERE lower(name) = lower(?1)";
    let last: Option<i64> = conn.query_row(sql, [table], |row| row.get(0)).optional().map_err(failed)?;
    let Some(last) = last else { return Ok(()) };
    let greatest = format!("SELECT max(rowid) FROM main.{}", Dialect::Sqlite.quote_name(table));
    let greatest: Option<i64> = conn.query_row(&greatest, [], |row| row.get(0)).map_err(failed)?;
    match greatest {
        Some(greatest) if last < greatest => {
            let reason = format!("{table} would give the number {greatest} twice");
            Err(TransferFault::new("numbering rows", vec![reason], "").into())
        }
        _ => Ok(()),
    }
}

/// Rows that point at nothing.
fn broken_references(conn: &Connection, shapes: &[Shape]) -> Result<(), Error> {
    let failed = |e: rusqlite::Error| database("looking at foreign keys", &e);
    let mut broken = Vec::new();
    for shape in shapes {
        let sql = format!("PRAGMA main.foreign_key_check({})", Dialect::Sqlite.quote_name(&shape.table));
        let mut statement = conn.prepare(&sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let (number, parent): (Option<i64>, String) =
                (row.get(1).map_err(failed)?, row.get(2).map_err(failed)?);
            let number = number.map_or_else(|| "without a number".to_owned(), |n| n.to_string());
            broken.push(format!("{} row {number} points at no row of {parent}", shape.table));
        }
    }
    if broken.is_empty() {
        return Ok(());
    }
    let next = "mend these rows where they come from, and run again";
    Err(TransferFault::new("looking at foreign keys", broken, next).into())
}
