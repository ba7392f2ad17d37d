//! Functions that migrations call.

use super::support::*;
use sqlx::Row as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use zmig_runtime::{Error, HookConnection, HookContext, HookFuture, Remains, RollbackTarget, RunOptions};

/// A second version that calls functions around what it does, both ways.
fn calling() -> Vec<One> {
    let up = "-- zmig:step hook before_migrate\n-- zmig:call before\n\n-- zmig:step add\nALTER TABLE t1 ADD COLUMN slug TEXT;\n\n\
              -- zmig:step hook after_migrate\n-- zmig:call fill\n";
    let down = "-- zmig:step hook on_rollback\n-- zmig:call keep\n\n-- zmig:step drop\nALTER TABLE t1 DROP COLUMN slug;\n";
    vec![table(1), one(2, up, down)]
}

/// Fills the new column with what sqlx reads and binds.
fn fill(mut cx: HookContext<'_>) -> HookFuture<'_> {
    Box::pin(async move {
        match &mut cx.connection {
            HookConnection::Sqlite(conn) => {
                for row in sqlx::query("SELECT id, note FROM t1").fetch_all(&mut **conn).await? {
                    let (id, note): (i64, String) = (row.get(0), row.get(1));
                    let update = sqlx::query("UPDATE t1 SET slug = ? WHERE id = ?");
                    update.bind(note.to_lowercase()).bind(id).execute(&mut **conn).await?;
                }
            }
            HookConnection::Postgres(conn) => {
                for row in sqlx::query("SELECT id, note FROM t1").fetch_all(&mut **conn).await? {
                    let (id, note): (i32, String) = (row.get(0), row.get(1));
                    let update = sqlx::query("UPDATE t1 SET slug = $1 WHERE id = $2");
                    update.bind(note.to_lowercase()).bind(id).execute(&mut **conn).await?;
                }
                // What a function does to the session does not stay.
                sqlx::query("SET LOCAL search_path = pg_catalog").execute(&mut **conn).await?;
            }
            _ => return Err("another kind of database".into()),
        }
        Ok(())
    })
}

fn options() -> RunOptions {
    RunOptions::default().hook("fill", fill).hook("before", |mut cx| {
        Box::pin(async move {
            cx.execute("INSERT INTO t1 (id, note) VALUES (3, 'Third')").await?;
            let seen = (cx.schema, cx.from, cx.to, cx.is_up);
            if seen == ("s", Some("v1.1.0"), Some("v1.2.0"), true) {
                Ok(())
            } else {
                Err(format!("{seen:?}").into())
            }
        })
    })
}

async fn with_rows(backend: Backend) -> Db {
    let db = Db::new(backend).await;
    migrations(&tables(1)).run_pending(&db.url).await.unwrap();
    db.rows("INSERT INTO t1 (id, note) VALUES (1, 'One'), (2, 'Two')").await;
    db
}

#[tokio::test]
async fn functions_get_the_connection_of_their_migration_both_ways() {
    for backend in ALL {
        let db = with_rows(backend).await;
        let set = migrations(&calling());
        set.run_pending_with(&db.url, &options()).await.unwrap();
        assert_eq!(
            db.column("SELECT slug FROM t1 ORDER BY id").await,
            ["one", "two", "third"],
            "{backend:?}"
        );
        assert!(set.run_pending(&db.url).await.unwrap().is_up_to_date(), "up to date needs no function");
        // The way back calls by the history, also from a program without the migration.
        let none = migrations(&[]);
        let error = none.rollback(&db.url, RollbackTarget::Last).await.unwrap_err().to_string();
        assert!(error.contains("`keep`") && error.contains(".hook(\"keep\""), "{error}");
        let back = options().hook("keep", |mut cx| {
            Box::pin(async move {
                assert_eq!((cx.from, cx.to, cx.is_up), (Some("v1.2.0"), Some("v1.1.0"), false));
                cx.execute("UPDATE t1 SET note = slug").await?;
                Ok(())
            })
        });
        none.rollback_with(&db.url, RollbackTarget::Last, &back).await.unwrap();
        assert_eq!(db.column("SELECT note FROM t1 ORDER BY id").await, ["one", "two", "third"]);
    }
}

#[tokio::test]
async fn a_function_that_is_not_registered_is_refused_before_anything_runs() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let only = RunOptions::default().hook("fill", fill);
        let error = migrations(&calling()).run_pending_with(&db.url, &only).await.unwrap_err();
        let text = error.to_string();
        let Error::NoFunction { missing } = error else { panic!("{text}") };
        assert_eq!(missing.len(), 1, "{text}");
        assert!(text.contains(&name(2)) && text.contains("of s calls `before`"), "{text}");
        assert!(text.contains("RunOptions::default().hook(\"before\""), "{text}");
        assert!(!db.has_table("t1").await && !db.has_table("__zmigration").await, "{backend:?}");
    }
}

