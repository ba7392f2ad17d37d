//! What zmig does not manage and a change would break, lose or take along: views, triggers, policies.

use std::collections::BTreeMap;
use zmig_core::{Change, Dialect, Step, Unmanaged, UnmanagedKind};

/// Something that does not go with a change.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InTheWay<'a> {
    /// Which of the changes, from 0.
    pub(crate) change: usize,
    /// What it is.
    pub(crate) thing: &'a Unmanaged,
    pub(crate) how: How,
}

/// How something does not go with a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// It goes along with its table.
    GoesAlong,
    /// It breaks, or the database refuses the change.
    Breaks,
    /// It has the name that something is to get.
    HasName,
    /// A copy of its table would not have it.
    LostInCopy,
}

impl InTheWay<'_> {
    /// Why the change is not made, in words.
    pub(crate) fn why(&self) -> String {
        let thing = self.thing;
        match self.how {
            How::GoesAlong => format!("{thing} would go along with it, and zmig does not manage that"),
            How::Breaks => format!("{thing} needs what it changes, and zmig does not manage that"),
            How::HasName => format!("{thing} has that name, and zmig does not manage that"),
            How::LostInCopy => {
                format!("SQLite has to copy the table for it, and the copy would not have this: {thing}")
            }
        }
    }
}

/// What does not go with some changes, which begin at the database as it was found.
pub(crate) fn in_the_way<'a>(
    unmanaged: &'a [Unmanaged],
    changes: &[Change],
    dialect: Dialect,
) -> Vec<InTheWay<'a>> {
    let mut found = Vec::new();
    let mut names = Names::default();
    for (i, change) in changes.iter().enumerate() {
        let new = match change {
            Change::CreateTable { table } => Some(&table.name),
            Change::RenameTable { to, .. } => Some(to),
            _ => None,
        };
        let holders = unmanaged.iter().filter(|thing| new.is_some_and(|name| has_name(thing, name, dialect)));
        found.extend(holders.map(|thing| InTheWay { change: i, thing, how: How::HasName }));
        let (table, column) = match change {
            Change::DropTable { table } => (&table.name, None),
            Change::DropColumn { table, column, .. } => (table, Some(&column.name)),
            // PostgreSQL keeps a view's columns as they were when it was made; SQLite reads its text each time.
            Change::AlterColumn { table, from, to, .. }
                if from.ty != to.ty && dialect == Dialect::Postgres =>
            {
                (table, Some(&from.name))
            }
            Change::RenameTable { from, to, .. } => {
                names.rename_table(from, to);
                continue;
            }
            Change::RenameColumn { table, from, to } => {
                names.rename_column(table, from, to);
                continue;
            }
            _ => continue,
        };
        let live = names.table(table).to_owned();
        let column = column.map(|c| names.column(table, c).to_owned());
        let drops_table = matches!(change, Change::DropTable { .. });
        for thing in unmanaged {
            let own = thing.table.as_ref() == Some(&live);
            let needs = thing
                .needs
                .iter()
                .any(|n| n.table == live && (drops_table || (n.column.is_some() && n.column == column)));
            if (own && drops_table) || (needs && breaks(thing)) {
                let how = if own && drops_table { How::GoesAlong } else { How::Breaks };
                found.push(InTheWay { change: i, thing, how });
            }
        }
    }
    found
}

/// What of a table the copies that some steps make would not have.
pub(crate) fn lost_in_copies<'a>(
    unmanaged: &'a [Unmanaged],
    changes: &[Change],
    steps: &[Step],
) -> Vec<InTheWay<'a>> {
    let mut names = Names::default();
    for change in changes {
        match change {
            Change::RenameTable { from, to, .. } => names.rename_table(from, to),
            Change::RenameColumn { table, from, to } => names.rename_column(table, from, to),
            _ => {}
        }
    }
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

/// Whether a thing breaks with what it needs, as far as the database or zmig can tell. What is in the body of a function
/// is looked at when it is called.
fn breaks(thing: &Unmanaged) -> bool {
    !matches!(thing.kind, UnmanagedKind::Extension)
}

