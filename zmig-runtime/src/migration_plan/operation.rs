//! One operation of a plan in code.

use super::{Alteration, MigrateData, RawSql};
use serde::Serialize;
use zmig_core::{Check, Column, DefaultValue, Domain, ForeignKey, Index, Table, Unique};

/// One operation of a [`crate::MigrationPlan`]. It names what it is about as that is called when its turn comes.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[expect(missing_docs, reason = "the fields are named after the nouns that they hold")]
pub enum Operation {
    /// A new enum.
    CreateEnum { name: String, values: Vec<String> },
    /// Other values for an enum.
    AlterEnum { name: String, values: Vec<String> },
    /// An enum goes.
    DropEnum { name: String },
    /// A new domain.
    CreateDomain { domain: Domain },
    /// A domain goes.
    DropDomain { name: String },
    /// A new table.
    CreateTable { table: Table },
    /// A table goes, with its rows.
    DropTable { table: String },
    /// A table is renamed.
    RenameTable { from: String, to: String },
    /// A new column; `backfill` is what the rows that exist get.
    AddColumn {
        table: String,
        column: Column,
        #[serde(skip_serializing_if = "Option::is_none")]
        backfill: Option<DefaultValue>,
    },
    /// A column goes, with its values.
    DropColumn { table: String, column: String },
    /// A column is renamed.
    RenameColumn { table: String, from: String, to: String },
    /// A column changes.
    AlterColumn { table: String, column: String, alteration: Alteration },
    /// Another primary key.
    SetPrimaryKey { table: String, columns: Vec<String> },
    /// A new index.
    AddIndex { table: String, index: Index },
    /// An index goes.
    DropIndex { table: String, index: String },
    /// Columns become unique together.
    AddUnique { table: String, unique: Unique },
    /// Columns need no longer be unique together.
    DropUnique { table: String, unique: String },
    /// A new foreign key.
    AddForeignKey { table: String, foreign_key: ForeignKey },
    /// A foreign key goes.
    DropForeignKey { table: String, foreign_key: String },
    /// A new check.
    AddCheck { table: String, check: Check },
    /// A check goes.
    DropCheck { table: String, check: String },
    /// Values go from one column to another.
    MigrateData(MigrateData),
    /// SQL of the author's own.
    Sql(RawSql),
}

impl Operation {
    /// One line for people, e.g. `drop column users.email`.
    pub fn summary(&self) -> String {
        match self {
            Self::CreateEnum { name, .. } => format!("create enum {name}"),
            Self::AlterEnum { name, .. } => format!("alter enum {name}"),
            Self::DropEnum { name } => format!("drop enum {name}"),
            Self::CreateDomain { domain } => format!("create domain {}", domain.name),
            Self::DropDomain { name } => format!("drop domain {name}"),
            Self::CreateTable { table } => format!("create table {}", table.name),
            Self::DropTable { table } => format!("drop table {table}"),
            Self::RenameTable { from, to } => format!("rename table {from} to {to}"),
            Self::AddColumn { table, column, .. } => format!("add column {table}.{}", column.name),
            Self::DropColumn { table, column } => format!("drop column {table}.{column}"),
            Self::RenameColumn { table, from, to } => format!("rename column {table}.{from} to {to}"),
            Self::AlterColumn { table, column, .. } => format!("alter column {table}.{column}"),
            Self::SetPrimaryKey { table, columns } => {
                format!("set primary key of {table} ({})", columns.join(", "))
            }
            Self::AddIndex { table, index } => named("add index", &index.name, table),
            Self::DropIndex { table, index } => named("drop index", index, table),
            Self::AddUnique { table, unique } => named("add unique", &unique.name, table),
            Self::DropUnique { table, unique } => named("drop unique", unique, table),
            Self::AddForeignKey { table, foreign_key } => named("add foreign key", &foreign_key.name, table),
            Self::DropForeignKey { table, foreign_key } => named("drop foreign key", foreign_key, table),
            Self::AddCheck { table, check } => named("add check", &check.name, table),
            Self::DropCheck { table, check } => named("drop check", check, table),
            Self::MigrateData(data) => data.summary(),
            Self::Sql(sql) => sql.summary(),
        }
    }

    /// Every table that it names, by the name that it has when the operation's turn comes.
    pub(super) fn tables(&self) -> Vec<&str> {
        match self {
            Self::CreateEnum { .. }
            | Self::AlterEnum { .. }
            | Self::DropEnum { .. }
            | Self::CreateDomain { .. }
            | Self::DropDomain { .. }
            | Self::Sql(_) => vec![],
            Self::CreateTable { table } => vec![&table.name],
            Self::RenameTable { from, to } => vec![from, to],
            Self::DropTable { table }
            | Self::AddColumn { table, .. }
            | Self::DropColumn { table, .. }
            | Self::RenameColumn { table, .. }
            | Self::AlterColumn { table, .. }
            | Self::SetPrimaryKey { table, .. }
            | Self::AddIndex { table, .. }
            | Self::DropIndex { table, .. }
            | Self::AddUnique { table, .. }
            | Self::DropUnique { table, .. }
            | Self::AddForeignKey { table, .. }
            | Self::DropForeignKey { table, .. }
            | Self::AddCheck { table, .. }
            | Self::DropCheck { table, .. } => vec![table],
            Self::MigrateData(data) => data.tables(),
        }
    }
}

fn named(verb: &str, name: &str, table: &str) -> String {
    let blank = if name.is_empty() { "" } else { " " };
    format!("{verb}{blank}{name} on {table}")
}
