//! What changes would break of that which zmig does not manage: views, triggers, functions that need a table or a column.
//!
//! A database carries some changes through what hangs on them, and refuses or silently breaks others. Only what would
//! really break is named: a rename goes through views on both databases, a column's new type through those of SQLite.

mod names;
#[cfg(test)]
mod tests;

use crate::dialect::clause::mentions;
use crate::{Change, Dialect, Need, Schema, Unmanaged, UnmanagedKind};
use names::Names;
use std::fmt;

/// A migration that is about to run.
#[derive(Clone, Debug)]
pub struct Ahead<'a> {
    /// Its name.
    pub migration: &'a str,
    /// Its changes, in order.
    pub changes: &'a [Change],
    /// Its SQL: what it takes away itself breaks nothing.
    pub sql: &'a str,
    /// The tables that its SQL copies and replaces, by the names that they have afterwards.
    pub copies: Vec<&'a str>,
}

/// Something that a migration would break.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breakage {
    /// The migration's name.
    pub migration: String,
    /// Which of its changes does it, from 0.
    pub change: usize,
    /// Which of the things would break, from 0.
    pub object: usize,
    /// What would break, as people call it: `view active_users`.
    pub thing: String,
    /// Why, as a sentence about it.
    pub why: String,
}

impl fmt::Display for Breakage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} {}", self.migration, self.thing, self.why)
    }
}

/// What happens to a table or a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loss {
    Gone,
    Retyped,
    Renamed,
}

/// A loss, by the name that the table or column has in the database before the first migration.
struct Lost<'a> {
    need: Need,
    loss: Loss,
    /// The change's place among those of its migration.
    at: usize,
    change: &'a Change,
}

