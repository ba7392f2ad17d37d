//! PostgreSQL as the source of a transfer.

use super::outward;
use super::{PostgresEnd, SNAPSHOT, settings};
use crate::driver::Driver as _;
use crate::error::During as _;
use crate::transfer::{Origin, Shape, TableWriter, TransferFault};
use crate::{Error, IntrospectOptions};
use zmig_core::{Schema, Unmanaged, UnmanagedKind};

impl PostgresEnd {
    /// Begins the transaction in which everything is read.
    async fn in_snapshot(&mut self) -> Result<(), Error> {
        if !self.is_whole {
            let begin = format!("{SNAPSHOT}{}", settings());
            self.driver.execute(begin).await.during("beginning to read")?;
            self.is_whole = true;
            self.look().await?;
        }
        Ok(())
    }
}

impl Origin for PostgresEnd {
    const BACKEND: &'static str = "postgres";

    async fn schema(&mut self) -> Result<Schema, Error> {
        self.in_snapshot().await?;
        Ok(self.schema.clone())
    }

    async fn count(&mut self, shape: &Shape) -> Result<u64, Error> {
        self.in_snapshot().await?;
        let sql = format!("SELECT count(*) FROM ONLY {}", self.name_of(&shape.table));
        let row = self.driver.execute(sql).await.during("counting rows")?;
        Ok(super::checkpoint::number(row).unwrap_or_default())
    }

    async fn copy_out(&mut self, shape: &Shape, out: TableWriter) -> Result<TableWriter, Error> {
        self.in_snapshot().await?;
        outward::read(self, shape, out).await.map(|(_, out)| out)
    }

    async fn close(mut self) {
        self.driver.rollback().await;
        self.driver.close().await;
    }
}

/// Refuses, all at once, what holds rows and is no table that another database could have: partitioned tables and those
/// that inherit, foreign tables, tables of a type.
pub(in crate::transfer) fn refuse_left_behind(
    unmanaged: &[Unmanaged],
    wanted: &IntrospectOptions,
) -> Result<(), Error> {
    let left = unmanaged.iter().filter(|u| holds_rows(&u.kind) && wanted.takes(&u.name));
    let left: Vec<_> = left.map(|u| format!("{u}: its rows would stay behind")).collect();
    if left.is_empty() {
        return Ok(());
    }
    let next = "make plain tables of them (CREATE TABLE … AS SELECT …), or leave them out of what is moved";
    Err(TransferFault::new("reading the tables", left, next).into())
}

/// Kinds of things that hold rows of their own, or stand for some.
fn holds_rows(kind: &UnmanagedKind) -> bool {
    const OTHERS: [&str; 3] = ["foreign table", "table of a type", "table with a dot in its name"];
    match kind {
        UnmanagedKind::PartitionedTable | UnmanagedKind::Partition | UnmanagedKind::InheritedTable => true,
        UnmanagedKind::Other(word) => OTHERS.contains(&word.as_str()),
        _ => false,
    }
}
