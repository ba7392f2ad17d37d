//! Rows out of a file of SQLite.

use super::rows::each_block;
use super::{NAMED, blocking, database, held, is_numbered, select};
use crate::sqlite::Place;
use crate::transfer::{Origin, Shape, TableWriter, TransferFault};
use crate::{Error, IntrospectOptions, introspect};
use rusqlite::{Connection, OpenFlags};
use std::time::Duration;
use zmig_core::{Dialect, Schema};

/// A file that is read, in one state of it.
pub(crate) struct SqliteOrigin {
    conn: Option<Connection>,
    url: String,
}

impl SqliteOrigin {
    pub(crate) fn open(place: &Place) -> Result<Self, Error> {
        let file = super::super::sqlite_file(place)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let open = || -> rusqlite::Result<Connection> {
            let conn = Connection::open_with_flags(&file, flags)?;
            conn.busy_timeout(Duration::from_secs(30))?;
            // The first look fixes the state that all others see.
            conn.execute_batch("BEGIN; SELECT count(*) FROM sqlite_schema;")?;
            Ok(conn)
        };
        let conn =
            open().map_err(|e| Error::Connect { database: place.shown.clone(), reason: e.to_string() })?;
        Ok(Self { conn: Some(conn), url: format!("sqlite://{}?mode=ro", file.display()) })
    }
}

impl Origin for SqliteOrigin {
    const BACKEND: &'static str = "sqlite";

    async fn schema(&mut self) -> Result<Schema, Error> {
        Ok(introspect(&self.url, &IntrospectOptions::default()).await?.schema)
    }

    async fn count(&mut self, shape: &Shape) -> Result<u64, Error> {
        let sql = format!("SELECT count(*) FROM main.{}", Dialect::Sqlite.quote_name(&shape.table));
        let failed = |e: rusqlite::Error| database("counting rows", &e);
        let count = move |conn: &mut Connection| conn.query_row(&sql, [], |row| row.get::<_, i64>(0));
        let rows = blocking(&mut self.conn, move |conn| count(conn).map_err(failed)).await?;
        Ok(rows.unsigned_abs())
    }

    async fn copy_out(&mut self, shape: &Shape, out: TableWriter) -> Result<TableWriter, Error> {
        let shape = shape.clone();
        blocking(&mut self.conn, move |conn| write(conn, &shape, out)).await
    }

    async fn close(self) {}
}

fn write(conn: &Connection, shape: &Shape, mut out: TableWriter) -> Result<TableWriter, Error> {
    let sql = select(shape, is_numbered(conn, &shape.table)?);
    let columns = shape.columns.len();
    let (mut wrong, mut more, mut number) = (Vec::new(), 0_u64, 0_u64);
    each_block(conn, "reading rows", &sql, columns, |block| {
        for row in 0..block.lines().len() {
            number += 1;
            for (value, column) in block.row(row, columns).zip(&shape.columns) {
                if let Err(reason) = held(value).and_then(|held| out.held(&held)) {
                    if wrong.len() < NAMED {
                        wrong.push(format!("{}, row {number}, {}: {reason}", shape.table, column.name));
                    } else {
                        more += 1;
                    }
                    // The columns that follow are looked at too.
                    out.cell(|_| Ok::<(), ()>(())).ok();
                }
            }
            out.end_row().map_err(|e| crate::transfer::disk("writing", out.path(), &e))?;
        }
        Ok(())
    })?;
    if wrong.is_empty() {
        return Ok(out);
    }
    if more > 0 {
        wrong.push(format!("and {more} more"));
    }
    let next = "SQLite takes any value in any column; give these rows values of the column's type, or the column another type";
    Err(TransferFault::new("exporting", wrong, next).into())
}
