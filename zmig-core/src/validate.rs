//! What a schema must satisfy beyond its form.

use crate::Schema;

/// Where in a schema something is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the fields are the objects' names")]
pub enum Place {
    /// A table as a whole.
    Table { table: String },
    /// A column.
    Column { table: String, column: String },
    /// An index, unique set, foreign key or check, by its name.
    Object { table: String, object: String },
    /// An enum type.
    Enum { name: String },
}

/// Something that no database would take, or that means two things.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Invalid {
    /// Where.
    pub place: Place,
    /// What is wrong, in one line.
    pub what: String,
    /// How to mend it, in one line, where one way is likely.
    pub help: Option<String>,
}

/// Everything that is wrong with a schema, in the order of its tables.
///
/// Names (allowed, unique after case folding, derived names too), the keys' and indexes' columns, foreign keys
/// (target there, key or unique there, same types), defaults that fit, identity columns, enums.
pub fn validate(_schema: &Schema) -> Vec<Invalid> {
    todo!()
}
