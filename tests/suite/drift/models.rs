//! What a schema says for the sake of models, in the database: a comparison finds what was asked for, in whatever words
//! the database keeps it.

use super::planted::drift;
use super::project::Project;
use crate::support::db::Db;
use zmig_build::merge::{Known, merge};
use zmig_build::source::SourceId;
use zmig_build::yaml::parse_yaml;
use zmig_core::{Dialect, Hints, Schema};
use zmig_runtime::RollbackTarget;

const RULES: &str = "
    name: {type: str, rules: {min_length: 2, max_length: 9, required: true, one_of: [ada, bob], enforce: database}}
    stock: {type: int16, rules: {min: -1, max: 9, one_of: [-1, 3], enforce: database}}
    ratio: {type: float32, rules: {max: 0.1, enforce: database}}
    price: {type: 'decimal(10,2)', rules: {min: 0.50, one_of: [0.5, 1], enforce: database}}
    worth: {type: 'decimal(20,2)', rules: {min: -10, enforce: database}}
    born: {type: date, rules: {min: 1900-01-01, enforce: database}}
    open: {type: time, rules: {max: 09:30:00, enforce: database}}
    seen: {type: datetime, rules: {max: 2030-01-01T00:00:00Z, enforce: database}}
";

fn schema(columns: &str, meta: &str) -> Schema {
    let text = format!("things:\n    id: {{type: int, pk: true}}{columns}{meta}");
    let says = parse_yaml("schemas/zSchema.shop.yaml", &text).unwrap_or_else(|e| panic!("{text}: {e:#?}"));
    let merged = merge(&[(SourceId(0), &says)], Known::NOTHING);
    merged.unwrap_or_else(|e| panic!("{text}: {e:#?}")).schema
}

/// Migrates to it and back; nothing differs on the way.
async fn settles(dialect: Dialect, schema: Schema) {
    let base = self::schema("\n", "");
    let project = Project::of(dialect, [base, schema].into_iter().map(|s| (s, Hints::default())));
    let db = Db::new(dialect).await;
    project.migrations().run_pending(&db.url()).await.expect("migrates");
    let found = drift(&project, &db).await;
    assert!(found.is_equal(), "{found}");
    project.migrations().rollback(&db.url(), RollbackTarget::Last).await.expect("goes back");
    let found = drift(&project, &db).await;
    assert!(found.is_equal(), "{found}");
    db.drop().await;
}

#[tokio::test]
async fn rules_that_the_database_keeps_drift_nowhere() {
    for dialect in Dialect::ALL {
        settles(dialect, schema(RULES, "")).await;
    }
    let pattern = "\n    code: {type: str, rules: {pattern: '[a-z]{2}\\d+', enforce: database}}\n";
    settles(Dialect::Postgres, schema(pattern, "")).await;
}

#[tokio::test]
async fn searches_drift_nowhere() {
    let columns = "
    title: {type: str, max_length: 40}
    body: text
    note: str
    specs: json
    tags: [str]
";
    for search in ["[title, body, note]", "[body]", "[title]", "{columns: [title, body], language: english}"]
    {
        let meta =
            format!("    Meta:\n        text_search: {search}\n        jsonb_gin_indexes: [specs, tags]\n");
        settles(Dialect::Postgres, schema(columns, &meta)).await;
    }
    settles(Dialect::Sqlite, schema(columns, "    Meta: {text_search: [body], jsonb_gin_indexes: [tags]}\n"))
        .await;
}
