//! New rows of the history.

use super::{STEPS, TABLE};
use crate::driver::Driver;
use crate::environment::ENVIRONMENT;
use serde_json::{Map, Value};
use zmig_core::{Dialect, SetDigest};

/// A row of the history, but for what is known only once the work is done.
#[derive(Clone, Debug)]
pub(crate) struct Record<'a> {
    pub migration: &'a str,
    pub schema: &'a str,
    pub status: &'static str,
    pub from: Option<&'a str>,
    pub to: Option<&'a str>,
    pub part: u32,
    pub parts: u32,
    pub checksum: Option<String>,
    pub schema_hash: Option<&'a str>,
    pub summary: &'a str,
    pub notes: Option<&'a str>,
    pub meta: Map<String, Value>,
    pub diff: Option<String>,
    pub forward: Option<&'a str>,
    pub rollback: Option<&'a str>,
    pub applied_by: &'a str,
    pub app_name: &'a str,
    pub app_version: &'a str,
    /// Which environment the run is for, where somebody chose one.
    pub environment: Option<&'a str>,
}

/// What an inserted row answers, so that nobody takes a row of the migration's own for it.
pub(crate) const RECORDED: &str = "zmig:recorded";

/// The statement that inserts a row and answers [`RECORDED`], its number and its milliseconds. `elapsed` is an SQL expression of milliseconds.
pub(crate) fn insert<D: Driver>(
    driver: &D,
    record: &Record<'_>,
    digest: &SetDigest,
    elapsed: &str,
) -> String {
    let text = |value: &str| D::DIALECT.quote_text(value);
    let optional = |value: Option<&str>| value.map_or_else(|| "NULL".to_owned(), text);
    let mut meta = record.meta.clone();
    meta.extend(record.environment.map(|name| (ENVIRONMENT.to_owned(), name.into())));
    let meta = (!meta.is_empty()).then(|| Value::Object(meta).to_string());
    let values = [
        text(&digest.to_string()),
        text(&driver.home()),
        text(record.migration),
        text(record.schema),
        text(record.status),
        optional(record.from),
        optional(record.to),
        record.part.to_string(),
        record.parts.to_string(),
        elapsed.to_owned(),
        text(D::DIALECT.name()),
        optional(record.checksum.as_deref()),
        optional(record.schema_hash),
        text(record.applied_by),
        text(record.app_name),
        text(record.app_version),
        text(env!("CARGO_PKG_VERSION")),
        text(record.summary),
        optional(record.notes),
        optional(meta.as_deref()),
        optional(record.diff.as_deref()),
        optional(record.forward),
        optional(record.rollback),
    ];
    let table = driver.table(TABLE);
    format!(
        "INSERT INTO {table} (set_digest, database_schema, migration, schema_name, status, from_version, to_version, part, parts, \
         execution_time_ms, dialect, checksum, schema_hash, applied_by, app_name, app_version, zmig_version, \
         changes_summary, notes, meta_data, diff_json, forward_sql, rollback_sql) VALUES ({}) RETURNING '{RECORDED}', id, execution_time_ms;\n",
        values.join(", ")
    )
}

/// The statement that inserts a row which goes with another. It answers nothing.
pub(crate) fn insert_beside<D: Driver>(driver: &D, record: &Record<'_>, digest: &SetDigest) -> String {
    let statement = insert(driver, record, digest, "0");
    let returning = format!(" RETURNING '{RECORDED}', id, execution_time_ms;\n");
    let row = statement.strip_suffix(&returning).map_or_else(|| statement.clone(), |s| format!("{s};\n"));
    // Steps that an earlier, broken try left open are nobody's any more.
    let (steps, table, name) =
        (driver.table(STEPS), driver.table(TABLE), D::DIALECT.quote_text(record.migration));
    format!(
        "{row}UPDATE {steps} SET history_id = (SELECT max(id) FROM {table}) \
         WHERE migration = {name} AND history_id IS NULL;\n"
    )
}

/// The statement that inserts a row about a failure: it carries on the newest digest, whatever that is by now.
pub(crate) fn insert_failure<D: Driver>(driver: &D, record: &Record<'_>, elapsed_ms: u128) -> String {
    let table = driver.table(TABLE);
    let empty = SetDigest::EMPTY;
    let statement = insert(driver, record, &empty, &elapsed_ms.to_string());
    let newest = format!("coalesce((SELECT set_digest FROM {table} ORDER BY id DESC LIMIT 1), '{empty}')");
    statement.replacen(&format!("VALUES ('{empty}'"), &format!("VALUES ({newest}"), 1)
}

/// An SQL expression of the milliseconds since the message that holds it was sent, after `before` milliseconds of
/// earlier messages.
pub(crate) fn since_sent(dialect: Dialect, before: u128, sent_at_unix_ms: i64) -> String {
    match dialect {
        // The database is in this process, so its clock is ours.
        Dialect::Sqlite => format!(
            "max({before}, {before} + CAST(round((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) - {sent_at_unix_ms})"
        ),
        Dialect::Postgres => {
            format!("{before} + (extract(epoch FROM clock_timestamp() - statement_timestamp()) * 1000)::int")
        }
    }
}

/// An SQL expression of the milliseconds since the newest row was written: how long a migration took that follows
/// another in one message.
pub(crate) fn since_newest<D: Driver>(driver: &D) -> String {
    let newest = format!("(SELECT applied_at FROM {} ORDER BY id DESC LIMIT 1)", driver.table(TABLE));
    match D::DIALECT {
        Dialect::Sqlite => {
            format!("max(0, CAST(round((julianday('now') - julianday({newest})) * 86400000.0) AS INTEGER))")
        }
        Dialect::Postgres => {
            format!("greatest(0, (extract(epoch FROM clock_timestamp() - {newest}) * 1000)::int)")
        }
    }
}