type Function = fn(HookContext<'_>) -> HookFuture<'_>;

#[tokio::test]
async fn a_function_that_fails_or_panics_takes_its_migration_back() {
    for backend in ALL {
        let db = with_rows(backend).await;
        let set = migrations(&calling());
        let faults: [(&str, Function); 4] = [
            ("no such luck", |_| Box::pin(async { Err("no such luck".into()) })),
            ("it panicked: under way", |_| {
                Box::pin(async {
                    tokio::time::sleep(Duration::from_millis(1)).await;
                    panic!("under way")
                })
            }),
            ("it panicked: at once", |_| panic!("at once")),
            ("nowhere", |mut cx| {
                Box::pin(async move {
                    cx.execute("UPDATE nowhere SET a = 1").await?;
                    Ok(())
                })
            }),
        ];
        for (says, function) in faults {
            let error = set.run_pending_with(&db.url, &options().hook("fill", function)).await.unwrap_err();
            let text = error.to_string();
            assert!(text.contains("the hook fill failed") && text.contains(says), "{text}");
            let Error::Failed(failure) = error else { panic!("{text}") };
            assert_eq!((failure.remains, failure.place.step), (Remains::Nothing, 3), "{text}");
            assert_eq!(db.value("SELECT count(*) FROM t1").await, "2", "{backend:?}: {says}");
            assert!(db.try_rows("SELECT slug FROM t1").await.is_err());
        }
        let said = db.column("SELECT meta_data FROM __zmigration WHERE status = 'FAILED'").await;
        assert!(said.len() == 4 && said.iter().all(|m| m.contains("the hook fill failed")), "{said:?}");
        assert!(!said.iter().any(|m| m.contains("luck")), "what a function says may hold anything: {said:?}");
        set.run_pending_with(&db.url, &options()).await.unwrap();
    }
}

#[tokio::test]
async fn a_function_that_ends_the_transaction_is_found_out() {
    for backend in ALL {
        let db = with_rows(backend).await;
        let ends = options().hook("fill", |mut cx| {
            Box::pin(async move {
                cx.execute("COMMIT").await?;
                Ok(())
            })
        });
        let error = migrations(&calling()).run_pending_with(&db.url, &ends).await.unwrap_err();
        let text = error.to_string();
        let Error::Failed(failure) = error else { panic!("{text}") };
        assert_eq!(failure.remains, Remains::Torn, "{text}");
        assert!(text.contains("a function that it calls"), "{text}");
    }
}

#[tokio::test]
async fn a_function_outside_a_transaction_is_refused() {
    let all = [table(1), one(2, "-- no-transaction\n-- zmig:step a\n-- zmig:call fill\n", "SELECT 1;\n")];
    for backend in ALL {
        let db = Db::new(backend).await;
        let error = migrations(&all).run_pending_with(&db.url, &options()).await.unwrap_err().to_string();
        assert!(error.contains("outside a transaction"), "{error}");
        assert!(!db.has_table("t1").await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn functions_run_under_the_lock_and_once() {
    for backend in ALL {
        let db = with_rows(backend).await;
        let set = migrations(&calling());
        let calls = Arc::new(AtomicUsize::new(0));
        let runs: Vec<_> = (0..6)
            .map(|_| {
                let (url, calls) = (db.url.clone(), Arc::clone(&calls));
                let slow = options().hook("fill", move |cx| {
                    calls.fetch_add(1, Ordering::SeqCst);
                    Box::pin(async move {
                        tokio::time::sleep(Duration::from_millis(100)).await;
                        fill(cx).await
                    })
                });
                tokio::spawn(async move { set.run_pending_with(&url, &slow).await.map(|r| r.applied.len()) })
            })
            .collect();
        let mut applied = 0;
        for run in runs {
            applied += run.await.unwrap().unwrap();
        }
        assert_eq!((applied, calls.load(Ordering::SeqCst)), (1, 1), "{backend:?}");
    }
}
