//! What declarative mode refuses, and a forced sync overrules.

use super::auto::{auto, expected, live, old_shop, options, picture, settled};
use super::project::{OWNER, STR, project, shop, table, v1, v2, v3};
use super::support::*;
use zmig_core::{Checksum, Hints, Schema};
use zmig_runtime::schema::{Column, Type};
use zmig_runtime::{
    AutoMigrateOptions, Error, MigrationPlan, Migrations, OperationKind, Outcome, Risk, RollbackTarget,
};

/// What a refused run says.
async fn refused(set: &Migrations, db: &Db, options: &AutoMigrateOptions) -> (Error, String) {
    let error = set.auto_migrate(&db.url, options).await.expect_err("refused");
    let text = error.to_string();
    assert!(text.contains("nothing was changed"), "{text}");
    (error, text)
}

#[tokio::test]
async fn everything_that_stands_against_it_is_said_at_once_and_nothing_is_done() {
    for backend in ALL {
        let db = old_shop(backend, false).await;
        db.rows(
            "ALTER TABLE users ADD COLUMN nickname TEXT;
             UPDATE users SET nickname = 'x' WHERE id < 3;
             ALTER TABLE posts ADD COLUMN legacy TEXT;
             CREATE VIEW nicknames AS SELECT nickname FROM users",
        )
        .await;
        let before = picture(&db).await;
        let set = shop();
        let (error, text) = refused(&set, &db, &options()).await;
        let Error::NotBrought { objections } = &error else { panic!("{text}") };
        assert_eq!(objections.len(), 3, "{text}");
        assert_eq!(objections.iter().filter_map(|o| o.rows).collect::<Vec<_>>(), [0, 2], "{text}");
        for part in [
            "drop column users.nickname",
            "2 rows hold some",
            "view nicknames needs",
            "data_loss_protection(false)",
            "exclude_operation(OperationKind::DropColumn)",
            "so that it stays",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let (_, text) = refused(&set, &db, &options().data_loss_protection(false).max_risk(Risk::Safe)).await;
        assert!(text.contains("rename table posts to articles: it is of risk MEDIUM, and SAFE"), "{text}");
        assert_eq!(picture(&db).await, before);
        assert!(!db.has_table("__zmigration").await, "{backend:?}");

        // Left out, the columns stay, and the migrations count as applied all the same: all that they ask for is there.
        let lenient = options().exclude_operation(OperationKind::DropColumn);
        let report = auto(&set, &db, &lenient).await;
        assert_eq!((report.left_out.len(), report.recorded.len()), (2, 3), "{report}");
        assert_eq!(db.value("SELECT count(nickname) FROM users").await, "2");
        assert_eq!(auto(&set, &db, &lenient).await.outcome, Outcome::NothingToDo);
        assert!(set.run_pending(&db.url).await.unwrap().is_up_to_date());

        // Allowed, they go.
        db.rows("DROP VIEW nicknames").await;
        let report = auto(&set, &db, &options().data_loss_protection(false)).await;
        assert_eq!(report.changes.len(), 2, "{report}");
        assert_eq!(live(&db).await, expected(&set, &db).await, "{backend:?}");
        settled(&set, &db).await;
    }
}

#[tokio::test]
async fn what_contradicts_the_history_is_refused() {
    for backend in ALL {
        // The database is ahead: an older program takes nothing back.
        let db = Db::new(backend).await;
        shop().run_pending(&db.url).await.unwrap();
        let older = project(&[v1(), v2()]);
        let error = older.auto_migrate(&db.url, &options()).await.unwrap_err();
        assert!(matches!(error, Error::Ahead { .. }), "{error}");
        // An edited migration is one here as well.
        let mut edited = v3();
        edited.0.tables.get_mut("prices").unwrap().columns.push(Column::new("more", STR));
        let error = project(&[v1(), v2(), edited]).auto_migrate(&db.url, &options()).await.unwrap_err();
        assert!(matches!(error, Error::Problems { .. }), "{error}");
        assert!(db.has_table("prices").await);
    }
}

#[tokio::test]
async fn a_required_column_without_a_value_says_the_ways_out() {
    for backend in ALL {
        let db = Db::new(backend).await;
        db.rows("CREATE TABLE notes (id INTEGER PRIMARY KEY); INSERT INTO notes VALUES (1)").await;
        let mut schema = Schema::default();
        let notes = table("notes", vec![Column::new("body", Type::Text).required()]);
        schema.tables.insert("notes".into(), notes);
        let set = project(&[(schema, Hints::default())]);
        let (_, text) = refused(&set, &db, &options().data_loss_protection(false)).await;
        for part in ["notes.body is required and new", "add_column_filled", "exclude_table(\"notes\")"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        // One of the ways: a plan before.
        let plan = MigrationPlan::new("20260101000000", "fill").add_column_filled(
            "notes",
            Column::new("body", Type::Text).required(),
            zmig_runtime::schema::DefaultValue::Expr("'x'".into()),
        );
        plan.apply(&db.url, &zmig_runtime::ApplyOptions::default()).await.unwrap();
        let report = auto(&set, &db, &options().data_loss_protection(false)).await;
        assert_eq!(
            (report.recorded.len(), db.value("SELECT body FROM notes").await.as_str()),
            (1, "x"),
            "{report}"
        );
        settled(&set, &db).await;
    }
}

/// Looked for where the tables are, and again under the lock.
#[tokio::test]
async fn a_required_column_without_a_value_comes_to_an_empty_table() {
    for backend in ALL {
        let db = Db::new(backend).await;
        db.rows("CREATE TABLE notes (id INTEGER PRIMARY KEY); CREATE TABLE filled (id INTEGER PRIMARY KEY); INSERT INTO filled VALUES (1)")
            .await;
        let body = || Column::new("body", Type::Text).required();
        let by = Column::new("by", Type::Uuid).required();
        let mut schema = Schema::default();
        schema.tables.insert("notes".into(), table("notes", vec![body(), by]));
        let set = project(&[(schema.clone(), Hints::default())]);
        schema.tables.insert("filled".into(), table("filled", vec![body()]));
        let both = project(&[(schema, Hints::default())]);
        let (_, text) = refused(&both, &db, &options().data_loss_protection(false)).await;
        assert!(text.contains("filled.body is required and new") && !text.contains("notes.body"), "{text}");

        // A row that comes between the look and the lock is seen.
        let late = "INSERT INTO notes VALUES (1)";
        let dry = auto(&set, &db, &options().dry_run(true)).await;
        db.rows(late).await;
        let (_, text) = refused(&set, &db, &options().only(&dry)).await;
        assert!(text.contains("notes.body is required and new"), "{text}");
        assert!(live(&db).await.column("notes", "body").is_none());

        db.rows("DELETE FROM notes").await;
        let report = auto(&set, &db, &options()).await;
        assert!(report.to_string().contains("add column notes.body"), "{report}");
        settled(&set, &db).await;
        assert!(db.try_rows("INSERT INTO notes (id, body) VALUES (1, 'x')").await.is_err(), "by is required");
        let column = &live(&db).await.tables["notes"].columns[1];
        assert!(!column.nullable && column.default.is_none(), "{column:?}");
    }
}

#[tokio::test]
async fn a_row_that_is_committed_while_the_run_waits_for_the_lock_is_seen() {
    use sqlx::{Connection as _, Executor as _};
    let db = Db::new(Backend::Sqlite).await;
    db.rows("CREATE TABLE notes (id INTEGER PRIMARY KEY)").await;
    let mut schema = Schema::default();
    schema.tables.insert("notes".into(), table("notes", vec![Column::new("body", Type::Text).required()]));
    let set = project(&[(schema, Hints::default())]);
    let mut other = sqlx::SqliteConnection::connect(&db.url).await.unwrap();
    other.execute("BEGIN IMMEDIATE; INSERT INTO notes VALUES (1)").await.unwrap();
    let commit = async {
        tokio::time::sleep(std::time::Duration::from_millis(600)).await;
        other.execute("COMMIT").await.unwrap();
    };
    let usual = options();
    let ((_, text), ()) = tokio::join!(refused(&set, &db, &usual), commit);
    assert!(text.contains("notes.body is required and new"), "{text}");
}

#[tokio::test]
async fn what_is_not_right_after_all_is_not_committed() {
    let db = Db::new(Backend::Postgres).await;
    db.rows(
        "CREATE FUNCTION spoil() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
           IF to_regclass('prices') IS NOT NULL THEN ALTER TABLE prices ADD COLUMN IF NOT EXISTS spoilt TEXT; END IF;
         END $$;
         CREATE EVENT TRIGGER spoiler ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION spoil()",
    )
    .await;
    let set = shop();
    let error = set.auto_migrate(&db.url, &options()).await.unwrap_err().to_string();
    assert!(
        error.contains("would still not be what the schema says") && error.contains("prices.spoilt"),
        "{error}"
    );
    assert!(!db.has_table("users").await && !db.has_table("prices").await);
    let unchecked = options().validate_after(false);
    assert_eq!(auto(&set, &db, &unchecked).await.outcome, Outcome::Applied);
}

/// A forced sync overrules the tables and the history alike.
#[tokio::test]
async fn a_forced_sync_makes_live_equal_whatever_was_there() {
    for backend in ALL {
        let db = old_shop(backend, true).await;
        // Out of step: made by hand what a migration makes, columns of somebody's, a migration that nobody knows, and one
        // that was applied with another text.
        db.rows(
            "ALTER TABLE users ADD COLUMN age INTEGER;
             ALTER TABLE users ADD COLUMN junk TEXT;
             UPDATE users SET junk = 'x', age = 7;
             CREATE TABLE theirs (id INTEGER PRIMARY KEY)",
        )
        .await;
        let other = Checksum::of("another").to_string();
        db.rows(&format!(
            "UPDATE __zmigration SET checksum = '{other}';
             INSERT INTO __zmigration (set_digest, database_schema, migration, schema_name, status, part, parts, execution_time_ms, dialect,
               checksum, applied_by, app_name, app_version, zmig_version, changes_summary)
             VALUES ('x', 'main', '20270101000000_shop_v9', '{OWNER}', 'SUCCESS', 1, 1, 0, 'x', '{other}', 'x', 'x', 'x', 'x', 'x')"
        ))
        .await;
        let set = shop();
        assert!(set.run_pending(&db.url).await.is_err());
        let before = picture(&db).await;
        let dry = set.force_sync(&db.url, &options().dry_run(true)).await.unwrap();
        assert_eq!(dry.outcome, Outcome::DryRun);
        let junk = dry.changes.iter().find(|c| c.title.contains("users.junk")).unwrap();
        assert_eq!((junk.operation, junk.rows), (OperationKind::DropColumn, Some(3)), "{dry}");
        assert_eq!((dry.taken_out.len(), dry.recorded.len(), dry.foreign.len()), (2, 3, 1), "{dry}");
        assert_eq!(picture(&db).await, before, "{backend:?}");

        // What comes between the look and the deed is not overwritten unseen.
        db.rows("ALTER TABLE users ADD COLUMN late TEXT").await;
        let error = set.force_sync(&db.url, &options().only(&dry)).await.unwrap_err().to_string();
        assert!(error.contains("look at a new dry run"), "{error}");
        let dry = set.force_sync(&db.url, &options().dry_run(true)).await.unwrap();
        let report = set
            .force_sync(&db.url, &options().only(&dry))
            .await
            .unwrap_or_else(|e| panic!("{backend:?}: {e}"));
        assert_eq!(report.outcome, Outcome::Applied);
        let mut now = live(&db).await;
        assert!(now.tables.remove("theirs").is_some());
        assert_eq!(now, expected(&set, &db).await, "{backend:?}");
        assert_eq!(db.column("SELECT DISTINCT age FROM users").await, ["7"]);
        assert_eq!(db.column("SELECT full_name FROM users ORDER BY id").await, ["Ada", "O'Brien", ""]);
        settled(&set, &db).await;
        assert!(set.force_sync(&db.url, &options()).await.unwrap().is_up_to_date());
        // What the history held is gone from it, so there is no way back.
        let error = set.rollback(&db.url, RollbackTarget::Last).await.unwrap_err();
        assert!(matches!(error, Error::NotReversible { .. }), "{error}");
    }
}

#[tokio::test]
async fn what_has_a_name_or_would_be_lost_in_a_copy_is_seen_beforehand() {
    for backend in ALL {
        let db = Db::new(backend).await;
        db.rows("CREATE TABLE source (a INTEGER); CREATE VIEW prices AS SELECT a FROM source").await;
        let (_, text) = refused(&shop(), &db, &options()).await;
        assert!(text.contains("create table prices: view prices has that name"), "{text}");
        assert!(!db.has_table("users").await);
    }
    // A clause that the model has no word for.
    let db = Db::new(Backend::Sqlite).await;
    db.rows("CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT, UNIQUE (code) ON CONFLICT REPLACE)").await;
    let mut schema = Schema::default();
    let notes = table("notes", vec![Column::new("code", Type::Text).required()]);
    schema.tables.insert("notes".into(), notes);
    let set = project(&[(schema, Hints::default())]);
    let (_, text) = refused(&set, &db, &options()).await;
    assert!(text.contains("the copy would not have this: conflict clause"), "{text}");
    let plan = MigrationPlan::new("20260101000000", "strict").alter_column(
        "notes",
        "code",
        zmig_runtime::Alteration::new().required(),
    );
    let error = plan.apply(&db.url, &zmig_runtime::ApplyOptions::default()).await.unwrap_err().to_string();
    assert!(error.contains("the copy would not have this: conflict clause"), "{error}");
}

/// PostgreSQL makes the type of an enum anew where it loses a value, and a view holds on to the old one.
#[tokio::test]
async fn a_view_on_an_enum_that_loses_a_value_is_seen_beforehand() {
    let db = old_shop(Backend::Postgres, false).await;
    db.rows("ALTER TYPE state ADD VALUE 'more'; CREATE VIEW states AS SELECT state FROM users").await;
    let (_, text) = refused(&project(&[v1()]), &db, &options().data_loss_protection(false)).await;
    assert!(text.contains("alter enum state") && text.contains("view states needs"), "{text}");
    db.rows("DROP VIEW states").await;
    auto(&project(&[v1()]), &db, &options().data_loss_protection(false)).await;
    settled(&project(&[v1()]), &db).await;
}

/// A copy of a table takes along what its migration knows; what somebody added beside is not lost without a word.
#[tokio::test]
async fn a_copied_table_loses_no_column_that_nobody_named() {
    let db = Db::new(Backend::Sqlite).await;
    project(&[v1()]).run_pending(&db.url).await.unwrap();
    db.rows(
        "ALTER TABLE users ADD COLUMN by_hand TEXT; INSERT INTO users (name, by_hand) VALUES ('Ada', 'kept')",
    )
    .await;
    let error = shop().run_pending(&db.url).await.unwrap_err().to_string();
    assert!(
        error.contains("users has columns that no migration made") && error.contains("by_hand"),
        "{error}"
    );
    assert_eq!(db.column("SELECT by_hand FROM users").await, ["kept"]);
}
