//! One difference between two schemas.

mod summary;

use crate::{
    Check, Column, DefaultValue, Domain, EnumType, ForeignKey, Identity, Index, Table, TableOption, Unique,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One difference. It owns both sides, so that its inverse needs nothing else, and it is written to the manifest as
/// it is: the snapshot is the fold of all changes.
///
/// Tables and columns are named as they are called when the change's turn comes: a change that follows a rename uses
/// the new name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are named after the nouns that they hold")]
pub enum Change {
    /// A new enum type.
    CreateEnum { enum_type: EnumType },
    /// An enum type goes, with nothing left that uses it.
    DropEnum { enum_type: EnumType },
    /// An enum type is renamed.
    RenameEnum { from: String, to: String, owner: String },
    /// The values of an enum change: some come, some go, or their order differs.
    AlterEnum { from: EnumType, to: EnumType },

    /// A new domain.
    CreateDomain { domain: Domain },
    /// A domain goes, with nothing left that uses it.
    DropDomain { domain: Domain },
    /// A domain is renamed.
    RenameDomain { from: String, to: String, owner: String },
    /// A domain's default, nullability, checks or comment; its type stays.
    AlterDomain { from: Domain, to: Domain },

    /// A new table, with its columns, keys, indexes and checks. Foreign keys to tables that do not exist yet follow
    /// as changes of their own.
    CreateTable { table: Table },
    /// A table goes, with its rows.
    DropTable { table: Table },
    /// A table is renamed; constraints and indexes whose names derive from its name follow.
    RenameTable { from: String, to: String, owner: String },
    /// A table moves to another schema of the project; nothing changes in a database.
    SetOwner { table: String, from: String, to: String },
    /// The remark on a table.
    SetTableComment { table: String, from: Option<String>, to: Option<String> },
    /// How the table is kept.
    SetTableOptions { table: String, from: BTreeSet<TableOption>, to: BTreeSet<TableOption> },

    /// A new column. `backfill` is what existing rows get where it differs from the default.
    AddColumn {
        table: String,
        column: Column,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        backfill: Option<DefaultValue>,
    },
    /// A column goes, with its values.
    DropColumn {
        table: String,
        column: Column,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        backfill: Option<DefaultValue>,
    },
    /// A column is renamed; constraints and indexes whose names derive from its name follow.
    RenameColumn { table: String, from: String, to: String },
    /// A column's type, nullability, default, generation, identity, collation or comment. The name is the same on both sides.
    AlterColumn {
        table: String,
        from: Column,
        to: Column,
        /// What NULLs become where the column may no longer hold them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        backfill: Option<DefaultValue>,
        /// The SQL expression that converts a value, where a plain cast does not do.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        using: Option<String>,
        /// The same for the way back; filled in by the inverse.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        using_back: Option<String>,
    },
    /// Another primary key, one where there was none, or another name for it. The names are those that are not derived.
    SetPrimaryKey {
        table: String,
        from: Vec<String>,
        to: Vec<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from_name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to_name: Option<String>,
    },

    /// Columns become unique together.
    AddUnique { table: String, unique: Unique },
    /// Columns need no longer be unique together.
    DropUnique { table: String, unique: Unique },
    /// A new index.
    AddIndex { table: String, index: Index },
    /// An index goes.
    DropIndex { table: String, index: Index },
    /// A new foreign key.
    AddForeignKey { table: String, foreign_key: ForeignKey },
    /// A foreign key goes.
    DropForeignKey { table: String, foreign_key: ForeignKey },
    /// A new check.
    AddCheck { table: String, check: Check },
    /// A check goes.
    DropCheck { table: String, check: Check },
}

/// How much a change may hurt. A coarse scale, for gates; [`Change::risk_reason`] has the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Risk {
    /// Adds something that nothing relies on yet.
    Safe,
    /// Keeps all data, but may fail on some rows or break a program that runs on the old schema.
    Medium,
    /// Loses data, or may change values.
    High,
}

/// What running a migration's down brings back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reversibility {
    /// Structure and data.
    Exact,
    /// The structure only: what the up deleted or rounded stays so.
    StructureOnly,
    /// Nothing.
    None,
}