/// What migrations would break in a database that holds `schema` and, besides, `things`. The migrations are those that
/// are not applied yet, in the order in which they will be.
///
/// ```
/// use zmig_core::{Ahead, Change, Column, Dialect, Need, Schema, Type, Unmanaged, UnmanagedKind, would_break};
///
/// let view = Unmanaged {
///     kind: UnmanagedKind::View,
///     name: "mails".into(),
///     table: None,
///     needs: vec![Need::table("users"), Need::column("users", "email")],
///     definition: None,
/// };
/// let change = Change::DropColumn {
///     table: "users".into(),
///     column: Column::new("email", Type::STR),
///     backfill: None,
/// };
/// let ahead = Ahead { migration: "2_users", changes: &[change], sql: "", copies: vec![] };
/// let found = would_break(&Schema::default(), &[view], &[ahead], Dialect::Sqlite);
/// assert_eq!(
///     found[0].to_string(),
///     "2_users: view mails needs users.email, which goes with `drop column users.email (str)`"
/// );
/// ```
pub fn would_break(
    schema: &Schema,
    things: &[Unmanaged],
    ahead: &[Ahead<'_>],
    dialect: Dialect,
) -> Vec<Breakage> {
    let mut names = Names::default();
    let mut standing: Vec<(usize, &Unmanaged)> = things.iter().enumerate().collect();
    let mut out = Vec::new();
    for migration in ahead {
        standing.retain(|(_, thing)| !takes_away(migration.sql, thing));
        let lost = losses(migration, schema, &mut names, dialect);
        standing.retain(|(_, thing)| !goes_with_its_table(thing, &lost));
        for &(object, thing) in &standing {
            let breaks = |l: &&Lost<'_>| thing.needs.contains(&l.need) && minds(thing, l, dialect);
            let mut said: Vec<usize> = Vec::new();
            for lost in lost.iter().filter(breaks) {
                // A table that goes is one reason, and not as many as it has columns.
                if !said.contains(&lost.at) {
                    said.push(lost.at);
                    let why = format!("needs {}, which {}", lost.need, lost.in_words());
                    let (migration, thing) = (migration.migration.to_owned(), thing.to_string());
                    out.push(Breakage { migration, change: lost.at, object, thing, why });
                }
            }
        }
        for copy in &migration.copies {
            let Some(table) = names.table(copy) else { continue };
            let change = migration.changes.iter().rposition(|c| c.table() == Some(copy)).unwrap_or_default();
            let is_on_it =
                |thing: &Unmanaged| thing.table.as_ref() == Some(&table) && is_lost_in_a_copy(thing);
            out.extend(standing.iter().filter(|(_, thing)| is_on_it(thing)).map(|(object, thing)| {
                Breakage {
                    migration: migration.migration.into(),
                    change,
                    object: *object,
                    thing: thing.to_string(),
                    why: format!("would be lost where the table {copy} is copied, which the change asks for"),
                }
            }));
        }
    }
    // Once is enough, at the first migration that does it.
    let mut seen: Vec<(String, String)> = Vec::new();
    out.retain(|b| {
        let key = (b.thing.clone(), b.why.clone());
        let is_new = !seen.contains(&key);
        seen.push(key);
        is_new
    });
    out
}

/// Whether any of the changes could break something at all, without knowing what there is.
pub fn may_break(changes: &[Change]) -> bool {
    changes.iter().any(|change| {
        matches!(
            change,
            Change::DropTable { .. }
                | Change::DropColumn { .. }
                | Change::RenameTable { .. }
                | Change::RenameColumn { .. }
                | Change::AlterColumn { .. }
                | Change::AlterEnum { .. }
                | Change::DropEnum { .. }
                | Change::AlterDomain { .. }
                | Change::DropDomain { .. }
        )
    })
}

/// What the changes of a migration do to what is in the database.
fn losses<'a>(migration: &Ahead<'a>, schema: &Schema, names: &mut Names, dialect: Dialect) -> Vec<Lost<'a>> {
    let mut lost: Vec<Lost<'a>> = Vec::new();
    for (at, change) in migration.changes.iter().enumerate() {
        let mut push = |need: Option<Need>, loss: Loss| {
            if let Some(need) = need {
                lost.push(Lost { need, loss, at, change });
            }
        };
        match change {
            Change::DropTable { table } => {
                push(names.table(&table.name).map(Need::table), Loss::Gone);
                if let Some(live) = names.table(&table.name) {
                    let columns = table.columns.iter().filter_map(|c| names.column(&live, &c.name));
                    columns.for_each(|c| push(Some(Need::column(&live, c)), Loss::Gone));
                }
            }
            Change::RenameTable { from, .. } => push(names.table(from).map(Need::table), Loss::Renamed),
            Change::DropColumn { table, column, .. } => push(names.need(table, &column.name), Loss::Gone),
            Change::RenameColumn { table, from, .. } => push(names.need(table, from), Loss::Renamed),
            Change::AlterColumn { table, from, to, using, .. } => {
                let regenerated = from.generated != to.generated && to.generated.is_some();
                let retyped = from.ty != to.ty || from.collation != to.collation || using.is_some();
                if regenerated {
                    push(names.need(table, &to.name), Loss::Gone);
                } else if retyped {
                    push(names.need(table, &to.name), Loss::Retyped);
                }
                if regenerated || retyped {
                    made_of(schema, names, table, &to.name).for_each(|need| push(Some(need), Loss::Gone));
                }
            }
            Change::AlterEnum { from, to } if is_made_anew(from, to, migration.sql) => {
                push(names.table(&from.name).map(Need::table), Loss::Retyped);
                for (table, column) in schema.users_of_enum(&from.name) {
                    push(Some(Need::column(&table.name, &column.name)), Loss::Retyped);
                }
            }
            Change::AlterDomain { from, to } if from.ty != to.ty => {
                push(names.table(&from.name).map(Need::table), Loss::Retyped);
                for (table, column) in schema.users_of_domain(&from.name) {
                    push(Some(Need::column(&table.name, &column.name)), Loss::Retyped);
                }
            }
            Change::DropEnum { enum_type } => push(names.table(&enum_type.name).map(Need::table), Loss::Gone),
            Change::DropDomain { domain } => push(names.table(&domain.name).map(Need::table), Loss::Gone),
            _ => {}
        }
        names.follow(change);
        if dialect == Dialect::Sqlite {
            come_back(&mut lost, change, names);
        }
    }
    lost
}

/// On SQLite a view is looked at when it is read: what goes and comes again under its name was never away.
fn come_back(lost: &mut Vec<Lost<'_>>, change: &Change, names: &Names) {
    match change {
        Change::AddColumn { table, column, .. } => {
            let back = names.table(table).map(|live| Need::column(live, &column.name));
            lost.retain(|l| Some(&l.need) != back.as_ref());
        }
        Change::CreateTable { table } => {
            lost.retain(|l| {
                let has = |c: &String| table.column(c).is_some();
                l.need.table != table.name || l.need.column.as_ref().is_some_and(|c| !has(c))
            });
        }
        _ => {}
    }
}

