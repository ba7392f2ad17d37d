//! What stands in the way on a PostgreSQL server.

use super::{Symptom, row, value};
use crate::Error;
use crate::driver::Driver;

/// The oldest major version that zmig is tested with.
const OLDEST: u32 = 13;

pub(super) async fn look<D: Driver>(driver: &mut D, out: &mut Vec<Symptom>) {
    out.push(version(driver).await);
    rights(driver, out).await;
    pooler(driver, out).await;
    transactions(driver, out).await;
    settings(driver, out).await;
    if let Some(size) = value(driver, "SELECT pg_size_pretty(pg_database_size(current_database()))").await {
        out.push(Symptom::fine(
            "size",
            format!("{size}; what copies a table needs its size once more on the server's disk"),
        ));
    }
}

async fn version<D: Driver>(driver: &mut D) -> Symptom {
    let number =
        value(driver, "SHOW server_version_num").await.and_then(|n| n.parse::<u32>().ok()).unwrap_or(0);
    let name = value(driver, "SHOW server_version").await.unwrap_or_default();
    let found = format!("PostgreSQL {name}");
    match number / 10_000 >= OLDEST {
        true => Symptom::fine("version", found),
        false => Symptom::problem("version", found, format!("zmig knows PostgreSQL from {OLDEST} on")),
    }
}

async fn rights<D: Driver>(driver: &mut D, out: &mut Vec<Symptom>) {
    let sql = "SELECT current_user, current_schema(), current_database(), \
               coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)::text, pg_is_in_recovery()::text, \
               current_setting('default_transaction_read_only')";
    let Ok(found) = row(driver, sql).await else { return };
    let [Some(user), schema, Some(database), Some(create), Some(replica), Some(read_only)] = found.as_slice()
    else {
        return;
    };
    if replica == "true" {
        out.push(Symptom::problem(
            "rights",
            "the server is a standby: nothing can be written",
            "name the primary",
        ));
        return;
    }
    if read_only == "on" {
        let help = format!("ALTER ROLE {user} SET default_transaction_read_only = off");
        out.push(Symptom::problem("rights", "transactions are read-only by default", help));
        return;
    }
    let Some(schema) = schema else {
        let help = "create a schema of the search_path, or set another: ALTER ROLE … SET search_path = …";
        out.push(Symptom::problem("rights", "no schema of the search_path exists", help));
        return;
    };
    out.push(match create.as_str() {
        "true" => Symptom::fine("rights", format!("{user} may create in {schema} of {database}")),
        _ => Symptom::problem(
            "rights",
            format!("{user} may not create in {schema} of {database}"),
            format!("GRANT CREATE ON SCHEMA {schema} TO {user}, as the schema's owner"),
        ),
    });
    let sql = "SELECT count(*)::text, min(tablename) FROM pg_tables \
               WHERE schemaname = current_schema() AND NOT pg_has_role(current_user, tableowner, 'USAGE')";
    if let Ok(found) = row(driver, sql).await
        && let [Some(count), Some(first)] = found.as_slice()
    {
        out.push(Symptom::warning(
            "owners",
            format!(
                "{count} tables of {schema} belong to others, {first} for one: only owners may change a table"
            ),
            format!("GRANT the owner's role TO {user}, or migrate as the owner"),
        ));
    }
}

async fn pooler<D: Driver>(driver: &mut D, out: &mut Vec<Symptom>) {
    match driver.open_session().await {
        Ok(()) => out.push(Symptom::fine("pooler", "the session is the runner's own")),
        Err(Error::Pooler { reason, .. }) => out.push(Symptom::warning(
            "pooler",
            reason,
            "migrations in a transaction work; those outside one (an index that is built concurrently) need the \
             server's own port, or a pooler in session mode",
        )),
        Err(error) => out.push(Symptom::warning("pooler", error.to_string(), "look whether connections run out")),
    }
}

/// Whom a strong lock would have to wait for.
async fn transactions<D: Driver>(driver: &mut D, out: &mut Vec<Symptom>) {
    let sql = "SELECT count(*)::text, min(pid::text || ' (' || coalesce(nullif(application_name, ''), usename, '?') || ', ' || \
               coalesce(state, '?') || ' for ' || extract(epoch FROM date_trunc('second', now() - xact_start))::bigint || ' s)') \
               FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
               AND xact_start < now() - interval '1 minute'";
    let old = row(driver, sql).await.unwrap_or_default();
    match old.as_slice() {
        [Some(count), Some(first)] if count != "0" => out.push(Symptom::warning(
            "locks",
            format!("{count} transactions are open for longer than a minute, process {first}"),
            "a change of a table that they use waits for them and is tried again; SELECT pg_terminate_backend(…) ends one",
        )),
        _ => out.push(Symptom::fine("locks", "no transaction is open for longer than a minute")),
    }
    let sql = "SELECT count(*)::text, min(gid) FROM pg_prepared_xacts WHERE database = current_database()";
    if let Ok(found) = row(driver, sql).await
        && let [Some(count), Some(first)] = found.as_slice()
    {
        out.push(Symptom::warning(
            "locks",
            format!("{count} prepared transactions hold their locks, {first} for one"),
            "COMMIT PREPARED or ROLLBACK PREPARED them",
        ));
    }
    let sql = "SELECT count(*)::text, min(indexrelid::regclass::text) FROM pg_index WHERE NOT indisvalid";
    if let Ok(found) = row(driver, sql).await
        && let [Some(count), Some(first)] = found.as_slice()
    {
        out.push(Symptom::warning(
            "indexes",
            format!("{count} indexes are not valid, {first} for one: a concurrent build was broken off"),
            "`cargo zmig migrate` makes again those that are its own; DROP INDEX CONCURRENTLY the others",
        ));
    }
}

async fn settings<D: Driver>(driver: &mut D, out: &mut Vec<Symptom>) {
    let sql = "SELECT current_setting('max_connections')::int - count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'";
    if let Some(left) = value(driver, sql).await.and_then(|n| n.parse::<i64>().ok())
        && left < 5
    {
        let help =
            "a runner needs one connection, and a second for a moment; close some, or raise max_connections";
        out.push(Symptom::warning("connections", format!("{left} are left"), help));
    }
    for (setting, help) in [
        ("fsync", "a crash of the server's machine destroys the database; on for anything but tests"),
        (
            "full_page_writes",
            "a crash of the server's machine destroys the database; on for anything but tests",
        ),
    ] {
        if value(driver, &format!("SHOW {setting}")).await.as_deref() == Some("off") {
            out.push(Symptom::warning("settings", format!("{setting} is off"), help));
        }
    }
}
