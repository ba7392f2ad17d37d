//! Facts of the changes that zmig writes the SQL for.

use super::fact::{ColumnFact, ConstraintKind, DefaultFact, Fact, Placed, Source};
use super::sql_type::SqlType;
use super::volatile::of_expression;
use crate::dialect::created::Created;
use crate::{
    Change, Column, DefaultValue, Dialect, Domain, EnumType, Identity, PlanOptions, Schema, TableOption,
    Transaction, Type,
};
use std::collections::BTreeMap;

/// What the changes do, each fact with the number of its change. `schema` is what they lead to.
pub fn facts_of_changes<'c>(
    changes: impl IntoIterator<Item = &'c Change>,
    schema: &Schema,
    dialect: Dialect,
    options: &PlanOptions,
) -> Vec<Placed> {
    let changes: Vec<&Change> = changes.into_iter().collect();
    let gone = changes.iter().filter_map(|change| match change {
        Change::DropDomain { domain } => Some((domain.name.as_str(), domain)),
        _ => None,
    });
    let lower = Lower { schema, gone: gone.collect(), dialect, options };
    let mut created = Created::default();
    let mut out = Vec::new();
    for (number, change) in changes.into_iter().enumerate() {
        let fresh = created.is_of(change);
        created.follow(change);
        let mut facts = lower.change(change);
        // SQLite copies the table and replaces it: there is nothing to wait for besides the copy.
        if fresh {
            facts.retain(|fact| !matches!(fact, Fact::Validate { .. }));
            facts.iter_mut().for_each(settle);
        }
        out.extend(facts.into_iter().map(|fact| {
            let alone = matches!(
                fact,
                Fact::CreateIndex { concurrent: true, .. }
                    | Fact::DropIndex { concurrent: true, .. }
                    | Fact::AddConstraint { valid: false, .. }
                    | Fact::Validate { .. }
                    | Fact::SetNotNull { proven: true, .. }
            );
            Placed { fact, source: Source::Change(number), fresh, in_transaction: !alone }
        }));
    }
    out
}

/// Nobody waits for a table that nobody knows, so the plan does it plainly.
fn settle(fact: &mut Fact) {
    match fact {
        Fact::CreateIndex { concurrent, .. } => *concurrent = false,
        Fact::AddConstraint { valid, .. } => *valid = true,
        _ => {}
    }
}

struct Lower<'a> {
    schema: &'a Schema,
    /// Domains that the schema no longer has.
    gone: BTreeMap<&'a str, &'a Domain>,
    dialect: Dialect,
    options: &'a PlanOptions,
}

