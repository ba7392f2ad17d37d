//! Rows that are kept when their column or table is dropped, so that the way back brings them back.
//!
//! Before the first step of the up, what is about to go is copied to a table of its own, in the same transaction. In the
//! down a dropped table is filled from it as soon as it is there again, and a dropped column gets its values by the key of
//! their rows, as a backfill. Last the archive goes. An archive lies beside the history, and not in a schema of its own:
//! several schemas of one database may run the same migrations.

mod values;

use crate::dialect::clause::q;
use crate::dialect::step::one_line;
use crate::{
    Change, Column, DefaultValue, Dialect, Hazard, Lock, Plan, PlanError, PlanOptions, Reversibility, Risk,
    Schema, Stamp, Step, Table, Transaction, Work, apply, inverse, shorten,
};
use std::collections::{BTreeMap, BTreeSet};

/// What every archive's name begins with. No table of a user can have such a name.
pub const ARCHIVE_PREFIX: &str = "zmig_archive_";

/// A migration's SQL in one dialect, there and back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways {
    /// What applies it.
    pub up: Plan,
    /// What takes it back.
    pub down: Plan,
    /// What the down brings back.
    pub reversibility: Reversibility,
}

/// Plans a migration and its way back; `stamp` names its archives, where the options ask for them.
///
/// # Errors
/// As [`crate::plan`].
pub fn ways(
    old: &Schema,
    changes: &[Change],
    dialect: Dialect,
    options: &PlanOptions,
    stamp: Stamp,
) -> Result<Ways, PlanError> {
    let archives = if options.archive { archives(old, changes, dialect, stamp)? } else { Vec::new() };
    let new = crate::apply_all(old, changes)?;
    let at = |i: usize| archives.iter().find(|a| a.change == i);
    let back: Vec<Change> = (0..changes.len())
        .rev()
        .map(|i| match (inverse(&changes[i]), at(i).and_then(|a| a.backfill.clone())) {
            (Change::AddColumn { table, column, .. }, Some(backfill)) => {
                Change::AddColumn { table, column, backfill: Some(backfill) }
            }
            (change, _) => change,
        })
        .collect();
    let mut up = crate::plan(old, changes, dialect, options)?;
    let mut down = crate::plan(&new, &back, dialect, options)?;
    if !archives.is_empty() {
        keep(&mut up, &archives, changes);
        bring_back(&mut down, &archives);
    }
    let brought_back = |i: usize| match at(i) {
        Some(_) => Reversibility::Exact,
        None => changes[i].reversibility(),
    };
    let reversibility = (0..changes.len()).map(brought_back).max().unwrap_or(Reversibility::Exact);
    Ok(Ways { up, down, reversibility })
}

/// What is kept of one change.
struct Archive {
    /// Which of the changes.
    change: usize,
    /// `users` or `users.email`, for people.
    what: String,
    /// The table, by its name before the first change.
    table: String,
    /// The archive's name.
    name: String,
    /// What makes it.
    create: String,
    /// The value that a column gets back, as an expression over its table.
    backfill: Option<DefaultValue>,
    /// Before the way back: an index by which a row is found.
    index: Option<String>,
    /// What fills a table that is made again, which is called so.
    fill: Option<(String, Vec<String>)>,
}

/// The up, after what keeps the rows. What is kept is not lost, so that the step is of no high risk.
fn keep(up: &mut Plan, archives: &[Archive], changes: &[Change]) {
    let kept: Vec<&Change> = archives.iter().map(|a| &changes[a.change]).collect();
    for step in &mut up.steps {
        let (gone, others): (Vec<Change>, Vec<Change>) =
            step.changes.iter().cloned().partition(|c| kept.contains(&c));
        if !gone.is_empty() {
            let touches = std::mem::take(&mut step.hazard.touches);
            step.hazard = Hazard { touches, ..Hazard::of(&others) };
            step.hazard.raise(Risk::Medium, "programs may use it; its data is kept in an archive");
        }
    }
    let lock = match up.dialect {
        Dialect::Postgres => Lock::AccessShare,
        Dialect::Sqlite => Lock::Database,
    };
    let create = archives.iter().map(|a| {
        let mut step = step(format!("keep {} in an archive", a.what), vec![a.create.clone()]);
        step.hazard.touch(&a.table, lock, Work::Scan);
        step
    });
    up.steps.splice(0..0, create);
}

