//! Enums and domains.

use super::columns::nullability;
use super::words;
use super::{Aspect, Conflict, ObjectKind, ObjectRef, both};
use crate::{Check, Domain, EnumType, Schema};

/// What differs between the enums of two schemas.
pub(super) fn enums(expected: &Schema, found: &Schema, out: &mut Vec<Conflict>) {
    for name in both(expected.enums.keys(), found.enums.keys()) {
        let at = || ObjectRef::new(ObjectKind::Enum, name);
        match (expected.enums.get(name), found.enums.get(name)) {
            (Some(a), Some(b)) => {
                let EnumType { name: _, owner: _, values } = a;
                if *values != b.values {
                    let (show, shown) = (words::values(values), words::values(&b.values));
                    out.push(Conflict::differs(
                        at(),
                        Aspect::Values,
                        changed(values, &b.values),
                        show,
                        shown,
                    ));
                }
            }
            (Some(a), None) => out.push(Conflict::missing(at(), words::values(&a.values))),
            (None, Some(b)) => out.push(Conflict::extra(at(), words::values(&b.values))),
            (None, None) => {}
        }
    }
}

/// `the value 'gone' is missing`, `the value 'new' is extra`, or that the order is another.
fn changed(expected: &[String], found: &[String]) -> String {
    let not_in = |all: &[String], other: &[String]| -> Vec<String> {
        all.iter().filter(|v| !other.contains(v)).map(|v| words::text(v)).collect()
    };
    let (missing, extra) = (not_in(expected, found), not_in(found, expected));
    let mut said = Vec::new();
    for (values, what) in [(missing, "missing"), (extra, "extra")] {
        match &values[..] {
            [] => {}
            [one] => said.push(format!("the value {one} is {what}")),
            many => said.push(format!("the values {} are {what}", many.join(", "))),
        }
    }
    if said.is_empty() { "the order of its values differs".into() } else { said.join(", ") }
}

/// What differs between the domains of two schemas.
pub(super) fn domains(expected: &Schema, found: &Schema, out: &mut Vec<Conflict>) {
    for name in both(expected.domains.keys(), found.domains.keys()) {
        let at = || ObjectRef::new(ObjectKind::Domain, name);
        match (expected.domains.get(name), found.domains.get(name)) {
            (Some(a), Some(b)) => domain(&at, a, b, out),
            (Some(a), None) => out.push(Conflict::missing(at(), words::domain(a))),
            (None, Some(b)) => out.push(Conflict::extra(at(), words::domain(b))),
            (None, None) => {}
        }
    }
}

fn domain(at: &dyn Fn() -> ObjectRef, expected: &Domain, found: &Domain, out: &mut Vec<Conflict>) {
    // The compiler asks here for whatever a domain gains.
    let Domain { name: _, owner: _, ty, nullable, default, checks, comment } = expected;
    let mut differs = |aspect, what: &str, expected: String, found: String| {
        out.push(Conflict::differs(at(), aspect, what, expected, found));
    };
    if *ty != found.ty {
        differs(Aspect::Type, "the type differs", ty.to_string(), found.ty.to_string());
    }
    if *nullable != found.nullable {
        let (a, b) = (nullability(*nullable), nullability(found.nullable));
        differs(Aspect::Nullability, "whether it may be NULL differs", a, b);
    }
    if *default != found.default {
        let show = |d: &Domain| d.default.as_ref().map_or_else(|| "none".into(), words::default);
        differs(Aspect::Default, "the default differs", show(expected), show(found));
    }
    if *checks != found.checks {
        differs(Aspect::Definition, "its checks differ", self::checks(checks), self::checks(&found.checks));
    }
    if *comment != found.comment {
        out.push(Conflict::comment(at(), comment.as_deref(), found.comment.as_deref()));
    }
}

fn checks(checks: &[Check]) -> String {
    match checks {
        [] => "none".into(),
        some => some
            .iter()
            .map(|c| format!("{} {}", words::name(&c.name), words::check(&c.expr)))
            .collect::<Vec<_>>()
            .join(", "),
    }
}
