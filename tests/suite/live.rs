//! Every golden case on real databases: up, compared with a database that was made so directly; down, compared with what
//! there was; the rows on all three occasions. One text for both backends.
//!
//! The files are run in two ways, which must agree: as they are by sqlx's own migrator, and step by step as zmig runs
//! them.

use crate::golden::{Case, Migration};
use crate::support::catalog::catalog;
use crate::support::db::Db;
use crate::support::rows::rows;
use std::path::Path;
use zmig_core::{Dialect, Reversibility, SqlFile};

/// What is found on the way, for comparison across dialects.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    before: Vec<String>,
    after: Vec<String>,
    back: Vec<String>,
    refused: Vec<String>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_golden_case_goes_up_and_down_with_its_rows() {
    let mut wrong = Vec::new();
    for case in Case::all() {
        // Each in a task of its own, so that one failure does not hide the others.
        let case: &'static Case = Box::leak(Box::new(case));
        let dialects = case.dialects();
        let tasks: Vec<_> = dialects.iter().map(|dialect| tokio::spawn(check(case, *dialect))).collect();
        let mut found = Vec::new();
        for (dialect, task) in dialects.into_iter().zip(tasks) {
            match task.await {
                Ok(it) => found.push((dialect, it)),
                Err(_) => wrong.push(format!("{} on {}: see above", case.name, dialect.title())),
            }
        }
        if case.differs() || found.len() < case.dialects().len() {
            continue;
        }
        let Some((_, first)) = found.first() else { continue };
        if let [(_, sqlite), (_, postgres)] = found.as_slice()
            && sqlite.text() != postgres.text()
        {
            wrong.push(format!("{}: the databases disagree\n{}", case.name, sqlite.differences(postgres)));
        }
        wrong.extend(case.expect("rows.txt", &first.text()).err());
        // SQLite copies the table once and so says all at once; PostgreSQL stops at the first step that cannot be made.
        if !first.refused.is_empty() {
            let one = |(dialect, f): &(Dialect, Found)| format!("== {dialect}\n{}\n", f.refused.join("\n"));
            let text: String = found.iter().map(one).collect();
            wrong.extend(case.expect("refused.txt", &text).err());
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

impl Found {
    fn differences(&self, other: &Self) -> String {
        let lines = |f: &Self| -> Vec<String> { f.text().lines().map(str::to_owned).collect() };
        let (a, b) = (lines(self), lines(other));
        let only = |a: &[String], b: &[String], sign: &str| -> Vec<String> {
            a.iter().filter(|l| !b.contains(l)).map(|l| format!("{sign} {l}")).collect()
        };
        [only(&a, &b, "sqlite:  "), only(&b, &a, "postgres:")].concat().join("\n")
    }

    fn text(&self) -> String {
        let part = |title: &str, lines: &[String]| {
            format!("== {title}\n{}", lines.iter().map(|l| format!("{l}\n")).collect::<String>())
        };
        format!("{}{}{}", part("before", &self.before), part("after", &self.after), part("back", &self.back))
    }
}

async fn check(case: &Case, dialect: Dialect) -> Found {
    let migrations = case.migrations();
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &migrations);
    let folder = folder.path().join(dialect.name());
    let (first, second) = match migrations.as_slice() {
        [first, second] => (Some(first), second),
        [only] => (None, only),
        _ => unreachable!("one or two"),
    };
    let mut db = Db::new(dialect).await;
    let direct = made_directly(case, &db).await;
    db.reset().await;
    let base = match first {
        Some(first) => {
            let id = version(first);
            db.migrate(&folder, Some(id)).await.unwrap_or_else(|e| panic!("{}: first: {e}", case.name));
            id
        }
        None => 0,
    };
    if let Some(sql) = case.text("rows", "sql", dialect) {
        db.run(&sql).await;
    }
    let old_catalog = catalog(&db).await;
    let before = rows(&db, &case.before).await;

    db.migrate(&folder, None).await.unwrap_or_else(|e| panic!("{} on {dialect}: up: {e}", case.name));
    let new_catalog = catalog(&db).await;
    let after = rows(&db, &case.after).await;
    assert_same(&new_catalog, &direct, &format!("{} on {dialect}: up and made directly", case.name));

    if let Some(sql) = case.text("back", "sql", dialect) {
        db.run(&sql).await;
    }
    db.undo(&folder, base).await.unwrap_or_else(|e| panic!("{} on {dialect}: down: {e}", case.name));
    assert_same(&catalog(&db).await, &old_catalog, &format!("{} on {dialect}: down and before", case.name));
    let back = rows(&db, &case.before).await;
    let exact = second.manifest.dialects[&dialect].reversibility == Reversibility::Exact;
    if exact && case.text("back", "sql", dialect).is_none() {
        assert_same(&back, &before, &format!("{} on {dialect}: rows that came back", case.name));
    }
    db.reset().await;
    stepwise(case, &db, first, second, (&new_catalog, &after), (&old_catalog, &back)).await;
    db.reset().await;
    let refused = refused(case, &mut db, first, second, &folder).await;
    db.drop().await;
    Found { before, after, back, refused }
}

fn version(migration: &Migration) -> i64 {
    migration.manifest.id.to_string().parse().expect("a stamp is a number")
}

fn write(folder: &Path, migrations: &[Migration]) {
    for file in migrations.iter().flat_map(|m| &m.files) {
        let path = folder.join(&file.path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, &file.text).expect("written");
    }
}

fn assert_same(found: &[String], expected: &[String], what: &str) {
    if found == expected {
        return;
    }
    let only = |a: &[String], b: &[String], sign: &str| -> Vec<String> {
        a.iter().filter(|l| !b.contains(l)).map(|l| format!("{sign} {l}")).collect()
    };
    let lines = [only(expected, found, "-"), only(found, expected, "+")].concat();
    panic!("{what} differ:\n{}", lines.join("\n"));
}

async fn made_directly(case: &Case, db: &Db) -> Vec<String> {
    db.run(case.direct().sql(db.dialect, true)).await;
    catalog(db).await
}

/// As zmig's runner does it: its own transaction, the frame left away, the checks before each step.
async fn stepwise(
    case: &Case,
    db: &Db,
    first: Option<&Migration>,
    second: &Migration,
    after: (&[String], &[String]),
    back: (&[String], &[String]),
) {
    let dialect = db.dialect;
    prepare(case, db, first).await;
    for (up, schema, (lines, expected)) in [(true, &case.after, after), (false, &case.before, back)] {
        let file = SqlFile::parse(second.sql(dialect, up)).expect("readable");
        if let Some(sql) = case.text("back", "sql", dialect).filter(|_| !up) {
            db.run(&sql).await;
        }
        let found = run_steps(db, &file).await;
        let way = if up { "up" } else { "down" };
        assert_eq!(
            found,
            Vec::<String>::new(),
            "{} on {dialect}: {way}: nothing stands in the way",
            case.name
        );
        assert_same(&catalog(db).await, lines, &format!("{} on {dialect}: {way} step by step", case.name));
        if !case.differs() {
            let what = format!("{} on {dialect}: {way} step by step", case.name);
            assert_same(&rows(db, schema).await, expected, &what);
        }
    }
}

async fn prepare(case: &Case, db: &Db, first: Option<&Migration>) {
    if let Some(first) = first {
        db.run(first.sql(db.dialect, true)).await;
    }
    if let Some(sql) = case.text("rows", "sql", db.dialect) {
        db.run(&sql).await;
    }
}

/// Runs the steps in one transaction, up to the first that rows stand in the way of; what is said of these rows.
async fn run_steps(db: &Db, file: &SqlFile<'_>) -> Vec<String> {
    if file.foreign_keys_off {
        db.run("PRAGMA foreign_keys = OFF").await;
    }
    db.run("BEGIN").await;
    let mut found = Vec::new();
    for step in &file.steps {
        for check in &step.checks {
            assert!(!check.sql.contains('\n'), "{}", check.sql);
            for row in db.rows(&check.sql).await {
                let text = |i: usize| row[i].clone().unwrap_or_else(|| "NULL".into());
                found.push(format!("{}: row {} has {}", check.reason, text(0), text(1)));
            }
        }
        if !found.is_empty() {
            db.run("ROLLBACK").await;
            found.sort();
            return found;
        }
        if !step.sql.is_empty() {
            db.run(step.sql).await;
        }
    }
    if file.foreign_keys_off {
        let dangling = db.rows("SELECT count(*) FROM pragma_foreign_key_check").await;
        assert_eq!(dangling, [[Some("0".to_owned())]]);
    }
    db.run("COMMIT").await;
    if file.foreign_keys_off {
        db.run("PRAGMA foreign_keys = ON").await;
    }
    found
}

/// Rows that must stop the migration: zmig names them, and any tool stops without having changed anything.
async fn refused(
    case: &Case,
    db: &mut Db,
    first: Option<&Migration>,
    second: &Migration,
    folder: &Path,
) -> Vec<String> {
    let dialect = db.dialect;
    let Some(bad) = case.text("refused", "sql", dialect) else { return Vec::new() };
    let first = first.expect("rows need a table");
    db.migrate(folder, Some(version(first))).await.expect("first");
    if let Some(sql) = case.text("rows", "sql", dialect) {
        db.run(&sql).await;
    }
    db.run(&bad).await;
    let (lines, values) = (catalog(db).await, rows(db, &case.before).await);
    let text = second.sql(dialect, true);
    let found = run_steps(db, &SqlFile::parse(text).expect("readable")).await;
    assert!(!found.is_empty(), "{} on {dialect}: nothing is said of the rows", case.name);

    db.reconnect().await;
    let error = db.migrate(folder, None).await.expect_err("must stop");
    db.reconnect().await;
    let what = format!("{} on {dialect}: stopped by {error}", case.name);
    assert_same(&catalog(db).await, &lines, &what);
    assert_same(&rows(db, &case.before).await, &values, &what);
    // A file that copies a table brings a frame that even such a tool is safe with.
    if text.contains("\n-- zmig:foreign-keys-off\n") {
        run_on_after_failures(db, text).await;
        db.reconnect().await;
        let what = format!("{} with a tool that runs on after failures", case.name);
        assert_same(&catalog(db).await, &lines, &what);
        assert_same(&rows(db, &case.before).await, &values, &what);
    }
    found
}

/// As the sqlite3 shell runs a file: each statement by itself, whatever became of the one before.
async fn run_on_after_failures(db: &Db, text: &str) {
    let mut failures = 0;
    let mut rest = text;
    while let Some(end) = rest.find(";\n") {
        let (statement, next) = rest.split_at(end + 2);
        failures += u32::from(db.try_run(statement).await.is_err());
        rest = next;
    }
    assert!(failures > 0, "nothing failed");
}
