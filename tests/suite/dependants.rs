//! What zmig does not manage is never broken: where a change would break a view or a trigger, the run says so before
//! anything happens, and where it would not, the change goes through.

use crate::golden::{from_nothing, migration_for};
use crate::support::db::Db;
use zmig::{Error, Migrations, RollbackTarget};
use zmig_core::{Change, Column, Dialect, Schema, Table, Type, Unique, apply_all};

fn schema() -> Schema {
    let mut users = Table::new("users", "zSchema.shop");
    users.columns = vec![
        Column::new("id", Type::Int).required(),
        Column::new("email", Type::Str { max_length: Some(50) }),
        Column::new("age", Type::Int32),
    ];
    users.primary_key = vec!["id".into()];
    users.uniques = vec![Unique::new("uq_users_email", vec!["email".into()])];
    let mut log = Table::new("log", "zSchema.shop");
    log.columns = vec![Column::new("line", Type::Text), Column::new("at", Type::Text)];
    let tables = [users, log].map(|t| (t.name.clone(), t));
    Schema { tables: tables.into(), ..Schema::default() }
}

/// Migrations, one for each list of changes; the first one makes the schema.
fn project(parts: &[&[Change]]) -> Migrations {
    let folder = tempfile::tempdir().expect("a folder");
    let first = from_nothing(&schema());
    let parts = std::iter::once(first.as_slice()).chain(parts.iter().copied());
    let (mut state, mut parent, mut from) = (Schema::default(), None, None);
    for (number, changes) in (0..).zip(parts) {
        let to = format!("v1.{number}.0");
        let made = migration_for(&Dialect::ALL, &state, changes, number, parent, from.as_deref(), &to);
        state = apply_all(&state, changes).expect("fits");
        for file in &made.files {
            let path = folder.path().join(&file.path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            std::fs::write(path, &file.text).expect("written");
        }
        (parent, from) = (Some(made.manifest.name.clone()), Some(to));
    }
    Migrations::load(folder.path()).expect("a project")
}

fn column(table: &str, name: &str) -> Column {
    schema().column(table, name).expect("a column").clone()
}

fn drop_column(table: &str, name: &str) -> Vec<Change> {
    let mut changes = Vec::new();
    if let Some(unique) = schema().tables[table].uniques.iter().find(|u| u.columns.contains(&name.to_owned()))
    {
        changes.push(Change::DropUnique { table: table.into(), unique: unique.clone() });
    }
    changes.push(Change::DropColumn { table: table.into(), column: column(table, name), backfill: None });
    changes
}

fn retype(table: &str, name: &str, ty: Type) -> Change {
    let from = column(table, name);
    let to = Column { ty, ..from.clone() };
    Change::AlterColumn { table: table.into(), from, to, backfill: None, using: None, using_back: None }
}

fn rename_column(table: &str, from: &str, to: &str) -> Change {
    Change::RenameColumn { table: table.into(), from: from.into(), to: to.into() }
}

fn add_column(table: &str, name: &str) -> Change {
    Change::AddColumn { table: table.into(), column: Column::new(name, Type::Text), backfill: None }
}

/// A database with the first schema and something besides.
async fn with(dialect: Dialect, sql: &str) -> Db {
    let db = Db::new(dialect).await;
    db.run_pending(&project(&[])).await.expect("the first schema");
    db.run(sql).await;
    db
}

/// The run refuses, says all these words, and has done nothing.
async fn refused(db: &Db, parts: &[&[Change]], words: &[&str]) {
    let before = crate::support::catalog::catalog(db).await;
    let error = db.run_pending(&project(parts)).await.expect_err("refused");
    assert!(matches!(error, Error::WouldBreak { .. }), "{error}");
    let text = error.to_string();
    for word in words.iter().chain(&["nothing was changed", "next: "]) {
        assert!(text.contains(word), "{word} is missing: {text}");
    }
    assert_eq!(crate::support::catalog::catalog(db).await, before);
}

async fn applied(db: &Db, parts: &[&[Change]], count: usize) {
    let report = db.run_pending(&project(parts)).await.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(report.applied.len(), count);
}

const VIEW: &str = "CREATE VIEW mails AS SELECT id, email FROM users WHERE email <> ''";

#[tokio::test]
async fn a_column_that_a_view_needs_does_not_go() {
    for dialect in Dialect::ALL {
        let db = with(dialect, VIEW).await;
        // Not even the migration before it runs.
        let gone = drop_column("users", "email");
        let parts: [&[Change]; 2] = [&[add_column("log", "more")], &gone];
        refused(&db, &parts, &["20251220120002_", "view mails", "users.email", "drop column users.email"])
            .await;
        db.run("DROP VIEW mails").await;
        applied(&db, &parts, 2).await;
        db.drop().await;
    }
}

#[tokio::test]
async fn what_a_view_does_not_need_goes() {
    for dialect in Dialect::ALL {
        let db = with(dialect, VIEW).await;
        let gone = drop_column("users", "age");
        applied(&db, &[&gone, &[add_column("users", "age")]], 2).await;
        assert!(db.rows("SELECT * FROM mails").await.is_empty());
        db.drop().await;
    }
}

#[tokio::test]
async fn a_rename_goes_through_a_view() {
    for dialect in Dialect::ALL {
        let db = with(dialect, VIEW).await;
        let renames = [
            rename_column("users", "email", "mail"),
            Change::RenameTable { from: "users".into(), to: "people".into(), owner: "zSchema.shop".into() },
        ];
        applied(&db, &[&renames], 1).await;
        assert!(db.rows("SELECT * FROM mails").await.is_empty());
        // By its new name it is still the column that the view needs.
        let mut gone = drop_column("users", "email");
        for change in &mut gone {
            match change {
                Change::DropUnique { table, unique } => {
                    *table = "people".into();
                    *unique = Unique::new("uq_people_mail", vec!["mail".into()]);
                }
                Change::DropColumn { table, column, .. } => {
                    *table = "people".into();
                    column.name = "mail".into();
                }
                _ => {}
            }
        }
        refused(&db, &[&renames, &gone], &["view mails", "people.mail"]).await;
        db.drop().await;
        let db = with(dialect, VIEW).await;
        refused(&db, &[&renames, &gone], &["view mails", "users.email", "drop column people.mail"]).await;
        db.drop().await;
    }
}

#[tokio::test]
async fn another_type_goes_through_a_view_on_sqlite_alone() {
    for dialect in Dialect::ALL {
        let db = with(dialect, VIEW).await;
        let change = [retype("users", "email", Type::Text)];
        match dialect {
            Dialect::Sqlite => applied(&db, &[&change], 1).await,
            Dialect::Postgres => refused(&db, &[&change], &["view mails", "gets another type"]).await,
        }
        db.drop().await;
    }
}

#[tokio::test]
async fn a_table_that_others_need_does_not_go() {
    for dialect in Dialect::ALL {
        let db = with(dialect, "CREATE VIEW lines AS SELECT count(*) AS n FROM log").await;
        let change = [Change::DropTable { table: schema().tables["log"].clone() }];
        refused(&db, &[&change], &["view lines needs log", "drop table log"]).await;
        db.run("DROP VIEW lines").await;
        applied(&db, &[&change], 1).await;
        db.drop().await;
    }
}

#[tokio::test]
async fn a_trigger_keeps_what_it_writes() {
    let db = with(
        Dialect::Sqlite,
        "CREATE TRIGGER told AFTER UPDATE ON users BEGIN INSERT INTO log (line) VALUES (NEW.email); END",
    )
    .await;
    refused(&db, &[&drop_column("log", "line")], &["trigger told on users", "log.line"]).await;
    let table = schema().tables["log"].clone();
    refused(&db, &[&[Change::DropTable { table }]], &["trigger told on users", "needs log"]).await;
    applied(&db, &[&drop_column("log", "at")], 1).await;
    // Its own table takes it along.
    let table = schema().tables["users"].clone();
    applied(&db, &[&drop_column("log", "at"), &[Change::DropTable { table }]], 1).await;
    db.drop().await;

    let db = with(
        Dialect::Postgres,
        "CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
         CREATE TRIGGER told BEFORE UPDATE OF email ON users FOR EACH ROW EXECUTE FUNCTION told()",
    )
    .await;
    refused(&db, &[&drop_column("users", "email")], &["trigger told on users", "users.email"]).await;
    refused(&db, &[&[retype("users", "email", Type::Text)]], &["trigger told on users"]).await;
    applied(&db, &[&drop_column("users", "age")], 1).await;
    db.drop().await;
}

#[tokio::test]
async fn what_postgres_has_besides_is_kept() {
    let db = with(
        Dialect::Postgres,
        "CREATE MATERIALIZED VIEW ages AS SELECT age FROM users;
         CREATE POLICY young ON users USING (age < 30);
         ALTER TABLE users ADD CONSTRAINT apart EXCLUDE USING btree (email WITH =);
         CREATE FUNCTION oldest() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT max(age) FROM users; END",
    )
    .await;
    refused(
        &db,
        &[&drop_column("users", "age")],
        &["materialized view ages", "policy young on users", "function oldest()"],
    )
    .await;
    refused(&db, &[&drop_column("users", "email")], &["exclusion constraint apart on users"]).await;
    // Its index is made anew for the new type.
    applied(&db, &[&[retype("users", "email", Type::Text)]], 1).await;
    db.drop().await;
}

#[tokio::test]
async fn what_sqlite_has_besides_is_kept() {
    let db = with(
        Dialect::Sqlite,
        "CREATE VIRTUAL TABLE search USING fts5(line, content='log');
         CREATE TABLE other (a TEXT NOT NULL ON CONFLICT REPLACE DEFAULT 'x')",
    )
    .await;
    refused(&db, &[&[rename_column("log", "line", "text")]], &["virtual table search", "log.line"]).await;
    refused(&db, &[&drop_column("log", "line")], &["virtual table search", "log.line"]).await;
    applied(&db, &[&[rename_column("log", "at", "time")]], 1).await;
    db.drop().await;

    let db = Db::new(Dialect::Sqlite).await;
    db.run_pending(&project(&[])).await.expect("the first schema");
    db.run("DROP TABLE log; CREATE TABLE log (line TEXT NOT NULL ON CONFLICT IGNORE, at TEXT)").await;
    // A copy would be without the clause; what needs no copy is fine.
    applied(&db, &[&[add_column("log", "more")]], 1).await;
    let copied = [retype("log", "at", Type::Int)];
    refused(
        &db,
        &[&[add_column("log", "more")], &copied],
        &["conflict clause NOT NULL of line on log", "copied"],
    )
    .await;
    db.drop().await;
}

#[tokio::test]
async fn a_way_back_breaks_nothing_either() {
    for dialect in Dialect::ALL {
        let db = with(dialect, "").await;
        let added = [add_column("users", "note")];
        applied(&db, &[&added], 1).await;
        db.run("CREATE VIEW notes AS SELECT note FROM users").await;
        let migrations = project(&[&added]);
        let error = db.rollback(&migrations, RollbackTarget::Last).await.expect_err("refused").to_string();
        assert!(error.contains("view notes needs users.note") && error.contains("drop column"), "{error}");
        db.run("DROP VIEW notes").await;
        db.rollback(&migrations, RollbackTarget::Last).await.expect("taken back");
        db.drop().await;
    }
}
