//! `#[derive(zmig::Enum)]`: a Rust enum for the values of a column.

use super::args::{Errors, parse};
use super::names::snake;
use crate::source::words::check_values;
use syn::ext::IdentExt;
use syn::{Fields, Ident, ItemEnum, Meta};

/// The variants with their values: their names in snake case, or what `#[zmig(name = "on hold")]` says.
///
/// # Errors
/// Variants with fields, unknown attributes, values that a database refuses.
pub fn read_enum(item: &ItemEnum) -> Result<Vec<(Ident, String)>, Vec<syn::Error>> {
    let mut errors = Errors::default();
    let mut out: Vec<(Ident, String)> = Vec::new();
    for variant in &item.variants {
        if !matches!(variant.fields, Fields::Unit) {
            errors.add(
                variant.ident.span(),
                "a value of a column has no fields; a variant with fields has no column",
            );
        }
        let mut value = snake(&variant.ident.unraw().to_string());
        for attr in variant.attrs.iter().filter(|a| a.path().is_ident("zmig")) {
            let args = match &attr.meta {
                Meta::List(list) => parse(list.tokens.clone()),
                other => Err(syn::Error::new_spanned(other, "write `#[zmig(name = \"…\")]`")),
            };
            match args {
                Ok(args) => {
                    for arg in &args {
                        if arg.name == "name" {
                            value = errors.text(arg).unwrap_or(value);
                        } else {
                            errors.unknown(arg, "a variant", &["name"]);
                        }
                    }
                }
                Err(error) => errors.0.push(error),
            }
        }
        out.push((variant.ident.clone(), value));
    }
    let values: Vec<String> = out.iter().map(|(_, value)| value.clone()).collect();
    if let Err(why) = check_values(&values) {
        errors.add(item.ident.span(), why.reason);
    }
    if errors.0.is_empty() { Ok(out) } else { Err(errors.0) }
}
