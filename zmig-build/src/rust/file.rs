//! One file of Rust: its models, its enums, and the modules that it declares.

use super::enums::read_enum;
use super::model::{Form, is_cfg, read_model};
use super::search;
use crate::diagnostic::{Diagnostic, Position};
use crate::source::Contribution;
use proc_macro2::{Span, TokenStream};
use syn::{Attribute, Item, ItemMod, ItemStruct, Meta};
use zmig_core::Map;

/// What one file of Rust says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RustFile {
    /// Structs that are the schema of their table.
    pub contributions: Vec<Contribution>,
    /// Structs that follow a table which is described elsewhere.
    pub bound: Vec<BoundModel>,
    /// Enums with `#[derive(zmig::Enum)]`: their values by their Rust names.
    pub enums: Map<String, Vec<String>>,
    /// Modules that lie in files of their own.
    pub modules: Vec<Module>,
}

/// A struct without `version`: its table must be described elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundModel {
    /// The struct's name.
    pub name: String,
    /// The table's name.
    pub table: String,
    /// The fields' columns; empty for a unit struct.
    pub columns: Vec<String>,
}

/// A module in a file of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// The module's name.
    pub name: String,
    /// The modules of the same file that it is declared in, from the outermost on.
    pub inside: Vec<String>,
    /// What `#[path = "…"]` says.
    pub path: Option<String>,
    /// The `#[cfg]` around it; a model in there is an error.
    pub cfg: Option<Cfg>,
}

/// A condition on the build, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cfg {
    /// The attribute, as written.
    pub written: String,
    /// Where it stands.
    pub position: Position,
    /// The text of that line.
    pub line: String,
}

/// Reads one file and follows nothing. `path` is how messages name it.
///
/// Models within functions or macros are not seen. The macro notices those when the struct is compiled.
///
/// # Errors
/// Everything that is wrong with its models, or that the file is no Rust.
pub fn parse_rust(path: &str, text: &str) -> Result<RustFile, Vec<Diagnostic>> {
    // Most files have no model and declare no module, and parsing Rust is slow in a build script.
    if !search::may_say_something(text) {
        return Ok(RustFile::default());
    }
    let file = syn::parse_file(text).map_err(|error| {
        let mut found = diagnostics(path, text, error);
        for diagnostic in &mut found {
            diagnostic.title = format!("this is no Rust: {}", diagnostic.title);
            diagnostic.helps.push("rustc says more of it".into());
            diagnostic.notes.push(
                "a file that cannot be read could describe tables, so they are not taken for dropped".into(),
            );
        }
        found
    })?;
    let mut reader = Reader {
        path,
        text,
        bare_model: search::imports(&file.items, "model"),
        bare_enum: search::imports(&file.items, "Enum"),
        inside: Vec::new(),
        cfg: None,
        out: RustFile::default(),
        found: Vec::new(),
    };
    reader.cfg = reader.cfg_of(&file.attrs);
    reader.items(&file.items);
    if reader.found.is_empty() { Ok(reader.out) } else { Err(reader.found) }
}

