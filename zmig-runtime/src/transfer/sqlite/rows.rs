//! Rows of SQLite: one thread steps through them, another works on what they hold.

use super::database;
use crate::Error;
use crate::csv::pipe::{Filler, pipe};
use crate::csv::values::Values;
use rusqlite::{Connection, Rows};

/// Has each block of a query's rows worked on, in their order; few rows need no thread of their own.
pub(super) fn each_block(
    conn: &Connection,
    doing: &'static str,
    sql: &str,
    columns: usize,
    mut work: impl FnMut(&Values) -> Result<(), Error> + Send,
) -> Result<(), Error> {
    let failed = |e: rusqlite::Error| database(doing, &e);
    let mut statement = conn.prepare(sql).map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    let mut block = Values::default();
    let more = fill(&mut block, &mut rows, columns).map_err(failed)?;
    if !more {
        return work(&block);
    }
    let (filler, taker) = pipe();
    std::thread::scope(|scope| {
        let working = scope.spawn(move || {
            work(&block)?;
            while let Some(block) = taker.take() {
                work(&block)?;
                taker.give_back(block);
            }
            Ok(())
        });
        let stepped = step(&mut rows, columns, &filler);
        drop(filler);
        let worked = working.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        // Where the work ended, the steps did too, and it says why.
        worked.and(stepped.map_err(failed))
    })
}

fn step(rows: &mut Rows<'_>, columns: usize, filler: &Filler<Values>) -> rusqlite::Result<()> {
    loop {
        let mut block = filler.block();
        block.clear();
        let more = fill(&mut block, rows, columns)?;
        if !filler.hand_on(block) || !more {
            return Ok(());
        }
    }
}

/// Fills a block; false where no row comes after it.
fn fill(block: &mut Values, rows: &mut Rows<'_>, columns: usize) -> rusqlite::Result<bool> {
    while !block.is_full() {
        let Some(row) = rows.next()? else { return Ok(false) };
        for i in 0..columns {
            block.push(row.get_ref(i)?);
        }
        block.end_row(0);
    }
    Ok(true)
}
