//! The arguments of `#[zmig::model(…)]`.

use super::args::{Arg, ArgValue, Errors};
use super::keys;
use crate::source::words::{check_schema_name, is_variable};
use crate::source::{Contribution, TableSource};
use std::collections::BTreeMap;
use zmig_core::lint::known_code;
use zmig_core::{Dialect, Hook, HookMoment, Version, check_function_name};

const KEYS: [&str; 26] = [
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
    "has_many",
    "belongs_to",
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
