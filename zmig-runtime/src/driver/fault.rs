//! What a database says when it refuses, in the terms that the runner decides by.

use futures_core::stream::BoxStream;
use sqlx::Either;
use std::future::poll_fn;

/// A statement that failed.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub kind: Kind,
    /// What the database says.
    pub message: String,
    /// What it adds, where that names no stored values.
    pub detail: Option<Box<str>>,
    pub hint: Option<Box<str>>,
    /// The database's code for it.
    pub code: Option<Box<str>>,
    /// How many statements of the text had been run.
    pub done: usize,
    /// Where in the text it is, in characters from 1, if the database says so.
    pub position: Option<usize>,
}

/// What the runner decides by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Another connection has a lock that this one needs; trying again helps.
    Contention,
    /// There is no such table.
    NoTable,
    /// What is to be made exists.
    Exists,
    /// The database, or the transaction, takes no changes.
    ReadOnly,
    /// The user may not.
    Rights,
    /// The connection is gone, so nobody knows what became of the statement.
    Lost,
    /// Stopped: by a time-out, or by someone.
    Stopped,
    /// The statement cannot run inside a transaction.
    NotInTransaction,
    /// The transaction, or its savepoint, has ended under way.
    Ended,
    /// Anything else.
    Other,
}

impl Fault {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), detail: None, hint: None, code: None, done: 0, position: None }
    }

    /// The message with what the database adds to it.
    pub(crate) fn text(&self) -> String {
        let mut text = self.message.clone();
        for (word, more) in [("detail", &self.detail), ("hint", &self.hint)] {
            if let Some(more) = more {
                text.push_str(&format!(" ({word}: {more})"));
            }
        }
        text
    }
}

/// Takes a stream of results to its end; on an error, says how many statements were done before it.
pub(crate) async fn drain<Done, Row>(
    mut stream: BoxStream<'_, Result<Either<Done, Row>, sqlx::Error>>,
    mut on_row: impl FnMut(Row) -> Result<(), Fault>,
) -> Result<(), (usize, Result<sqlx::Error, Fault>)> {
    let mut done = 0;
    loop {
        match poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
            None => return Ok(()),
            Some(Ok(Either::Left(_))) => done += 1,
            Some(Ok(Either::Right(row))) => on_row(row).map_err(|fault| (done, Err(fault)))?,
            Some(Err(error)) => return Err((done, Ok(error))),
        }
    }
}
