//! `zmig::models!()`: a module with a struct for every table that no struct describes.

use super::{idents, model, out_dir};
use crate::rust::names::singular;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::collections::BTreeMap;
use std::path::Path;
use syn::ext::IdentExt as _;
use syn::parse::Parser as _;
use syn::punctuated::Punctuated;
use syn::{ExprAssign, Token};
use zmig_core::nearest;

/// The module. `input` names the structs of tables that are to be called otherwise: `movies = Movie`.
pub fn models(input: TokenStream, out_dir: Option<&Path>) -> TokenStream {
    match module(input, out_dir) {
        Ok(module) => module,
        Err(errors) => errors.into_iter().map(syn::Error::into_compile_error).collect(),
    }
}

fn module(input: TokenStream, out_dir: Option<&Path>) -> Result<TokenStream, Vec<syn::Error>> {
    let at_call = |text: String| vec![syn::Error::new(Span::call_site(), text)];
    let ready = out_dir.is_some_and(|dir| dir.join("zmig/embed.rs").is_file());
    if !ready {
        return Err(at_call(out_dir::needs_build_script("zmig::models!()", out_dir.is_some())));
    }
    let tables = out_dir::names(out_dir);
    let mut given = given_names(input, &tables)?;
    let mut structs: BTreeMap<String, String> = BTreeMap::new();
    let (mut errors, mut code) = (Vec::new(), TokenStream::new());
    for table in &tables {
        let found = match out_dir::table(out_dir, table) {
            Ok(found) => found,
            Err(out_dir::Missing::Script(text) | out_dir::Missing::Table(text)) => {
                errors.extend(at_call(text));
                continue;
            }
        };
        if found.annotations.in_code {
            continue;
        }
        let derived =
            || Ident::new(&idents::pascal(&singular(zmig_core::split_qualified(table).1)), Span::call_site());
        let name = given.remove(table).unwrap_or_else(derived);
        if let Some(other) = structs.insert(name.to_string(), table.clone()) {
            errors.extend(at_call(format!(
                "`{other}` and `{table}` would both be `{name}`\nhelp: zmig::models!({table:?} = Another)"
            )));
            continue;
        }
        match model::of_table(&name, table, &found) {
            Ok(one) => code.extend(one),
            Err(more) => errors.extend(more),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(quote! {
        /// The tables of the schema, each as a struct.
        pub mod models {
            #code
        }
    })
}

/// `movies = Movie, feet = Foot`.
fn given_names(input: TokenStream, tables: &[String]) -> Result<BTreeMap<String, Ident>, Vec<syn::Error>> {
    let parse = Punctuated::<ExprAssign, Token![,]>::parse_terminated;
    let pairs = parse.parse2(input).map_err(|error| {
        let text =
            "the structs of tables that are to be called otherwise are named so: movies = Movie, feet = Foot";
        vec![syn::Error::new(error.span(), text)]
    })?;
    let (mut out, mut errors) = (BTreeMap::new(), Vec::new());
    let ident = |expr: &syn::Expr| match expr {
        syn::Expr::Path(path) => path.path.get_ident().cloned(),
        _ => None,
    };
    let table_name = |expr: &syn::Expr| match expr {
        syn::Expr::Lit(lit) => match &lit.lit {
            syn::Lit::Str(text) => Some((text.value(), text.span())),
            _ => None,
        },
        other => ident(other).map(|name| (name.unraw().to_string(), name.span())),
    };
    for pair in &pairs {
        let (Some((table, span)), Some(name)) = (table_name(&pair.left), ident(&pair.right)) else {
            errors.push(syn::Error::new_spanned(pair, "a table and a name for its struct: movies = Movie"));
            continue;
        };
        if tables.contains(&table) {
            out.insert(table, name);
            continue;
        }
        let near = nearest(&table, tables.iter().map(String::as_str));
        let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        errors.push(syn::Error::new(span, format!("the schema has no table `{table}`{near}")));
    }
    if errors.is_empty() { Ok(out) } else { Err(errors) }
}