struct Reader<'a> {
    path: &'a str,
    text: &'a str,
    /// Whether `#[model]` means `#[zmig::model]` here.
    bare_model: bool,
    /// Whether `Enum` means `zmig::Enum` here.
    bare_enum: bool,
    inside: Vec<String>,
    cfg: Option<Cfg>,
    out: RustFile,
    found: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn items(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Mod(module) => self.module(module),
                Item::Struct(item) => self.structure(item),
                Item::Enum(item) if search::derives_enum(&item.attrs, self.bare_enum) => {
                    match read_enum(item) {
                        Ok(values) => {
                            let values = values.into_iter().map(|(_, value)| value).collect();
                            self.out.enums.insert(item.ident.to_string(), values);
                        }
                        Err(errors) => self.errors(errors),
                    }
                }
                _ => {}
            }
        }
    }

    fn module(&mut self, module: &ItemMod) {
        let outer = self.cfg.clone();
        self.cfg = self.cfg_of(&module.attrs).or_else(|| outer.clone());
        let name = syn::ext::IdentExt::unraw(&module.ident).to_string();
        match &module.content {
            Some((_, items)) => {
                self.inside.push(name);
                self.items(items);
                self.inside.pop();
            }
            None => self.out.modules.push(Module {
                name,
                inside: self.inside.clone(),
                path: module.attrs.iter().find_map(path_attribute),
                cfg: self.cfg.clone(),
            }),
        }
        self.cfg = outer;
    }

    fn structure(&mut self, item: &ItemStruct) {
        if let Some(attr) = item.attrs.iter().find(|a| hides_model(a)) {
            let cfg = Cfg { written: "#[cfg_attr]".into(), ..self.cfg_at(attr) };
            self.found.push(behind_cfg(self.path, &item.ident.to_string(), &cfg));
            return;
        }
        let Some(arguments) = item.attrs.iter().find_map(|a| search::model_arguments(a, self.bare_model))
        else {
            return;
        };
        let cfg = self.cfg_of(&item.attrs).or_else(|| self.cfg.clone());
        match (read_model(arguments, item), cfg) {
            (Ok(model), Some(cfg)) if model.form == Form::Schema => {
                self.found.push(behind_cfg(self.path, &item.ident.to_string(), &cfg));
            }
            // What is not built in every build, and is no schema, is the compiler's business.
            (Ok(_), Some(_)) => {}
            (Ok(model), None) if model.form == Form::Schema => {
                self.out.contributions.push(model.contribution)
            }
            (Ok(model), None) => self.out.bound.push(BoundModel {
                name: item.ident.to_string(),
                table: model.table,
                columns: model.fields.into_iter().map(|f| f.column).collect(),
            }),
            (Err(errors), _) => self.errors(errors),
        }
    }

    fn errors(&mut self, errors: Vec<syn::Error>) {
        for error in errors {
            self.found.extend(diagnostics(self.path, self.text, error));
        }
    }

    fn cfg_of(&self, attrs: &[Attribute]) -> Option<Cfg> {
        attrs.iter().find(|a| is_cfg(a)).map(|attr| self.cfg_at(attr))
    }

    fn cfg_at(&self, attr: &Attribute) -> Cfg {
        let position = position(self.text, syn::spanned::Spanned::span(attr));
        let line = self.text.lines().nth(position.line.saturating_sub(1)).unwrap_or_default().to_owned();
        let written = self.text.get(position.start..position.end).unwrap_or("#[cfg]").to_owned();
        Cfg { written, position, line }
    }
}

/// A model that some builds have and others lack.
pub(super) fn behind_cfg(file: &str, model: &str, cfg: &Cfg) -> Diagnostic {
    let mut out = Diagnostic::new(format!("the model {model} is behind {}", cfg.written))
        .note("a build without it would take its table for dropped")
        .help("remove the condition, or describe the table in YAML and leave `version` away here");
    out.place = Some(Box::new(crate::diagnostic::Excerpt {
        file: file.to_owned(),
        position: Some(cfg.position),
        line: cfg.line.clone(),
        label: "not in every build".into(),
    }));
    out
}

/// `#[cfg_attr(…, zmig::model(…))]`
fn hides_model(attr: &Attribute) -> bool {
    let Meta::List(list) = &attr.meta else { return false };
    attr.path().is_ident("cfg_attr") && {
        let text = list.tokens.to_string().replace(' ', "");
        text.contains("zmig::model")
    }
}

fn path_attribute(attr: &Attribute) -> Option<String> {
    match &attr.meta {
        Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// The errors of `syn`, and of [`super::args::Errors`], as messages at lines.
pub(super) fn diagnostics(path: &str, text: &str, errors: syn::Error) -> Vec<Diagnostic> {
    let one = |error: syn::Error| {
        let message = error.to_string();
        let mut lines = message.lines();
        let first = lines.next().unwrap_or_default();
        let (title, label) = first.split_once("; ").unwrap_or((first, ""));
        let mut out = Diagnostic::new(title).at(path, text, Some(position(text, error.span())), label);
        for line in lines {
            let line = line.trim();
            out.helps.push(line.strip_prefix("help: ").unwrap_or(line).to_owned());
        }
        out
    };
    errors.into_iter().map(one).collect()
}

/// The place of a span in the text that it was parsed from.
pub(super) fn position(text: &str, span: Span) -> Position {
    let (begin, end) = (span.start(), span.end());
    let byte = |line: usize, column: usize| {
        let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
        let rest = text.get(before..).unwrap_or_default();
        before + rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at)
    };
    let start = byte(begin.line, begin.column);
    Position { line: begin.line, column: begin.column + 1, start, end: byte(end.line, end.column).max(start) }
}

/// The tokens between the parentheses of an attribute.
pub(super) fn arguments_of(attr: &Attribute) -> TokenStream {
    match &attr.meta {
        Meta::List(list) => list.tokens.clone(),
        _ => TokenStream::new(),
    }
}
