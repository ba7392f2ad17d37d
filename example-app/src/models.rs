//! The tables as Rust types. [`Member`] and [`Project`] are described in `schemas/zSchema.tracker.yaml`; [`Issue`]
//! and [`Comment`] describe their tables themselves; [`Line`] is a part of one.

use chrono::{DateTime, Utc};
use zmig::rust_decimal::Decimal;

/// Somebody who reports or mends. The fields are the table's.
#[zmig::model(table = "members")]
pub struct Member;

/// What issues belong to. The fields are the table's.
#[zmig::model(table = "projects")]
pub struct Project;

/// How far an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, zmig::Enum)]
pub enum State {
    /// Nobody works on it.
    Open,
    /// Somebody does.
    InProgress,
    /// Nobody has to any more.
    Done,
}

/// Something to be done. The struct is the schema.
#[zmig::model(version = "v2.1.0", index(columns = ["project_id", "state"]))]
#[derive(Clone, PartialEq)]
pub struct Issue {
    /// Its number, which the database gives.
    #[zmig(pk, auto_increment)]
    pub id: i64,
    /// What it belongs to, and goes with.
    #[zmig(foreign_key = "projects.id", on_delete = "cascade")]
    pub project_id: i64,
    /// Who found it.
    #[zmig(foreign_key = "members.id")]
    pub reporter: i64,
    /// What it is, in one line.
    #[zmig(max_length = 200)]
    pub title: String,
    /// What it is, at length.
    pub body: Option<String>,
    /// How far it is.
    #[zmig(default = "open")]
    pub state: State,
    /// How many hours it should take.
    #[zmig(type = "decimal(6,2)")]
    pub estimate: Option<Decimal>,
    /// When it was found.
    #[zmig(default = "now")]
    pub opened_at: DateTime<Utc>,
}

/// A remark on an issue. The struct is the schema.
#[zmig::model(version = "v1.0.0")]
#[derive(Clone, PartialEq)]
pub struct Comment {
    /// Its number, which the database gives.
    #[zmig(pk, auto_increment)]
    pub id: i64,
    /// What it is about, and goes with.
    #[zmig(foreign_key = "issues.id", on_delete = "cascade", indexed)]
    pub issue_id: i64,
    /// Whose it is.
    #[zmig(foreign_key = "members.id")]
    pub author: i64,
    /// What it says.
    pub text: String,
    /// When it was said.
    #[zmig(default = "now")]
    pub written_at: DateTime<Utc>,
}

/// What a list of issues shows: some columns of a table that [`Issue`] describes.
#[zmig::model(table = "issues")]
pub struct Line {
    /// The issue's number.
    pub id: i64,
    /// What it belongs to.
    pub project_id: i64,
    /// What it is.
    pub title: String,
    /// How far it is.
    pub state: State,
    /// How many hours it should take.
    pub estimate: Option<Decimal>,
}
