//! Differences planted by hand in a migrated database, and what is to be said of each.

use super::project::Project;
use crate::support::db::Db;
use zmig_core::{Comparison, Conflict, Dialect, ResolveBy, Schema, Side};
use zmig_runtime::{Verification, VerifyOptions};

/// A difference.
pub(super) struct Planted {
    /// What somebody did.
    pub(super) name: &'static str,
    /// How.
    pub(super) sql: &'static str,
    /// What is said, a line for each conflict: `object: description`.
    pub(super) said: &'static [&'static str],
}

/// Plants one difference after the other, each in a database of its own, and looks whether it is named exactly. Then it
/// runs the statements that are offered as repair: what they are for must be gone.
pub(super) async fn plant(project: &Project, dialect: Dialect, all: &[Planted]) {
    let migrations = project.migrations();
    let mut db = Db::new(dialect).await;
    let mut wrong = Vec::new();
    migrations.run_pending(&db.url()).await.expect("migrates");
    let untouched = db.introspect().await.schema;
    for planted in all {
        migrations.run_pending(&db.url()).await.expect("migrates");
        db.run(planted.sql).await;
        db.reconnect().await;
        let found = drift(project, &db).await;
        let said: Vec<String> = found.conflicts().map(said).collect();
        if said != planted.said {
            wrong.push(format!("{}: expected {:#?}, said {said:#?}", planted.name, planted.said));
        }
        wrong.extend(repaired(&untouched, &db, &found).await.map(|why| format!("{}: {why}", planted.name)));
        if dialect == Dialect::Postgres {
            db.run("DROP SCHEMA IF EXISTS depot CASCADE").await;
        }
        db.reset().await;
    }
    db.drop().await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// A conflict on one line.
pub(super) fn said(conflict: &Conflict) -> String {
    format!("{}: {}", conflict.object, conflict.description)
}

/// The database against the migrations that are applied in it.
pub(super) async fn drift(project: &Project, db: &Db) -> Verification {
    let options = VerifyOptions::default().replay(false);
    let found = project.migrations().verify(&db.url(), &options).await.expect("compares");
    assert_eq!(found.failures().collect::<Vec<_>>(), Vec::<&str>::new());
    found
}

/// Runs the offered repairs of conflicts that have one, and says what of them is still there.
async fn repaired(untouched: &Schema, db: &Db, found: &Verification) -> Option<String> {
    let mut mended = Vec::new();
    for conflict in found.conflicts() {
        for way in &conflict.resolutions {
            let ResolveBy::Repair { sql, .. } = way else { continue };
            let sql: String = sql.iter().map(|s| format!("{s};\n")).collect();
            if let Err(error) = db.try_run(&sql).await {
                return Some(format!("the repair of {} fails: {error}\n{sql}", said(conflict)));
            }
            mended.push(said(conflict));
        }
    }
    let now = db.introspect().await;
    let (wanted, there) = ((Side::Migrations, untouched), (Side::Live, &now.schema));
    let rest = Comparison::new(wanted, there, Some(db.dialect), &now.unmanaged);
    let still: Vec<String> = rest.conflicts.iter().map(said).filter(|s| mended.contains(s)).collect();
    (!still.is_empty()).then(|| format!("repaired, and still there: {still:?}"))
}
