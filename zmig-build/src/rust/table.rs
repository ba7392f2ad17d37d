//! The arguments of `#[zmig::model(…)]`.

use super::args::{Arg, ArgValue, Errors};
use super::field::action;
use crate::source::words::{check_schema_name, index_key, is_method, is_variable, table_reference};
use crate::source::{
    CheckSource, Contribution, ForeignKeySource, Hook, IndexSource, TableSource, UniqueSource,
};
use zmig_core::Version;

const KEYS: [&str; 23] = [
    "table",
    "version",
    "schema",
    "data_type",
    "label",
    "source",
    "notes",
    "hooks",
    "allow",
    "extends",
    "comment",
    "renamed_from",
    "primary_key",
    "unique",
    "index",
    "foreign_key",
    "check",
    "dropped",
    "timestamps",
    "soft_delete",
    "text_search",
    "has_many",
    "belongs_to",
];
/// Those that may come several times.
const REPEATABLE: [&str; 4] = ["unique", "index", "foreign_key", "check"];

/// Reads all arguments but `table`, which its caller has read.
pub(super) fn read(
    errors: &mut Errors,
    args: &[Arg],
    is_schema: bool,
    out: &mut Contribution,
    table: &mut TableSource,
) {
    errors.check_twice(args, &REPEATABLE);
    for arg in args {
        let key = arg.key();
        // The one is read already, the other was refused on a struct without fields.
        if key == "table" || (!is_schema && matches!(&*key, "version" | "extends")) {
            continue;
        }
        if !is_schema && KEYS.contains(&&*key) {
            errors.add(
                arg.name.span(),
                format!(
                    "`{key}` is said where the table is described; this struct only follows it\n\
                     help: say it there, or give a struct with fields a `version` so that it describes the table"
                ),
            );
            continue;
        }
        if !read_meta(errors, arg, out) {
            read_table(errors, arg, table);
        }
    }
}

/// What concerns the schema; `false` when the argument is none of these.
fn read_meta(errors: &mut Errors, arg: &Arg, out: &mut Contribution) -> bool {
    match arg.key().as_str() {
        "version" => {
            out.meta.version = errors.text(arg);
            out.meta.enabled = true;
            if let Some(Err(why)) = out.meta.version.as_deref().map(Version::parse) {
                errors.add(arg.span(), format!("{why}\nhelp: version = \"v1.0.0\""));
            }
        }
        "schema" => out.schema = schema_name(errors, arg).unwrap_or_default(),
        "extends" => out.meta.extends = schema_name(errors, arg),
        "data_type" => {
            if let Some(text) = errors.text(arg) {
                match text.parse() {
                    Ok(dialect) => out.meta.data_type = Some(dialect),
                    Err(why) => errors.add(arg.span(), why),
                }
            }
        }
        "label" => out.meta.label = errors.text(arg),
        "source" => {
            out.meta.source = errors.text(arg);
            if out.meta.source.as_deref().is_some_and(|name| !is_variable(name)) {
                errors.add(
                    arg.span(),
                    "`source` takes the name of an environment variable; not a variable's name\n\
                     help: source = \"ZDATA_SHOP_URL\"",
                );
            }
        }
        "notes" => out.meta.notes = errors.text(arg),
        "allow" => out.meta.allow = errors.texts(arg),
        "hooks" => {
            for hook in errors.list(arg, "hooks(after_migrate = \"fill_slugs\")") {
                if !["before_migrate", "after_migrate", "on_rollback"].contains(&&*hook.key()) {
                    errors.unknown(hook, "the hooks", &["before_migrate", "after_migrate", "on_rollback"]);
                    continue;
                }
                let value = match &hook.value {
                    ArgValue::List(args) if matches!(&args[..], [one] if one.name == "sql") => {
                        errors.text(&args[0]).map(Hook::Sql)
                    }
                    _ => errors.text(hook).map(Hook::Function),
                };
                out.meta.hooks.extend(value.map(|value| (hook.key(), value)));
            }
        }
        _ => return false,
    }
    true
}

fn schema_name(errors: &mut Errors, arg: &Arg) -> Option<String> {
    let name = errors.text(arg)?;
    match check_schema_name(&name) {
        Ok(()) => Some(name),
        Err(why) => {
            errors.add(arg.span(), why);
            None
        }
    }
}

