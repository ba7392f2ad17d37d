//! What differs between two schemas.

use crate::{Change, Hints, Schema, Type};

/// Why two schemas cannot be compared without a word from their author.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are the objects that the message names")]
pub enum Refusal {
    /// One column went and one of like type came.
    #[error(
        "{table}.{dropped} is gone and {table}.{added} is new: is it a rename, or is the data of {dropped} to go?"
    )]
    ColumnRenamedOrDropped { table: String, dropped: String, added: String },
    /// One table went and one with like columns came.
    #[error(
        "table {dropped} is gone and table {added} is new: is it a rename, or is the data of {dropped} to go?"
    )]
    TableRenamedOrDropped { dropped: String, added: String },
    /// A rename from something that is not there, or that is still there.
    #[error("{object} cannot be renamed from {from}: {reason}")]
    BadRename { table: String, column: Option<String>, object: String, from: String, reason: String },
    /// A required column without a value for the rows that exist.
    #[error("{table}.{column} is required and new, and the rows that exist have no value for it")]
    NeedsBackfill { table: String, column: String },
    /// A change of type that no cast makes.
    #[error("{table}.{column} cannot become {to} from {from} by a cast")]
    NeedsUsing { table: String, column: String, from: Type, to: Type },
}

/// The changes that make `new` of `old`, in an order in which they can be run. Empty if and only if the two are equal.
///
/// # Errors
/// Everything that its author has to explain, all at once.
pub fn diff(_old: &Schema, _new: &Schema, _hints: &Hints) -> Result<Vec<Change>, Vec<Refusal>> {
    todo!()
}
