//! A template as the lines that somebody would paste.

use super::template::{Template, list};
use crate::yaml::flow::flow_map;

/// What the lines are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Yaml,
    Rust,
}

/// The lines, with where they go.
pub(super) fn lines(template: &Template, language: Language) -> Vec<String> {
    match language {
        Language::Yaml => yaml(template),
        Language::Rust => rust(template),
    }
}

fn yaml(template: &Template) -> Vec<String> {
    let (place, line) = match template {
        Template::AddColumn { table, column, says } => {
            (format!("under {table}"), format!("{column}: {says}"))
        }
        Template::AddIndex { table, columns, unique } => match (&columns[..], unique) {
            ([column], false) => (format!("in {table}.{column}"), "indexed: true".to_owned()),
            ([column], true) => (format!("in {table}.{column}"), "unique: true".to_owned()),
            (_, false) => (format!("in the `Meta` of {table}"), format!("indexes: [{}]", list(columns))),
            (_, true) => (format!("in the `Meta` of {table}"), format!("unique: [{}]", list(columns))),
        },
        Template::AddForeignKey { table, column, references: (other, key), on_delete, on_update } => {
            let action =
                |key: &str, action: &Option<String>| action.as_ref().map(|a| format!(", {key}: {a}"));
            let actions = [action("on_delete", on_delete), action("on_update", on_update)];
            let actions: String = actions.into_iter().flatten().collect();
            (format!("in {table}.{column}"), format!("foreign_key: {other}.{key}{actions}"))
        }
        Template::CreateTable { table, columns, .. } => {
            ("as a table".to_owned(), format!("{table}: {{{}}}", columns.trim().trim_matches(['{', '}'])))
        }
        Template::RenameColumn { table, from, to } => {
            (format!("in {table}, whose column {from} becomes {to}"), format!("renamed_from: {from}"))
        }
        Template::AddCheck { table, name, expr } => {
            (format!("in the `Meta` of {table}"), format!("checks: {{{name}: {expr:?}}}"))
        }
    };
    vec![format!("{place}: {line}")]
}

fn rust(template: &Template) -> Vec<String> {
    let in_model = |words: String| vec![format!("in the struct's `#[zmig::model(…)]`: {words}")];
    let at_field = |field: &str, words: String| vec![format!("above the field {field}: #[zmig({words})]")];
    let quoted = |columns: &[String]| columns.iter().map(|c| format!("{c:?}")).collect::<Vec<_>>().join(", ");
    match template {
        Template::AddColumn { column, says, .. } => field(column, says),
        Template::AddIndex { columns, unique, .. } => match (&columns[..], unique) {
            ([column], false) => at_field(column, "indexed".to_owned()),
            ([column], true) => at_field(column, "unique".to_owned()),
            (_, false) => in_model(format!("index(columns = [{}])", quoted(columns))),
            (_, true) => in_model(format!("unique(columns = [{}])", quoted(columns))),
        },
        Template::AddForeignKey { column, references: (other, key), on_delete, on_update, .. } => {
            let action =
                |key: &str, action: &Option<String>| action.as_ref().map(|a| format!(", {key} = \"{a}\""));
            let actions: String = [action("on_delete", on_delete), action("on_update", on_update)]
                .into_iter()
                .flatten()
                .collect();
            at_field(column, format!("foreign_key = \"{other}.{key}\"{actions}"))
        }
        // A new table is always one of YAML.
        Template::CreateTable { .. } => Vec::new(),
        Template::RenameColumn { from, to, .. } => at_field(to, format!("renamed_from = \"{from}\"")),
        Template::AddCheck { name, expr, .. } => in_model(format!("check(name = {name:?}, expr = {expr:?})")),
    }
}

/// A column as a field of a struct: what is said of it, with `=` for `:`, and the type that Rust has for it.
fn field(column: &str, says: &str) -> Vec<String> {
    let entries =
        if says.trim_start().starts_with('{') { flow_map(says).unwrap_or_default() } else { Vec::new() };
    let of = |key: &str| entries.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str());
    let named = of("type").unwrap_or(if entries.is_empty() { says.trim() } else { "str" });
    let ty = match named {
        "bool" => "bool",
        "int16" => "i16",
        "int32" => "i32",
        "int" => "i64",
        "float32" => "f32",
        "float" => "f64",
        "bytes" => "Vec<u8>",
        "date" => "zmig::chrono::NaiveDate",
        "time" => "zmig::chrono::NaiveTime",
        "datetime" => "zmig::chrono::DateTime<zmig::chrono::Utc>",
        "uuid" => "zmig::uuid::Uuid",
        "json" => "zmig::serde_json::Value",
        _ if named.starts_with("decimal") => "zmig::rust_decimal::Decimal",
        _ => "String",
    };
    let is_plain = matches!(named, "str") || ty != "String" && !named.starts_with("decimal");
    let mut words: Vec<String> = Vec::new();
    if !is_plain {
        words.push(format!("type = {named:?}"));
    }
    for (key, value) in entries.iter().filter(|(k, _)| !["type", "required"].contains(&k.as_str())) {
        let bare = value.parse::<f64>().is_ok();
        words.push(match value.as_str() {
            "true" => key.clone(),
            value if bare || value.starts_with(['"', '{', '[']) => format!("{key} = {value}"),
            value => format!("{key} = {value:?}"),
        });
    }
    let is_required = of("required") == Some("true") || of("pk") == Some("true");
    let ty = if is_required { ty.to_owned() } else { format!("Option<{ty}>") };
    let attribute = if words.is_empty() { String::new() } else { format!("#[zmig({})] ", words.join(", ")) };
    vec![format!("in the struct: {attribute}pub {column}: {ty},")]
}
