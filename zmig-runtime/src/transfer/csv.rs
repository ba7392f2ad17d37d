//! A folder's half: its rows are those of the database that it is staged in.

use super::sqlite::{SqliteDestination, SqliteOrigin};
use super::{Checkpoint, Commits, Destination, Origin, Progress, Shape, TableReader, TableWriter};
use crate::csv::digest::RowsDigest;
use crate::csv::{CsvDriver, Folder};
use crate::error::During as _;
use crate::{Error, RunOptions};
use zmig_core::Schema;

/// A folder that is read.
pub(crate) struct CsvOrigin {
    staged: SqliteOrigin,
    /// Keeps the staged database where it is.
    _driver: CsvDriver,
}

impl CsvOrigin {
    pub(crate) async fn open(folder: Folder) -> Result<Self, Error> {
        let mut driver = CsvDriver::open(folder, &RunOptions::default()).with_strays();
        driver.load_all().await.during("reading the folder")?;
        let place = driver.place().await.during("reading the folder")?;
        Ok(Self { staged: SqliteOrigin::open(&place)?, _driver: driver })
    }
}

impl Origin for CsvOrigin {
    const BACKEND: &'static str = "csv";

    async fn schema(&mut self) -> Result<Schema, Error> {
        self.staged.schema().await
    }

    async fn count(&mut self, shape: &Shape) -> Result<u64, Error> {
        self.staged.count(shape).await
    }

    async fn copy_out(&mut self, shape: &Shape, out: TableWriter) -> Result<TableWriter, Error> {
        self.staged.copy_out(shape, out).await
    }

    async fn close(self) {
        self.staged.close().await;
    }
}

/// A folder whose tables are there and empty. What is loaded is in the folder once all of it is.
pub(crate) struct CsvDestination {
    staged: SqliteDestination,
    driver: CsvDriver,
}

impl CsvDestination {
    pub(crate) async fn open(folder: Folder) -> Result<Self, Error> {
        let mut driver = CsvDriver::open(folder, &RunOptions::default());
        driver.lock_patiently().await?;
        let place = driver.place().await.during("reading the folder")?;
        Ok(Self { staged: SqliteDestination::open(&place)?, driver })
    }
}

impl Destination for CsvDestination {
    async fn schema(&mut self) -> Result<Schema, Error> {
        self.staged.schema().await
    }

    async fn begin(&mut self, transfer: &str, _: Commits, shapes: &[Shape]) -> Result<Checkpoint, Error> {
        // The folder has one moment at which all of it is there.
        self.staged.begin(transfer, Commits::Once, shapes).await
    }

    async fn set_aside(&mut self, checkpoint: &mut Checkpoint, shapes: &[Shape]) -> Result<(), Error> {
        self.staged.set_aside(checkpoint, shapes).await
    }

    async fn copy_in(
        &mut self,
        checkpoint: &mut Checkpoint,
        reader: TableReader,
        progress: Progress,
    ) -> Result<TableReader, Error> {
        self.staged.copy_in(checkpoint, reader, progress).await
    }

    async fn restore(&mut self, checkpoint: &mut Checkpoint, shapes: &[Shape]) -> Result<(), Error> {
        self.staged.restore(checkpoint, shapes).await
    }

    async fn digest(&mut self, shape: &Shape) -> Result<RowsDigest, Error> {
        self.staged.digest(shape).await
    }

    async fn end(&mut self) -> Result<(), Error> {
        self.staged.end().await?;
        self.driver.publish().await.during("writing the folder")
    }

    async fn close(self) {
        self.staged.close().await;
    }
}
