//! What the migrations say about names and values on the way from where a database stands.

use std::collections::BTreeMap;
use zmig_core::{Change, ColumnHints, Hints, Schema, TableHints};

/// A table on its way: what it and its columns were called where the way began.
#[derive(Clone, Debug, Default)]
struct Origin {
    /// None for a table that was made on the way.
    name: Option<String>,
    /// By the column's name now.
    columns: BTreeMap<String, ColumnOrigin>,
}

#[derive(Clone, Debug, Default)]
struct ColumnOrigin {
    /// None for a column that was made on the way.
    name: Option<String>,
    hints: ColumnHints,
}

/// The hints that some changes are for a comparison of `live`, which stands where they begin, with where they lead. Only
/// what is there under its old name is renamed.
pub(super) fn hints(before: &Schema, changes: &[Change], live: &Schema) -> Hints {
    let mut tables: BTreeMap<String, Origin> =
        before.tables.values().map(|t| (t.name.clone(), origin(t))).collect();
    for change in changes {
        follow(&mut tables, change);
    }
    let mut out = Hints { trust_drops: true, ..Hints::default() };
    for (name, origin) in tables {
        let old = origin.name.as_deref().unwrap_or(&name);
        let renamed = old != name && live.table(old).is_some();
        let found = live.table(if renamed { old } else { &name });
        let mut hints = TableHints { renamed_from: renamed.then(|| old.to_owned()), ..TableHints::default() };
        for (column, origin) in origin.columns {
            let old = origin.name.as_deref().filter(|old| *old != column);
            let there = |c: &str| found.is_some_and(|t| t.column(c).is_some());
            let renamed_from = old.filter(|old| there(old)).map(str::to_owned);
            let mut hint = ColumnHints { renamed_from, ..origin.hints };
            if old.is_some() {
                // It is written with the old name.
                hint.using = None;
            }
            if hint != ColumnHints::default() {
                hints.columns.insert(column, hint);
            }
        }
        if hints != TableHints::default() {
            out.tables.insert(name, hints);
        }
    }
    out
}

fn origin(table: &zmig_core::Table) -> Origin {
    let column =
        |name: &String| (name.clone(), ColumnOrigin { name: Some(name.clone()), ..Default::default() });
    Origin {
        name: Some(table.name.clone()),
        columns: table.columns.iter().map(|c| column(&c.name)).collect(),
    }
}

fn follow(tables: &mut BTreeMap<String, Origin>, change: &Change) {
    match change {
        Change::CreateTable { table } => {
            tables.insert(table.name.clone(), Origin::default());
        }
        Change::DropTable { table } => {
            tables.remove(&table.name);
        }
        Change::RenameTable { from, to, .. } => {
            if let Some(origin) = tables.remove(from) {
                tables.insert(to.clone(), origin);
            }
        }
        Change::AddColumn { table, column, backfill } => {
            if let Some(origin) = tables.get_mut(table) {
                let hints = ColumnHints { backfill: backfill.clone(), ..ColumnHints::default() };
                origin.columns.insert(column.name.clone(), ColumnOrigin { name: None, hints });
            }
        }
        Change::DropColumn { table, column, .. } => {
            if let Some(origin) = tables.get_mut(table) {
                origin.columns.remove(&column.name);
            }
        }
        Change::RenameColumn { table, from, to } => {
            if let Some(origin) = tables.get_mut(table)
                && let Some(column) = origin.columns.remove(from)
            {
                origin.columns.insert(to.clone(), column);
            }
        }
        Change::AlterColumn { table, from, backfill, using, .. } => {
            if let Some(origin) = tables.get_mut(table) {
                let column = origin.columns.entry(from.name.clone()).or_default();
                if backfill.is_some() {
                    column.hints.backfill.clone_from(backfill);
                }
                if using.is_some() {
                    column.hints.using.clone_from(using);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zmig_core::{Column, DefaultValue, Table, Type};

    fn table(name: &str, columns: &[&str]) -> Table {
        let mut table = Table::new(name, "s");
        table.columns = columns.iter().map(|c| Column::new(*c, Type::Int)).collect();
        table
    }

    fn schema(tables: &[Table]) -> Schema {
        let tables = tables.iter().map(|t| (t.name.clone(), t.clone())).collect();
        Schema { tables, ..Schema::default() }
    }

    #[test]
    fn names_are_followed_through_several_migrations_and_swaps() {
        let before = schema(&[table("a", &["x", "y"]), table("b", &["z"])]);
        let rename = |from: &str, to: &str| Change::RenameTable {
            from: from.into(),
            to: to.into(),
            owner: "s".into(),
        };
        let column = |table: &str, from: &str, to: &str| Change::RenameColumn {
            table: table.into(),
            from: from.into(),
            to: to.into(),
        };
        let added = Change::AddColumn {
            table: "b".into(),
            column: Column::new("w", Type::Int).required(),
            backfill: Some(DefaultValue::Expr("1".into())),
        };
        let changes = [
            rename("a", "t"),
            rename("b", "a"),
            rename("t", "b"),
            column("b", "x", "x2"),
            column("b", "x2", "x3"),
            added,
            column("b", "w", "v"),
            Change::CreateTable { table: table("c", &["q"]) },
        ];
        let found = hints(&before, &changes, &before);
        assert_eq!(found.tables["a"].renamed_from.as_deref(), Some("b"));
        assert_eq!(found.tables["b"].renamed_from.as_deref(), Some("a"));
        assert_eq!(found.column("b", "x3").and_then(|h| h.renamed_from.as_deref()), Some("x"));
        let backfill = found.column("b", "v").and_then(|h| h.backfill.clone());
        assert_eq!(backfill, Some(DefaultValue::Expr("1".into())));
        assert!(found.column("b", "y").is_none() && !found.tables.contains_key("c"));

        // What was renamed by hand already is not renamed again.
        let live = schema(&[table("b", &["x3", "y"])]);
        let found = hints(&before, &changes, &live);
        assert_eq!(found.tables.get("b").and_then(|t| t.renamed_from.as_deref()), None);
        assert_eq!(found.column("b", "x3"), None);
    }
}