fn read_table(errors: &mut Errors, arg: &Arg, table: &mut TableSource) {
    match arg.key().as_str() {
        "comment" => table.comment = errors.text(arg),
        "renamed_from" => table.renamed_from = errors.text(arg),
        "primary_key" => table.primary_key = Some(errors.texts(arg)),
        "unique" => table.uniques.extend(unique(errors, arg)),
        "index" => table.indexes.extend(index(errors, arg)),
        "foreign_key" => table.foreign_keys.extend(foreign_key(errors, arg)),
        "check" => table.checks.extend(check(errors, arg)),
        "dropped" => table.dropped = errors.texts(arg),
        "timestamps" => table.annotations.timestamps = errors.flag(arg),
        "soft_delete" => table.annotations.soft_delete = errors.flag(arg),
        "text_search" => table.annotations.text_search = errors.texts(arg),
        "has_many" => {
            for pair in errors.list(arg, "has_many(reviews = \"reviews.product\")") {
                let text = errors.text(pair);
                table.annotations.has_many.extend(text.map(|text| (pair.key(), text)));
            }
        }
        "belongs_to" => {
            for pair in errors.list(arg, "belongs_to(owner = \"users\")") {
                let text = errors.text(pair);
                table.annotations.belongs_to.extend(text.map(|text| (pair.key(), text)));
            }
        }
        _ => errors.unknown(arg, "#[zmig::model]", &KEYS),
    }
}

fn unique(errors: &mut Errors, arg: &Arg) -> Option<UniqueSource> {
    let mut out = UniqueSource::default();
    let before = errors.0.len();
    for arg in errors.list(arg, "unique(columns = [\"tenant\", \"slug\"])") {
        match arg.key().as_str() {
            "name" => out.name = errors.text(arg),
            "columns" => out.columns = errors.texts(arg),
            _ => errors.unknown(arg, "a unique set", &["name", "columns"]),
        }
    }
    has_columns(errors, arg, before, out.columns.is_empty()).then_some(out)
}

fn has_columns(errors: &mut Errors, arg: &Arg, before: usize, none: bool) -> bool {
    if none && errors.0.len() == before {
        errors.add(arg.name.span(), "no columns are named; write `columns = [\"…\"]`");
    }
    errors.0.len() == before
}

fn index(errors: &mut Errors, arg: &Arg) -> Option<IndexSource> {
    const KEYS: [&str; 6] = ["name", "columns", "unique", "where", "using", "include"];
    let mut out = IndexSource::default();
    let before = errors.0.len();
    for arg in errors.list(arg, "index(columns = [\"state\", \"made_at desc\"])") {
        match arg.key().as_str() {
            "name" => out.name = errors.text(arg),
            "columns" => out.keys = errors.texts(arg).iter().map(|text| index_key(text)).collect(),
            "unique" => out.unique = errors.flag(arg),
            "where" | "condition" => out.condition = errors.text(arg),
            "include" => out.include = errors.texts(arg),
            "using" => {
                out.using = errors.text(arg).map(|word| word.to_ascii_lowercase());
                if let Some(word) = out.using.as_deref().filter(|word| !is_method(word)) {
                    errors.add(
                        arg.span(),
                        format!("`{word}` is no access method; a word such as `gin` or `hash`"),
                    );
                }
            }
            _ => errors.unknown(arg, "an index", &KEYS),
        }
    }
    has_columns(errors, arg, before, out.keys.is_empty()).then_some(out)
}

fn foreign_key(errors: &mut Errors, arg: &Arg) -> Option<ForeignKeySource> {
    const KEYS: [&str; 5] = ["name", "columns", "references", "on_delete", "on_update"];
    let mut out = ForeignKeySource::default();
    let before = errors.0.len();
    for arg in errors.list(arg, "foreign_key(columns = [\"owner\"], references = \"users(id)\")") {
        match arg.key().as_str() {
            "name" => out.name = errors.text(arg),
            "columns" => out.columns = errors.texts(arg),
            "references" => match errors.text(arg).as_deref().map(table_reference) {
                Some(Ok((table, columns))) => (out.references, out.ref_columns) = (table, columns),
                Some(Err(why)) => errors.add(arg.span(), why),
                None => {}
            },
            "on_delete" => out.on_delete = action(errors, arg),
            "on_update" => out.on_update = action(errors, arg),
            _ => errors.unknown(arg, "a foreign key", &KEYS),
        }
    }
    if !has_columns(errors, arg, before, out.columns.is_empty()) {
        return None;
    }
    if out.ref_columns.len() != out.columns.len() {
        let counts = format!("{} columns refer to {}", out.columns.len(), out.ref_columns.len());
        errors.add(arg.name.span(), format!("{counts}; write `references = \"members(tenant, id)\"`"));
        return None;
    }
    Some(out)
}

fn check(errors: &mut Errors, arg: &Arg) -> Option<CheckSource> {
    let (mut name, mut expr) = (None, None);
    let before = errors.0.len();
    for arg in errors.list(arg, "check(name = \"price_sane\", expr = \"price > 0\")") {
        match arg.key().as_str() {
            "name" => name = errors.text(arg),
            "expr" => expr = errors.text(arg),
            _ => errors.unknown(arg, "a check", &["name", "expr"]),
        }
    }
    if let (Some(name), Some(expr)) = (name, expr) {
        return Some(CheckSource { name, expr });
    }
    if errors.0.len() == before {
        errors.add(
            arg.name.span(),
            "a check has a name and an expr; write `check(name = \"…\", expr = \"…\")`",
        );
    }
    None
}
