//! Runs that end between any two of their steps: dropped, killed, or cut off from the server. Whatever the moment, the next
//! run goes on at once, and nothing is done twice or left out.

use super::children::{start, word};
use super::many::poll_times;
use super::support::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use zmig_runtime::{DataMigration, Error, HookContext, HookFuture, Migrations, RunOptions};

/// What the next run may take where the last one ended badly.
const AT_ONCE: Duration = Duration::from_secs(2);

/// A migration of every kind, each of which leaves marks.
pub fn every_kind(backend: Backend) -> Migrations {
    let outside = |n: u32| {
        let probe = format!("SELECT EXISTS (SELECT 1 FROM marks WHERE n = {n})");
        format!("-- zmig:step leave {n}\n-- zmig:probe {probe}\nINSERT INTO marks VALUES ({n});\n")
    };
    let own = format!(
        "-- zmig:file 1 up {} {}\n-- zmig:own-transaction\n-- zmig:step leave 31\nINSERT INTO marks VALUES (31);\n\
         -- zmig:step hook after_migrate\n-- zmig:call leave_32\n",
        word(backend),
        name(3)
    );
    migrations(&[
        one(1, "CREATE TABLE marks (n INTEGER);\n", "DROP TABLE marks;\n"),
        one(2, "INSERT INTO marks VALUES (21);\nINSERT INTO marks VALUES (22);\n", "SELECT 1;\n"),
        one(3, own, "SELECT 1;\n"),
        one(4, format!("-- no-transaction\n{}{}", outside(41), outside(42)), "SELECT 1;\n"),
    ])
}

pub fn options() -> RunOptions {
    fn leave_32(mut cx: HookContext<'_>) -> HookFuture<'_> {
        Box::pin(async move { cx.execute("INSERT INTO marks VALUES (32)").await.map(|_| ()) })
    }
    fn leave_35(mut cx: HookContext<'_>) -> HookFuture<'_> {
        Box::pin(async move { cx.execute("INSERT INTO marks VALUES (35)").await.map(|_| ()) })
    }
    let data = DataMigration::new("leave_35", "s", "v1.3.0", leave_35);
    RunOptions::default().hook("leave_32", leave_32).data_migration(data)
}

/// The next run, from wherever the last one ended.
async fn goes_on(db: &Db, moment: &str) {
    let begun = Instant::now();
    let ran = every_kind(db.backend).run_pending_with(&db.url, &options()).await;
    ran.unwrap_or_else(|e| panic!("{:?} {moment}: {e}", db.backend));
    assert!(begun.elapsed() < AT_ONCE, "{:?} {moment}: {:?}", db.backend, begun.elapsed());
    let marks = db.column("SELECT n FROM marks ORDER BY n").await;
    assert_eq!(marks, ["21", "22", "31", "32", "35", "41", "42"], "{:?} {moment}", db.backend);
    let rows = db.column("SELECT migration FROM __zmigration WHERE status = 'SUCCESS' ORDER BY id").await;
    assert_eq!(rows, [name(1), name(2), name(3), "leave_35".into(), name(4)], "{:?} {moment}", db.backend);
    let open = "SELECT count(*) FROM __zmigration_steps WHERE history_id IS NULL";
    assert_eq!(db.value(open).await, "0", "{:?} {moment}", db.backend);
    for table in ["marks", "__zmigration", "__zmigration_steps", "__zmigration_database"] {
        db.rows(&format!("DROP TABLE {table}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_of_every_kind_may_be_dropped_at_every_await() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let (mut dropped, mut ended) = (0, 0);
        for times in 1.. {
            match poll_times(every_kind(backend).run_pending_with(&db.url, &options()), times).await {
                Some(result) => {
                    result.unwrap();
                    ended += 1;
                }
                None => dropped += 1,
            }
            goes_on(&db, &format!("dropped after {times} polls")).await;
            if ended == 2 {
                break;
            }
        }
        assert!(dropped >= 15, "{backend:?}: only {dropped}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_may_be_killed_at_every_await() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let (mut killed, mut ended) = (0, 0);
        for times in 1.. {
            let out = start(&format!("killed {times}"), &db).wait_with_output().unwrap();
            let text = String::from_utf8_lossy(&out.stdout).into_owned();
            if text.contains("ENDED") {
                ended += 1;
            } else {
                assert!(!out.status.success() && !text.contains("panicked"), "{backend:?}: {text}");
                killed += 1;
            }
            goes_on(&db, &format!("killed after {times} polls")).await;
            if ended == 2 {
                break;
            }
        }
        assert!(killed >= 15, "{backend:?}: only {killed}");
    }
}

/// In a process of its own: ends it in the middle of a run, as a kill does.
pub async fn ends_itself(url: &str, backend: Backend, times: usize) {
    match poll_times(every_kind(backend).run_pending_with(url, &options()), times).await {
        Some(result) => {
            result.unwrap();
            println!("ENDED");
        }
        None => std::process::abort(),
    }
}

/// Passes a client's connections on to the server, and cuts them at one of its messages: before the server has it, or as
/// soon as it does, so that nobody hears the answer.
async fn cutting_proxy(server: String, at: usize, before: bool) -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&sent);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (server, counter) = (server.clone(), Arc::clone(&counter));
            tokio::spawn(async move { pass_on(client, &server, &counter, at, before).await });
        }
    });
    (port, sent)
}

