//! Differences planted in the files of a project: each is named by its object, whoever edited what.

use super::planted::said;
use super::project::Project;
use crate::support::db::Db;
use zmig_core::{Dialect, Side};
use zmig_runtime::{Verification, VerifyOptions};

/// What is said, by what was compared.
fn all_said(found: &Verification) -> Vec<(Side, Side, String)> {
    let comparisons = found.comparisons.iter();
    comparisons.flat_map(|c| c.conflicts.iter().map(|k| (c.expected, c.found, said(k)))).collect()
}

#[tokio::test]
async fn nothing_differs_in_a_project_that_nobody_edited() {
    for dialect in Dialect::ALL {
        let project = Project::shop(dialect);
        let db = Db::new(dialect).await;
        let migrations = project.migrations();
        migrations.run_pending(&db.url()).await.expect("migrates");
        let found =
            migrations.verify(&db.url(), &VerifyOptions::default().downs(true)).await.expect("compares");
        assert!(found.is_equal(), "{found}");
        let compared: Vec<_> = found.comparisons.iter().map(|c| (c.expected, c.found)).collect();
        assert_eq!(
            compared,
            [
                (Side::Migrations, Side::Records),
                (Side::Migrations, Side::Replay),
                (Side::Before, Side::After),
                (Side::Migrations, Side::Live),
            ]
        );
        db.drop().await;
    }
}

#[tokio::test]
async fn an_edited_up_is_named_though_its_checksum_was_edited_as_well() {
    for dialect in Dialect::ALL {
        let project = Project::shop(dialect);
        let last = &project.names()[2];
        project.edit(&format!("{}/{last}.up.sql", dialect.name()), "\"idx_orders_paid_at\"", "\"idx_paid\"");
        let db = Db::new(dialect).await;
        let migrations = project.migrations();
        let options = VerifyOptions::default();
        // A database that was migrated by the edited file is what the SQL makes, and not what the manifest says.
        migrations.run_pending(&db.url()).await.expect("migrates");
        let found = migrations.verify(&db.url(), &options).await.expect("compares");
        let renamed =
            ["index idx_orders_paid_at on orders: missing", "index idx_paid on orders: not expected"];
        let expected: Vec<_> = [Side::Replay, Side::Live]
            .into_iter()
            .flat_map(|side| renamed.map(|said| (Side::Migrations, side, said.to_owned())))
            .collect();
        assert_eq!(all_said(&found), expected, "{found}");
        // One that was migrated before is named too: by the migration whose text changed.
        let db_before = Db::new(dialect).await;
        Project::shop(dialect).migrations().run_pending(&db_before.url()).await.expect("migrates");
        let found = migrations.verify(&db_before.url(), &options).await.expect("compares");
        let live: Vec<_> = all_said(&found).into_iter().filter(|(_, side, _)| *side == Side::Live).collect();
        let text = format!("migration {last}: it was applied with another text than it has now");
        assert_eq!(live, [(Side::Migrations, Side::Live, text)], "{found}");
        db.drop().await;
        db_before.drop().await;
    }
}

#[tokio::test]
async fn an_edited_manifest_is_named() {
    for dialect in Dialect::ALL {
        let project = Project::shop(dialect);
        let last = project.names()[2].clone();
        project.edit(&format!("{last}.json"), "\"name\": \"paid_at\"", "\"name\": \"payed_at\"");
        project.edit(&format!("{last}.json"), "\"column\": \"paid_at\"", "\"column\": \"payed_at\"");
        let db = Db::new(dialect).await;
        let migrations = project.migrations();
        migrations.run_pending(&db.url()).await.expect("migrates");
        let found = migrations.verify(&db.url(), &VerifyOptions::default()).await.expect("compares");
        let said = all_said(&found);
        let record = format!(
            "migration {last}: a migration of zSchema.shop was edited: the changes do not lead to what is recorded"
        );
        assert_eq!(said[0], (Side::Migrations, Side::Records, record), "{found}");
        for side in [Side::Replay, Side::Live] {
            let of: Vec<&str> =
                said.iter().filter(|(_, s, _)| *s == side).map(|(_, _, t)| t.as_str()).collect();
            assert_eq!(
                of,
                [
                    "column orders.payed_at: missing",
                    "column orders.paid_at: not expected",
                    "index idx_orders_paid_at on orders: the keys differ"
                ],
                "{found}"
            );
        }
        db.drop().await;
    }
}

#[tokio::test]
async fn a_migration_that_does_not_run_is_a_part_of_what_is_found() {
    let project = Project::shop(Dialect::Sqlite);
    let last = &project.names()[2];
    project.edit(&format!("sqlite/{last}.up.sql"), "CREATE INDEX", "CREATE INDEXX");
    let found = project.migrations().verify("sqlite::memory:", &VerifyOptions::default().live(false)).await;
    let found = found.expect("compares");
    let failure = found.failures().next().expect("a failure");
    assert!(failure.contains("do not run on an empty database") && failure.contains(last), "{failure}");
    assert!(!found.is_equal());
}
