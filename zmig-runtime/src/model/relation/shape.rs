//! What a statement has to know of a relation, as constants.

use crate::model::ColumnShape;
use crate::model::sql::{Statement, separated};

/// The other table of a relation, and what joins it.
#[derive(Debug)]
pub struct RelationShape {
    /// The other table's name.
    pub table: &'static str,
    /// The column here, and the column that holds the same value: of the other table, or of the one in between.
    pub pairs: &'static [(ColumnShape, &'static str)],
    /// The table in between, of many to many.
    pub through: Option<Through>,
    /// Whether rows of the other table are marked as deleted, in `deleted_at`.
    pub soft_delete: bool,
}

/// A table between two others.
#[derive(Debug)]
pub struct Through {
    /// Its name.
    pub table: &'static str,
    /// Its column, and the column of the other table that holds the same value.
    pub pairs: &'static [(&'static str, &'static str)],
    /// Whether its rows are marked as deleted, in `deleted_at`.
    pub soft_delete: bool,
}

impl RelationShape {
    /// `posts AS t`, or `labels AS t JOIN post_labels AS b ON b.label = t.id AND b.deleted_at IS NULL`. Gives back which
    /// of the two has the columns that point here.
    pub(super) fn from<'n>(&self, out: &mut Statement<'_>, other: &'n str, between: &'n str) -> &'n str {
        out.table(self.table).push(" AS ").push(other);
        let Some(through) = &self.through else { return other };
        out.push(" JOIN ").table(through.table).push(" AS ").push(between).push(" ON ");
        separated(out, " AND ", through.pairs, |out, (theirs, others)| {
            out.column(between, theirs).push(" = ").column(other, others);
        });
        if through.soft_delete {
            out.push(" AND ").column(between, "deleted_at").push(" IS NULL");
        }
        between
    }
}
