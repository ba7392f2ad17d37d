//! What the runner refuses, and what it says then.

use super::support::*;
use zmig_runtime::{Cause, Error, HistoryStatus, OnAhead, Remains, RollbackTarget, RunOptions};

fn failure(error: Error) -> zmig_runtime::Failure {
    match error {
        Error::Failed(failure) => *failure,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn rows_in_the_way_are_named_and_nothing_is_changed() {
    for backend in ALL {
        let db = Db::new(backend).await;
        migrations(&tables(1)).run_pending(&db.url).await.unwrap();
        let values: Vec<String> = (1..=15).map(|i| format!("({i}, 'row {i}')")).collect();
        db.rows(&format!("INSERT INTO t1 VALUES {}", values.join(", "))).await;
        let check = r#"{"reason":"t1.note must be a number","sql":"SELECT CAST(id AS TEXT), note FROM t1 WHERE id > 3 ORDER BY t1.id"}"#;
        let up = format!(
            "-- zmig:step make room\nCREATE TABLE room (id INTEGER);\n-- zmig:step narrow it\n-- zmig:check {check}\nDROP TABLE t1;\n"
        );
        let set = migrations(&[table(1), one(2, up, "SELECT 1;\n")]);
        let error = set.run_pending(&db.url).await.unwrap_err();
        let text = error.to_string();
        let failure = failure(error);
        let Cause::Rows { reason, rows, count, .. } = &failure.cause else { panic!("{text}") };
        assert_eq!((reason.as_str(), rows.len(), *count), ("t1.note must be a number", 10, 12));
        assert_eq!(rows[0], ("4".to_owned(), "row 4".to_owned()));
        for part in ["4: row 4", "and 2 more", "all of them: SELECT CAST", "narrow it", "step 2 of 2"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(failure.remains, Remains::Nothing);
        assert!(!db.has_table("room").await && db.has_table("t1").await);
        db.rows("DELETE FROM t1 WHERE id > 3").await;
        set.run_pending(&db.url).await.unwrap();
        assert!(!db.has_table("t1").await);
    }
}

#[tokio::test]
async fn a_table_that_exists_already_stops_the_first_migration_and_stays_as_it_is() {
    for backend in ALL {
        let db = Db::new(backend).await;
        db.rows("CREATE TABLE t1 (mine TEXT)").await;
        db.rows("INSERT INTO t1 VALUES ('kept')").await;
        let error = migrations(&tables(2)).run_pending(&db.url).await.unwrap_err().to_string();
        assert!(error.contains("t1") && error.contains("does not say that zmig made it"), "{error}");
        assert_eq!(db.value("SELECT mine FROM t1").await, "kept");
        assert!(!db.has_table("__zmigration").await && !db.has_table("t2").await, "{backend:?}");
    }
}

#[tokio::test]
async fn a_file_that_ends_the_transaction_or_never_ends_is_refused() {
    for backend in ALL {
        for up in
            ["CREATE TABLE t1 (id INTEGER);\nCOMMIT;\n", "CREATE TABLE t1 (id INTEGER);\nCOMMIT;\nBEGIN;\n"]
        {
            let db = Db::new(backend).await;
            let set = migrations(&[one(1, up, "DROP TABLE t1;\n")]);
            let error = set.run_pending(&db.url).await.unwrap_err().to_string();
            assert!(
                error.contains("ends the transaction") && error.contains("its own COMMIT"),
                "{backend:?}: {error}"
            );
            let rows = db.try_rows("SELECT status FROM __zmigration WHERE status = 'SUCCESS'").await;
            assert!(rows.is_ok_and(|r| r.is_empty()), "{backend:?}");
            let db = Db::new(backend).await;
            let set = migrations(&[
                One { parent: None, ..table(7) },
                One { parent: Some(name(7)), ..one(8, up, "DROP TABLE t1;\n") },
            ]);
            let error = set.run_pending(&db.url).await.unwrap_err().to_string();
            assert!(error.contains("ends the transaction"), "{backend:?}: {error}");
        }
        let db = Db::new(backend).await;
        let set =
            migrations(&[one(1, "CREATE TABLE t1 (id INTEGER);\n/* never closed\n", "DROP TABLE t1;\n")]);
        let error = set.run_pending(&db.url).await.unwrap_err().to_string();
        assert!(error.contains("*/") || error.contains("unterminated"), "{backend:?}: {error}");
        assert!(!db.has_table("t1").await, "{backend:?}");
        let set = migrations(&[one(1, "SELECT 'a\0b';\n", "SELECT 1;\n")]);
        assert!(set.run_pending(&db.url).await.unwrap_err().to_string().contains("NUL"));
    }
}

#[tokio::test]
async fn an_edited_migration_shows_how_it_differs() {
    for backend in ALL {
        let db = Db::new(backend).await;
        migrations(&tables(2)).run_pending(&db.url).await.unwrap();
        let mut all = tables(3);
        all[0].up = all[0].up.replace("note TEXT", "note BLOB");
        let error = migrations(&all).run_pending(&db.url).await.unwrap_err();
        let text = error.to_string();
        for part in
            [name(1).as_str(), "- CREATE TABLE t1 (id INTEGER PRIMARY KEY, note TEXT)", "note BLOB", "next:"]
        {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!db.has_table("t3").await);
        // Line ends and byte order marks are no edit.
        let mut all = tables(2);
        all.iter_mut().for_each(|m| m.up = format!("\u{feff}{}", m.up.replace('\n', "\r\n")));
        assert!(migrations(&all).run_pending(&db.url).await.unwrap().is_up_to_date());
    }
}

#[tokio::test]
async fn gaps_and_two_ways_are_refused() {
    for backend in ALL {
        let db = Db::new(backend).await;
        migrations(&tables(3)).run_pending(&db.url).await.unwrap();
        // Another third one, on the same parent.
        let mut all = tables(2);
        all.push(One { name: format!("{}x", name(3)), ..table(4) });
        all[2].parent = Some(name(2));
        let error = migrations(&all).run_pending(&db.url).await.unwrap_err().to_string();
        assert!(error.contains("went two ways") && error.contains("cargo zmig rebase"), "{error}");
        // The second one's row is gone.
        db.rows(&format!("DELETE FROM __zmigration WHERE migration = '{}'", name(2))).await;
        db.rows("UPDATE __zmigration SET set_digest = 'set1:0'").await;
        let error = migrations(&tables(3)).run_pending(&db.url).await.unwrap_err().to_string();
        assert!(error.contains("is not applied, but"), "{error}");
    }
}

#[tokio::test]
async fn every_program_meets_every_database() {
    for backend in ALL {
        for database in 0..=3 {
            for program in 0..=3 {
                let db = Db::new(backend).await;
                migrations(&tables(database)).run_pending(&db.url).await.unwrap();
                let set = migrations(&tables(program));
                let refuse = RunOptions::default().on_ahead(OnAhead::Refuse);
                let report = set.run_pending(&db.url).await.unwrap();
                let ahead = database.saturating_sub(program) as usize;
                assert_eq!(report.applied.len(), program.saturating_sub(database) as usize);
                assert_eq!((report.ahead.len(), report.warnings.len()), (ahead, usize::from(ahead > 0)));
                let refused = set.run_pending_with(&db.url, &refuse).await;
                assert_eq!(matches!(refused, Err(Error::Ahead { .. })), ahead > 0);
                let status = set.status(&db.url).await.unwrap();
                assert_eq!((status.ahead.len(), status.pending.len()), (ahead, 0));
                // A program can take back what it has never known.
                let applied = program.max(database);
                let report = set.rollback(&db.url, RollbackTarget::Last).await.unwrap();
                assert_eq!(report.rolled_back.len(), usize::from(applied > 0));
                assert!(!db.has_table(&format!("t{applied}")).await);
                assert!(set.rollback(&db.url, RollbackTarget::Base).await.is_ok());
                assert!(!db.has_table("t1").await);
            }
        }
    }
}

#[tokio::test]
async fn what_has_no_way_back_is_refused_before_anything_is_taken_back() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let mut all = tables(3);
        all[1].down = None;
        let set = migrations(&all);
        set.run_pending(&db.url).await.unwrap();
        let error = set.rollback(&db.url, RollbackTarget::Base).await.unwrap_err();
        assert!(
            matches!(&error, Error::NotReversible { migrations, .. } if *migrations == [name(2)]),
            "{error}"
        );
        assert!(db.has_table("t3").await);
        let target = RollbackTarget::Version { schema: "s".into(), version: "v1.2.0".into() };
        assert_eq!(set.rollback(&db.url, target).await.unwrap().rolled_back.len(), 1);
        let target = RollbackTarget::Version { schema: "s".into(), version: "v9".into() };
        let error = set.rollback(&db.url, target).await.unwrap_err().to_string();
        assert!(error.contains("s@v9") && error.contains("cargo zmig status"), "{error}");
    }
}

#[tokio::test]
async fn a_history_of_a_newer_format_is_left_alone() {
    for backend in ALL {
        let db = Db::new(backend).await;
        migrations(&tables(1)).run_pending(&db.url).await.unwrap();
        db.rows("UPDATE __zmigration_database SET format = 2").await;
        let error = migrations(&tables(2)).run_pending(&db.url).await.unwrap_err().to_string();
        assert!(error.contains("format 2") && error.contains("newer zmig"), "{error}");
        assert!(!db.has_table("t2").await);
    }
}

#[tokio::test]
async fn a_read_only_database_serves_who_has_nothing_to_do() {
    let db = Db::new(Backend::Sqlite).await;
    migrations(&tables(1)).run_pending(&db.url).await.unwrap();
    let url = db.url.replace("mode=rwc", "mode=ro");
    assert!(migrations(&tables(1)).run_pending(&url).await.unwrap().is_up_to_date());
    let error = migrations(&tables(2)).run_pending(&url).await.unwrap_err();
    assert!(matches!(error, Error::ReadOnly { .. }), "{error}");

    let db = Db::new(Backend::Postgres).await;
    migrations(&tables(1)).run_pending(&db.url).await.unwrap();
    let (_, name) = db.url.rsplit_once('/').unwrap();
    on_postgres(&server(), &format!("ALTER DATABASE {name} SET default_transaction_read_only = on")).await;
    assert!(migrations(&tables(1)).run_pending(&db.url).await.unwrap().is_up_to_date());
    let error = migrations(&tables(2)).run_pending(&db.url).await.unwrap_err().to_string();
    assert!(error.contains("read-only") && error.contains("may write"), "{error}");
}

#[tokio::test]
async fn missing_rights_and_wrong_urls_say_so_without_the_password() {
    let db = Db::new(Backend::Postgres).await;
    let role = format!("zmig_nobody_{}", std::process::id());
    on_postgres(
        &server(),
        &format!("DROP ROLE IF EXISTS {role}; CREATE ROLE {role} LOGIN PASSWORD 'hunter2'"),
    )
    .await;
    let (_, place) = db.url.rsplit_once('@').unwrap();
    let url = format!("postgres://{role}:hunter2@{place}");
    let error = migrations(&tables(1)).run_pending(&url).await.unwrap_err().to_string();
    on_postgres(&server(), &format!("DROP ROLE {role}")).await;
    assert!(error.contains("permission denied") && !error.contains("hunter2"), "{error}");
    for url in [
        "postgres://app:hunter2@localhost:1/none",
        "postgres://app:hunter2@localhost:x/none",
        "postgres://app:hunter2@localhost/none?sslmode=hunter2",
        "mysql://app:hunter2@localhost/none",
        "sqlite:///nowhere/at/all.db",
        "sqlite://app.db?mode=wrong",
    ] {
        let error = migrations(&tables(1)).run_pending(url).await.unwrap_err();
        let text = format!("{error} {error:?}");
        assert!(matches!(error, Error::Url { .. } | Error::Connect { .. }), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[tokio::test]
async fn a_guard_decides_and_what_was_skipped_has_nothing_to_take_back() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let mut all = tables(3);
        all[1].guard = Some("SELECT 1 = 2".into());
        all[2].guard = Some("SELECT EXISTS (SELECT 1 FROM t1 WHERE id = 99) OR 1 = 1".into());
        let set = migrations(&all);
        let report = set.run_pending(&db.url).await.unwrap();
        assert_eq!(report.applied.iter().map(|m| m.skipped).collect::<Vec<_>>(), [false, true, false]);
        assert!(!db.has_table("t2").await && db.has_table("t3").await);
        assert_eq!(set.history(&db.url).await.unwrap()[1].meta_data.as_ref().unwrap()["skipped"], true);
        assert_eq!(set.rollback(&db.url, RollbackTarget::Base).await.unwrap().rolled_back.len(), 3);
        all[1].guard = Some("SELECT 'maybe'".into());
        let error = migrations(&all).run_pending(&db.url).await.unwrap_err().to_string();
        assert!(error.contains("no boolean"), "{error}");
    }
}

#[tokio::test]
async fn a_run_goes_up_to_a_target_and_no_further() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let mut all = tables(4);
        // Another schema, whose one migration builds on the second.
        all.push(One {
            name: "20250101000159_z_v1".into(),
            schema: "z",
            parent: None,
            depends_on: vec![name(2)],
            ..one(9, "CREATE TABLE z (id INTEGER);\n", "DROP TABLE z;\n")
        });
        let set = migrations(&all);
        let applied = |r: zmig_runtime::Report| r.applied.len();
        assert_eq!(applied(set.run_to(&db.url, name(1)).await.unwrap()), 1);
        assert_eq!(applied(set.run_to(&db.url, "20250101000159_z_v1").await.unwrap()), 2);
        assert!(db.has_table("z").await && db.has_table("t2").await && !db.has_table("t3").await);
        assert_eq!(applied(set.run_to(&db.url, "s@v1.3.0").await.unwrap()), 1);
        assert_eq!(applied(set.run_to(&db.url, "20250101000004").await.unwrap()), 1);
        let error = set.run_to(&db.url, "s@v7").await.unwrap_err().to_string();
        assert!(error.contains("s@v7"), "{error}");
        // What builds on the second goes before it, though it belongs to another schema.
        let target = RollbackTarget::Version { schema: "s".into(), version: "v1.1.0".into() };
        let names: Vec<String> = set
            .rollback_preview(&db.url, target.clone())
            .await
            .unwrap()
            .into_iter()
            .map(|e| e.migration)
            .collect();
        let report = set.rollback(&db.url, target).await.unwrap();
        assert_eq!(report.rolled_back.iter().map(|m| m.name.clone()).collect::<Vec<_>>(), names);
        assert_eq!(names, [name(4), name(3), "20250101000159_z_v1".into(), name(2)]);
        let statuses: Vec<_> = set.history(&db.url).await.unwrap().into_iter().map(|e| e.status).collect();
        assert_eq!(statuses.iter().filter(|s| **s == HistoryStatus::Rollback).count(), 4);
    }
}