impl Change {
    /// The table that the change is about, by the name that it has when the change's turn comes.
    pub fn table(&self) -> Option<&str> {
        match self {
            Self::CreateEnum { .. }
            | Self::DropEnum { .. }
            | Self::RenameEnum { .. }
            | Self::AlterEnum { .. }
            | Self::CreateDomain { .. }
            | Self::DropDomain { .. }
            | Self::RenameDomain { .. }
            | Self::AlterDomain { .. } => None,
            Self::CreateTable { table } | Self::DropTable { table } => Some(&table.name),
            Self::RenameTable { from, .. } => Some(from),
            Self::SetOwner { table, .. }
            | Self::SetTableComment { table, .. }
            | Self::SetTableOptions { table, .. }
            | Self::AddColumn { table, .. }
            | Self::DropColumn { table, .. }
            | Self::RenameColumn { table, .. }
            | Self::AlterColumn { table, .. }
            | Self::SetPrimaryKey { table, .. }
            | Self::AddUnique { table, .. }
            | Self::DropUnique { table, .. }
            | Self::AddIndex { table, .. }
            | Self::DropIndex { table, .. }
            | Self::AddForeignKey { table, .. }
            | Self::DropForeignKey { table, .. }
            | Self::AddCheck { table, .. }
            | Self::DropCheck { table, .. } => Some(table),
        }
    }

    /// Whether a program written for the old schema may stop working, or data may be lost: what asks for a minor
    /// version and not a patch.
    pub fn is_breaking(&self) -> bool {
        match self {
            Self::CreateEnum { .. }
            | Self::CreateDomain { .. }
            | Self::CreateTable { .. }
            | Self::SetTableOptions { .. }
            | Self::SetOwner { .. }
            | Self::SetTableComment { .. }
            | Self::AddIndex { .. }
            | Self::DropIndex { .. }
            | Self::AddForeignKey { .. }
            | Self::DropForeignKey { .. }
            | Self::DropCheck { .. }
            | Self::DropUnique { .. } => false,
            Self::DropEnum { .. } | Self::DropDomain { .. } => false,
            Self::RenameEnum { .. } | Self::RenameDomain { .. } => false,
            Self::AlterDomain { from, to } => {
                tightens(from, to) || from.ty != to.ty && !from.ty.only_grows_to(&to.ty)
            }
            Self::AlterEnum { from, to } => !is_prefix_preserving(&from.values, &to.values),
            Self::AddColumn { column, backfill, .. } => {
                !column.nullable
                    && column.default.is_none()
                    && column.generated.is_none()
                    && column.identity.is_none()
                    && backfill.is_some()
            }
            Self::AlterColumn { from, to, .. } => {
                (from.ty != to.ty && !from.ty.only_grows_to(&to.ty))
                    || (from.nullable && !to.nullable)
                    || from.generated != to.generated
                    || (from.identity.is_some() && matches!(to.identity, Identity::None | Identity::Always))
                        && from.identity != to.identity
            }
            Self::DropTable { .. }
            | Self::RenameTable { .. }
            | Self::DropColumn { .. }
            | Self::RenameColumn { .. }
            | Self::SetPrimaryKey { .. }
            | Self::AddUnique { .. }
            | Self::AddCheck { .. } => true,
        }
    }

    /// What the down of this change brings back.
    pub fn reversibility(&self) -> Reversibility {
        match self {
            // What is computed is computed again.
            Self::DropColumn { column, .. } if column.generated.is_some() => Reversibility::Exact,
            Self::DropTable { .. } | Self::DropColumn { .. } => Reversibility::StructureOnly,
            Self::AlterColumn { from, to, backfill, using, .. } => {
                let converts = from.ty != to.ty && (using.is_some() || !from.ty.converts_losslessly(&to.ty));
                let generated = from.generated != to.generated && from.generated.is_none();
                if converts || generated || backfill.is_some() {
                    Reversibility::StructureOnly
                } else {
                    Reversibility::Exact
                }
            }
            Self::AlterDomain { from, to } if !from.ty.converts_losslessly(&to.ty) => {
                Reversibility::StructureOnly
            }
            _ => Reversibility::Exact,
        }
    }

    /// How much the change may hurt.
    pub fn risk(&self) -> Risk {
        self.weigh().0
    }

