//! What each column is on the Rust side: its field, its constant, its type, and how it is read from a row.

use super::idents;
use crate::merge::TableModel;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use zmig_core::{Column, Identity, Type};

/// A field that is read from a column.
#[derive(Clone)]
pub(super) struct Field {
    pub column: String,
    pub ident: Ident,
    /// Where a type that cannot be read is at fault.
    pub span: Span,
    pub redacted: bool,
    pub reader: Reader,
    /// Its type without the `Option`.
    pub inner: TokenStream,
    /// What a new row has to say of it.
    pub need: Need,
}

/// What a new row has to say of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Need {
    /// A value.
    Value,
    /// A value, or it is NULL.
    Maybe,
    /// A value, or it is the default.
    Default,
    /// A value, NULL, or it is the default.
    MaybeDefault,
    /// Nothing: the database says it.
    Never,
}

/// Which function reads a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reader {
    /// zmig's, which knows how SQLite holds what it has no type for.
    Typed,
    /// The same, for decimals with that many digits after the point.
    Decimal(u16),
    /// sqlx's, for what serde makes of JSON.
    Json,
    /// sqlx's, for a type of the user's.
    Any,
}

/// A field that the table gives to a struct without fields of its own.
pub(super) struct Given {
    pub field: Field,
    pub ty: TokenStream,
    pub doc: String,
}

/// Names that every model's struct has already.
pub(super) const TAKEN: [&str; 3] = ["TABLE", "COLUMNS", "TEXT_SEARCH"];

impl Need {
    /// Of a column, as its field has it.
    pub(super) fn of(column: &Column, optional: bool) -> Self {
        let by_default = column.default.is_some() || column.identity.is_some();
        match (optional, by_default) {
            _ if column.generated.is_some() || column.identity == Identity::Always => Self::Never,
            (false, false) => Self::Value,
            (true, false) => Self::Maybe,
            (false, true) => Self::Default,
            (true, true) => Self::MaybeDefault,
        }
    }
}

impl Reader {
    /// The reader of a column for a Rust type that zmig knows.
    pub(super) fn of(ty: &Type) -> Self {
        match ty {
            Type::Raw(_) => Self::Any,
            Type::Decimal { scale, .. } => Self::Decimal(*scale),
            Type::Array(inner) => Self::of(inner),
            _ => Self::Typed,
        }
    }

    /// The reader of a column for a Rust type that only rustc knows: an alias, or a type of the user's. SQLite's own
    /// form of the value decides whether sqlx could read it.
    pub(super) fn of_unknown(ty: &Type, rust: &syn::Type) -> Self {
        match ty {
            Type::Json if is_json(rust) => Self::Json,
            Type::Uuid | Type::Decimal { .. } | Type::Enum(_) => Self::of(ty),
            Type::Array(inner) if !matches!(**inner, Type::Raw(_)) => Self::of(inner),
            _ => Self::Any,
        }
    }
}

/// Whether a type is `Json<…>`.
fn is_json(rust: &syn::Type) -> bool {
    matches!(rust, syn::Type::Path(path) if path.path.segments.last().is_some_and(|s| s.ident == "Json"))
}

