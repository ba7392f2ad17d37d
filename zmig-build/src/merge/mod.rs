//! One schema out of what many sources say.

mod problem;
mod table_model;

pub use problem::Problem;
pub use table_model::TableModel;

use crate::source::{Contribution, Meta, SourceId, Spot, TableAnnotations};
use std::collections::BTreeMap;
use zmig_core::{EnumType, Hints, Place, Schema, SchemaName, Table, TableName};

/// What the sources say together.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// The schema: only the tables of the sources given, not those known otherwise.
    pub schema: Schema,
    /// What the sources say about the way from the schema before.
    pub hints: Hints,
    /// What concerns the structs, by table; tables without annotations are absent.
    pub annotations: BTreeMap<TableName, TableAnnotations>,
    /// Each schema's meta, with the source that says it. Sources that only extend a schema are not in here.
    pub schemas: BTreeMap<SchemaName, (SourceId, Meta)>,
    /// Which sources describe each table: its owner first.
    pub tables: BTreeMap<TableName, Vec<SourceId>>,
    /// The source of each column and enum, where it is not the table's first.
    pub places: Places,
}

/// Which source says what.
#[derive(Clone, Debug, Default)]
pub struct Places {
    pub(crate) spots: BTreeMap<Place, (SourceId, Spot)>,
    pub(crate) owners: BTreeMap<TableName, SourceId>,
}

/// Tables that are part of the schema and unchanged, so that their sources are not given again.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// A table by its name.
    pub table: &'a dyn Fn(&str) -> Option<Table>,
    /// A shared enum by its name.
    pub enum_type: &'a dyn Fn(&str) -> Option<EnumType>,
    /// The names of all known tables: for collisions and suggestions.
    pub names: &'a dyn Fn() -> Vec<TableName>,
}

impl Known<'_> {
    /// Nothing is known but what is given.
    pub const NOTHING: Self = Self { table: &|_| None, enum_type: &|_| None, names: &Vec::new };
}

/// Merges sources into one schema, and validates it.
///
/// # Errors
/// Everything that is wrong, each with the source and the spot, which [`Problem::locate`] turns into lines.
pub fn merge(contributions: &[(SourceId, &Contribution)], known: Known<'_>) -> Result<Merged, Vec<Problem>> {
    let _ = (contributions, known);
    todo!()
}

impl Places {
    /// The source and the spot that a place of the schema comes from.
    pub fn of(&self, place: &Place) -> Option<(SourceId, Spot)> {
        let _ = place;
        todo!()
    }
}
