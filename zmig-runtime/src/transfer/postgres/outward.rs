//! Rows out of PostgreSQL.
//!
//! The server writes text, which costs it least; a thread of its own makes canonical records of that while the server
//! works and the connection is read.

use super::super::{Origin, Shape, TransferFault};
use super::PostgresEnd;
use super::columns::{list, of_shape};
use super::encoder::{Encoder, Sink};
use crate::Error;
use crate::driver::{Driver as _, Fault, Kind};
use crate::postgres::PostgresDriver;
use std::future::poll_fn;
use tokio::sync::mpsc;

/// How much is handed to the thread at once.
const PART: usize = 1 << 18;

/// How many parts may wait for it.
const WAITING: usize = 4;

/// Gives all rows of a table, as they are in the transaction that is open, to `sink`; says how many there were.
pub(super) async fn read<S: Sink>(end: &mut PostgresEnd, shape: &Shape, sink: S) -> Result<(u64, S), Error> {
    let failed = |reason: String| {
        let doing = format!("reading the table {}", shape.table);
        Error::from(TransferFault::new(doing, vec![reason], "mend that, and run the same again"))
    };
    let columns = of_shape(shape);
    if columns.is_empty() {
        return match Origin::count(end, shape).await? {
            0 => Ok((0, sink)),
            rows => Err(failed(format!("it has {rows} rows, and no column whose values are kept"))),
        };
    }
    let sql = format!("COPY (SELECT {} FROM ONLY {}) TO STDOUT", list(&columns), end.name_of(&shape.table));
    let (parts, mut waiting) = mpsc::channel::<Vec<u8>>(WAITING);
    let mut encoder = Encoder::new(&shape.table, columns, end.key_of(&shape.table));
    let encoding = tokio::task::spawn_blocking(move || {
        let mut sink = sink;
        while let Some(part) = waiting.blocking_recv() {
            encoder.take(&part, &mut sink)?;
        }
        Ok::<_, Error>((encoder.finish()?, sink))
    });
    let copied = copy(&mut end.driver, &sql, parts).await;
    let encoded = encoding.await.map_err(|e| failed(e.to_string()))?;
    // Where encoding failed, copying was broken off for that; else what the server says comes first.
    let (rows, (encoded, sink)) = match (copied, encoded) {
        (Ok(rows), Ok(encoded)) => (rows, encoded),
        (_, Err(error)) => return Err(error),
        (Err(fault), Ok(_)) => return Err(failed(fault.text())),
    };
    if rows != encoded {
        return Err(failed(format!("the server sent {rows} rows, and {encoded} were read")));
    }
    Ok((rows, sink))
}

/// Hands on what the server writes; says how many rows that were, each of which is a message.
async fn copy(driver: &mut PostgresDriver, sql: &str, parts: mpsc::Sender<Vec<u8>>) -> Result<u64, Fault> {
    let read_error = |e: sqlx::Error| PostgresDriver::read_error(&e);
    let mut stream = driver.conn()?.copy_out_raw(sql).await.map_err(read_error)?;
    let mut rows = 0;
    let mut part = Vec::with_capacity(PART);
    let gone = || Fault::new(Kind::Stopped, "stopped");
    while let Some(message) = poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
        let message = message.map_err(read_error)?;
        rows += u64::from(message.ends_with(b"\n"));
        if !part.is_empty() && part.len() + message.len() > PART {
            parts.send(std::mem::replace(&mut part, Vec::with_capacity(PART))).await.map_err(|_| gone())?;
        }
        part.extend_from_slice(&message);
    }
    parts.send(part).await.map_err(|_| gone())?;
    Ok(rows)
}
