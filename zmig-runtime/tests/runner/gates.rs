//! What stops a run before it begins, and what is shown of it.

use super::project::{STR, project, table};
use super::support::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use zmig_core::{Column, Hints, Schema, Table, Type};
use zmig_runtime::{
    Error, Migrations, OperationKind, Preview, PreviewedMigration, Reversibility, Risk, RunOptions, Strategy,
};

fn schema(tables: Vec<Table>) -> Schema {
    Schema { tables: tables.into_iter().map(|t| (t.name.clone(), t)).collect(), ..Schema::default() }
}

fn users(columns: &[(&str, Type)]) -> Table {
    table("users", columns.iter().map(|(name, ty)| Column::new(*name, ty.clone())).collect())
}

/// Users with a name and a nick; then an index more on a table of its own and no nick; then a column of another table.
fn three() -> Migrations {
    let logs = |more: &[&str]| table("logs", more.iter().map(|c| Column::new(*c, STR)).collect());
    let mut drop = Hints::default();
    drop.tables.entry("users".into()).or_default().dropped.insert("nick".into());
    project(&[
        (schema(vec![users(&[("name", STR), ("nick", STR)])]), Hints::default()),
        (schema(vec![users(&[("name", STR)])]), drop),
        (schema(vec![users(&[("name", STR)]), logs(&["line"])]), Hints::default()),
    ])
}

fn names(list: &[zmig_runtime::Migrated]) -> Vec<&str> {
    list.iter().map(|m| &m.name[..8]).collect()
}

async fn refused(set: &Migrations, db: &Db, options: &RunOptions, parts: &[&str]) {
    let error = set.run_pending_with(&db.url, options).await.unwrap_err();
    let text = error.to_string();
    for part in parts {
        assert!(text.contains(part), "{:?}, {part}: {text}", db.backend);
    }
    assert!(!db.has_table("users").await, "{:?}: something was changed", db.backend);
}

#[tokio::test]
async fn a_run_goes_no_further_than_its_options_allow_and_says_all_that_stands_against_it() {
    for backend in ALL {
        let (db, set) = (Db::new(backend).await, three());
        let medium = RunOptions::default().max_risk(Risk::Medium);
        refused(
            &set,
            &db,
            &medium,
            &["20260102", "risk HIGH", "its data is lost", "--max-risk high", "nothing was changed"],
        )
        .await;
        let safely = RunOptions::default().data_loss_protection(true);
        refused(&set, &db, &safely, &["loses data: the values of users.nick", "data_loss_protection"]).await;
        let both = medium.data_loss_protection(true);
        refused(&set, &db, &both, &["risk HIGH", "loses data"]).await;
        let report =
            set.run_pending_with(&db.url, &RunOptions::default().max_risk(Risk::High)).await.unwrap();
        assert_eq!(report.applied.len(), 3);
        // Where there is nothing to do there is nothing to refuse.
        let again = set.run_pending_with(&db.url, &both).await.unwrap();
        assert!(again.is_up_to_date());
    }
}

#[tokio::test]
async fn what_is_left_out_is_said_and_takes_along_what_needs_it() {
    for backend in ALL {
        let (db, set) = (Db::new(backend).await, three());
        let without = RunOptions::default().exclude_operation(OperationKind::DropColumn);
        let report = set.run_pending_with(&db.url, &without).await.unwrap();
        assert_eq!(names(&report.applied), ["20260101"], "{backend:?}");
        let said = report.warnings.join("\n");
        assert!(said.contains("DROP_COLUMN is excluded") && said.contains("it needs 20260102"), "{said}");
        assert_eq!(db.value("SELECT count(nick) FROM users").await, "0");
        let without = RunOptions::default().exclude_table("lo*");
        let preview = set.preview_with(&db.url, None, &without).await.unwrap();
        assert_eq!(preview.migrations.len(), 1);
        let report = set.run_pending_with(&db.url, &without).await.unwrap();
        assert_eq!(names(&report.applied), ["20260102"], "{backend:?}");
        assert!(report.warnings[0].contains("the table logs is excluded"), "{:?}", report.warnings);
        let only = RunOptions::default().include_table("users");
        assert!(set.run_pending_with(&db.url, &only).await.unwrap().applied.is_empty());
        assert_eq!(names(&set.run_pending(&db.url).await.unwrap().applied), ["20260103"]);
        assert!(set.run_pending(&db.url).await.unwrap().is_up_to_date());
    }
}

