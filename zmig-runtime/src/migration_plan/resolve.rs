//! From operations to changes: each looked up in the schema as those before it leave it.

use super::problem::Wrong;
use super::{MigrateData, MigrationPlan, Operation, PlanProblem, RawSql};
use std::collections::BTreeSet;
use zmig_core::{
    Change, Column, Conversion, Dialect, Domain, EnumType, Schema, Table, apply, check_fragment, check_name,
    check_qualified_name, foreign_key_name, index_name, unique_name, validate,
};

/// A plan that fits a schema.
#[derive(Debug)]
pub(super) struct Resolved<'a> {
    pub(super) segments: Vec<Segment<'a>>,
    /// The schema after it.
    pub(super) after: Schema,
    /// Columns that the plan itself adds, `None` for all of a table: what is written there is written nowhere else.
    pub(super) fresh: BTreeSet<(String, Option<String>)>,
}

/// A stretch of a plan that is planned as one.
#[derive(Debug)]
pub(super) enum Segment<'a> {
    /// Changes of the schema, and the schema before them.
    Changes { before: Schema, changes: Vec<Change> },
    /// Values that move.
    Data(&'a MigrateData),
    /// SQL of the author's.
    Sql(&'a RawSql),
}

/// Fits a plan to a schema.
///
/// # Errors
/// Every operation that does not fit. What only follows from another one is left out.
pub(super) fn resolve<'a>(
    plan: &'a MigrationPlan,
    live: &Schema,
    dialect: Dialect,
) -> Result<Resolved<'a>, Vec<PlanProblem>> {
    let mut walk =
        Walk { now: live.clone(), dialect, out: Vec::new(), fresh: BTreeSet::new(), broken: BTreeSet::new() };
    let mut problems = Vec::new();
    for (i, operation) in plan.operations.iter().enumerate() {
        if let Err(wrong) = walk.take(operation) {
            let follows = operation.tables().iter().any(|t| walk.broken.contains(*t));
            walk.assume(operation);
            if !follows {
                problems.push(PlanProblem::about(i + 1, operation, wrong));
            }
        }
    }
    if problems.is_empty() {
        let before = validate(live);
        let new = validate(&walk.now).into_iter().filter(|i| !before.contains(i));
        problems.extend(new.map(|i| PlanProblem {
            operation: 0,
            title: String::new(),
            why: format!("after it, {}", i.what),
            help: i.help,
        }));
    }
    if problems.is_empty() {
        Ok(Resolved { segments: walk.out, after: walk.now, fresh: walk.fresh })
    } else {
        Err(problems)
    }
}

struct Walk<'a> {
    now: Schema,
    dialect: Dialect,
    out: Vec<Segment<'a>>,
    fresh: BTreeSet<(String, Option<String>)>,
    /// Tables that are not there, and that an operation was to make or thought to be there.
    broken: BTreeSet<String>,
}

type Take<T = ()> = Result<T, Wrong>;

impl<'a> Walk<'a> {
    fn take(&mut self, operation: &'a Operation) -> Take {
        if let Some(name) = operation.tables().into_iter().find(|t| is_zmigs(t)) {
            let why = format!("the table {name} is zmig's own, which keeps the history in it");
            return Err(Wrong::new(why).help("leave it out: no plan changes zmig's tables"));
        }
        match operation {
            Operation::MigrateData(data) => {
                self.data(data)?;
                self.out.push(Segment::Data(data));
            }
            Operation::Sql(sql) => {
                self.sql(sql)?;
                self.out.push(Segment::Sql(sql));
            }
            _ => {
                let change = self.change(operation)?;
                let begins = !matches!(self.out.last(), Some(Segment::Changes { .. }));
                let before = begins.then(|| self.now.clone());
                apply(&mut self.now, &change).map_err(|e| Wrong::new(e.reason))?;
                self.remember(&change);
                match (self.out.last_mut(), before) {
                    (Some(Segment::Changes { changes, .. }), None) => changes.push(change),
                    (_, before) => {
                        let before = before.unwrap_or_default();
                        self.out.push(Segment::Changes { before, changes: vec![change] });
                    }
                }
            }
        }
        Ok(())
    }

