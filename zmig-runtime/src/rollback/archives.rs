//! The archives that a way back needs.

use super::Back;
use crate::Error;
use crate::driver::Driver;
use crate::error::During as _;
use std::collections::BTreeSet;
use zmig_core::{ARCHIVE_PREFIX, Dialect};

/// Refuses a rollback whose archives were purged, before anything is changed.
pub(super) async fn check<D: Driver>(driver: &mut D, back: &[Back]) -> Result<(), Error> {
    for back in back.iter().filter(|b| !super::has_no_work(b)) {
        let archives = missing(driver, back.sql.as_deref().unwrap_or("")).await?;
        if !archives.is_empty() {
            return Err(Error::ArchiveGone { migration: back.applied.migration.clone(), archives });
        }
    }
    Ok(())
}

/// Archives that SQL names and that are not there.
pub(super) async fn missing<D: Driver>(driver: &mut D, sql: &str) -> Result<Vec<String>, Error> {
    let mut missing = Vec::new();
    for name in named(sql) {
        let quoted = D::DIALECT.quote_text(&name);
        let query = match D::DIALECT {
            Dialect::Sqlite => {
                format!("SELECT 1 FROM main.sqlite_master WHERE type = 'table' AND name = {quoted}")
            }
            Dialect::Postgres => {
                let table = D::DIALECT.quote_text(&D::DIALECT.quote_name(&name));
                format!("SELECT 1 WHERE to_regclass({table}) IS NOT NULL")
            }
        };
        if driver.query(query).await.during("looking for archives")?.is_empty() {
            missing.push(name);
        }
    }
    Ok(missing)
}

/// The names of archives in SQL, where they are always quoted.
fn named(sql: &str) -> BTreeSet<String> {
    let start = format!("\"{ARCHIVE_PREFIX}");
    let name = |(at, _): (usize, &str)| {
        let rest = sql.get(at + 1..)?;
        // A quotation mark is in no name that zmig gives.
        rest.find('"').map(|end| rest[..end].to_owned())
    };
    sql.match_indices(&start).filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn archives_are_found_by_their_names() {
        let sql = "INSERT INTO t SELECT * FROM \"zmig_archive_1_a b.c\"; DROP TABLE \"zmig_archive_1_a b.c\"; -- zmig_archive_x\nSELECT \"zmig_archive_2_ü\"";
        assert_eq!(named(sql).into_iter().collect::<Vec<_>>(), ["zmig_archive_1_a b.c", "zmig_archive_2_ü"]);
        assert!(named("").is_empty());
    }
}