fn bring_back(down: &mut Plan, archives: &[Archive]) {
    for archive in archives {
        let Some((table, fill)) = &archive.fill else { continue };
        let makes = |c: &Change| matches!(c, Change::CreateTable { table: t } if t.name == *table);
        if let Some(step) = down.steps.iter_mut().find(|s| s.changes.iter().any(makes)) {
            step.sql.extend(fill.iter().cloned());
        }
    }
    let lock = |on_postgres: Lock| match down.dialect {
        Dialect::Postgres => on_postgres,
        Dialect::Sqlite => Lock::Database,
    };
    let (share, exclusive) = (lock(Lock::Share), lock(Lock::AccessExclusive));
    let mut index = step("find rows in the archives".to_owned(), Vec::new());
    let mut drop = step("drop the archives".to_owned(), Vec::new());
    for archive in archives {
        if let Some(sql) = &archive.index {
            index.sql.push(sql.clone());
            index.hazard.touch(&archive.name, share, Work::Scan);
        }
        drop.sql.push(format!("DROP TABLE {}", q(&archive.name)));
        drop.hazard.touch(&archive.name, exclusive, Work::None);
    }
    if !index.sql.is_empty() {
        down.steps.insert(0, index);
    }
    down.steps.push(drop);
}

fn step(title: String, sql: Vec<String>) -> Step {
    Step {
        title: one_line(&title),
        changes: Vec::new(),
        sql,
        checks: Vec::new(),
        transaction: Transaction::Shared,
        rebuilds: None,
        hazard: Hazard::none(),
        probe: None,
    }
}

/// What changes drop that can be kept.
fn archives(
    old: &Schema,
    changes: &[Change],
    dialect: Dialect,
    stamp: Stamp,
) -> Result<Vec<Archive>, PlanError> {
    let mut walk = Walk::new(old);
    let mut found = Vec::new();
    for (i, change) in changes.iter().enumerate() {
        found.extend(match change {
            Change::DropTable { table } => walk.table(i, table, dialect, stamp),
            Change::DropColumn { table, column, backfill } => {
                walk.column(i, table, column, backfill.as_ref(), dialect, stamp)
            }
            _ => None,
        });
        walk.follow(change)?;
    }
    Ok(found)
}

/// A walk through the changes that remembers what everything was called before the first of them.
struct Walk {
    schema: Schema,
    /// Tables that were there, by the names that they have now.
    tables: BTreeMap<String, String>,
    /// Their columns, by the names of both now. What is converted on the way is not the same any more.
    columns: BTreeMap<(String, String), String>,
    /// Tables, by the names that they have now, whose rows have another key than before.
    rekeyed: BTreeSet<String>,
}

impl Walk {
    fn new(old: &Schema) -> Self {
        let columns = |t: &Table| {
            let one = |c: &Column| ((t.name.clone(), c.name.clone()), c.name.clone());
            t.columns.iter().map(one).collect::<Vec<_>>()
        };
        Self {
            schema: old.clone(),
            tables: old.tables.values().map(|t| (t.name.clone(), t.name.clone())).collect(),
            columns: old.tables.values().flat_map(columns).collect(),
            rekeyed: BTreeSet::new(),
        }
    }

