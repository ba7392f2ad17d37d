//! Applying, looking, going back.

use super::support::*;
use zmig_runtime::{Error, HistoryStatus, RollbackTarget};

#[tokio::test]
async fn everything_pending_is_applied_once_and_taken_back() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let set = migrations(&tables(3));
        let status = set.status(&db.url).await.unwrap();
        assert_eq!((status.applied.len(), status.pending.len()), (0, 3), "{backend:?}");
        let report = set.run_pending(&db.url).await.unwrap();
        assert_eq!(
            report.applied.iter().map(|m| m.name.clone()).collect::<Vec<_>>(),
            [name(1), name(2), name(3)]
        );
        let again = set.run_pending(&db.url).await.unwrap();
        assert!(again.is_up_to_date() && again.to_string() == "up to date: nothing to do");

        let history = set.history(&db.url).await.unwrap();
        assert_eq!(history.len(), 3);
        let first = &history[0];
        assert_eq!(
            (first.status, first.app_name.as_str(), first.app_version.as_str()),
            (HistoryStatus::Success, "test-app", "1.2.3")
        );
        assert_eq!((first.from_version.as_deref(), first.to_version.as_deref()), (None, Some("v1.1.0")));
        assert!((chrono::Utc::now() - first.applied_at).num_seconds().abs() < 60, "{}", first.applied_at);
        assert_eq!(db.value("SELECT diff_json FROM __zmigration LIMIT 1").await, r#"[{"drop_table":{}}]"#);
        assert_eq!(db.value("SELECT format FROM __zmigration_database").await, "1");
        let ms: i64 = db.value("SELECT max(execution_time_ms) FROM __zmigration").await.parse().unwrap();
        assert!((0..60_000).contains(&ms), "{ms}");

        let report = set.rollback(&db.url, RollbackTarget::Last).await.unwrap();
        assert_eq!(report.rolled_back[0].name, name(3));
        assert!(!db.has_table("t3").await && db.has_table("t2").await);
        let report = set.rollback(&db.url, RollbackTarget::Base).await.unwrap();
        assert_eq!(report.rolled_back.len(), 2);
        assert!(!db.has_table("t1").await);
        assert_eq!(set.history(&db.url).await.unwrap().len(), 6);
        assert_eq!(set.run_pending(&db.url).await.unwrap().applied.len(), 3, "{backend:?}");
        let status = set.status(&db.url).await.unwrap();
        assert_eq!(status.versions["s"], "v1.3.0");
    }
}

#[tokio::test]
async fn a_failure_keeps_what_came_before_and_says_where() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let mut all = tables(4);
        all[2].up = "-- zmig:step make it\nCREATE TABLE t3 (id INTEGER);\n\n-- zmig:step break it\n-- why\nINSERT INTO t3 VALUES (1);\nINSERT INTO nowhere VALUES (1);\n".into();
        let set = migrations(&all);
        let error = set.run_pending(&db.url).await.unwrap_err();
        let text = error.to_string();
        let Error::Failed(failure) = &error else { panic!("{text}") };
        assert_eq!((failure.place.step, failure.place.line), (2, Some(7)), "{text}");
        assert_eq!(failure.committed, [name(1), name(2)], "{text}");
        assert_eq!(failure.left, 1);
        for part in [
            &name(3),
            "break it",
            "nowhere",
            "next:",
            "nothing is in the database",
            "t3".trim_end_matches("t3"),
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(
            db.has_table("t2").await && !db.has_table("t3").await && !db.has_table("t4").await,
            "{backend:?}"
        );
        let history = set.history(&db.url).await.unwrap();
        assert_eq!(
            history.iter().map(|e| e.status).collect::<Vec<_>>(),
            [HistoryStatus::Success, HistoryStatus::Success, HistoryStatus::Failed]
        );
        assert_eq!(history[2].meta_data.as_ref().unwrap()["line"], 7);
        // Mended, the run goes on where it stopped.
        assert_eq!(migrations(&tables(4)).run_pending(&db.url).await.unwrap().applied.len(), 2);
    }
}

#[tokio::test]
async fn runs_can_be_spawned_and_pools_are_taken() {
    let db = Db::new(Backend::Sqlite).await;
    let pool = sqlx::SqlitePool::connect(&db.url).await.unwrap();
    let set = migrations(&tables(2));
    let (shared, held) = (std::sync::Arc::new(pool.clone()), pool.clone());
    let report = tokio::spawn(async move { set.run_pending(&shared).await }).await.unwrap().unwrap();
    assert_eq!(report.applied.len(), 2);
    let rollback = tokio::spawn(async move { set.rollback(&held, RollbackTarget::Last).await });
    assert_eq!(rollback.await.unwrap().unwrap().rolled_back.len(), 1);

    let db = Db::new(Backend::Postgres).await;
    let pool = sqlx::PgPool::connect(&db.url).await.unwrap();
    let held = pool.clone();
    let run = tokio::spawn(async move { set.run_pending(&held).await });
    assert_eq!(run.await.unwrap().unwrap().applied.len(), 2);
    assert_eq!(set.status(&pool).await.unwrap().applied.len(), 2);
    pool.close().await;
}

/// What a splitter of statements stumbles over goes to the database as it stands: bodies between dollars, `BEGIN ATOMIC`,
/// triggers, semicolons in texts and comments, text that looks like a line of zmig's.
#[tokio::test]
async fn functions_and_triggers_written_by_hand_are_never_split() {
    let sqlite = "CREATE TRIGGER told AFTER INSERT ON t1 BEGIN\n  INSERT INTO t2 (note) VALUES ('one;');\n\
                  \x20 INSERT INTO t2 (note) VALUES ('-- zmig:step two'); -- and; done\nEND;\n";
    let postgres = "CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $body$\nBEGIN\n\
                    \x20 INSERT INTO t2 SELECT count(*) + 1, 'one;' FROM t2;\n  INSERT INTO t2 SELECT count(*) + 1, $$-- zmig:step two$$ FROM t2; -- and; done\n\
                    \x20 RETURN NEW;\nEND;\n$body$;\n\
                    CREATE TRIGGER told AFTER INSERT ON t1 FOR EACH ROW EXECUTE FUNCTION tell();\n\
                    CREATE FUNCTION both_of(n int) RETURNS int LANGUAGE sql\nBEGIN ATOMIC\n  SELECT 1;\n  SELECT n + 1;\nEND;\n";
    for backend in ALL {
        let db = Db::new(backend).await;
        let (text, seven) = match backend {
            Backend::Sqlite | Backend::Csv => (sqlite, "7"),
            Backend::Postgres => (postgres, "both_of(6)"),
        };
        let first = [table(1), table(2)];
        let by_hand = one(
            3,
            format!("{text}/* a; b */ INSERT INTO t1 (id) VALUES ({seven});\n"),
            "DROP TRIGGER told;\n",
        );
        let marked =
            one(4, "-- zmig:step tell again\nINSERT INTO t1 (id) VALUES (8);\n", "DELETE FROM t1;\n");
        let set = migrations(&[first[0].clone(), first[1].clone(), by_hand, marked]);
        assert_eq!(set.run_pending(&db.url).await.unwrap().applied.len(), 4, "{backend:?}");
        assert_eq!(
            db.column("SELECT note FROM t2 WHERE id < 3 ORDER BY id").await,
            ["one;", "-- zmig:step two"]
        );
        assert_eq!(db.column("SELECT id FROM t1 ORDER BY id").await, ["7", "8"], "{backend:?}");
    }
}
