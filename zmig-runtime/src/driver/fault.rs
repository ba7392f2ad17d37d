//! What a database says when it refuses, in the terms that the runner decides by.

use futures_core::stream::BoxStream;
use sqlx::Either;
use std::future::poll_fn;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

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
    /// What is wrong with files, where they are the database.
    #[cfg(feature = "csv")]
    pub files: Option<Box<crate::CsvFaults>>,
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
    /// The files that are the database cannot be taken, or not be written. Nothing was changed, and no other way helps.
    Refused,
    /// Anything else.
    Other,
}

impl Fault {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            detail: None,
            hint: None,
            code: None,
            done: 0,
            #[cfg(feature = "csv")]
            files: None,
            position: None,
        }
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

/// How long a stream of many small results is left alone.
const NAP: Duration = Duration::from_millis(1);

/// Takes a stream of results to its end; on an error, says how many statements were done before it.
///
/// Each result wakes whoever waits for it, which for thousands of tiny statements of SQLite costs more than running
/// them. Where `many` are to be expected, nobody waits: the stream is looked at every now and then.
pub(crate) async fn drain<Done, Row>(
    mut stream: BoxStream<'_, Result<Either<Done, Row>, sqlx::Error>>,
    many: bool,
    mut on_row: impl FnMut(Row) -> Result<(), Fault>,
) -> Result<(), (usize, Result<sqlx::Error, Fault>)> {
    let mut done = 0;
    loop {
        let next = if many {
            loop {
                let polled = stream.as_mut().poll_next(&mut Context::from_waker(Waker::noop()));
                match polled {
                    Poll::Ready(next) => break next,
                    Poll::Pending => tokio::time::sleep(NAP).await,
                }
            }
        } else {
            poll_fn(|cx| stream.as_mut().poll_next(cx)).await
        };
        match next {
            None => return Ok(()),
            Some(Ok(Either::Left(_))) => done += 1,
            Some(Ok(Either::Right(row))) => on_row(row).map_err(|fault| (done, Err(fault)))?,
            Some(Err(error)) => return Err((done, Ok(error))),
        }
    }
}
