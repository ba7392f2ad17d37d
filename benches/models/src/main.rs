//! The everyday work of models, by zmig, by sqlx as a hand writes it, by diesel and by sea-orm, on the same tables of one database
//! of each kind. Prints a table in Markdown: medians, and how they compare with sqlx.
//!
//!     models --rounds 5 --postgres URL

mod by_diesel;
mod by_sea;
mod by_sqlx;
mod by_zmig;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

pub static MIGRATIONS: zmig::Migrations = zmig::embed!();

/// Rows of parents; each has ten children.
pub const PARENTS: i64 = 1_000;
pub const CHILDREN: i64 = 10;
/// Rows that are inserted at once.
pub const ROWS: i64 = 10_000;
/// Rows that are looked up one by one.
pub const FINDS: i64 = 1_000;
/// How often a list is read.
pub const LISTS: usize = 20;

/// What is measured, in the order of the table.
pub const WORK: [&str; 5] = [
    "find by key, 1,000 times",
    "list 1,000 rows, 20 times",
    "load 1,000 parents with 10 children each",
    "insert 10,000 rows",
    "insert 10,000 rows one by one in a transaction",
];

/// The times of one round, by the work.
pub type Times = Vec<(&'static str, Duration)>;

/// Runs a piece of work, and says how long it took.
pub async fn timed<F: Future>(work: F) -> (Duration, F::Output) {
    let begun = Instant::now();
    let out = work.await;
    (begun.elapsed(), out)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|a| a == name)?;
        arguments.get(at + 1).cloned()
    };
    let rounds: usize = value("--rounds").and_then(|n| n.parse().ok()).unwrap_or(5);
    let folder = tempfile::tempdir().expect("a folder");
    let sqlite = folder.path().join("bench.db").display().to_string();
    println!(
        "| on | work | sqlx | zmig | zmig / sqlx | diesel | diesel / sqlx | sea-orm | sea-orm / sqlx |\n|---|---|---|---|---|---|---|---|---|"
    );
    on("SQLite", &format!("sqlite://{sqlite}?mode=rwc"), &sqlite, rounds).await;
    if let Some(url) = value("--postgres") {
        on("PostgreSQL", &url, &url, rounds).await;
    }
}

async fn on(name: &str, url: &str, plain: &str, rounds: usize) {
    MIGRATIONS.run_pending(url).await.expect("the tables");
    by_zmig::fill(url).await;
    let mut all: BTreeMap<(&str, &str), Vec<Duration>> = BTreeMap::new();
    // The first round warms up.
    for round in 0..=rounds {
        // Who comes first has other neighbours on the processor: they take turns.
        let (sqlx, zmig) = if round % 2 == 0 {
            let sqlx = by_sqlx::round(url).await;
            (sqlx, by_zmig::round(url).await)
        } else {
            let zmig = by_zmig::round(url).await;
            (by_sqlx::round(url).await, zmig)
        };
        let diesel = by_diesel::round(plain);
        let sea = by_sea::round(url).await;
        for (tool, times) in [("sqlx", sqlx), ("zmig", zmig), ("diesel", diesel), ("sea-orm", sea)] {
            for (work, time) in times {
                if round > 0 {
                    all.entry((tool, work)).or_default().push(time);
                }
            }
        }
    }
    let mut median = |tool, work| {
        let times = all.get_mut(&(tool, work))?;
        times.sort();
        times.get(times.len() / 2).map(Duration::as_secs_f64)
    };
    for work in WORK {
        let (Some(sqlx), Some(zmig), Some(diesel), Some(sea)) =
            (median("sqlx", work), median("zmig", work), median("diesel", work), median("sea-orm", work))
        else {
            continue;
        };
        println!(
            "| {name} | {work} | {:.1} ms | {:.1} ms | {:.2} | {:.1} ms | {:.2} | {:.1} ms | {:.2} |",
            sqlx * 1e3,
            zmig * 1e3,
            zmig / sqlx,
            diesel * 1e3,
            diesel / sqlx,
            sea * 1e3,
            sea / sqlx
        );
    }
}
