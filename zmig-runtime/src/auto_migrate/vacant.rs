//! Tables without rows: a required column that comes to one needs no value for the rows that exist.

use crate::Error;
use crate::driver::Driver;
use crate::error::During as _;
use std::collections::BTreeSet;
use zmig_core::{DefaultValue, Hints, Refusal};

/// The hints with a value for each new column whose table has no rows, and those tables; nothing where there is none. The
/// value is NULL: should a row come after all, the column refuses it, and nothing is done.
pub(super) async fn values<D: Driver>(
    driver: &mut D,
    refusals: &[Refusal],
    hints: &Hints,
) -> Result<Option<(Hints, BTreeSet<String>)>, Error> {
    let (mut out, mut empty) = (hints.clone(), BTreeSet::new());
    for refusal in refusals {
        let Refusal::NeedsBackfill { table, column } = refusal else { continue };
        let of_table = out.tables.entry(table.clone()).or_default();
        let live = of_table.renamed_from.clone().unwrap_or_else(|| table.clone());
        if is_empty(driver, &live).await? {
            let null = DefaultValue::Expr("NULL".to_owned());
            of_table.columns.entry(column.clone()).or_default().backfill = Some(null);
            empty.insert(live);
        }
    }
    Ok((!empty.is_empty()).then_some((out, empty)))
}

/// Whether all of some tables have no rows.
pub(super) async fn all<D: Driver>(driver: &mut D, tables: &BTreeSet<String>) -> Result<bool, Error> {
    for table in tables {
        if !is_empty(driver, table).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

async fn is_empty<D: Driver>(driver: &mut D, table: &str) -> Result<bool, Error> {
    let sql = format!("SELECT 1 FROM {} LIMIT 1", D::DIALECT.quote_qualified(table));
    let rows = driver.query(sql).await.during("looking for rows")?;
    Ok(rows.is_empty())
}
