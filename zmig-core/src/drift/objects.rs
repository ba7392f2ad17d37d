//! Keys, indexes, foreign keys and checks of a table.

use super::words;
use super::{Aspect, Conflict, ObjectKind, ObjectRef, both};
use crate::{Check, ForeignKey, Index, Table, Unique};

/// What differs between the primary keys of two tables.
pub(super) fn primary_key(expected: &Table, found: &Table, out: &mut Vec<Conflict>) {
    let at = |table: &Table| ObjectRef::of(&table.name, ObjectKind::PrimaryKey, table.key_name());
    let show = |table: &Table| format!("PRIMARY KEY ({})", words::names(&table.primary_key));
    match (expected.primary_key.is_empty(), found.primary_key.is_empty()) {
        (true, false) => out.push(Conflict::extra(at(found), show(found))),
        (false, true) => out.push(Conflict::missing(at(expected), show(expected))),
        _ if expected.primary_key != found.primary_key => {
            let what = "the columns differ";
            out.push(Conflict::differs(at(expected), Aspect::Definition, what, show(expected), show(found)));
        }
        _ => {}
    }
    let on_one_side = expected.primary_key.is_empty() != found.primary_key.is_empty();
    if expected.primary_key_name != found.primary_key_name && !on_one_side {
        let of = |table: &Table| words::name(&table.key_name());
        out.push(Conflict::differs(at(expected), Aspect::Name, "the name differs", of(expected), of(found)));
    }
}

/// What differs between the other objects of two tables.
pub(super) fn objects(expected: &Table, found: &Table, out: &mut Vec<Conflict>) {
    let table = &expected.name;
    compare(table, &UNIQUES, (&expected.uniques, &found.uniques), out);
    compare(table, &INDEXES, (&expected.indexes, &found.indexes), out);
    compare(table, &FOREIGN_KEYS, (&expected.foreign_keys, &found.foreign_keys), out);
    compare(table, &CHECKS, (&expected.checks, &found.checks), out);
}

/// How objects of a kind are told apart and shown.
struct Kind<T> {
    kind: ObjectKind,
    name: fn(&T) -> &String,
    show: fn(&T) -> String,
    /// The parts in which two differ, in words; none where there is only one.
    parts: fn(&T, &T) -> Vec<&'static str>,
}

const UNIQUES: Kind<Unique> =
    Kind { kind: ObjectKind::Unique, name: |u| &u.name, show: words::unique, parts: unique };
const INDEXES: Kind<Index> =
    Kind { kind: ObjectKind::Index, name: |i| &i.name, show: words::index, parts: index };
const FOREIGN_KEYS: Kind<ForeignKey> =
    Kind { kind: ObjectKind::ForeignKey, name: |k| &k.name, show: words::foreign_key, parts: foreign_key };
const CHECKS: Kind<Check> = Kind {
    kind: ObjectKind::Check,
    name: |c| &c.name,
    show: |c| words::check(&c.expr),
    parts: |_, _| vec!["condition"],
};

fn compare<'a, T: PartialEq>(
    table: &str,
    kind: &Kind<T>,
    (a, b): (&'a [T], &'a [T]),
    out: &mut Vec<Conflict>,
) {
    if a == b {
        return;
    }
    for name in both(a.iter().map(kind.name), b.iter().map(kind.name)) {
        let at = || ObjectRef::of(table, kind.kind, name);
        let of = |all: &'a [T]| all.iter().filter(|one| (kind.name)(one) == name).collect::<Vec<&T>>();
        // A name stands for one object; where it does not, what is too much is told of all the same.
        let (mut mine, mut theirs) = (of(a), of(b));
        mine.retain(|one| match theirs.iter().position(|other| other == one) {
            Some(same) => {
                theirs.remove(same);
                false
            }
            None => true,
        });
        let (mut mine, mut theirs) = (mine.into_iter(), theirs.into_iter());
        loop {
            out.push(match (mine.next(), theirs.next()) {
                (Some(a), Some(b)) => {
                    let what = differ(&(kind.parts)(a, b));
                    Conflict::differs(at(), Aspect::Definition, what, (kind.show)(a), (kind.show)(b))
                }
                (Some(a), None) => Conflict::missing(at(), (kind.show)(a)),
                (None, Some(b)) => Conflict::extra(at(), (kind.show)(b)),
                (None, None) => break,
            });
        }
    }
}

/// `the keys and the condition differ`
fn differ(parts: &[&str]) -> String {
    match parts {
        [] => "it differs".into(),
        [one] if one.ends_with("ys") || one.ends_with("ns") || one.ends_with("rs") => {
            format!("the {one} differ")
        }
        [one] => format!("the {one} differs"),
        [rest @ .., last] => format!("the {} and the {last} differ", rest.join(", the ")),
    }
}

fn unique(a: &Unique, b: &Unique) -> Vec<&'static str> {
    let Unique { name: _, columns, nulls_not_distinct, deferrable, include } = a;
    pick([
        (*columns != b.columns, "columns"),
        (*nulls_not_distinct != b.nulls_not_distinct, "treatment of NULL"),
        (*deferrable != b.deferrable, "deferrability"),
        (*include != b.include, "included columns"),
    ])
}

fn index(a: &Index, b: &Index) -> Vec<&'static str> {
    let Index { name: _, keys, unique, condition, using, include, nulls_not_distinct, parameters } = a;
    pick([
        (*keys != b.keys, "keys"),
        (*unique != b.unique, "uniqueness"),
        (*condition != b.condition, "condition"),
        (*using != b.using, "access method"),
        (*include != b.include, "included columns"),
        (*nulls_not_distinct != b.nulls_not_distinct, "treatment of NULL"),
        (*parameters != b.parameters, "storage parameters"),
    ])
}

fn foreign_key(a: &ForeignKey, b: &ForeignKey) -> Vec<&'static str> {
    let ForeignKey {
        name: _,
        columns,
        references,
        ref_columns,
        on_delete,
        on_update,
        deferrable,
        match_full,
    } = a;
    pick([
        (*columns != b.columns, "columns"),
        (*references != b.references || *ref_columns != b.ref_columns, "target"),
        (*on_delete != b.on_delete, "action on delete"),
        (*on_update != b.on_update, "action on update"),
        (*deferrable != b.deferrable, "deferrability"),
        (*match_full != b.match_full, "match"),
    ])
}

fn pick<const N: usize>(parts: [(bool, &'static str); N]) -> Vec<&'static str> {
    parts.into_iter().filter(|(differs, _)| *differs).map(|(_, part)| part).collect()
}
