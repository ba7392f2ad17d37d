//! Programs that tests start as processes of their own: this binary, run with one test and a variable that says what to do.

use super::support::*;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use zmig_runtime::{Migrations, RunOptions};

const TASK: &str = "ZMIG_TEST_TASK";
const URL: &str = "ZMIG_TEST_URL";

/// Starts a process that does `task` with a database.
pub fn start(task: &str, db: &Db) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "children::a_child", "--nocapture", "--test-threads=1"])
        .env(TASK, task)
        .env(URL, &db.url)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Does nothing in an ordinary run of the tests.
#[tokio::test]
async fn a_child() {
    let Ok(task) = std::env::var(TASK) else { return };
    let url = std::env::var(URL).unwrap();
    let backend = match url.split_once(":").unwrap().0 {
        "sqlite" => Backend::Sqlite,
        "csv" => Backend::Csv,
        _ => Backend::Postgres,
    };
    if task == "plan" {
        return apply_plan(&url, backend).await;
    }
    if task == "backfill" {
        return backfill(&url).await;
    }
    if let Some(times) = task.strip_prefix("killed ") {
        return super::boundaries::ends_itself(&url, backend, times.parse().unwrap()).await;
    }
    if let Some(from) = task.strip_prefix("move ") {
        return super::transfer::kills::move_from(from, &url).await;
    }
    if task == "auto" {
        return auto_migrate(&url).await;
    }
    let set = match task.as_str() {
        "tables" => migrations(&tables(20)),
        "slow" => slow(backend),
        "stuck" => stuck(backend),
        "many files" => super::csv_kills::many_files(2),
        "long" => super::boundaries::long_step(backend),
        other => panic!("{other}"),
    };
    match set.run_pending_with(&url, &RunOptions::default().lock_timeout(Duration::from_secs(120))).await {
        Ok(report) => println!("APPLIED={}", report.applied.len()),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}

async fn backfill(url: &str) {
    match super::backfill::count().run(url).await {
        Ok(report) => println!("ROWS={} TOTAL={}", report.rows, report.total_rows),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}

async fn auto_migrate(url: &str) {
    let options = zmig_runtime::AutoMigrateOptions::default();
    match super::project::shop().auto_migrate(url, &options).await {
        Ok(report) => println!("OUTCOME={:?}", report.outcome),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}

async fn apply_plan(url: &str, backend: Backend) {
    match super::plans::slow(backend).apply(url, &zmig_runtime::ApplyOptions::default()).await {
        Ok(report) => println!("OUTCOME={:?}", report.outcome),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}

/// SQL that takes about so many milliseconds.
pub fn nap(backend: Backend, ms: u32) -> String {
    match backend {
        Backend::Postgres => format!("SELECT pg_sleep({ms} / 1000.0);\n"),
        Backend::Sqlite | Backend::Csv => format!(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {}) SELECT max(i) FROM n;\n",
            u64::from(ms) * 4_000
        ),
    }
}

/// Nine migrations that leave marks and take their time, in every kind of transaction.
pub fn slow(backend: Backend) -> Migrations {
    let nap = nap(backend, 15);
    let mut all = vec![one(1, "CREATE TABLE marks (n INTEGER, note TEXT);\n", "DROP TABLE marks;\n")];
    for n in 2..=9 {
        let mark = |step: u32| format!("INSERT INTO marks VALUES ({}, 'x');\n{nap}", n * 10 + step);
        let probe = |step: u32| format!("SELECT EXISTS (SELECT 1 FROM marks WHERE n = {})", n * 10 + step);
        let step = |step: u32| {
            format!("-- zmig:step leave mark {step}\n-- zmig:probe {}\n{}", probe(step), mark(step))
        };
        // Outside a transaction each statement of SQLite commits by itself: a step is one statement, as in generated files.
        let single = |step: u32| {
            let value = n * 10 + step;
            let insert = match backend {
                Backend::Postgres => format!("INSERT INTO marks SELECT {value}, pg_sleep(0.015)::text;\n"),
                Backend::Sqlite | Backend::Csv => format!(
                    "INSERT INTO marks WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) SELECT {value}, max(i) FROM n;\n"
                ),
            };
            format!("-- zmig:step leave mark {step}\n-- zmig:probe {}\n{insert}", probe(step))
        };
        let up = match n % 3 {
            0 => format!("-- no-transaction\n{}{}{}", single(1), single(2), single(3)),
            1 => format!(
                "-- zmig:file 1 up {} {}\n-- zmig:own-transaction\n{}{}",
                word(backend),
                name(n),
                step(1),
                step(2)
            ),
            _ => format!("{}{}", mark(1), mark(2)),
        };
        all.push(one(n, up, "DELETE FROM marks;\n"));
    }
    migrations(&all)
}

pub fn word(backend: Backend) -> &'static str {
    match backend {
        Backend::Sqlite | Backend::Csv => "sqlite",
        Backend::Postgres => "postgres",
    }
}

/// The marks that [`slow`] leaves.
pub fn marks() -> Vec<String> {
    let mut marks = Vec::new();
    for n in 2..=9 {
        let steps = if n % 3 == 0 { 3 } else { 2 };
        marks.extend((1..=steps).map(|step| (n * 10 + step).to_string()));
    }
    marks
}

/// One migration, and one that takes half a minute.
pub fn stuck(backend: Backend) -> Migrations {
    let slow = format!("CREATE TABLE t2 (id INTEGER);\n{}", nap(backend, 30_000));
    migrations(&[table(1), one(2, slow, "DROP TABLE t2;\n")])
}
