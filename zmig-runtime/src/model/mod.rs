//! Typed reads and writes for the structs of `#[zmig::model]`.
//!
//! What a macro emits is data (a [`TableShape`], a [`Column`] a field) and two short functions: one that makes a struct
//! of a row, one that lists what a struct gives to a statement. Everything else is here and compiled once, for every
//! model and every backend: a value is bound through [`ColumnValue`], a row is read through [`Row`], and a database is
//! whatever makes a [`Session`].

mod assign;
mod bulk;
mod column;
mod db;
mod error;
mod execute;
mod filter;
mod json;
mod key;
mod list;
mod operand;
mod query;
mod relation;
mod row;
mod rule;
mod session;
mod shape;
mod sql;
mod text_search;
mod validate;
mod value;
mod write;

pub use assign::Assign;
pub use column::{Column, Columns, Order};
pub use db::Db;
pub use error::ModelError;
pub use filter::Filter;
pub use json::{JsonKey, JsonPath, JsonScalar};
pub use key::KeyValues;
pub use operand::{Equal, Operand, Ordered};
pub use query::{Model, Query};
pub use relation::{
    BelongsTo, HasMany, HasOne, HowMany, KeyPart, Load, Loaded, LoadedOne, ManyToMany, OfTable, Relation,
    RelationKey, RelationShape, Through,
};
pub use row::{AnyColumn, FromColumn, PostgresSide, Row, SqliteSide};
pub use rule::Rule;
pub use session::Session;
pub use shape::{ColumnShape, Kind, TableShape};
pub use text_search::TextSearch;
pub use validate::{Violation, Violations};
pub use value::{AnyValue, ColumnValue};
pub use write::{Fields, Table, Write, debug_fields};
