//! Whether a struct's fields fit the columns of its table.

use super::columns::{Field, Need, Reader, is_redacted};
use super::idents;
use super::shape::{Shape, element, without_option};
use crate::merge::TableModel;
use crate::rust::{Model, ModelField};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote_spanned};
use syn::spanned::Spanned;
use zmig_core::{Column, Type, nearest};

/// Fields that fit, and what rustc is left to check.
pub(super) struct Checked {
    pub fields: Vec<Field>,
    pub asserts: Vec<TokenStream>,
}

/// Checks every field.
///
/// # Errors
/// Each field that names no column or cannot hold what the column holds, at its span.
pub(super) fn fields(model: &Model, found: &TableModel) -> Result<Checked, Vec<syn::Error>> {
    let mut checked = Checked { fields: Vec::new(), asserts: Vec::new() };
    let mut errors = Vec::new();
    for field in &model.fields {
        let Some(column) = found.table.column(&field.column) else {
            errors.push(unknown_column(field, found));
            continue;
        };
        match reader(field, column, found) {
            Ok(reader) => {
                checked.asserts.extend(same_values(field, column, found));
                let (optional, inner) = without_option(&field.ty);
                checked.fields.push(Field {
                    inner: inner.to_token_stream(),
                    need: Need::of(column, optional),
                    column: column.name.clone(),
                    ident: field.ident.clone(),
                    span: field.ty.span(),
                    redacted: field.source.annotations.redacted || is_redacted(found, &column.name),
                    reader,
                });
            }
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() { Ok(checked) } else { Err(errors) }
}

fn unknown_column(field: &ModelField, found: &TableModel) -> syn::Error {
    let columns = || found.table.columns.iter().map(|c| c.name.as_str());
    let mut text = format!("table `{}` has no column `{}`", found.table.name, field.column);
    match nearest(&field.column, columns()) {
        Some(near) => text.push_str(&format!("; did you mean `{near}`?")),
        None => text.push_str(&format!("; it has {}", columns().collect::<Vec<_>>().join(", "))),
    }
    syn::Error::new(field.ident.span(), text)
}

/// The function that reads the column into the field's type.
fn reader(field: &ModelField, column: &Column, found: &TableModel) -> Result<Reader, syn::Error> {
    let (optional, inner) = without_option(&field.ty);
    let shape = Shape::of(inner);
    if let Some(expected) = Shape::expected(&column.ty)
        && !shape.fits(&expected)
    {
        return Err(syn::Error::new(field.ty.span(), unfit(field, column, &expected, found)));
    }
    if column.nullable && !optional {
        let text = format!(
            "column `{}.{}` may be NULL, so its field is `Option<{}>`",
            found.table.name,
            column.name,
            written(inner)
        );
        return Err(syn::Error::new(field.ty.span(), text));
    }
    Ok(if shape.is_unknown() { Reader::of_unknown(&column.ty, inner) } else { Reader::of(&column.ty) })
}

/// What to say of a type that does not fit: which would.
fn unfit(field: &ModelField, column: &Column, expected: &Shape, found: &TableModel) -> String {
    let values = column.ty.enum_name().map(|name| found.enums.get(name).map_or(&[][..], |e| &e.values[..]));
    let an_enum = idents::pascal(&column.name);
    let would = expected.show(&an_enum);
    let would = if column.nullable { format!("Option<{would}>") } else { would };
    let ty = match (values, &column.ty) {
        (Some(values), Type::Array(_)) => format!("[enum({})]", values.join(", ")),
        (Some(values), _) => format!("enum({})", values.join(", ")),
        (None, ty) => ty.to_string(),
    };
    let mut text = format!(
        "column `{}.{}` is `{ty}`, which is read as `{would}` and not as `{}`",
        found.table.name,
        column.name,
        written(&field.ty)
    );
    if values.is_some() {
        text.push_str(&format!("; `{an_enum}` is an enum of yours with #[derive(zmig::Enum)]"));
    }
    text
}

/// Lets rustc compare the values of the field's enum with those of its column.
fn same_values(field: &ModelField, column: &Column, found: &TableModel) -> Option<TokenStream> {
    let values = &found.enums.get(column.ty.enum_name()?)?.values;
    let (_, inner) = without_option(&field.ty);
    let ty = match column.ty {
        Type::Array(_) => element(inner)?,
        _ => inner,
    };
    let text = format!(
        "the values of `{}` are not those of column `{}.{}`: {}",
        written(ty),
        found.table.name,
        column.name,
        values.join(", ")
    );
    Some(quote_spanned! {ty.span()=>
        const _: () = ::core::assert!(
            ::zmig::__private::agrees(<#ty as ::zmig::Enum>::VALUES, &[#(#values),*]),
            #text,
        );
    })
}

/// A type as people write it.
fn written(ty: &syn::Type) -> String {
    let mut text = ty.to_token_stream().to_string();
    for (wide, narrow) in [(" :: ", "::"), (":: ", "::"), (" <", "<"), ("< ", "<"), (" >", ">"), (" ,", ",")]
    {
        text = text.replace(wide, narrow);
    }
    text
}
