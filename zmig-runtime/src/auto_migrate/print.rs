//! How PostgreSQL prints wanted expressions: tables with nothing but these are made in a schema of their own, read back, and
//! rolled back.

use crate::Error;
use crate::chance;
use crate::driver::{Driver, Fault, Kind};
use crate::error::During as _;
use crate::introspect::{self, IntrospectOptions};
use std::collections::{BTreeMap, BTreeSet};
use zmig_core::{
    Change, Column, DefaultValue, Dialect, Identity, PlanOptions, Schema, Table, Type, plan, split_qualified,
};

/// Wanted tables with an expression or a type whose text is not that of the live one. Only the database can tell whether
/// they are the same.
pub(super) fn unlike(live: &Schema, wanted: &Schema, dialect: Dialect) -> Vec<String> {
    if dialect == Dialect::Sqlite {
        // It keeps text as it was written.
        return Vec::new();
    }
    let differs = |table: &&Table| live.table(&table.name).is_some_and(|found| differs(found, table));
    wanted.tables.values().filter(differs).map(|t| t.name.clone()).collect()
}

fn differs(live: &Table, wanted: &Table) -> bool {
    let column = |c: &Column| {
        live.column(&c.name).is_some_and(|found| {
            let has = |d: &Option<DefaultValue>| matches!(d, Some(DefaultValue::Expr(_)));
            (has(&c.default) && c.default != found.default)
                || (c.generated.is_some() && c.generated != found.generated)
                || (is_raw(&c.ty) && c.ty != found.ty)
        })
    };
    let check = |c: &zmig_core::Check| live.checks.iter().any(|l| l.name == c.name && l.expr != c.expr);
    let index =
        |i: &zmig_core::Index| i.has_expressions() && live.indexes.iter().any(|l| l.name == i.name && l != i);
    wanted.columns.iter().any(column) || wanted.checks.iter().any(check) || wanted.indexes.iter().any(index)
}

fn is_raw(ty: &Type) -> bool {
    match ty {
        Type::Raw(_) => true,
        Type::Array(inner) => is_raw(inner),
        _ => false,
    }
}

/// Some tables of `wanted` with their expressions as the database prints them. Those that it cannot make by themselves
/// are left out; so are all where it makes none, and a warning says why. `inside` says that a transaction is open.
pub(super) async fn print<D: Driver>(
    driver: &mut D,
    wanted: &Schema,
    tables: &[String],
    inside: bool,
    warnings: &mut Vec<String>,
) -> Result<Schema, Error> {
    let mut out = Schema::default();
    let mut spaces: BTreeMap<Option<&str>, Vec<&Table>> = BTreeMap::new();
    for table in tables.iter().filter_map(|name| wanted.table(name)) {
        spaces.entry(split_qualified(&table.name).0).or_default().push(table);
    }
    let (open, close) = if inside {
        ("SAVEPOINT zmig_print", "ROLLBACK TO SAVEPOINT zmig_print;\nRELEASE SAVEPOINT zmig_print")
    } else {
        ("BEGIN", "ROLLBACK")
    };
    for tables in spaces.into_values() {
        driver.execute(open.to_owned()).await.during("beginning a scratch schema")?;
        let printed = one_space(driver, wanted, &tables, warnings).await;
        driver.execute(close.to_owned()).await.during("taking the scratch schema back")?;
        for (name, table) in printed? {
            out.tables.insert(name, table);
        }
    }
    Ok(out)
}