/// The fields that a table gives, in the order of its columns. `enum_type` names the Rust type of an enum's column.
///
/// # Errors
/// Where a column has no Rust type that sqlx reads; the texts say which and what to do.
pub(super) fn given(
    model: &TableModel,
    enum_type: &dyn Fn(&Column) -> TokenStream,
    span: Span,
) -> Result<Vec<Given>, Vec<String>> {
    let columns = &model.table.columns;
    let names: Vec<String> = columns.iter().map(|c| c.name.clone()).collect();
    let mut out = Vec::new();
    let mut errors = Vec::new();
    for (column, ident) in columns.iter().zip(idents::fields(&names, span)) {
        match rust_type(column, model, enum_type) {
            Ok(ty) => out.push(Given {
                field: Field {
                    column: column.name.clone(),
                    ident,
                    span,
                    redacted: is_redacted(model, &column.name),
                    reader: match column.ty {
                        Type::Json if rust_type_of(model, &column.name).is_some() => Reader::Json,
                        _ => Reader::of(&column.ty),
                    },
                    inner: ty.clone(),
                    need: Need::of(column, column.nullable),
                },
                ty: if column.nullable { quote!(::core::option::Option<#ty>) } else { ty },
                doc: doc(column),
            }),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(out) } else { Err(errors) }
}

/// Whether a column's value is nobody's business.
pub(super) fn is_redacted(model: &TableModel, column: &str) -> bool {
    model.annotations.columns.get(column).is_some_and(|c| c.redacted)
}

/// The Rust type of a column that is never NULL.
fn rust_type(
    column: &Column,
    model: &TableModel,
    enum_type: &dyn Fn(&Column) -> TokenStream,
) -> Result<TokenStream, String> {
    let named = |path: &str| {
        syn::parse_str::<syn::Type>(path)
            .map(|ty| quote!(#ty))
            .map_err(|_| format!("column `{}`: `{path}` is no Rust type", column.name))
    };
    match (&column.ty, rust_type_of(model, &column.name)) {
        (Type::Json, Some(path)) => named(path).map(|ty| quote!(::zmig::Json<#ty>)),
        (Type::Raw(sql), path) => match path {
            Some(path) => named(path),
            None => Err(format!(
                "column `{}` has the database's own type `{sql}`, and the schema does not say which Rust type \
                 reads it: write `type: {{sql: \"{sql}\", rust: String}}`",
                column.name
            )),
        },
        (Type::Enum(_), _) => Ok(enum_type(column)),
        (Type::Array(inner), _) => match &**inner {
            Type::Array(_) | Type::Raw(_) => Err(format!(
                "column `{}` is `{}`, which sqlx cannot read; `json` holds lists of lists",
                column.name, column.ty
            )),
            Type::Enum(_) => {
                let ty = enum_type(column);
                Ok(quote!(::std::vec::Vec<#ty>))
            }
            inner => {
                let ty = plain_type(inner);
                Ok(quote!(::std::vec::Vec<#ty>))
            }
        },
        (ty, _) => Ok(plain_type(ty)),
    }
}

/// The Rust type that the schema names for a column.
fn rust_type_of<'m>(model: &'m TableModel, column: &str) -> Option<&'m str> {
    model.annotations.columns.get(column)?.rust_type.as_deref()
}

/// The Rust type of what is neither an enum nor a list nor the database's own.
pub(super) fn plain_type(ty: &Type) -> TokenStream {
    match ty {
        Type::Bool => quote!(bool),
        Type::Int16 => quote!(i16),
        Type::Int32 => quote!(i32),
        Type::Int => quote!(i64),
        Type::Float32 => quote!(f32),
        Type::Float => quote!(f64),
        Type::Decimal { .. } => quote!(::zmig::rust_decimal::Decimal),
        Type::Str { .. } | Type::Text | Type::Enum(_) | Type::Domain(_) | Type::Raw(_) => {
            quote!(::std::string::String)
        }
        Type::Bytes => quote!(::std::vec::Vec<u8>),
        Type::Date => quote!(::zmig::chrono::NaiveDate),
        Type::Time => quote!(::zmig::chrono::NaiveTime),
        Type::DateTime => quote!(::zmig::chrono::DateTime<::zmig::chrono::Utc>),
        Type::Uuid => quote!(::zmig::uuid::Uuid),
        Type::Json => quote!(::zmig::serde_json::Value),
        Type::Array(inner) => {
            let inner = plain_type(inner);
            quote!(::std::vec::Vec<#inner>)
        }
    }
}

/// The field's documentation: the column's comment, and what it is.
fn doc(column: &Column) -> String {
    let mut what = format!("`{}`: `{}`", column.name, column.ty);
    if column.nullable {
        what.push_str(", may be NULL");
    }
    if column.identity.is_some() {
        what.push_str(", numbered by the database");
    }
    if column.generated.is_some() {
        what.push_str(", computed by the database");
    }
    match &column.comment {
        Some(comment) => format!(" {comment}\n\n {what}"),
        None => format!(" {what}"),
    }
}