#[tokio::test]
async fn somebody_is_asked_once_and_a_no_changes_nothing() {
    for backend in ALL {
        let (db, set) = (Db::new(backend).await, three());
        let asked = Arc::new(AtomicUsize::new(0));
        let ask = |answer: bool| {
            let asked = Arc::clone(&asked);
            RunOptions::default().confirm_with(move |preview: &Preview| {
                assert_eq!(preview.migrations.len(), 3);
                asked.fetch_add(1, Ordering::SeqCst);
                answer
            })
        };
        refused(&set, &db, &ask(false), &["nothing was changed", "the answer was no"]).await;
        // Tests run where nobody is at the terminal.
        let terminal = RunOptions::default().require_confirmation(true);
        refused(&set, &db, &terminal, &["nobody is at the terminal", "--auto-approve"]).await;
        assert_eq!(set.run_pending_with(&db.url, &ask(true)).await.unwrap().applied.len(), 3);
        assert_eq!(asked.load(Ordering::SeqCst), 2, "{backend:?}");
        // Nothing to do, nothing to ask.
        assert!(set.run_pending_with(&db.url, &ask(false)).await.unwrap().is_up_to_date());
        let db = Db::new(backend).await;
        let auto = terminal.auto_confirm(true);
        assert_eq!(set.run_pending_with(&db.url, &auto).await.unwrap().applied.len(), 3);
    }
}

#[derive(Debug)]
struct NoDrops;

impl Strategy for NoDrops {
    fn approve(&self, migration: &PreviewedMigration) -> Result<(), String> {
        match migration.hazards.iter().flat_map(|h| &h.loses).next() {
            Some(lost) => Err(format!("ask the owner of {lost}")),
            None => Ok(()),
        }
    }
}

#[tokio::test]
async fn an_application_decides_by_itself() {
    for backend in ALL {
        let (db, set) = (Db::new(backend).await, three());
        let options = RunOptions::default().strategy(NoDrops);
        refused(&set, &db, &options, &["is not approved: ask the owner of the values of users.nick"]).await;
        let error = set.run_pending_with(&db.url, &options).await.unwrap_err();
        let Error::Gated { objections } = error else { panic!("{error}") };
        assert_eq!(objections.len(), 1);
    }
}

#[tokio::test]
async fn a_preview_says_what_would_happen_and_a_dry_run_does_not_do_it() {
    for backend in ALL {
        let (db, set) = (Db::new(backend).await, three());
        let report = set.run_pending_with(&db.url, &RunOptions::default().dry_run(true)).await.unwrap();
        assert!(
            report.applied.is_empty() && !db.has_table("users").await && !db.has_table("__zmigration").await
        );
        assert!(report.to_string().ends_with("nothing was applied: this was a dry run"), "{report}");
        assert_eq!(report.preview.unwrap().migrations.len(), 3);

        set.run_to(&db.url, "20260101000000").await.unwrap();
        let many = match backend {
            Backend::Sqlite | Backend::Csv => {
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600000) \
                                INSERT INTO users (name) SELECT 'x' FROM n"
            }
            Backend::Postgres => "INSERT INTO users (name) SELECT 'x' FROM generate_series(1, 600000)",
        };
        db.rows(many).await;
        if backend == Backend::Postgres {
            db.rows("ANALYZE users").await;
        }
        let preview = set.preview(&db.url).await.unwrap();
        let all = &preview.assessment;
        assert_eq!((all.risk, all.reversibility), (Risk::High, Reversibility::StructureOnly));
        assert!(!all.backward_compatible);
        assert_eq!(all.loses, ["the values of users.nick"]);
        let drop = &preview.migrations[0].changes[0];
        assert_eq!((drop.table.as_deref(), drop.operation), (Some("users"), Some(OperationKind::DropColumn)));
        assert_eq!((drop.safety, drop.reason.as_str()), (Risk::High, "its data is lost"));
        let (blocks, seconds) = match backend {
            // SQLite writes every row where PostgreSQL changes its catalog.
            Backend::Sqlite | Backend::Csv => {
                ("users: writers of the whole database (DATABASE), while every row is written", 2)
            }
            Backend::Postgres => ("users: readers and writers (ACCESS EXCLUSIVE), for a moment", 0),
        };
        assert_eq!(all.blocks, [blocks]);
        assert_eq!(all.estimated.as_secs(), seconds, "{:?}", all.estimated);
        assert!(preview.migrations[1].backward_compatible && preview.migrations[1].hazards.is_empty());
        let text = preview.to_string();
        for part in [
            "HIGH    users  DROP_COLUMN",
            "SAFE    logs  CREATE_TABLE",
            "data loss:  the values of users.nick",
            "2 steps",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let json = serde_json::to_value(&preview).unwrap();
        assert_eq!(json["assessment"]["risk"], "HIGH");
        assert_eq!(json["migrations"][0]["changes"][0]["operation"], "DROP_COLUMN");
    }
}

