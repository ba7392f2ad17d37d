//! What a row is written with: a struct for a new row, and one for changes of a row.

use super::columns::{Field, Need, Reader};
use crate::merge::TableModel;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Visibility;

/// `New…`, `…Patch` and `zmig::Table`.
pub(super) fn implement(vis: &Visibility, name: &Ident, found: &TableModel, fields: &[Field]) -> TokenStream {
    let plain = name.to_string();
    let plain = plain.strip_prefix("r#").unwrap_or(&plain);
    let (new, patch) = (format_ident!("New{plain}"), format_ident!("{plain}Patch"));
    let new_struct = new_struct(vis, name, &new, found, fields);
    let patch_struct = patch_struct(vis, name, &patch, found, fields);
    quote! {
        #new_struct
        #patch_struct
        #[automatically_derived]
        impl ::zmig::Table for #name {
            type New = #new;
            type Patch = #patch;
        }
    }
}

fn new_struct(
    vis: &Visibility,
    name: &Ident,
    new: &Ident,
    found: &TableModel,
    fields: &[Field],
) -> TokenStream {
    let given = || fields.iter().enumerate().filter(|(_, f)| f.need != Need::Never);
    let members = given().map(|(_, Field { ident, inner, need, column, .. })| {
        let (ty, more) = match need {
            Need::Value => (quote!(#inner), ""),
            Need::Maybe => (quote!(::core::option::Option<#inner>), ", or NULL"),
            Need::Default => (quote!(::core::option::Option<#inner>), ", or the default"),
            _ => (
                quote!(::core::option::Option<::core::option::Option<#inner>>),
                ", NULL (`Some(None)`), or the default",
            ),
        };
        let doc = format!(" `{column}`{more}.");
        quote!(#[doc = #doc] pub #ident: #ty)
    });
    let required: Vec<&Field> = fields.iter().filter(|f| f.need == Need::Value).collect();
    let parameters =
        required.iter().map(|Field { ident, inner, .. }| quote!(#ident: impl ::zmig::Assign<#inner>));
    let values = given().map(|(_, Field { ident, need, .. })| match need {
        Need::Value => quote!(#ident: ::zmig::Assign::assign(#ident)),
        _ => quote!(#ident: ::core::option::Option::None),
    });
    let setters = given().filter(|(_, f)| f.need != Need::Value).map(|(_, f)| {
        let optional = matches!(f.need, Need::Maybe | Need::MaybeDefault);
        let wrapped = matches!(f.need, Need::Default | Need::MaybeDefault);
        setter(f, optional, wrapped)
    });
    let puts = given().map(|(index, field)| {
        // Whether a value of the user's own type is NULL cannot be asked, so what says nothing is left out.
        let unasked = field.need == Need::Maybe && field.reader == Reader::Any;
        put(index, field, unasked || matches!(field.need, Need::Default | Need::MaybeDefault))
    });
    let title = new.to_string();
    let default = required.is_empty().then(|| {
        quote! {
            #[automatically_derived]
            impl ::core::default::Default for #new {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    });
    let doc = format!(" A row of `{}` to insert.", found.table.name);
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone)]
        #[must_use = "a new row is not in the database until it is inserted"]
        #[allow(non_snake_case, clippy::struct_excessive_bools, clippy::option_option)]
        #vis struct #new { #(#members),* }
        #[allow(dead_code, non_snake_case, clippy::too_many_arguments)]
        impl #new {
            /// A row with what every row has to say; what else there is to say follows.
            pub fn new(#(#parameters),*) -> Self {
                Self { #(#values),* }
            }
            #(#setters)*
        }
        #default
        #[automatically_derived]
        impl ::zmig::Write for #new {
            const SHAPE: &'static ::zmig::TableShape = <#name as ::zmig::Model>::SHAPE;

            fn fields<'a>(&'a self, fields: &mut ::zmig::Fields<'a>) {
                #(#puts)*
            }
        }
        #[automatically_derived]
        impl ::core::fmt::Debug for #new {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::zmig::__private::debug_fields(#title, self, f)
            }
        }
    }
}

fn patch_struct(
    vis: &Visibility,
    name: &Ident,
    patch: &Ident,
    found: &TableModel,
    fields: &[Field],
) -> TokenStream {
    let is_key = |field: &Field| found.table.primary_key.contains(&field.column);
    let given = || fields.iter().enumerate().filter(|(_, f)| f.need != Need::Never && !is_key(f));
    let optional = |field: &Field| matches!(field.need, Need::Maybe | Need::MaybeDefault);
    let members = given().map(|(_, field)| {
        let Field { ident, inner, column, .. } = field;
        let (ty, more) = match optional(field) {
            true => (
                quote!(::core::option::Option<::core::option::Option<#inner>>),
                ", NULL (`Some(None)`), or as it is",
            ),
            false => (quote!(::core::option::Option<#inner>), ", or as it is"),
        };
        let doc = format!(" `{column}`{more}.");
        quote!(#[doc = #doc] pub #ident: #ty)
    });
    let setters = given().map(|(_, field)| setter(field, optional(field), true));
    let puts = given().map(|(index, field)| put(index, field, true));
    let title = patch.to_string();
    let doc = format!(" Changes of a row of `{}`.", found.table.name);
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::default::Default)]
        #[must_use = "changes are not in the database until it is updated"]
        #[allow(non_snake_case, clippy::option_option)]
        #vis struct #patch { #(#members),* }
        #[allow(dead_code, non_snake_case)]
        impl #patch {
            #(#setters)*
        }
        #[automatically_derived]
        impl ::zmig::Write for #patch {
            const SHAPE: &'static ::zmig::TableShape = <#name as ::zmig::Model>::SHAPE;

            fn fields<'a>(&'a self, fields: &mut ::zmig::Fields<'a>) {
                #(#puts)*
            }
        }
        #[automatically_derived]
        impl ::core::fmt::Debug for #patch {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::zmig::__private::debug_fields(#title, self, f)
            }
        }
    }
}

/// A function that sets a field and gives the struct back.
fn setter(field: &Field, optional: bool, wrapped: bool) -> TokenStream {
    let Field { ident, inner, column, .. } = field;
    let ty = if optional { quote!(::core::option::Option<#inner>) } else { quote!(#inner) };
    let value = quote!(::zmig::Assign::<#ty>::assign(value));
    let value = if wrapped { quote!(::core::option::Option::Some(#value)) } else { value };
    // These names are taken.
    let taken = ident == "new" || ident == "default";
    let function = if taken { format_ident!("set_{ident}") } else { ident.clone() };
    let doc = format!(" Sets `{column}`.");
    quote! {
        #[doc = #doc]
        pub fn #function(mut self, value: impl ::zmig::Assign<#ty>) -> Self {
            self.#ident = #value;
            self
        }
    }
}

/// What adds a field to the values of a statement.
fn put(index: usize, field: &Field, wrapped: bool) -> TokenStream {
    let (ident, span) = (&field.ident, field.span);
    match (field.reader, wrapped) {
        (Reader::Any, false) => quote_spanned!(span=> fields.put_any(#index, &self.#ident);),
        (Reader::Any, true) => quote_spanned!(span=> fields.given_any(#index, &self.#ident);),
        (_, false) => quote_spanned!(span=> fields.put(#index, &self.#ident);),
        (_, true) => quote_spanned!(span=> fields.given(#index, &self.#ident);),
    }
}
