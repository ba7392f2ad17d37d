//! Rust enums for lists of values that a column may hold: those given by a table, and `#[derive(zmig::Enum)]`.

use super::idents;
use crate::rust::read_enum;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::spanned::Spanned;
use syn::{ItemEnum, Visibility};

/// The enum of a table's column, and all that it can do.
pub(super) fn declare(vis: &Visibility, name: &Ident, doc: &str, values: &[String]) -> TokenStream {
    let variants = idents::variants(values, Span::call_site());
    let docs = values.iter().map(|value| format!(" `{value}`"));
    let behaviour = implement(name, &variants, values);
    quote! {
        #[doc = #doc]
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::cmp::PartialEq,
            ::core::cmp::Eq, ::core::cmp::PartialOrd, ::core::cmp::Ord, ::core::hash::Hash,
        )]
        #[allow(dead_code, non_camel_case_types, clippy::enum_variant_names)]
        #vis enum #name { #(#[doc = #docs] #variants),* }
        #behaviour
    }
}

/// Its texts, and the ways in and out of each database that is compiled in.
fn implement(name: &Ident, variants: &[Ident], values: &[String]) -> TokenStream {
    let count = variants.len();
    let title = name.to_string();
    quote! {
        #[automatically_derived]
        #[allow(dead_code)]
        impl #name {
            /// Every variant, in the order in which the database compares them.
            pub const ALL: [Self; #count] = [#(Self::#variants),*];

            /// The value as the database holds it.
            #[must_use]
            #[allow(clippy::trivially_copy_pass_by_ref)]
            pub const fn as_str(&self) -> &'static str {
                match self { #(Self::#variants => #values),* }
            }
        }
        #[automatically_derived]
        impl ::zmig::Enum for #name {
            const VALUES: &'static [&'static str] = &[#(#values),*];
        }
        #[automatically_derived]
        impl ::core::fmt::Display for #name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Formatter::pad(f, self.as_str())
            }
        }
        #[automatically_derived]
        impl ::core::str::FromStr for #name {
            type Err = ::zmig::UnknownValue;

            fn from_str(text: &str) -> ::core::result::Result<Self, ::zmig::UnknownValue> {
                match text {
                    #(#values => ::core::result::Result::Ok(Self::#variants),)*
                    _ => ::core::result::Result::Err(::zmig::UnknownValue::new(
                        #title, <Self as ::zmig::Enum>::VALUES, text,
                    )),
                }
            }
        }
        ::zmig::__enum!(#name);
    }
}

/// `#[derive(zmig::Enum)]`: the behaviour of an enum of the user's.
pub fn derive_enum(item: TokenStream) -> TokenStream {
    let item: ItemEnum = match syn::parse2(item.clone()) {
        Ok(item) => item,
        Err(_) => {
            let text = "#[derive(zmig::Enum)] stands on an enum: the values that a column may hold";
            return syn::Error::new(item.span(), text).into_compile_error();
        }
    };
    let mut errors = match read_enum(&item) {
        Ok(values) if item.generics.params.is_empty() => {
            let (variants, values): (Vec<Ident>, Vec<String>) = values.into_iter().unzip();
            return implement(&item.ident, &variants, &values);
        }
        Ok(_) => Vec::new(),
        Err(errors) => errors,
    };
    if let Some(parameter) = item.generics.params.first() {
        errors.push(syn::Error::new(parameter.span(), "the values of a column have no parameters"));
        return errors.into_iter().map(syn::Error::into_compile_error).collect();
    }
    // The rest of the program may go on using the enum: the mistake is here and nowhere else.
    let variants: Vec<Ident> =
        item.variants.iter().filter(|v| v.fields.is_empty()).map(|v| v.ident.clone()).collect();
    let values: Vec<String> = variants.iter().map(ToString::to_string).collect();
    let behaviour = if variants.len() == item.variants.len() && !variants.is_empty() {
        implement(&item.ident, &variants, &values)
    } else {
        TokenStream::new()
    };
    errors.into_iter().map(syn::Error::into_compile_error).chain([behaviour]).collect()
}
