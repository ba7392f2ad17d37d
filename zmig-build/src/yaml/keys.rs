//! The keys of a table: unique sets, indexes, foreign keys, checks.

use super::parse::Node;
use super::report::{At, Report};
use crate::source::words::{index_key, table_reference};
use crate::source::{CheckSource, ForeignKeySource, IndexSource, UniqueSource};
use zmig_core::{Action, Deferrable, IndexKey, Nulls};

pub(crate) fn read_list<T>(
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

pub(crate) fn read_uniques(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Vec<UniqueSource> {
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
                    "nulls_not_distinct" => {
                        out.nulls_not_distinct = report.flag(at, node).unwrap_or_default();
                    }
                    "deferrable" => out.deferrable = deferrable(report, at, node),
                    "include" => out.include = report.texts(at, node),
                    _ => report.unknown(
                        at,
                        "a unique set",
                        &["name", "columns", "nulls_not_distinct", "deferrable", "include"],
                    ),
                }
            }
            return has_columns(report, at, &out.columns).then_some(out);
        }
        Some(UniqueSource { columns: report.texts(at, item), ..UniqueSource::default() })
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

pub(crate) fn read_index(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Option<IndexSource> {
    const KEYS: [&str; 8] =
        ["name", "columns", "unique", "where", "using", "include", "nulls_not_distinct", "with"];
    let mut out = IndexSource::default();
    let Node::Map(entries) = node else {
        out.keys = read_keys(report, at, node);
        return has_columns(report, at, &out.keys).then_some(out);
    };
    for (key, node) in entries {
        let at = &at.key(key);
        match &**key {
            "name" => out.name = report.text(at, node),
            "columns" => out.keys = read_keys(report, at, node),
            "unique" => out.unique = report.flag(at, node).unwrap_or_default(),
            "where" | "condition" => out.condition = report.text(at, node),
            "using" => out.using = report.text(at, node).and_then(|word| method(report, at, word)),
            "include" => out.include = report.texts(at, node),
            "nulls_not_distinct" => out.nulls_not_distinct = report.flag(at, node).unwrap_or_default(),
            "with" => {
                for (name, node) in report.map(at, node, "{fillfactor: 70}") {
                    let value = report.text(&at.key(name), node);
                    out.parameters.extend(value.map(|value| (name.to_string(), value)));
                }
            }
            _ => report.unknown(at, "an index", &KEYS),
        }
    }
    has_columns(report, at, &out.keys).then_some(out)
}

/// The keys of an index: texts, or `{column: made_at, desc: true, nulls: last}`.
fn read_keys(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Vec<IndexKey> {
    match node {
        Node::Seq(items) => {
            let one = |(i, item)| read_key(report, &at.item(i), item);
            items.iter().enumerate().filter_map(one).collect()
        }
        Node::Map(_) => read_key(report, at, node).into_iter().collect(),
        other => report.texts(at, other).iter().map(|text| index_key(text)).collect(),
    }
}

fn read_key(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Option<IndexKey> {
    const KEYS: [&str; 6] = ["column", "expr", "desc", "nulls", "opclass", "collation"];
    let Node::Map(entries) = node else { return report.text(at, node).map(|text| index_key(&text)) };
    let (mut what, mut rest) = (None, IndexKey::new(""));
    for (key, node) in entries {
        let at = &at.key(key);
        match &**key {
            "column" | "expr" if what.is_some() => {
                report.key(
                    at,
                    "a key of an index is a column or an expression",
                    "the other is there already",
                );
            }
            "column" => what = report.text(at, node).map(IndexKey::new),
            "expr" => what = report.text(at, node).map(IndexKey::expr),
            "desc" => rest.descending = report.flag(at, node).unwrap_or_default(),
            "nulls" => rest.nulls = nulls(report, at, node),
            "opclass" => rest.opclass = report.text(at, node),
            "collation" => rest.collation = report.text(at, node),
            _ => report.unknown(at, "a key of an index", &KEYS),
        }
    }
    if !entries.iter().any(|(key, _)| key == "column" || key == "expr") {
        let found = report.value(at, "the key of the index names nothing", "sorted by what?");
        found.helps.push("columns: [{column: made_at, desc: true, nulls: last}]".into());
    }
    // Where the direction has them anyway is not worth a word.
    rest.nulls = rest.nulls.filter(|n| *n != Nulls::of_direction(rest.descending));
    what.map(|what| IndexKey { what: what.what, ..rest })
}

fn nulls(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Option<Nulls> {
    match report.text(at, node)?.to_ascii_lowercase().as_str() {
        "first" => Some(Nulls::First),
        "last" => Some(Nulls::Last),
        other => {
            report.value(at, format!("`nulls` takes first or last, not `{other}`"), "neither of both");
            None
        }
    }
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

pub(crate) fn read_foreign_key(
    report: &mut Report<'_>,
    at: &At<'_>,
    node: &Node<'_>,
) -> Option<ForeignKeySource> {
    const KEYS: [&str; 7] =
        ["name", "columns", "references", "on_delete", "on_update", "deferrable", "match"];
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
            "deferrable" => out.deferrable = deferrable(report, at, node),
            "match" => out.match_full = is_full(report, at, node),
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

/// `true` (where a transaction asks for it) or `deferred` (unless it asks otherwise).
pub(crate) fn deferrable(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Deferrable {
    let Some(text) = report.text(at, node) else { return Deferrable::No };
    Deferrable::parse(&text).unwrap_or_else(|| {
        let title = format!("`deferrable` takes true, false or deferred, not `{text}`");
        report.value(at, title, "none of these");
        Deferrable::No
    })
}

/// `full`, or `simple`, which is what every foreign key is that says nothing.
fn is_full(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> bool {
    match report.text(at, node).map(|text| text.to_ascii_lowercase()).as_deref() {
        Some("full") => true,
        Some("simple") | None => false,
        Some(other) => {
            report.value(at, format!("`match` takes full or simple, not `{other}`"), "neither of both");
            false
        }
    }
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

pub(crate) fn read_checks(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Vec<CheckSource> {
    let mut out = Vec::new();
    for (name, node) in report.map(at, node, "{price_sane: price < 1000000}") {
        let at = &at.key(name);
        let (mut expr, mut constraint) = (None, None);
        if let Node::Map(entries) = node {
            for (key, node) in entries {
                let at = &at.key(key);
                match &**key {
                    "expr" => expr = report.text(at, node),
                    "constraint" => constraint = report.text(at, node),
                    _ => report.unknown(at, "a check", &["expr", "constraint"]),
                }
            }
            if !entries.iter().any(|(key, _)| key == "expr") {
                report.key(at, format!("the check `{name}` has no `expr`"), "which condition?");
            }
        } else {
            expr = report.text(at, node);
        }
        out.extend(expr.map(|expr| CheckSource { name: name.to_string(), expr, constraint }));
    }
    out
}
