//! What SQLite says about its tables: one statement, and so one state of the database, whatever the number of tables.

use crate::driver::{Driver, Fault, Kind};
use serde::de::DeserializeOwned;
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

/// One row, with each kind of thing as one JSON array: rows by the ten thousands would take longer on their way than all
/// the rest of the look.
const QUERY: &str = "
WITH named AS (
    SELECT rowid AS place, type, name, tbl_name, sql FROM main.sqlite_master
    WHERE substr(name, 1, 7) <> 'sqlite_' AND substr(tbl_name, 1, 12) <> '__zmigration'
        AND substr(tbl_name, 1, 13) <> 'zmig_archive_' AND sql IS NOT NULL
), tables AS (
    SELECT place, name FROM named WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
)
SELECT
    (SELECT json_group_array(json_array(place, type, name, tbl_name, sql)) FROM (SELECT * FROM named ORDER BY place)),
    (SELECT json_group_array(json_array(t.place, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk, c.hidden))
     FROM tables AS t, pragma_table_xinfo(t.name, 'main') AS c),
    (SELECT json_group_array(
        json_array(t.place, k.id, k.\"table\", k.\"from\", k.\"to\", k.on_update, k.on_delete))
     FROM tables AS t, pragma_foreign_key_list(t.name, 'main') AS k),
    (SELECT json_group_array(json_array(t.place, i.name, i.\"unique\", i.origin, p.cid, p.name, p.coll))
     FROM tables AS t, pragma_index_list(t.name, 'main') AS i, pragma_index_xinfo(i.name, 'main') AS p
     WHERE p.key = 1)";

/// The place of an object in `sqlite_master`.
type PlaceOf = i64;
/// Its kind, name and table, and its statement.
type ObjectRow = (PlaceOf, String, String, String, String);
/// The name, the type, whether it is required, the default, the place in the key, and whether it is hidden.
type ColumnRow = (PlaceOf, String, String, u8, Option<String>, usize, u8);
/// The number of the key, the table and the column that it leads to, what it leads from, and what is to happen.
type KeyRow = (PlaceOf, i64, String, String, Option<String>, String, String);
/// The name, whether it is unique, where it comes from; and of a key the column by number and name, and the collation.
type IndexRow = (PlaceOf, String, u8, String, i64, Option<String>, String);

/// Reads it.
pub(super) async fn read<Dr: Driver>(driver: &mut Dr) -> Result<Catalog, Fault> {
    let rows = driver.query(QUERY.to_owned()).await?;
    let row = rows.first().map(Vec::as_slice).unwrap_or_default();
    let mut builder = Builder::default();
    // The objects have to be known first.
    list(row, 0)?.into_iter().for_each(|row| builder.object(row));
    list(row, 1)?.into_iter().for_each(|row| builder.column(row));
    list(row, 2)?.into_iter().for_each(|row| builder.key(row));
    list(row, 3)?.into_iter().for_each(|row| builder.index(row));
    Ok(builder.catalog)
}

fn list<T: DeserializeOwned>(row: &[Option<String>], at: usize) -> Result<Vec<T>, Fault> {
    let text = row.get(at).and_then(Option::as_deref).unwrap_or("[]");
    serde_json::from_str(text)
        .map_err(|e| Fault::new(Kind::Other, format!("SQLite's answer about its tables cannot be read: {e}")))
}

#[derive(Default)]
struct Builder {
    catalog: Catalog,
    places: BTreeMap<PlaceOf, usize>,
    statements: BTreeMap<String, String>,
}

impl Builder {
    fn object(&mut self, (place, kind, name, table, sql): ObjectRow) {
        let is_virtual = || sql.get(..14).is_some_and(|head| head.eq_ignore_ascii_case("CREATE VIRTUAL"));
        match kind.as_str() {
            "table" if !is_virtual() => {
                self.places.insert(place, self.catalog.tables.len());
                self.catalog.tables.push(RawTable { name, sql, ..RawTable::default() });
            }
            "index" => {
                self.statements.insert(name, sql);
            }
            _ => self.catalog.others.push(Object { kind, name, table, sql }),
        }
    }

    fn table(&mut self, place: PlaceOf) -> Option<&mut RawTable> {
        self.catalog.tables.get_mut(*self.places.get(&place)?)
    }

    fn column(&mut self, (table, name, ty, not_null, default, key, hidden): ColumnRow) {
        let Some(table) = self.table(table) else { return };
        table.columns.push(RawColumn { name, ty, not_null: not_null == 1, default, key, hidden });
    }

    /// The rows of a key follow one another, in the order of its columns.
    fn key(&mut self, (table, id, references, from, to, on_update, on_delete): KeyRow) {
        let Some(table) = self.table(table) else { return };
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

    fn index(&mut self, (table, name, unique, origin, number, column, collation): IndexRow) {
        // -2 is an expression, -1 the rowid, which is no column of the model.
        let key = RawIndexKey { column: column.filter(|_| number >= 0), collation };
        let sql = self.statements.remove(&name);
        let Some(table) = self.table(table) else { return };
        match table.indexes.last_mut().filter(|i| i.name == name) {
            Some(index) => index.keys.push(key),
            None => {
                let unique = unique == 1;
                table.indexes.push(RawIndex { name, unique, origin, sql, keys: vec![key] });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RunOptions;
    use crate::sqlite::{Place, SqliteDriver};

    async fn memory(sql: &str) -> SqliteDriver {
        let place = Place::of_url("sqlite::memory:").expect("a place");
        let mut driver = SqliteDriver::open(place, &RunOptions::default()).await.expect("opened");
        driver.execute(sql.to_owned()).await.expect("made");
        driver
    }

    #[tokio::test]
    async fn any_number_of_tables_is_one_row() {
        let tables: String =
            (0..50).map(|i| format!("CREATE TABLE t{i} (a, b REFERENCES t0 (a), UNIQUE (a, b));")).collect();
        let mut driver = memory(&tables).await;
        assert_eq!(driver.query(QUERY.to_owned()).await.expect("rows").len(), 1);
        let catalog = read(&mut driver).await.expect("a catalog");
        assert_eq!(catalog.tables.len(), 50);
        let whole = |t: &RawTable| (t.columns.len(), t.keys.len(), t.indexes[0].keys.len()) == (2, 1, 2);
        assert!(catalog.tables.iter().all(whole), "{catalog:#?}");
    }

    #[tokio::test]
    async fn names_and_texts_arrive_as_they_are() {
        let odd = "a \\ \"\" ' \u{1} \u{1f} \t\n ü 🦀 , ]";
        let sql = format!("CREATE TABLE \"{odd}\" (\"{odd}\" \"{odd}\" DEFAULT \"{odd}\");");
        let mut driver = memory(&sql).await;
        let catalog = read(&mut driver).await.expect("a catalog");
        let table = &catalog.tables[0];
        let name = odd.replace("\"\"", "\"");
        assert_eq!((&table.name, &table.columns[0].name, &table.columns[0].ty), (&name, &name, &name));
        assert_eq!(table.columns[0].default, Some(format!("\"{odd}\"")));
        assert_eq!(format!("{};", table.sql), sql);
    }

    #[tokio::test]
    async fn a_database_without_tables_has_none() {
        let catalog = read(&mut memory("SELECT 1").await).await.expect("a catalog");
        assert!(catalog.tables.is_empty() && catalog.others.is_empty());
    }
}
