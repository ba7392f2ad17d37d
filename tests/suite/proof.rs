//! The laws on live databases: random pairs of schemas, tables full of awkward rows, and the way there and back on SQLite
//! and on PostgreSQL.
//!
//! For each pair and each database: what zmig creates is what introspection reads, and it can be created again from that;
//! the migration leads to the very database that the new schema makes by itself, and its down to the one before; rows stay
//! as they are, save where a change says that they may not; what is called safe is never refused, and what is refused
//! leaves nothing behind. Where both databases can hold a pair, the same becomes of the rows in both.
//!
//! | variable | |
//! |---|---|
//! | `ZMIG_CASES` | how many pairs, 500 unless it says otherwise |
//! | `ZMIG_FROM` | the seed of the first, 0 unless it says otherwise |
//! | `ZMIG_SEED` | this pair and no other |
//! | `ZMIG_BACKEND` | `sqlite` or `postgres`, for one of them alone |
//!
//! A failure names its seed, and shows the smallest pair that fails the same way.

mod case;
mod cells;
mod drafts;
mod fill;
mod flow;
mod keep;
mod locks;
mod road;
mod runner;
mod same;
mod seen;
mod shrink;
mod walk;

use crate::support::db::Db;
use case::Case;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use zmig_core::Dialect;

/// A law that does not hold.
#[derive(Clone, Debug)]
pub(crate) struct Failure {
    /// Which one, in a few words: what makes a smaller case the same one.
    pub(crate) law: &'static str,
    /// What was found instead.
    pub(crate) text: String,
}

impl Failure {
    pub(crate) fn new(law: &'static str, text: impl Into<String>) -> Self {
        Self { law, text: text.into() }
    }
}

/// How the cases went.
#[derive(Default)]
struct Tally {
    held: [AtomicUsize; 2],
    moved: AtomicUsize,
    refused: AtomicUsize,
    agreed: AtomicUsize,
}

struct Plan {
    next: AtomicU64,
    end: u64,
    backends: Vec<Dialect>,
    /// How many failures are made smaller: it takes its time.
    to_shrink: AtomicUsize,
    tally: Tally,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn laws_hold_on_live_databases() {
    let seed: Option<u64> = said("ZMIG_SEED");
    let (from, cases) =
        seed.map_or((said("ZMIG_FROM").unwrap_or(0), said("ZMIG_CASES").unwrap_or(500)), |s| (s, 1));
    let only: Option<Dialect> = said("ZMIG_BACKEND");
    let plan = Arc::new(Plan {
        next: AtomicU64::new(from),
        end: from + cases,
        backends: Dialect::ALL.into_iter().filter(|d| only.is_none_or(|o| o == *d)).collect(),
        to_shrink: AtomicUsize::new(3),
        tally: Tally::default(),
    });
    let begun = std::time::Instant::now();
    // Each waits for its server now and then, so that there are more of them than the machine has cores.
    let workers: Vec<_> = (0..4.min(cases)).map(|_| tokio::spawn(work(Arc::clone(&plan)))).collect();
    let mut wrong = Vec::new();
    for worker in workers {
        wrong.extend(worker.await.expect("the test itself is sound"));
    }
    let count = |n: &AtomicUsize| n.load(Ordering::Relaxed);
    let tally = &plan.tally;
    eprintln!(
        "{cases} pairs in {:.1?}: {} on SQLite, {} on PostgreSQL; {} kept their rows, {} were refused, {} went alike on both",
        begun.elapsed(),
        count(&tally.held[0]),
        count(&tally.held[1]),
        count(&tally.moved),
        count(&tally.refused),
        count(&tally.agreed),
    );
    assert!(wrong.is_empty(), "{} of {cases} pairs:\n\n{}", wrong.len(), wrong.join("\n\n"));
    if cases >= 100 && only.is_none() {
        // What proves nothing is no proof.
        for (what, n) in [("moved", &tally.moved), ("refused", &tally.refused), ("agreed", &tally.agreed)] {
            assert!(count(n) as u64 >= cases / 20, "only {} of {cases} pairs {what}", count(n));
        }
    }
}

/// What the environment says.
fn said<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok().map(|v| v.parse().unwrap_or_else(|_| panic!("{name}={v} means nothing here")))
}

/// Takes one case after the other, until there are none left. What went wrong, in words.
async fn work(plan: Arc<Plan>) -> Vec<String> {
    let mut databases = Vec::new();
    for dialect in &plan.backends {
        databases.push(Db::quick(*dialect).await);
    }
    let mut wrong = Vec::new();
    loop {
        let seed = plan.next.fetch_add(1, Ordering::Relaxed);
        if seed >= plan.end || wrong.len() >= 20 {
            break;
        }
        let case = Case::of(seed);
        let result = prove(&mut databases, &case, Some(&plan.tally)).await;
        if let Err((dialect, failure)) = result {
            let mut shown = format!("seed {seed}, {dialect}: {}: {}", failure.law, failure.text);
            let may = plan.to_shrink.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1));
            if may.is_ok() {
                let (smaller, failure) = shrink::shrink(&mut databases, case, failure).await;
                shown.push_str(&format!("\n\nmade smaller: {}\n{}", failure.text, smaller.show()));
            }
            shown.push_str(&format!("\n\nZMIG_SEED={seed} ./test laws_hold"));
            // A long run may be cut off before its end.
            eprintln!("{shown}\n");
            wrong.push(shown);
            for db in &mut databases {
                db.reconnect().await;
            }
        }
    }
    for db in databases {
        db.drop().await;
    }
    wrong
}

/// Whether all laws hold for a case, in each database and between them.
async fn prove(databases: &mut [Db], case: &Case, tally: Option<&Tally>) -> Result<(), (String, Failure)> {
    let count = |n: &AtomicUsize, if_so: bool| {
        n.fetch_add(usize::from(if_so), Ordering::Relaxed);
    };
    let mut found = Vec::new();
    for db in databases {
        let name = db.dialect.title().to_owned();
        let walked = walk::walk(db, case).await.map_err(|failure| (name, failure))?;
        if let (Some(tally), Some(walked)) = (tally, &walked) {
            count(&tally.held[usize::from(db.dialect == Dialect::Postgres)], true);
            count(&tally.moved, walked.after.is_some() && !walked.before.is_empty());
            count(&tally.refused, walked.after.is_none());
        }
        found.push(walked);
    }
    if let [Some(sqlite), Some(postgres)] = found.as_slice()
        && case.is_alike()
    {
        sqlite
            .agrees(postgres)
            .map_err(|text| ("both".to_owned(), Failure::new("the databases agree on the rows", text)))?;
        if let Some(tally) = tally {
            count(&tally.agreed, true);
        }
    }
    Ok(())
}
