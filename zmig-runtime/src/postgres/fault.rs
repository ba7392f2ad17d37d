//! What PostgreSQL's errors mean to the runner.

use crate::driver::{Fault, Kind};
use sqlx::postgres::{PgDatabaseError, PgErrorPosition};

/// Reads an error that came after `done` statements.
pub(super) fn read(error: &sqlx::Error, done: usize) -> Fault {
    let Some(error) = error.as_database_error().and_then(|e| e.try_downcast_ref::<PgDatabaseError>()) else {
        return Fault { done, ..Fault::new(Kind::Lost, format!("the connection broke: {error}")) };
    };
    let code = error.code();
    Fault {
        // These quote the values of whole rows.
        detail: error.detail().filter(|_| !code.starts_with("23") || code == "23503").map(Box::from),
        hint: error.hint().map(Box::from),
        code: Some(code.into()),
        done,
        position: match error.position() {
            Some(PgErrorPosition::Original(position)) => Some(position),
            _ => None,
        },
        ..Fault::new(kind(code), error.message())
    }
}

fn kind(code: &str) -> Kind {
    match code {
        // lock_not_available, deadlock_detected, serialization_failure
        "55P03" | "40P01" | "40001" => Kind::Contention,
        "42P01" | "3F000" => Kind::NoTable,
        // duplicate table, column, object, function, schema, database
        "42P07" | "42701" | "42710" | "42723" | "42P06" | "42P04" => Kind::Exists,
        "25006" => Kind::ReadOnly,
        "42501" => Kind::Rights,
        // query_canceled
        "57014" => Kind::Stopped,
        // The server or an administrator ends the session.
        "57P01" | "57P02" | "57P03" | "57P05" | "25P03" => Kind::Lost,
        "25001" => Kind::NotInTransaction,
        // no_active_sql_transaction, invalid_savepoint_specification
        "25P01" | "3B001" => Kind::Ended,
        code if code.starts_with("08") => Kind::Lost,
        _ => Kind::Other,
    }
}