    fn follow(&mut self, change: &Change) -> Result<(), PlanError> {
        apply(&mut self.schema, change)?;
        let key = |table: &String, column: &String| (table.clone(), column.clone());
        match change {
            Change::RenameTable { from, to, .. } => {
                if let Some(was) = self.tables.remove(from) {
                    self.tables.insert(to.clone(), was);
                }
                if self.rekeyed.remove(from) {
                    self.rekeyed.insert(to.clone());
                }
                let moved: Vec<_> = self.columns.keys().filter(|(t, _)| t == from).cloned().collect();
                for old in moved {
                    if let Some(was) = self.columns.remove(&old) {
                        self.columns.insert((to.clone(), old.1), was);
                    }
                }
            }
            Change::RenameColumn { table, from, to } => {
                if let Some(was) = self.columns.remove(&key(table, from)) {
                    self.columns.insert(key(table, to), was);
                }
            }
            Change::AlterColumn { table, from, to, backfill, using, .. }
                if from.ty != to.ty
                    || using.is_some()
                    || backfill.is_some()
                    || from.generated != to.generated =>
            {
                self.columns.remove(&key(table, &from.name));
            }
            Change::DropColumn { table, column, .. } => {
                self.columns.remove(&key(table, &column.name));
            }
            Change::DropTable { table } => {
                self.tables.remove(&table.name);
            }
            Change::SetPrimaryKey { table, from, to, .. } if from != to => {
                self.rekeyed.insert(table.clone());
            }
            // Values of an enum may be converted, wherever they are.
            Change::AlterEnum { from, .. } => {
                let users: Vec<_> = self
                    .schema
                    .users_of_enum(&from.name)
                    .map(|(t, c)| (t.name.clone(), c.name.clone()))
                    .collect();
                users.iter().for_each(|user| drop(self.columns.remove(user)));
            }
            _ => {}
        }
        Ok(())
    }

    /// The columns of a table that hold something, each with its name of before; nothing where one has none.
    fn held<'a>(
        &self,
        table: &'a Table,
        columns: impl Iterator<Item = &'a Column>,
    ) -> Option<Vec<(&'a Column, String)>> {
        let was = |c: &Column| self.columns.get(&(table.name.clone(), c.name.clone())).cloned();
        columns.filter(|c| c.generated.is_none()).map(|c| Some((c, was(c)?))).collect()
    }

    fn table(&self, change: usize, table: &Table, dialect: Dialect, stamp: Stamp) -> Option<Archive> {
        let was = self.tables.get(&table.name)?;
        let columns = self.held(table, table.columns.iter())?;
        let name = archive_name(stamp, was, None);
        let fill = values::fill(table, &columns, &name, dialect);
        (!columns.is_empty()).then(|| Archive {
            change,
            what: was.clone(),
            table: was.clone(),
            create: values::create(&name, was, &columns, dialect),
            name,
            backfill: None,
            index: None,
            fill: Some((table.name.clone(), fill)),
        })
    }

    fn column(
        &self,
        change: usize,
        table: &str,
        column: &Column,
        backfill: Option<&DefaultValue>,
        dialect: Dialect,
        stamp: Stamp,
    ) -> Option<Archive> {
        let now = self.schema.table(table)?;
        let was = self.tables.get(table)?;
        let is_numbered = column.identity.is_some() || column.generated.is_some();
        // Without a key there is nothing to find a row by.
        if is_numbered
            || now.primary_key.is_empty()
            || now.is_key(&column.name)
            || self.rekeyed.contains(table)
        {
            return None;
        }
        let keys = self.held(now, now.primary_key.iter().filter_map(|name| now.column(name)))?;
        if keys.len() != now.primary_key.len() {
            return None;
        }
        let own = self.held(now, std::iter::once(column))?;
        let old_name = own.first()?.1.clone();
        let name = archive_name(stamp, was, Some(&old_name));
        let all: Vec<_> = keys.iter().chain(&own).cloned().collect();
        let key_names: Vec<_> = keys.iter().map(|(_, was)| q(was)).collect();
        let index = shorten(&format!("zmig_ix_{}", &name[ARCHIVE_PREFIX.len()..]));
        Some(Archive {
            change,
            what: format!("{was}.{old_name}"),
            table: was.clone(),
            create: values::create(&name, was, &all, dialect),
            backfill: Some(DefaultValue::Expr(values::look_up(
                &self.schema,
                now,
                &keys,
                (column, &old_name),
                &name,
                backfill,
                dialect,
            ))),
            index: Some(format!("CREATE INDEX {} ON {} ({})", q(&index), q(&name), key_names.join(", "))),
            name,
            fill: None,
        })
    }
}

/// `zmig_archive_20251220120000_users//email`. A stroke is in no name; the dot of a namespace becomes one.
fn archive_name(stamp: Stamp, table: &str, column: Option<&str>) -> String {
    let table = table.replace('.', "/");
    let column = column.map(|c| format!("//{c}")).unwrap_or_default();
    shorten(&format!("{ARCHIVE_PREFIX}{stamp}_{table}{column}"))
}