impl Lower<'_> {
    fn change(&self, change: &Change) -> Vec<Fact> {
        let concurrent = self.options.online && self.dialect.capabilities().concurrent_indexes;
        match change {
            Change::CreateTable { table } => {
                let columns = table.columns.iter().map(|c| self.column(c, table.is_key(&c.name))).collect();
                let unlogged = table.options.contains(&TableOption::Unlogged);
                vec![Fact::CreateTable { table: table.name.clone(), columns, unlogged, guarded: false }]
            }
            Change::DropTable { table } => {
                let (table, kept) = (table.name.clone(), self.options.archive);
                vec![Fact::DropTable { table, kept, cascade: false, guarded: false }]
            }
            Change::RenameTable { from, to, .. } => {
                let (old, new) = (crate::split_qualified(from), crate::split_qualified(to));
                let renamed =
                    (old.1 != new.1).then(|| Fact::RenameTable { table: from.clone(), to: to.clone() });
                let moved = (old.0 != new.0).then(|| Fact::MoveTable { table: from.clone() });
                renamed.into_iter().chain(moved).collect()
            }
            Change::SetTableOptions { table, from, to } => {
                let (old, new) = (from.contains(&TableOption::Unlogged), to.contains(&TableOption::Unlogged));
                match (old, new) {
                    (false, true) => vec![Fact::SetUnlogged { table: table.clone() }],
                    (true, false) => {
                        let rewrite = Fact::Rewrite { table: Some(table.clone()), by: "SET LOGGED" };
                        vec![rewrite, Fact::SetOptions { table: table.clone() }]
                    }
                    _ => vec![Fact::SetOptions { table: table.clone() }],
                }
            }
            Change::AddColumn { table, column, backfill } => vec![Fact::AddColumn {
                table: table.clone(),
                column: self.column(column, false),
                filled: backfill.is_some(),
                guarded: false,
            }],
            Change::DropColumn { table, column, .. } => vec![Fact::DropColumn {
                table: table.clone(),
                column: column.name.clone(),
                kept: self.options.archive,
                computed: column.generated.is_some(),
                cascade: false,
                guarded: false,
            }],
            Change::RenameColumn { table, from, to } => {
                vec![Fact::RenameColumn { table: table.clone(), column: from.clone(), to: to.clone() }]
            }
            Change::AlterColumn { table, from, to, using, .. } => {
                let mut facts = self.alter(table, from, to, using.is_some());
                if self.is_online(change) {
                    for fact in &mut facts {
                        if let Fact::SetNotNull { proven, .. } = fact {
                            *proven = true;
                        }
                    }
                }
                facts
            }
            Change::SetPrimaryKey { table, .. } => key(table, change),
            Change::AddUnique { table, unique } => vec![Fact::AddConstraint {
                table: table.clone(),
                name: Some(unique.name.clone()),
                kind: ConstraintKind::Unique,
                columns: unique.columns.clone(),
                to: None,
                valid: true,
                from_index: false,
            }],
            Change::DropUnique { table, unique } => {
                drop_constraint(table, &unique.name, ConstraintKind::Unique)
            }
            Change::AddIndex { table, index } => vec![Fact::CreateIndex {
                table: table.clone(),
                name: index.name.clone(),
                columns: index.keys.iter().map(crate::IndexKey::label).collect(),
                unique: index.unique,
                method: index.using.clone(),
                concurrent,
                guarded: false,
            }],
            Change::DropIndex { table, index } => vec![Fact::DropIndex {
                table: Some(table.clone()),
                name: index.name.clone(),
                concurrent,
                guarded: false,
            }],
            Change::AddForeignKey { table, foreign_key } => self.constraint(
                change,
                Fact::AddConstraint {
                    table: table.clone(),
                    name: Some(foreign_key.name.clone()),
                    kind: ConstraintKind::ForeignKey,
                    columns: foreign_key.columns.clone(),
                    to: Some(foreign_key.references.clone()),
                    valid: !self.is_online(change),
                    from_index: false,
                },
                &foreign_key.name,
            ),
            Change::DropForeignKey { table, foreign_key } => {
                drop_constraint(table, &foreign_key.name, ConstraintKind::ForeignKey)
            }
            Change::AddCheck { table, check } => self.constraint(
                change,
                Fact::AddConstraint {
                    table: table.clone(),
                    name: Some(check.name.clone()),
                    kind: ConstraintKind::Check,
                    columns: Vec::new(),
                    to: None,
                    valid: !self.is_online(change),
                    from_index: false,
                },
                &check.name,
            ),
            Change::DropCheck { table, check } => drop_constraint(table, &check.name, ConstraintKind::Check),
            Change::DropEnum { enum_type } => drop_object("enum", &enum_type.name),
            Change::RenameEnum { from, to, .. } | Change::RenameDomain { from, to, .. } => {
                vec![Fact::RenameType { name: from.clone(), to: to.clone() }]
            }
            Change::AlterEnum { from, to } => values(from, to),
            Change::CreateDomain { domain } => {
                let constrained = !domain.checks.is_empty() || !domain.nullable;
                let fact = || Fact::ConstrainDomain { name: domain.name.clone(), made: true };
                constrained.then(fact).into_iter().collect()
            }
            Change::DropDomain { domain } => drop_object("domain", &domain.name),
            Change::AlterDomain { from, to } => {
                let tightens = from.nullable && !to.nullable
                    || to.checks.iter().any(|c| !from.checks.contains(c))
                    || from.ty != to.ty;
                let fact = || Fact::ConstrainDomain { name: from.name.clone(), made: false };
                tightens.then(fact).into_iter().collect()
            }
            Change::CreateEnum { .. } | Change::SetOwner { .. } | Change::SetTableComment { .. } => {
                Vec::new()
            }
        }
    }

    /// Whether a change of a table that is in use takes the form that blocks nobody for long.
    fn is_online(&self, change: &Change) -> bool {
        self.dialect.transaction(change, self.options) == Transaction::None
    }

    /// A constraint, and where it is kept for new rows first the look at the others.
    fn constraint(&self, change: &Change, add: Fact, name: &str) -> Vec<Fact> {
        let table = change.table().unwrap_or_default().to_owned();
        let validate = Fact::Validate { table, name: name.to_owned() };
        if self.is_online(change) { vec![add, validate] } else { vec![add] }
    }

    fn column(&self, column: &Column, key: bool) -> ColumnFact {
        let default = match &column.default {
            None => DefaultFact::None,
            Some(DefaultValue::Literal(_) | DefaultValue::Now) => DefaultFact::Constant,
            Some(DefaultValue::Expr(sql)) => of_expression(sql),
        };
        ColumnFact {
            required: !column.nullable,
            default,
            stored: column.generated.as_ref().is_some_and(|g| g.stored),
            computed: column.generated.as_ref().is_some_and(|g| !g.stored),
            numbered: column.identity.is_some(),
            serial: column.identity == Identity::Serial,
            key,
            ..ColumnFact::new(&column.name, self.spell(&column.ty))
        }
    }

    /// The spelling of a column's type; an enum's and a domain's is its name.
    fn spell(&self, ty: &Type) -> SqlType {
        SqlType::read(&self.dialect.spell(ty))
    }

    /// What a type is made of, where it is a domain.
    fn base(&self, ty: &Type) -> Type {
        match ty.domain_name().and_then(|name| self.gone.get(name)) {
            Some(gone) if matches!(ty, Type::Array(_)) => Type::Array(Box::new(gone.ty.clone())),
            Some(gone) => gone.ty.clone(),
            None => self.schema.base_type(ty).into_owned(),
        }
    }

    fn alter(&self, table: &str, from: &Column, to: &Column, using: bool) -> Vec<Fact> {
        let (table, column) = (table.to_owned(), from.name.clone());
        let mut out = Vec::new();
        let (old, new) = (self.base(&from.ty), self.base(&to.ty));
        if from.ty != to.ty || using {
            out.push(Fact::ChangeType {
                table: table.clone(),
                column: column.clone(),
                from: Some(self.spell(&old)),
                to: self.spell(&to.ty),
                keeps: Some(!using && old.converts_losslessly(&new)),
            });
        }
        if from.generated != to.generated {
            let (table, column) = (table.clone(), column.clone());
            out.push(match to.generated {
                Some(_) => Fact::SetGenerated { table, column },
                None => Fact::DropExpression { table, column },
            });
        }
        if from.collation != to.collation && (to.collation.is_some() || new.is_text()) {
            out.push(Fact::ChangeCollation { table: table.clone(), column: column.clone() });
        }
        if from.nullable && !to.nullable {
            out.push(Fact::SetNotNull { table: table.clone(), column: column.clone(), proven: false });
        } else if !from.nullable && to.nullable {
            out.push(Fact::DropNotNull { table: table.clone(), column: column.clone() });
        }
        if from.default != to.default {
            out.push(match to.default {
                Some(_) => Fact::SetDefault { table, column },
                None => Fact::DropDefault { table, column },
            });
        }
        out
    }
}

