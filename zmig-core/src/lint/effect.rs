//! What a fact does to those who use its table meanwhile.

use super::{ConstraintKind, Fact};

impl Fact {
    /// The table that PostgreSQL locks against writers, or against everybody, until the end of the transaction.
    pub(crate) fn locks(&self) -> Option<&str> {
        match self {
            Self::DropTable { .. }
            | Self::RenameTable { .. }
            | Self::MoveTable { .. }
            | Self::SetUnlogged { .. }
            | Self::Rewrite { .. }
            | Self::AddColumn { .. }
            | Self::DropColumn { .. }
            | Self::RenameColumn { .. }
            | Self::ChangeType { .. }
            | Self::ChangeCollation { .. }
            | Self::SetNotNull { .. }
            | Self::DropNotNull { .. }
            | Self::SetDefault { .. }
            | Self::DropDefault { .. }
            | Self::SetGenerated { .. }
            | Self::DropExpression { .. }
            | Self::CreateIndex { concurrent: false, .. }
            | Self::DropIndex { concurrent: false, .. }
            | Self::AddConstraint { .. }
            | Self::DropConstraint { .. }
            | Self::RenameConstraint { .. }
            | Self::ReplaceKey { .. }
            | Self::DetachPartition { concurrent: false, .. }
            | Self::CreateTrigger { .. }
            | Self::DisableTriggers { .. }
            | Self::LockTable { .. }
            | Self::Truncate { .. } => self.table(),
            _ => None,
        }
    }

    /// The table that SQLite copies and replaces.
    pub(crate) fn copies(&self) -> Option<&str> {
        match self {
            Self::ChangeType { .. }
            | Self::ChangeCollation { .. }
            | Self::SetNotNull { .. }
            | Self::DropNotNull { .. }
            | Self::SetDefault { .. }
            | Self::DropDefault { .. }
            | Self::SetGenerated { .. }
            | Self::DropExpression { .. }
            | Self::SetOptions { .. }
            | Self::ReplaceKey { .. } => self.table(),
            // A unique set is an index there.
            Self::AddConstraint { kind, .. } if *kind != ConstraintKind::Unique => self.table(),
            Self::DropConstraint { kind, .. } if *kind != Some(ConstraintKind::Unique) => self.table(),
            _ => None,
        }
    }
}
