//! A column altered in place.

use super::literal::{self, zero};
use super::types::spell;
use super::{cast, check, column, domains, index, numbering, table as tables, version};
use crate::dialect::clause::{self, mentions, paren, q, qt};
use crate::{Column, Conversion, DefaultValue, Identity, RowCheck, Schema, Table};

/// What alters a column besides the column itself.
pub(crate) struct Alteration<'a> {
    pub(crate) from: &'a Column,
    pub(crate) to: &'a Column,
    pub(crate) backfill: Option<&'a DefaultValue>,
    pub(crate) using: Option<&'a str>,
}

/// The statements and the rows in their way. `before` is the table as it is.
pub(crate) fn alter(before: &Table, a: &Alteration<'_>, schema: &Schema) -> (Vec<String>, Vec<RowCheck>) {
    let (from, to, table) = (a.from, a.to, &before.name);
    let mut sql = Vec::new();
    let mut checks = Vec::new();
    if from.generated != to.generated && to.generated.is_some() {
        sql.extend(regenerate(before, from, to, schema));
    } else {
        let retyped = from.ty != to.ty || a.using.is_some();
        // What is computed when it is read has no values that could stay.
        let materialised = from.generated.as_ref().filter(|g| !g.stored && to.generated.is_none());
        let (suspend, restore) = if materialised.is_some() {
            around(before, &[&from.name], true, schema)
        } else if retyped || from.collation != to.collation {
            around(before, &[&from.name], false, schema)
        } else {
            Default::default()
        };
        sql.extend(suspend);
        if let Some(generated) = materialised {
            sql.extend(materialise(before, from, &generated.expr, schema));
        }
        sql.extend(value_actions(before, a, schema));
        if retyped && a.using.is_none() {
            checks.extend(check::conversion(before, from, to, schema));
            checks.extend(domains::refused(before, from, to, schema));
        }
        if from.nullable && !to.nullable {
            match a.backfill {
                Some(backfill) => sql.push(fill(table, to, &column::default_value(backfill, to, schema))),
                // Its author's expression may well make something of NULL, and where nothing converts every row gets
                // the type's zero.
                None if a.using.is_some() || converts(a, schema) == Conversion::Impossible => {}
                None => checks.extend(check::not_null(before, &to.name)),
            }
            sql.push(actions(table, &[format!("ALTER COLUMN {} SET NOT NULL", q(&to.name))]));
        }
        if to.identity.is_some() {
            sql.extend(numbering::change(table, from, to));
        }
        sql.extend(restore);
    }
    if from.comment != to.comment {
        sql.push(column::comment(table, &to.name, to.comment.as_deref()));
    }
    (sql, checks)
}

/// `ALTER TABLE "users"` and an action a line.
pub(crate) fn actions(table: &str, actions: &[String]) -> String {
    match actions {
        [one] => format!("ALTER TABLE {} {one}", qt(table)),
        many => format!("ALTER TABLE {}\n    {}", qt(table), many.join(",\n    ")),
    }
}

/// Another type, with the default taken off around it: a default's own cast is not always possible.
pub(crate) fn retype(from: &Column, to: &crate::Type, using: Option<String>, schema: &Schema) -> Vec<String> {
    let name = q(&from.name);
    let mut out = Vec::new();
    if from.default.is_some() {
        out.push(format!("ALTER COLUMN {name} DROP DEFAULT"));
    }
    let using = using.map(|u| format!(" USING {u}")).unwrap_or_default();
    out.push(format!("ALTER COLUMN {name} TYPE {}{}{using}", spell(to), column::collate(from)));
    if let Some(default) = &from.default {
        let value = literal::value(default, &schema.base_type(to));
        out.push(format!("ALTER COLUMN {name} SET DEFAULT {value}"));
    }
    out
}

/// `UPDATE "users" SET "age" = 0 WHERE "age" IS NULL`
pub(crate) fn fill(table: &str, column: &Column, value: &str) -> String {
    let name = q(&column.name);
    format!("UPDATE {} SET {name} = {value} WHERE {name} IS NULL", qt(table))
}

