//! What SQLite says about its tables: one statement, and so one state of the database, whatever the number of tables.

use crate::driver::{Driver, Fault, Row};
use std::collections::BTreeMap;

/// Everything, in the order of creation.
#[derive(Debug, Default)]
pub(super) struct Catalog {
    pub tables: Vec<RawTable>,
    /// Views, triggers, virtual tables: what is no table of rows.
    pub others: Vec<Object>,
}

/// A row of `sqlite_master`.
#[derive(Debug)]
pub(super) struct Object {
    pub kind: String,
    pub name: String,
    /// The table or view that it belongs to; its own name where it is one.
    pub table: String,
    pub sql: String,
}

/// A table as the pragmas tell it.
#[derive(Debug, Default)]
pub(super) struct RawTable {
    pub name: String,
    pub sql: String,
    pub columns: Vec<RawColumn>,
    pub keys: Vec<RawKey>,
    pub indexes: Vec<RawIndex>,
}

#[derive(Debug)]
pub(super) struct RawColumn {
    pub name: String,
    pub ty: String,
    pub not_null: bool,
    pub default: Option<String>,
    /// Its place in the primary key, from 1; 0 where it is no part of it.
    pub key: usize,
    /// 0 a plain column, 2 a virtual generated one, 3 a stored one.
    pub hidden: u8,
}

/// A foreign key.
#[derive(Debug)]
pub(super) struct RawKey {
    pub id: i64,
    pub references: String,
    pub columns: Vec<String>,
    /// None where it refers to the primary key without saying so.
    pub ref_columns: Vec<Option<String>>,
    pub on_update: String,
    pub on_delete: String,
}

#[derive(Debug)]
pub(super) struct RawIndex {
    pub name: String,
    pub unique: bool,
    /// `c` for CREATE INDEX, `u` for a unique constraint, `pk` for a primary key.
    pub origin: String,
    /// The statement, for those that have one.
    pub sql: Option<String>,
    pub keys: Vec<RawIndexKey>,
}

#[derive(Debug)]
pub(super) struct RawIndexKey {
    /// None for an expression.
    pub column: Option<String>,
    pub collation: String,
}

/// Of all kinds of rows the same number of columns, so that one statement brings them.
const QUERY: &str = "
WITH named AS (
    SELECT rowid AS place, type, name, tbl_name, sql FROM main.sqlite_master
    WHERE substr(name, 1, 7) <> 'sqlite_' AND substr(tbl_name, 1, 12) <> '__zmigration' AND sql IS NOT NULL
), tables AS (
    SELECT place, name FROM named WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
)
SELECT 'object', type, name, tbl_name, sql, NULL, NULL, NULL, NULL FROM (SELECT * FROM named ORDER BY place)
UNION ALL
SELECT 'column', t.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk, c.hidden, NULL
    FROM tables AS t, pragma_table_xinfo(t.name, 'main') AS c
UNION ALL
SELECT 'key', t.name, k.id, k.\"table\", k.\"from\", k.\"to\", k.on_update, k.on_delete, k.seq
    FROM tables AS t, pragma_foreign_key_list(t.name, 'main') AS k
UNION ALL
SELECT 'index', t.name, i.name, i.\"unique\", i.origin, p.cid, p.name, p.coll, NULL
    FROM tables AS t, pragma_index_list(t.name, 'main') AS i, pragma_index_xinfo(i.name, 'main') AS p
    WHERE p.key = 1";

/// Reads it.
pub(super) async fn read<Dr: Driver>(driver: &mut Dr) -> Result<Catalog, Fault> {
    let rows = driver.query(QUERY.to_owned()).await?;
    // The parts of the statement come in any order, and the objects have to be known first.
    let is_object = |row: &Row| row.first().is_some_and(|kind| kind.as_deref() == Some("object"));
    let (objects, rest): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(is_object);
    let mut builder = Builder::default();
    objects.into_iter().chain(rest).for_each(|row| builder.row(row));
    Ok(builder.catalog)
}

#[derive(Default)]
struct Builder {
    catalog: Catalog,
    places: BTreeMap<String, usize>,
    statements: BTreeMap<String, String>,
}

impl Builder {
    fn row(&mut self, row: Row) {
        let Ok([kind, a, b, c, d, e, f, g, _]) = <[Option<String>; 9]>::try_from(row) else { return };
        match kind.as_deref() {
            Some("object") => self.object([a, b, c, d].map(Option::unwrap_or_default)),
            Some("column") => self.column(a, [b, c, d, f, g].map(Option::unwrap_or_default), e),
            Some("key") => self.key(a, [b, c, d, f, g].map(Option::unwrap_or_default), e),
            Some("index") => self.index(a, [b, c, d, e, g].map(Option::unwrap_or_default), f),
            _ => {}
        }
    }

    fn object(&mut self, [kind, name, table, sql]: [String; 4]) {
        let is_virtual = || sql.get(..14).is_some_and(|head| head.eq_ignore_ascii_case("CREATE VIRTUAL"));
        match kind.as_str() {
            "table" if !is_virtual() => {
                self.places.insert(name.clone(), self.catalog.tables.len());
                self.catalog.tables.push(RawTable { name, sql, ..RawTable::default() });
            }
            "index" => {
                self.statements.insert(name, sql);
            }
            _ => self.catalog.others.push(Object { kind, name, table, sql }),
        }
    }

    fn table(&mut self, name: Option<String>) -> Option<&mut RawTable> {
        let place = *self.places.get(&name?)?;
        self.catalog.tables.get_mut(place)
    }

    fn column(
        &mut self,
        table: Option<String>,
        [name, ty, not_null, key, hidden]: [String; 5],
        default: Option<String>,
    ) {
        let Some(table) = self.table(table) else { return };
        let (key, hidden) = (key.parse().unwrap_or(0), hidden.parse().unwrap_or(0));
        table.columns.push(RawColumn { name, ty, not_null: not_null == "1", default, key, hidden });
    }

    /// The rows of a key follow one another, in the order of its columns.
    fn key(
        &mut self,
        table: Option<String>,
        [id, references, from, on_update, on_delete]: [String; 5],
        to: Option<String>,
    ) {
        let Some(table) = self.table(table) else { return };
        let id = id.parse().unwrap_or(0);
        match table.keys.last_mut().filter(|k| k.id == id) {
            Some(key) => {
                key.columns.push(from);
                key.ref_columns.push(to);
            }
            None => table.keys.push(RawKey {
                id,
                references,
                columns: vec![from],
                ref_columns: vec![to],
                on_update,
                on_delete,
            }),
        }
    }

    fn index(
        &mut self,
        table: Option<String>,
        [name, unique, origin, cid, collation]: [String; 5],
        column: Option<String>,
    ) {
        let sql = self.statements.get(&name).cloned();
        let Some(table) = self.table(table) else { return };
        // -2 is an expression, -1 the rowid, which is no column of the model.
        let column = column.filter(|_| !cid.starts_with('-'));
        let key = RawIndexKey { column, collation };
        match table.indexes.last_mut().filter(|i| i.name == name) {
            Some(index) => index.keys.push(key),
            None => {
                let unique = unique == "1";
                table.indexes.push(RawIndex { name, unique, origin, sql, keys: vec![key] });
            }
        }
    }
}
