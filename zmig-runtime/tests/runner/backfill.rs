//! Backfills.

use super::children::start;
use super::support::*;
use sqlx::{AssertSqlSafe, Row as _};
use std::io::Read as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use zmig_runtime::{
    Backfill, BackfillPage, BackfillReport, Error, HookConnection, HookFuture, IntrospectOptions, RunOptions,
};

/// A table of so many rows, each of which wants its column `n` to be raised once.
async fn counters(backend: Backend, rows: u32) -> Db {
    let db = Db::new(backend).await;
    db.rows(&format!(
        "CREATE TABLE counters (id INTEGER PRIMARY KEY, n INTEGER NOT NULL DEFAULT 0); \
         INSERT INTO counters (id) WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < {rows}) \
         SELECT i FROM c;"
    ))
    .await;
    db
}

/// Raises each counter once, in small batches that take their time.
pub fn count() -> Backfill {
    Backfill::new("count", "counters", "n = 0").set("n", "n + 1").batch(10).pause(Duration::from_millis(2))
}

const TALLY: &str = "SELECT count(*), sum(n), min(n), max(n) FROM counters";

fn tally(rows: u32) -> Vec<Vec<String>> {
    vec![vec![rows.to_string(), rows.to_string(), "1".to_owned(), "1".to_owned()]]
}

#[tokio::test]
async fn every_row_is_done_once_in_batches_and_a_second_run_does_nothing() {
    for backend in ALL {
        let db = counters(backend, 95).await;
        static BATCHES: Mutex<Vec<(u64, u64)>> = Mutex::new(Vec::new());
        BATCHES.lock().unwrap().clear();
        let seen = |r: &BackfillReport| BATCHES.lock().unwrap().push((r.batches, r.rows));
        let report = count().on_batch(seen).run(&db.url).await.unwrap();
        assert_eq!((report.rows, report.total_rows, report.batches), (95, 95, 10), "{report}");
        assert!(!report.resumed && !report.was_done);
        assert_eq!(BATCHES.lock().unwrap().last(), Some(&(10, 95)));
        assert_eq!(db.rows(TALLY).await, tally(95));
        assert!(report.elapsed >= Duration::from_millis(20), "ten pauses: {report}");
        let again = count().run(&db.url).await.unwrap();
        assert!(again.was_done && again.rows == 0 && again.total_rows == 95, "{again}");
        assert_eq!(again.to_string(), "count: done already, 95 rows in all");
        // Its table is zmig's own affair.
        let found = zmig_runtime::introspect(&db.url, &IntrospectOptions::default()).await.unwrap();
        assert_eq!(found.schema.tables.keys().collect::<Vec<_>>(), ["counters"], "{backend:?}");
        // Another assignment under the same id is another backfill.
        let error = count().set("n", "5").run(&db.url).await.unwrap_err().to_string();
        assert!(error.contains("an id of its own"), "{error}");
    }
}

#[tokio::test]
async fn keys_of_several_columns_and_odd_values_are_gone_through() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let (bytes, number) = match backend {
            Backend::Sqlite | Backend::Csv => ("BLOB", "REAL"),
            Backend::Postgres => ("BYTEA", "DOUBLE PRECISION"),
        };
        let bytes_of = |i: i32| match backend {
            Backend::Sqlite | Backend::Csv => format!("X'00{i:02x}27'"),
            Backend::Postgres => format!("'\\x00{i:02x}27'"),
        };
        db.rows(&format!(
            "CREATE TABLE \"odd \"\" table\" (\"a \"\" b\" TEXT, num {number}, raw {bytes}, at TIMESTAMP, done TEXT, \
             PRIMARY KEY (\"a \"\" b\", num, raw, at))"
        ))
        .await;
        let words = ["", "O'Hara", "a\\b", "zwölf", "; --", "line\nbreak"];
        for (i, word) in words.iter().enumerate() {
            for number in ["0.1", "-1e300", "12345.678901234567"] {
                let word = word.replace('\'', "''");
                let raw = bytes_of(i32::try_from(i).unwrap());
                db.rows(&format!(
                    "INSERT INTO \"odd \"\" table\" VALUES ('{word}', {number}, {raw}, '2025-01-02 03:04:05.678901', NULL)"
                ))
                .await;
            }
        }
        let fill = Backfill::new("odd", "odd \" table", "done IS NULL -- to do")
            .set("done", "'yes' -- done")
            .batch(4);
        let report = fill.run(&db.url).await.unwrap();
        assert_eq!((report.rows, report.batches), (18, 5), "{backend:?}: {report}");
        assert_eq!(db.value("SELECT count(*) FROM \"odd \"\" table\" WHERE done = 'yes'").await, "18");
    }
}

