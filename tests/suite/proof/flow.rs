//! What a list of changes says about the values that are there: followed by its own eyes, and not by zmig's.

use std::collections::BTreeMap;
use zmig_core::{Change, Column, Schema, Type};

/// The tables that are there before and after, and their columns.
pub(crate) struct Flow {
    new: Schema,
    /// By the table's name before.
    pub(crate) tables: BTreeMap<String, TableFlow>,
}

/// A table that stays.
pub(crate) struct TableFlow {
    /// Its name after.
    pub(crate) to: String,
    /// The columns that stay.
    pub(crate) columns: Vec<ColumnFlow>,
}

/// A column that stays.
#[derive(Clone, Debug)]
pub(crate) struct ColumnFlow {
    pub(crate) from: Column,
    pub(crate) to: Column,
    /// A change says that its values may be lost, or they are computed.
    pub(crate) free: bool,
    /// NULLs become something.
    pub(crate) filled: bool,
}

/// A column on the way.
#[derive(Clone, Default)]
struct State {
    /// What it was called before, unless it is new.
    origin: Option<String>,
    free: bool,
    filled: bool,
}

/// A table on the way: what it was called before, unless it is new, and its columns by the names that they have by now.
type Tables = BTreeMap<String, (Option<String>, BTreeMap<String, State>)>;

impl Flow {
    /// What becomes of what `old` holds.
    pub(crate) fn of(old: &Schema, new: &Schema, changes: &[Change]) -> Self {
        let mut tables: Tables = old.tables.values().map(|t| (t.name.clone(), before(t))).collect();
        for change in changes {
            follow(&mut tables, change);
        }
        let mut flow = Self { new: new.clone(), tables: BTreeMap::new() };
        for (to, (from, columns)) in tables {
            let Some(from) = from else { continue };
            let column = |(name, state): (String, State)| {
                let (before, after) = (old.column(&from, &state.origin?)?, new.column(&to, &name)?);
                let computed = before.generated.is_some() || after.generated.is_some();
                Some(ColumnFlow {
                    from: before.clone(),
                    to: after.clone(),
                    free: state.free || computed,
                    filled: state.filled,
                })
            };
            let columns = columns.into_iter().filter_map(column).collect();
            flow.tables.insert(from, TableFlow { to, columns });
        }
        flow
    }

    /// What a column's type will be, and the schema that explains it.
    pub(crate) fn goal(&self, table: &str, column: &str) -> Option<(&Schema, Type)> {
        let flow = self.tables.get(table)?.columns.iter().find(|c| c.from.name == column)?;
        Some((&self.new, self.new.base_type(&flow.to.ty).into_owned()))
    }
}

fn before(table: &zmig_core::Table) -> (Option<String>, BTreeMap<String, State>) {
    let state = |name: &String| State { origin: Some(name.clone()), ..State::default() };
    let columns = table.columns.iter().map(|c| (c.name.clone(), state(&c.name))).collect();
    (Some(table.name.clone()), columns)
}

fn follow(tables: &mut Tables, change: &Change) {
    match change {
        Change::CreateTable { table } => {
            let columns = table.columns.iter().map(|c| (c.name.clone(), State::default())).collect();
            tables.insert(table.name.clone(), (None, columns));
        }
        Change::DropTable { table } => drop(tables.remove(&table.name)),
        Change::RenameTable { from, to, .. } => {
            if let Some(table) = tables.remove(from) {
                tables.insert(to.clone(), table);
            }
        }
        Change::AddColumn { table, column, .. } => {
            if let Some((_, columns)) = tables.get_mut(table) {
                columns.insert(column.name.clone(), State::default());
            }
        }
        Change::DropColumn { table, column, .. } => {
            if let Some((_, columns)) = tables.get_mut(table) {
                columns.remove(&column.name);
            }
        }
        Change::RenameColumn { table, from, to } => {
            if let Some((_, columns)) = tables.get_mut(table)
                && let Some(state) = columns.remove(from)
            {
                columns.insert(to.clone(), state);
            }
        }
        Change::AlterColumn { table, from, to, backfill, using, .. } => {
            if let Some((_, columns)) = tables.get_mut(table)
                && let Some(state) = columns.get_mut(&to.name)
            {
                // What a change of type may do is what it says of itself; see `same` for what is held against it.
                state.free |= using.is_some() || from.generated != to.generated;
                state.filled |= backfill.is_some();
            }
        }
        _ => {}
    }
}
