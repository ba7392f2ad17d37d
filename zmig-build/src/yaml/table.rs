//! A table: its columns, and its `Meta` with what is no column's.

use super::column;
use super::keys::{read_checks, read_foreign_key, read_index, read_list, read_uniques};
use super::parse::Node;
use super::report::{At, Report};
use crate::source::words::{check_language, many_to_many};
use crate::source::{ManyToMany, TableSource};
use std::collections::BTreeMap;
use zmig_core::TableOption;
use zmig_core::text_search::DEFAULT_LANGUAGE;

const KEYS: [&str; 18] = [
    "renamed_from",
    "comment",
    "primary_key",
    "unique",
    "indexes",
    "foreign_keys",
    "checks",
    "options",
    "timestamps",
    "soft_delete",
    "text_search",
    "jsonb_gin_indexes",
    "dropped",
    "has_one",
    "has_many",
    "belongs_to",
    "many_to_many",
    "extends",
];

pub(crate) fn read(report: &mut Report<'_>, at: &At<'_>, name: &str, node: &Node<'_>) -> TableSource {
    let mut out = TableSource { name: name.to_owned(), ..TableSource::default() };
    if name == "<<" {
        report.key(at, "merge keys are not part of the schema language", "write the keys out");
        return out;
    }
    if matches!(node, Node::Null) {
        let found = report.key(at, format!("table `{name}` has no columns"), "nothing follows");
        found.helps.push("describe a column, as in `id: {type: int, pk: true, auto_increment: true}`".into());
        return out;
    }
    let entries = report.map(at, node, "`id: {type: int, pk: true}`");
    for (key, node) in entries.iter().filter(|(key, _)| key != "Meta") {
        out.columns.push(column::read(report, &at.key(key), key, node));
    }
    // After the columns, so that `timestamps` sees those that are written out.
    if let Some((_, node)) = entries.iter().find(|(key, _)| key == "Meta") {
        read_meta(report, &at.key("Meta"), node, &mut out);
    }
    out
}

fn read_meta(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>, out: &mut TableSource) {
    for (key, node) in report.map(at, node, "`comment: what we sell`") {
        let at = &at.key(key);
        match &**key {
            "renamed_from" => out.renamed_from = report.text(at, node),
            "comment" => out.comment = report.text(at, node),
            "primary_key" => read_primary_key(report, at, node, out),
            "options" => {
                let options = report.texts(at, node);
                let read =
                    options.iter().enumerate().filter_map(|(i, text)| option(report, &at.item(i), text));
                out.options = read.collect();
            }
            "unique" => out.uniques = read_uniques(report, at, node),
            "indexes" => out.indexes = read_list(report, at, node, "[[state, made_at]]", read_index),
            "foreign_keys" => {
                let like = "[{columns: [owner], references: \"users(id)\"}]";
                out.foreign_keys = read_list(report, at, node, like, read_foreign_key);
            }
            "checks" => out.checks = read_checks(report, at, node),
            "timestamps" => out.annotations.timestamps = report.flag(at, node).unwrap_or_default(),
            "soft_delete" => out.annotations.soft_delete = report.flag(at, node).unwrap_or_default(),
            "text_search" => read_text_search(report, at, node, out),
            "jsonb_gin_indexes" => out.jsonb_gin_indexes = report.texts(at, node),
            "dropped" => out.dropped = report.texts(at, node),
            "has_one" => out.annotations.has_one = read_pairs(report, at, node, "{profile: profiles.user}"),
            "has_many" => {
                out.annotations.has_many = read_pairs(report, at, node, "{reviews: reviews.product}")
            }
            "many_to_many" => out.annotations.many_to_many = read_many_to_many(report, at, node),
            "belongs_to" => out.annotations.belongs_to = read_pairs(report, at, node, "{owner: users}"),
            "extends" => out.extends = report.text(at, node),
            _ => report.unknown(at, "the table's Meta", &KEYS),
        }
    }
    out.add_kept_columns();
}

/// `[tenant, id]`, or `{name: orders_pk, columns: [tenant, id]}`; the columns may say it themselves.
fn read_primary_key(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>, out: &mut TableSource) {
    let Node::Map(entries) = node else {
        out.primary_key = Some(report.texts(at, node));
        return;
    };
    for (key, node) in entries {
        let at = &at.key(key);
        match &**key {
            "name" => out.primary_key_name = report.text(at, node),
            "columns" => out.primary_key = Some(report.texts(at, node)),
            _ => report.unknown(at, "a primary key", &["name", "columns"]),
        }
    }
}

fn option(report: &mut Report<'_>, at: &At<'_>, text: &str) -> Option<TableOption> {
    let option = TableOption::parse(text);
    if option.is_none() {
        let known = TableOption::ALL.map(TableOption::keyword);
        let label = match zmig_core::nearest(text, known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "no such option".to_owned(),
        };
        let found = report.value(at, format!("unknown option `{text}` of a table"), label);
        found.notes.push(format!("the options are {}", known.join(", ")));
    }
    option
}

fn read_pairs(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>, like: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for (name, node) in report.map(at, node, like) {
        let text = report.text(&at.key(name), node);
        out.extend(text.map(|text| (name.to_string(), text)));
    }
    out
}

fn read_many_to_many(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> BTreeMap<String, ManyToMany> {
    let mut out = BTreeMap::new();
    for (name, node) in report.map(at, node, "{labels: \"issue_labels(issue, label)\"}") {
        let at = &at.key(name);
        match report.text(at, node).as_deref().map(many_to_many) {
            Some(Ok(read)) => drop(out.insert(name.to_string(), read)),
            Some(Err(why)) => report.refuse(at, &why, "not a table with two columns"),
            None => {}
        }
    }
    out
}

/// `[name, note]`, or `{columns: [name, note], language: english}`
fn read_text_search(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>, out: &mut TableSource) {
    let Node::Map(entries) = node else {
        out.annotations.text_search = report.texts(at, node);
        return;
    };
    for (key, node) in entries {
        let at = &at.key(key);
        match &**key {
            "columns" => out.annotations.text_search = report.texts(at, node),
            "language" => {
                let language = report.text(at, node);
                if let Some(Err(why)) = language.as_deref().map(check_language) {
                    report.refuse(at, &why, "not a language");
                }
                out.annotations.text_search_language = language.filter(|l| l != DEFAULT_LANGUAGE);
            }
            _ => report.unknown(at, "a text search", &["columns", "language"]),
        }
    }
    if !entries.iter().any(|(key, _)| key == "columns") {
        report.value(at, "the text search has no `columns`", "through which columns?");
    }
}
