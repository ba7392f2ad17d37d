//! The arguments of `#[zmig::model(…)]`.

use super::args::{Arg, ArgValue, Errors};
use super::keys;
use crate::source::words::{check_language, check_schema_name, is_variable, many_to_many};
use crate::source::{Contribution, TableSource};
use std::collections::BTreeMap;
use zmig_core::lint::known_code;
use zmig_core::text_search::DEFAULT_LANGUAGE;
use zmig_core::{Dialect, Hook, HookMoment, Version, check_function_name};

const KEYS: [&str; 29] = [
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
    "domain",
    "options",
    "dropped",
    "timestamps",
    "soft_delete",
    "text_search",
    "jsonb_gin_indexes",
    "has_one",
    "has_many",
    "belongs_to",
    "many_to_many",
    "read_only",
];
/// Those that may come several times.
const REPEATABLE: [&str; 5] = ["unique", "index", "foreign_key", "check", "domain"];

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
        if key == "table" || key == "read_only" || (!is_schema && matches!(&*key, "version" | "extends")) {
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
                    Ok(data_type) => out.meta.data_type = Some(data_type),
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
        "domain" => out.domains.extend(keys::domain(errors, arg)),
        "notes" => out.meta.notes = errors.text(arg),
        "allow" => {
            out.meta.allow = errors.texts(arg);
            for wrong in out.meta.allow.iter().filter_map(|code| known_code(code).err()) {
                errors.add(arg.span(), format!("{wrong}; {}", wrong.meant()));
            }
        }
        "hooks" => {
            for hook in errors.list(arg, "hooks(after_migrate = \"fill_slugs\")") {
                let Some(moment) = HookMoment::of(&hook.key()) else {
                    errors.unknown(hook, "the hooks", &HookMoment::ALL.map(HookMoment::name));
                    continue;
                };
                out.meta.hooks.extend(read_hook(errors, hook).map(|value| (moment, value)));
            }
        }
        _ => return false,
    }
    true
}

fn read_hook(errors: &mut Errors, hook: &Arg) -> Option<Hook> {
    match &hook.value {
        ArgValue::List(args) if matches!(&args[..], [one] if one.name == "sql") => {
            errors.text(&args[0]).map(Hook::Sql)
        }
        ArgValue::List(args)
            if !args.is_empty() && args.iter().all(|a| a.key().parse::<Dialect>().is_ok()) =>
        {
            let mut by = BTreeMap::new();
            for arg in args {
                let sql = errors.text(arg)?;
                by.extend(arg.key().parse::<Dialect>().map(|dialect| (dialect, sql)));
            }
            Some(Hook::SqlBy(by))
        }
        _ => {
            let name = errors.text(hook)?;
            if let Err(why) = check_function_name(&name) {
                errors.add(hook.span(), why);
                return None;
            }
            Some(Hook::Function(name))
        }
    }
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
        "primary_key" => keys::primary_key(errors, arg, table),
        "options" => table.options = keys::options(errors, arg),
        "unique" => table.uniques.extend(keys::unique(errors, arg)),
        "index" => table.indexes.extend(keys::index(errors, arg)),
        "foreign_key" => table.foreign_keys.extend(keys::foreign_key(errors, arg)),
        "check" => table.checks.extend(keys::check(errors, arg)),
        "dropped" => table.dropped = errors.texts(arg),
        "timestamps" => table.annotations.timestamps = errors.flag(arg),
        "soft_delete" => table.annotations.soft_delete = errors.flag(arg),
        "text_search" => text_search(errors, arg, table),
        "jsonb_gin_indexes" => table.jsonb_gin_indexes = errors.texts(arg),
        "has_one" => table.annotations.has_one = pairs(errors, arg, "has_one(profile = \"profiles.user\")"),
        "has_many" => {
            table.annotations.has_many = pairs(errors, arg, "has_many(reviews = \"reviews.product\")");
        }
        "belongs_to" => table.annotations.belongs_to = pairs(errors, arg, "belongs_to(owner = \"users\")"),
        "many_to_many" => {
            for pair in errors.list(arg, "many_to_many(labels = \"issue_labels(issue, label)\")") {
                match errors.text(pair).as_deref().map(many_to_many) {
                    Some(Ok(read)) => drop(table.annotations.many_to_many.insert(pair.key(), read)),
                    Some(Err(why)) => errors.add(pair.span(), why),
                    None => {}
                }
            }
        }
        _ => errors.unknown(arg, "#[zmig::model]", &KEYS),
    }
}

/// `has_many(reviews = "reviews.product")`
fn pairs(errors: &mut Errors, arg: &Arg, like: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for pair in errors.list(arg, like) {
        let text = errors.text(pair);
        out.extend(text.map(|text| (pair.key(), text)));
    }
    out
}

/// `text_search = ["name"]`, or `text_search(columns = ["name"], language = "english")`
fn text_search(errors: &mut Errors, arg: &Arg, table: &mut TableSource) {
    let ArgValue::List(args) = &arg.value else {
        table.annotations.text_search = errors.texts(arg);
        return;
    };
    for arg in args {
        match arg.key().as_str() {
            "columns" => table.annotations.text_search = errors.texts(arg),
            "language" => {
                let language = errors.text(arg);
                if let Some(Err(why)) = language.as_deref().map(check_language) {
                    errors.add(arg.span(), why);
                }
                table.annotations.text_search_language = language.filter(|l| l != DEFAULT_LANGUAGE);
            }
            _ => errors.unknown(arg, "a text search", &["columns", "language"]),
        }
    }
    if !args.iter().any(|arg| arg.name == "columns") {
        errors.add(arg.name.span(), "the text search has no columns; write `columns = [\"name\"]`");
    }
}
