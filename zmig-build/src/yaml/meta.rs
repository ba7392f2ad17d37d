//! The file's `Meta`: what is said of the schema as a whole.

use super::parse::Node;
use super::report::{At, Report};
use crate::source::words::{check_schema_name, check_values, is_variable};
use crate::source::{Contribution, EnumSource};
use std::collections::BTreeMap;
use zmig_core::lint::known_code;
use zmig_core::{DataType, Dialect, Hook, HookMoment, Version, check_function_name};

const KEYS: [&str; 14] = [
    "Data_Type",
    "Data_Label",
    "Data_Source",
    "Data_Paradigm",
    "Schema_Name",
    "zMigration",
    "zMigrationVersion",
    "zMigrationNotes",
    "zMigrationHooks",
    "allow",
    "enums",
    "domains",
    "extends",
    "dropped_tables",
];

pub(crate) fn read(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>, out: &mut Contribution) {
    if matches!(node, Node::Null) {
        return;
    }
    for (key, node) in report.map(at, node, "`zMigration: true`") {
        read_key(report, &at.key(key), key, node, out);
    }
    let meta = &out.meta;
    if meta.enabled && meta.version.is_none() && meta.extends.is_none() {
        let found =
            report.key(&at.key("zMigration"), "the schema is enabled and has no version", "enabled here");
        found.helps.push("add the line\nzMigrationVersion: v1.0.0".into());
    }
}

fn read_key(report: &mut Report<'_>, at: &At<'_>, key: &str, node: &Node<'_>, out: &mut Contribution) {
    let meta = &mut out.meta;
    match key {
        "Data_Type" => meta.data_type = report.text(at, node).and_then(|text| data_type(report, at, &text)),
        "Data_Label" => meta.label = report.text(at, node),
        "Data_Source" => meta.source = report.text(at, node).and_then(|text| variable(report, at, text)),
        "Data_Paradigm" => meta.paradigm = report.text(at, node),
        "Schema_Name" => {
            if let Some(name) = report.text(at, node).and_then(|text| schema_name(report, at, text)) {
                out.schema = name;
            }
        }
        "zMigration" => meta.enabled = report.flag(at, node).unwrap_or_default(),
        "zMigrationVersion" => {
            meta.version = report.text(at, node);
            if let Some(Err(why)) = meta.version.as_deref().map(Version::parse) {
                report
                    .value(at, why.to_string(), "not a version")
                    .helps
                    .push("write one like `v1.0.0`".into());
            }
        }
        "zMigrationNotes" => meta.notes = report.text(at, node),
        "zMigrationHooks" => read_hooks(report, at, node, out),
        "allow" => {
            meta.allow = report.texts(at, node);
            let is_list = matches!(node, Node::Seq(_));
            for (number, code) in out.meta.allow.iter().enumerate() {
                if let Err(wrong) = known_code(code) {
                    let item = at.item(number);
                    report.value(if is_list { &item } else { at }, wrong.to_string(), wrong.meant());
                }
            }
        }
        "enums" => read_enums(report, at, node, out),
        "domains" => {
            for (name, node) in report.map(at, node, "`email: {type: text}`") {
                out.domains.extend(super::domain::read(report, &at.key(name), name, node));
            }
        }
        "extends" => meta.extends = report.text(at, node).and_then(|text| schema_name(report, at, text)),
        "dropped_tables" => meta.dropped_tables = report.texts(at, node),
        _ => report.unknown(at, "the file's Meta", &KEYS),
    }
}

fn data_type(report: &mut Report<'_>, at: &At<'_>, text: &str) -> Option<DataType> {
    if let Ok(data_type) = text.parse() {
        return Some(data_type);
    }
    let able = "csv, sqlite and postgres";
    let folded = text.to_ascii_lowercase();
    if ["mysql", "mariadb"].contains(&folded.as_str()) {
        let title = format!("zmig cannot generate migrations for {folded} yet");
        report.value(at, title, "not yet").helps.push(format!("it can for {able}"));
    } else {
        let known = ["csv", "sqlite", "postgres", "postgresql", "mysql", "mariadb"];
        let label = match zmig_core::nearest(&folded, known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("zmig knows {able}"),
        };
        report.value(at, format!("unknown data type `{text}`"), label);
    }
    None
}

/// The name of a variable. A URL in its place may hold a password, so neither it nor its line is shown.
fn variable(report: &mut Report<'_>, at: &At<'_>, text: String) -> Option<String> {
    if is_variable(&text) {
        return Some(text);
    }
    let found =
        report.key(at, "`Data_Source` takes the name of an environment variable", "not a variable's name");
    if let Some(place) = &mut found.place {
        place.hide_after("Data_Source:");
    }
    found
        .notes
        .push("a URL may hold a password, and schemas are committed; the variable holds the URL".into());
    found.helps.push("Data_Source: ZDATA_SHOP_URL".into());
    None
}

fn schema_name(report: &mut Report<'_>, at: &At<'_>, text: String) -> Option<String> {
    match check_schema_name(&text) {
        Ok(()) => Some(text),
        Err(why) => {
            report.refuse(at, &why, "not a schema's name");
            let last = report.found.len() - 1;
            report.found[last].helps.push("write one like `zSchema.users`".into());
            None
        }
    }
}

fn read_hooks(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>, out: &mut Contribution) {
    for (key, node) in report.map(at, node, "`after_migrate: fill_slugs`") {
        let at = at.key(key);
        let Some(moment) = HookMoment::of(key) else {
            report.unknown(&at, "the hooks", &HookMoment::ALL.map(HookMoment::name));
            continue;
        };
        out.meta.hooks.extend(read_hook(report, &at, node).map(|hook| (moment, hook)));
    }
}

fn read_hook(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Option<Hook> {
    match node {
        Node::Map(entries) if matches!(&entries[..], [(key, _)] if key == "sql") => {
            report.text(&at.key("sql"), &entries[0].1).map(Hook::Sql)
        }
        Node::Map(entries)
            if !entries.is_empty() && entries.iter().all(|(key, _)| key.parse::<Dialect>().is_ok()) =>
        {
            let mut by = BTreeMap::new();
            for (key, node) in entries {
                let sql = report.text(&at.key(key), node)?;
                by.extend(key.parse::<Dialect>().map(|dialect| (dialect, sql)));
            }
            Some(Hook::SqlBy(by))
        }
        Node::Scalar(name) => match check_function_name(name) {
            Ok(()) => Some(Hook::Function(name.to_string())),
            Err(why) => {
                report.value(at, why, "not a function's name");
                None
            }
        },
        other => {
            report.wrong(at, other, "a function's name, {sql: …}, or {sqlite: …, postgres: …}");
            None
        }
    }
}

fn read_enums(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>, out: &mut Contribution) {
    for (name, node) in report.map(at, node, "`state: [draft, live]`") {
        let at = at.key(name);
        let values = report.texts(&at, node);
        if let Err(why) = check_values(&values) {
            report.value(&at, why.reason, "in this enum");
        }
        out.enums.push(EnumSource { name: name.to_string(), values });
    }
}