fn key(table: &str, change: &Change) -> Vec<Fact> {
    let Change::SetPrimaryKey { from, to, from_name, .. } = change else { return Vec::new() };
    let name = from_name.clone().unwrap_or_else(|| crate::primary_key_name(table));
    let table = table.to_owned();
    vec![if from.is_empty() {
        Fact::AddConstraint {
            name: Some(crate::primary_key_name(&table)),
            table,
            kind: ConstraintKind::PrimaryKey,
            columns: to.clone(),
            to: None,
            valid: true,
            from_index: false,
        }
    } else if to.is_empty() {
        Fact::DropConstraint { table, name, kind: Some(ConstraintKind::PrimaryKey), cascade: false }
    } else if from == to {
        Fact::RenameConstraint { table, name }
    } else {
        Fact::ReplaceKey { table }
    }]
}

fn drop_constraint(table: &str, name: &str, kind: ConstraintKind) -> Vec<Fact> {
    vec![Fact::DropConstraint {
        table: table.to_owned(),
        name: name.to_owned(),
        kind: Some(kind),
        cascade: false,
    }]
}

fn drop_object(kind: &'static str, name: &str) -> Vec<Fact> {
    vec![Fact::DropObject { kind, name: name.to_owned(), cascade: false }]
}

fn values(from: &EnumType, to: &EnumType) -> Vec<Fact> {
    let name = &from.name;
    let gone: Vec<String> = from.values.iter().filter(|v| !to.values.contains(v)).cloned().collect();
    if !gone.is_empty() {
        return vec![Fact::DropEnumValues { name: name.clone(), values: gone }];
    }
    let mut rest = to.values.iter();
    if !from.values.iter().all(|old| rest.any(|new| new == old)) {
        return vec![Fact::ReorderEnum { name: name.clone() }];
    }
    let new = to.values.iter().enumerate().filter(|(_, v)| !from.values.contains(v));
    let add = |(at, value): (usize, &String)| Fact::AddEnumValue {
        name: name.clone(),
        value: value.clone(),
        placed: at < from.values.len(),
    };
    new.map(add).collect()
}
