//! What SQLite's errors mean to the runner.

use crate::driver::{Fault, Kind};

/// Reads an error that came after `done` statements.
pub(super) fn read(error: &sqlx::Error, done: usize) -> Fault {
    let Some(error) = error.as_database_error() else {
        return Fault { done, ..Fault::new(Kind::Lost, format!("the connection broke: {error}")) };
    };
    let code = error.code().unwrap_or_default().into_owned();
    let message = error.message().to_owned();
    Fault { done, kind: kind(&code, &message), code: Some(code.into()), ..Fault::new(Kind::Other, message) }
}

fn kind(code: &str, message: &str) -> Kind {
    // The low byte is the error, what is above it says more.
    match code.parse::<u32>().unwrap_or(1) & 0xff {
        // BUSY, LOCKED
        5 | 6 => Kind::Contention,
        // READONLY
        8 => Kind::ReadOnly,
        // INTERRUPT
        9 => Kind::Stopped,
        // PERM, AUTH
        3 | 23 => Kind::Rights,
        _ if message.starts_with("no such table") => Kind::NoTable,
        _ if message.starts_with("no such savepoint") || message.contains("no transaction is active") => {
            Kind::Ended
        }
        _ if message.contains("within a transaction") || message.contains("from within a transaction") => {
            Kind::NotInTransaction
        }
        _ if message.contains("already exists") || message.starts_with("duplicate column name") => {
            Kind::Exists
        }
        _ => Kind::Other,
    }
}
