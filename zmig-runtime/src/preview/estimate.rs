//! How long a migration takes, told from how many rows its tables have.

use crate::driver::Driver;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use zmig_core::{Dialect, Hazard, Work};

/// Rows that are read in a second, and rows that are written: what a small machine does with rows of some ten columns. An
/// order of magnitude, no more.
const READ: u64 = 2_000_000;
const WRITTEN: u64 = 300_000;
/// What a step costs besides.
const STEP: Duration = Duration::from_millis(5);

/// About how many rows each table has: what the server knows without counting. Tables that are not there, or of which it
/// knows nothing, are left out.
pub(crate) async fn rows<D: Driver>(
    driver: &mut D,
    tables: impl Iterator<Item = &str>,
) -> BTreeMap<String, u64> {
    let tables: BTreeSet<&str> = tables.collect();
    let mut out = BTreeMap::new();
    for table in tables {
        let name = D::DIALECT.quote_qualified(table);
        let sql = match D::DIALECT {
            // Rows are numbered as they come; a table without numbers says nothing.
            Dialect::Sqlite => format!("SELECT coalesce(max(rowid), 0) FROM {name}"),
            // Before the first ANALYZE there is only its size.
            Dialect::Postgres => format!(
                "SELECT (CASE WHEN reltuples > 0 THEN reltuples::bigint ELSE pg_relation_size(oid) / 100 END)::text \
                 FROM pg_class WHERE oid = to_regclass({})",
                D::DIALECT.quote_text(&name)
            ),
        };
        let found = driver.query(sql).await.unwrap_or_default();
        let count = found.first().and_then(|row| row.first()?.as_ref()?.parse().ok());
        if let Some(count) = count {
            out.insert(table.to_owned(), count);
        }
    }
    out
}

/// How long steps take.
pub(crate) fn duration(hazards: &[Hazard], rows: &BTreeMap<String, u64>) -> Duration {
    let one = |hazard: &Hazard| -> Duration {
        let work = hazard.touches.iter().map(|touch| {
            let count = rows.get(&touch.table).copied().unwrap_or(0);
            match touch.work {
                Work::None => Duration::ZERO,
                Work::Scan => at(count, READ),
                Work::Rewrite => at(count, WRITTEN),
            }
        });
        STEP + work.sum::<Duration>()
    };
    hazards.iter().map(one).sum()
}

fn at(count: u64, a_second: u64) -> Duration {
    Duration::from_millis(count.saturating_mul(1_000) / a_second)
}

#[cfg(test)]
mod tests {
    use super::*;
    use zmig_core::Lock;

    #[test]
    fn more_rows_take_longer_and_a_catalog_change_takes_no_time_for_them() {
        let rows: BTreeMap<String, u64> = [("users".to_owned(), 3_000_000)].into();
        let of = |work: Work| {
            let mut hazard = Hazard::none();
            hazard.touch("users", Lock::AccessExclusive, work);
            duration(&[hazard], &rows)
        };
        assert_eq!(of(Work::None), STEP);
        assert_eq!(of(Work::Scan), STEP + Duration::from_millis(1_500));
        assert_eq!(of(Work::Rewrite), STEP + Duration::from_secs(10));
    }
}
