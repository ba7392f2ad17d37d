//! A change in one line for people.

use crate::{Change, Column, Domain, EnumType, TableOption};
use std::collections::BTreeSet;

impl Change {
    /// One line for people, e.g. `add column users.email (str)`.
    pub fn summary(&self) -> String {
        match self {
            Self::CreateEnum { enum_type } => {
                format!("create enum {} ({})", enum_type.name, enum_type.values.join(", "))
            }
            Self::DropEnum { enum_type } => format!("drop enum {}", enum_type.name),
            Self::RenameEnum { from, to, .. } => format!("rename enum {from} to {to}"),
            Self::AlterEnum { from, to } => alter_enum_summary(from, to),
            Self::CreateDomain { domain } => format!("create domain {} ({})", domain.name, domain.ty),
            Self::DropDomain { domain } => format!("drop domain {}", domain.name),
            Self::RenameDomain { from, to, .. } => format!("rename domain {from} to {to}"),
            Self::AlterDomain { from, to } => {
                format!("alter domain {}: {}", from.name, domain_summary(from, to))
            }
            Self::CreateTable { table } => format!("create table {}", table.name),
            Self::DropTable { table } => format!("drop table {}", table.name),
            Self::RenameTable { from, to, .. } => format!("rename table {from} to {to}"),
            Self::SetOwner { table, from, to } => format!("move table {table} from {from} to {to}"),
            Self::SetTableComment { table, .. } => format!("change comment of table {table}"),
            Self::SetTableOptions { table, from, to } => {
                format!("change table {table}: {}", options_summary(from, to))
            }
            Self::AddColumn { table, column, .. } => {
                format!("add column {table}.{} ({})", column.name, describe(column))
            }
            Self::DropColumn { table, column, .. } => {
                format!("drop column {table}.{} ({})", column.name, describe(column))
            }
            Self::RenameColumn { table, from, to } => format!("rename column {table}.{from} to {to}"),
            Self::AlterColumn { table, from, to, .. } => {
                format!("alter column {table}.{}: {}", from.name, alter_summary(from, to))
            }
            Self::SetPrimaryKey { table, from, to, to_name, .. } if from == to => format!(
                "rename primary key of {table} to {}",
                to_name.clone().unwrap_or_else(|| crate::primary_key_name(table))
            ),
            Self::SetPrimaryKey { table, from, to, .. } => match (from.is_empty(), to.is_empty()) {
                (true, _) => format!("add primary key {table} ({})", to.join(", ")),
                (_, true) => format!("drop primary key {table} ({})", from.join(", ")),
                _ => format!("change primary key {table}: ({}) -> ({})", from.join(", "), to.join(", ")),
            },
            Self::AddUnique { table, unique } => {
                format!("add unique {} on {table} ({})", unique.name, unique.columns.join(", "))
            }
            Self::DropUnique { table, unique } => format!("drop unique {} on {table}", unique.name),
            Self::AddIndex { table, index } => format!("add index {} on {table}", index.name),
            Self::DropIndex { table, index } => format!("drop index {} on {table}", index.name),
            Self::AddForeignKey { table, foreign_key: f } => format!(
                "add foreign key {} on {table} ({}) -> {} ({})",
                f.name,
                f.columns.join(", "),
                f.references,
                f.ref_columns.join(", ")
            ),
            Self::DropForeignKey { table, foreign_key } => {
                format!("drop foreign key {} on {table}", foreign_key.name)
            }
            Self::AddCheck { table, check } => format!("add check {} on {table}", check.name),
            Self::DropCheck { table, check } => format!("drop check {} on {table}", check.name),
        }
    }
}

fn describe(column: &Column) -> String {
    let mut text = column.ty.to_string();
    if !column.nullable {
        text.push_str(", required");
    }
    text
}

fn alter_enum_summary(from: &EnumType, to: &EnumType) -> String {
    let added: Vec<_> = to.values.iter().filter(|v| !from.values.contains(v)).map(String::as_str).collect();
    let dropped: Vec<_> = from.values.iter().filter(|v| !to.values.contains(v)).map(String::as_str).collect();
    let mut parts = Vec::new();
    if !added.is_empty() {
        parts.push(format!("add {}", added.join(", ")));
    }
    if !dropped.is_empty() {
        parts.push(format!("drop {}", dropped.join(", ")));
    }
    if parts.is_empty() {
        parts.push("reorder".into());
    }
    format!("alter enum {}: {}", from.name, parts.join("; "))
}

fn domain_summary(from: &Domain, to: &Domain) -> String {
    let mut parts = Vec::new();
    if from.ty != to.ty {
        parts.push(format!("{} -> {}", from.ty, to.ty));
    }
    if from.nullable != to.nullable {
        parts.push(if to.nullable { "becomes nullable".into() } else { "becomes required".to_owned() });
    }
    if from.default != to.default {
        parts.push(if to.default.is_some() { "default changes".into() } else { "default goes".to_owned() });
    }
    for check in from.checks.iter().filter(|c| !to.checks.contains(c)) {
        parts.push(format!("drop check {}", check.name));
    }
    for check in to.checks.iter().filter(|c| !from.checks.contains(c)) {
        parts.push(format!("add check {}", check.name));
    }
    if from.comment != to.comment {
        parts.push("comment changes".into());
    }
    parts.join(", ")
}

fn options_summary(from: &BTreeSet<TableOption>, to: &BTreeSet<TableOption>) -> String {
    let come = to.difference(from).map(|o| format!("becomes {}", o.keyword()));
    let go = from.difference(to).map(|o| format!("{} goes", o.keyword()));
    go.chain(come).collect::<Vec<_>>().join(", ")
}

fn alter_summary(from: &Column, to: &Column) -> String {
    let mut parts = Vec::new();
    if from.ty != to.ty {
        parts.push(format!("{} -> {}", from.ty, to.ty));
    }
    if from.nullable != to.nullable {
        parts.push(if to.nullable { "becomes nullable".into() } else { "becomes required".to_owned() });
    }
    if from.default != to.default {
        parts.push(if to.default.is_some() { "default changes".into() } else { "default goes".to_owned() });
    }
    if from.generated != to.generated {
        parts.push("generation changes".into());
    }
    if from.identity != to.identity {
        parts.push(match (from.identity.is_some(), to.identity.is_some()) {
            (false, _) => "becomes auto_increment".into(),
            (true, false) => "auto_increment goes".to_owned(),
            (true, true) => {
                format!("auto_increment {} -> {}", from.identity.keyword(), to.identity.keyword())
            }
        });
    }
    if from.collation != to.collation {
        parts.push(match &to.collation {
            Some(collation) => format!("collation becomes {collation}"),
            None => "collation goes".into(),
        });
    }
    if from.comment != to.comment {
        parts.push("comment changes".into());
    }
    parts.join(", ")
}
