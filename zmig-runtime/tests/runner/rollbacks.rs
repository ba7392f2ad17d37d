//! What is told before a rollback, what it demands, and archives.

use super::support::*;
use std::time::Duration;
use zmig_runtime::{
    BackupOptions, Error, HistoryStatus, Migrations, Reversibility, Risk, RollbackOptions, RollbackTarget,
};

const DROP: &str = "-- zmig:file 1 up sqlite 3\n\n-- zmig:step drop column t1.note (str)\n\
    -- zmig:hazard {\"risk\":\"HIGH\",\"reasons\":[\"its data is lost\"],\"loses\":[\"the values of t1.note\"],\"down\":\"structure_only\",\"touches\":[{\"table\":\"t1\",\"lock\":\"access_exclusive\"}]}\n\
    ALTER TABLE t1 DROP COLUMN note;\n";
const ADD: &str = "-- zmig:file 1 down sqlite 3\n\n-- zmig:step add column t1.note (str)\n\
    -- zmig:hazard {\"risk\":\"SAFE\",\"down\":\"exact\",\"touches\":[{\"table\":\"t1\",\"lock\":\"access_exclusive\",\"work\":\"rewrite\"}]}\n\
    ALTER TABLE t1 ADD COLUMN note TEXT;\n";
const DROP_T2: &str = "-- zmig:file 1 down sqlite 2\n\n-- zmig:step drop table t2\n\
    -- zmig:hazard {\"risk\":\"HIGH\",\"reasons\":[\"its data is lost\"],\"loses\":[\"the rows of t2\"],\"down\":\"structure_only\",\"touches\":[{\"table\":\"t2\",\"lock\":\"access_exclusive\"}]}\n\
    DROP TABLE t2;\n";

fn three() -> Vec<One> {
    let marked = "-- zmig:file 1 up sqlite 2\n\n-- zmig:step create table t2\nCREATE TABLE t2 (id INTEGER PRIMARY KEY);\n";
    vec![table(1), one(2, marked, DROP_T2), one(3, DROP, ADD)]
}

async fn migrated(backend: Backend) -> (Db, Migrations) {
    let db = Db::new(backend).await;
    let set = migrations(&three());
    set.run_pending(&db.url).await.unwrap();
    db.rows("INSERT INTO t2 (id) VALUES (1), (2)").await;
    (db, set)
}

#[tokio::test]
async fn what_a_rollback_would_do_is_told_from_the_history_alone() {
    for backend in ALL {
        let (db, _) = migrated(backend).await;
        // A program that never knew them.
        let none = migrations(&[]);
        let last = none.analyze_rollback(&db.url, RollbackTarget::Last).await.unwrap();
        assert_eq!((last.possible, last.fully_reversible, last.migrations.len()), (true, false, 1));
        assert_eq!(last.irreversible[0].operation, "drop column t1.note (str)");
        assert!(last.irreversible[0].why.contains("the values of t1.note"), "{last}");
        assert_eq!(
            (last.steps[0].risk, last.steps[0].reversibility, last.steps[0].title.as_str()),
            (Risk::Safe, Reversibility::StructureOnly, "add column t1.note (str)")
        );
        assert_eq!(last.data_loss_warnings.len(), 0);

        let to = RollbackTarget::Version { schema: "s".into(), version: "v1.1.0".into() };
        let both = none.analyze_rollback(&db.url, to).await.unwrap();
        assert_eq!(both.data_loss_warnings, [format!("{}: the rows of t2 (2 rows)", name(2))]);
        assert_eq!(both.steps.iter().map(|s| s.risk).collect::<Vec<_>>(), [Risk::Safe, Risk::High]);
        let text = both.to_string();
        for part in [
            "2 migrations, 2 steps: not everything comes back",
            "does not come back: ",
            "would be lost: ",
            "estimated: ",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let json = serde_json::to_value(&both).unwrap();
        assert_eq!((&json["fully_reversible"], &json["steps"][1]["risk"]), (&false.into(), &"HIGH".into()));
        assert!(json["estimated_ms"].is_u64(), "{json}");
        // An empty table loses nothing.
        db.rows("DELETE FROM t2").await;
        let base = none.analyze_rollback(&db.url, RollbackTarget::Base).await.unwrap();
        assert!(!base.data_loss_warnings.iter().any(|w| w.contains("t2")), "{base}");
        // What was written by hand says nothing of itself: the worst is to be expected.
        assert_eq!(base.steps.last().unwrap().risk, Risk::High);
        assert_eq!(db.value("SELECT count(*) FROM __zmigration").await, "3", "nothing was changed");
        let error =
            none.analyze_rollback(&db.url, RollbackTarget::Id("20990101000000".parse().unwrap())).await;
        assert!(matches!(error, Err(Error::UnknownTarget { .. })));
    }
}

#[tokio::test]
async fn what_has_no_way_back_is_told_and_not_begun() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let set = migrations(&[table(1), One { down: None, ..table(2) }, table(3)]);
        set.run_pending(&db.url).await.unwrap();
        let analysis = set.analyze_rollback(&db.url, RollbackTarget::Base).await.unwrap();
        assert_eq!((analysis.possible, analysis.irreversible.len()), (false, 1), "{analysis}");
        assert!(analysis.to_string().contains("cannot be taken back"), "{analysis}");
        let error = set.rollback(&db.url, RollbackTarget::Base).await.unwrap_err();
        assert!(matches!(error, Error::NotReversible { .. }), "{error}");
        assert!(db.has_table("t3").await, "{backend:?}");
    }
}

