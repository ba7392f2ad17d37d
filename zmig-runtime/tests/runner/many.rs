//! Many runners at once, and runners that die.

use super::children::{self, marks, slow, start, stuck};
use super::support::*;
use std::io::Read as _;
use std::process::Child;
use std::time::{Duration, Instant};
use zmig_runtime::{HistoryStatus, RunOptions};

fn output(mut child: Child) -> (bool, String) {
    let mut text = String::new();
    child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
    child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
    (child.wait().unwrap().success(), text)
}

/// `ZMIG_ROUNDS` says how many times each database sees fifty processes at once; `ZMIG_BACKEND` picks one database.
#[tokio::test(flavor = "multi_thread")]
async fn of_fifty_processes_one_applies_and_none_errs() {
    let rounds = std::env::var("ZMIG_ROUNDS").map_or(3, |v| v.parse().expect("ZMIG_ROUNDS is a number"));
    let only = std::env::var("ZMIG_BACKEND").ok();
    for backend in ALL.into_iter().filter(|b| only.as_deref().is_none_or(|o| o == children::word(*b))) {
        let begun = Instant::now();
        for round in 0..rounds {
            let db = Db::new(backend).await;
            let started: Vec<Child> = (0..50).map(|_| start("tables", &db)).collect();
            let ended: Vec<_> = started.into_iter().map(output).collect();
            for (ok, text) in &ended {
                assert!(ok, "{backend:?} round {round}: {text}");
            }
            let applied =
                |n: usize| ended.iter().filter(|(_, t)| t.contains(&format!("APPLIED={n}\n"))).count();
            assert_eq!((applied(20), applied(0)), (1, 49), "{backend:?} round {round}");
            let statuses = db.column("SELECT status FROM __zmigration").await;
            assert_eq!(statuses, vec!["SUCCESS"; 20], "{backend:?} round {round}");
        }
        eprintln!("{backend:?}: {rounds} rounds in {:?}", begun.elapsed());
    }
}