async fn pass_on(
    client: TcpStream,
    server: &str,
    sent: &AtomicUsize,
    at: usize,
    before: bool,
) -> std::io::Result<()> {
    let (mut from_client, mut to_client) = client.into_split();
    let (mut from_server, mut to_server) = TcpStream::connect(server).await?.into_split();
    let answers = tokio::spawn(async move { tokio::io::copy(&mut from_server, &mut to_client).await });
    let mut message = vec![0; 1 << 16];
    loop {
        let length = from_client.read(&mut message).await?;
        let number = sent.fetch_add(1, Ordering::SeqCst) + 1;
        if length == 0 || number >= at {
            // The answer is not waited for, and nobody gets it.
            answers.abort();
            if number == at && !before {
                to_server.write_all(&message[..length]).await?;
            }
            return Ok(());
        }
        to_server.write_all(&message[..length]).await?;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_may_be_cut_at_every_message() {
    let db = Db::new(Backend::Postgres).await;
    let (scheme, rest) = db.url.split_once("://").unwrap();
    let (user, rest) = rest.rsplit_once('@').unwrap();
    let (server, name) = rest.split_once('/').unwrap();
    let server = if server.contains(':') { server.to_owned() } else { format!("{server}:5432") };
    let (mut cut, mut ended) = (0, 0);
    for at in 1.. {
        for before in [true, false] {
            let (port, sent) = cutting_proxy(server.clone(), at, before).await;
            let url = format!("{scheme}://{user}@127.0.0.1:{port}/{name}?sslmode=disable");
            match every_kind(Backend::Postgres).run_pending_with(&url, &options()).await {
                Ok(_) => ended += 1,
                Err(error) => {
                    let text = error.to_string();
                    let is_known =
                        matches!(error, Error::Failed(_) | Error::Connect { .. } | Error::Database { .. });
                    assert!(is_known && sent.load(Ordering::SeqCst) >= at, "{text}");
                    cut += 1;
                }
            }
            goes_on(&db, &format!("cut at message {at}, before: {before}")).await;
        }
        if ended >= 2 {
            break;
        }
    }
    assert!(cut >= 30, "only {cut}");
}

/// The long step of [`long_step`], which takes as long as the database says.
pub fn long_step(backend: Backend) -> Migrations {
    let insert = match backend {
        Backend::Postgres => "INSERT INTO t1 SELECT 1, pg_sleep(seconds)::text FROM nap",
        Backend::Sqlite | Backend::Csv => {
            "INSERT INTO t1 WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c \
             WHERE i < (SELECT seconds FROM nap) * 5000000) SELECT 1, max(i) FROM c"
        }
    };
    let up = format!(
        "-- no-transaction\n-- zmig:step long\n-- zmig:probe SELECT EXISTS (SELECT 1 FROM t1)\n{insert};\n"
    );
    migrations(&[table(1), one(2, up, "DELETE FROM t1;\n")])
}

/// The client of a long statement is killed, and the server would go on with it.
#[tokio::test(flavor = "multi_thread")]
async fn a_runner_that_is_killed_in_a_long_statement_is_carried_on() {
    for backend in ALL {
        let db = Db::new(backend).await;
        migrations(&tables(1)).run_pending(&db.url).await.unwrap();
        db.rows("CREATE TABLE nap (seconds INTEGER)").await;
        db.rows("INSERT INTO nap VALUES (60)").await;
        let mut child = start("long", &db);
        let begun = Instant::now();
        while db.value("SELECT count(*) FROM __zmigration_steps WHERE state = 'STARTED'").await != "1" {
            assert!(begun.elapsed() < Duration::from_secs(20), "it never began");
            std::thread::sleep(Duration::from_millis(20));
        }
        std::thread::sleep(Duration::from_millis(300));
        child.kill().unwrap();
        child.wait().unwrap();
        let killed = Instant::now();
        while db.try_rows("UPDATE nap SET seconds = 0").await.is_err() {
            std::thread::sleep(Duration::from_millis(20));
        }
        long_step(backend).run_pending(&db.url).await.unwrap();
        assert!(killed.elapsed() < AT_ONCE, "{backend:?}: {:?}", killed.elapsed());
        assert_eq!(db.value("SELECT count(*) FROM t1").await, "1", "{backend:?}");
        if backend == Backend::Postgres {
            let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'INSERT INTO t1%' \
                          AND state = 'active'";
            assert_eq!(db.value(others).await, "0", "the server goes on with what nobody waits for");
        }
    }
}
