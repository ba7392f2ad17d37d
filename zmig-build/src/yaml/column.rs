//! A column: its short form, which is a type, or its keys.

use super::keys::{action, deferrable};
use super::parse::Node;
use super::report::{At, Report};
use crate::source::words::{column_reference, enforce, type_source};
use crate::source::{ColumnSource, DefaultSource, Rules, TypeSource};
use zmig_core::{Generated, Identity, Type};

const KEYS: [&str; 29] = [
    "type",
    "rust",
    "pk",
    "auto_increment",
    "identity",
    "required",
    "nullable",
    "default",
    "unique",
    "indexed",
    "foreign_key",
    "on_delete",
    "on_update",
    "rules",
    "max_length",
    "length",
    "precision",
    "scale",
    "enum",
    "comment",
    "generated",
    "redacted",
    "renamed_from",
    "backfill",
    "using",
    "collation",
    "domain",
    "deferrable",
    "constraint",
];
const RULES: [&str; 8] =
    ["min_length", "max_length", "min", "max", "pattern", "one_of", "required", "enforce"];

pub(crate) fn read(report: &mut Report<'_>, at: &At<'_>, name: &str, node: &Node<'_>) -> ColumnSource {
    let mut out = ColumnSource { name: name.to_owned(), ..ColumnSource::default() };
    let Node::Map(entries) = node else {
        // `note: text`, `tags: [str]`
        read_type(report, at, node, None, &mut out);
        return out;
    };
    let number = |key: &str| entries.iter().find(|(k, _)| k == key).map(|(_, n)| n);
    let digits = number("precision").map(|p| (p, number("scale")));
    for (key, node) in entries {
        let at = &at.key(key);
        match &**key {
            "type" => read_type(report, at, node, digits, &mut out),
            "rust" => read_rust_type(report, at, node, "crate::Specs", &mut out),
            "enum" => {
                out.ty = report.text(at, node).map_or(TypeSource::Unsaid, |n| TypeSource::Is(Type::Enum(n)))
            }
            "max_length" | "length" => out.max_length = report.number(at, node),
            // They are read with the type, and mean nothing without.
            "precision" | "scale" => check_digits(report, at, node, entries.iter().any(|(k, _)| k == "type")),
            "pk" => (out.pk, out.key_names.pk) = report.flag_or_name(at, node),
            "domain" => {
                out.ty =
                    report.text(at, node).map_or(TypeSource::Unsaid, |n| TypeSource::Is(Type::Domain(n)));
            }
            "collation" => out.collation = report.text(at, node),
            "auto_increment" | "identity" => read_identity(report, at, node, &mut out),
            "required" => set_required(report, at, report_flag(node), node, &mut out),
            "nullable" => set_required(report, at, report_flag(node).map(|f| !f), node, &mut out),
            "default" => out.default = read_value(report, at, node),
            "backfill" => out.backfill = read_value(report, at, node),
            "unique" => (out.unique, out.key_names.unique) = report.flag_or_name(at, node),
            "indexed" => (out.indexed, out.key_names.indexed) = report.flag_or_name(at, node),
            "foreign_key" => out.foreign_key = read_reference(report, at, node),
            "on_delete" => out.on_delete = action(report, at, node),
            "on_update" => out.on_update = action(report, at, node),
            "rules" => out.annotations.rules = read_rules(report, at, node),
            "comment" => out.comment = report.text(at, node),
            "generated" => out.generated = read_generated(report, at, node),
            "constraint" => out.key_names.foreign_key = report.text(at, node),
            "deferrable" => out.deferrable = deferrable(report, at, node),
            "redacted" => out.annotations.redacted = report.flag(at, node).unwrap_or_default(),
            "renamed_from" => out.renamed_from = report.text(at, node),
            "using" => out.using = report.text(at, node),
            _ => report.unknown(at, "a column", &KEYS),
        }
    }
    check_whole(
        report,
        at,
        &out,
        entries.iter().any(|(k, _)| matches!(&**k, "type" | "enum" | "domain" | "foreign_key")),
    );
    out
}

fn report_flag(node: &Node<'_>) -> Option<bool> {
    match node {
        Node::Scalar(text) => text.to_ascii_lowercase().parse().ok(),
        _ => None,
    }
}

