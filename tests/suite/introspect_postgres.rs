//! What PostgreSQL holds, read back: equal to what made it, and again equal when it makes another database.
//!
//! `ZMIG_RANDOM` says how many random schemas are tried, and `ZMIG_RANDOM_FROM` from which on.

use crate::golden::Case;
use crate::random::{number, random};
use crate::support::db::Db;
use crate::support::details::Kind;
use zmig_core::{
    Column, DefaultValue, Dialect, Domain, Hints, Index, IndexKey, KeyOf, Literal, PlanOptions, Schema,
    Table, Type, diff, plan,
};

mod catalogs;
mod needs;
mod odd;

const POSTGRES: Dialect = Dialect::Postgres;

#[tokio::test]
async fn every_golden_schema_is_read_back_as_it_was_made() {
    let mut db = Db::new(POSTGRES).await;
    let mut seen: Vec<Schema> = Vec::new();
    for case in Case::all().into_iter().filter(|c| c.dialects().contains(&POSTGRES)) {
        for schema in [case.before, case.after] {
            if !seen.contains(&schema) {
                there_and_back(&mut db, &schema).await.unwrap_or_else(|e| panic!("{}: {e}", case.name));
                seen.push(schema);
            }
        }
    }
    db.drop().await;
}

#[tokio::test]
async fn random_schemas_are_read_back_as_they_were_made() {
    let mut db = Db::new(POSTGRES).await;
    let from = number("ZMIG_RANDOM_FROM", 0);
    let mut wrong = Vec::new();
    for seed in from..from + number("ZMIG_RANDOM", 40) {
        if let Err(why) = there_and_back(&mut db, &random(seed, Kind::Of(POSTGRES)).new).await {
            wrong.push(format!("seed {seed}: {why}"));
        }
    }
    db.drop().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[tokio::test]
async fn an_expression_that_is_hashed_has_the_usual_operator_class() {
    let mut db = Db::new(POSTGRES).await;
    let mut table = Table::new("notes", "");
    table.columns.push(Column::new("title", Type::Text));
    let hashed = Index::new("by_title", vec![IndexKey::expr("lower(title)")]);
    table.indexes.push(Index { using: Some("hash".into()), ..hashed });
    let mut schema = Schema::default();
    schema.tables.insert("notes".into(), table);
    there_and_back(&mut db, &schema).await.expect("it is read back");
    db.drop().await;
}

#[tokio::test]
async fn a_list_of_a_domains_values_has_a_literal_for_a_default() {
    let mut db = Db::new(POSTGRES).await;
    let mut schema = Schema::default();
    let mut table = Table::new("notes", "");
    for (name, base) in
        [("label", Type::Text), ("code", Type::Str { max_length: Some(9) }), ("rank", Type::Int32)]
    {
        schema.domains.insert(name.into(), Domain::new(name, "", base));
        let list = Type::Array(Box::new(Type::Domain(name.into())));
        let value = if name == "rank" { "[1,null]" } else { "[\"a\",\"it's\"]" };
        let value = DefaultValue::Literal(Literal::Text(value.into()));
        table.columns.push(Column::new(name, list).with_default(value));
    }
    schema.tables.insert("notes".into(), table);
    there_and_back(&mut db, &schema).await.expect("it is read back");
    db.drop().await;
}

/// Makes a schema, reads it, makes what was read, and reads that.
async fn there_and_back(db: &mut Db, schema: &Schema) -> Result<(), String> {
    let first = made(db, schema).await?;
    let mut expected = schema.without_owners().as_seen_by(POSTGRES);
    let found = first.as_seen_by(POSTGRES);
    take_expressions(&mut expected, &found);
    same(&expected, &found).map_err(|e| format!("as it was made: {e}"))?;
    let second = made(db, &first).await.map_err(|e| format!("made again: {e}"))?;
    same(&first, &second).map_err(|e| format!("made again: {e}"))?;
    let rest = diff(&first, &second, &Hints::default()).map_err(|e| format!("{e:?}"))?;
    if rest.is_empty() { Ok(()) } else { Err(format!("there is a difference: {rest:#?}")) }
}

async fn made(db: &mut Db, schema: &Schema) -> Result<Schema, String> {
    db.reset().await;
    make(db, &Schema::default(), schema).await?;
    let found = db.introspect().await;
    match found.unmanaged.as_slice() {
        [] => Ok(found.schema),
        some => Err(format!("not managed: {some:#?}")),
    }
}

fn same(expected: &Schema, found: &Schema) -> Result<(), String> {
    if expected == found {
        return Ok(());
    }
    let lines = |s: &Schema| -> Vec<String> {
        serde_json::to_string_pretty(s).expect("JSON").lines().map(str::to_owned).collect()
    };
    let (a, b) = (lines(expected), lines(found));
    let only = |a: &[String], b: &[String], sign: &str| -> Vec<String> {
        a.iter().filter(|l| !b.contains(l)).map(|l| format!("{sign} {l}")).collect()
    };
    Err(format!(
        "{}\n{}",
        [only(&a, &b, "-"), only(&b, &a, "+")].concat().join("\n"),
        lines(expected).join("\n")
    ))
}

/// Expressions as the database's printer has them, where there is one on both sides.
fn take_expressions(schema: &mut Schema, printed: &Schema) {
    for (name, domain) in &mut schema.domains {
        let Some(other) = printed.domains.get(name) else { continue };
        default(&mut domain.default, &other.default);
        for (check, other) in domain.checks.iter_mut().zip(&other.checks) {
            check.expr.clone_from(&other.expr);
        }
    }
    for (name, table) in &mut schema.tables {
        let Some(other) = printed.tables.get(name) else { continue };
        for column in &mut table.columns {
            let Some(other) = other.column(&column.name) else { continue };
            default(&mut column.default, &other.default);
            if let (Some(generated), Some(other)) = (&mut column.generated, &other.generated) {
                generated.expr.clone_from(&other.expr);
            }
            // A spelling of the database's own may have a word in the model.
            if matches!(column.ty, Type::Raw(_)) {
                column.ty = other.ty.clone();
                column.default.clone_from(&other.default);
            }
        }
        for (check, other) in table.checks.iter_mut().zip(&other.checks) {
            check.expr.clone_from(&other.expr);
        }
        for (index, other) in table.indexes.iter_mut().zip(&other.indexes) {
            if let (Some(condition), Some(other)) = (&mut index.condition, &other.condition) {
                condition.clone_from(other);
            }
            for (key, other) in index.keys.iter_mut().zip(&other.keys) {
                if let (KeyOf::Expr(sql), KeyOf::Expr(other)) = (&mut key.what, &other.what) {
                    sql.clone_from(other);
                }
            }
        }
    }
}

fn default(expected: &mut Option<DefaultValue>, found: &Option<DefaultValue>) {
    if let (Some(DefaultValue::Expr(sql)), Some(DefaultValue::Expr(other))) = (expected, found) {
        sql.clone_from(other);
    }
}

/// A shop that grew in many years, without zmig.
pub(crate) const RENTAL: &str = include_str!("../catalogs/rental.sql");

/// Makes `new` of `old`.
async fn make(db: &Db, old: &Schema, new: &Schema) -> Result<(), String> {
    let changes = diff(old, new, &Hints::default()).map_err(|e| format!("{e:?}"))?;
    let plan = plan(old, &changes, POSTGRES, &PlanOptions::default()).map_err(|e| e.to_string())?;
    for sql in plan.steps.iter().flat_map(|s| &s.sql) {
        db.try_run(sql).await.map_err(|e| format!("{e}\n{sql}"))?;
    }
    Ok(())
}
