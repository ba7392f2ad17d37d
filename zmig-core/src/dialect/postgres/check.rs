//! Queries for the rows that stand in a step's way.

use super::cast;
use crate::dialect::clause::{names, q, qt};
use crate::{Check, Column, Dialect, Domain, EnumType, ForeignKey, RowCheck, Schema, Table, Type, Unique};

/// Rows whose values do not convert.
pub(crate) fn conversion(table: &Table, from: &Column, to: &Column, schema: &Schema) -> Option<RowCheck> {
    let column = q(&from.name);
    let offends = cast::offends(&from.ty, &to.ty, &column, schema)?;
    let reason = format!("{}.{} does not convert to {}", table.name, from.name, to.ty);
    row_check(table, reason, &format!("{column}::TEXT"), &offends)
}

/// Rows with a value that an enum is about to lose.
pub(crate) fn enum_values(table: &Table, column: &Column, to: &EnumType) -> Option<RowCheck> {
    let name = q(&column.name);
    let values: Vec<_> = to.values.iter().map(|v| Dialect::Postgres.quote_text(v)).collect();
    let list = if values.is_empty() { "''".into() } else { values.join(", ") };
    let offends = if matches!(column.ty, Type::Array(_)) {
        format!("EXISTS (SELECT 1 FROM unnest({name}::TEXT[]) AS item WHERE item NOT IN ({list}))")
    } else {
        format!("{name}::TEXT NOT IN ({list})")
    };
    let reason = format!("{}.{} holds a value that enum {} no longer has", table.name, column.name, to.name);
    row_check(table, reason, &format!("{name}::TEXT"), &offends)
}

/// Rows that hold NULL where it may no longer be.
pub(crate) fn not_null(table: &Table, column: &str) -> Option<RowCheck> {
    let reason = format!("{}.{column} is required and holds NULL", table.name);
    row_check(table, reason, "'NULL'", &format!("{} IS NULL", q(column)))
}

/// Rows that agree where no two may.
pub(crate) fn duplicates(table: &Table, columns: &[String], what: &str) -> Option<RowCheck> {
    // Nothing is known of a raw type: a query that compares its values could fail itself.
    let raw = |c: &String| table.column(c).is_some_and(|c| matches!(c.ty, Type::Raw(_)));
    if columns.iter().any(raw) {
        return None;
    }
    let list = names(columns);
    let given: Vec<_> = columns.iter().map(|c| format!("{} IS NOT NULL", q(c))).collect();
    let offends = format!(
        "({list}) IN (SELECT {list} FROM {} WHERE {} GROUP BY {list} HAVING count(*) > 1)",
        qt(&table.name),
        given.join(" AND ")
    );
    let reason = format!("{} ({}) is not unique, which {what} asks for", table.name, columns.join(", "));
    row_check(table, reason, &text_of(columns), &offends)
}

/// Rows that agree where no two may, for a set in which two NULLs may be the same.
pub(crate) fn unique(table: &Table, unique: &Unique) -> Option<RowCheck> {
    if unique.nulls_not_distinct {
        same(table, &unique.columns, &unique.name)
    } else {
        duplicates(table, &unique.columns, &unique.name)
    }
}

/// Rows that agree in all columns, be it that they hold nothing.
pub(crate) fn same(table: &Table, columns: &[String], what: &str) -> Option<RowCheck> {
    let raw = |c: &String| table.column(c).is_some_and(|c| matches!(c.ty, Type::Raw(_)));
    if columns.iter().any(raw) {
        return None;
    }
    let offends = format!(
        "t.ctid IN (SELECT unnest(array_agg(ctid)) FROM {} GROUP BY {} HAVING count(*) > 1)",
        qt(&table.name),
        names(columns)
    );
    let reason = format!("{} ({}) is not unique, which {what} asks for", table.name, columns.join(", "));
    row_check(table, reason, &text_of(columns), &offends)
}

