//! Recording as applied what was there before.

use super::support::*;
use zmig_core::{Change, Column, Manifest, Stamp, Table, Type};
use zmig_runtime::{Error, HistoryStatus, OnMissing, RollbackTarget, RunOptions, Target};

/// The `n`th migration, which makes `t{n}`; the second adds a column to `t1` besides.
fn made(n: u32) -> One {
    let mut one = table(n);
    let mut table = Table::new(format!("t{n}"), "s");
    table.columns = vec![Column::new("id", Type::Int).required(), Column::new("note", Type::Text)];
    let mut changes = vec![Change::CreateTable { table }];
    if n == 2 {
        let column = Column::new("more", Type::Text);
        changes.push(Change::AddColumn { table: "t1".into(), column, backfill: None });
        one.up.push_str("ALTER TABLE t1 ADD COLUMN more TEXT;\n");
    }
    let manifest = Manifest {
        format: 1,
        id: Stamp::from_unix(u64::from(n)),
        name: one.name.clone(),
        parent: one.parent.clone(),
        depends_on: Vec::new(),
        replaces: Vec::new(),
        schema: "s".into(),
        from: None,
        to: format!("v1.{n}.0"),
        data_type: None,
        part: 1,
        parts: 1,
        schema_hash: zmig_core::Checksum::of("schema"),
        summary: Vec::new(),
        notes: None,
        guard: None,
        hooks: Default::default(),
        dialects: Default::default(),
        changes,
    };
    one.manifest = manifest.to_text();
    one
}

fn all(count: u32) -> zmig_runtime::Migrations {
    migrations(&(1..=count).map(made).collect::<Vec<_>>())
}

/// What the first `count` migrations make, by other hands.
async fn grown(db: &Db, count: u32) {
    let sql: String = (1..=count).map(|n| made(n).up).collect();
    // SQLite does not mind how a name is written.
    let sql = if db.backend != Backend::Postgres { sql.replace("TABLE t1", "TABLE T1") } else { sql };
    db.rows(&sql).await;
}

#[tokio::test]
async fn what_is_there_is_recorded_and_what_comes_after_is_run() {
    for backend in ALL {
        let db = Db::new(backend).await;
        grown(&db, 2).await;
        let error = all(2).run_pending(&db.url).await.unwrap_err().to_string();
        assert!(error.contains("cargo zmig stamp"), "{error}");
        let report = all(2).stamp(&db.url, None).await.unwrap();
        assert!(report.to_string().starts_with("recorded 2 migrations as applied"), "{report}");
        assert!(!report.is_up_to_date());
        assert!(all(2).run_pending(&db.url).await.unwrap().is_up_to_date());
        assert!(all(2).stamp(&db.url, None).await.unwrap().is_up_to_date());

        let history = all(2).history(&db.url).await.unwrap();
        let stamped: Vec<_> = history.iter().filter(|e| e.status == HistoryStatus::Success).collect();
        assert_eq!(stamped.len(), 2, "{history:?}");
        assert!(stamped.iter().all(|e| e.is_record_only() && !e.reversible), "{history:?}");

        let report = all(3).run_pending(&db.url).await.unwrap();
        assert_eq!(report.applied.len(), 1);
        // The way back drops what zmig made, and forgets what it did not make.
        let report = all(3).rollback(&db.url, RollbackTarget::Base).await.unwrap();
        assert_eq!(report.rolled_back.len(), 3, "{backend:?}");
        assert!(db.has_table("t1").await && db.has_table("t2").await && !db.has_table("t3").await);
        assert_eq!(all(3).status(&db.url).await.unwrap().pending.len(), 3);
        assert_eq!(all(3).stamp(&db.url, Target::from(name(2).as_str())).await.unwrap().recorded.len(), 2);
    }
}

#[tokio::test]
async fn what_is_not_there_is_named_and_nothing_recorded() {
    for backend in ALL {
        let db = Db::new(backend).await;
        grown(&db, 1).await;
        let error = all(3).stamp(&db.url, None).await.unwrap_err();
        let Error::NotThere { missing } = &error else { panic!("{error}") };
        assert_eq!(missing, &["the column t1.more", "the table t2", "the table t3"], "{backend:?}");
        assert!(error.to_string().contains("nothing was changed"), "{error}");
        assert!(!db.has_table("__zmigration").await, "nothing may be written");

        let report = all(3).stamp(&db.url, Target::from(name(1).as_str())).await.unwrap();
        assert_eq!(report.recorded.len(), 1);
        let unknown = all(3).stamp(&db.url, Target::from("nothing")).await.unwrap_err();
        assert!(matches!(unknown, Error::UnknownTarget { .. }), "{unknown}");
        let force = RunOptions::default().on_missing(OnMissing::Record);
        let report = all(3).stamp_with(&db.url, None, &force).await.unwrap();
        assert_eq!(report.recorded.len(), 2);
        assert!(all(3).run_pending(&db.url).await.unwrap().is_up_to_date(), "{backend:?}");
    }
}

#[tokio::test]
async fn of_many_that_record_at_once_one_does() {
    for backend in ALL {
        let db = Db::new(backend).await;
        grown(&db, 2).await;
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let url = db.url.clone();
                tokio::spawn(async move { all(2).stamp(&url, None).await.unwrap().recorded.len() })
            })
            .collect();
        let mut counts = Vec::new();
        for task in tasks {
            counts.push(task.await.unwrap());
        }
        counts.sort_unstable();
        assert_eq!(counts, [0, 0, 0, 0, 0, 0, 0, 2], "{backend:?}");
        assert_eq!(db.value("SELECT count(*) FROM __zmigration").await, "2");
    }
}