#[tokio::test]
async fn what_was_promised_is_looked_for_once_it_is_applied() {
    for backend in ALL {
        let (db, set) = (Db::new(backend).await, three());
        let look = RunOptions::default().validate_after(true);
        set.run_to_with(&db.url, "20260101000000", &look).await.unwrap();
        db.rows("ALTER TABLE users ADD COLUMN stray INTEGER").await;
        let error = set.run_pending_with(&db.url, &look).await.unwrap_err();
        let text = error.to_string();
        assert!(matches!(error, Error::NotAsPromised { .. }), "{text}");
        assert!(text.contains("users.stray") && text.contains("cargo zmig drift"), "{text}");
    }
}

#[derive(Debug)]
struct SmallAtOnce;

impl Strategy for SmallAtOnce {
    fn concurrent_index(&self, table: &str, rows: Option<u64>) -> bool {
        assert_eq!(table, "users");
        rows.is_none_or(|n| n > 1_000)
    }

    fn batch_size(&self, _: &str, rows: Option<u64>) -> Option<u32> {
        rows.map(|n| if n > 1_000 { 100 } else { 7 })
    }
}

#[tokio::test]
async fn an_application_chooses_how_an_index_is_built_and_how_many_rows_go_at_once() {
    let index = "-- no-transaction\n-- zmig:step add an index\n\
         -- zmig:hazard {\"risk\":\"SAFE\",\"down\":\"exact\",\"touches\":[{\"table\":\"users\",\"lock\":\"share_update_exclusive\",\"work\":\"scan\"}]}\n\
         -- zmig:probe SELECT to_regclass('idx_users_name') IS NOT NULL\n\
         CREATE INDEX CONCURRENTLY \"idx_users_name\" ON \"users\" (\"name\");\n";
    let first = "CREATE TABLE users (id BIGINT PRIMARY KEY, name TEXT, note TEXT);\n\
         INSERT INTO users SELECT i, 'x' FROM generate_series(1, 20) i;\n\
         CREATE FUNCTION seen() RETURNS event_trigger AS $$ BEGIN \
           INSERT INTO log SELECT current_query() FROM pg_event_trigger_ddl_commands(); END $$ LANGUAGE plpgsql;\n\
         CREATE TABLE log (query TEXT);\n\
         CREATE EVENT TRIGGER seen ON ddl_command_end WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION seen();\n";
    for (strategy, plain) in [(true, true), (false, false)] {
        let db = Db::new(Backend::Postgres).await;
        let second = one(2, index, "DROP INDEX idx_users_name;\n");
        let set = migrations(&[one(1, first, "SELECT 1;\n"), second]);
        let mut options = RunOptions::default();
        if strategy {
            options = options.strategy(SmallAtOnce);
        }
        set.run_pending_with(&db.url, &options).await.unwrap();
        let built =
            db.value("SELECT count(*) FROM log WHERE query LIKE 'CREATE INDEX \"idx_users_name\"%'").await;
        assert_eq!(built == "1", plain, "{:?}", db.rows("SELECT query FROM log").await);
        assert_eq!(
            db.value(
                "SELECT count(*) FROM pg_index WHERE indexrelid = 'idx_users_name'::regclass AND indisvalid"
            )
            .await,
            "1"
        );
    }
    for backend in ALL {
        let db = Db::new(backend).await;
        db.rows("CREATE TABLE users (id INTEGER PRIMARY KEY, note TEXT)").await;
        let rows: Vec<String> = (1..=20).map(|i| format!("({i}, NULL)")).collect();
        db.rows(&format!("INSERT INTO users VALUES {}", rows.join(", "))).await;
        let fill = zmig_runtime::Backfill::new("notes", "users", "note IS NULL").set("note", "'x'");
        let options = RunOptions::default().strategy(SmallAtOnce);
        let report = fill.run_with(&db.url, &options).await.unwrap();
        assert_eq!((report.rows, report.batch_size), (20, 7), "{backend:?}: {report}");
    }
}
