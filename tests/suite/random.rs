//! Random changes on real databases: what the migrations make is what the schema says, both ways.
//!
//! The same pairs of schemas in every run; `ZMIG_RANDOM` says how many, and `ZMIG_RANDOM_FROM` from which on.

use crate::golden::{from_nothing, migrations};
use crate::support::catalog::catalog;
use crate::support::db::Db;
use crate::support::mutate::{Pair, pairs};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use zmig_core::{Change, Dialect, Schema, SqlFile, diff, inverse_all};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_changes_lead_where_they_should_and_back() {
    let number =
        |name: &str, otherwise| std::env::var(name).map_or(otherwise, |v| v.parse().expect("a number"));
    let (from, count): (u64, u64) = (number("ZMIG_RANDOM_FROM", 0), number("ZMIG_RANDOM", 40));
    let tasks = Dialect::ALL.map(|dialect| tokio::spawn(run(dialect, from, count)));
    let mut wrong = Vec::new();
    for task in tasks {
        wrong.extend(task.await.expect("the test itself is sound"));
    }
    assert!(wrong.is_empty(), "{} of {count}:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

async fn run(dialect: Dialect, from: u64, count: u64) -> Vec<String> {
    let mut db = Db::new(dialect).await;
    let mut wrong = Vec::new();
    for seed in from..from + count {
        let pair = random(seed);
        db.reset().await;
        if let Err(why) = check(&db, &pair).await {
            wrong.push(format!("{dialect}, seed {seed}: {why}"));
            db.reconnect().await;
        }
    }
    db.drop().await;
    wrong
}

/// A number that the environment says.
pub(crate) fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |v| v.parse().expect("a number"))
}

/// The pair of that seed.
pub(crate) fn random(seed: u64) -> Pair {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    pairs().new_tree(&mut runner).expect("a pair").current()
}

async fn check(db: &Db, pair: &Pair) -> Result<(), String> {
    let changes = diff(&pair.old, &pair.new, &pair.hints).map_err(|e| format!("{e:#?}"))?;
    let told = |what: &str, error: String| {
        let list: Vec<_> = changes.iter().map(Change::summary).collect();
        format!("{what}: {error}\n  {}", list.join("\n  "))
    };
    run_all(db, &Schema::default(), &from_nothing(&pair.new), true).await.map_err(|e| told("directly", e))?;
    let expected = catalog(db).await;
    run_all(db, &pair.new, &inverse_all(&from_nothing(&pair.new)), true)
        .await
        .map_err(|e| told("to nothing", e))?;
    same(&catalog(db).await, &[]).map_err(|e| told("nothing is left", e))?;

    run_all(db, &Schema::default(), &from_nothing(&pair.old), true).await.map_err(|e| told("before", e))?;
    let before = catalog(db).await;
    run_all(db, &pair.old, &changes, true).await.map_err(|e| told("up", e))?;
    same(&catalog(db).await, &expected).map_err(|e| told("up and directly", e))?;
    run_all(db, &pair.old, &changes, false).await.map_err(|e| told("down", e))?;
    same(&catalog(db).await, &before).map_err(|e| told("down and before", e))
}

/// Runs the migrations of a list of changes, or takes them back, last first.
async fn run_all(db: &Db, old: &Schema, changes: &[Change], up: bool) -> Result<(), String> {
    let mut texts: Vec<String> =
        migrations(old, changes).iter().map(|m| m.sql(db.dialect, up).to_owned()).collect();
    if !up {
        texts.reverse();
    }
    for text in &texts {
        let file = SqlFile::parse(text).map_err(|e| e.to_string())?;
        for step in &file.steps {
            // What is asked of the rows before must be a question that the database understands at its time; the
            // first step's time is now.
            if std::ptr::eq(step, &file.steps[0]) {
                for check in &step.checks {
                    db.try_run(&check.sql).await.map_err(|e| format!("{e}\n{}", check.sql))?;
                }
            }
        }
        db.try_run(text).await.map_err(|e| format!("{e}\n{text}"))?;
    }
    Ok(())
}

fn same(found: &[String], expected: &[String]) -> Result<(), String> {
    if found == expected {
        return Ok(());
    }
    let only = |a: &[String], b: &[String], sign: &str| -> Vec<String> {
        a.iter().filter(|l| !b.contains(l)).map(|l| format!("{sign} {l}")).collect()
    };
    Err([vec!["differ".to_owned()], only(expected, found, "-"), only(found, expected, "+")]
        .concat()
        .join("\n"))
}
