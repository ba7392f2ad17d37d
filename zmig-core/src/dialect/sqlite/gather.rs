//! Changes of a table that wait, so that one step makes them all.

use super::shape::{Shape, ValueHints};
use super::{SqlitePlan, alter};
use crate::dialect::step;
use crate::{Change, DefaultValue, Hazard, PlanError, Step, Transaction, apply};
use std::collections::{BTreeMap, BTreeSet};

/// The changes of one table that wait for their turn.
pub(super) struct Gathered {
    pub(super) table: String,
    pub(super) changes: Vec<Change>,
    pub(super) hints: BTreeMap<String, ValueHints>,
    /// Columns that are new or whose values change among them: a second such change of one must wait for the first.
    pub(super) touched: BTreeSet<String>,
    /// Columns that go and come again as others.
    pub(super) replaced: BTreeSet<String>,
    /// Whether SQL text among them names columns as they are called now.
    pub(super) holds_sql: bool,
}

impl SqlitePlan<'_> {
    pub(super) fn gather(&mut self, change: &Change, table: &str) -> Result<(), PlanError> {
        if self.must_flush_before(change, table) {
            self.flush(table)?;
        }
        let in_db = |name: &str| self.db.column(table, name).is_some();
        let replaced = matches!(change, Change::AddColumn { column, .. } if in_db(&column.name));
        apply(&mut self.target, change)?;
        let waiting = self.gathered_for(table);
        waiting.changes.push(change.clone());
        waiting.holds_sql |= holds_sql(change);
        match change {
            Change::AddColumn { column, backfill, .. } => {
                waiting.touched.insert(column.name.clone());
                if replaced {
                    waiting.replaced.insert(column.name.clone());
                }
                waiting.hint(&column.name, backfill.as_ref(), None);
            }
            Change::AlterColumn { to, backfill, using, .. } => {
                if converts(change) {
                    waiting.touched.insert(to.name.clone());
                }
                waiting.hint(&to.name, backfill.as_ref(), using.as_ref());
            }
            _ => {}
        }
        Ok(())
    }

    fn must_flush_before(&self, change: &Change, table: &str) -> bool {
        let Some(waiting) = self.gathered.iter().find(|g| g.table == table) else { return false };
        let in_db = |name: &str| self.db.column(table, name).is_some();
        match change {
            Change::DropColumn { column, .. } => waiting.touched.contains(&column.name),
            Change::AlterColumn { to, .. } => {
                !in_db(&to.name)
                    || waiting.replaced.contains(&to.name)
                    || converts(change) && waiting.touched.contains(&to.name)
            }
            _ => false,
        }
    }

    pub(super) fn gathered_for(&mut self, table: &str) -> &mut Gathered {
        let at = self.gathered.iter().position(|g| g.table == table).unwrap_or_else(|| {
            self.gathered.push(Gathered {
                table: table.to_owned(),
                changes: Vec::new(),
                hints: BTreeMap::new(),
                touched: BTreeSet::new(),
                replaced: BTreeSet::new(),
                holds_sql: false,
            });
            self.gathered.len() - 1
        });
        &mut self.gathered[at]
    }

    pub(super) fn flush(&mut self, table: &str) -> Result<(), PlanError> {
        match self.gathered.iter().position(|g| g.table == table) {
            Some(at) => {
                let gathered = self.gathered.remove(at);
                self.make(gathered)
            }
            None => Ok(()),
        }
    }

    /// The one step for all that was gathered.
    pub(super) fn make(&mut self, gathered: Gathered) -> Result<(), PlanError> {
        let Gathered { table, changes, hints, replaced, .. } = gathered;
        let (Some(before), Some(after)) = (self.db.table(&table), self.target.table(&table)) else {
            return Ok(());
        };
        super::refuse_on_the_way(&self.target, after)?;
        let shape = Shape {
            before,
            after,
            hints: &hints,
            replaced: &replaced,
            changes: &changes,
            db: &self.db,
            target: &self.target,
        };
        let native = shape.is_native();
        let obstacles = if native { shape.index_obstacles() } else { shape.obstacles() };
        let step = Step {
            title: step::title(&changes),
            sql: if native { alter::native(&shape) } else { alter::rebuild(&shape) },
            checks: obstacles.iter().filter_map(|o| o.row_check(before)).collect(),
            transaction: Transaction::Shared,
            rebuilds: (!native).then(|| after.name.clone()),
            hazard: Hazard::none(),
            probe: None,
            changes,
        };
        let after = after.clone();
        self.steps.push(step);
        self.db.tables.insert(table, after);
        Ok(())
    }
}

impl Gathered {
    fn hint(&mut self, column: &str, backfill: Option<&DefaultValue>, using: Option<&String>) {
        if backfill.is_some() || using.is_some() {
            let hints = ValueHints { backfill: backfill.cloned(), using: using.cloned() };
            self.hints.insert(column.to_owned(), hints);
        }
    }
}

/// Whether a change of a column changes values, so that two of them are no one.
fn converts(change: &Change) -> bool {
    match change {
        Change::AlterColumn { from, to, backfill, using, .. } => {
            from.ty != to.ty || backfill.is_some() || using.is_some()
        }
        _ => false,
    }
}

/// Whether a change holds SQL text of its author's, which means the names of its own time.
fn holds_sql(change: &Change) -> bool {
    let expr = |value: &Option<DefaultValue>| matches!(value, Some(DefaultValue::Expr(_)));
    match change {
        Change::AddColumn { column, backfill, .. } => column.generated.is_some() || expr(backfill),
        Change::AlterColumn { to, backfill, using, .. } => {
            to.generated.is_some() || expr(backfill) || using.is_some()
        }
        Change::AddIndex { index, .. } => index.has_expressions(),
        Change::AddCheck { .. } => true,
        _ => false,
    }
}