/// Names of tables and columns as they are now, to those with which they were found.
#[derive(Default)]
struct Names {
    tables: BTreeMap<String, String>,
    columns: BTreeMap<(String, String), String>,
}

impl Names {
    fn table<'a>(&'a self, now: &'a str) -> &'a str {
        self.tables.get(now).map_or(now, String::as_str)
    }

    fn column<'a>(&'a self, table: &str, now: &'a str) -> &'a str {
        self.columns.get(&(table.to_owned(), now.to_owned())).map_or(now, String::as_str)
    }

    fn rename_table(&mut self, from: &str, to: &str) {
        let live = self.tables.remove(from).unwrap_or_else(|| from.to_owned());
        self.tables.insert(to.to_owned(), live);
        let columns = std::mem::take(&mut self.columns);
        let moved =
            |(table, column): (String, String)| (if table == from { to.to_owned() } else { table }, column);
        self.columns = columns.into_iter().map(|(key, live)| (moved(key), live)).collect();
    }

    fn rename_column(&mut self, table: &str, from: &str, to: &str) {
        let key = |column: &str| (table.to_owned(), column.to_owned());
        let live = self.columns.remove(&key(from)).unwrap_or_else(|| from.to_owned());
        self.columns.insert(key(to), live);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zmig_core::{Column, Need, Table, Type};

    #[test]
    fn views_stand_in_the_way_and_triggers_go_along_whatever_the_table_is_called_by_then() {
        let view = Unmanaged {
            kind: UnmanagedKind::View,
            name: "active".into(),
            table: None,
            needs: vec![Need::column("users", "state")],
            definition: None,
        };
        let trigger = Unmanaged {
            kind: UnmanagedKind::Trigger,
            name: "touch".into(),
            table: Some("users".into()),
            needs: vec![Need::table("users")],
            definition: None,
        };
        let all = [view, trigger];
        let state = Column::new("state", Type::Str { max_length: None });
        let found = |changes: &[Change], dialect| -> Vec<(usize, String, How)> {
            let found = in_the_way(&all, changes, dialect);
            found.iter().map(|f| (f.change, f.thing.name.clone(), f.how)).collect()
        };
        let rename = Change::RenameTable { from: "users".into(), to: "people".into(), owner: String::new() };
        let column = Change::RenameColumn { table: "people".into(), from: "state".into(), to: "mood".into() };
        let drop = |table: &str, name: &str| Change::DropColumn {
            table: table.into(),
            column: Column { name: name.into(), ..state.clone() },
            backfill: None,
        };
        let text = Column { ty: Type::Text, ..state.clone() };
        let alter = Change::AlterColumn {
            table: "users".into(),
            from: state.clone(),
            to: text,
            backfill: None,
            using: None,
            using_back: None,
        };
        let gone = Change::DropTable { table: Table::new("users", "") };
        let changes = [rename, column, drop("people", "mood"), drop("people", "other")];
        for dialect in Dialect::ALL {
            assert_eq!(found(&changes, dialect), [(2, "active".to_owned(), How::Breaks)]);
            assert_eq!(
                found(std::slice::from_ref(&gone), dialect),
                [(0, "active".to_owned(), How::Breaks), (0, "touch".to_owned(), How::GoesAlong)]
            );
        }
        assert_eq!(found(std::slice::from_ref(&alter), Dialect::Postgres).len(), 1);
        assert_eq!(found(&[alter], Dialect::Sqlite).len(), 0);
        let create = |name: &str| [Change::CreateTable { table: Table::new(name, "") }];
        assert_eq!(found(&create("active"), Dialect::Postgres), [(0, "active".to_owned(), How::HasName)]);
        assert_eq!(found(&create("Active"), Dialect::Sqlite).len(), 1);
        assert_eq!(
            found(&create("Active"), Dialect::Postgres).len()
                + found(&create("touch"), Dialect::Sqlite).len(),
            0
        );
    }
}
