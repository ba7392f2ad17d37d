//! How a struct is read from a row, and what it knows of its table.

use super::columns::{Field, Reader, TAKEN};
use super::idents;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

/// `TABLE`, `COLUMNS`, the columns' constants and sqlx's `FromRow` for each backend compiled in.
pub(super) fn implement(name: &Ident, table: &str, fields: &[Field]) -> TokenStream {
    let names = constants(name, table, fields);
    let sqlite = from_row(name, &quote!(sqlite::SqliteRow), fields, &|field| {
        let (column, span) = (&field.column, field.span);
        match field.reader {
            Reader::Typed => quote_spanned!(span=> sqlite(row, #column)),
            Reader::Decimal(scale) => {
                let scale = u32::from(scale);
                quote_spanned!(span=> sqlite_decimal(row, #column, #scale))
            }
            Reader::Any => quote_spanned!(span=> sqlite_any(row, #column)),
        }
    });
    let postgres = from_row(name, &quote!(postgres::PgRow), fields, &|field| {
        let (column, span) = (&field.column, field.span);
        match field.reader {
            Reader::Typed | Reader::Decimal(_) => quote_spanned!(span=> postgres(row, #column)),
            Reader::Any => quote_spanned!(span=> postgres_any(row, #column)),
        }
    });
    quote! {
        #names
        ::zmig::__sqlite_items! { #sqlite }
        ::zmig::__postgres_items! { #postgres }
    }
}

/// What stands in for [`implement`] beside an error, so that the error is the only one.
pub(super) fn placeholder(name: &Ident, table: &str, fields: &[Field]) -> TokenStream {
    let names = constants(name, table, fields);
    let nothing = |row: TokenStream| {
        quote! {
            impl<'r> ::zmig::sqlx::FromRow<'r, ::zmig::sqlx::#row> for #name {
                fn from_row(_: &'r ::zmig::sqlx::#row) -> ::core::result::Result<Self, ::zmig::sqlx::Error> {
                    ::core::result::Result::Err(::zmig::sqlx::Error::RowNotFound)
                }
            }
        }
    };
    let sqlite = nothing(quote!(sqlite::SqliteRow));
    let postgres = nothing(quote!(postgres::PgRow));
    quote! {
        #names
        ::zmig::__sqlite_items! { #sqlite }
        ::zmig::__postgres_items! { #postgres }
    }
}

fn constants(name: &Ident, table: &str, fields: &[Field]) -> TokenStream {
    let columns: Vec<String> = fields.iter().map(|f| f.column.clone()).collect();
    let constants = idents::constants(&columns, &TAKEN, Span::call_site());
    let docs = columns.iter().map(|column| format!(" The column `{column}`."));
    let table_doc = format!(" The table `{table}`.");
    quote! {
        #[automatically_derived]
        #[allow(dead_code, non_upper_case_globals)]
        impl #name {
            #[doc = #table_doc]
            pub const TABLE: &'static str = #table;
            /// The columns, in the order of the fields.
            pub const COLUMNS: &'static [&'static str] = &[#(#columns),*];
            #(#[doc = #docs] pub const #constants: &'static str = #columns;)*
        }
    }
}

fn from_row(
    name: &Ident,
    row: &TokenStream,
    fields: &[Field],
    read: &dyn Fn(&Field) -> TokenStream,
) -> TokenStream {
    let lines = fields.iter().map(|field| {
        let (ident, column, call) = (&field.ident, &field.column, read(field));
        let value = quote_spanned!(field.span=> ::zmig::__private::decode::#call);
        if field.redacted {
            quote!(#ident: ::zmig::__private::redacted(#value, #column)?)
        } else {
            quote!(#ident: #value?)
        }
    });
    quote! {
        #[automatically_derived]
        impl<'r> ::zmig::sqlx::FromRow<'r, ::zmig::sqlx::#row> for #name {
            fn from_row(row: &'r ::zmig::sqlx::#row) -> ::core::result::Result<Self, ::zmig::sqlx::Error> {
                ::core::result::Result::Ok(Self { #(#lines),* })
            }
        }
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