/// The generated columns of a table that are made of one of its columns: PostgreSQL makes them anew around its new type.
fn made_of<'a>(
    schema: &'a Schema,
    names: &Names,
    table: &str,
    column: &str,
) -> impl Iterator<Item = Need> + 'a {
    let live = names.need(table, column);
    let table = live.as_ref().and_then(|need| schema.table(&need.table));
    let column = live.and_then(|need| need.column).unwrap_or_default();
    table.into_iter().flat_map(move |table| {
        let column = column.clone();
        let made = table.columns.iter().filter(move |c| c.expression().is_some_and(|e| mentions(e, &column)));
        made.map(|c| Need::column(&table.name, &c.name))
    })
}

/// Whether an enum's type is made anew, and not only gets more values.
fn is_made_anew(from: &crate::EnumType, to: &crate::EnumType, sql: &str) -> bool {
    let old = crate::shorten(&format!("zmig_old_{}", crate::names::bare(&from.name)));
    !crate::dialect::postgres::enums::only_adds(from, to) || sql.contains(&old)
}

/// Whether something breaks with a loss.
fn minds(thing: &Unmanaged, lost: &Lost<'_>, dialect: Dialect) -> bool {
    use UnmanagedKind::{Function, MaterializedView, Policy, Trigger, View, VirtualTable};
    let is_rule = thing.kind == UnmanagedKind::Other("rule".into());
    let is_type = matches!(
        lost.change,
        Change::AlterEnum { .. }
            | Change::AlterDomain { .. }
            | Change::DropEnum { .. }
            | Change::DropDomain { .. }
    ) && lost.need.column.is_none();
    match (dialect, lost.loss) {
        (_, Loss::Gone) => true,
        // The other table's name stands in the statement as a text.
        (Dialect::Sqlite, Loss::Renamed) => thing.kind == VirtualTable,
        (Dialect::Postgres, Loss::Renamed) | (Dialect::Sqlite, Loss::Retyped) => false,
        (Dialect::Postgres, Loss::Retyped) => {
            is_type || is_rule || matches!(thing.kind, View | MaterializedView | Function | Trigger | Policy)
        }
    }
}

/// Whether something belongs to a table that goes, and so goes with it.
fn goes_with_its_table(thing: &Unmanaged, lost: &[Lost<'_>]) -> bool {
    thing.table.as_ref().is_some_and(|table| {
        let is_it = |l: &Lost<'_>| l.loss == Loss::Gone && l.need == Need::table(table);
        lost.iter().any(is_it)
    })
}

/// Whether a copy of its table would lose it: it is a part of the table's statement for which the model has no room.
fn is_lost_in_a_copy(thing: &Unmanaged) -> bool {
    let kinds = ["conflict clause", "order of a key", "foreign key", "statement", "hidden column"];
    matches!(&thing.kind, UnmanagedKind::Other(kind) if kinds.contains(&kind.as_str()))
}

/// Whether SQL drops something itself, or puts another in its place.
fn takes_away(sql: &str, thing: &Unmanaged) -> bool {
    let kind = match &thing.kind {
        UnmanagedKind::VirtualTable | UnmanagedKind::InheritedTable => "table".to_owned(),
        UnmanagedKind::Partition | UnmanagedKind::PartitionedTable => "table".to_owned(),
        UnmanagedKind::Exclusion => "constraint".to_owned(),
        kind => kind.to_string(),
    };
    let name = crate::split_qualified(&thing.name).1;
    let name = name.split_once('(').map_or(name, |(name, _)| name);
    let folded = sql.to_lowercase();
    let begins = [format!("drop {kind} "), format!("create or replace {kind} ")];
    begins.iter().any(|begin| {
        folded.match_indices(begin.as_str()).any(|(at, _)| {
            let rest = &folded[at + begin.len()..];
            mentions(&rest[..rest.find(';').unwrap_or(rest.len())], name)
        })
    })
}

impl Lost<'_> {
    fn in_words(&self) -> String {
        let change = self.change.summary();
        match self.loss {
            Loss::Gone => format!("goes with `{change}`"),
            Loss::Retyped => format!("gets another type with `{change}`"),
            Loss::Renamed => format!("gets another name with `{change}`"),
        }
    }
}
