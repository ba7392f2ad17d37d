//! The rules of a column, as the program checks them before it writes.

use crate::merge::TableModel;
use proc_macro2::TokenStream;
use quote::quote;
use zmig_core::Type;

/// The shape of a column with its rules.
pub(super) fn with(shape: TokenStream, found: &TableModel, name: &str) -> TokenStream {
    let rules = of(found, name);
    if rules.is_empty() { shape } else { quote!(#shape.rules(&[#(#rules),*])) }
}

fn of(found: &TableModel, name: &str) -> Vec<TokenStream> {
    let mut out = Vec::new();
    let said = found.annotations.columns.get(name).map(|c| &c.rules);
    // A database that does not cut text to its length would hold what another refuses.
    let length = match found.table.column(name).map(|c| &c.ty) {
        Some(Type::Str { max_length }) => *max_length,
        _ => None,
    };
    let most = said.and_then(|rules| rules.max_length).into_iter().chain(length).min();
    if let Some(rules) = said {
        out.extend(rules.required.then(|| quote!(::zmig::Rule::Required)));
        out.extend(rules.min_length.map(|n| quote!(::zmig::Rule::MinLength(#n))));
    }
    out.extend(most.map(|n| quote!(::zmig::Rule::MaxLength(#n))));
    if let Some(rules) = said {
        out.extend(rules.min.as_ref().map(|least| quote!(::zmig::Rule::Min(#least))));
        out.extend(rules.max.as_ref().map(|most| quote!(::zmig::Rule::Max(#most))));
        let values = &rules.one_of;
        out.extend((!values.is_empty()).then(|| quote!(::zmig::Rule::OneOf(&[#(#values),*]))));
        out.extend(rules.pattern.as_ref().map(|pattern| quote!(::zmig::__pattern!(#pattern))));
    }
    out
}
