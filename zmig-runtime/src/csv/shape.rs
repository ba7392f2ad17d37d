//! What the staged database says of its tables, as far as their files go by it.

use super::cell::Codec;
use super::folder::refused;
use crate::driver::Fault;
use rusqlite::Connection;
use std::collections::BTreeMap;
use zmig_core::Dialect;

/// Everything that is defined.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Definitions {
    pub tables: BTreeMap<String, Shape>,
    /// Statements that make indexes, views and triggers, in the order in which they have to be made.
    pub objects: Vec<String>,
}

/// A table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Shape {
    /// The statement that makes it.
    pub sql: String,
    /// Where its rows begin: another place is another table, whatever its name.
    pub root: i64,
    /// Its columns, without those that are computed.
    pub columns: Vec<Column>,
    /// Whether its rows have numbers of their own.
    pub has_rowid: bool,
    /// The column that is the number of the row.
    pub alias: Option<usize>,
}

/// A column.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Column {
    pub name: String,
    pub declared: String,
    pub codec: Codec,
    pub ty: zmig_core::Type,
    pub nullable: bool,
    /// Whether a row does without a value for it.
    pub optional: bool,
    /// Whether it is a part of the primary key.
    pub in_key: bool,
}

/// What an error of SQLite's means here.
pub(crate) fn broken(error: rusqlite::Error) -> Fault {
    match &error {
        rusqlite::Error::SqliteFailure(code, message) => {
            refused(format!("the staged database: {}", message.clone().unwrap_or_else(|| code.to_string())))
        }
        other => refused(format!("the staged database: {other}")),
    }
}

/// Opens the staged database for what sqlx is slow at.
pub(crate) fn open(database: &std::path::Path) -> Result<Connection, Fault> {
    let conn = Connection::open(database).map_err(broken)?;
    conn.execute_batch(
        "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -65536;",
    )
    .map_err(broken)?;
    Ok(conn)
}

/// Reads what is defined.
pub(crate) fn read(conn: &Connection) -> Result<Definitions, Fault> {
    let mut out = Definitions::default();
    let sql = "SELECT type, name, sql, rootpage FROM main.sqlite_schema WHERE sql IS NOT NULL \
               AND substr(name, 1, 7) <> 'sqlite_' ORDER BY CASE type WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, CASE type WHEN 'view' THEN rowid END, name";
    let mut statement = conn.prepare(sql).map_err(broken)?;
    let mut rows = statement.query([]).map_err(broken)?;
    while let Some(row) = rows.next().map_err(broken)? {
        let get = |i: usize| row.get::<_, String>(i).map_err(broken);
        let (kind, name, sql) = (get(0)?, get(1)?, get(2)?);
        if kind != "table" {
            out.objects.push(sql);
            continue;
        }
        if sql.get(..14).is_some_and(|head| head.eq_ignore_ascii_case("CREATE VIRTUAL")) {
            return Err(refused(format!(
                "{name} is a virtual table, whose rows a folder of CSV files has no place for; move to SQLite, or do without it"
            )));
        }
        let shape = shape(conn, &name, sql, row.get(3).map_err(broken)?)?;
        out.tables.insert(name, shape);
    }
    Ok(out)
}

fn shape(conn: &Connection, name: &str, sql: String, root: i64) -> Result<Shape, Fault> {
    let has_rowid = conn
        .query_row("SELECT NOT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?1", [name], |r| {
            r.get(0)
        })
        .map_err(broken)?;
    let has_key_index: bool = conn
        .query_row(
            "SELECT EXISTS (SELECT 1 FROM pragma_index_list(?1, 'main') WHERE origin = 'pk')",
            [name],
            |r| r.get(0),
        )
        .map_err(broken)?;
    let mut statement = conn
        .prepare("SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo(?1, 'main')")
        .map_err(broken)?;
    let mut rows = statement.query([name]).map_err(broken)?;
    let mut columns = Vec::new();
    let mut alias = None;
    while let Some(row) = rows.next().map_err(broken)? {
        let hidden: i64 = row.get(5).map_err(broken)?;
        if hidden != 0 {
            continue;
        }
        let (name, declared): (String, String) = (row.get(0).map_err(broken)?, row.get(1).map_err(broken)?);
        let (not_null, key): (bool, i64) = (row.get(2).map_err(broken)?, row.get(4).map_err(broken)?);
        let has_default = row.get::<_, Option<String>>(3).map_err(broken)?.is_some();
        let nullable = !not_null && key == 0;
        let ty = Dialect::Sqlite.read_type(&declared);
        if key == 1 && has_rowid && !has_key_index && declared.eq_ignore_ascii_case("INTEGER") {
            alias = Some(columns.len());
        }
        columns.push(Column {
            codec: Codec::new(&ty, nullable),
            name,
            declared,
            ty,
            nullable,
            optional: nullable || has_default,
            in_key: key > 0,
        });
    }
    Ok(Shape { sql, root, columns, has_rowid, alias })
}

impl Shape {
    /// The place of a column.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|c| c.name.eq_ignore_ascii_case(name))
    }

    /// Whether it has columns of the same names.
    pub(crate) fn has_columns_of(&self, other: &Self) -> bool {
        self.columns.len() == other.columns.len()
            && other.columns.iter().all(|c| self.column(&c.name).is_some())
    }

    /// A name by which SQLite answers the number of a row: that of no column.
    pub(crate) fn rowid(&self) -> Option<&str> {
        if let Some(alias) = self.alias {
            return Some(&self.columns[alias].name);
        }
        ["rowid", "_rowid_", "oid"].into_iter().find(|name| self.has_rowid && self.column(name).is_none())
    }
}

/// A name as SQL writes it.
pub(crate) fn quoted(name: &str) -> String {
    Dialect::Sqlite.quote_name(name)
}
