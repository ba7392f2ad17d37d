//! Declarative mode, on live databases.

use super::children::start;
use super::project::{OWNER, project, shop, v1};
use super::support::*;
use std::io::Read as _;
use std::time::Duration;
use zmig_core::Schema;
use zmig_runtime::{
    AutoMigrateOptions, AutoMigrated, HistoryStatus, IntrospectOptions, Migrations, OperationKind, Outcome,
    RollbackTarget, introspect,
};

pub fn options() -> AutoMigrateOptions {
    AutoMigrateOptions::default()
}

pub async fn auto(set: &Migrations, db: &Db, options: &AutoMigrateOptions) -> AutoMigrated {
    set.auto_migrate(&db.url, options).await.unwrap_or_else(|e| panic!("{:?}: {e}", db.backend))
}

pub async fn live(db: &Db) -> Schema {
    let found = introspect(&db.url, &IntrospectOptions::default()).await.unwrap();
    found.schema.as_seen_by(found.dialect)
}

/// What the migrations make of an empty database of the same kind.
pub async fn expected(set: &Migrations, db: &Db) -> Schema {
    let other = Db::new(db.backend).await;
    set.run_pending(&other.url).await.unwrap();
    live(&other).await
}

/// The catalog and all rows of the tables of the shop, history left out.
pub async fn picture(db: &Db) -> (Schema, Vec<Vec<String>>) {
    let schema = live(db).await;
    let mut rows = Vec::new();
    for table in schema.tables.keys() {
        rows.extend(db.rows(&format!("SELECT '{table}', t.* FROM {table} t ORDER BY 2")).await);
    }
    (schema, rows)
}

/// A shop at its first version, with rows; `history` says whether its history is kept.
pub async fn old_shop(backend: Backend, history: bool) -> Db {
    let db = Db::new(backend).await;
    project(&[v1()]).run_pending(&db.url).await.unwrap();
    db.rows(
        "INSERT INTO users (name, email, state) VALUES ('Ada', 'a@x', 'active'), ('O''Brien', NULL, 'invited'), ('', 'c@x', 'active');
         INSERT INTO posts (title, user_id) SELECT 'by ' || name, id FROM users ORDER BY id",
    )
    .await;
    if !history {
        forget(&db).await;
    }
    db
}

async fn forget(db: &Db) {
    db.rows("DROP TABLE __zmigration; DROP TABLE __zmigration_steps; DROP TABLE __zmigration_database").await;
}

/// A second run finds nothing, the migrations have nothing to do, and the history is what the program carries.
pub async fn settled(set: &Migrations, db: &Db) {
    let again = auto(set, db, &options()).await;
    assert!(again.is_up_to_date() && again.changes.is_empty(), "{:?}: {again}", db.backend);
    assert!(set.run_pending(&db.url).await.unwrap().is_up_to_date(), "{:?}", db.backend);
    let status = set.status(&db.url).await.unwrap();
    assert!(status.pending.is_empty() && status.ahead.is_empty() && status.problems.is_empty(), "{status}");
}

#[tokio::test]
async fn an_empty_database_gets_everything_and_gives_it_back() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let set = shop();
        let report = auto(&set, &db, &options()).await;
        assert_eq!((report.outcome, report.recorded.len()), (Outcome::Applied, 3), "{report}");
        assert_eq!(live(&db).await, expected(&set, &db).await, "{backend:?}");
        settled(&set, &db).await;

        let history = set.history(&db.url).await.unwrap();
        let kinds: Vec<_> = history.iter().map(|e| (e.schema.as_str(), e.status, e.reversible)).collect();
        let row = |schema| (schema, HistoryStatus::Success, true);
        assert_eq!(kinds, [row("(auto_migrate)"), row(OWNER), row(OWNER), row(OWNER)]);
        assert_eq!(history[3].to_version.as_deref(), Some("v1.3.0"));
        assert_eq!(history[1].notes.as_deref(), Some("the first"));
        let forward = db.value("SELECT forward_sql FROM __zmigration ORDER BY id LIMIT 1").await;
        assert!(forward.contains("CREATE TABLE \"prices\""), "{forward}");

        // What was made at once is taken back at once; nothing stays in between.
        let version = |v: &str| RollbackTarget::Version { schema: OWNER.into(), version: v.into() };
        let error = set.rollback(&db.url, version("v1.1.0")).await.unwrap_err().to_string();
        assert!(error.contains("taken back at once") && error.contains("nothing was changed"), "{error}");
        let back = set.rollback(&db.url, RollbackTarget::Last).await.unwrap();
        assert_eq!(back.rolled_back.len(), 1, "{back}");
        assert!(live(&db).await.tables.is_empty());
        assert_eq!(set.status(&db.url).await.unwrap().pending.len(), 3, "{backend:?}");
        assert_eq!(set.run_pending(&db.url).await.unwrap().applied.len(), 3);
        settled(&set, &db).await;
    }
}

