//! The session that steps outside a transaction need: whose it is, what it holds, what it finds lying about.

use super::driver::{KEY, PostgresDriver};
use super::fault;
use crate::Error;
use crate::driver::{Driver as _, Fault};
use crate::error::During as _;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};
use zmig_core::Dialect;

/// Makes sure that the session is the runner's own, and lets it wait for locks as long as it takes: such steps block
/// nobody while they wait, and an index whose build was broken off has to be built again.
pub(super) async fn open(driver: &mut PostgresDriver) -> Result<(), Error> {
    let pid = backend(driver).await.during("looking at the session")?;
    let other = other_backend(driver).await.during("looking for a pooler")?;
    if pid == other {
        return Err(pooler("two connections to it share one session, as behind a transaction pooler"));
    }
    if backend(driver).await.during("looking at the session")? != pid {
        return Err(pooler("its session changes between statements, as behind a transaction pooler"));
    }
    driver.pid = Some(pid);
    let timeout = driver.statement_timeout_ms.unwrap_or(0);
    let settings = format!("SET lock_timeout = 0; SET statement_timeout = {timeout}");
    driver.execute(settings).await.during("preparing the session")?;
    // Not every version and platform knows these.
    for setting in ["SET idle_session_timeout = 0", "SET client_connection_check_interval = '500ms'"] {
        if let Err(fault) = driver.execute(setting.to_owned()).await {
            tracing::debug!(error = fault.text(), "preparing the session");
        }
    }
    Ok(())
}

fn pooler(reason: &str) -> Error {
    Error::Pooler { migration: String::new(), reason: reason.to_owned() }
}

async fn backend(driver: &mut PostgresDriver) -> Result<String, Fault> {
    let row = driver.execute("SELECT pg_backend_pid()".to_owned()).await?;
    Ok(row.and_then(|row| row.into_iter().next().flatten()).unwrap_or_default())
}

/// The backend of a second connection, while the first one is idle: a transaction pooler gives it the first one's.
async fn other_backend(driver: &PostgresDriver) -> Result<String, Fault> {
    let read = |e: sqlx::Error| fault::read(&e, 0);
    let mut other = driver.options.connect().await.map_err(read)?;
    let row = sqlx::raw_sql(AssertSqlSafe("SELECT pg_backend_pid()".to_owned()))
        .fetch_one(&mut other)
        .await
        .map_err(read)?;
    let pid: i32 = row.try_get(0).map_err(read)?;
    let _ = other.close().await;
    Ok(pid.to_string())
}

/// Whether this backend is still the one that took the lock, and has it.
pub(super) async fn holds(driver: &mut PostgresDriver) -> Result<bool, Fault> {
    let sql = format!(
        "SELECT pg_backend_pid(), EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted \
         AND pid = pg_backend_pid() AND objsubid = 1 \
         AND ((classid::bigint << 32) | objid::bigint) = {KEY})"
    );
    let row = driver.execute(sql).await?.unwrap_or_default();
    let [pid, held] = row.as_slice() else { return Ok(false) };
    Ok(*pid == driver.pid && held.as_deref() == Some("t"))
}

/// Who has the lock.
pub(super) async fn holder(driver: &mut PostgresDriver) -> Option<String> {
    let sql = format!(
        "SELECT format('held by process %s (%s)', l.pid, coalesce(nullif(a.application_name, ''), 'no application name')) \
         FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted \
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
         AND l.objsubid = 1 AND ((l.classid::bigint << 32) | l.objid::bigint) = {KEY} LIMIT 1"
    );
    driver.execute(sql).await.ok()??.into_iter().next()?
}

/// Drops indexes that the step makes and that an earlier try left invalid: `IF NOT EXISTS` would accept them, and
/// `CREATE` would stumble over them.
pub(super) async fn drop_invalid_indexes(driver: &mut PostgresDriver, sql: &str) -> Result<(), Fault> {
    let find = "SELECT c.relname, format('%I.%I', n.nspname, c.relname) FROM pg_index i \
                JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
                WHERE NOT i.indisvalid AND n.nspname = current_schema() ORDER BY 1";
    for row in driver.query(find.to_owned()).await? {
        let [Some(name), Some(qualified)] = row.as_slice() else { continue };
        let is_made_here = sql.to_ascii_uppercase().contains("CREATE")
            && (sql.contains(&Dialect::Postgres.quote_name(name)) || has_word(sql, name));
        if is_made_here {
            tracing::warn!(index = name, "dropping an index that an earlier try left invalid");
            driver.execute(format!("DROP INDEX CONCURRENTLY IF EXISTS {qualified}")).await?;
        }
    }
    Ok(())
}

fn has_word(sql: &str, name: &str) -> bool {
    sql.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name)
}
