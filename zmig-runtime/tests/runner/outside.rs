//! Steps outside a transaction.

use super::support::*;
use zmig_runtime::{Cause, Error, Remains};

fn indexed(sql: &str) -> Vec<One> {
    vec![table(1), one(2, format!("-- no-transaction\n{sql}"), "-- no-transaction\nDROP INDEX idx;\n")]
}

#[tokio::test]
async fn an_index_is_built_concurrently_and_one_left_invalid_is_built_again() {
    let db = Db::new(Backend::Postgres).await;
    let up = "-- zmig:step build\n-- zmig:probe SELECT EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('idx') AND indisvalid)\n\
              CREATE UNIQUE INDEX CONCURRENTLY \"idx\" ON t1 (note);\n";
    let set = migrations(&indexed(up));
    migrations(&tables(1)).run_pending(&db.url).await.unwrap();
    db.rows("INSERT INTO t1 VALUES (1, 'a'), (2, 'a')").await;
    let error = set.run_pending(&db.url).await.unwrap_err();
    let Error::Failed(failure) = &error else { panic!("{error}") };
    assert_eq!(failure.remains, Remains::Steps { done: 0 }, "{error}");
    assert!(!error.to_string().contains("(a)"), "values of rows do not belong in messages: {error}");
    assert_eq!(db.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid").await, "1");
    assert_eq!(db.value("SELECT state FROM __zmigration_steps").await, "FAILED");
    assert_eq!(set.status(&db.url).await.unwrap().unfinished.len(), 1);
    db.rows("DELETE FROM t1 WHERE id = 2").await;
    set.run_pending(&db.url).await.unwrap();
    assert_eq!(db.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid").await, "0");
    assert_eq!(db.value("SELECT count(*) FROM __zmigration_steps WHERE history_id IS NULL").await, "0");
    assert_eq!(db.value(ADVISORY_LOCKS).await, "0");
}

/// An index that is built concurrently waits for every transaction that is open: also for one of a runner that waits for
/// the first, were there one.
#[tokio::test(flavor = "multi_thread")]
async fn runners_that_wait_do_not_hold_up_what_is_built_concurrently() {
    let db = Db::new(Backend::Postgres).await;
    let up = "-- zmig:step build\n-- zmig:probe SELECT EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('idx') AND indisvalid)\n\
              CREATE INDEX CONCURRENTLY \"idx\" ON t1 (note);\n";
    migrations(&tables(1)).run_pending(&db.url).await.unwrap();
    db.rows("INSERT INTO t1 SELECT i, md5(i::text) FROM generate_series(1, 50000) i").await;
    let set = migrations(&indexed(up));
    let begun = std::time::Instant::now();
    let runs: Vec<_> = (0..8)
        .map(|_| {
            let url = db.url.clone();
            tokio::spawn(async move { set.run_pending(&url).await.map(|r| r.applied.len()) })
        })
        .collect();
    let mut applied = Vec::new();
    for run in runs {
        applied.push(run.await.unwrap().unwrap());
    }
    applied.sort_unstable();
    assert_eq!(applied, [0, 0, 0, 0, 0, 0, 0, 1]);
    assert!(begun.elapsed() < std::time::Duration::from_secs(30), "{:?}", begun.elapsed());
    assert_eq!(db.value("SELECT count(*) FROM pg_index WHERE NOT indisvalid").await, "0");
    assert_eq!(db.value(ADVISORY_LOCKS).await, "0");
}

#[tokio::test]
async fn a_step_in_doubt_stops_with_what_to_type() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let up = "-- zmig:step one\nINSERT INTO t1 VALUES (1, 'a');\n-- zmig:step two\nINSERT INTO t1 VALUES (2, 'b');\n";
        let set = migrations(&indexed(up));
        // As a run leaves it that was killed in the second step.
        let mut broken = indexed(up);
        broken[1].up = broken[1].up.replace("INTO t1 VALUES (2", "INTO nowhere VALUES (2");
        migrations(&broken).run_pending(&db.url).await.unwrap_err();
        db.rows("UPDATE __zmigration_steps SET state = 'STARTED' WHERE step = 2").await;
        let error = set.run_pending(&db.url).await.unwrap_err();
        let text = error.to_string();
        let Error::Failed(failure) = error else { panic!("{text}") };
        assert!(matches!(failure.cause, Cause::InDoubt), "{text}");
        assert_eq!(failure.remains, Remains::Steps { done: 1 });
        let update = text.lines().find(|l| l.contains("if it is not:")).unwrap();
        db.rows(update.split_once("UPDATE").map(|(_, sql)| format!("UPDATE{sql}")).unwrap().trim()).await;
        set.run_pending(&db.url).await.unwrap();
        assert_eq!(db.column("SELECT id FROM t1 ORDER BY id").await, ["1", "2"], "{backend:?}");
    }
}

#[tokio::test]
async fn a_step_that_was_done_with_another_text_is_refused() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let up = |value: &str, table: &str| {
            format!(
                "-- zmig:step one\nINSERT INTO t1 VALUES (1, '{value}');\n-- zmig:step two\nINSERT INTO {table} VALUES (2, 'b');\n"
            )
        };
        migrations(&indexed(&up("a", "nowhere"))).run_pending(&db.url).await.unwrap_err();
        let error =
            migrations(&indexed(&up("other", "t1"))).run_pending(&db.url).await.unwrap_err().to_string();
        assert!(error.contains("with another text"), "{error}");
        migrations(&indexed(&up("a", "t1"))).run_pending(&db.url).await.unwrap();
        assert_eq!(db.column("SELECT note FROM t1 ORDER BY id").await, ["a", "b"]);
    }
}

#[tokio::test]
async fn what_cannot_run_in_a_transaction_says_how_to_mark_it() {
    let db = Db::new(Backend::Postgres).await;
    let mut all = indexed("CREATE INDEX CONCURRENTLY idx ON t1 (note);\n");
    all[1].up = all[1].up.replace("-- no-transaction\n", "");
    let error = migrations(&all).run_pending(&db.url).await.unwrap_err().to_string();
    assert!(error.contains("-- no-transaction"), "{error}");
    let db = Db::new(Backend::Sqlite).await;
    let error =
        migrations(&[one(1, "VACUUM;\n", "SELECT 1;\n")]).run_pending(&db.url).await.unwrap_err().to_string();
    assert!(error.contains("-- no-transaction"), "{error}");
    migrations(&[one(1, "-- no-transaction\nVACUUM;\n", "SELECT 1;\n")]).run_pending(&db.url).await.unwrap();
}

/// Whoever loses the session's lock under way (a pooler, a statement that unlocks) goes no further with it.
#[tokio::test]
async fn a_lock_that_is_lost_between_two_steps_stops_the_run() {
    let db = Db::new(Backend::Postgres).await;
    let up = "-- zmig:step one\nSELECT pg_advisory_unlock_all();\n-- zmig:step two\nINSERT INTO t1 VALUES (2, 'b');\n";
    let set = migrations(&indexed(up));
    let error = set.run_pending(&db.url).await.unwrap_err();
    let text = error.to_string();
    assert!(text.contains("the lock that this run held is gone"), "{text}");
    let Error::Failed(failure) = error else { panic!("{text}") };
    assert_eq!((failure.remains, failure.place.step), (Remains::Steps { done: 1 }, 2), "{text}");
    assert_eq!(db.value("SELECT count(*) FROM t1").await, "0");
    // The next run has a lock of its own, and goes on with the second step.
    set.run_pending(&db.url).await.unwrap();
    assert_eq!(db.column("SELECT id FROM t1").await, ["2"]);
}
