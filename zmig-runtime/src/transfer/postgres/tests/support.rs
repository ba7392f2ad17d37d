//! Databases that go when their test ends, and tables as CSV in memory.

use super::super::PostgresEnd;
use crate::csv::digest::RowsDigest;
use crate::csv::record::Record;
use crate::driver::Driver as _;
use crate::postgres::Place;
use crate::transfer::{Commits, Destination, Origin, Progress, Shape, TableReader, TableWriter};
use crate::{Error, RunOptions};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

pub(super) struct Db {
    pub(super) url: String,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

fn server() -> String {
    std::env::var("ZMIG_TEST_POSTGRES_URL")
        .expect("ZMIG_TEST_POSTGRES_URL names a PostgreSQL server for tests; `./test` starts one")
}

async fn run(url: &str, sql: &str) -> sqlx::Result<()> {
    let mut conn = url.parse::<PgConnectOptions>()?.connect().await?;
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut conn).await?;
    sqlx::Connection::close(conn).await
}

impl Db {
    pub(super) async fn with(sql: &str) -> Self {
        let name = format!("zmig_transfer_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let server = server();
        run(&server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await.expect("a free name");
        run(&server, &format!("CREATE DATABASE {name}")).await.expect("a database");
        let (base, _) = server.rsplit_once('/').expect("a database in the URL");
        let db = Self { url: format!("{base}/{name}") };
        db.run(sql).await;
        db
    }

    pub(super) async fn run(&self, sql: &str) {
        run(&self.url, sql).await.unwrap_or_else(|e| panic!("{sql}: {e}"));
    }

    pub(super) async fn end(&self) -> PostgresEnd {
        PostgresEnd::open(Place::of_url(&self.url).expect("a URL"), &RunOptions::default())
            .await
            .expect("a connection")
    }

    /// The rows of a query, each as one text.
    pub(super) async fn rows(&self, sql: &str) -> Vec<String> {
        self.rows_or_error(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"))
    }

    pub(super) async fn rows_or_error(&self, sql: &str) -> Result<Vec<String>, String> {
        let mut end = self.end().await;
        let rows = end.driver.query(sql.to_owned()).await.map_err(|fault| fault.text())?;
        Origin::close(end).await;
        let text = |cell: Option<String>| cell.unwrap_or_else(|| "NULL".to_owned());
        Ok(rows.into_iter().map(|row| row.into_iter().map(text).collect::<Vec<_>>().join("|")).collect())
    }

    /// A table as canonical CSV, with its header, and the digest of its rows.
    pub(super) async fn read(&self, table: &str) -> Result<(String, RowsDigest), Error> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut end = self.end().await;
        let schema = Origin::schema(&mut end).await?;
        let shape = Shape::of(&schema.tables[table], &schema);
        let out = TableWriter::begin(folder.path(), "t.csv", &shape).map_err(|e| e.0).expect("a file");
        let out = end.copy_out(&shape, out).await?;
        assert_eq!(out.rows(), end.count(&shape).await?);
        let digest = out.finish().expect("a file").digest;
        Origin::close(end).await;
        let csv = std::fs::read_to_string(folder.path().join("t.csv")).expect("a file");
        Ok((csv, digest))
    }

    pub(super) async fn csv(&self, table: &str) -> Result<String, Error> {
        self.read(table).await.map(|(csv, _)| csv)
    }

    /// Loads CSV into a table, as a transfer of that table alone; gives the digest of what was read back.
    pub(super) async fn load(&self, commits: Commits, table: &str, csv: &str) -> Result<RowsDigest, Error> {
        let mut end = self.end().await;
        let loaded = load_whole(&mut end, commits, table, csv).await;
        Destination::close(end).await;
        loaded
    }
}

pub(super) async fn load_whole(
    end: &mut PostgresEnd,
    commits: Commits,
    table: &str,
    csv: &str,
) -> Result<RowsDigest, Error> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("t.csv");
    std::fs::write(&path, csv).expect("a file");
    let schema = Destination::schema(end).await?;
    let shapes = [Shape::of(&schema.tables[table], &schema)];
    let mut checkpoint = end.begin("test", commits, &shapes).await?;
    end.set_aside(&mut checkpoint, &shapes).await?;
    let reader = reader_behind(&path, &shapes[0], checkpoint.rows[table]);
    let silent: Progress = Arc::new(|_| {});
    let reader = end.copy_in(&mut checkpoint, reader, silent).await?;
    let read = reader.digest().clone();
    end.restore(&mut checkpoint, &shapes).await?;
    let digest = end.digest(&shapes[0]).await?;
    end.end().await?;
    if reader.shape() == &shapes[0] {
        assert_eq!(digest, read, "what was loaded is what was read");
    }
    Ok(digest)
}

/// A reader that stands behind the first `from` records.
pub(super) fn reader_behind(path: &std::path::Path, shape: &Shape, from: u64) -> TableReader {
    let mut reader = TableReader::open(path, shape).expect("a header");
    let mut record = Record::default();
    for _ in 0..from {
        assert!(reader.read(&mut record).expect("a record"));
        reader.check(&record, |fault| panic!("{fault}"));
    }
    reader
}

impl Drop for Db {
    fn drop(&mut self) {
        let Some((_, name)) = self.url.rsplit_once('/') else { return };
        let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.map(|runtime| runtime.block_on(run(&server(), &sql)))
        });
        let _ = dropping.join();
    }
}
