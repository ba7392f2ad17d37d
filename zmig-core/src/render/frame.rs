//! What stands around the steps of an SQLite file that copies a table, for tools other than zmig: sqlx's migrator and
//! the sqlite3 shell. The shell runs on after a failure, so the last guard counts what held before it commits.

use crate::Plan;
use crate::dialect::sqlite::check::{PASSED, guard};

/// Foreign keys off, and a transaction.
pub(super) fn before() -> Vec<String> {
    [
        "",
        "-- zmig:before",
        "PRAGMA foreign_keys = OFF;",
        "BEGIN IMMEDIATE;",
        "DROP TABLE IF EXISTS temp.\"zmig_guard\";",
        "DROP TABLE IF EXISTS temp.\"zmig_passed\";",
    ]
    .map(str::to_owned)
    .to_vec()
}

/// Nothing refers to what is not there, every guard held, and only then the commit.
pub(super) fn after(plan: &Plan) -> Vec<String> {
    let mut lines = vec![String::new(), "-- zmig:after".to_owned()];
    let keys = guard(
        "a foreign key refers to a row that is not there: see PRAGMA foreign_key_check",
        "SELECT count(*) FROM pragma_foreign_key_check",
    );
    let held = plan.steps.iter().flat_map(|s| &s.sql).chain(&keys).filter(|sql| *sql == PASSED).count();
    lines.extend(keys.into_iter().map(|sql| format!("{sql};")));
    lines.extend([
        format!(
            "CREATE TEMP TABLE \"zmig_guard\" (\"n\" INTEGER \
             CONSTRAINT \"a statement above failed: nothing is committed\" CHECK (\"n\" = {held}));"
        ),
        "INSERT OR ROLLBACK INTO \"zmig_guard\" SELECT count(*) FROM \"zmig_passed\";".into(),
        "DROP TABLE \"zmig_guard\";".into(),
        "DROP TABLE \"zmig_passed\";".into(),
        "COMMIT;".into(),
        "PRAGMA foreign_keys = ON;".into(),
    ]);
    lines
}
