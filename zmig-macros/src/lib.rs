//! The macros of zmig. Use them through the crate `zmig`, which documents them.
//!
//! Reading and emitting is zmig-build's, so that the macros and the build script cannot disagree.

use proc_macro::TokenStream;
use std::path::PathBuf;

/// Types a struct against a table.
#[proc_macro_attribute]
pub fn model(attr: TokenStream, item: TokenStream) -> TokenStream {
    zmig_build::model_code::model(attr.into(), item.into(), out_dir().as_deref()).into()
}

/// Makes an enum the type of columns.
#[proc_macro_derive(Enum, attributes(zmig))]
pub fn derive_enum(item: TokenStream) -> TokenStream {
    zmig_build::model_code::derive_enum(item.into()).into()
}

/// The migrations that `build.rs` prepared, as a constant.
#[proc_macro]
pub fn embed(input: TokenStream) -> TokenStream {
    zmig_build::model_code::embed(input.into(), out_dir().as_deref()).into()
}

/// Where the build script of the package that is being compiled wrote, if it has one.
fn out_dir() -> Option<PathBuf> {
    std::env::var_os("OUT_DIR").map(PathBuf::from)
}
