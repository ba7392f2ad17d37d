//! What SQLite has besides tables: views, triggers, virtual tables, and the tables that these keep their data in.

use super::catalog::{Catalog, RawTable};
use super::needs::Known;
use super::sql::Cursor;
use crate::driver::Driver;
use std::collections::BTreeSet;
use zmig_core::{Unmanaged, UnmanagedKind};

/// Views, triggers and virtual tables, with what they need.
pub(super) fn others(catalog: &Catalog) -> Vec<Unmanaged> {
    if catalog.others.is_empty() {
        return Vec::new();
    }
    let mut known = Known::default();
    for table in &catalog.tables {
        known.add_table(&table.name, table.columns.iter().map(|c| c.name.as_str()).collect());
    }
    for view in catalog.others.iter().filter(|o| o.kind == "view") {
        known.add_view(&view.name, &view.sql);
    }
    let list = catalog.others.iter().map(|object| {
        let (kind, table, needs) = match object.kind.as_str() {
            "view" => (UnmanagedKind::View, None, known.of_view(&object.sql)),
            "trigger" => (UnmanagedKind::Trigger, Some(object.table.clone()), known.of_trigger(&object.sql)),
            _ => (UnmanagedKind::VirtualTable, None, known.of_virtual_table(&object.sql)),
        };
        Unmanaged { kind, name: object.name.clone(), table, needs, definition: Some(object.sql.clone()) }
    });
    list.collect()
}

/// A table that cannot be named in the model.
pub(super) fn unnameable(table: &RawTable) -> Unmanaged {
    let indexes = table.indexes.iter().filter_map(|i| i.sql.as_deref());
    let statements: Vec<&str> = std::iter::once(table.sql.as_str()).chain(indexes).collect();
    Unmanaged {
        kind: UnmanagedKind::Other("table with a dot in its name".to_owned()),
        name: table.name.clone(),
        table: None,
        needs: Vec::new(),
        definition: Some(statements.join(";\n")),
    }
}

/// Takes the tables out that virtual tables keep their data in.
pub(super) async fn take_shadows<Dr: Driver>(driver: &mut Dr, catalog: &mut Catalog) -> Vec<Unmanaged> {
    let virtuals: Vec<(String, String)> = catalog
        .others
        .iter()
        .filter(|o| o.kind == "table")
        .map(|o| (o.name.clone(), module(&o.sql).unwrap_or_default()))
        .collect();
    if virtuals.is_empty() {
        return Vec::new();
    }
    // SQLite 3.37 and later say it themselves, for the modules that are loaded.
    let sql = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'";
    let said = driver.query(sql.to_owned()).await.unwrap_or_default();
    let said: BTreeSet<String> = said.into_iter().filter_map(|row| row.into_iter().next()?).collect();
    let mut taken = Vec::new();
    let mut rest = Vec::with_capacity(catalog.tables.len());
    for table in std::mem::take(&mut catalog.tables) {
        // Of two whose names fit, the longer one.
        let of = virtuals
            .iter()
            .filter_map(|(name, module)| Some((name, module, suffix(&table.name, name)?)))
            .filter(|(_, module, suffix)| said.contains(&table.name) || keeps(module).contains(suffix))
            .max_by_key(|(name, _, _)| name.len());
        match of {
            Some((name, _, _)) => taken.push(Unmanaged {
                kind: UnmanagedKind::Other("shadow table".to_owned()),
                name: table.name.clone(),
                table: Some(name.clone()),
                needs: Vec::new(),
                definition: Some(table.sql),
            }),
            None => rest.push(table),
        }
    }
    catalog.tables = rest;
    taken
}

/// What a table's name has behind that of a virtual one.
fn suffix<'a>(table: &'a str, of: &str) -> Option<&'a str> {
    let head = table.get(..of.len()).filter(|head| head.eq_ignore_ascii_case(of))?;
    table[head.len()..].strip_prefix('_')
}

/// The tables that SQLite's own modules keep.
fn keeps(module: &str) -> &'static [&'static str] {
    match module {
        "fts5" => &["data", "idx", "content", "docsize", "config"],
        "fts3" | "fts4" => &["content", "segments", "segdir", "docsize", "stat"],
        "rtree" | "rtree_i32" | "geopoly" => &["node", "rowid", "parent"],
        _ => &[],
    }
}

/// The module that keeps a virtual table, in small letters.
fn module(sql: &str) -> Option<String> {
    let mut cursor = Cursor::new(sql);
    cursor.take(&["CREATE", "VIRTUAL", "TABLE"]).then_some(())?;
    cursor.take(&["IF", "NOT", "EXISTS"]);
    cursor.qualified()?;
    cursor.take(&["USING"]).then_some(())?;
    cursor.name().map(|name| name.to_ascii_lowercase())
}
