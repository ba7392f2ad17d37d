//! What the tests of the rules share: one way to state which changes a rule refuses and accepts.

use super::{Rule, lint_changes};
use crate::{Change, Column, Dialect, EnumType, Index, IndexKey, PlanOptions, Schema, Table, Type};

/// Holds changes against one rule, in every dialect that it is of.
pub(crate) fn changes(rule: &Rule, refused: &[&[Change]], accepted: &[&[Change]]) {
    for dialect in rule.dialects {
        changes_with(rule, *dialect, &PlanOptions::default(), refused, accepted);
    }
}

/// The same with choices in planning.
pub(crate) fn changes_with(
    rule: &Rule,
    dialect: Dialect,
    options: &PlanOptions,
    refused: &[&[Change]],
    accepted: &[&[Change]],
) {
    let finds = |list: &[Change]| {
        let found = lint_changes(list, &Schema::default(), dialect, options);
        found.into_iter().find(|f| f.code == rule.code)
    };
    for list in refused {
        let found = finds(list).unwrap_or_else(|| panic!("{} accepts {list:#?}", rule.code));
        assert!(!found.sql.contains('{'), "a placeholder is left: {}", found.sql);
    }
    for list in accepted {
        assert_eq!(finds(list), None, "{} refuses {list:#?}", rule.code);
    }
}

/// `users (id int, name text)`.
pub(crate) fn users() -> Table {
    let mut table = Table::new("users", "zSchema.users");
    table.columns = vec![Column::new("id", Type::Int).required(), Column::new("name", Type::Text)];
    table.primary_key = vec!["id".into()];
    table
}

/// A column comes to users.
pub(crate) fn add_column(column: Column) -> Change {
    Change::AddColumn { table: "users".into(), column, backfill: None }
}

/// A column of users goes.
pub(crate) fn drop_column(column: Column) -> Change {
    Change::DropColumn { table: "users".into(), column, backfill: None }
}

/// A column of users changes.
pub(crate) fn alter(from: Column, to: Column) -> Change {
    Change::AlterColumn { table: "users".into(), from, to, backfill: None, using: None, using_back: None }
}

/// An index comes to `users (name)`.
pub(crate) fn index(unique: bool) -> Change {
    let index = Index { unique, ..Index::new("idx_users_name", vec![IndexKey::new("name")]) };
    Change::AddIndex { table: "users".into(), index }
}

/// The values of an enum change.
pub(crate) fn alter_enum(from: &[&str], to: &[&str]) -> Change {
    let of = |values: &[&str]| EnumType {
        name: "mood".into(),
        owner: "zSchema.users".into(),
        values: values.iter().map(|v| (*v).to_owned()).collect(),
    };
    Change::AlterEnum { from: of(from), to: of(to) }
}
