//! How far a transfer has come: a table of zmig's in the target, gone when the transfer is done.

use super::PostgresEnd;
use crate::Error;
use crate::driver::{Driver as _, Fault, Kind, Row};
use crate::error::During as _;
use crate::transfer::{Checkpoint, Commits, Shape, TransferFault, not_empty};
use zmig_core::Dialect;

const NAME: &str = "__zmigration_transfer";

/// The row that says what was taken away; no table is named like that.
const ASIDE: &str = "";

const LOOKING: &str = "looking how far the transfer came";

impl PostgresEnd {
    fn checkpoint(&self) -> String {
        self.name_of(NAME)
    }

    /// The transfer's checkpoint, or a new one, in the transaction that is open. Refuses, all at once, tables with rows that
    /// are not the transfer's own.
    pub(super) async fn read_or_make(&mut self, id: &str, shapes: &[Shape]) -> Result<Checkpoint, Error> {
        let mut checkpoint = Checkpoint { transfer: id.to_owned(), ..Checkpoint::default() };
        self.read_checkpoint(&mut checkpoint).await?;
        self.refuse_others(&checkpoint, shapes).await?;
        for shape in shapes {
            checkpoint.rows.entry(shape.table.clone()).or_default();
        }
        if self.commits == Commits::Batches {
            let values = checkpoint.rows.keys().map(String::as_str).chain([ASIDE]);
            let values: Vec<_> =
                values.map(|table| format!("({}, {}, 0)", quoted(id), quoted(table))).collect();
            let sql = format!(
                "CREATE TABLE IF NOT EXISTS {0} (transfer TEXT NOT NULL, table_name TEXT NOT NULL, rows_done BIGINT NOT NULL, \
                 again TEXT, PRIMARY KEY (transfer, table_name));\n\
                 INSERT INTO {0} (transfer, table_name, rows_done) VALUES {1} ON CONFLICT DO NOTHING",
                self.checkpoint(),
                values.join(", ")
            );
            self.driver.execute(sql).await.during("writing how far the transfer came")?;
        }
        Ok(checkpoint)
    }

    async fn read_checkpoint(&mut self, checkpoint: &mut Checkpoint) -> Result<(), Error> {
        let sql = format!("SELECT to_regclass({})", quoted(&self.checkpoint()));
        let row = self.driver.execute(sql).await.during(LOOKING)?;
        if row.and_then(|row| row.into_iter().next().flatten()).is_none() {
            return Ok(());
        }
        // A process that was killed may have left the server at its last batch: this waits for it.
        let sql = format!(
            "SELECT transfer, table_name, rows_done, again FROM {} ORDER BY 1, 2 FOR UPDATE",
            self.checkpoint()
        );
        for row in self.driver.query(sql).await.during(LOOKING)? {
            let [Some(transfer), Some(table), Some(done), again] = row.as_slice() else { continue };
            if *transfer != checkpoint.transfer || self.commits == Commits::Once {
                return Err(unfinished(transfer));
            }
            let unreadable = |reason: String| Error::Database { doing: LOOKING, message: reason };
            if table == ASIDE {
                if let Some(again) = again {
                    checkpoint.set_aside = true;
                    checkpoint.restore =
                        serde_json::from_str(again).map_err(|e| unreadable(format!("{NAME}.again: {e}")))?;
                }
            } else {
                let done = done.parse().map_err(|_| unreadable(format!("{NAME}: {done} rows")))?;
                checkpoint.rows.insert(table.clone(), done);
            }
        }
        Ok(())
    }

    async fn refuse_others(&mut self, checkpoint: &Checkpoint, shapes: &[Shape]) -> Result<(), Error> {
        let mut filled = Vec::new();
        for shape in shapes {
            let (table, name) = (&shape.table, self.name_of(&shape.table));
            let done = checkpoint.rows.get(table).copied().unwrap_or_default();
            let is_empty = format!("SELECT count(*) FROM (SELECT FROM ONLY {name} LIMIT 1) r");
            let row = self.driver.execute(is_empty).await.map_err(named(table)).during(LOOKING)?;
            // Rows are counted only where there are some.
            let found: u64 = match number(row) {
                Some(0) => 0,
                _ => {
                    let sql = format!("SELECT count(*) FROM ONLY {name}");
                    let row = self.driver.execute(sql).await.map_err(named(table)).during(LOOKING)?;
                    number(row).unwrap_or_default()
                }
            };
            if found != done {
                filled.push((table.clone(), found));
            }
        }
        if filled.is_empty() { Ok(()) } else { Err(not_empty(&filled)) }
    }

    /// Makes sure, until the end of the transaction, that nobody else is at a table of the transfer.
    pub(super) async fn hold(&mut self, id: &str, table: &str, done: u64) -> Result<(), Fault> {
        if self.commits == Commits::Once {
            return Ok(());
        }
        let of = of(id, table);
        let sql = format!("SELECT rows_done FROM {} WHERE {of} FOR UPDATE", self.checkpoint());
        let found: Option<u64> = number(self.driver.execute(sql).await?);
        if found == Some(done) {
            return Ok(());
        }
        let found = found.map_or("the checkpoint is gone".to_owned(), |n| format!("there are {n}"));
        let message = format!(
            "{done} rows were committed, and now {found}: another process is at the same transfer; let it finish"
        );
        Err(Fault::new(Kind::Other, message))
    }

    /// Writes that so many rows of a table are there.
    pub(super) async fn set_done(&mut self, id: &str, table: &str, done: u64) -> Result<(), Fault> {
        if self.commits == Commits::Once {
            return Ok(());
        }
        let sql = format!("UPDATE {} SET rows_done = {done} WHERE {}", self.checkpoint(), of(id, table));
        self.driver.execute(sql).await.map(|_| ())
    }

    /// Writes down what makes again what was taken away.
    pub(super) async fn set_again(&mut self, id: &str, statements: &[String]) -> Result<(), Fault> {
        if self.commits == Commits::Once {
            return Ok(());
        }
        let text = serde_json::to_string(statements).map_err(|e| Fault::new(Kind::Other, e.to_string()))?;
        let sql =
            format!("UPDATE {} SET again = {} WHERE {}", self.checkpoint(), quoted(&text), of(id, ASIDE));
        self.driver.execute(sql).await.map(|_| ())
    }

    /// Forgets the transfer.
    pub(super) async fn forget(&mut self) -> Result<(), Fault> {
        self.driver.execute(format!("DROP TABLE {}", self.checkpoint())).await.map(|_| ())
    }
}

fn quoted(text: &str) -> String {
    Dialect::Postgres.quote_text(text)
}

fn of(id: &str, table: &str) -> String {
    format!("transfer = {} AND table_name = {}", quoted(id), quoted(table))
}

fn unfinished(id: &str) -> Error {
    let reason = format!(
        "another transfer into this database was not finished, which took indexes and keys away: {id}"
    );
    let next = format!(
        "run that one again, which goes on where it stopped; or, to give it up, empty its tables, run the statements in \
         {NAME}.again, and then DROP TABLE {NAME}"
    );
    TransferFault::new("loading", vec![reason], next).into()
}

/// Puts a table's name before what the server says.
pub(super) fn named(table: &str) -> impl Fn(Fault) -> Fault {
    move |fault| Fault { message: format!("{table}: {}", fault.message), ..fault }
}

/// The number that a query gives.
pub(super) fn number<T: std::str::FromStr>(row: Option<Row>) -> Option<T> {
    row?.into_iter().next()??.parse().ok()
}