/// Type, default, identity and nullability as far as they need no statement of their own.
fn value_actions(before: &Table, a: &Alteration<'_>, schema: &Schema) -> Vec<String> {
    let (from, to) = (a.from, a.to);
    let name = q(&to.name);
    let mut out = Vec::new();
    if from.generated.as_ref().is_some_and(|g| g.stored) && to.generated.is_none() {
        out.push(actions(&before.name, &[format!("ALTER COLUMN {name} DROP EXPRESSION")]));
    }
    // By itself: within one statement types change before this, and only integers may be numbered.
    if to.identity == Identity::None {
        out.extend(numbering::change(&before.name, from, to));
    }
    let mut list = Vec::new();
    let recollated = from.collation != to.collation;
    let retyped = from.ty != to.ty || a.using.is_some() || recollated;
    let default_changes = from.default != to.default || retyped;
    if from.default.is_some() && default_changes {
        list.push(format!("ALTER COLUMN {name} DROP DEFAULT"));
    }
    if retyped {
        let using = conversion(a, schema).map(|u| format!(" USING {u}")).unwrap_or_default();
        list.push(format!("ALTER COLUMN {name} TYPE {}{}{using}", spell(&to.ty), column::collate(to)));
    }
    if let Some(default) = to.default.as_ref().filter(|_| default_changes) {
        let value = column::default_value(default, to, schema);
        list.push(format!("ALTER COLUMN {name} SET DEFAULT {value}"));
    }
    if to.nullable && !from.nullable && !before.is_key(&from.name) {
        list.push(format!("ALTER COLUMN {name} DROP NOT NULL"));
    }
    if !list.is_empty() {
        out.push(actions(&before.name, &list));
    }
    out
}

/// The `USING` of a new type. Where nothing converts, which only a way back can ask for, values are gone.
fn conversion(a: &Alteration<'_>, schema: &Schema) -> Option<String> {
    if let Some(using) = a.using {
        return Some(paren(using));
    }
    // Another order of the same values.
    if a.from.ty == a.to.ty {
        return None;
    }
    cast::using(&a.from.ty, &a.to.ty, &q(&a.from.name), schema).unwrap_or_else(|()| {
        let nothing = || format!("NULL::{}", spell(&a.to.ty));
        let known = if a.to.nullable {
            None
        } else {
            zero(&schema.base_type(&a.to.ty), enum_values(schema, &a.to.ty))
        };
        Some(known.unwrap_or_else(nothing))
    })
}

/// How its values convert, of what domains are made of.
fn converts(a: &Alteration<'_>, schema: &Schema) -> Conversion {
    schema.base_type(&a.from.ty).conversion(&schema.base_type(&a.to.ty))
}

/// The values of a type's enum, be it a domain's.
pub(crate) fn enum_values<'a>(schema: &'a Schema, ty: &crate::Type) -> &'a [String] {
    let base = schema.base_type(ty);
    base.enum_name().and_then(|name| schema.enums.get(name)).map_or(&[], |e| &e.values)
}

/// A column that was computed when it was read becomes one that holds what it was.
fn materialise(before: &Table, from: &Column, expr: &str, schema: &Schema) -> Vec<String> {
    let plain = Column { generated: None, nullable: true, ..from.clone() };
    let name = q(&from.name);
    let mut sql = vec![
        actions(&before.name, &[format!("DROP COLUMN {name}")]),
        actions(&before.name, &[format!("ADD COLUMN {}", column::definition(&plain, false, schema))]),
        format!("UPDATE {} SET {name} = {}", qt(&before.name), paren(expr)),
    ];
    if !from.nullable {
        sql.push(actions(&before.name, &[format!("ALTER COLUMN {name} SET NOT NULL")]));
    }
    if from.comment.is_some() {
        sql.push(column::comment(&before.name, &from.name, from.comment.as_deref()));
    }
    sql
}