/// The next moment to kill at: spread over the whole run, the same in every run of the test.
fn moment(i: u64) -> Duration {
    let mixed = i.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407) >> 33;
    Duration::from_millis(15 + mixed % 350)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_runner_is_carried_on_and_nothing_is_done_twice() {
    for backend in ALL {
        let mut killed = 0;
        // Four rounds at least; more, with shorter moments, where the machine is faster than the killer.
        for round in 0..40_u32 {
            if round >= 4 && killed >= 8 {
                break;
            }
            let db = Db::new(backend).await;
            for i in 0..60 {
                let mut child = start("slow", &db);
                std::thread::sleep(moment(u64::from(round) * 100 + i) * 4 / (round + 4));
                if let Some(status) = child.try_wait().unwrap() {
                    let (_, text) = output(child);
                    assert!(status.success(), "{backend:?}: {text}");
                    break;
                }
                child.kill().unwrap();
                child.wait().unwrap();
                killed += 1;
            }
            let report =
                slow(backend).run_pending(&db.url).await.unwrap_or_else(|e| panic!("{backend:?}: {e}"));
            let left = db.column("SELECT n FROM marks ORDER BY n").await;
            assert_eq!(left, marks(), "{backend:?} round {round}, {} applied at last", report.applied.len());
            let success = "SELECT migration FROM __zmigration WHERE status = 'SUCCESS' ORDER BY migration";
            assert_eq!(db.column(success).await, (1..=9).map(name).collect::<Vec<_>>(), "{backend:?}");
            assert_eq!(
                db.value("SELECT count(*) FROM __zmigration_steps WHERE history_id IS NULL").await,
                "0"
            );
        }
        assert!(killed >= 8, "only {killed} were killed: the moments are too late for this machine");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_lock_goes_with_its_holder() {
    for backend in ALL {
        let db = Db::new(backend).await;
        migrations(&tables(1)).run_pending(&db.url).await.unwrap();
        let mut child = start("stuck", &db);
        // Whoever holds the lock lets nobody else begin.
        let next = migrations(&tables(2));
        let quick = RunOptions::default().lock_timeout(Duration::from_millis(1));
        std::thread::sleep(Duration::from_millis(400));
        let held = next.run_pending_with(&db.url, &quick).await.unwrap_err().to_string();
        assert!(held.contains("another runner is migrating"), "{held}");
        child.kill().unwrap();
        child.wait().unwrap();
        let killed = Instant::now();
        next.run_pending(&db.url).await.unwrap();
        assert!(killed.elapsed() < Duration::from_secs(2), "{backend:?}: {:?}", killed.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_run_lets_the_next_one_in() {
    for backend in ALL {
        for ms in [1, 5, 20, 60, 150, 300] {
            let db = Db::new(backend).await;
            let set = stuck(backend);
            let run = set.run_pending(&db.url);
            assert!(tokio::time::timeout(Duration::from_millis(ms), run).await.is_err());
            let cancelled = Instant::now();
            migrations(&tables(3)).run_pending(&db.url).await.unwrap();
            let took = cancelled.elapsed();
            assert!(took < Duration::from_secs(2), "{backend:?} after {ms} ms: {took:?}");
            assert!(db.has_table("t3").await);
        }
    }
}

/// Polls a future so often, and drops it.
pub async fn poll_times<F: std::future::Future>(future: F, times: usize) -> Option<F::Output> {
    let mut future = std::pin::pin!(future);
    let mut polled = 0;
    std::future::poll_fn(move |cx| {
        polled += 1;
        match future.as_mut().poll(cx) {
            std::task::Poll::Ready(output) => std::task::Poll::Ready(Some(output)),
            std::task::Poll::Pending if polled >= times => std::task::Poll::Ready(None),
            std::task::Poll::Pending => std::task::Poll::Pending,
        }
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_may_be_dropped_at_every_await() {
    for backend in ALL {
        let (mut dropped, mut ended) = (0, 0);
        for times in 1.. {
            let db = Db::new(backend).await;
            let all = migrations(&tables(2));
            let first = migrations(&tables(1));
            first.run_pending(&db.url).await.unwrap();
            match poll_times(all.run_pending(&db.url), times).await {
                Some(result) => {
                    result.unwrap();
                    ended += 1;
                }
                None => dropped += 1,
            }
            let begun = Instant::now();
            all.run_pending(&db.url).await.unwrap();
            assert!(begun.elapsed() < Duration::from_secs(2), "{backend:?} after {times} polls");
            let rows = all.history(&db.url).await.unwrap();
            assert_eq!(rows.len(), 2, "{backend:?} after {times} polls");
            assert!(rows.iter().all(|r| r.status == HistoryStatus::Success));
            if ended == 3 {
                break;
            }
        }
        assert!(dropped >= 6, "{backend:?}: only {dropped}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pool_in_memory_keeps_its_database_and_its_connection() {
    let pool = sqlx::sqlite::SqlitePoolOptions::new()
        .max_connections(1)
        .min_connections(1)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect("sqlite::memory:")
        .await
        .unwrap();
    let slow = format!("CREATE TABLE t2 (id INTEGER);\n{}", children::nap(Backend::Sqlite, 400));
    let set = migrations(&[table(1), one(2, slow, "DROP TABLE t2;\n")]);
    for ms in [1, 10, 60] {
        let run = set.run_pending(&pool);
        assert!(tokio::time::timeout(Duration::from_millis(ms), run).await.is_err());
        let count: i64 =
            sqlx::query_scalar("SELECT count(*) FROM sqlite_master").fetch_one(&pool).await.unwrap();
        assert_eq!(count, 0, "after {ms} ms something is left");
    }
    assert_eq!(set.run_pending(&pool).await.unwrap().applied.len(), 2);
    let on: i64 = sqlx::query_scalar("PRAGMA foreign_keys").fetch_one(&pool).await.unwrap();
    assert_eq!(on, 1);
    assert!(set.run_pending(&pool).await.unwrap().is_up_to_date());
}