fn database(db: &Db) -> String {
    match db.backend {
        Backend::Sqlite => "app.db".to_owned(),
        Backend::Csv => "Data".to_owned(),
        Backend::Postgres => db.url.rsplit_once('/').unwrap().1.to_owned(),
    }
}

#[tokio::test]
async fn in_production_somebody_has_to_confirm() {
    for backend in ALL {
        let (db, set) = migrated(backend).await;
        let refused = async |options: &RollbackOptions, part: &str| {
            let error = set.rollback_checked(&db.url, RollbackTarget::Last, options).await.unwrap_err();
            let text = error.to_string();
            assert!(matches!(error, Error::RollbackRefused { .. }), "{text}");
            assert!(text.contains(part) && text.contains("nothing was changed"), "{part}: {text}");
            assert_eq!(set.history(&db.url).await.unwrap().len(), 3);
        };
        let production = RollbackOptions::default().environment("Production");
        refused(&production, "is in production, and nobody confirmed it").await;
        refused(&production.clone().confirm("another"), "it was confirmed for another").await;
        refused(&RollbackOptions::default().confirm("another"), "it was confirmed for another").await;
        refused(&production.clone().confirm_with(|a| a.fully_reversible), "it was not confirmed").await;
        let seen = production.clone().confirm_with(|a| a.steps.len() == 1 && !a.fully_reversible);
        assert_eq!(
            set.rollback_checked(&db.url, RollbackTarget::Last, &seen).await.unwrap().rolled_back.len(),
            1
        );
        let named = production.confirm(database(&db));
        assert_eq!(
            set.rollback_checked(&db.url, RollbackTarget::Last, &named).await.unwrap().rolled_back.len(),
            1
        );
        // From now on it says production itself: another one shows what is not asked anywhere else.
        let (db, set) = migrated(backend).await;
        let elsewhere = RollbackOptions::default().environment("staging");
        set.rollback_checked(&db.url, RollbackTarget::Last, &elsewhere).await.unwrap();
    }
}

#[tokio::test]
async fn a_recent_backup_can_be_demanded() {
    for backend in ALL {
        let (db, set) = migrated(backend).await;
        let folder = tempfile::tempdir().unwrap();
        let demand = |age| RollbackOptions::default().recent_backup(folder.path(), Duration::from_secs(age));
        let text =
            set.rollback_checked(&db.url, RollbackTarget::Last, &demand(60)).await.unwrap_err().to_string();
        assert!(text.contains("there is none") && text.contains("cargo zmig backup"), "{text}");
        // A part of it, and one of another database, are not enough.
        let (other, _) = migrated(backend).await;
        let options = BackupOptions::in_folder(folder.path());
        set.backup(&other.url, &options).await.unwrap();
        if backend == Backend::Postgres {
            set.backup(&db.url, &options.clone().tables(["t1"])).await.unwrap();
        }
        set.rollback_checked(&db.url, RollbackTarget::Last, &demand(60)).await.unwrap_err();
        set.backup(&db.url, &options).await.unwrap();
        let text =
            set.rollback_checked(&db.url, RollbackTarget::Last, &demand(0)).await.unwrap_err().to_string();
        assert!(text.contains("the newest is of"), "{text}");
        set.rollback_checked(&db.url, RollbackTarget::Last, &demand(60)).await.unwrap();
    }
}