    /// Goes on as if an operation that does not fit had been done, so that what follows from it is not said as well.
    fn assume(&mut self, operation: &Operation) {
        let missing = operation.tables().into_iter().filter(|t| !is_zmigs(t) && self.now.table(t).is_none());
        self.broken.extend(missing.map(str::to_owned));
        let (table, column) = match operation {
            Operation::AddColumn { table, column, .. } => (table, column.clone()),
            Operation::RenameColumn { table, to, .. } => {
                (table, Column::new(to.as_str(), zmig_core::Type::Text))
            }
            _ => return,
        };
        if let Some(table) = self.now.tables.get_mut(table)
            && table.column(&column.name).is_none()
        {
            table.columns.push(column);
        }
    }

    fn remember(&mut self, change: &Change) {
        match change {
            Change::CreateTable { table } => {
                self.fresh.insert((table.name.clone(), None));
            }
            Change::AddColumn { table, column, .. } => {
                self.fresh.insert((table.clone(), Some(column.name.clone())));
            }
            _ => {}
        }
    }

    fn table(&self, name: &str) -> Take<&Table> {
        self.now.table(name).ok_or_else(|| {
            let there = self.now.tables.keys().map(String::as_str);
            Wrong::missing(format!("there is no table {name}"), name, there)
        })
    }

    fn column(&self, table: &str, name: &str) -> Take<&Column> {
        let table = self.table(table)?;
        table.column(name).ok_or_else(|| {
            let there = table.columns.iter().map(|c| c.name.as_str());
            Wrong::missing(format!("{} has no column {name}", table.name), name, there)
        })
    }

    fn columns(&self, table: &str, names: &[String]) -> Take {
        names.iter().try_for_each(|name| self.column(table, name).map(|_| ()))
    }

    fn enum_type(&self, name: &str) -> Take<&EnumType> {
        self.now.enums.get(name).ok_or_else(|| {
            let there = self.now.enums.keys().map(String::as_str);
            Wrong::missing(format!("there is no enum {name}"), name, there)
        })
    }

    /// The one object of a table with a name.
    fn object<T: Clone>(
        &self,
        kind: &str,
        table: &str,
        name: &str,
        list: impl Fn(&Table) -> &[T],
        name_of: impl Fn(&T) -> &str,
    ) -> Take<T> {
        let table = self.table(table)?;
        let all = list(table);
        all.iter().find(|o| name_of(o) == name).cloned().ok_or_else(|| {
            let why = format!("{} has no {kind} {name}", table.name);
            Wrong::missing(why, name, all.iter().map(&name_of))
        })
    }

    fn change(&self, operation: &Operation) -> Take<Change> {
        Ok(match operation {
            Operation::CreateDomain { domain } => {
                new_table_name(&domain.name)?;
                Change::CreateDomain { domain: Domain { owner: String::new(), ..domain.clone() } }
            }
            Operation::DropDomain { name } => {
                let there = self.now.domains.keys().map(String::as_str);
                let found = self.now.domains.get(name).cloned();
                let missing = || Wrong::missing(format!("there is no domain {name}"), name, there);
                Change::DropDomain { domain: found.ok_or_else(missing)? }
            }
            Operation::CreateEnum { name, values } => {
                new_table_name(name)?;
                Change::CreateEnum { enum_type: new_enum(name, values) }
            }
            Operation::AlterEnum { name, values } => {
                let from = self.enum_type(name)?.clone();
                Change::AlterEnum { to: EnumType { values: values.clone(), ..from.clone() }, from }
            }
            Operation::DropEnum { name } => Change::DropEnum { enum_type: self.enum_type(name)?.clone() },
            Operation::CreateTable { table } => Change::CreateTable { table: self.new_table(table)? },
            Operation::DropTable { table } => Change::DropTable { table: self.table(table)?.clone() },
            Operation::RenameTable { from, to } => {
                let owner = self.table(from)?.owner.clone();
                new_table_name(to)?;
                Change::RenameTable { from: from.clone(), to: to.clone(), owner }
            }
            Operation::AddColumn { table, column, backfill } => {
                self.table(table)?;
                new_name(&column.name)?;
                let valued = column.nullable
                    || column.default.is_some()
                    || column.generated.is_some()
                    || backfill.is_some()
                    || numbers(column);
                if !valued {
                    let why = "the column is required, and the rows that exist have no value for it";
                    let help = "give it a default, or use `add_column_filled`";
                    return Err(Wrong::new(why).help(help));
                }
                let backfill = backfill.clone().filter(|b| Some(b) != column.default.as_ref());
                Change::AddColumn { table: table.clone(), column: column.clone(), backfill }
            }
            Operation::DropColumn { table, column } => {
                let column = self.column(table, column)?.clone();
                Change::DropColumn { table: table.clone(), column, backfill: None }
            }
            Operation::RenameColumn { table, from, to } => {
                self.column(table, from)?;
                new_name(to)?;
                Change::RenameColumn { table: table.clone(), from: from.clone(), to: to.clone() }
            }
            Operation::AlterColumn { table, column, .. } => self.alter(operation, table, column)?,
            Operation::SetPrimaryKey { table, columns } => {
                self.columns(table, columns)?;
                let now = self.table(table)?;
                let (from, from_name) = (now.primary_key.clone(), now.primary_key_name.clone());
                let (table, to) = (table.clone(), columns.clone());
                Change::SetPrimaryKey { table, from, to, from_name, to_name: None }
            }
            _ => self.object_change(operation)?,
        })
    }

