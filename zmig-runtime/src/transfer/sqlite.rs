//! SQLite's half: rows by prepared statements, in a thread of their own.

mod destination;
mod load;
mod origin;
mod rows;

pub(crate) use destination::SqliteDestination;
pub(crate) use origin::SqliteOrigin;

use super::{Shape, TransferFault};
use crate::Error;
use crate::csv::cell::Held;
use crate::csv::digest::RowsDigest;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use zmig_core::Dialect;

/// How many wrong cells are named.
const NAMED: usize = 20;

/// What a column holds.
fn held(value: ValueRef<'_>) -> Result<Held<'_>, String> {
    Ok(match value {
        ValueRef::Null => Held::Null,
        ValueRef::Integer(n) => Held::Integer(n),
        ValueRef::Real(n) => Held::Real(n),
        ValueRef::Blob(bytes) => Held::Blob(bytes.into()),
        ValueRef::Text(bytes) => match std::str::from_utf8(bytes) {
            Ok(text) => Held::Text(text.into()),
            Err(_) => return Err("the text is no UTF-8".to_owned()),
        },
    })
}

/// The rows of a table, in the order of their numbers.
fn select(shape: &Shape, numbered: bool) -> String {
    let columns: Vec<String> = shape.names().map(|name| Dialect::Sqlite.quote_name(name)).collect();
    // A table whose columns are all computed still has rows.
    let columns = if columns.is_empty() { "NULL".to_owned() } else { columns.join(", ") };
    let order = if numbered { " ORDER BY rowid" } else { "" };
    format!("SELECT {columns} FROM main.{}{order}", Dialect::Sqlite.quote_name(&shape.table))
}

/// Whether a table's rows have numbers.
fn is_numbered(conn: &Connection, table: &str) -> Result<bool, Error> {
    let sql = "SELECT wr FROM pragma_table_list(?1) WHERE schema = 'main'";
    let without: Option<bool> = match conn.query_row(sql, [table], |row| row.get(0)) {
        Ok(without) => Some(without),
        Err(rusqlite::Error::QueryReturnedNoRows) => None,
        Err(e) => return Err(database("looking at a table", &e)),
    };
    Ok(without == Some(false))
}

/// The digest of a table's rows.
fn digest(conn: &Connection, shape: &Shape) -> Result<RowsDigest, Error> {
    let doing = "reading the rows back";
    let columns = shape.columns.len();
    let mut out = RowsDigest::new(columns);
    let mut cell = Vec::new();
    rows::each_block(conn, doing, &select(shape, false), columns, |block| {
        for row in 0..block.lines().len() {
            for (value, column) in block.row(row, columns).zip(&shape.columns) {
                cell.clear();
                let wrong = |reason: String| {
                    let what = format!("{}.{}: {reason}", shape.table, column.name);
                    Error::from(TransferFault::new(doing, vec![what], ""))
                };
                let held = held(value).map_err(wrong)?;
                column.codec.write(&held, &mut cell).map_err(wrong)?;
                out.add(&column.codec, &cell);
            }
            out.end_row();
        }
        Ok(())
    })?;
    Ok(out)
}

fn database(doing: &'static str, error: &rusqlite::Error) -> Error {
    Error::Database { doing, message: error.to_string() }
}

/// Does the work with a connection in a thread where it may block, and gives the connection back.
async fn blocking<T: Send + 'static>(
    held: &mut Option<Connection>,
    work: impl FnOnce(&mut Connection) -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    let gone = || Error::Database { doing: "moving rows", message: "the connection is gone".to_owned() };
    let mut conn = held.take().ok_or_else(gone)?;
    let done = tokio::task::spawn_blocking(move || {
        let result = work(&mut conn);
        (conn, result)
    });
    let (conn, result) = done.await.map_err(|_| gone())?;
    *held = Some(conn);
    result
}