/// Rows whose value a domain does not take: the new ones of its conditions, and NULL where it has become required.
pub(crate) fn of_domain(
    table: &Table,
    column: &Column,
    domain: &Domain,
    conditions: &[&Check],
) -> Vec<RowCheck> {
    let name = q(&column.name);
    let is_list = matches!(column.ty, Type::Array(_));
    let mut out = Vec::new();
    if !domain.nullable {
        let reason =
            format!("{}.{} holds NULL, which the domain {} refuses", table.name, column.name, domain.name);
        let is_null = match is_list {
            true => format!("EXISTS (SELECT 1 FROM unnest({name}) AS item WHERE item IS NULL)"),
            false => format!("{name} IS NULL"),
        };
        out.extend(row_check(table, reason, "'NULL'", &is_null));
    }
    let mut from = format!("{} t", qt(&table.name));
    if is_list {
        from.push_str(&format!(" CROSS JOIN LATERAL unnest({name}) AS zmig_items(zmig_item)"));
    }
    let value = if is_list { "zmig_item" } else { &name };
    for check in conditions {
        let reason = format!("{}.{} has values that fail the check {}", table.name, column.name, check.name);
        // The condition is on VALUE, which no other column may be called here.
        let sql = format!(
            "SELECT zmig_key, value::TEXT FROM (SELECT {} AS zmig_key, {value} AS value FROM {from}) v WHERE NOT ({})",
            // Of several relations none is asked for a row's place unless it is named.
            if table.primary_key.is_empty() { "t.ctid::TEXT".into() } else { key(table) },
            check.expr.trim()
        );
        let one_line = !sql.contains(['\n', '\r']) && !sql.contains("--");
        out.extend(one_line.then_some(RowCheck { reason, sql }));
    }
    out
}

/// Rows that refer to nothing.
pub(crate) fn orphans(table: &Table, key: &ForeignKey) -> Option<RowCheck> {
    let given: Vec<_> = key.columns.iter().map(|c| format!("t.{} IS NOT NULL", q(c))).collect();
    let equal: Vec<_> =
        key.columns.iter().zip(&key.ref_columns).map(|(c, r)| format!("r.{} = t.{}", q(r), q(c))).collect();
    let mut offends = format!(
        "{} AND NOT EXISTS (SELECT 1 FROM {} r WHERE {})",
        given.join(" AND "),
        qt(&key.references),
        equal.join(" AND ")
    );
    if key.match_full && key.columns.len() > 1 {
        let columns: Vec<_> = key.columns.iter().map(|c| format!("t.{}", q(c))).collect();
        let some = format!("num_nulls({}) BETWEEN 1 AND {}", columns.join(", "), columns.len() - 1);
        offends = format!("({offends}) OR {some}");
    }
    let reason = format!(
        "{} ({}) refers to rows of {} that are not there",
        table.name,
        key.columns.join(", "),
        key.references
    );
    row_check(table, reason, &text_of(&key.columns), &offends)
}

/// Rows that fail a check.
pub(crate) fn failing(table: &Table, check: &Check) -> Option<RowCheck> {
    let reason = format!("{} has rows that fail the check {}", table.name, check.name);
    let offends = format!("NOT ({})", check.expr.trim());
    row_check(table, reason, "''", &offends)
}

/// All rows: the step works on an empty table only.
pub(crate) fn any_row(table: &Table, column: &str) -> Option<RowCheck> {
    let reason = format!(
        "{}.{column} is required and part of a key, and the rows that exist have no value for it: \
         the table must be empty",
        table.name
    );
    row_check(table, reason, "''", "TRUE")
}

/// `None` where the query would not fit on one line.
fn row_check(table: &Table, reason: String, value: &str, offends: &str) -> Option<RowCheck> {
    let sql = format!("SELECT {}, {value} FROM {} t WHERE {offends}", key(table), qt(&table.name));
    let one_line = !sql.contains(['\n', '\r']) && !sql.contains("--");
    one_line.then_some(RowCheck { reason, sql })
}

/// What names a row: its key as text.
fn key(table: &Table) -> String {
    if table.primary_key.is_empty() { "ctid::TEXT".into() } else { text_of(&table.primary_key) }
}

fn text_of(columns: &[String]) -> String {
    let columns: Vec<_> = columns.iter().map(|c| format!("{}::TEXT", q(c))).collect();
    match columns.as_slice() {
        [one] => one.clone(),
        many => format!("concat_ws(',', {})", many.join(", ")),
    }
}
