//! PostgreSQL as the target of a transfer.

use super::{PostgresEnd, failed, inward};
use crate::Error;
use crate::csv::digest::RowsDigest;
use crate::driver::Driver as _;
use crate::error::During as _;
use crate::transfer::{Checkpoint, Commits, Destination, Progress, Shape, TableReader};
use zmig_core::Schema;

impl Destination for PostgresEnd {
    async fn schema(&mut self) -> Result<Schema, Error> {
        self.look().await.map(|found| found.schema)
    }

    async fn begin(
        &mut self,
        transfer: &str,
        commits: Commits,
        shapes: &[Shape],
    ) -> Result<Checkpoint, Error> {
        self.begin_step().await?;
        self.commits = commits;
        if commits == Commits::Once {
            self.is_whole = true;
        }
        match self.read_or_make(transfer, shapes).await {
            Ok(checkpoint) => self.end_step(Ok(checkpoint)).await.during("beginning a transfer"),
            Err(error) => {
                self.driver.rollback().await;
                self.is_whole = false;
                Err(error)
            }
        }
    }

    /// Triggers of users are switched off, which the owner of a table may do.
    async fn set_aside(&mut self, checkpoint: &mut Checkpoint, shapes: &[Shape]) -> Result<(), Error> {
        if checkpoint.set_aside {
            return Ok(());
        }
        self.begin_step().await?;
        let taken = self.take_aside(checkpoint, shapes).await;
        let taken = self.end_step(taken).await;
        let doing = "taking indexes, foreign keys and triggers away";
        taken.map_err(|fault| failed(doing, fault.text(), "nothing was changed"))
    }

    async fn copy_in(
        &mut self,
        checkpoint: &mut Checkpoint,
        reader: TableReader,
        progress: Progress,
    ) -> Result<TableReader, Error> {
        inward::load(self, checkpoint, reader, &progress).await
    }

    async fn restore(&mut self, checkpoint: &mut Checkpoint, shapes: &[Shape]) -> Result<(), Error> {
        self.set_sequences(shapes).await?;
        while let Some(next) = checkpoint.restore.first().cloned() {
            self.begin_step().await?;
            let made = self.make_again(checkpoint, &next).await;
            if let Err(fault) = self.end_step(made).await {
                let state = match self.commits {
                    Commits::Once => "nothing was changed",
                    Commits::Batches => {
                        "the rows of all tables are committed, and so is what was made before it"
                    }
                };
                let reason = format!("{next}: {}", fault.text());
                return Err(failed("making indexes, foreign keys and triggers again", reason, state));
            }
            checkpoint.restore.remove(0);
        }
        for shape in shapes {
            // So that the first queries do not take the tables for empty.
            let sql = format!("ANALYZE {}", self.name_of(&shape.table));
            self.driver.execute(sql).await.during("counting for the planner")?;
        }
        Ok(())
    }

    async fn digest(&mut self, shape: &Shape) -> Result<RowsDigest, Error> {
        self.digest_of(shape).await
    }

    async fn end(&mut self) -> Result<(), Error> {
        const ENDING: &str = "ending the transfer";
        match self.commits {
            Commits::Once => {
                self.driver.commit().await.during(ENDING)?;
                self.is_whole = false;
            }
            Commits::Batches => {
                self.begin_step().await?;
                let forgotten = self.forget().await;
                self.end_step(forgotten).await.during(ENDING)?;
            }
        }
        Ok(())
    }

    async fn close(mut self) {
        self.driver.rollback().await;
        self.driver.close().await;
    }
}
