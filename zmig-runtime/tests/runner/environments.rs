//! The name of what a database serves, and runs that mean another one.

use super::support::*;
use std::time::Duration;
use zmig_runtime::{
    ApplyOptions, AutoMigrateOptions, Backfill, BackupOptions, Error, MigrationPlan, Migrations, OnMissing,
    RestoreOptions, RollbackOptions, RollbackTarget, RunOptions,
};

fn under(name: &str) -> RunOptions {
    RunOptions::default().environment(name)
}

/// Two migrations, of which the first is applied under a name.
async fn first_under(backend: Backend, name: &str) -> (Db, Migrations) {
    let db = Db::new(backend).await;
    migrations(&tables(1)).run_pending_with(&db.url, &under(name)).await.unwrap();
    (db, migrations(&tables(2)))
}

/// The environments that the history's rows name, oldest first.
async fn named(db: &Db) -> Vec<String> {
    let name = match db.backend {
        Backend::Sqlite | Backend::Csv => "json_extract(meta_data, '$.environment')",
        Backend::Postgres => "meta_data ->> 'environment'",
    };
    db.column(&format!("SELECT coalesce({name}, '-') FROM __zmigration ORDER BY id")).await
}

#[track_caller]
fn refused<T: std::fmt::Debug>(result: Result<T, Error>) {
    let error = result.unwrap_err();
    assert!(
        matches!(&error, Error::Environment { mine, theirs } if mine == "dev" && theirs == "prod"),
        "{error}"
    );
    let text = error.to_string();
    assert!(text.contains("--env prod") && text.contains("nothing was changed"), "{text}");
}

#[tokio::test]
async fn a_run_for_another_environment_is_refused_before_anything_is_changed() {
    for backend in ALL {
        let (db, set) = first_under(backend, "prod").await;
        refused(set.check_environment(&db.url, &under("dev")).await);
        refused(set.run_pending_with(&db.url, &under("dev")).await);
        refused(set.run_pending_with(&db.url, &RunOptions::default().default_environment("dev")).await);
        refused(set.rollback_with(&db.url, RollbackTarget::Last, &under("dev")).await);
        let sure = RollbackOptions::default().environment("dev").confirm_with(|_| true);
        refused(set.rollback_checked(&db.url, RollbackTarget::Last, &sure).await);
        refused(set.stamp_with(&db.url, None, &under("dev").on_missing(OnMissing::Record)).await);
        refused(set.purge_with(&db.url, Duration::ZERO, &under("dev")).await);
        let plan = MigrationPlan::new("20260301120000", "drop_it").drop_table("t1");
        refused(plan.apply(&db.url, &ApplyOptions::default().run_options(under("dev"))).await);
        let fill = Backfill::new("notes", "t1", "note IS NULL").set("note", "'x'");
        refused(fill.run_with(&db.url, &under("dev")).await);
        assert_eq!(named(&db).await, ["prod"], "{backend:?}");
        assert!(!db.has_table("t2").await && db.has_table("t1").await, "{backend:?}");

        // What reads says which it is.
        let status = set.status(&db.url).await.unwrap();
        assert_eq!(status.environment.as_deref(), Some("prod"));
        assert!(status.to_string().contains("(prod)"), "{status}");
        set.run_pending_with(&db.url, &under("prod")).await.unwrap();
        assert_eq!(named(&db).await, ["prod", "prod"], "{backend:?}");
        // Where there is nothing to do, nobody asks.
        assert!(set.run_pending_with(&db.url, &under("dev")).await.unwrap().is_up_to_date());
    }
}

#[tokio::test]
async fn what_compares_the_schema_with_the_database_is_refused_too() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let set = super::project::project(&[super::project::v1()]);
        set.run_pending_with(&db.url, &under("prod")).await.unwrap();
        db.rows("ALTER TABLE users ADD COLUMN junk TEXT").await;
        let options = AutoMigrateOptions::default().data_loss_protection(false).run_options(under("dev"));
        refused(set.force_sync(&db.url, &options).await);
        refused(set.auto_migrate(&db.url, &options).await);
        assert_eq!(db.value("SELECT count(junk) FROM users").await, "0", "{backend:?}");
    }
}

#[tokio::test]
async fn a_backup_is_not_put_back_over_another_environment() {
    for backend in ALL {
        let (db, set) = first_under(backend, "prod").await;
        let folder = tempfile::tempdir().unwrap();
        let made = set.backup(&db.url, &BackupOptions::in_folder(folder.path())).await.unwrap();
        db.rows("INSERT INTO t1 VALUES (1, 'new')").await;
        let options = RestoreOptions::new(&made.path, &made.database);
        refused(set.restore(&db.url, &options.clone().run_options(under("dev"))).await);
        assert_eq!(db.value("SELECT count(*) FROM t1").await, "1", "{backend:?}");
        set.restore(&db.url, &options.run_options(under("prod"))).await.unwrap();
        assert_eq!(db.value("SELECT count(*) FROM t1").await, "0", "{backend:?}");
    }
}

