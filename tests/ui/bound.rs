//! A struct of some of a table's columns, with types of the user's own.
#![deny(warnings, missing_docs, unreachable_pub, clippy::pedantic)]

/// How far a user is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, zmig::Enum)]
pub enum State {
    /// Nobody has seen it.
    Draft,
    /// Somebody has.
    #[zmig(name = "in-progress")]
    InProgress,
    /// Nobody will.
    Gone,
}

type When = zmig::chrono::DateTime<zmig::chrono::Utc>;

/// Part of a user.
#[zmig::model(table = "users")]
#[derive(Clone)]
pub struct Part {
    /// The number.
    pub id: i64,
    /// How far.
    pub state: State,
    /// A name that Rust does not take.
    #[zmig(column = "made at")]
    pub made: Option<zmig::chrono::NaiveDate>,
    /// An alias, which only rustc can look through.
    pub seen: Option<When>,
    /// Hidden in `Debug`, since the schema says so.
    pub token: Option<Vec<u8>>,
    /// A column that is never NULL may be optional all the same, for outer joins.
    pub email: Option<String>,
}

fn main() {
    println!("{} {:?} {}", Part::TABLE, Part::COLUMNS, Part::MADE_AT);
}
