//! `zmig::embed!()`: the migrations that the build script prepared, as a constant expression.

use proc_macro2::TokenStream;
use quote::quote;
use std::path::Path;

/// The expression. `out_dir` is cargo's variable of that name, if it is set.
///
/// The file is included by its path in `OUT_DIR`, and the SQL files by theirs, so that rustc watches all of them.
pub fn embed(input: TokenStream, out_dir: Option<&Path>) -> TokenStream {
    if let Some(first) = input.into_iter().next() {
        let message = "zmig::embed!() takes nothing: settings are in build.rs and zmig.toml";
        return syn::Error::new(first.span(), message).into_compile_error();
    }
    let ready = out_dir.is_some_and(|dir| dir.join("zmig/embed.rs").is_file());
    if !ready {
        let message = super::out_dir::needs_build_script("zmig::embed!()", out_dir.is_some());
        return quote!(::core::compile_error!(#message));
    }
    // A constant of its own takes the lints off code that nobody wrote by hand.
    quote! {{
        #[allow(clippy::all, clippy::pedantic, clippy::nursery)]
        const MIGRATIONS: ::zmig::Migrations =
            ::core::include!(::core::concat!(::core::env!("OUT_DIR"), "/zmig/embed.rs"));
        MIGRATIONS
    }}
}
