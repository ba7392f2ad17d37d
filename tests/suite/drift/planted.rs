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

/// What is planted the same way in every database.
const EVERYWHERE: &[Planted] = &[
    Planted { name: "nothing", sql: "SELECT 1", said: &[] },
    Planted {
        name: "a column dropped",
        sql: "ALTER TABLE users DROP COLUMN note",
        said: &["column users.note: missing"],
    },
    Planted {
        name: "a column renamed",
        sql: "ALTER TABLE users RENAME COLUMN note TO remark",
        said: &["column users.note: missing", "column users.remark: not expected"],
    },
    Planted {
        name: "an index dropped",
        sql: "DROP INDEX idx_users_made_at",
        said: &["index idx_users_made_at on users: missing"],
    },
    Planted {
        name: "an index on other columns",
        sql: "DROP INDEX idx_orders_user_id_state; CREATE INDEX idx_orders_user_id_state ON orders (state, user_id)",
        said: &["index idx_orders_user_id_state on orders: the keys differ"],
    },
    Planted {
        name: "an index made partial",
        sql: "DROP INDEX idx_users_made_at; CREATE INDEX idx_users_made_at ON users (made_at) WHERE age IS NULL",
        said: &["index idx_users_made_at on users: the condition differs"],
    },
    Planted {
        name: "an index with another condition",
        sql: "DROP INDEX idx_users_adults; CREATE INDEX idx_users_adults ON users (age DESC) WHERE age >= 21",
        said: &["index idx_users_adults on users: the condition differs"],
    },
    Planted {
        name: "an index over another expression",
        sql: "DROP INDEX idx_users_email_lower; CREATE INDEX idx_users_email_lower ON users (upper(email))",
        said: &["index idx_users_email_lower on users: the keys differ"],
    },
    Planted {
        name: "an index more",
        sql: "CREATE INDEX idx_new ON users (age)",
        said: &["index idx_new on users: not expected"],
    },
    Planted {
        name: "a table renamed",
        sql: "ALTER TABLE products RENAME TO goods",
        said: &[
            "table goods: not expected",
            "foreign key fk_lines_product on lines: the target differs",
            "table products: missing",
        ],
    },
];

/// Plants one difference after the other, each in a database of its own, and looks whether it is named exactly. Then it
/// runs the statements that are offered as repair: what they are for must be gone. `own` are those of this database alone.
pub(super) async fn plant(project: &Project, dialect: Dialect, own: &[Planted]) {
    let migrations = project.migrations();
    let mut db = Db::new(dialect).await;
    let mut wrong = Vec::new();
    migrations.run_pending(&db.url()).await.expect("migrates");
    let untouched = db.introspect().await.schema;
    for planted in EVERYWHERE.iter().chain(own) {
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