#[tokio::test]
async fn an_older_version_without_a_history_is_brought_up_with_its_rows() {
    for backend in ALL {
        let db = old_shop(backend, false).await;
        let set = shop();
        let before = picture(&db).await;
        let dry = auto(&set, &db, &options().dry_run(true)).await;
        assert_eq!((dry.outcome, dry.recorded.len()), (Outcome::DryRun, 3), "{dry}");
        assert!(dry.up.contains("RENAME") && dry.down.is_some(), "{}", dry.up);
        assert_eq!(picture(&db).await, before);
        assert!(!db.has_table("__zmigration").await, "a dry run changes nothing");

        let report = auto(&set, &db, &options()).await;
        let has =
            |kind, title: &str| report.changes.iter().any(|c| c.operation == kind && c.title.contains(title));
        assert!(has(OperationKind::RenameTable, "posts to articles"), "{report}");
        assert!(has(OperationKind::RenameColumn, "users.name to full_name"), "{report}");
        assert_eq!(report.changes.len(), dry.changes.len());
        assert_eq!(live(&db).await, expected(&set, &db).await, "{backend:?}");
        let rows = db.rows("SELECT full_name, email, state, age FROM users ORDER BY id").await;
        assert_eq!(
            rows,
            [
                ["Ada", "a@x", "active", "42"],
                ["O'Brien", "NULL", "invited", "42"],
                ["", "c@x", "active", "42"]
            ]
        );
        assert_eq!(
            db.column("SELECT title FROM articles ORDER BY id").await,
            ["by Ada", "by O'Brien", "by "]
        );
        settled(&set, &db).await;

        set.rollback(&db.url, RollbackTarget::Last).await.unwrap();
        assert_eq!(picture(&db).await, before, "{backend:?}");
        assert_eq!(auto(&set, &db, &options()).await.outcome, Outcome::Applied);
    }
}

#[tokio::test]
async fn where_there_is_a_history_the_migrations_go_first() {
    for backend in ALL {
        let db = old_shop(backend, true).await;
        let set = shop();
        // Somebody was here meanwhile.
        db.rows("CREATE INDEX by_hand ON users (email)").await;
        let dry = auto(&set, &db, &options().dry_run(true)).await;
        assert_eq!((dry.pending.len(), dry.changes.len()), (2, 1), "{dry}");
        assert!(dry.to_string().contains("drop index by_hand"), "{dry}");
        let report = auto(&set, &db, &options()).await;
        assert_eq!(
            (report.migrated.len(), report.changes.len(), report.recorded.len()),
            (2, 1, 0),
            "{report}"
        );
        assert_eq!(live(&db).await, expected(&set, &db).await, "{backend:?}");
        assert_eq!(db.column("SELECT DISTINCT age FROM users").await, ["42"]);
        settled(&set, &db).await;
        // The migrations can be taken back as ever, and what was found beside them goes first.
        let back =
            set.rollback(&db.url, RollbackTarget::Version { schema: OWNER.into(), version: "v1.1.0".into() });
        let back = back.await.unwrap();
        let names: Vec<_> = back.rolled_back.iter().map(|m| m.schema.as_str()).collect();
        assert_eq!(names, ["(auto_migrate)", OWNER, OWNER], "{back}");
        assert_eq!(db.value("SELECT count(name) FROM users").await, "3");
    }
}

#[tokio::test]
async fn what_others_made_is_left_alone_and_listed() {
    for backend in ALL {
        let db = old_shop(backend, false).await;
        db.rows(
            "CREATE TABLE legacy (id INTEGER PRIMARY KEY, users_id BIGINT NOT NULL REFERENCES users (id), note TEXT);
             INSERT INTO legacy VALUES (1, 1, 'kept');
             CREATE VIEW mails AS SELECT id, email FROM users",
        )
        .await;
        let set = shop();
        let report = auto(&set, &db, &options()).await;
        assert_eq!(report.foreign, ["legacy"], "{report}");
        assert!(report.unmanaged.iter().any(|u| u.to_string() == "view mails"), "{:?}", report.unmanaged);
        assert_eq!(db.column("SELECT note FROM legacy").await, ["kept"]);
        assert_eq!(db.value("SELECT count(*) FROM mails").await, "3");
        settled(&set, &db).await;
    }
}

