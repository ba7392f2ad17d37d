//! A relation between two tables, with the columns that join them: what loading it takes.

use serde::{Deserialize, Serialize};

/// A relation of a table to another one, seen from the first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relation {
    /// Its name: the one written, or of `belongs_to` the column's without `_id`.
    pub name: String,
    /// How many rows of which side.
    pub kind: RelationKind,
    /// The other table.
    pub table: String,
    /// The column here and the column there, for each column of the foreign key. Empty where there is a table in between.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pairs: Vec<(String, String)>,
    /// The table in between, of many to many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<Through>,
    /// Whether the other table marks rows as deleted, in `deleted_at`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub soft_delete: bool,
}

/// How many rows of which side belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RelationKind {
    /// The row here points at one there.
    BelongsTo,
    /// At most one row there points here.
    HasOne,
    /// Rows there point here.
    HasMany,
    /// Rows of a table in between point here and there.
    ManyToMany,
}

/// The table in between.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Through {
    /// Its name.
    pub table: String,
    /// The column of this table, and the column of the table in between that points at it.
    pub here: Vec<(String, String)>,
    /// The column of the table in between, and the column of the other table that it points at.
    pub there: Vec<(String, String)>,
    /// Whether it marks rows as deleted, in `deleted_at`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub soft_delete: bool,
}

impl Relation {
    /// The other tables with what is said of their deleted rows: the one related to, and the one in between.
    pub(crate) fn others(&mut self) -> impl Iterator<Item = (&str, &mut bool)> {
        let between = self.through.iter_mut().map(|t| (&*t.table, &mut t.soft_delete));
        std::iter::once((&*self.table, &mut self.soft_delete)).chain(between)
    }
}
