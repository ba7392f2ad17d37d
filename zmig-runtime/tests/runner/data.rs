//! Data migrations in Rust.

use super::support::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use zmig_runtime::{
    DataMigration, Error, HookContext, HookFuture, Migrations, RollbackTarget, RunOptions, Target,
};

/// A table, then two columns, of which the third version drops the first: who wants to move it comes in between.
fn versions() -> Vec<One> {
    vec![
        one(1, "CREATE TABLE t1 (id INTEGER PRIMARY KEY, note TEXT);\n", "DROP TABLE t1;\n"),
        one(2, "ALTER TABLE t1 ADD COLUMN title TEXT;\n", "ALTER TABLE t1 DROP COLUMN title;\n"),
        one(3, "ALTER TABLE t1 DROP COLUMN note;\n", "ALTER TABLE t1 ADD COLUMN note TEXT;\n"),
    ]
}

fn set(count: usize) -> Migrations {
    migrations(&versions()[..count])
}

fn up(mut cx: HookContext<'_>) -> HookFuture<'_> {
    Box::pin(async move {
        assert_eq!(
            (cx.migration, cx.schema, cx.from, cx.to, cx.is_up),
            ("titles", "s", Some("v1.2.0"), Some("v1.2.0"), true)
        );
        cx.execute("UPDATE t1 SET title = upper(note)").await?;
        Ok(())
    })
}

fn down(mut cx: HookContext<'_>) -> HookFuture<'_> {
    Box::pin(async move {
        assert_eq!((cx.migration, cx.schema, cx.to, cx.is_up), ("titles", "s", Some("v1.2.0"), false));
        cx.execute("UPDATE t1 SET note = lower(title), title = NULL").await?;
        Ok(())
    })
}

fn late(mut cx: HookContext<'_>) -> HookFuture<'_> {
    Box::pin(async move { cx.execute("UPDATE t1 SET title = 'late'").await.map(|_| ()) })
}

fn failing(mut cx: HookContext<'_>) -> HookFuture<'_> {
    Box::pin(async move {
        cx.execute("UPDATE t1 SET title = 'half'").await?;
        Err("no more".into())
    })
}

fn titles() -> RunOptions {
    RunOptions::default().data_migration(DataMigration::new("titles", "s", "v1.2.0", up).down(down))
}

async fn with_rows(backend: Backend) -> Db {
    let db = Db::new(backend).await;
    set(1).run_pending(&db.url).await.unwrap();
    db.rows("INSERT INTO t1 VALUES (1, 'one'), (2, 'two')").await;
    db
}

const STATES: &str = "SELECT migration, schema_name, status FROM __zmigration ORDER BY id";

#[tokio::test]
async fn a_data_migration_runs_once_in_its_place_and_goes_back_in_order() {
    for backend in ALL {
        let db = with_rows(backend).await;
        let report = set(3).run_pending_with(&db.url, &titles()).await.unwrap();
        let names: Vec<_> = report.applied.iter().map(|m| m.name.as_str()).collect();
        assert_eq!(names, [name(2).as_str(), "titles", name(3).as_str()], "{backend:?}");
        assert!(report.warnings.is_empty(), "{report}");
        assert!(report.to_string().contains("titles                   (data)  "), "{report}");
        assert_eq!(db.column("SELECT title FROM t1 ORDER BY id").await, ["ONE", "TWO"]);
        assert!(set(3).run_pending_with(&db.url, &titles()).await.unwrap().is_up_to_date());
        // A program that does not know it, older or without it, is not troubled.
        assert!(set(3).run_pending(&db.url).await.unwrap().is_up_to_date());
        assert!(set(2).run_pending(&db.url).await.unwrap().warnings[0].contains("ahead"));
        let status = set(3).status(&db.url).await.unwrap();
        assert!(status.problems.is_empty() && status.ahead.is_empty(), "{status}");
        // Back to before it: first what came after it, then it, then what it follows.
        let target = || RollbackTarget::Version { schema: "s".into(), version: "v1.1.0".into() };
        let error = set(3).rollback(&db.url, target()).await.unwrap_err().to_string();
        assert!(error.contains("data_migration(DataMigration::new(\"titles\""), "{error}");
        assert_eq!(db.rows(STATES).await.len(), 4, "nothing was taken back");
        let report = set(3).rollback_with(&db.url, target(), &titles()).await.unwrap();
        let names: Vec<_> = report.rolled_back.iter().map(|m| m.name.as_str()).collect();
        assert_eq!(names, [name(3).as_str(), "titles", name(2).as_str()], "{backend:?}");
        assert_eq!(db.column("SELECT note FROM t1 ORDER BY id").await, ["one", "two"]);
        // And forward again.
        assert_eq!(set(3).run_pending_with(&db.url, &titles()).await.unwrap().applied.len(), 3);
        assert_eq!(db.column("SELECT title FROM t1 ORDER BY id").await, ["ONE", "TWO"]);
    }
}

#[tokio::test]
async fn a_rollback_to_the_version_that_it_follows_takes_it_back_too() {
    for backend in ALL {
        for id in [false, true] {
            let db = with_rows(backend).await;
            set(3).run_pending_with(&db.url, &titles()).await.unwrap();
            let target = match id {
                true => RollbackTarget::Id(name(2)[..14].parse().unwrap()),
                false => RollbackTarget::Version { schema: "s".into(), version: "v1.2.0".into() },
            };
            let report = set(3).rollback_with(&db.url, target, &titles()).await.unwrap();
            let names: Vec<_> = report.rolled_back.iter().map(|m| m.name.as_str()).collect();
            assert_eq!(names, [name(3).as_str(), "titles"], "{backend:?} {id}");
        }
    }
}

#[tokio::test]
async fn a_database_that_is_past_its_place_gets_it_at_once_and_before_what_is_pending() {
    for backend in ALL {
        // Its place is reached and the next version is pending: before that one.
        let db = with_rows(backend).await;
        set(2).run_pending(&db.url).await.unwrap();
        let report = set(3).run_pending_with(&db.url, &titles()).await.unwrap();
        assert_eq!(report.applied[0].name, "titles", "{report}");
        assert!(report.warnings.is_empty(), "{report}");
        assert_eq!(db.column("SELECT title FROM t1 ORDER BY id").await, ["ONE", "TWO"]);
        // Everything is applied: at once, and the report says that it is late.
        let db = with_rows(backend).await;
        set(3).run_pending(&db.url).await.unwrap();
        let late = DataMigration::new("late", "s", "v1.2.0", late).down_nothing();
        let options = RunOptions::default().data_migration(late);
        let report = set(3).run_pending_with(&db.url, &options).await.unwrap();
        assert_eq!(report.applied.len(), 1);
        assert!(
            report.warnings[0].contains("late belongs after s v1.2.0")
                && report.warnings[0].contains("v1.3.0"),
            "{report}"
        );
        assert!(set(3).run_pending_with(&db.url, &options).await.unwrap().is_up_to_date());
        // Nothing to take back but its row.
        let report = set(3).rollback(&db.url, RollbackTarget::Last).await.unwrap();
        assert_eq!(report.rolled_back[0].name, "late");
        assert_eq!(db.value("SELECT title FROM t1 WHERE id = 1").await, "late");
    }
}

#[tokio::test]
async fn a_run_that_does_not_reach_its_place_leaves_it_and_a_fresh_database_gets_it() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let to = Target::from(name(1));
        assert_eq!(set(3).run_to_with(&db.url, to, &titles()).await.unwrap().applied.len(), 1);
        assert_eq!(set(3).run_pending_with(&db.url, &titles()).await.unwrap().applied.len(), 3);
        let db = Db::new(backend).await;
        assert_eq!(set(3).run_pending_with(&db.url, &titles()).await.unwrap().applied.len(), 4);
        // Without a way back, a rollback past it is refused, and nothing is taken back.
        let db = with_rows(backend).await;
        let one_way = RunOptions::default().data_migration(DataMigration::new("titles", "s", "v1.2.0", up));
        set(3).run_pending_with(&db.url, &one_way).await.unwrap();
        let error =
            set(3).rollback_with(&db.url, RollbackTarget::Base, &one_way).await.unwrap_err().to_string();
        assert!(error.contains("titles cannot be taken back"), "{error}");
        assert!(db.has_table("t1").await);
    }
}

#[tokio::test]
async fn gates_see_it_where_nothing_else_is_to_be_done() {
    for backend in ALL {
        let db = with_rows(backend).await;
        set(3).run_pending(&db.url).await.unwrap();
        let with_late = |options: RunOptions| {
            options.data_migration(DataMigration::new("late", "s", "v1.3.0", late).down_nothing())
        };
        let dry =
            set(3).run_pending_with(&db.url, &with_late(RunOptions::default().dry_run(true))).await.unwrap();
        assert!(dry.applied.is_empty(), "{dry}");
        assert_eq!(dry.preview.unwrap().to_string(), "data migration late after s v1.3.0");
        let no = RunOptions::default().require_confirmation(true).confirm_with(|preview| {
            assert_eq!(preview.data_migrations, ["data migration late after s v1.3.0"]);
            false
        });
        let error = set(3).run_pending_with(&db.url, &with_late(no)).await.unwrap_err();
        assert!(matches!(error, Error::NotConfirmed { .. }), "{error}");
        assert_eq!(db.value("SELECT count(*) FROM t1 WHERE title IS NOT NULL").await, "0", "{backend:?}");
        set(3).run_pending_with(&db.url, &with_late(RunOptions::default())).await.unwrap();
        assert_eq!(db.value("SELECT count(*) FROM t1 WHERE title = 'late'").await, "2");
    }
}

#[tokio::test]
async fn one_that_fails_leaves_its_place_and_what_comes_after_it() {
    for backend in ALL {
        let db = with_rows(backend).await;
        let options =
            RunOptions::default().data_migration(DataMigration::new("titles", "s", "v1.2.0", failing));
        let error = set(3).run_pending_with(&db.url, &options).await.unwrap_err();
        let text = error.to_string();
        let Error::Failed(failure) = error else { panic!("{text}") };
        assert_eq!((failure.committed.as_slice(), failure.left), ([name(2)].as_slice(), 1), "{text}");
        assert!(text.contains("migration titles failed") && text.contains("no more"), "{text}");
        assert_eq!(db.value("SELECT count(*) FROM t1 WHERE title IS NULL").await, "2");
        set(3).run_pending_with(&db.url, &titles()).await.unwrap();
    }
}

#[tokio::test]
async fn places_and_ids_that_cannot_be_are_refused_before_anything_runs() {
    let named = |id: &str, schema: &str, after: &str| DataMigration::new(id, schema, after, up);
    let cases = [
        (vec![named("a", "s", "v9.0.0")], "to which no migration leads"),
        (vec![named("a", "other", "v1.2.0")], "to which no migration leads"),
        (vec![named("a", "s", "v1.2.0"), named("a", "s", "v1.1.0")], "its id is taken"),
        (vec![named(&name(1), "s", "v1.2.0")], "its id is taken"),
    ];
    let db = Db::new(Backend::Sqlite).await;
    for (all, part) in cases {
        let options = all.into_iter().fold(RunOptions::default(), RunOptions::data_migration);
        let error = set(3).run_pending_with(&db.url, &options).await.unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
        assert!(!db.has_table("t1").await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_runners_one_runs_it_and_one_takes_it_back() {
    for backend in ALL {
        let db = with_rows(backend).await;
        let all = set(3);
        all.run_pending(&db.url).await.unwrap();
        let calls = Arc::new(AtomicUsize::new(0));
        let options = |calls: &Arc<AtomicUsize>| {
            let (up, down) = (Arc::clone(calls), Arc::clone(calls));
            let count = |calls: &AtomicUsize, by: usize| -> HookFuture<'static> {
                calls.fetch_add(by, Ordering::SeqCst);
                Box::pin(async {
                    tokio::time::sleep(std::time::Duration::from_millis(80)).await;
                    Ok(())
                })
            };
            let one = DataMigration::new("counted", "s", "v1.3.0", move |_| count(&up, 1));
            RunOptions::default().data_migration(one.down(move |_| count(&down, 100)))
        };
        let mut applied = 0;
        let run =
            |url: String, options: RunOptions| async move { all.run_pending_with(&url, &options).await };
        let runs: Vec<_> = (0..6).map(|_| tokio::spawn(run(db.url.clone(), options(&calls)))).collect();
        for run in runs {
            applied += run.await.unwrap().unwrap().applied.len();
        }
        assert_eq!((applied, calls.load(Ordering::SeqCst)), (1, 1), "{backend:?}");
        let target = || RollbackTarget::Version { schema: "s".into(), version: "v1.3.0".into() };
        let back = |url: String, options: RunOptions| async move {
            all.rollback_with(&url, target(), &options).await
        };
        let runs: Vec<_> = (0..6).map(|_| tokio::spawn(back(db.url.clone(), options(&calls)))).collect();
        let mut gone = 0;
        for run in runs {
            gone += run.await.unwrap().unwrap().rolled_back.len();
        }
        assert_eq!((gone, calls.load(Ordering::SeqCst)), (1, 101), "{backend:?}");
    }
}
