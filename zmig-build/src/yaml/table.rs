//! A table: its columns, and its `Meta` with what is no column's.

use super::column;
use super::parse::Node;
use super::report::{At, Report};
use crate::source::words::{index_key, table_reference};
use crate::source::{CheckSource, ForeignKeySource, IndexSource, TableSource, UniqueSource};
use std::collections::BTreeMap;
use zmig_core::Action;

const KEYS: [&str; 14] = [
    "renamed_from",
    "comment",
    "primary_key",
    "unique",
    "indexes",
    "foreign_keys",
    "checks",
    "timestamps",
    "soft_delete",
    "text_search",
    "dropped",
    "has_many",
    "belongs_to",
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
            "primary_key" => out.primary_key = Some(report.texts(at, node)),
            "unique" => out.uniques = read_uniques(report, at, node),
            "indexes" => out.indexes = read_list(report, at, node, "[[state, made_at]]", read_index),
            "foreign_keys" => {
                let like = "[{columns: [owner], references: \"users(id)\"}]";
                out.foreign_keys = read_list(report, at, node, like, read_foreign_key);
            }
            "checks" => out.checks = read_checks(report, at, node),
            "timestamps" => out.annotations.timestamps = report.flag(at, node).unwrap_or_default(),
            "soft_delete" => out.annotations.soft_delete = report.flag(at, node).unwrap_or_default(),
            "text_search" => out.annotations.text_search = report.texts(at, node),
            "dropped" => out.dropped = report.texts(at, node),
            "has_many" => {
                out.annotations.has_many = read_pairs(report, at, node, "{reviews: reviews.product}")
            }
            "belongs_to" => out.annotations.belongs_to = read_pairs(report, at, node, "{owner: users}"),
            "extends" => out.extends = report.text(at, node),
            _ => report.unknown(at, "the table's Meta", &KEYS),
        }
    }
    out.add_kept_columns();
}