#[tokio::test]
async fn a_function_gets_each_page_and_its_connection() {
    fn fill(mut page: BackfillPage<'_>) -> HookFuture<'_> {
        Box::pin(async move {
            let select = AssertSqlSafe(format!("SELECT id FROM counters WHERE {}", page.rows));
            let ids: Vec<String> = match &mut page.connection {
                HookConnection::Sqlite(conn) => {
                    let rows = sqlx::query(select).fetch_all(&mut **conn).await?;
                    for row in &rows {
                        let update =
                            sqlx::query("UPDATE counters SET n = 1 WHERE id = ?").bind(row.get::<i64, _>(0));
                        update.execute(&mut **conn).await?;
                    }
                    rows.iter().map(|r| r.get::<i64, _>(0).to_string()).collect()
                }
                HookConnection::Postgres(conn) => {
                    let rows = sqlx::query(select).fetch_all(&mut **conn).await?;
                    for row in &rows {
                        let update =
                            sqlx::query("UPDATE counters SET n = 1 WHERE id = $1").bind(row.get::<i32, _>(0));
                        update.execute(&mut **conn).await?;
                    }
                    rows.iter().map(|r| r.get::<i32, _>(0).to_string()).collect()
                }
                _ => return Err("another database".into()),
            };
            let keys: Vec<String> = page.keys.iter().map(|k| k.join(",")).collect();
            if keys == ids { Ok(()) } else { Err(format!("{keys:?} and {ids:?}").into()) }
        })
    }
    for backend in ALL {
        let db = counters(backend, 25).await;
        // It fails in its third batch: the two before it stay, and the next run goes on behind them.
        static CALLS: AtomicU32 = AtomicU32::new(0);
        CALLS.store(0, Ordering::SeqCst);
        let failing = Backfill::new("each", "counters", "n = 0").batch(10).each(|page| {
            let third = CALLS.fetch_add(1, Ordering::SeqCst) == 2;
            Box::pin(async move {
                fill(page).await?;
                if third { panic!("in the third") } else { Ok(()) }
            })
        });
        let error = failing.run(&db.url).await.unwrap_err().to_string();
        assert!(
            error.contains("it panicked: in the third") && error.contains("20 rows in 2 batches"),
            "{error}"
        );
        assert_eq!(db.value("SELECT sum(n) FROM counters").await, "20", "{backend:?}");
        let report =
            Backfill::new("each", "counters", "n = 0").batch(10).each(fill).run(&db.url).await.unwrap();
        assert_eq!((report.rows, report.total_rows, report.resumed), (5, 25, true), "{report}");
        assert_eq!(db.rows(TALLY).await, tally(25));
    }
}

#[tokio::test]
async fn rows_that_come_meanwhile_are_covered() {
    for backend in ALL {
        let db = counters(backend, 50).await;
        static CALLS: AtomicU32 = AtomicU32::new(0);
        CALLS.store(0, Ordering::SeqCst);
        fn fill(page: BackfillPage<'_>) -> HookFuture<'_> {
            Box::pin(async move {
                let update = AssertSqlSafe(format!("UPDATE counters SET n = 1 WHERE {}", page.rows));
                // Behind the place that the backfill has reached, and before it; more of them in the second pass.
                let come = match CALLS.fetch_add(1, Ordering::SeqCst) {
                    4 => "INSERT INTO counters (id) VALUES (-1), (-2), (1000)",
                    5 => "INSERT INTO counters (id) VALUES (-3)",
                    _ => "SELECT 1",
                };
                match page.connection {
                    HookConnection::Sqlite(conn) => {
                        sqlx::raw_sql(update).execute(&mut *conn).await?;
                        sqlx::raw_sql(come).execute(conn).await?;
                    }
                    HookConnection::Postgres(conn) => {
                        sqlx::raw_sql(update).execute(&mut *conn).await?;
                        sqlx::raw_sql(come).execute(conn).await?;
                    }
                    _ => return Err("another database".into()),
                }
                Ok(())
            })
        }
        let report =
            Backfill::new("late", "counters", "n = 0").batch(10).each(fill).run(&db.url).await.unwrap();
        assert_eq!(report.rows, 54, "{report}");
        assert_eq!(db.rows(TALLY).await, tally(54), "{backend:?}");
    }
}

/// A batch that takes too long is halved until it fits.
#[tokio::test]
async fn a_batch_that_runs_into_the_time_out_is_halved() {
    for backend in ALL {
        let db = counters(backend, 40).await;
        let slow = |ms: u32| match backend {
            Backend::Postgres => format!("(SELECT 1 FROM pg_sleep({ms} / 1000.0 + 0 * id))"),
            Backend::Sqlite | Backend::Csv => format!(
                "(WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < {} + 0 * id) SELECT min(i) FROM c)",
                ms * 5_000
            ),
        };
        let options = RunOptions::default().statement_timeout(Duration::from_millis(300));
        let fill = Backfill::new("slow", "counters", "n = 0").set("n", slow(20)).batch(40);
        let report = fill.run_with(&db.url, &options).await.unwrap();
        assert!(report.retries >= 1 && report.batch_size < 40, "{backend:?}: {report}");
        assert_eq!(report.rows, 40);
        assert_eq!(db.rows(TALLY).await, tally(40));
        // One row that takes too long by itself is an error that says so.
        let db = counters(backend, 3).await;
        let fill = Backfill::new("slow", "counters", "n = 0").set("n", slow(3_000)).batch(2);
        let error = fill.run_with(&db.url, &options).await.unwrap_err().to_string();
        assert!(error.contains("statement_timeout"), "{error}");
    }
}

#[tokio::test]
async fn what_cannot_be_filled_says_why() {
    for backend in ALL {
        let db = counters(backend, 30).await;
        db.rows("CREATE TABLE keyless (a INTEGER, b INTEGER)").await;
        let refused = |fill: Backfill| {
            let url = db.url.clone();
            async move { fill.run(&url).await.unwrap_err().to_string() }
        };
        let error = refused(Backfill::new("a", "counters", "n = 0")).await;
        assert!(error.contains("sets no column"), "{error}");
        let error = refused(Backfill::new("b", "keyless", "a = 0").set("a", "1")).await;
        assert!(error.contains("no primary key"), "{error}");
        let error = refused(Backfill::new("c", "nowhere", "a = 0").set("a", "1")).await;
        assert!(error.contains("there is no table nowhere"), "{error}");
        // It would go on for ever: nothing that it did is kept.
        let error = refused(Backfill::new("d", "counters", "n < 10").set("n", "n + 1").batch(7)).await;
        assert!(
            error.contains("leaves its rows as they were") && error.contains("1; 2; 3; 4; 5 and 2 more"),
            "{error}"
        );
        assert_eq!(db.value("SELECT max(n) FROM counters").await, "0", "{backend:?}");
        let error = refused(Backfill::new("e", "counters", "n = 0").set("nothing", "1")).await;
        assert!(error.contains("nothing") && error.contains("0 rows in 0 batches"), "{error}");
    }
}

fn said(child: std::process::Child) -> (bool, String) {
    let mut text = String::new();
    let out = child.wait_with_output().unwrap();
    out.stdout.as_slice().read_to_string(&mut text).unwrap();
    out.stderr.as_slice().read_to_string(&mut text).unwrap();
    (out.status.success(), text)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_backfill_goes_on_where_it_stopped() {
    for backend in ALL {
        let (mut killed, mut kept) = (0, 0);
        let db = counters(backend, 1500).await;
        for i in 0..200_u64 {
            let mut child = start("backfill", &db);
            std::thread::sleep(Duration::from_millis(40 + i * 37 % 160));
            if child.try_wait().unwrap().is_some() {
                let (success, text) = said(child);
                assert!(success && text.contains("TOTAL=1500"), "{backend:?}: {text}");
                break;
            }
            child.kill().unwrap();
            child.wait().unwrap();
            killed += 1;
            // What was committed stays, and its number with it.
            if let Ok(rows) =
                db.try_rows("SELECT rows_done FROM __zmigration_backfill WHERE id = 'count'").await
                && let Some(row) = rows.first()
            {
                let done: u64 = row[0].parse().unwrap();
                assert!(done >= kept, "{done} and {kept}");
                kept = done;
            }
        }
        let report = count().run(&db.url).await.unwrap();
        assert_eq!(report.total_rows, 1500, "{backend:?}: {report}");
        assert_eq!(db.rows(TALLY).await, tally(1500), "{backend:?}");
        assert!(killed >= 3 && kept > 0, "{backend:?}: {killed} kills, {kept} rows kept under them");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_processes_share_the_batches() {
    for backend in ALL {
        let db = counters(backend, 600).await;
        let children: Vec<_> = (0..4).map(|_| start("backfill", &db)).collect();
        let (mut rows, mut workers) = (0, 0);
        for child in children {
            let (success, text) = said(child);
            assert!(success && text.contains("TOTAL=600"), "{backend:?}: {text}");
            let own = text.split("ROWS=").nth(1).and_then(|t| t.split(' ').next()).unwrap();
            let own: u32 = own.parse().unwrap();
            (rows, workers) = (rows + own, workers + u32::from(own > 0));
        }
        assert_eq!((rows, db.rows(TALLY).await), (600, tally(600)), "{backend:?}");
        assert!(workers >= 2, "{backend:?}: one did everything");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dropped_backfill_leaves_nothing_locked() {
    for backend in ALL {
        let db = counters(backend, 300).await;
        for ms in [1, 5, 20, 50, 90] {
            let fill = count();
            drop(tokio::time::timeout(Duration::from_millis(ms), fill.run(&db.url)).await);
        }
        let begun = Instant::now();
        let report = count().pause(Duration::ZERO).run(&db.url).await.unwrap();
        assert_eq!((report.total_rows, db.rows(TALLY).await), (300, tally(300)), "{backend:?}");
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
    }
}

/// A backfill that another one holds up for too long says so, and a row that nobody gives free is no endless wait.
#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_held_up_for_good_gives_up() {
    let db = counters(Backend::Postgres, 30).await;
    let options = RunOptions::default().lock_timeout(Duration::from_millis(300));
    let third = Backfill::new("count", "counters", "n = 0").each(|_| Box::pin(std::future::pending()));
    let url = db.url.clone();
    let stuck = tokio::spawn(async move { third.run(&url).await });
    while db.try_rows("SELECT 1 FROM __zmigration_backfill").await.map_or(true, |rows| rows.is_empty()) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    let error = count().run_with(&db.url, &options).await.unwrap_err();
    assert!(matches!(error, Error::LockTimeout { .. }), "{error}");
    stuck.abort();
    drop(stuck.await);
    count().run(&db.url).await.unwrap();
    assert_eq!(db.rows(TALLY).await, tally(30));
}