    /// Keys, indexes and checks.
    fn object_change(&self, operation: &Operation) -> Take<Change> {
        Ok(match operation {
            Operation::AddIndex { table, index } => {
                let mut index = index.clone();
                name_index(&self.table(table)?.name, &mut index);
                for column in index.keys.iter().filter_map(|k| k.column()) {
                    self.column(table, column)?;
                }
                self.columns(table, &index.include)?;
                Change::AddIndex { table: table.clone(), index }
            }
            Operation::DropIndex { table, index } => {
                let index = self.object("index", table, index, |t| &t.indexes, |i| &i.name)?;
                Change::DropIndex { table: table.clone(), index }
            }
            Operation::AddUnique { table, unique } => {
                let mut unique = unique.clone();
                self.columns(table, &unique.columns)?;
                fill(&mut unique.name, || unique_name(table, &unique.columns));
                Change::AddUnique { table: table.clone(), unique }
            }
            Operation::DropUnique { table, unique } => {
                let unique = self.object("unique set", table, unique, |t| &t.uniques, |u| &u.name)?;
                Change::DropUnique { table: table.clone(), unique }
            }
            Operation::AddForeignKey { table, foreign_key } => {
                let mut foreign_key = foreign_key.clone();
                self.columns(table, &foreign_key.columns)?;
                self.columns(&foreign_key.references, &foreign_key.ref_columns)?;
                fill(&mut foreign_key.name, || foreign_key_name(table, &foreign_key.columns));
                Change::AddForeignKey { table: table.clone(), foreign_key }
            }
            Operation::DropForeignKey { table, foreign_key } => {
                let foreign_key =
                    self.object("foreign key", table, foreign_key, |t| &t.foreign_keys, |f| &f.name)?;
                Change::DropForeignKey { table: table.clone(), foreign_key }
            }
            Operation::AddCheck { table, check } => {
                self.table(table)?;
                Change::AddCheck { table: table.clone(), check: check.clone() }
            }
            Operation::DropCheck { table, check } => {
                let check = self.object("check", table, check, |t| &t.checks, |c| &c.name)?;
                Change::DropCheck { table: table.clone(), check }
            }
            other => return Err(Wrong::new(format!("`{}` changes no schema", other.summary()))),
        })
    }

    fn alter(&self, operation: &Operation, table: &str, column: &str) -> Take<Change> {
        let Operation::AlterColumn { alteration, .. } = operation else {
            return Err(Wrong::new("it alters no column"));
        };
        let from = self.column(table, column)?.clone();
        let to = alteration.of(&from);
        if from == to {
            let why = format!("{table}.{column} is so already, so that there is nothing to alter");
            return Err(Wrong::new(why).help("leave it out"));
        }
        let casts = from.ty != to.ty && to.generated.is_none();
        if casts && alteration.using.is_none() && from.ty.conversion(&to.ty) == Conversion::Impossible {
            let why = format!("no cast makes {} of {}", to.ty, from.ty);
            return Err(Wrong::new(why).help("say how with `Alteration::using`"));
        }
        Ok(Change::AlterColumn {
            table: table.to_owned(),
            backfill: alteration.backfill.clone().filter(|_| from.nullable && !to.nullable),
            using: alteration.using.clone().filter(|_| casts),
            using_back: alteration.using_back.clone().filter(|_| casts),
            from,
            to,
        })
    }