/// A column that is computed otherwise is another column: PostgreSQL cannot change the expression of one.
fn regenerate(before: &Table, from: &Column, to: &Column, schema: &Schema) -> Vec<String> {
    let mut sql: Vec<String> = version::of_column(&before.name, to).into_iter().collect();
    let (suspend, restore) = around(before, &[&from.name], true, schema);
    sql.extend(suspend);
    sql.push(actions(&before.name, &[format!("DROP COLUMN {}", q(&from.name))]));
    sql.push(actions(
        &before.name,
        &[format!("ADD COLUMN {}", column::definition(to, before.is_key(&to.name), schema))],
    ));
    if let Some(comment) = to.comment.as_deref().filter(|_| from.comment == to.comment) {
        sql.push(column::comment(&before.name, &to.name, Some(comment)));
    }
    sql.extend(restore);
    sql
}

/// What hangs on `columns` by their types: statements that take it off, and statements that put it back. With `gone`
/// the columns themselves go in between, and all that is made of them with them.
pub(crate) fn around(
    table: &Table,
    columns: &[&str],
    gone: bool,
    schema: &Schema,
) -> (Vec<String>, Vec<String>) {
    let hangs = |sql: &str| columns.iter().any(|c| mentions(sql, c));
    let generated: Vec<&Column> = table
        .columns
        .iter()
        .filter(|c| !columns.contains(&c.name.as_str()) && c.expression().is_some_and(hangs))
        .collect();
    let going = |name: &str| generated.iter().any(|g| g.name == name) || gone && columns.contains(&name);
    let about = |sql: &str| hangs(sql) || generated.iter().any(|g| mentions(sql, &g.name));
    let (mut off, mut on) = (Vec::new(), Vec::new());
    for check in table.checks.iter().filter(|c| about(&c.expr)) {
        off.push(tables::drop_constraint(&table.name, &check.name));
        on.push(tables::add(&table.name, &clause::check(check)));
    }
    for i in table.indexes.iter().filter(|i| hangs_on_index(i, &about, &going)) {
        off.push(index::drop(&table.name, &i.name));
        on.push(index::create(&table.name, i, false));
    }
    for unique in table.uniques.iter().filter(|u| u.columns.iter().chain(&u.include).any(|c| going(c))) {
        off.push(tables::drop_constraint(&table.name, &unique.name));
        on.push(tables::add(&table.name, &tables::unique(unique)));
    }
    for key in table.foreign_keys.iter().filter(|f| f.columns.iter().any(|c| going(c))) {
        off.push(tables::drop_constraint(&table.name, &key.name));
        on.push(tables::add(&table.name, &clause::foreign_key(key)));
    }
    if table.primary_key.iter().any(|c| going(c)) {
        off.push(tables::drop_constraint(&table.name, &table.key_name()));
        on.push(tables::add(&table.name, &clause::primary_key(&table.key_name(), &table.primary_key)));
    }
    off.extend(generated.iter().map(|g| actions(&table.name, &[format!("DROP COLUMN {}", q(&g.name))])));
    let mut back: Vec<String> = Vec::new();
    for g in &generated {
        let line = column::definition(g, table.is_key(&g.name), schema);
        back.push(actions(&table.name, &[format!("ADD COLUMN {line}")]));
        if g.comment.is_some() {
            back.push(column::comment(&table.name, &g.name, g.comment.as_deref()));
        }
    }
    back.extend(on);
    (off, back)
}

fn hangs_on_index(index: &crate::Index, about: &dyn Fn(&str) -> bool, going: &dyn Fn(&str) -> bool) -> bool {
    index.condition.as_deref().is_some_and(about)
        || index.include.iter().any(|c| going(c))
        || index.keys.iter().any(|k| match &k.what {
            crate::KeyOf::Expr(sql) => about(sql),
            crate::KeyOf::Column(c) => going(c),
        })
}