#[tokio::test]
async fn a_rollback_adds_rows_to_the_history_and_deletes_none() {
    for backend in ALL {
        let (db, set) = migrated(backend).await;
        let before = db
            .rows("SELECT id, migration, status, checksum, rollback_sql FROM __zmigration ORDER BY id")
            .await;
        set.rollback(&db.url, RollbackTarget::Base).await.unwrap();
        let after = db
            .rows("SELECT id, migration, status, checksum, rollback_sql FROM __zmigration ORDER BY id")
            .await;
        assert_eq!(after[..3], before[..], "{backend:?}");
        let status: Vec<_> = set.history(&db.url).await.unwrap()[3..].iter().map(|e| e.status).collect();
        assert_eq!(status, [HistoryStatus::Rollback; 3]);
    }
}

/// A migration that keeps the rows of what it drops, as the generator writes it.
fn keeping(n: u32) -> One {
    let archive = format!("\"zmig_archive_{}_t{n}\"", &name(9)[..14]);
    one(
        9,
        format!("CREATE TABLE {archive} AS SELECT id, note FROM t{n};\nDROP TABLE t{n};\n"),
        format!(
            "CREATE TABLE t{n} (id INTEGER PRIMARY KEY, note TEXT);\nINSERT INTO t{n} SELECT id, note FROM {archive};\nDROP TABLE {archive};\n"
        ),
    )
}

#[tokio::test]
async fn archives_are_no_tables_of_the_user_and_go_when_they_are_old() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let mut all = tables(2);
        all.push(One { parent: Some(name(2)), ..keeping(1) });
        let set = migrations(&all);
        migrations(&tables(2)).run_pending(&db.url).await.unwrap();
        db.rows("INSERT INTO t1 VALUES (1, 'ü'), (2, NULL)").await;
        set.run_pending(&db.url).await.unwrap();
        let found = zmig_runtime::introspect(&db.url, &Default::default()).await.unwrap();
        assert_eq!((found.schema.tables.len(), found.unmanaged), (1, vec![]), "{backend:?}");

        let archives = set.archives(&db.url).await.unwrap();
        assert_eq!(
            (archives.len(), archives[0].rows, archives[0].migration.as_ref()),
            (1, 2, Some(&name(9)))
        );
        let age = chrono::Utc::now() - archives[0].kept_at;
        assert!(age.num_seconds() < 60, "it is as old as its migration was applied: {age}");
        assert_eq!(set.purge(&db.url, Duration::from_secs(3600)).await.unwrap(), []);
        let rolled = set.rollback(&db.url, RollbackTarget::Last).await.unwrap();
        assert_eq!(rolled.rolled_back.len(), 1);
        assert_eq!(db.rows("SELECT id, note FROM t1 ORDER BY id").await, [["1", "ü"], ["2", "NULL"]]);
        assert_eq!(set.archives(&db.url).await.unwrap(), []);

        set.run_pending(&db.url).await.unwrap();
        let purged = set.purge(&db.url, Duration::ZERO).await.unwrap();
        assert_eq!((purged.len(), set.archives(&db.url).await.unwrap().len()), (1, 0));
        let analysis = set.analyze_rollback(&db.url, RollbackTarget::Base).await.unwrap();
        assert_eq!((analysis.possible, analysis.fully_reversible), (false, false), "{analysis}");
        assert!(analysis.to_string().contains("the archive was purged"), "{analysis}");
        let error = set.rollback(&db.url, RollbackTarget::Base).await.unwrap_err();
        assert!(matches!(error, Error::ArchiveGone { .. }), "{error}");
        assert!(
            error.to_string().contains(&name(9)) && error.to_string().contains("nothing was changed"),
            "{error}"
        );
        assert!(db.has_table("t2").await);
        assert_eq!(set.history(&db.url).await.unwrap().len(), 5, "{backend:?}");
    }
}
