//! What a database holds, read back: what zmig created is what it finds, and what others created is found whole.

mod foreign;
mod odd;

use crate::golden::{Case, from_nothing, migrations};
use crate::random::{number, random};
use crate::support::db::Db;
use crate::support::details::Kind;
use zmig_core::{Dialect, Hints, Schema, diff};

/// Creates a schema with zmig's own plan.
pub(crate) async fn create(db: &Db, schema: &Schema) {
    for migration in migrations(&Schema::default(), &from_nothing(schema)) {
        db.run(migration.sql(db.dialect, true)).await;
    }
}

/// What is there is the schema, as far as the database can hold it, and nothing is left to change.
pub(crate) fn same(found: &Schema, schema: &Schema, dialect: Dialect) -> Result<(), String> {
    let (found, wanted) = (found.as_seen_by(dialect), schema.as_seen_by(dialect).without_owners());
    let changes = diff(&found, &wanted, &Hints::default()).map_err(|e| format!("{e:#?}"))?;
    let changes: Vec<String> = changes.iter().map(zmig_core::Change::summary).collect();
    if found == wanted && changes.is_empty() {
        return Ok(());
    }
    let json = |schema: &Schema| serde_json::to_string_pretty(schema).expect("JSON");
    let (found, wanted) = (json(&found), json(&wanted));
    let only = |a: &str, b: &str, sign: &str| -> Vec<String> {
        a.lines().filter(|l| !b.lines().any(|m| m == *l)).map(|l| format!("{sign} {l}")).collect()
    };
    let lines = [only(&wanted, &found, "-"), only(&found, &wanted, "+")].concat();
    Err(format!("changes: {changes:?}\n{}", lines.join("\n")))
}

/// The law: what was created is found, and what is found creates the same.
async fn check(db: &mut Db, schema: &Schema) -> Result<(), String> {
    db.reset().await;
    create(db, schema).await;
    let found = db.introspect().await;
    same(&found.schema, schema, db.dialect)?;
    if !found.unmanaged.is_empty() {
        return Err(format!("not managed: {:?}", found.unmanaged));
    }
    db.reset().await;
    create(db, &found.schema).await;
    let again = db.introspect().await;
    same(&again.schema, &found.schema, db.dialect).map_err(|e| format!("created from what was found: {e}"))
}

#[tokio::test]
async fn every_golden_case_is_read_back_from_sqlite() {
    let mut db = Db::new(Dialect::Sqlite).await;
    let mut wrong = Vec::new();
    for case in Case::all().into_iter().filter(|c| c.dialects().contains(&Dialect::Sqlite)) {
        for (when, schema) in [("before", &case.before), ("after", &case.after)] {
            if let Err(why) = check(&mut db, schema).await {
                wrong.push(format!("{} {when}: {why}", case.name));
            }
        }
    }
    db.drop().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// `ZMIG_RANDOM` says how many, `ZMIG_RANDOM_FROM` from which on.
#[tokio::test]
async fn random_schemas_are_read_back_from_sqlite() {
    let (from, count) = (number("ZMIG_RANDOM_FROM", 0), number("ZMIG_RANDOM", 100));
    let mut db = Db::new(Dialect::Sqlite).await;
    let mut wrong = Vec::new();
    for seed in from..from + count {
        let pair = random(seed, Kind::Of(Dialect::Sqlite));
        if let Err(why) = check(&mut db, &pair.new).await {
            wrong.push(format!("seed {seed}: {why}"));
            db.reconnect().await;
        }
    }
    db.drop().await;
    assert!(wrong.is_empty(), "{} of {count}:\n\n{}", wrong.len(), wrong.join("\n\n"));
}
