//! Baselines and the other ways to a history: stamps, declarative mode, a forced sync, several runners at once.

use super::{Case, applied, newest_digest, tables};
use crate::support::db::Db;
use zmig::AutoMigrateOptions;
use zmig_core::Dialect;
use zmig_runtime::{RollbackTarget, RunOptions, Target};

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

#[tokio::test]
async fn a_branch_that_names_what_was_replaced_needs_the_baseline() {
    for dialect in Dialect::ALL {
        let case = Case::of(dialect, 2);
        let path = case.folder.root().join("migrations").join(format!("{}.json", case.names[2]));
        let text = std::fs::read_to_string(&path).expect("a manifest");
        let parent = |name: &str| format!("\"parent\": \"{name}\"");
        let edited = text.replace(&parent(&case.baseline), &parent(&case.names[1]));
        assert_ne!(edited, text);
        std::fs::write(&path, edited).expect("written");
        let branch = case.folder.migrations();

        let db = Db::new(dialect).await;
        let error = branch.run_to(&db.url(), Target::Name(case.names[0].clone())).await.expect_err("gone");
        assert!(error.to_string().contains(&format!("{}, which replaced it", case.baseline)), "{error}");
        let without = RunOptions::default().exclude_table("products");
        let report = branch.run_pending_with(&db.url(), &without).await.expect("leaves out");
        assert_eq!((report.applied.len(), report.warnings.len()), (0, 2), "{report}");
        let target = Target::Name(case.names[2].clone());
        let report = branch.run_to(&db.url(), target).await.expect("applies");
        assert_eq!(report.applied.iter().map(|m| m.name.clone()).collect::<Vec<_>>(), case.whole(2));
        let id = RollbackTarget::Id(case.baseline[..14].parse().expect("a stamp"));
        let report = branch.rollback(&db.url(), id).await.expect("goes back");
        assert_eq!(report.rolled_back.len(), 1);
        branch.run_pending(&db.url()).await.expect("applies");
        let report = branch.rollback(&db.url(), RollbackTarget::Base).await.expect("goes back");
        assert_eq!(report.rolled_back.len(), 2);
        db.drop().await;

        // From a comparison alone, all of them count.
        let db = Db::new(dialect).await;
        let done = branch.auto_migrate(&db.url(), &AutoMigrateOptions::default()).await.expect("makes it");
        assert_eq!(done.recorded, case.whole(2));
        assert!(branch.run_pending(&db.url()).await.expect("looks").is_up_to_date());
        db.drop().await;
    }
}
