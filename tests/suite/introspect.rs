//! What a database holds, read back: what zmig created is what it finds, and what others created is found whole.

mod foreign;
mod odd;

use crate::golden::{Case, from_nothing, migrations};
use crate::random::{number, random};
use crate::support::arbitrary;
use crate::support::choices::Choices;
use crate::support::db::Db;
use crate::support::mutate::remove;
use zmig_core::{
    Deferrable, Dialect, Generated, Hints, IndexKey, Schema, TableOption, Type, diff, unsupported,
};

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
        let pair = random(seed);
        let mut schema = pair.new;
        enrich(&mut schema, &mut Choices::of_seed(seed));
        if let Err(why) = check(&mut db, &schema).await {
            wrong.push(format!("seed {seed}: {why}"));
            db.reconnect().await;
        }
    }
    db.drop().await;
    assert!(wrong.is_empty(), "{} of {count}:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

/// What SQLite has and not every database.
fn enrich(schema: &mut Schema, c: &mut Choices) {
    for table in schema.tables.values_mut() {
        let plain = table.columns.iter().all(|c| !matches!(c.ty, Type::Raw(_)));
        if c.chance(20) && plain {
            table.options.insert(TableOption::Strict);
        }
        let numbered = table.columns.iter().any(|c| c.identity.is_some());
        if c.chance(20) && !numbered && !table.primary_key.is_empty() {
            table.options.insert(TableOption::WithoutRowid);
        }
        if c.chance(30) {
            table.primary_key_name = Some("a key of its own".into());
        }
        for column in &mut table.columns {
            if column.ty.is_text() && c.chance(30) {
                column.collation = Some((*c.pick(&["NOCASE", "RTRIM", "binary"]).expect("one")).into());
            }
            if let Some(generated) = &mut column.generated {
                *generated = Generated { stored: c.chance(50), ..generated.clone() };
            }
        }
        for index in &mut table.indexes {
            for key in &mut index.keys {
                if c.chance(20) {
                    *key = IndexKey { descending: c.chance(50), ..key.clone() };
                    key.collation = Some("NOCASE".into());
                }
            }
        }
        for key in &mut table.foreign_keys {
            key.deferrable =
                *c.pick(&[Deferrable::No, Deferrable::Immediate, Deferrable::Deferred]).expect("one");
        }
    }
    arbitrary::prune(schema);
    for table in schema.tables.values_mut().filter(|t| t.primary_key.is_empty()) {
        table.options.remove(&TableOption::WithoutRowid);
    }
    // Numbers of a table without a key, say.
    for lacking in unsupported(schema, Dialect::Sqlite) {
        remove(schema, &lacking.place);
    }
    arbitrary::prune(schema);
}
