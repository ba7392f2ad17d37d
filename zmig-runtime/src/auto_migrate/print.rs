//! How PostgreSQL prints wanted expressions: tables with nothing but these are made in a schema of their own, read back, and
//! rolled back.

use crate::Error;
use crate::chance;
use crate::driver::{Driver, Fault, Kind};
use crate::error::During as _;
use crate::introspect::{self, IntrospectOptions};
use std::collections::{BTreeMap, BTreeSet};
use zmig_core::{
    Change, Column, DefaultValue, Dialect, Domain, Identity, PlanOptions, Schema, Table, Type, plan,
    split_qualified,
};

/// What is wanted with an expression or a type whose text is not that of the live one. Only the database can tell whether
/// they are the same.
#[derive(Debug, Default)]
pub(super) struct Unlike {
    /// Names of tables.
    tables: Vec<String>,
    /// Names of domains.
    domains: Vec<String>,
}

impl Unlike {
    pub(super) fn of(live: &Schema, wanted: &Schema, dialect: Dialect) -> Self {
        if dialect == Dialect::Sqlite {
            // It keeps text as it was written.
            return Self::default();
        }
        let table = |table: &&Table| live.table(&table.name).is_some_and(|found| differs(found, table));
        let domain = |domain: &&Domain| {
            live.domains.get(&domain.name).is_some_and(|found| domain_differs(found, domain))
        };
        Self {
            tables: wanted.tables.values().filter(table).map(|t| t.name.clone()).collect(),
            domains: wanted.domains.values().filter(domain).map(|d| d.name.clone()).collect(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tables.is_empty() && self.domains.is_empty()
    }
}

fn domain_differs(live: &Domain, wanted: &Domain) -> bool {
    let is_expr = matches!(wanted.default, Some(DefaultValue::Expr(_)));
    (is_expr && wanted.default != live.default)
        || wanted.checks.iter().any(|c| live.checks.iter().any(|l| l.name == c.name && l.expr != c.expr))
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

/// What is unlike, with its expressions as the database prints them. What it cannot make by itself is left out; so is
/// everything where it makes nothing, and a warning says why. `inside` says that a transaction is open.
pub(super) async fn print<D: Driver>(
    driver: &mut D,
    wanted: &Schema,
    unlike: &Unlike,
    inside: bool,
    warnings: &mut Vec<String>,
) -> Result<Schema, Error> {
    let mut out = Schema::default();
    let mut spaces: BTreeMap<(bool, Option<&str>), Vec<Thing<'_>>> = BTreeMap::new();
    let domains = unlike.domains.iter().filter_map(|name| wanted.domains.get(name)).map(Thing::Domain);
    let tables = unlike.tables.iter().filter_map(|name| wanted.table(name)).map(Thing::Table);
    for thing in domains.chain(tables) {
        // A domain beside a table would be the one that the table's columns are of.
        let is_table = matches!(thing, Thing::Table(_));
        spaces.entry((is_table, split_qualified(thing.name()).0)).or_default().push(thing);
    }
    let (open, close) = if inside {
        ("SAVEPOINT zmig_print", "ROLLBACK TO SAVEPOINT zmig_print;\nRELEASE SAVEPOINT zmig_print")
    } else {
        ("BEGIN", "ROLLBACK")
    };
    for things in spaces.into_values() {
        driver.execute(open.to_owned()).await.during("beginning a scratch schema")?;
        let printed = one_space(driver, wanted, &things, &mut out, warnings).await;
        driver.execute(close.to_owned()).await.during("taking the scratch schema back")?;
        printed?;
    }
    Ok(out)
}

/// Something that is printed.
#[derive(Clone, Copy)]
enum Thing<'a> {
    Table(&'a Table),
    Domain(&'a Domain),
}

impl<'a> Thing<'a> {
    fn name(&self) -> &'a str {
        match self {
            Self::Table(table) => &table.name,
            Self::Domain(domain) => &domain.name,
        }
    }
}

async fn one_space<D: Driver>(
    driver: &mut D,
    wanted: &Schema,
    things: &[Thing<'_>],
    out: &mut Schema,
    warnings: &mut Vec<String>,
) -> Result<(), Error> {
    let space = format!("zmig_scratch_{}", chance::identifier().replace('-', ""));
    let (quoted, text) = (D::DIALECT.quote_name(&space), D::DIALECT.quote_text(&space));
    // What the things use lies where it is.
    let sql = format!(
        "CREATE SCHEMA {quoted};\nSELECT current_schema(), set_config('search_path', \
         concat_ws(', ', {text}, nullif(current_setting('search_path'), '')), true)"
    );
    let home = match driver.execute(sql).await {
        Ok(row) => row.and_then(|row| row.into_iter().next().flatten()),
        Err(fault) if fault.kind == Kind::Rights => {
            warnings.push(format!(
                "expressions were compared by their text, since the database does not let this user make a scratch schema to \
                 print them in ({}); GRANT CREATE ON DATABASE lets it",
                fault.message
            ));
            return Ok(());
        }
        Err(fault) => return Err(Error::from_fault("making a scratch schema", &fault)),
    };
    let mut types = Schema::default();
    types.enums.clone_from(&wanted.enums);
    types.domains.clone_from(&wanted.domains);
    let statements: Vec<(&str, String)> =
        things.iter().filter_map(|t| Some((t.name(), statement(&types, *t, D::DIALECT)?))).collect();
    let made = make(driver, &statements).await.during("making scratch tables")?;
    let options = IntrospectOptions { namespaces: vec![space.clone()], ..IntrospectOptions::default() };
    let mut found = introspect::read_beside(driver, home.as_deref(), &options).await?.schema;
    let seen = wanted.as_seen_by(D::DIALECT);
    for name in made {
        let there = format!("{space}.{}", split_qualified(name).1);
        if let (Some(table), Some(printed)) = (seen.table(name), found.tables.remove(&there)) {
            out.tables.insert(name.to_owned(), with_expressions(table.clone(), printed));
        } else if let (Some(domain), Some(printed)) = (seen.domains.get(name), found.domains.remove(&there)) {
            let is_expr = matches!(domain.default, Some(DefaultValue::Expr(_)));
            let default = if is_expr { printed.default } else { domain.default.clone() };
            let domain = Domain { default, checks: printed.checks, ..domain.clone() };
            out.domains.insert(name.to_owned(), domain);
        }
    }
    Ok(())
}

/// Makes the things: all at once, and one by one where that fails. Says which were made.
async fn make<'a, D: Driver>(
    driver: &mut D,
    statements: &[(&'a str, String)],
) -> Result<BTreeSet<&'a str>, Fault> {
    const BACK: &str = "ROLLBACK TO SAVEPOINT zmig_tables;\n";
    let all: String = statements.iter().map(|(_, sql)| sql.as_str()).collect();
    if driver.execute(format!("SAVEPOINT zmig_tables;\n{all}")).await.is_ok() {
        return Ok(statements.iter().map(|(name, _)| *name).collect());
    }
    driver.execute(BACK.to_owned()).await?;
    let mut made = BTreeSet::new();
    for (name, sql) in statements {
        if let Err(fault) = driver.execute(format!("SAVEPOINT zmig_tables;\n{sql}")).await {
            tracing::debug!(name, error = fault.text(), "not printed");
            driver.execute(BACK.to_owned()).await?;
            continue;
        }
        made.insert(*name);
    }
    Ok(made)
}

/// What makes a thing by itself, a table with its columns and with what has an expression in it.
fn statement(types: &Schema, thing: Thing<'_>, dialect: Dialect) -> Option<String> {
    let (change, types) = match thing {
        Thing::Table(table) => (Change::CreateTable { table: lonely(table) }, types),
        // The plan would find the name taken.
        Thing::Domain(domain) => {
            let name = split_qualified(&domain.name).1.to_owned();
            let domain = Domain { name, comment: None, ..domain.clone() };
            (Change::CreateDomain { domain }, &Schema { domains: BTreeMap::new(), ..types.clone() })
        }
    };
    let plan = plan(types, std::slice::from_ref(&change), dialect, &PlanOptions::default()).ok()?;
    Some(plan.steps.iter().flat_map(|s| &s.sql).map(|sql| format!("{sql}\n;\n")).collect())
}

fn lonely(table: &Table) -> Table {
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
    lonely
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
