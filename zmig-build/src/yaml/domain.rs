//! A domain in the file's `Meta`: its short form, which is a type, or its keys.

use super::column::read_value;
use super::keys::read_checks;
use super::parse::Node;
use super::report::{At, Report};
use crate::source::words::type_source;
use crate::source::{DomainSource, TypeSource};
use zmig_core::Type;

const KEYS: [&str; 7] = ["type", "max_length", "required", "nullable", "default", "checks", "comment"];

pub(crate) fn read(
    report: &mut Report<'_>,
    at: &At<'_>,
    name: &str,
    node: &Node<'_>,
) -> Option<DomainSource> {
    let mut out = DomainSource {
        name: name.to_owned(),
        ty: Type::Text,
        required: false,
        default: None,
        checks: Vec::new(),
        comment: None,
    };
    let before = report.found.len();
    let Node::Map(entries) = node else {
        out.ty = read_type(report, at, node)?;
        return Some(out);
    };
    let mut length = None;
    for (key, node) in entries {
        let at = &at.key(key);
        match &**key {
            "type" => out.ty = read_type(report, at, node).unwrap_or(Type::Text),
            "max_length" => length = report.number(at, node),
            "required" => out.required = report.flag(at, node).unwrap_or_default(),
            "nullable" => out.required = !report.flag(at, node).unwrap_or(true),
            "default" => out.default = read_value(report, at, node),
            "checks" => out.checks = read_checks(report, at, node),
            "comment" => out.comment = report.text(at, node),
            _ => report.unknown(at, "a domain", &KEYS),
        }
    }
    if !entries.iter().any(|(key, _)| key == "type") {
        let found = report.key(at, format!("the domain `{name}` has no type"), "what is it made of?");
        found.helps.push(format!("{name}: {{type: text}}"));
    }
    match (&out.ty, length) {
        (Type::Str { .. }, Some(length @ 1..=10_485_760)) => out.ty = Type::Str { max_length: Some(length) },
        (_, Some(_)) => {
            let title = format!("max_length belongs to str, from 1 to 10485760, and the type is {}", out.ty);
            report.value(&at.key("max_length"), title, "does not fit");
        }
        (_, None) => {}
    }
    (report.found.len() == before).then_some(out)
}

fn read_type(report: &mut Report<'_>, at: &At<'_>, node: &Node<'_>) -> Option<Type> {
    let text = match node {
        Node::Map(entries) => match &entries[..] {
            [(key, node)] if key == "sql" => format!("sql:{}", report.text(at, node)?),
            [(key, node)] if key == "enum" => format!("enum:{}", report.text(at, node)?),
            _ => {
                report.value(at, "a domain is made of a type", "as in `text`, {sql: …} or {enum: …}");
                return None;
            }
        },
        Node::Seq(items) => match &items[..] {
            [Node::Scalar(inner)] => format!("[{inner}]"),
            _ => {
                report.value(at, "an array has one type of elements", "as in [str]");
                return None;
            }
        },
        other => report.text(at, other)?,
    };
    match type_source(&text) {
        Ok(TypeSource::Is(Type::Domain(_))) => {
            report.value(at, "a domain is made of a type that is none itself", "another domain");
            None
        }
        Ok(TypeSource::Is(ty)) => Some(ty),
        Ok(_) => {
            let found = report.value(at, "the enum of a domain has a name", "declare it beside the domain");
            found.helps.push("enums: {state: [draft, live]}".into());
            found.helps.push("and the domain: {type: {enum: state}}".into());
            None
        }
        Err(why) => {
            report.refuse(at, &why.reason, "not a type");
            None
        }
    }
}
