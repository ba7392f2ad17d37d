//! A copy of tables by `COPY` as text, taken in one snapshot. Each file is read back from the disk into a scratch table
//! of the same columns, and the server compares the rows of the two.

pub(super) mod catalog;

use super::{Place, PostgresDriver, SETTINGS};
use crate::backup::{BackupFile, Broken, Contents, FileDigest, TableCopy, create_file};
use crate::driver::{Driver as _, Fault, Row};
use crate::{IntrospectOptions, RunOptions};
pub(super) use catalog::Relation;
use std::collections::BTreeSet;
use std::fs::File;
use std::future::poll_fn;
use std::io::{BufWriter, Read as _, Write as _};
use std::path::Path;
use zmig_core::Dialect;

/// Where a file is read back to.
const SCRATCH: &str = "pg_temp.zmig_read_back";

pub(super) async fn copy_out(
    driver: &mut PostgresDriver,
    folder: &Path,
    wanted: Option<&BTreeSet<String>>,
) -> Result<Contents, Broken> {
    let mut beside = beside(driver).await?;
    let copied = copy(&mut beside, folder, wanted).await;
    beside.close().await;
    copied
}

/// Another connection, which is who the first one is and finds what that one finds.
async fn beside(driver: &mut PostgresDriver) -> Result<PostgresDriver, Broken> {
    let sql = "SELECT current_user, session_user, current_setting('search_path')";
    let who = driver.execute(sql.to_owned()).await?.unwrap_or_default();
    let place = Place { pool: None, options: driver.options.clone(), shown: String::new() };
    let open = PostgresDriver::open(place, &RunOptions::default()).await;
    let mut beside = open.map_err(|e| Broken(format!("a second connection is needed: {e}")))?;
    // One snapshot for all tables; and no row that a policy hides may be missing without a word.
    let mut begin = format!(
        "BEGIN ISOLATION LEVEL REPEATABLE READ;\nSET LOCAL lock_timeout = '10s'; SET LOCAL statement_timeout = 0; \
         SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL row_security = off;\n{SETTINGS}"
    );
    if let [Some(current), Some(session), Some(path)] = who.as_slice() {
        if current != session {
            begin.push_str(&format!("SET LOCAL ROLE {};\n", Dialect::Postgres.quote_name(current)));
        }
        let path = Dialect::Postgres.quote_text(path);
        begin.push_str(&format!("SELECT set_config('search_path', {path}, true);\n"));
    }
    beside.execute(begin).await?;
    Ok(beside)
}

async fn copy(
    driver: &mut PostgresDriver,
    folder: &Path,
    wanted: Option<&BTreeSet<String>>,
) -> Result<Contents, Broken> {
    let version = driver.execute("SELECT current_setting('server_version')".to_owned()).await?;
    let mut contents = Contents { server_version: first(version), ..Contents::default() };
    let relations = catalog::read(driver, wanted).await?;
    if let Some(wanted) = wanted {
        let met: BTreeSet<&String> = relations.iter().flat_map(|r| &r.names).collect();
        contents.missing = wanted.iter().filter(|name| !met.contains(name)).cloned().collect();
    }
    for (i, relation) in relations.iter().enumerate() {
        let name = format!("{:04}.copy", i + 1);
        let file = write(driver, relation, &folder.join(&name), name).await?;
        let path = folder.join(&file.name);
        let (rows, digest) = read_back(driver, relation, &path, &file.sha256).await?;
        contents.tables.push(TableCopy {
            name: relation.name.clone(),
            rows,
            digest,
            file: Some(file.name.clone()),
            columns: relation.columns.clone(),
            sequences: catalog::sequences(driver, relation).await?,
        });
        contents.files.push(file);
    }
    let include_tables = relations.iter().map(|r| r.name.clone()).collect::<Vec<_>>();
    if !include_tables.is_empty() {
        let options = IntrospectOptions { include_tables, ..IntrospectOptions::default() };
        let found = crate::introspect::read(driver, &options).await;
        contents.schema = Some(found.map_err(|e| Broken(e.to_string()))?.schema);
    }
    Ok(contents)
}

