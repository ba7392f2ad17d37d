//! The struct under `#[zmig::model]`: parsed and validated, for the macro and the build script alike.

use crate::source::{ColumnSource, Contribution};
use proc_macro2::TokenStream;

/// A struct with `#[zmig::model(…)]`.
#[derive(Clone)]
pub struct Model {
    /// The table's name: `table = "…"`, or the struct's in snake case and plural.
    pub table: String,
    /// Where the span of `table = "…"` is, or the struct's name.
    pub table_span: proc_macro2::Span,
    /// Which of the three forms it has.
    pub form: Form,
    /// The fields; none for a unit struct.
    pub fields: Vec<ModelField>,
    /// What it says of the schema; only [`Form::Schema`] says more than the table's name.
    pub contribution: Contribution,
}

/// The three forms of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `struct User;`: the fields come from the table.
    Unit,
    /// Fields and no `version`: checked against the table.
    Bound,
    /// Fields and `version`: the struct is the schema.
    Schema,
}

/// A field of a model.
#[derive(Clone)]
pub struct ModelField {
    /// Its name in Rust.
    pub ident: syn::Ident,
    /// Its Rust type, `Option` included.
    pub ty: syn::Type,
    /// Its column, which `#[zmig(column = "…")]` may name otherwise.
    pub column: String,
    /// What the field says of its column. For [`Form::Bound`] only what its Rust type says.
    pub source: ColumnSource,
}

/// Reads the arguments of the attribute, and the struct with the `#[zmig(…)]` attributes of its fields.
///
/// # Errors
/// Every mistake, at its span.
pub fn read_model(attr: TokenStream, item: &syn::ItemStruct) -> Result<Model, Vec<syn::Error>> {
    let _ = (attr, item);
    todo!()
}
