//! Every migration goes back, or is named.

use super::planted::said;
use super::project::Project;
use crate::support::db::Db;
use zmig_core::{Dialect, Side};
use zmig_runtime::VerifyOptions;

#[tokio::test]
async fn a_down_that_leaves_something_is_named() {
    for dialect in Dialect::ALL {
        let project = Project::shop(dialect);
        let names = project.names();
        let down = format!("{}/{}.down.sql", dialect.name(), names[0]);
        project.edit(&down, "DROP TABLE \"products\"", "SELECT 1");
        let db = Db::new(dialect).await;
        let options = VerifyOptions::default().live(false).downs(true);
        let found = project.migrations().verify(&db.url(), &options).await.expect("compares");
        let wrong: Vec<_> = found.comparisons.iter().filter(|c| !c.is_equal()).collect();
        assert_eq!(wrong.len(), 1, "{found}");
        assert_eq!((wrong[0].expected, wrong[0].found), (Side::Before, Side::After));
        assert_eq!(wrong[0].migration.as_ref(), Some(&names[0]));
        assert_eq!(wrong[0].conflicts.iter().map(said).collect::<Vec<_>>(), ["table products: not expected"]);
        db.drop().await;
    }
}

#[tokio::test]
async fn a_down_that_fails_is_named() {
    let project = Project::shop(Dialect::Sqlite);
    let names = project.names();
    project.edit(&format!("sqlite/{}.down.sql", names[1]), "ALTER TABLE", "ALTER TABEL");
    let options = VerifyOptions::default().live(false).downs(true);
    let found = project.migrations().verify("sqlite::memory:", &options).await.expect("compares");
    let failure = found.failures().next().expect("a failure");
    assert!(failure.contains(&names[1]) && failure.contains("cannot be taken back"), "{failure}");
}