    /// A table with all its names.
    fn new_table(&self, table: &Table) -> Take<Table> {
        new_table_name(&table.name)?;
        let mut table = table.clone();
        let name = table.name.clone();
        table.owner.clear();
        table.indexes.iter_mut().for_each(|index| name_index(&name, index));
        for unique in &mut table.uniques {
            fill(&mut unique.name, || unique_name(&name, &unique.columns));
        }
        for key in &mut table.foreign_keys {
            fill(&mut key.name, || foreign_key_name(&name, &key.columns));
            if key.references != name {
                self.columns(&key.references, &key.ref_columns)?;
            }
        }
        // Columns of a key are never NULL, whatever they say.
        for column in table.columns.iter_mut().filter(|c| table.primary_key.contains(&c.name)) {
            column.nullable = false;
        }
        Ok(table)
    }

    fn data(&self, data: &MigrateData) -> Take {
        self.column(&data.table, &data.from)?;
        let to = self.column(data.target(), &data.to)?;
        if to.generated.is_some() {
            let why = format!("{}.{} is computed, and takes no values", data.target(), data.to);
            return Err(Wrong::new(why));
        }
        for (column, _) in &data.also {
            self.column(data.target(), column)?;
        }
        let also = data.also.iter().map(|(_, expr)| expr);
        for sql in data.expr.iter().chain(&data.filter).chain(&data.back).chain(also) {
            check_fragment(sql, false, self.dialect).map_err(Wrong::new)?;
        }
        match &data.into {
            None if !data.also.is_empty() => {
                let why = "within a table there are no new rows, so that no further column can be filled";
                Err(Wrong::new(why).help("write another `MigrateData::within` for it"))
            }
            None if data.from == data.to && data.expr.is_none() => {
                Err(Wrong::new("it takes the values where they are").help("say what they become with `expr`"))
            }
            None => Ok(()),
            Some(_) if data.back.is_some() => {
                let why = "between two tables there is no way back that zmig could work out";
                Err(Wrong::new(why).help("leave `back` out, and add a `RawSql` whose down does it"))
            }
            Some(_) => self.rows_are_whole(data),
        }
    }

    /// Whether new rows get a value in every column that needs one.
    fn rows_are_whole(&self, data: &MigrateData) -> Take {
        let table = self.table(data.target())?;
        let given = |c: &&Column| c.name == data.to || data.also.iter().any(|(name, _)| *name == c.name);
        let numbered = |c: &&Column| {
            numbers(c) || (self.dialect == Dialect::Sqlite && table.primary_key == [c.name.as_str()])
        };
        let needs = |c: &&Column| !c.nullable && c.default.is_none() && c.generated.is_none();
        let left: Vec<&str> = table
            .columns
            .iter()
            .filter(|c| needs(c) && !given(c) && !numbered(c))
            .map(|c| c.name.as_str())
            .collect();
        if left.is_empty() {
            return Ok(());
        }
        let why = format!("the new rows of {} have no value for {}", table.name, left.join(", "));
        Err(Wrong::new(why).help("fill each with `also(column, expression)`"))
    }

    fn sql(&self, sql: &RawSql) -> Take {
        let Some(up) = sql.up.get(&self.dialect) else {
            let why = format!("it has no SQL for {}", self.dialect.title());
            let help = "give it with `up` and `down`, or say that there is nothing to do with `nothing`";
            return Err(Wrong::new(why).help(help));
        };
        let texts = [Some(up), sql.down.get(&self.dialect)];
        if texts.into_iter().flatten().any(|text| text.contains('\0')) {
            return Err(Wrong::new("its SQL holds a NUL character, which no database takes"));
        }
        Ok(())
    }
}

fn is_zmigs(table: &str) -> bool {
    zmig_core::split_qualified(table).1.to_lowercase().starts_with("__zmig")
}

/// Whether the database itself gives new rows a value.
fn numbers(column: &Column) -> bool {
    column.identity.is_some()
}

fn new_enum(name: &str, values: &[String]) -> EnumType {
    EnumType { name: name.to_owned(), owner: String::new(), values: values.to_vec() }
}

fn new_name(name: &str) -> Take {
    check_name(name).map_err(|e| Wrong::new(e.to_string()))
}

fn new_table_name(name: &str) -> Take {
    check_qualified_name(name).map_err(|e| Wrong::new(e.to_string()))
}

fn fill(name: &mut String, derived: impl FnOnce() -> String) {
    if name.is_empty() {
        *name = derived();
    }
}

fn name_index(table: &str, index: &mut zmig_core::Index) {
    if index.name.is_empty() {
        let keys: Vec<String> = index.keys.iter().map(zmig_core::IndexKey::label).collect();
        index.name = index_name(table, &keys);
    }
}