fn read_list<T>(
    report: &mut Report<'_>,
    at: &At<'_>,
    node: &Node<'_>,
    like: &str,
    read: fn(&mut Report<'_>, &At<'_>, &Node<'_>) -> Option<T>,
) -> Vec<T> {
    match node {
        Node::Seq(items) => {
            items.iter().enumerate().filter_map(|(i, item)| read(report, &at.item(i), item)).collect()
        }
        other => {
            report.wrong(at, other, &format!("a list such as {like}"));
            Vec::new()
        }
    }
}

fn read_uniques(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Vec<UniqueSource> {
    // `[a, b]` could mean either, so it means neither.
    if let Node::Seq(items) = node
        && !items.is_empty()
        && items.iter().all(|i| matches!(i, Node::Scalar(_)))
    {
        let names = report.texts(at, node).join(", ");
        let found = report.value(at, "`unique` takes sets of columns", "a list of columns");
        found.helps.push(format!("unique together: `unique: [[{names}]]`"));
        found.helps.push("each by itself: `unique: true` in the column".into());
        return Vec::new();
    }
    read_list(report, at, node, "[[tenant, slug]]", |report, at, item| {
        if let Node::Map(entries) = item {
            let mut out = UniqueSource::default();
            for (key, node) in entries {
                let at = &at.key(key);
                match &**key {
                    "name" => out.name = report.text(at, node),
                    "columns" => out.columns = report.texts(at, node),
                    _ => report.unknown(at, "a unique set", &["name", "columns"]),
                }
            }
            return has_columns(report, at, &out.columns).then_some(out);
        }
        Some(UniqueSource { name: None, columns: report.texts(at, item) })
    })
}

fn has_columns<T>(report: &mut Report<'_>, at: &At<'_>, columns: &[T]) -> bool {
    if columns.is_empty() {
        report
            .value(at, "no columns are named", "of which columns?")
            .helps
            .push("columns: [tenant, slug]".into());
    }
    !columns.is_empty()
}

fn read_index(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Option<IndexSource> {
    const KEYS: [&str; 6] = ["name", "columns", "unique", "where", "using", "include"];
    let keys = |texts: Vec<String>| texts.iter().map(|t| index_key(t)).collect::<Vec<_>>();
    let mut out = IndexSource::default();
    let Node::Map(entries) = node else {
        out.keys = keys(report.texts(at, node));
        return has_columns(report, at, &out.keys).then_some(out);
    };
    for (key, node) in entries {
        let at = &at.key(key);
        match &**key {
            "name" => out.name = report.text(at, node),
            "columns" => out.keys = keys(report.texts(at, node)),
            "unique" => out.unique = report.flag(at, node).unwrap_or_default(),
            "where" | "condition" => out.condition = report.text(at, node),
            "using" => out.using = report.text(at, node).and_then(|word| method(report, at, word)),
            "include" => out.include = report.texts(at, node),
            _ => report.unknown(at, "an index", &KEYS),
        }
    }
    has_columns(report, at, &out.keys).then_some(out)
}

/// An index's access method goes into SQL as a word, so it must be one.
fn method(report: &mut Report<'_>, at: &At<'_>, word: String) -> Option<String> {
    if crate::source::words::is_method(&word) {
        return Some(word.to_ascii_lowercase());
    }
    report.value(
        at,
        format!("`{word}` is no access method"),
        "a word such as `gin`, `gist`, `brin` or `hash`",
    );
    None
}

fn read_foreign_key(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Option<ForeignKeySource> {
    const KEYS: [&str; 5] = ["name", "columns", "references", "on_delete", "on_update"];
    let before = report.found.len();
    let mut out = ForeignKeySource::default();
    for (key, node) in report.map(at, node, "{columns: [tenant, owner], references: \"members(tenant, id)\"}")
    {
        let at = &at.key(key);
        match &**key {
            "name" => out.name = report.text(at, node),
            "columns" => out.columns = report.texts(at, node),
            "references" => {
                let text = report.text(at, node)?;
                match table_reference(&text) {
                    Ok((table, columns)) => (out.references, out.ref_columns) = (table, columns),
                    Err(why) => report.refuse(at, &why, "not a table with columns"),
                }
            }
            "on_delete" => out.on_delete = action(report, at, node),
            "on_update" => out.on_update = action(report, at, node),
            _ => report.unknown(at, "a foreign key", &KEYS),
        }
    }
    if report.found.len() > before || !has_columns(report, at, &out.columns) {
        return None;
    }
    if out.ref_columns.is_empty() {
        report.value(at, "the foreign key does not say what it references", "references what?");
        return None;
    }
    if out.columns.len() != out.ref_columns.len() {
        let title = format!("{} columns refer to {}", out.columns.len(), out.ref_columns.len());
        report.value(at, title, "as many on either side");
        return None;
    }
    Some(out)
}

pub(crate) fn action(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Action {
    let Some(text) = report.text(at, node) else { return Action::default() };
    Action::parse(&text).unwrap_or_else(|| {
        let known = Action::ALL.map(Action::keyword);
        let label = match zmig_core::nearest(&text, known) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => "no such action".to_owned(),
        };
        let found = report.value(at, format!("unknown action `{text}`"), label);
        found.notes.push(format!("the actions are {}", known.join(", ")));
        Action::default()
    })
}

fn read_checks(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Vec<CheckSource> {
    let mut out = Vec::new();
    for (name, node) in report.map(at, node, "{price_sane: price < 1000000}") {
        let expr = report.text(&at.key(name), node);
        out.extend(expr.map(|expr| CheckSource { name: name.to_string(), expr }));
    }
    out
}

fn read_pairs(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>, like: &str) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for (name, node) in report.map(at, node, like) {
        let text = report.text(&at.key(name), node);
        out.extend(text.map(|text| (name.to_string(), text)));
    }
    out
}
