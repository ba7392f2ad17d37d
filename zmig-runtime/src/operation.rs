//! Kinds of operations, by which a comparison's changes can be left out.

use serde::{Deserialize, Serialize};
use std::fmt;
use zmig_core::Change;

/// A kind of operation, as in the report and in [`crate::AutoMigrateOptions::exclude_operation`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is named after the change that it is")]
pub enum OperationKind {
    CreateTable,
    DropTable,
    RenameTable,
    AlterTable,
    AddColumn,
    DropColumn,
    RenameColumn,
    AlterColumn,
    SetPrimaryKey,
    AddUnique,
    DropUnique,
    AddIndex,
    DropIndex,
    AddForeignKey,
    DropForeignKey,
    AddCheck,
    DropCheck,
    CreateType,
    DropType,
    RenameType,
    AlterType,
}

impl OperationKind {
    /// The kind of a change.
    pub fn of(change: &Change) -> Self {
        match change {
            Change::CreateEnum { .. } | Change::CreateDomain { .. } => Self::CreateType,
            Change::DropEnum { .. } | Change::DropDomain { .. } => Self::DropType,
            Change::RenameEnum { .. } | Change::RenameDomain { .. } => Self::RenameType,
            Change::AlterEnum { .. } | Change::AlterDomain { .. } => Self::AlterType,
            Change::CreateTable { .. } => Self::CreateTable,
            Change::DropTable { .. } => Self::DropTable,
            Change::RenameTable { .. } => Self::RenameTable,
            Change::SetOwner { .. } | Change::SetTableComment { .. } | Change::SetTableOptions { .. } => {
                Self::AlterTable
            }
            Change::AddColumn { .. } => Self::AddColumn,
            Change::DropColumn { .. } => Self::DropColumn,
            Change::RenameColumn { .. } => Self::RenameColumn,
            Change::AlterColumn { .. } => Self::AlterColumn,
            Change::SetPrimaryKey { .. } => Self::SetPrimaryKey,
            Change::AddUnique { .. } => Self::AddUnique,
            Change::DropUnique { .. } => Self::DropUnique,
            Change::AddIndex { .. } => Self::AddIndex,
            Change::DropIndex { .. } => Self::DropIndex,
            Change::AddForeignKey { .. } => Self::AddForeignKey,
            Change::DropForeignKey { .. } => Self::DropForeignKey,
            Change::AddCheck { .. } => Self::AddCheck,
            Change::DropCheck { .. } => Self::DropCheck,
        }
    }

    /// As it is written everywhere: `DROP_COLUMN`.
    pub fn name(self) -> &'static str {
        match self {
            Self::CreateTable => "CREATE_TABLE",
            Self::DropTable => "DROP_TABLE",
            Self::RenameTable => "RENAME_TABLE",
            Self::AlterTable => "ALTER_TABLE",
            Self::AddColumn => "ADD_COLUMN",
            Self::DropColumn => "DROP_COLUMN",
            Self::RenameColumn => "RENAME_COLUMN",
            Self::AlterColumn => "ALTER_COLUMN",
            Self::SetPrimaryKey => "SET_PRIMARY_KEY",
            Self::AddUnique => "ADD_UNIQUE",
            Self::DropUnique => "DROP_UNIQUE",
            Self::AddIndex => "ADD_INDEX",
            Self::DropIndex => "DROP_INDEX",
            Self::AddForeignKey => "ADD_FOREIGN_KEY",
            Self::DropForeignKey => "DROP_FOREIGN_KEY",
            Self::AddCheck => "ADD_CHECK",
            Self::DropCheck => "DROP_CHECK",
            Self::CreateType => "CREATE_TYPE",
            Self::DropType => "DROP_TYPE",
            Self::RenameType => "RENAME_TYPE",
            Self::AlterType => "ALTER_TYPE",
        }
    }
}

impl fmt::Display for OperationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