#[tokio::test]
async fn a_database_without_a_name_takes_the_first_that_somebody_chose() {
    for backend in ALL {
        let (db, all) = (Db::new(backend).await, migrations(&tables(4)));
        let to = |n: u32| zmig_runtime::Target::from(name(n));
        all.run_to(&db.url, to(1)).await.unwrap();
        all.run_to_with(&db.url, to(2), &RunOptions::default().default_environment("dev")).await.unwrap();
        assert_eq!(all.environment(&db.url).await.unwrap(), None, "{backend:?}");
        all.run_to_with(&db.url, to(3), &under("staging")).await.unwrap();
        let error = all.run_pending_with(&db.url, &under("prod")).await.unwrap_err().to_string();
        assert!(error.contains("`staging`") && error.contains("`prod`"), "{error}");
        // A run that is for none asks for none.
        all.run_pending(&db.url).await.unwrap();
        assert_eq!(named(&db).await, ["-", "-", "staging", "-"], "{backend:?}");
        assert_eq!(all.environment(&db.url).await.unwrap().as_deref(), Some("staging"));
    }
}

#[tokio::test]
async fn a_copy_may_serve_another_environment_from_now_on() {
    for backend in ALL {
        let (db, set) = first_under(backend, "prod").await;
        let wrong = under("staging").environment_was("dev");
        assert!(matches!(set.run_pending_with(&db.url, &wrong).await, Err(Error::Environment { .. })));
        // What served production serves it no longer, so nobody has to confirm it as such.
        let copy = under("staging").environment_was("prod");
        let back = RollbackOptions::default().run_options(copy.clone());
        let (twin, _) = first_under(backend, "prod").await;
        set.rollback_checked(&twin.url, RollbackTarget::Last, &back).await.unwrap();
        set.run_pending_with(&db.url, &copy).await.unwrap();
        assert_eq!(set.environment(&db.url).await.unwrap().as_deref(), Some("staging"), "{backend:?}");
        let back = set.rollback_with(&db.url, RollbackTarget::Last, &under("prod")).await;
        assert!(matches!(back, Err(Error::Environment { .. })), "{back:?}");
        set.rollback_with(&db.url, RollbackTarget::Last, &under("staging")).await.unwrap();
        assert_eq!(named(&db).await, ["prod", "staging", "staging"], "{backend:?}");
    }
}

/// A name that comes with a migration that fails is no name.
#[tokio::test]
async fn a_run_that_fails_gives_no_name() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let broken = migrations(&[one(1, "CREATE TABLE t1 (id INTEGER PRIMARY KEY);\nnonsense;\n", "")]);
        broken.run_pending_with(&db.url, &under("prod")).await.unwrap_err();
        assert_eq!(broken.environment(&db.url).await.unwrap(), None, "{backend:?}");
        migrations(&tables(1)).run_pending_with(&db.url, &under("dev")).await.unwrap();
    }
}

/// Whoever comes first gives the name, and only that one writes.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_that_start_at_once_under_two_names_one_writes() {
    for backend in ALL {
        for _ in 0..5 {
            let db = Db::new(backend).await;
            let all = migrations(&tables(6));
            let run = |name: &'static str| {
                let url = db.url.clone();
                tokio::spawn(async move { all.run_pending_with(&url, &under(name)).await })
            };
            let (dev, prod) = (run("dev"), run("prod"));
            let results = [dev.await.unwrap(), prod.await.unwrap()];
            assert!(results.iter().any(Result::is_ok), "{backend:?}: {results:?}");
            let mut names = named(&db).await;
            names.dedup();
            assert_eq!(names.len(), 1, "{backend:?}: {names:?}");
        }
    }
}

#[tokio::test]
async fn a_database_that_says_production_wants_its_rollback_confirmed() {
    for backend in ALL {
        let (db, set) = first_under(backend, "prod").await;
        let asked = set.rollback_checked(&db.url, RollbackTarget::Last, &RollbackOptions::default()).await;
        assert!(asked.unwrap_err().to_string().contains("is in production"), "{backend:?}");
        let free = RollbackOptions::default().must_confirm(false);
        set.rollback_checked(&db.url, RollbackTarget::Last, &free).await.unwrap();

        let (db, set) = first_under(backend, "staging").await;
        let strict = RollbackOptions::default().must_confirm(true);
        let asked = set.rollback_checked(&db.url, RollbackTarget::Last, &strict).await;
        assert!(asked.unwrap_err().to_string().contains("asks for a confirmation"), "{backend:?}");
        set.rollback_checked(&db.url, RollbackTarget::Last, &strict.confirm_with(|_| true)).await.unwrap();
    }
}
