//! Behind a transaction pooler: a small one of our own, which hands one session of the server to all its clients, for a
//! transaction at a time.

use super::support::*;
use sqlx::{AssertSqlSafe, ConnectOptions as _};
use std::sync::Arc;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use zmig_runtime::Error;

/// A message of the protocol: its kind and its body.
async fn message(stream: &mut TcpStream) -> std::io::Result<(u8, Vec<u8>)> {
    let kind = stream.read_u8().await?;
    let length = stream.read_u32().await?;
    let mut body = vec![0; length as usize - 4];
    stream.read_exact(&mut body).await?;
    Ok((kind, body))
}

fn packed((kind, body): &(u8, Vec<u8>)) -> Vec<u8> {
    let mut bytes = vec![*kind];
    bytes.extend(u32::try_from(body.len() + 4).unwrap().to_be_bytes());
    bytes.extend(body);
    bytes
}

/// The first packet of a client, behind any question about encryption.
async fn startup(stream: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    loop {
        let length = stream.read_u32().await?;
        let mut body = vec![0; length as usize - 4];
        stream.read_exact(&mut body).await?;
        if body[..4] == 80_877_103_u32.to_be_bytes() {
            stream.write_all(b"N").await?;
            continue;
        }
        let mut packet = length.to_be_bytes().to_vec();
        packet.extend(body);
        return Ok(packet);
    }
}

struct Session {
    server: TcpStream,
    greeting: Vec<u8>,
}

async fn serve(
    mut client: TcpStream,
    shared: Arc<Mutex<Option<Session>>>,
    server: String,
) -> std::io::Result<()> {
    let packet = startup(&mut client).await?;
    {
        let mut session = shared.lock().await;
        if session.is_none() {
            let mut upstream = TcpStream::connect(&server).await?;
            upstream.write_all(&packet).await?;
            let mut greeting = Vec::new();
            loop {
                let answer = message(&mut upstream).await?;
                greeting.extend(packed(&answer));
                if answer.0 == b'Z' {
                    break;
                }
            }
            *session = Some(Session { server: upstream, greeting });
        }
        client.write_all(&session.as_ref().unwrap().greeting).await?;
    }
    loop {
        // Between transactions the session belongs to whoever comes first.
        let mut asked = message(&mut client).await?;
        let mut session = shared.lock().await;
        let upstream = &mut session.as_mut().unwrap().server;
        loop {
            if asked.0 == b'X' {
                return Ok(());
            }
            upstream.write_all(&packed(&asked)).await?;
            let state = loop {
                let answer = message(upstream).await?;
                client.write_all(&packed(&answer)).await?;
                if answer.0 == b'Z' {
                    break answer.1[0];
                }
            };
            if state == b'I' {
                break;
            }
            asked = message(&mut client).await?;
        }
    }
}

/// Starts a pooler before a database; the URL that goes through it.
async fn pooled(db: &Db) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (rest, name) = db.url.rsplit_once('/').unwrap();
    let (user, server) = rest.rsplit_once('@').unwrap();
    let (user, server, name) = (user.to_owned(), server.to_owned(), name.to_owned());
    tokio::spawn(async move {
        let shared = Arc::new(Mutex::new(None));
        while let Ok((client, _)) = listener.accept().await {
            let (shared, server) = (Arc::clone(&shared), server.clone());
            tokio::spawn(async move { serve(client, shared, server).await.ok() });
        }
    });
    format!("{user}@127.0.0.1:{port}/{name}?sslmode=disable")
}

#[tokio::test(flavor = "multi_thread")]
async fn transactions_go_through_a_pooler_and_leave_nothing_in_its_session() {
    let db = Db::new(Backend::Postgres).await;
    let url = pooled(&db).await;
    let mut all = tables(3);
    all[1].up.push_str("SET LOCAL search_path = pg_catalog;\n");
    let set = migrations(&all);
    let runs = (0..4).map(|_| {
        let url = url.clone();
        tokio::spawn(async move { set.run_pending(&url).await.map(|r| r.applied.len()) })
    });
    let mut applied = Vec::new();
    for run in runs.collect::<Vec<_>>() {
        applied.push(run.await.unwrap().unwrap());
    }
    applied.sort_unstable();
    assert_eq!(applied, [0, 0, 0, 3]);
    // Another client of the pooler finds the session as it was.
    let mut conn = url.parse::<sqlx::postgres::PgConnectOptions>().unwrap().connect().await.unwrap();
    for (setting, value) in [("lock_timeout", "0"), ("search_path", "\"$user\", public")] {
        let sql = AssertSqlSafe(format!("SHOW {setting}"));
        let row = sqlx::raw_sql(sql).fetch_one(&mut conn).await.unwrap();
        assert_eq!(sqlx::Row::get::<String, _>(&row, 0), value);
    }
    assert_eq!(db.value(ADVISORY_LOCKS).await, "0");
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_outside_a_transaction_refuse_a_transaction_pooler() {
    let db = Db::new(Backend::Postgres).await;
    let url = pooled(&db).await;
    let mut all = tables(1);
    all.push(one(2, "-- no-transaction\nCREATE INDEX CONCURRENTLY idx ON t1 (note);\n", "DROP INDEX idx;\n"));
    let set = migrations(&all);
    let error = set.run_pending(&url).await.unwrap_err();
    assert!(matches!(&error, Error::Pooler { migration, .. } if *migration == name(2)), "{error}");
    assert!(error.to_string().contains("pgbouncer"), "{error}");
    assert_eq!(db.value("SELECT count(*) FROM pg_indexes WHERE indexname = 'idx'").await, "0");
    assert_eq!(db.value(ADVISORY_LOCKS).await, "0");
    set.run_pending(&db.url).await.unwrap();
}