/// Writes a table's rows to a file.
async fn write(
    driver: &mut PostgresDriver,
    relation: &Relation,
    path: &Path,
    name: String,
) -> Result<BackupFile, Broken> {
    let failed = |e: std::io::Error| Broken::io("writing", path, &e);
    let mut file = BufWriter::with_capacity(1 << 16, create_file(path)?);
    let (mut digest, mut bytes) = (FileDigest::default(), 0);
    let sql = format!("COPY (SELECT {} FROM ONLY {}) TO STDOUT", relation.list(), relation.sql);
    let mut stream = driver.conn()?.copy_out_raw(&sql).await.map_err(|e| of(relation, e))?;
    while let Some(chunk) = poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
        let chunk = chunk.map_err(|e| of(relation, e))?;
        file.write_all(&chunk).map_err(failed)?;
        digest.add(&chunk);
        bytes += chunk.len() as u64;
    }
    drop(stream);
    let file = file.into_inner().map_err(|e| failed(e.into_error()))?;
    file.sync_all().map_err(failed)?;
    Ok(BackupFile { name, bytes, sha256: digest.finish() })
}

fn of(relation: &Relation, error: sqlx::Error) -> Broken {
    Broken(format!("{}: {}", relation.name, Broken::from(error).0))
}

/// Reads a file back and compares: how many rows there are, and their digest.
async fn read_back(
    driver: &mut PostgresDriver,
    relation: &Relation,
    path: &Path,
    sha256: &str,
) -> Result<(u64, String), Broken> {
    let list = relation.list();
    let make =
        format!("CREATE TEMP TABLE zmig_read_back AS SELECT {list} FROM ONLY {} WITH NO DATA", relation.sql);
    driver.execute(make).await?;
    let found = async {
        if load(driver, SCRATCH, relation, path).await? != sha256 {
            return Err(Broken(format!("{} was read back and is not what was written", path.display())));
        }
        let original = rows_digest(driver, &format!("ONLY {}", relation.sql), &list).await?;
        let copy = rows_digest(driver, SCRATCH, &list).await?;
        if original != copy {
            let name = &relation.name;
            return Err(Broken(format!("the copy was read back and is not what {name} holds")));
        }
        Ok(original)
    }
    .await?;
    driver.execute(format!("DROP TABLE {SCRATCH}")).await?;
    Ok(found)
}

/// Loads a file into a table; says what the file's digest is.
pub(super) async fn load(
    driver: &mut PostgresDriver,
    table: &str,
    relation: &Relation,
    path: &Path,
) -> Result<String, Broken> {
    let failed = |e: std::io::Error| Broken::io("reading", path, &e);
    let mut file = File::open(path).map_err(failed)?;
    let mut digest = FileDigest::default();
    let sql = format!("COPY {table} ({}) FROM STDIN", relation.list());
    let mut copy = driver.conn()?.copy_in_raw(&sql).await.map_err(|e| of(relation, e))?;
    let mut buffer = vec![0; 1 << 16];
    loop {
        let n = file.read(&mut buffer).map_err(failed)?;
        if n == 0 {
            break;
        }
        digest.add(&buffer[..n]);
        copy.send(&buffer[..n]).await.map_err(|e| of(relation, e))?;
    }
    copy.finish().await.map_err(|e| of(relation, e))?;
    Ok(digest.finish())
}

/// How many rows there are, and a digest of what they hold, whatever their order.
pub(super) async fn rows_digest(
    driver: &mut PostgresDriver,
    table: &str,
    list: &str,
) -> Result<(u64, String), Fault> {
    let sum = |seed: u8| format!("coalesce(sum(hashtextextended(zmig_row, {seed})::numeric), 0)");
    let sql = format!(
        "SELECT count(*), concat({}, ':', {}) FROM (SELECT ROW({list})::text COLLATE \"C\" AS zmig_row FROM {table}) r",
        sum(0),
        sum(1)
    );
    let row = driver.execute(sql).await?.unwrap_or_default();
    let [rows, digest] = <[Option<String>; 2]>::try_from(row).unwrap_or_default();
    Ok((rows.and_then(|n| n.parse().ok()).unwrap_or_default(), digest.unwrap_or_default()))
}

pub(super) fn first(row: Option<Row>) -> String {
    row.and_then(|row| row.into_iter().next().flatten()).unwrap_or_default()
}
