//! Finding models: cheaply in text first, then among attributes.

use super::file::arguments_of;
use proc_macro2::TokenStream;
use syn::{Attribute, Item, Meta, UseTree};

/// Whether a text may hold a model or an enum of ours, or declares a module in another file. No parser is needed to say
/// no, which is the answer for most files.
pub(super) fn may_say_something(text: &str) -> bool {
    attribute_model(text) || text.contains("Enum") && text.contains("derive") || declares_module(text)
}

/// `model` as an attribute would hold it: after `[`, `:`, `,` or a blank, and before `(`, `]` or `)`.
fn attribute_model(text: &str) -> bool {
    text.match_indices("model").any(|(at, word)| {
        let before = text[..at].trim_end().ends_with(['[', ':', ',']);
        let after = text[at + word.len()..].trim_start().starts_with(['(', ']', ')']);
        before && after
    })
}

/// `mod name;`
fn declares_module(text: &str) -> bool {
    text.match_indices("mod").any(|(at, word)| {
        let rest = &text[at + word.len()..];
        let name = rest.trim_start();
        let end = name.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '#').unwrap_or(name.len());
        let is_word = !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        is_word && rest.len() > name.len() && end > 0 && name[end..].trim_start().starts_with(';')
    })
}

/// The arguments of `#[zmig::model(…)]`, or of `#[model(…)]` where that was imported.
pub(super) fn model_arguments(attr: &Attribute, bare: bool) -> Option<TokenStream> {
    let path = attr.path();
    let is_ours = if path.segments.len() == 1 {
        bare && path.is_ident("model")
    } else {
        path.segments.len() == 2 && path.segments[0].ident == "zmig" && path.segments[1].ident == "model"
    };
    is_ours.then(|| arguments_of(attr))
}

/// Whether an item derives `zmig::Enum`, or `Enum` where that was imported.
pub(super) fn derives_enum(attrs: &[Attribute], bare: bool) -> bool {
    attrs.iter().filter(|a| a.path().is_ident("derive")).any(|attr| {
        let Meta::List(list) = &attr.meta else { return false };
        let text = list.tokens.to_string().replace(' ', "");
        text.split(',').any(|name| match name.trim_start_matches("::") {
            "zmig::Enum" => true,
            "Enum" => bare,
            _ => false,
        })
    })
}

/// Whether `use zmig::name` (or `use zmig::*`) stands somewhere in the file.
pub(super) fn imports(items: &[Item], name: &str) -> bool {
    items.iter().any(|item| match item {
        Item::Use(item) => {
            matches!(&item.tree, UseTree::Path(path) if path.ident == "zmig" && brings(&path.tree, name))
        }
        Item::Mod(module) => module.content.as_ref().is_some_and(|(_, items)| imports(items, name)),
        _ => false,
    })
}

fn brings(tree: &UseTree, wanted: &str) -> bool {
    match tree {
        UseTree::Name(name) => name.ident == wanted,
        UseTree::Glob(_) => true,
        UseTree::Group(group) => group.items.iter().any(|tree| brings(tree, wanted)),
        UseTree::Path(path) => path.ident == "prelude" && brings(&path.tree, wanted),
        UseTree::Rename(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_without_models_are_not_parsed() {
        for (text, expected) in [
            ("#[zmig::model(version = \"v1\")] struct A { a: i64 }", true),
            ("#[model] struct A;", true),
            ("#[cfg_attr(x, zmig::model)] struct A;", true),
            ("pub mod a;", true),
            ("mod r#type ;", true),
            ("#[derive(Clone, zmig::Enum)] enum A { B }", true),
            ("let model = models[0]; fn module() {} mod tests { fn a() {} }", false),
            ("// the modern; mode", false),
        ] {
            assert_eq!(may_say_something(text), expected, "{text}");
        }
    }
}
