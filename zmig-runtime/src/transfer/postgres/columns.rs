//! The columns of a table that are moved.

use super::super::Shape;
use super::form::Form;
use crate::csv::cell::Codec;
use zmig_core::Dialect;

/// A column whose values are moved.
#[derive(Clone, Debug)]
pub(super) struct MovedColumn {
    pub name: String,
    pub form: Form,
    pub codec: Codec,
}

/// The columns of a table that hold values of their own: the server computes the others again.
pub(super) fn of_shape(shape: &Shape) -> Vec<MovedColumn> {
    let column = |c: &super::super::ColumnShape| MovedColumn {
        name: c.name.clone(),
        form: Form::of(&c.ty),
        codec: c.codec.clone(),
    };
    shape.columns.iter().map(column).collect()
}

/// Their names, quoted, as a statement lists them.
pub(super) fn list(columns: &[MovedColumn]) -> String {
    columns.iter().map(|c| Dialect::Postgres.quote_name(&c.name)).collect::<Vec<_>>().join(", ")
}