async fn one_space<D: Driver>(
    driver: &mut D,
    wanted: &Schema,
    tables: &[&Table],
    warnings: &mut Vec<String>,
) -> Result<Vec<(String, Table)>, Error> {
    let space = format!("zmig_scratch_{}", chance::identifier().replace('-', ""));
    let (quoted, text) = (D::DIALECT.quote_name(&space), D::DIALECT.quote_text(&space));
    // What the tables use lies where it is.
    let sql = format!(
        "CREATE SCHEMA {quoted};\nSELECT set_config('search_path', \
         concat_ws(', ', {text}, nullif(current_setting('search_path'), '')), true)"
    );
    match driver.execute(sql).await {
        Ok(_) => {}
        Err(fault) if fault.kind == Kind::Rights => {
            warnings.push(format!(
                "expressions were compared by their text, since the database does not let this user make a scratch schema to \
                 print them in ({}); GRANT CREATE ON DATABASE lets it",
                fault.message
            ));
            return Ok(Vec::new());
        }
        Err(fault) => return Err(Error::from_fault("making a scratch schema", &fault)),
    }
    let mut types = Schema::default();
    types.enums.clone_from(&wanted.enums);
    types.domains.clone_from(&wanted.domains);
    let statements: Vec<(&Table, String)> =
        tables.iter().filter_map(|t| Some((*t, statement(&types, t, D::DIALECT)?))).collect();
    let made = make(driver, &statements).await.during("making scratch tables")?;
    let options = IntrospectOptions { namespaces: vec![space.clone()], ..IntrospectOptions::default() };
    let found = introspect::read(driver, &options).await?.schema;
    let mut found: BTreeMap<String, Table> =
        found.tables.into_iter().map(|(name, t)| (split_qualified(&name).1.to_owned(), t)).collect();
    let seen = wanted.as_seen_by(D::DIALECT);
    let printed =
        statements.iter().filter(|(t, _)| made.contains(t.name.as_str())).filter_map(|(table, _)| {
            let printed = found.remove(split_qualified(&table.name).1)?;
            Some((table.name.clone(), with_expressions(seen.table(&table.name)?.clone(), printed)))
        });
    Ok(printed.collect())
}

/// Makes the tables: all at once, and one by one where that fails. Says which were made.
async fn make<'a, D: Driver>(
    driver: &mut D,
    statements: &[(&'a Table, String)],
) -> Result<BTreeSet<&'a str>, Fault> {
    const BACK: &str = "ROLLBACK TO SAVEPOINT zmig_tables;\n";
    let all: String = statements.iter().map(|(_, sql)| sql.as_str()).collect();
    if driver.execute(format!("SAVEPOINT zmig_tables;\n{all}")).await.is_ok() {
        return Ok(statements.iter().map(|(t, _)| t.name.as_str()).collect());
    }
    driver.execute(BACK.to_owned()).await?;
    let mut made = BTreeSet::new();
    for (table, sql) in statements {
        if let Err(fault) = driver.execute(format!("SAVEPOINT zmig_tables;\n{sql}")).await {
            tracing::debug!(table = table.name, error = fault.text(), "not printed");
            driver.execute(BACK.to_owned()).await?;
            continue;
        }
        made.insert(table.name.as_str());
    }
    Ok(made)
}

/// What makes a table by itself, with its columns and with what has an expression in it.
fn statement(types: &Schema, table: &Table, dialect: Dialect) -> Option<String> {
    let mut lonely = Table::new(split_qualified(&table.name).1, table.owner.clone());
    lonely.columns = table
        .columns
        .iter()
        .map(|c| Column {
            nullable: true,
            default: c.default.clone().filter(|d| matches!(d, DefaultValue::Expr(_))),
            identity: Identity::None,
            comment: None,
            ..c.clone()
        })
        .collect();
    lonely.checks.clone_from(&table.checks);
    lonely.indexes = table.indexes.iter().filter(|i| i.has_expressions()).cloned().collect();
    let change = Change::CreateTable { table: lonely };
    let plan = plan(types, std::slice::from_ref(&change), dialect, &PlanOptions::default()).ok()?;
    Some(plan.steps.iter().flat_map(|s| &s.sql).map(|sql| format!("{sql}\n;\n")).collect())
}

/// The table with the expressions that were printed.
fn with_expressions(mut table: Table, printed: Table) -> Table {
    for column in &mut table.columns {
        let Some(found) = printed.column(&column.name) else { continue };
        if matches!(column.default, Some(DefaultValue::Expr(_))) {
            column.default.clone_from(&found.default);
        }
        column.generated.clone_from(&found.generated);
        if is_raw(&column.ty) {
            column.ty = found.ty.clone();
        }
    }
    for index in &mut table.indexes {
        if let Some(found) = printed.indexes.iter().find(|i| i.name == index.name) {
            index.clone_from(found);
        }
    }
    table.checks = printed.checks;
    table
}
