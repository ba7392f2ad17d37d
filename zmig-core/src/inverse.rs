//! The change that takes a change back.

use crate::Change;

/// The change that takes `change` back.
///
/// ```
/// use zmig_core::{Change, inverse};
///
/// let change = Change::RenameColumn { table: "users".into(), from: "name".into(), to: "title".into() };
/// assert_eq!(inverse(&change).summary(), "rename column users.title to name");
/// assert_eq!(inverse(&inverse(&change)), change);
/// ```
pub fn inverse(change: &Change) -> Change {
    match change.clone() {
        Change::CreateEnum { enum_type } => Change::DropEnum { enum_type },
        Change::DropEnum { enum_type } => Change::CreateEnum { enum_type },
        Change::RenameEnum { from, to, owner } => Change::RenameEnum { from: to, to: from, owner },
        Change::AlterEnum { from, to } => Change::AlterEnum { from: to, to: from },
        Change::CreateDomain { domain } => Change::DropDomain { domain },
        Change::DropDomain { domain } => Change::CreateDomain { domain },
        Change::RenameDomain { from, to, owner } => Change::RenameDomain { from: to, to: from, owner },
        Change::AlterDomain { from, to } => Change::AlterDomain { from: to, to: from },
        Change::CreateTable { table } => Change::DropTable { table },
        Change::DropTable { table } => Change::CreateTable { table },
        Change::RenameTable { from, to, owner } => Change::RenameTable { from: to, to: from, owner },
        Change::SetOwner { table, from, to } => Change::SetOwner { table, from: to, to: from },
        Change::SetTableComment { table, from, to } => Change::SetTableComment { table, from: to, to: from },
        Change::SetTableOptions { table, from, to } => Change::SetTableOptions { table, from: to, to: from },
        Change::AddColumn { table, column, backfill } => Change::DropColumn { table, column, backfill },
        Change::DropColumn { table, column, backfill } => Change::AddColumn { table, column, backfill },
        Change::RenameColumn { table, from, to } => Change::RenameColumn { table, from: to, to: from },
        Change::AlterColumn { table, from, to, backfill, using, using_back } => {
            Change::AlterColumn { table, from: to, to: from, backfill, using: using_back, using_back: using }
        }
        Change::SetPrimaryKey { table, from, to, from_name, to_name } => {
            Change::SetPrimaryKey { table, from: to, to: from, from_name: to_name, to_name: from_name }
        }
        Change::AddUnique { table, unique } => Change::DropUnique { table, unique },
        Change::DropUnique { table, unique } => Change::AddUnique { table, unique },
        Change::AddIndex { table, index } => Change::DropIndex { table, index },
        Change::DropIndex { table, index } => Change::AddIndex { table, index },
        Change::AddForeignKey { table, foreign_key } => Change::DropForeignKey { table, foreign_key },
        Change::DropForeignKey { table, foreign_key } => Change::AddForeignKey { table, foreign_key },
        Change::AddCheck { table, check } => Change::DropCheck { table, check },
        Change::DropCheck { table, check } => Change::AddCheck { table, check },
    }
}

/// The inverses of all changes, last first.
pub fn inverse_all(changes: &[Change]) -> Vec<Change> {
    changes.iter().rev().map(inverse).collect()
}
