//! What the tests of the rules share: one way to state which changes a rule refuses and accepts.

use super::{Rule, lint_changes};
use crate::{Change, Column, Dialect, PlanOptions, Schema, Table, Type};

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

/// A column of users goes.
pub(crate) fn drop_column(column: Column) -> Change {
    Change::DropColumn { table: "users".into(), column, backfill: None }
}
