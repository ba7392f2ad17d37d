//! Behind a transaction pooler: pgbouncer, which hands the sessions of the server to all its clients, for a transaction at
//! a time.

use super::support::*;
use sqlx::{AssertSqlSafe, ConnectOptions as _};
use zmig_runtime::Error;

/// The URL of a database through the pooler.
fn pooled(db: &Db) -> String {
    let pooler = std::env::var("ZMIG_TEST_PGBOUNCER_URL")
        .expect("ZMIG_TEST_PGBOUNCER_URL names no pgbouncer: run ./test, which starts one");
    let (pooler, _) = pooler.rsplit_once('/').unwrap();
    let (_, name) = db.url.rsplit_once('/').unwrap();
    format!("{pooler}/{name}?sslmode=disable&statement-cache-capacity=0")
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_go_through_a_pooler_and_leave_nothing_in_its_session() {
    let db = Db::new(Backend::Postgres).await;
    let url = pooled(&db);
    let mut all = tables(3);
    all[1].up.push_str("SET LOCAL search_path = pg_catalog;\n");
    let set = migrations(&all);
    let runs = (0..4).map(|_| {
        let url = url.clone();
        tokio::spawn(async move { set.run_pending(&url).await.map(|r| r.applied.len()) })
    });
    let mut applied = Vec::new();
    for run in runs.collect::<Vec<_>>() {
        applied.push(run.await.unwrap().unwrap());
    }
    applied.sort_unstable();
    assert_eq!(applied, [0, 0, 0, 3]);
    // Another client of the pooler finds the session as it was.
    let mut conn = url.parse::<sqlx::postgres::PgConnectOptions>().unwrap().connect().await.unwrap();
    for (setting, value) in [("lock_timeout", "0"), ("search_path", "\"$user\", public")] {
        let sql = AssertSqlSafe(format!("SHOW {setting}"));
        let row = sqlx::raw_sql(sql).fetch_one(&mut conn).await.unwrap();
        assert_eq!(sqlx::Row::get::<String, _>(&row, 0), value);
    }
    assert_eq!(db.value(ADVISORY_LOCKS).await, "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_outside_a_transaction_refuse_a_transaction_pooler() {
    let db = Db::new(Backend::Postgres).await;
    let url = pooled(&db);
    let mut all = tables(1);
    all.push(one(2, "-- no-transaction\nCREATE INDEX CONCURRENTLY idx ON t1 (note);\n", "DROP INDEX idx;\n"));
    let set = migrations(&all);
    let error = set.run_pending(&url).await.unwrap_err();
    assert!(matches!(&error, Error::Pooler { migration, .. } if *migration == name(2)), "{error}");
    assert!(error.to_string().contains("pgbouncer"), "{error}");
    assert_eq!(db.value("SELECT count(*) FROM pg_indexes WHERE indexname = 'idx'").await, "0");
    assert_eq!(db.value(ADVISORY_LOCKS).await, "0");
    set.run_pending(&db.url).await.unwrap();
}
