//! A copy of a file of SQLite by `VACUUM INTO`, which has what stands in the write-ahead log too, opened again and
//! compared table by table.

use super::SqliteDriver;
use crate::backup::{BackupFile, Broken, Contents, RowsDigest, TableCopy, create_file, of_file};
use crate::driver::{Driver as _, Fault};
use sqlx::sqlite::{Sqlite, SqliteConnectOptions, SqliteConnection, SqliteRow};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Decode, Row as _, TypeInfo as _, ValueRef as _,
};
use std::fs::File;
use std::future::poll_fn;
use std::path::Path;
use zmig_core::Dialect;

/// The copy's name in its folder.
pub(super) const FILE: &str = "database.sqlite";

pub(super) async fn copy_out(driver: &mut SqliteDriver, folder: &Path) -> Result<Contents, Broken> {
    let path = folder.join(FILE);
    // SQLite writes into an empty file that is there, which nobody else may read.
    drop(create_file(&path)?);
    let text = path.to_str().ok_or_else(|| Broken(format!("{} is no UTF-8", path.display())))?;
    let into = |name: &str| format!("VACUUM INTO {}", Dialect::Sqlite.quote_text(name));
    if driver.file.is_some() {
        // Another connection reads what this one keeps from being changed.
        let mut beside = driver.options.clone().connect().await?;
        let copied = sqlx::raw_sql(AssertSqlSafe(into(text))).execute(&mut beside).await;
        beside.close().await?;
        copied?;
    } else {
        // The connection is the database. A transaction that has changed nothing begins again.
        driver.execute("ROLLBACK".to_owned()).await?;
        let copied = driver.execute(into(&as_file(text))).await;
        driver.execute("BEGIN IMMEDIATE".to_owned()).await?;
        copied?;
    }
    let journal_mode = one(driver, "PRAGMA journal_mode").await?;
    let server_version = one(driver, "SELECT sqlite_version()").await?.unwrap_or_default();
    let original = tables(driver.conn()?).await?;
    let copy = read_back(&path).await?;
    compare(&original, &copy)?;
    File::open(&path).and_then(|f| f.sync_all()).map_err(|e| Broken::io("writing", &path, &e))?;
    let bytes = path.metadata().map_err(|e| Broken::io("reading", &path, &e))?.len();
    let sha256 = of_file(&path)?;
    Ok(Contents {
        server_version,
        journal_mode,
        tables: original,
        files: vec![BackupFile { name: FILE.to_owned(), bytes, sha256 }],
        ..Contents::default()
    })
}

/// A connection in memory opens whatever it is told to in memory as well, unless that says otherwise.
fn as_file(path: &str) -> String {
    let path = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{path}?mode=rwc&cache=private")
}

async fn one(driver: &mut SqliteDriver, sql: &str) -> Result<Option<String>, Fault> {
    let row = driver.execute(sql.to_owned()).await?;
    Ok(row.and_then(|row| row.into_iter().next().flatten()))
}

/// What a copy has, as a database that is whole.
pub(super) async fn read_back(path: &Path) -> Result<Vec<TableCopy>, Broken> {
    let options = SqliteConnectOptions::new().filename(path).read_only(true).disable_statement_logging();
    let mut conn = options.connect().await?;
    let found = async {
        let flaws = sqlx::raw_sql("PRAGMA integrity_check(3)").fetch_all(&mut conn).await?;
        let flaws: Vec<String> = flaws.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?;
        if flaws != ["ok"] {
            return Err(Broken(format!("the copy is damaged: {}", flaws.join("; "))));
        }
        tables(&mut conn).await
    }
    .await;
    conn.close().await?;
    found
}

pub(super) fn compare(original: &[TableCopy], copy: &[TableCopy]) -> Result<(), Broken> {
    if original == copy {
        return Ok(());
    }
    let differs = original.iter().find(|table| !copy.contains(table)).or(copy.last());
    let name = differs.map_or("", |t| t.name.as_str());
    Err(Broken(format!("the copy was read back and is not what the database holds: {name} differs")))
}

/// What every table holds, with the table of all definitions as one of them.
async fn tables(conn: &mut SqliteConnection) -> Result<Vec<TableCopy>, Broken> {
    // What a module keeps in tables of its own is compared there; its module need not be loaded here.
    let names = "SELECT name FROM main.sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name";
    let names = sqlx::raw_sql(names).fetch_all(&mut *conn).await?;
    let mut found = Vec::with_capacity(names.len() + 1);
    let definitions = "SELECT type, name, tbl_name, sql FROM main.sqlite_master";
    found.push(table(conn, "sqlite_master", definitions.to_owned()).await?);
    for row in names {
        let name: String = row.try_get(0)?;
        let sql = format!("SELECT * FROM main.{}", Dialect::Sqlite.quote_name(&name));
        found.push(table(conn, &name, sql).await?);
    }
    Ok(found)
}

async fn table(conn: &mut SqliteConnection, name: &str, sql: String) -> Result<TableCopy, Broken> {
    let mut digest = RowsDigest::default();
    let mut bytes = Vec::new();
    let mut stream = sqlx::raw_sql(AssertSqlSafe(sql)).fetch(conn);
    while let Some(row) = poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
        bytes.clear();
        write_row(&row?, &mut bytes)?;
        digest.add(&bytes);
    }
    Ok(TableCopy {
        name: name.to_owned(),
        rows: digest.rows,
        digest: digest.text(),
        file: None,
        columns: Vec::new(),
        sequences: Vec::new(),
    })
}

/// Each value with its kind and its length.
fn write_row(row: &SqliteRow, bytes: &mut Vec<u8>) -> Result<(), Broken> {
    let broken = |e: sqlx::error::BoxDynError| Broken(format!("a value cannot be read: {e}"));
    for i in 0..row.len() {
        let value = row.try_get_raw(i)?;
        if value.is_null() {
            bytes.push(b'n');
            continue;
        }
        match value.type_info().name() {
            "INTEGER" => {
                bytes.push(b'i');
                bytes.extend(<i64 as Decode<Sqlite>>::decode(value).map_err(broken)?.to_be_bytes());
            }
            "REAL" => {
                bytes.push(b'r');
                bytes.extend(<f64 as Decode<Sqlite>>::decode(value).map_err(broken)?.to_be_bytes());
            }
            kind => {
                bytes.push(if kind == "BLOB" { b'b' } else { b't' });
                let value = <&[u8] as Decode<Sqlite>>::decode(value).map_err(broken)?;
                bytes.extend(value.len().to_be_bytes());
                bytes.extend(value);
            }
        }
    }
    Ok(())
}