fn set_required(
    report: &mut Report<'_>,
    at: &At<'_>,
    flag: Option<bool>,
    node: &Node<'_>,
    out: &mut ColumnSource,
) {
    let Some(flag) = flag else {
        report.flag(at, node);
        return;
    };
    if out.required.is_some_and(|before| before != flag) {
        report.key(at, "`required` and `nullable` contradict each other", "the one says yes, the other no");
    }
    out.required = Some(flag);
}

/// What the keys mean only together.
fn check_whole(report: &mut Report<'_>, at: &At<'_>, out: &ColumnSource, has_type: bool) {
    let name = &out.name;
    if !has_type {
        let found = report.key(at, format!("column `{name}` has no type"), "what does it hold?");
        found.helps.push(format!("{name}: {{type: str}}"));
    }
    if out.foreign_key.is_none() {
        let says = [
            ("deferrable", !out.deferrable.is_no()),
            ("constraint", out.key_names.foreign_key.is_some()),
            ("on_delete", out.on_delete != zmig_core::Action::default()),
            ("on_update", out.on_update != zmig_core::Action::default()),
        ];
        for (key, is_said) in says {
            if is_said {
                let title = format!("`{key}` belongs to a foreign key, and `{name}` has none");
                report
                    .key(&at.key(key), title, "of which foreign key?")
                    .helps
                    .push("foreign_key: users.id".into());
            }
        }
    }
}

fn read_type(
    report: &mut Report<'_>,
    at: &At<'_>,
    node: &Node<'_>,
    digits: Option<(&Node<'_>, Option<&Node<'_>>)>,
    out: &mut ColumnSource,
) {
    let text = match node {
        Node::Scalar(text) => match (&**text, digits) {
            // `type: decimal, precision: 10, scale: 2`
            ("decimal", Some((Node::Scalar(precision), scale))) => match scale {
                Some(Node::Scalar(scale)) => format!("decimal({precision},{scale})"),
                _ => format!("decimal({precision},0)"),
            },
            (text, _) => text.to_owned(),
        },
        Node::Seq(items) => match &items[..] {
            [Node::Scalar(inner)] => format!("[{inner}]"),
            _ => {
                report.value(at, "an array has one type of elements", "as in [str]");
                return;
            }
        },
        Node::Map(entries) => return read_long_type(report, at, entries, out),
        Node::Null => {
            report.wrong(at, node, "a type such as str");
            return;
        }
    };
    match type_source(&text) {
        Ok(ty) => out.ty = ty,
        Err(why) => report.refuse(at, &why.reason, "not a type"),
    }
}

/// `{sql: "geometry(Point,4326)", rust: String}`, `{enum: state}`, `{enum: [a, b]}`, `{domain: email}`
fn read_long_type(
    report: &mut Report<'_>,
    at: &At<'_>,
    entries: &[(super::parse::Name<'_>, Node<'_>)],
    out: &mut ColumnSource,
) {
    for (key, node) in entries {
        let at = &at.key(key);
        match &**key {
            "sql" => {
                out.ty =
                    report.text(at, node).map_or(TypeSource::Unsaid, |sql| TypeSource::Is(Type::Raw(sql)));
            }
            "rust" => read_rust_type(report, at, node, "String", out),
            "enum" => match node {
                Node::Seq(_) => {
                    let values = report.texts(at, node);
                    if let Err(why) = crate::source::words::check_values(&values) {
                        report.value(at, why.reason, "in this enum");
                    }
                    out.ty = TypeSource::Enum { values, array: false };
                }
                _ => {
                    let name = report.text(at, node);
                    out.ty = name.map_or(TypeSource::Unsaid, |name| TypeSource::Is(Type::Enum(name)));
                }
            },
            "domain" => {
                let name = report.text(at, node);
                out.ty = name.map_or(TypeSource::Unsaid, |name| TypeSource::Is(Type::Domain(name)));
            }
            _ => report.unknown(at, "a type", &["sql", "rust", "enum", "domain"]),
        }
    }
    if entries.iter().all(|(k, _)| k == "rust") {
        report.value(at, "the type has no `sql`", "as in {sql: \"inet\", rust: String}");
    }
}

/// `crate::Specs`: the type of Rust that reads the column.
fn read_rust_type(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>, like: &str, out: &mut ColumnSource) {
    let path = report.text(at, node);
    if path.as_deref().is_some_and(|p| syn::parse_str::<syn::Type>(p).is_err()) {
        report.value(at, "this is no type of Rust", format!("as in `{like}`"));
    }
    out.annotations.rust_type = path;
}

