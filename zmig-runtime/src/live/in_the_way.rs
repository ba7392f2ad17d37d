//! What zmig does not manage and a change would break, lose or take along: views, triggers, policies.

use crate::introspect::Introspection;
use std::collections::BTreeMap;
use zmig_core::{Ahead, Change, Dialect, Step, Unmanaged, UnmanagedKind, would_break};

/// Something that does not go with a change.
#[derive(Clone, Debug)]
pub(crate) struct InTheWay<'a> {
    /// Which of the changes, from 0.
    pub(crate) change: usize,
    /// What it is.
    pub(crate) thing: &'a Unmanaged,
    pub(crate) how: How,
}

/// How something does not go with a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// It goes along with its table.
    GoesAlong,
    /// It breaks, or the database refuses the change, for a reason that is a sentence about it.
    Breaks(String),
    /// It has the name that something is to get.
    HasName,
    /// A copy of its table would not have it.
    LostInCopy,
}

impl InTheWay<'_> {
    /// Why the change is not made, in words.
    pub(crate) fn why(&self) -> String {
        let thing = self.thing;
        match &self.how {
            How::GoesAlong => format!("{thing} would go along with it, and zmig does not manage that"),
            How::Breaks(why) => format!("{thing} {why}, and zmig does not manage that"),
            How::HasName => format!("{thing} has that name, and zmig does not manage that"),
            How::LostInCopy => {
                format!("SQLite has to copy the table for it, and the copy would not have this: {thing}")
            }
        }
    }
}

/// What does not go with some changes, which begin at the database as it was found. `steps` is what makes them.
pub(crate) fn in_the_way<'a>(
    found: &'a Introspection,
    changes: &[Change],
    steps: &[Step],
) -> Vec<InTheWay<'a>> {
    let (unmanaged, dialect) = (&found.unmanaged, found.dialect);
    if unmanaged.is_empty() {
        return Vec::new();
    }
    let mut out = Vec::new();
    let mut names = Names::default();
    for (i, change) in changes.iter().enumerate() {
        let new = match change {
            Change::CreateTable { table } => Some(&table.name),
            Change::RenameTable { to, .. } => Some(to),
            _ => None,
        };
        let holders = unmanaged.iter().filter(|thing| new.is_some_and(|name| has_name(thing, name, dialect)));
        out.extend(holders.map(|thing| InTheWay { change: i, thing, how: How::HasName }));
        if let Change::DropTable { table } = change {
            let live = names.table(&table.name);
            let own = unmanaged.iter().filter(|thing| thing.table.as_deref() == Some(live));
            out.extend(own.map(|thing| InTheWay { change: i, thing, how: How::GoesAlong }));
        }
        names.follow(change);
    }
    let made = steps.iter().filter(|s| !s.changes.is_empty()).flat_map(|s| &s.sql);
    let sql = made.map(String::as_str).collect::<Vec<_>>().join("\n");
    let ahead = Ahead { migration: "", changes, sql: &sql, copies: Vec::new() };
    for breakage in would_break(&found.schema, unmanaged, &[ahead], dialect) {
        if let Some(thing) = unmanaged.get(breakage.object) {
            out.push(InTheWay { change: breakage.change, thing, how: How::Breaks(breakage.why) });
        }
    }
    out.extend(lost_in_copies(unmanaged, changes, steps));
    out
}

/// What of a table the copies that some steps make would not have.
fn lost_in_copies<'a>(unmanaged: &'a [Unmanaged], changes: &[Change], steps: &[Step]) -> Vec<InTheWay<'a>> {
    let mut names = Names::default();
    changes.iter().for_each(|change| names.follow(change));
    let mut found = Vec::new();
    for table in steps.iter().filter_map(|s| s.rebuilds.as_deref()) {
        // Tables are copied last, under the names that they have by then.
        let live = names.table(table);
        let change = changes.iter().rposition(|c| c.table() == Some(table)).unwrap_or_default();
        // Indexes are made anew by the runner.
        let own = |thing: &&Unmanaged| {
            thing.table.as_deref() == Some(live)
                && matches!(&thing.kind, UnmanagedKind::Other(kind) if kind != "index")
        };
        found.extend(unmanaged.iter().filter(own).map(|thing| InTheWay {
            change,
            thing,
            how: How::LostInCopy,
        }));
    }
    found
}

/// Whether something that is no table of the model, and belongs to none, has a name that a table cannot get then.
fn has_name(thing: &Unmanaged, name: &str, dialect: Dialect) -> bool {
    let is_relation = matches!(
        thing.kind,
        UnmanagedKind::View
            | UnmanagedKind::MaterializedView
            | UnmanagedKind::Partition
            | UnmanagedKind::PartitionedTable
            | UnmanagedKind::InheritedTable
            | UnmanagedKind::Sequence
            | UnmanagedKind::VirtualTable
            | UnmanagedKind::Other(_)
    );
    let same = match dialect {
        Dialect::Sqlite => thing.name.eq_ignore_ascii_case(name),
        Dialect::Postgres => thing.name == name,
    };
    is_relation && same && !matches!(thing.kind, UnmanagedKind::Other(_) if thing.table.is_some())
}

/// Names of tables as they are now, to those with which they were found.
#[derive(Default)]
struct Names(BTreeMap<String, String>);

impl Names {
    fn table<'a>(&'a self, now: &'a str) -> &'a str {
        self.0.get(now).map_or(now, String::as_str)
    }

    fn follow(&mut self, change: &Change) {
        if let Change::RenameTable { from, to, .. } = change {
            let live = self.0.remove(from).unwrap_or_else(|| from.clone());
            self.0.insert(to.clone(), live);
        }
    }
}

#[cfg(test)]
mod tests;
