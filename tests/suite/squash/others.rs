//! Baselines and the other ways to a history: stamps, declarative mode, a forced sync, several runners at once.

use super::{Case, applied, newest_digest, tables};
use crate::support::db::Db;
use zmig::AutoMigrateOptions;
use zmig_core::Dialect;
use zmig_runtime::{RollbackTarget, Target};

#[tokio::test]
async fn of_many_runners_one_records_a_baseline() {
    for dialect in Dialect::ALL {
        let case = Case::of(dialect, 2);
        let db = Db::new(dialect).await;
        case.old.run_to(&db.url(), Target::Name(case.names[1].clone())).await.expect("applies");
        let url = db.url();
        let run = || case.new.run_pending(&url);
        let (a, b, c, d) = tokio::join!(run(), run(), run(), run());
        let all = [a, b, c, d].map(|report| report.expect("none of them fails"));
        assert_eq!(all.iter().map(|r| r.recorded.len()).sum::<usize>(), 1);
        assert_eq!(all.iter().map(|r| r.applied.len()).sum::<usize>(), 1);
        assert_eq!(applied(&db, &case.new).await, case.whole(2));
        db.drop().await;
    }
}

#[tokio::test]
async fn a_baseline_may_be_recorded_by_hand() {
    for dialect in Dialect::ALL {
        let case = Case::of(dialect, 3);
        // The tables are there and no history, and a history is there that the baseline stands for.
        for has_history in [false, true] {
            let db = Db::new(dialect).await;
            case.old.run_pending(&db.url()).await.expect("applies");
            if !has_history {
                for table in ["__zmigration", "__zmigration_steps", "__zmigration_database"] {
                    db.run(&format!("DROP TABLE {table}")).await;
                }
            }
            let there = tables(&db).await;
            let report = case.new.stamp(&db.url(), None).await.expect("records");
            assert_eq!(report.recorded.len(), 1);
            assert_eq!(applied(&db, &case.new).await, std::slice::from_ref(&case.baseline));
            assert!(case.new.run_pending(&db.url()).await.expect("looks").is_up_to_date());
            case.new.rollback(&db.url(), RollbackTarget::Last).await.expect("takes the record back");
            let left = if has_history { case.names.clone() } else { Vec::new() };
            assert_eq!(applied(&db, &case.old).await, left);
            assert_eq!(tables(&db).await, there);
            db.drop().await;
        }
    }
}

#[tokio::test]
async fn declarative_mode_and_a_forced_sync_know_baselines() {
    for dialect in Dialect::ALL {
        let case = Case::of(dialect, 2);
        let db = Db::new(dialect).await;
        case.old.run_pending(&db.url()).await.expect("applies");
        let there = tables(&db).await;
        let options = AutoMigrateOptions::default();
        case.new.auto_migrate(&db.url(), &options).await.expect("nothing but a record is called for");
        assert_eq!(applied(&db, &case.new).await, case.whole(2));
        assert_eq!(tables(&db).await, there);
        assert!(case.new.run_pending(&db.url()).await.expect("looks").is_up_to_date());
        let recorded = newest_digest(&db).await;
        db.drop().await;

        // In the middle, where a run refuses: the sync overwrites whatever the history says.
        let db = Db::new(dialect).await;
        case.old.run_to(&db.url(), Target::Name(case.names[0].clone())).await.expect("applies");
        case.new.run_pending(&db.url()).await.expect_err("in the middle");
        case.new.force_sync(&db.url(), &options.data_loss_protection(false)).await.expect("overwrites");
        let status = case.new.status(&db.url()).await.expect("a status");
        assert_eq!((status.problems.len(), status.pending.len()), (0, 0), "{status}");
        assert!(case.new.run_pending(&db.url()).await.expect("looks").is_up_to_date());
        assert_eq!(newest_digest(&db).await, recorded);
        db.drop().await;
    }
}
