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

#[tokio::test(flavor = "multi_thread")]
async fn what_a_function_prepares_does_not_stay_in_the_poolers_session() {
    let db = Db::new(Backend::Postgres).await;
    let url = pooled(&db);
    let preparing = url.replace("&statement-cache-capacity=0", "");
    let call = one(
        2,
        "-- zmig:step a\n-- zmig:call fill\n-- zmig:step b\nCREATE TABLE t2 (id INTEGER);\n",
        "SELECT 1;\n",
    );
    let set = migrations(&[table(1), call]);
    let prepared = |conn| async {
        let mut conn: sqlx::PgConnection = conn;
        let row =
            sqlx::raw_sql("SELECT count(*)::text FROM pg_prepared_statements").fetch_one(&mut conn).await;
        sqlx::Row::get::<String, _>(&row.unwrap(), 0)
    };
    for fails in [true, false] {
        let options = zmig_runtime::RunOptions::default().hook("fill", move |mut cx| {
            Box::pin(async move {
                let conn = cx.postgres()?;
                sqlx::query("INSERT INTO t1 VALUES ($1, $2)").bind(1).bind("a").execute(&mut *conn).await?;
                sqlx::query("SET LOCAL search_path = pg_catalog").execute(&mut *conn).await?;
                if fails { Err("not this time".into()) } else { Ok(()) }
            })
        });
        let ran = set.run_pending_with(&preparing, &options).await;
        assert_eq!(ran.is_err(), fails, "{ran:?}");
        let conn = url.parse::<sqlx::postgres::PgConnectOptions>().unwrap().connect().await.unwrap();
        assert_eq!(prepared(conn).await, "0", "fails: {fails}");
    }
    assert!(db.has_table("public.t2").await, "what came after it went where it belongs");
}

#[tokio::test(flavor = "multi_thread")]
async fn backfills_go_through_a_pooler_and_share_it() {
    let db = Db::new(Backend::Postgres).await;
    let url = pooled(&db);
    db.rows("CREATE TABLE counters (id INTEGER PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0)").await;
    db.rows("INSERT INTO counters (id) SELECT generate_series(1, 300)").await;
    let runs = (0..3).map(|_| {
        let url = url.clone();
        tokio::spawn(async move { super::backfill::count().run(&url).await.map(|r| r.rows) })
    });
    let mut rows = 0;
    for run in runs.collect::<Vec<_>>() {
        rows += run.await.unwrap().unwrap();
    }
    assert_eq!(rows, 300);
    assert_eq!(db.value("SELECT count(*) FROM counters WHERE n = 1").await, "300");
}