    /// Why it is of that risk, in words; empty where it is safe.
    pub fn risk_reason(&self) -> &'static str {
        self.weigh().1
    }

    /// What of the data is lost, in words; `None` where nothing is.
    pub fn loses(&self) -> Option<String> {
        let lossy = self.risk() == Risk::High && self.reversibility() != Reversibility::Exact;
        match self {
            Self::DropTable { table } => Some(format!("the rows of {}", table.name)),
            Self::DropColumn { table, column, .. } if lossy => {
                Some(format!("the values of {table}.{}", column.name))
            }
            Self::AlterColumn { table, from, to, .. } if lossy && from.generated != to.generated => {
                Some(format!("the values of {table}.{}", from.name))
            }
            Self::AlterColumn { table, from, to, .. } if lossy => {
                Some(format!("what {} does not hold of the values of {table}.{}", to.ty, from.name))
            }
            Self::AlterDomain { from, to } if lossy => {
                Some(format!("what {} does not hold of the values of the domain {}", to.ty, from.name))
            }
            _ => None,
        }
    }

    fn weigh(&self) -> (Risk, &'static str) {
        match self {
            Self::DropColumn { column, .. } if column.generated.is_some() => {
                (Risk::Medium, "programs may read it")
            }
            Self::DropTable { .. } | Self::DropColumn { .. } => (Risk::High, "its data is lost"),
            Self::AlterColumn { from, to, using, .. } => {
                let lossy = from.ty != to.ty && (using.is_some() || !from.ty.converts_losslessly(&to.ty));
                let overwritten = from.generated != to.generated && to.generated.is_some();
                if lossy {
                    (Risk::High, "values may change, or not convert")
                } else if overwritten {
                    (Risk::High, "computed values replace those that are there")
                } else if from.nullable && !to.nullable {
                    (Risk::Medium, "a row without a value is refused")
                } else if from.ty != to.ty || from.generated != to.generated || from.collation != to.collation
                {
                    (Risk::Medium, "the table may be rewritten, and programs may rely on what was")
                } else {
                    SAFE
                }
            }
            Self::AlterEnum { from, to } if !is_prefix_preserving(&from.values, &to.values) => {
                (Risk::High, "rows may have a value that goes")
            }
            Self::RenameTable { .. } | Self::RenameColumn { .. } | Self::RenameDomain { .. } => {
                (Risk::Medium, "programs may use the old name")
            }
            Self::DropIndex { .. } => (Risk::Medium, "queries may become slow"),
            Self::DropUnique { .. } | Self::DropForeignKey { .. } | Self::DropCheck { .. } => {
                (Risk::Medium, "rows are taken that were refused")
            }
            Self::AddUnique { .. }
            | Self::AddCheck { .. }
            | Self::AddForeignKey { .. }
            | Self::SetPrimaryKey { .. } => (Risk::Medium, "a row may not fit it"),
            Self::AddIndex { index, .. } if index.unique => (Risk::Medium, "a row may not fit it"),
            Self::AlterDomain { from, to } if !from.ty.converts_losslessly(&to.ty) => {
                (Risk::High, "values may change, or not convert")
            }
            Self::AlterDomain { from, to } if from.ty != to.ty || tightens(from, to) => {
                (Risk::Medium, "a row may not fit it")
            }
            Self::SetTableOptions { from, to, .. }
                if to.contains(&TableOption::Unlogged) && !from.contains(&TableOption::Unlogged) =>
            {
                (Risk::High, "rows are not logged, so that a crash takes them")
            }
            // Only a table that was not strict holds a value of another type than the column's.
            Self::SetTableOptions { .. } => {
                (Risk::Medium, "a value of another type than its column's is refused")
            }
            Self::AddColumn { column, .. } if column.generated.as_ref().is_some_and(|g| g.stored) => {
                (Risk::Medium, "it is computed for every row, which rewrites the table and may fail on one")
            }
            Self::AddColumn { column, .. } if column.generated.is_some() => {
                (Risk::Medium, "its expression may fail on a row")
            }
            Self::AddColumn { column, backfill, .. }
                if !column.nullable && column.default.is_none() && backfill.is_some() =>
            {
                (Risk::Medium, "programs that insert rows do not know it")
            }
            _ => SAFE,
        }
    }
}

const SAFE: (Risk, &str) = (Risk::Safe, "");

/// Whether every old value is still there in the same order, so that no stored value is lost or compares otherwise.
fn is_prefix_preserving(old: &[String], new: &[String]) -> bool {
    let mut rest = new.iter();
    old.iter().all(|o| rest.any(|n| n == o))
}

/// Whether a domain takes less than it took.
fn tightens(from: &Domain, to: &Domain) -> bool {
    from.nullable && !to.nullable || to.checks.iter().any(|c| !from.checks.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Type;

    #[test]
    fn a_domain_of_another_type_hurts_as_a_column_of_another_type_does() {
        let domain = |ty| Domain::new("price", "zSchema.shop", ty);
        let narrow = domain(Type::Decimal { precision: 10, scale: 2 });
        let wide = domain(Type::Decimal { precision: 20, scale: 4 });
        let grows = Change::AlterDomain { from: narrow.clone(), to: wide.clone() };
        let shrinks = Change::AlterDomain { from: wide, to: narrow.clone() };
        assert_eq!((grows.risk(), grows.reversibility()), (Risk::Medium, Reversibility::Exact));
        assert_eq!((shrinks.risk(), shrinks.reversibility()), (Risk::High, Reversibility::StructureOnly));
        let remarked = Domain { comment: Some("in euros".into()), ..narrow.clone() };
        let remark = Change::AlterDomain { from: narrow, to: remarked };
        assert_eq!((remark.risk_reason(), shrinks.risk_reason().is_empty()), ("", false));
        assert_eq!((remark.risk(), remark.reversibility()), (Risk::Safe, Reversibility::Exact));
        assert_eq!([&grows, &shrinks, &remark].map(Change::is_breaking), [true, true, false]);
    }
}
