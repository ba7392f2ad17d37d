//! Domains.

use super::alter::actions;
use super::types::spell;
use super::{PostgresPlan, alter, cast, check, literal};
use crate::dialect::clause::{self, q, qt};
use crate::{Check, Column, Dialect, Domain, RowCheck, Schema, Table, Type};

/// `CREATE DOMAIN "email" AS TEXT NOT NULL CONSTRAINT … CHECK (…)`
pub(crate) fn create(domain: &Domain) -> Vec<String> {
    let mut sql = format!("CREATE DOMAIN {} AS {}", qt(&domain.name), spell(&domain.ty));
    if let Some(default) = &domain.default {
        sql.push_str(&format!(" DEFAULT {}", literal::value(default, &domain.ty)));
    }
    if !domain.nullable {
        sql.push_str(" NOT NULL");
    }
    for check in &domain.checks {
        sql.push_str(&format!("\n    {}", clause::check(check)));
    }
    let mut out = vec![sql];
    if domain.comment.is_some() {
        out.push(comment(domain));
    }
    out
}

/// The statements of a rename: checks that are named after the domain follow it. `after` is the domain under its new name.
pub(crate) fn rename(before: &Domain, after: &Domain, taken: &dyn Fn(&str) -> bool) -> Vec<String> {
    let mut sql = super::rename::moved("DOMAIN", &before.name, &after.name, taken);
    let renamed = before.checks.iter().filter(|c| !after.checks.contains(c));
    for old in renamed {
        let new = after.checks.iter().find(|c| c.expr == old.expr && !before.checks.contains(c));
        if let Some(new) = new {
            let (old, new) = (q(&old.name), q(&new.name));
            sql.push(format!("ALTER DOMAIN {} RENAME CONSTRAINT {old} TO {new}", qt(&after.name)));
        }
    }
    sql
}

/// What a domain says of its values, altered in place; a domain of another type is made anew.
pub(crate) fn alter(plan: &PostgresPlan, from: &Domain, to: &Domain) -> (Vec<String>, Vec<RowCheck>) {
    if from.ty != to.ty {
        return replace(plan, from, to);
    }
    let name = qt(&to.name);
    let come: Vec<&Check> = to.checks.iter().filter(|c| !from.checks.contains(c)).collect();
    let lists = if come.is_empty() && (to.nullable || !from.nullable) { Vec::new() } else { lists(plan, to) };
    let mut sql: Vec<String> = lists.iter().map(|(table, column)| plainly(plan, table, column)).collect();
    let gone = from.checks.iter().filter(|c| !to.checks.contains(c));
    sql.extend(gone.map(|c| format!("ALTER DOMAIN {name} DROP CONSTRAINT {}", q(&c.name))));
    if from.default != to.default {
        sql.push(match &to.default {
            Some(default) => {
                format!("ALTER DOMAIN {name} SET DEFAULT {}", literal::value(default, &to.ty))
            }
            None => format!("ALTER DOMAIN {name} DROP DEFAULT"),
        });
    }
    if from.nullable != to.nullable {
        let action = if to.nullable { "DROP NOT NULL" } else { "SET NOT NULL" };
        sql.push(format!("ALTER DOMAIN {name} {action}"));
    }
    sql.extend(come.iter().map(|c| format!("ALTER DOMAIN {name} ADD {}", clause::check(c))));
    sql.extend(
        lists.iter().map(|(table, column)| {
            actions(&table.name, &alter::retype(column, &column.ty, None, &plan.schema))
        }),
    );
    if from.comment != to.comment {
        sql.push(comment(to));
    }
    let tightened = Domain { nullable: to.nullable || !from.nullable, ..to.clone() };
    let users = plan.schema.users_of_domain(&to.name);
    (sql, users.flat_map(|(table, column)| check::of_domain(table, column, &tightened, &come)).collect())
}

/// The columns that hold lists of a domain. While there are any, PostgreSQL adds no condition to it.
fn lists<'a>(plan: &'a PostgresPlan, domain: &'a Domain) -> Vec<(&'a Table, &'a Column)> {
    plan.schema.users_of_domain(&domain.name).filter(|(_, c)| matches!(c.ty, Type::Array(_))).collect()
}

/// Whether there are such columns.
pub(crate) fn has_lists(plan: &PostgresPlan, domain: &Domain) -> bool {
    !lists(plan, domain).is_empty()
}

/// Makes such a column a list of what the domain is made of.
fn plainly(plan: &PostgresPlan, table: &Table, column: &Column) -> String {
    let base = plan.schema.base_type(&column.ty);
    actions(&table.name, &alter::retype(column, &base, None, &plan.schema))
}

/// A domain of another type in the place of the old one: values go by the cast between the two types.
fn replace(plan: &PostgresPlan, from: &Domain, to: &Domain) -> (Vec<String>, Vec<RowCheck>) {
    let old = crate::shorten(&format!("zmig_old_{}", crate::names::bare(&from.name)));
    let mut sql = vec![format!("ALTER DOMAIN {} RENAME TO {}", qt(&from.name), q(&old))];
    sql.extend(create(to));
    let mut checks = Vec::new();
    let mut then = plan.schema.clone();
    then.domains.insert(to.name.clone(), to.clone());
    let uses = |t: &&Table| t.columns.iter().any(|c| c.ty.domain_name() == Some(&from.name));
    for table in plan.schema.tables.values().filter(uses).map(|t| plan.standing(t)) {
        let of_domain = table.columns.iter().filter(|c| c.ty.domain_name() == Some(&from.name));
        let columns: Vec<&str> = of_domain.clone().map(|c| c.name.as_str()).collect();
        let (before, after) = alter::around(&table, &columns, true, &then);
        sql.extend(before);
        let mut retyped = Vec::new();
        for column in of_domain {
            let (a, b) = (plan.schema.base_type(&column.ty), then.base_type(&column.ty));
            let using = cast::of_base(&a, &b, &q(&column.name)).ok().flatten();
            retyped.extend(alter::retype(column, &column.ty, using, &then));
            let base = Column { ty: a.into_owned(), ..column.clone() };
            let target = Column { ty: b.into_owned(), ..column.clone() };
            checks.extend(check::conversion(&table, &base, &target, &then));
        }
        sql.push(actions(&table.name, &retyped));
        sql.extend(after);
    }
    sql.push(format!("DROP DOMAIN {}", qt(&crate::names::beside(&from.name, &old))));
    (sql, checks)
}

/// `COMMENT ON DOMAIN "email" IS '…'`
fn comment(domain: &Domain) -> String {
    let text = domain.comment.as_ref().map_or_else(|| "NULL".into(), |c| Dialect::Postgres.quote_text(c));
    format!("COMMENT ON DOMAIN {} IS {text}", qt(&domain.name))
}

/// The rows of a column that its new domain does not take.
pub(crate) fn refused(table: &Table, from: &Column, to: &Column, schema: &Schema) -> Vec<RowCheck> {
    let Some(domain) = to.ty.domain_name().and_then(|d| schema.domains.get(d)) else { return Vec::new() };
    // Where values are converted on the way the query would ask the wrong ones.
    if schema.base_type(&from.ty) != schema.base_type(&to.ty) {
        return Vec::new();
    }
    let conditions: Vec<&Check> = domain.checks.iter().collect();
    check::of_domain(table, to, domain, &conditions)
}
