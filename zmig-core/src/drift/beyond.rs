//! What a database says of a constraint that a schema has no word for: the schema does not ask for it, so it is a difference.

use super::{Aspect, Conflict, ObjectKind, ObjectRef};
use crate::{Schema, Table, Unmanaged};

/// Tells of constraints that are on both sides, and of which `unmanaged` has something to say. A remark is
/// no difference.
pub(super) fn tell(out: &mut Vec<Conflict>, expected: &Schema, found: &Schema, unmanaged: &[Unmanaged]) {
    for thing in unmanaged.iter().filter(|t| !t.kind.is_comment()) {
        let Some(name) = &thing.table else { continue };
        let (Some(wanted), Some(there)) = (expected.table(name), found.table(name)) else { continue };
        let Some(kind) = constraint(there, &thing.name).filter(|_| constraint(wanted, &thing.name).is_some())
        else {
            continue;
        };
        let at = ObjectRef::of(name, kind, &thing.name);
        if out.iter().any(|c| c.object == at) {
            continue;
        }
        let definition = thing.definition.clone().unwrap_or_else(|| thing.kind.to_string());
        out.push(match thing.kind.is_not_validated() {
            true => {
                let what = "it was never validated: rows that were there before it may not meet it";
                Conflict::differs(at, Aspect::Validity, what, "VALID", "NOT VALID")
            }
            false => {
                let what = format!("there is more to it than a schema says: {}", thing.kind);
                Conflict { expected: None, ..Conflict::differs(at, Aspect::Definition, what, "", definition) }
            }
        });
    }
}

/// The kind of the constraint of that name.
fn constraint(table: &Table, name: &str) -> Option<ObjectKind> {
    let is = |other: &String| other == name;
    if !table.primary_key.is_empty() && table.key_name() == name {
        Some(ObjectKind::PrimaryKey)
    } else if table.uniques.iter().any(|u| is(&u.name)) {
        Some(ObjectKind::Unique)
    } else if table.foreign_keys.iter().any(|k| is(&k.name)) {
        Some(ObjectKind::ForeignKey)
    } else if table.checks.iter().any(|c| is(&c.name)) {
        Some(ObjectKind::Check)
    } else {
        None
    }
}
