//! The columns of a table, property by property.

use super::words;
use super::{Aspect, Conflict, ObjectKind, ObjectRef, both};
use crate::{Column, Table};

/// What differs between the columns of two tables.
pub(super) fn columns(expected: &Table, found: &Table, out: &mut Vec<Conflict>) {
    // In the order in which they were described, and what nobody described last.
    let mut names: Vec<&str> = expected.columns.iter().map(|c| c.name.as_str()).collect();
    let known = both(names.iter().copied(), std::iter::empty());
    names.extend(found.columns.iter().map(|c| c.name.as_str()).filter(|n| !known.contains(n)));
    for name in names {
        let at = || ObjectRef::of(&expected.name, ObjectKind::Column, name);
        match (expected.column(name), found.column(name)) {
            (Some(expected), Some(found)) => column(&at, expected, found, out),
            (Some(column), None) => out.push(Conflict::missing(at(), words::column(column))),
            (None, Some(column)) => out.push(Conflict::extra(at(), words::column(column))),
            (None, None) => {}
        }
    }
}

fn column(at: &dyn Fn() -> ObjectRef, expected: &Column, found: &Column, out: &mut Vec<Conflict>) {
    // The compiler asks here for whatever a column gains.
    let Column { name: _, ty, nullable, default, generated, identity, collation, comment } = expected;
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
        let show = |c: &Column| c.default.as_ref().map_or_else(|| "none".into(), words::default);
        differs(Aspect::Default, "the default differs", show(expected), show(found));
    }
    if *generated != found.generated {
        let (a, b) = (words::generated(generated.as_ref()), words::generated(found.generated.as_ref()));
        differs(Aspect::Generation, "how it is computed differs", a, b);
    }
    if *identity != found.identity {
        let (a, b) = (words::identity(*identity), words::identity(found.identity));
        differs(Aspect::Identity, "how its rows are numbered differs", a.into(), b.into());
    }
    if *collation != found.collation {
        let show = |c: Option<&str>| c.map_or_else(|| "the database's own".into(), words::name);
        let (a, b) = (show(collation.as_deref()), show(found.collation.as_deref()));
        differs(Aspect::Collation, "the collation differs", a, b);
    }
    if *comment != found.comment {
        out.push(Conflict::comment(at(), comment.as_deref(), found.comment.as_deref()));
    }
}

/// In SQL's words.
pub(super) fn nullability(nullable: bool) -> String {
    if nullable { "NULL" } else { "NOT NULL" }.into()
}
