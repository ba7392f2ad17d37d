//! How a struct is read from a row, and what it knows of its table.

use super::columns::{Field, Reader, TAKEN, is_redacted, plain_type};
use super::{idents, relations, rules};
use crate::merge::TableModel;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use zmig_core::{Column, Type, text_search};

/// `TABLE`, `COLUMNS`, the columns' constants, `zmig::Model` and sqlx's `FromRow` for each backend compiled in.
pub(super) fn implement(name: &Ident, found: &TableModel, fields: &[Field]) -> TokenStream {
    let shape = |field: &Field| shape_of(found, &field.column);
    let names = constants(name, &found.table.name, fields, &shape, Some(found));
    let shapes = fields.iter().map(|f| rules::with(shape_of(found, &f.column), found, &f.column));
    let key = key_type(found, fields);
    let keys = found.table.primary_key.iter().map(|column| shape_of(found, column));
    let (soft_delete, timestamps) = (found.annotations.soft_delete, found.annotations.timestamps);
    let table = &found.table.name;
    let lines = fields.iter().enumerate().map(|(index, field)| {
        let (ident, column, span) = (&field.ident, &field.column, field.span);
        let call = match field.reader {
            Reader::Typed => quote_spanned!(span=> get(#index, #column)),
            Reader::Decimal(scale) => {
                let scale = u32::from(scale);
                quote_spanned!(span=> decimal(#index, #column, #scale))
            }
            Reader::Any | Reader::Json => quote_spanned!(span=> any(#index, #column)),
        };
        let value = quote_spanned!(span=> row.#call);
        if field.redacted {
            quote!(#ident: ::zmig::__private::redacted(#value, #column)?)
        } else {
            quote!(#ident: #value?)
        }
    });
    let from_rows = from_rows(name);
    quote! {
        #names
        #[automatically_derived]
        impl ::zmig::Model for #name {
            const SHAPE: &'static ::zmig::TableShape = &::zmig::TableShape {
                name: #table,
                columns: &[#(#shapes),*],
                key: &[#(#keys),*],
                soft_delete: #soft_delete,
                timestamps: #timestamps,
            };
            type Key = #key;

            fn from_columns(row: &::zmig::Row<'_>) -> ::zmig::sqlx::Result<Self> {
                ::core::result::Result::Ok(Self { #(#lines),* })
            }
        }
        #from_rows
    }
}

/// What stands in for [`implement`] beside an error, so that the error is the only one.
pub(super) fn placeholder(name: &Ident, table: &str, fields: &[Field]) -> TokenStream {
    let plain = |field: &Field| {
        let column = &field.column;
        quote!(::zmig::ColumnShape::plain(#column))
    };
    let names = constants(name, table, fields, &plain, None);
    let from_rows = from_rows(name);
    quote! {
        #names
        impl ::zmig::Model for #name {
            const SHAPE: &'static ::zmig::TableShape = &::zmig::TableShape {
                name: #table, columns: &[], key: &[], soft_delete: false, timestamps: false,
            };
            type Key = ();

            fn from_columns(_: &::zmig::Row<'_>) -> ::zmig::sqlx::Result<Self> {
                ::core::result::Result::Err(::zmig::sqlx::Error::RowNotFound)
            }
        }
        #from_rows
    }
}

fn constants(
    name: &Ident,
    table: &str,
    fields: &[Field],
    shape: &dyn Fn(&Field) -> TokenStream,
    found: Option<&TableModel>,
) -> TokenStream {
    let columns: Vec<String> = fields.iter().map(|f| f.column.clone()).collect();
    let constants = idents::constants(&columns, &TAKEN, Span::call_site());
    let relations = found.map(|found| relations::constants(found, fields, &constants));
    let search = found.and_then(search);
    let docs = columns.iter().map(|column| format!(" The column `{column}`."));
    let types = fields.iter().map(|f| &f.inner);
    let shapes = fields.iter().map(shape);
    let number = relations::number(table);
    let table_doc = format!(" The table `{table}`.");
    quote! {
        #[automatically_derived]
        #[allow(dead_code, non_upper_case_globals)]
        impl #name {
            #[doc = #table_doc]
            pub const TABLE: &'static str = #table;
            /// The columns, in the order of the fields.
            pub const COLUMNS: &'static [&'static str] = &[#(#columns),*];
            #(#[doc = #docs] pub const #constants: ::zmig::Column<Self, #types> = ::zmig::Column::new(#shapes);)*
            #relations
            #search
        }
        impl ::zmig::OfTable<#number> for #name {}
    }
}

/// The columns that a full-text search looks through, if the schema says so.
fn search(found: &TableModel) -> Option<TokenStream> {
    let columns = &found.annotations.text_search;
    let language = found.annotations.text_search_language.as_deref();
    let language = language.unwrap_or(text_search::DEFAULT_LANGUAGE);
    (!columns.is_empty()).then(|| {
        quote! {
            /// What `text_search` looks through.
            pub const TEXT_SEARCH: ::zmig::TextSearch<Self> =
                ::zmig::TextSearch::new(&[#(#columns),*], #language);
        }
    })
}

/// What a statement has to know of a column.
pub(super) fn shape_of(found: &TableModel, name: &str) -> TokenStream {
    let kind = found.table.column(name).and_then(kind_of);
    let shape = match kind {
        None => quote!(::zmig::ColumnShape::plain(#name)),
        Some(kind) => quote!(::zmig::ColumnShape::of(#name, ::zmig::Kind::#kind)),
    };
    let varchars = matches!(
        found.table.column(name).map(|c| &c.ty),
        Some(Type::Array(inner)) if matches!(**inner, Type::Str { .. })
    );
    let shape = if varchars { quote!(#shape.varchars()) } else { shape };
    if is_redacted(found, name) { quote!(#shape.redacted()) } else { shape }
}

fn kind_of(column: &Column) -> Option<TokenStream> {
    match &column.ty {
        Type::Decimal { scale, .. } if column.ty.is_wide() => Some(quote!(WideDecimal(#scale))),
        Type::Decimal { scale, .. } => Some(quote!(Decimal(#scale))),
        Type::Json => Some(quote!(Json)),
        Type::Array(_) => Some(quote!(List)),
        _ => None,
    }
}

/// The types of the primary key's columns, as a tuple. A key of which one column has a type that only its field knows,
/// and that has no field, names no row.
fn key_type(found: &TableModel, fields: &[Field]) -> TokenStream {
    let of = |name: &String| {
        if let Some(field) = fields.iter().find(|f| f.column == *name) {
            return Some(field.inner.clone());
        }
        let column = found.table.column(name)?;
        (!matches!(column.ty, Type::Enum(_) | Type::Raw(_))).then(|| plain_type(&column.ty))
    };
    let types: Option<Vec<TokenStream>> = found.table.primary_key.iter().map(of).collect();
    match types {
        Some(types) if !types.is_empty() => quote!((#(#types,)*)),
        _ => quote!(()),
    }
}

fn from_rows(name: &Ident) -> TokenStream {
    let from_row = |row: TokenStream, make: TokenStream| {
        quote! {
            #[automatically_derived]
            impl<'r> ::zmig::sqlx::FromRow<'r, ::zmig::sqlx::#row> for #name {
                fn from_row(row: &'r ::zmig::sqlx::#row) -> ::zmig::sqlx::Result<Self> {
                    ::zmig::Model::from_columns(&::zmig::Row::#make(row))
                }
            }
        }
    };
    let sqlite = from_row(quote!(sqlite::SqliteRow), quote!(sqlite));
    let postgres = from_row(quote!(postgres::PgRow), quote!(postgres));
    quote! {
        ::zmig::__sqlite_items! { #sqlite }
        ::zmig::__postgres_items! { #postgres }
    }
}

/// A `Debug` that shows `<redacted>` for what is nobody's business.
pub(super) fn debug(name: &Ident, fields: &[&Field]) -> TokenStream {
    let title = name.to_string();
    let title = title.strip_prefix("r#").unwrap_or(&title);
    let lines = fields.iter().map(|Field { ident, redacted, .. }| {
        let label = ident.to_string();
        let label = label.strip_prefix("r#").unwrap_or(&label);
        if *redacted {
            quote!(.field(#label, &::core::format_args!("<redacted>")))
        } else {
            quote!(.field(#label, &self.#ident))
        }
    });
    quote! {
        #[automatically_derived]
        impl ::core::fmt::Debug for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Formatter::debug_struct(f, #title) #(#lines)* .finish()
            }
        }
    }
}
