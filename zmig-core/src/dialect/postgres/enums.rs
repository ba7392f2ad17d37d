//! Enum types.

use super::{PostgresPlan, alter};
use crate::dialect::clause::{q, qt};
use crate::{Dialect, EnumType, RowCheck, Table, Type};

/// `CREATE TYPE "state" AS ENUM ('draft', 'live')`
pub(crate) fn create(name: &str, values: &[String]) -> String {
    let values: Vec<_> = values.iter().map(|v| Dialect::Postgres.quote_text(v)).collect();
    format!("CREATE TYPE {} AS ENUM ({})", qt(name), values.join(", "))
}

/// Whether values only come, so that the type is altered in place.
pub(crate) fn only_adds(from: &EnumType, to: &EnumType) -> bool {
    let mut rest = to.values.iter();
    from.values.iter().all(|old| rest.any(|new| new == old))
}

/// `ALTER TYPE … ADD VALUE`, each before its successor or at the end.
pub(crate) fn add_values(from: &EnumType, to: &EnumType) -> Vec<String> {
    let mut sql = Vec::new();
    let mut before: Option<&String> = None;
    for value in &to.values {
        if !from.values.contains(value) {
            // In the order of the list every earlier value is there by now.
            let place = match before {
                Some(previous) => format!(" AFTER {}", Dialect::Postgres.quote_text(previous)),
                None => match from.values.first() {
                    Some(first) => format!(" BEFORE {}", Dialect::Postgres.quote_text(first)),
                    None => String::new(),
                },
            };
            sql.push(format!(
                "ALTER TYPE {} ADD VALUE {}{place}",
                qt(&to.name),
                Dialect::Postgres.quote_text(value)
            ));
        }
        before = Some(value);
    }
    sql
}

/// A type with other values in the place of the old one: values go by their text. Works inside a transaction.
pub(crate) fn replace(plan: &PostgresPlan, from: &EnumType, to: &EnumType) -> (Vec<String>, Vec<RowCheck>) {
    let old = crate::shorten(&format!("zmig_old_{}", crate::names::bare(&from.name)));
    let old = crate::names::beside(&from.name, &old);
    let mut sql = vec![
        format!("ALTER TYPE {} RENAME TO {}", qt(&from.name), q(crate::names::bare(&old))),
        create(&to.name, &to.values),
    ];
    let mut checks = Vec::new();
    let users = plan.schema.tables.values().filter(|t| uses(t, &from.name));
    for table in users.map(|t| plan.standing(t)) {
        let table = &table;
        let columns: Vec<&str> = table
            .columns
            .iter()
            .filter(|c| c.ty.enum_name() == Some(&from.name))
            .map(|c| c.name.as_str())
            .collect();
        let (before, after) = alter::around(table, &columns, true, &plan.schema);
        sql.extend(before);
        let mut actions = Vec::new();
        for column in table.columns.iter().filter(|c| columns.contains(&c.name.as_str())) {
            let via = Some(via_text(&column.name, &column.ty));
            actions.extend(alter::retype(column, &column.ty, via, &plan.schema));
            checks.extend(super::check::enum_values(table, column, to));
        }
        sql.push(alter::actions(&table.name, &actions));
        sql.extend(after);
    }
    sql.push(format!("DROP TYPE {}", qt(&old)));
    (sql, checks)
}

fn uses(table: &Table, name: &str) -> bool {
    table.columns.iter().any(|c| c.ty.enum_name() == Some(name))
}

fn via_text(column: &str, ty: &Type) -> String {
    let text = if matches!(ty, Type::Array(_)) { "TEXT[]" } else { "TEXT" };
    format!("{}::{text}::{}", q(column), super::types::spell(ty))
}
