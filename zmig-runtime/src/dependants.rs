//! Looks, before anything runs, whether the migrations would break what zmig does not manage.

use crate::driver::{Driver, Fault};
use crate::job::{Direction, Job};
use crate::{Error, IntrospectOptions, introspect};
use zmig_core::{Ahead, Change, Dialect, inverse_all, may_break, would_break};

/// Refuses where a view, a trigger or the like would break. Costs nothing where no change takes anything away, and one
/// small query where the database holds nothing but tables.
///
/// A look that fails says nothing: the database has the last word anyway.
pub(crate) async fn check<D: Driver>(driver: &mut D, jobs: &[Job<'_>]) -> Result<(), Error> {
    if !jobs.iter().any(names_a_loss) {
        return Ok(());
    }
    match holds_more_than_tables(driver).await {
        Ok(true) => {}
        Ok(false) => return Ok(()),
        Err(fault) => {
            tracing::debug!(error = fault.text(), "looking for views and triggers");
            return Ok(());
        }
    }
    let changes: Vec<Vec<Change>> = jobs.iter().map(changes).collect();
    if !changes.iter().any(|changes| may_break(changes)) {
        return Ok(());
    }
    let found = match introspect::read(driver, &IntrospectOptions::default()).await {
        Ok(found) => found,
        Err(error) => {
            tracing::debug!(%error, "looking for what views and triggers need");
            return Ok(());
        }
    };
    let ahead: Vec<Ahead<'_>> = jobs
        .iter()
        .zip(&changes)
        .map(|(job, changes)| Ahead {
            migration: job.name(),
            changes,
            sql: job.sql,
            copies: job.file.steps.iter().filter_map(|step| step.rebuilds).collect(),
        })
        .collect();
    let breakages = would_break(&found.schema, &found.unmanaged, &ahead, D::DIALECT);
    if breakages.is_empty() { Ok(()) } else { Err(Error::WouldBreak { breakages }) }
}

/// Whether a migration's changes take something away, by a glance at their text. Backwards, what adds takes away.
fn names_a_loss(job: &Job<'_>) -> bool {
    // What is only recorded, or only loses its record, takes nothing away.
    if job.sql.is_empty() {
        return false;
    }
    let words: &[&str] = match job.direction {
        Direction::Up => &["\"drop_", "\"rename_", "\"alter_"],
        Direction::Down => &["\"add_", "\"create_", "\"rename_", "\"alter_"],
    };
    job.record.diff.as_deref().is_some_and(|diff| words.iter().any(|word| diff.contains(word)))
}

/// The changes of a migration the way that it is to go. What a newer program wrote may not be readable.
fn changes(job: &Job<'_>) -> Vec<Change> {
    if job.sql.is_empty() {
        return Vec::new();
    }
    let text = job.record.diff.as_deref().unwrap_or("[]");
    let changes: Vec<Change> = serde_json::from_str(text).unwrap_or_default();
    match job.direction {
        Direction::Up => changes,
        Direction::Down => inverse_all(&changes),
    }
}

async fn holds_more_than_tables<D: Driver>(driver: &mut D) -> Result<bool, Fault> {
    let sql = match D::DIALECT {
        // What stands in the statement of a table can be lost as well, where the table is copied.
        Dialect::Sqlite => {
            "SELECT EXISTS (SELECT 1 FROM main.sqlite_master WHERE type IN ('view', 'trigger') \
             OR sql LIKE 'CREATE VIRTUAL%' \
             OR type = 'table' AND (sql LIKE '%CONFLICT%' OR sql LIKE '%DESC%' OR sql LIKE '%REFERENCES%'))"
        }
        // Numbers below 16384 are the system's.
        Dialect::Postgres => {
            "SELECT EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
               WHERE c.oid >= 16384 AND c.relkind IN ('v', 'm', 'p', 'f') AND n.nspname !~ '^pg_') \
             OR EXISTS (SELECT 1 FROM pg_trigger WHERE NOT tgisinternal) \
             OR EXISTS (SELECT 1 FROM pg_policy) OR EXISTS (SELECT 1 FROM pg_inherits) \
             OR EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'x') \
             OR EXISTS (SELECT 1 FROM pg_statistic_ext) \
             OR EXISTS (SELECT 1 FROM pg_rewrite WHERE oid >= 16384 AND rulename <> '_RETURN') \
             OR EXISTS (SELECT 1 FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid >= 16384 \
               AND refobjid >= 16384 AND refclassid IN ('pg_class'::regclass, 'pg_type'::regclass) AND deptype = 'n')"
        }
    };
    let rows = driver.query(sql.to_owned()).await?;
    let yes = rows.first().and_then(|row| row.first()?.as_deref());
    Ok(matches!(yes, Some("1" | "t" | "true")))
}
