//! What a difference may come from: something of another name that is the same, or something of the same name that zmig
//! does not manage. A guess is said to be one, and changes nothing.

use super::{Aspect, Conflict, ObjectKind, words};
use crate::{Schema, Table, Unmanaged, split_qualified};
use std::collections::BTreeMap;

/// Adds hints.
pub(super) fn explain(
    conflicts: &mut [Conflict],
    expected: &Schema,
    found: &Schema,
    unmanaged: &[Unmanaged],
) {
    let mut missing = Sides::new();
    let mut extra = Sides::new();
    for (i, conflict) in conflicts.iter().enumerate() {
        let (side, schema) = match conflict.aspect {
            Aspect::Missing => (&mut missing, expected),
            Aspect::Extra => (&mut extra, found),
            _ => continue,
        };
        if let Some(content) = content(conflict, schema) {
            side.entry(content).or_default().push(i);
        }
    }
    for (content, gone) in &missing {
        // Where there are several, none is likelier than another.
        let (&[gone], Some(&[come])) = (&gone[..], extra.get(content).map(Vec::as_slice)) else { continue };
        let (from, to) = (conflicts[gone].object.name.clone(), conflicts[come].object.name.clone());
        for (at, other) in [(gone, to), (come, from)] {
            conflicts[at].hint =
                Some(format!("{} is the same: it may have been renamed", words::name(&other)));
            conflicts[at].same_as = Some(other);
        }
    }
    for conflict in conflicts.iter_mut() {
        if let Some(thing) = instead(conflict, unmanaged) {
            conflict.hint = Some(format!("there is {} {thing}, which zmig does not manage", article(thing)));
        }
    }
}

/// What has the name and the place of something that is missing, and that zmig does not manage.
pub(super) fn instead<'a>(conflict: &Conflict, unmanaged: &'a [Unmanaged]) -> Option<&'a Unmanaged> {
    unmanaged.iter().find(|u| conflict.aspect == Aspect::Missing && stands_for(u, conflict))
}

/// By what an object is, apart from its name: where the conflicts about such objects are.
type Sides = BTreeMap<(ObjectKind, Option<String>, String), Vec<usize>>;

/// What an object is, apart from its name; none where that says too little.
fn content(conflict: &Conflict, schema: &Schema) -> Option<(ObjectKind, Option<String>, String)> {
    let object = &conflict.object;
    let text = match object.kind {
        ObjectKind::Table => columns(schema.table(&object.name)?),
        _ => conflict.expected.clone().or_else(|| conflict.found.clone())?,
    };
    Some((object.kind, object.table.clone(), text))
}

fn columns(table: &Table) -> String {
    let mut all: Vec<_> =
        table.columns.iter().map(|c| format!("{} {}", words::name(&c.name), words::column(c))).collect();
    all.sort();
    all.join("\n")
}

/// Whether something that zmig does not manage has the name of what is missing, and its place.
fn stands_for(thing: &Unmanaged, conflict: &Conflict) -> bool {
    let object = &conflict.object;
    let is_of_table = !matches!(object.kind, ObjectKind::Table | ObjectKind::Enum | ObjectKind::Domain);
    let bare = |name: &str| split_qualified(name).1 == split_qualified(&object.name).1;
    match (&thing.table, is_of_table) {
        (Some(table), true) => bare(&thing.name) && Some(table) == object.table.as_ref(),
        (None, false) => thing.name == object.name,
        _ => false,
    }
}

fn article(thing: &Unmanaged) -> &'static str {
    if thing.to_string().starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}
