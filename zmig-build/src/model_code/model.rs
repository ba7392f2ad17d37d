//! `#[zmig::model]`, in its three forms.

use super::columns::{self, Field, Given, Need, Reader};
use super::shape::without_option;
use super::{check, enums, idents, out_dir, rows, same, writes};
use crate::merge::TableModel;
use crate::rust::{Form, Model, read_model};
use out_dir::Missing;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens as _, format_ident, quote};
use std::path::Path;
use syn::spanned::Spanned;
use syn::{Attribute, Fields, ItemStruct};
use zmig_core::{Column, Type};

/// The struct with all that belongs to it. `out_dir` is cargo's variable of that name, if it is set.
pub fn model(attr: TokenStream, item: TokenStream, out_dir: Option<&Path>) -> TokenStream {
    let item: ItemStruct = match syn::parse2(item.clone()) {
        Ok(item) => item,
        Err(_) => {
            let error =
                syn::Error::new(item.span(), "#[zmig::model] stands on a struct, which is a row of a table");
            let error = error.into_compile_error();
            return quote!(#error #item);
        }
    };
    let read = match read_model(attr, &item) {
        Ok(read) => read,
        Err(errors) => return beside(&item, None, "", errors),
    };
    let found = match out_dir::table(out_dir, &read.table) {
        Ok(found) => found,
        Err(missing) => {
            let error = match missing {
                Missing::Script(text) => syn::Error::new(Span::call_site(), text),
                Missing::Table(_) if read.form == Form::Schema => same::not_seen(&item.ident, &read.table),
                Missing::Table(text) => syn::Error::new(read.table_span, text),
            };
            return beside(&item, Some(&read), &read.table, vec![error]);
        }
    };
    let typed = found.without_domains();
    let expanded = match read.form {
        Form::Unit => given(&item, &read, &typed),
        Form::Bound => check::fields(&read, &typed).and_then(|fields| own(&item, &typed, &fields, false)),
        Form::Schema => same::check(&item.ident, &read, &found, out_dir)
            .and_then(|()| check::fields(&read, &typed))
            .and_then(|fields| own(&item, &typed, &fields, !read.read_only)),
    };
    match expanded {
        Ok(code) => {
            let watch = watch(&read.table);
            quote!(#code #watch)
        }
        Err(errors) => beside(&item, Some(&read), &read.table, errors),
    }
}

/// A struct for a table that nobody wrote one for.
pub(super) fn of_table(
    name: &Ident,
    table: &str,
    found: &TableModel,
) -> Result<TokenStream, Vec<syn::Error>> {
    let item: ItemStruct = syn::parse_quote!(pub struct #name;);
    let read = Model {
        table: table.to_owned(),
        table_span: Span::call_site(),
        form: Form::Unit,
        read_only: false,
        fields: Vec::new(),
        contribution: crate::source::Contribution::default(),
    };
    let code = given(&item, &read, &found.without_domains())?;
    let watch = watch(table);
    Ok(quote!(#code #watch))
}

/// Form one: a struct whose fields come from the table.
fn given(item: &ItemStruct, read: &Model, found: &TableModel) -> Result<TokenStream, Vec<syn::Error>> {
    let at_table = |text: String| syn::Error::new(read.table_span, text);
    let name = &item.ident;
    let enum_name = |column: &Column| enum_ident(name, &column.name);
    let enum_type = |column: &Column| {
        let ident = enum_name(column);
        quote!(#ident)
    };
    let given = columns::given(found, &enum_type, Span::call_site())
        .map_err(|errors| errors.into_iter().map(at_table).collect::<Vec<_>>())?;

    let written = written_derives(&item.attrs);
    let copies = given_derives(found, &written);
    let debug = debug(name, &item.attrs, given.iter().map(|g| &g.field))?;
    let declared = found.table.columns.iter().filter_map(|column| {
        let values = &found.enums.get(column.ty.enum_name()?)?.values;
        let doc = format!(" The values of `{}.{}`.", found.table.name, column.name);
        Some(enums::declare(&item.vis, &enum_name(column), &doc, values))
    });
    let doc = match &found.table.comment {
        Some(comment) => format!(" {comment}\n\n A row of `{}`.", found.table.name),
        None => format!(" A row of `{}`.", found.table.name),
    };
    let has_doc = item.attrs.iter().any(|attr| attr.path().is_ident("doc"));
    let doc = (!has_doc).then(|| quote!(#[doc = #doc]));
    let (attrs, vis) = (&item.attrs, &item.vis);
    let lines = given.iter().map(|Given { field, ty, doc }| {
        let ident = &field.ident;
        quote!(#[doc = #doc] pub #ident: #ty)
    });
    let fields: Vec<Field> = given.iter().map(|g| g.field.clone()).collect();
    let rows = rows::implement(name, found, &fields);
    let writes = (!read.read_only).then(|| writes::implement(&item.vis, name, found, &fields));
    let declared: TokenStream = declared.collect();
    Ok(quote! {
        #doc
        #copies
        #(#attrs)*
        #[allow(non_snake_case, clippy::struct_excessive_bools, clippy::derive_partial_eq_without_eq)]
        #vis struct #name { #(#lines),* }
        #debug
        #rows
        #writes
        #declared
    })
}

/// Forms two and three: the user's own struct.
fn own(
    item: &ItemStruct,
    found: &TableModel,
    checked: &check::Checked,
    writes: bool,
) -> Result<TokenStream, Vec<syn::Error>> {
    let debug = debug(&item.ident, &item.attrs, &checked.fields)?;
    let rows = rows::implement(&item.ident, found, &checked.fields);
    let writes = writes.then(|| writes::implement(&item.vis, &item.ident, found, &checked.fields));
    let asserts = &checked.asserts;
    let item = without_our_attributes(item);
    Ok(quote!(#item #debug #rows #writes #(#asserts)*))
}

/// Errors, and as much of the struct as keeps the rest of the program from complaining too.
fn beside(item: &ItemStruct, read: Option<&Model>, table: &str, errors: Vec<syn::Error>) -> TokenStream {
    let errors = errors.into_iter().map(syn::Error::into_compile_error);
    let fields: Vec<Field> = match read {
        Some(read) => read
            .fields
            .iter()
            .map(|f| Field {
                column: f.column.clone(),
                ident: f.ident.clone(),
                span: f.ident.span(),
                redacted: f.source.annotations.redacted,
                reader: Reader::Any,
                inner: without_option(&f.ty).1.to_token_stream(),
                need: Need::Never,
            })
            .collect(),
        None => Vec::new(),
    };
    // Without generics nothing could be wrong with these; with them, the struct alone must do.
    let rest = item.generics.params.is_empty().then(|| {
        let debug = debug(&item.ident, &item.attrs, &fields).unwrap_or_default();
        let rows = rows::placeholder(&item.ident, table, &fields);
        quote!(#debug #rows)
    });
    let item = without_our_attributes(item);
    quote!(#(#errors)* #item #rest)
}

/// The struct with its `#[zmig(…)]` attributes read and taken off.
fn without_our_attributes(item: &ItemStruct) -> ItemStruct {
    let ours = |attr: &Attribute| attr.path().is_ident("zmig");
    let mut item = item.clone();
    item.attrs.retain(|attr| !ours(attr));
    match &mut item.fields {
        Fields::Named(fields) => fields.named.iter_mut().for_each(|f| f.attrs.retain(|attr| !ours(attr))),
        Fields::Unnamed(fields) => fields.unnamed.iter_mut().for_each(|f| f.attrs.retain(|attr| !ours(attr))),
        Fields::Unit => {}
    }
    item
}

/// Our `Debug`, or none where the user derives one and there is nothing to hide.
fn debug<'a>(
    name: &Ident,
    attrs: &[Attribute],
    fields: impl IntoIterator<Item = &'a Field>,
) -> Result<TokenStream, Vec<syn::Error>> {
    let fields: Vec<&Field> = fields.into_iter().collect();
    let derived = written_derives(attrs).into_iter().find(|path| is_last(path, "Debug"));
    let hidden = fields.iter().find(|f| f.redacted);
    match (derived, hidden) {
        (None, _) => Ok(rows::debug(name, &fields)),
        (Some(_), None) => Ok(TokenStream::new()),
        (Some(path), Some(field)) => Err(vec![syn::Error::new(
            path.span(),
            format!(
                "a derived Debug would show `{}`, which is redacted; #[zmig::model] writes one that hides it, so \
                 take Debug out of this derive",
                field.column
            ),
        )]),
    }
}

/// `Clone` and `PartialEq` for a struct that we write, as far as its types allow and the user does not.
fn given_derives(found: &TableModel, written: &[syn::Path]) -> TokenStream {
    // A type that only the user knows may be neither.
    let unknown = |column: &Column| {
        let named = found.annotations.columns.get(&column.name).and_then(|c| c.rust_type.as_deref());
        matches!(column.ty, Type::Raw(_)) && named != Some("String") && named != Some("Vec<u8>")
    };
    if found.table.columns.iter().any(unknown) {
        return TokenStream::new();
    }
    let ours = [("Clone", quote!(::core::clone::Clone)), ("PartialEq", quote!(::core::cmp::PartialEq))];
    let ours = ours.into_iter().filter(|(name, _)| !written.iter().any(|p| is_last(p, name))).map(|(_, p)| p);
    quote!(#[derive(#(#ours),*)])
}

/// What the user derives below the attribute.
fn written_derives(attrs: &[Attribute]) -> Vec<syn::Path> {
    let list = syn::punctuated::Punctuated::<syn::Path, syn::Token![,]>::parse_terminated;
    attrs
        .iter()
        .filter(|attr| attr.path().is_ident("derive"))
        .filter_map(|attr| attr.parse_args_with(list).ok())
        .flatten()
        .collect()
}

fn is_last(path: &syn::Path, name: &str) -> bool {
    path.segments.last().is_some_and(|segment| segment.ident == name)
}

/// `User` and `state` to `UserState`.
fn enum_ident(model: &Ident, column: &str) -> Ident {
    format_ident!("{model}{}", idents::pascal(column), span = Span::call_site())
}

/// Makes rustc look at the table's file, so that it compiles again when that changes.
fn watch(table: &str) -> TokenStream {
    let path = format!("/zmig/tables/{table}.json");
    quote! {
        const _: &[u8] = ::core::include_bytes!(::core::concat!(::core::env!("OUT_DIR"), #path));
    }
}