fn check_digits(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>, has_type: bool) {
    if report.number(at, node).is_some() && !has_type {
        report.key(at, format!("`{}` belongs to `type: decimal`", at.name()), "of which type?");
    }
}

/// `true`, or how: `always`, `by_default`, `serial`.
fn read_identity(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>, out: &mut ColumnSource) {
    let kind = match node {
        Node::Scalar(text) => Identity::parse(text),
        _ => None,
    };
    if let Some(kind) = kind {
        out.identity = kind;
        return;
    }
    if let Node::Scalar(text) = node
        && report_flag(node).is_none()
        && let Some(meant) = zmig_core::nearest(text, Identity::ALL.map(Identity::keyword))
    {
        let title = format!("`{}` takes true, false or how rows are numbered, not `{text}`", at.name());
        report.value(at, title, format!("did you mean `{meant}`?"));
        return;
    }
    // Two keys may say it; the one that says no takes nothing back.
    if report.flag(at, node).unwrap_or_default() && out.identity.is_none() {
        out.identity = Identity::ByDefault;
    }
}

/// `price * stock`, or `{expr: price * stock, virtual: true}`
fn read_generated(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Option<Generated> {
    let Node::Map(entries) = node else { return report.text(at, node).map(Generated::stored) };
    let (mut expr, mut stored) = (None, true);
    for (key, node) in entries {
        let at = &at.key(key);
        match &**key {
            "expr" => expr = report.text(at, node),
            "virtual" => stored = !report.flag(at, node).unwrap_or_default(),
            "stored" => stored = report.flag(at, node).unwrap_or(true),
            _ => report.unknown(at, "a generated value", &["expr", "virtual", "stored"]),
        }
    }
    if !entries.iter().any(|(key, _)| key == "expr") {
        let found = report.value(at, "the generated value has no `expr`", "computed from what?");
        found.helps.push("generated: {expr: price * stock, virtual: true}".into());
    }
    expr.map(|expr| Generated { expr, stored })
}

pub(crate) fn read_value(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Option<DefaultSource> {
    match node {
        Node::Null => Some(DefaultSource::Null),
        Node::Scalar(text) if text == "now" => Some(DefaultSource::Now),
        Node::Scalar(text) => Some(DefaultSource::Literal(text.to_string())),
        Node::Map(entries) if matches!(&entries[..], [(key, _)] if key == "expr") => {
            report.text(&at.key("expr"), &entries[0].1).map(DefaultSource::Expr)
        }
        // The word `now`, and not the time.
        Node::Map(entries) if matches!(&entries[..], [(key, _)] if key == "literal") => {
            report.text(&at.key("literal"), &entries[0].1).map(DefaultSource::Literal)
        }
        Node::Map(_) | Node::Seq(_) => {
            let key = at.name();
            let found = report.value(
                at,
                format!("`{key}` takes a literal, `now`, `null` or {{expr: …}}"),
                "not one of these",
            );
            found.helps.push(format!(
                "SQL stands as `{key}: {{expr: \"nextval('stock')\"}}`, JSON as text: `{key}: '[]'`"
            ));
            None
        }
    }
}

fn read_reference(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Option<(String, String)> {
    let text = report.text(at, node)?;
    match column_reference(&text) {
        Ok(reference) => Some(reference),
        Err(why) => {
            report.refuse(at, &why, "not a table and its column");
            None
        }
    }
}

fn read_rules(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Rules {
    let mut out = Rules::default();
    for (key, node) in report.map(at, node, "{min: 0}") {
        let at = &at.key(key);
        match &**key {
            "min_length" => out.min_length = report.number(at, node),
            "max_length" => out.max_length = report.number(at, node),
            "min" => out.min = report.text(at, node),
            "max" => out.max = report.text(at, node),
            "pattern" => out.pattern = report.text(at, node),
            "one_of" => out.one_of = report.texts(at, node),
            "required" => out.required = report.flag(at, node).unwrap_or_default(),
            "enforce" => match report.text(at, node).as_deref().map(enforce) {
                Some(Ok(who)) => out.enforce = who,
                Some(Err(why)) => report.refuse(at, &why, "neither of both"),
                None => {}
            },
            _ => report.unknown(at, "the rules", &RULES),
        }
    }
    out
}