#[tokio::test]
async fn every_kind_of_drift_is_mended_and_found_no_more() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let set = shop();
        set.run_pending(&db.url).await.unwrap();
        db.rows(
            "INSERT INTO users (full_name, age) VALUES ('Ada', 3); INSERT INTO prices (label, price) VALUES ('x', 2)",
        )
        .await;
        let drift = match backend {
            Backend::Sqlite | Backend::Csv => vec![
                "DROP INDEX cheap",
                "CREATE INDEX more ON prices (stock)",
                "ALTER TABLE articles ADD COLUMN extra TEXT",
                "PRAGMA writable_schema = ON; \
                 UPDATE sqlite_master SET sql = replace(sql, 'age >= 0', 'age >= 1') WHERE name = 'users'; \
                 PRAGMA writable_schema = RESET",
            ],
            Backend::Postgres => vec![
                "DROP INDEX cheap",
                "CREATE INDEX more ON prices (stock)",
                "ALTER TABLE articles ADD COLUMN extra TEXT",
                "ALTER TABLE users DROP CONSTRAINT ck_users_age_sane",
                "ALTER TABLE users ALTER COLUMN email SET DEFAULT 'other'",
                "ALTER TABLE users ALTER COLUMN full_name DROP NOT NULL",
                "ALTER TABLE prices ALTER COLUMN stock TYPE BIGINT USING stock",
                "ALTER TABLE articles DROP CONSTRAINT fk_articles_user_id",
                "ALTER TYPE state ADD VALUE 'more'",
                "COMMENT ON TABLE users IS 'remark'",
            ],
        };
        for sql in drift {
            // A generated column stands in the way of another type of what it is computed from.
            let sql = if sql.contains("stock TYPE") {
                format!("ALTER TABLE prices DROP COLUMN worth; {sql}")
            } else {
                sql.to_owned()
            };
            db.rows(&sql).await;
        }
        assert_ne!(live(&db).await, expected(&set, &db).await);
        let report = auto(&set, &db, &options().data_loss_protection(false)).await;
        assert_eq!(report.outcome, Outcome::Applied);
        assert_eq!(live(&db).await, expected(&set, &db).await, "{backend:?}: {report}");
        assert_eq!(db.rows("SELECT full_name, age FROM users").await.len(), 1);
        settled(&set, &db).await;
        set.rollback(&db.url, RollbackTarget::Last).await.unwrap();
        assert_ne!(live(&db).await, expected(&set, &db).await, "{backend:?}");
    }
}

#[tokio::test]
async fn some_tables_can_be_taken_and_others_left() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let set = shop();
        let report = auto(&set, &db, &options().include_table("users")).await;
        assert!(
            db.has_table("users").await && !db.has_table("articles").await && !db.has_table("prices").await
        );
        // They belong to one schema, which is not what it should be.
        assert!(report.recorded.is_empty() && !report.left_out.is_empty(), "{report}");
        let report = auto(&set, &db, &options().exclude_table("price*")).await;
        assert!(db.has_table("articles").await && !db.has_table("prices").await, "{report}");
        let report = auto(&set, &db, &options()).await;
        assert_eq!(report.recorded.len(), 3, "{report}");
        assert_eq!(live(&db).await, expected(&set, &db).await, "{backend:?}");
        settled(&set, &db).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_twenty_processes_one_brings_the_database_up() {
    for backend in ALL {
        let db = old_shop(backend, false).await;
        let children: Vec<_> = (0..20).map(|_| start("auto", &db)).collect();
        let mut applied = 0;
        for mut child in children {
            let mut text = String::new();
            child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
            child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
            assert!(child.wait().unwrap().success(), "{backend:?}: {text}");
            applied += usize::from(text.contains("OUTCOME=Applied"));
        }
        assert_eq!(applied, 1, "{backend:?}");
        let rows = db.column("SELECT status FROM __zmigration").await;
        assert_eq!(rows, ["SUCCESS"; 4], "{backend:?}");
        settled(&shop(), &db).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_run_leaves_all_or_nothing() {
    for backend in ALL {
        let set = shop();
        let done = expected(&set, &Db::new(backend).await).await;
        let (mut whole, mut none) = (0, 0);
        for round in 0..14_u64 {
            let db = old_shop(backend, false).await;
            let before = picture(&db).await;
            let mut child = start("auto", &db);
            std::thread::sleep(Duration::from_millis(8 + round * 23 % 120));
            child.kill().unwrap();
            child.wait().unwrap();
            // A server may still be at it.
            for _ in 0..40 {
                if backend != Backend::Postgres || db.value(ADVISORY_LOCKS).await == "0" {
                    break;
                }
                std::thread::sleep(Duration::from_millis(50));
            }
            let now = live(&db).await;
            let recorded = db.try_rows("SELECT 1 FROM __zmigration").await.map_or(0, |rows| rows.len());
            if now == done {
                whole += 1;
                assert_eq!(recorded, 4, "{backend:?} round {round}");
            } else {
                none += 1;
                assert_eq!((picture(&db).await, recorded), (before, 0), "{backend:?} round {round}");
            }
            auto(&set, &db, &options()).await;
            settled(&set, &db).await;
        }
        assert!(
            none > 0,
            "{backend:?}: {whole} whole, {none} not at all: the moments do not fit this machine"
        );
    }
}
