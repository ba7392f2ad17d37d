//! One schema out of what many sources say.

mod build;
mod domains;
mod enforce;
mod gather;
mod problem;
mod relation;
mod relations;
mod resolve;
mod search;
mod table_model;
mod types;
mod values;

pub(crate) use enforce::beyond;
pub use problem::Problem;
pub use relation::{Relation, RelationKind, Through};
pub use table_model::TableModel;

use gather::Group;

use crate::source::{Contribution, Meta, SourceId, Spot, TableAnnotations};
use std::collections::BTreeMap;
use zmig_core::{Domain, EnumType, Hints, Map, Place, Schema, SchemaName, Table, TableName};

/// What the sources say together.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// The schema: only the tables of the sources given, not those known otherwise.
    pub schema: Schema,
    /// What the sources say about the way from the schema before.
    pub hints: Hints,
    /// What concerns the structs, by table; tables without annotations are absent.
    pub annotations: Map<TableName, TableAnnotations>,
    /// The relations of each table by their names; tables without any are absent.
    pub relations: BTreeMap<TableName, Vec<Relation>>,
    /// Each schema's meta, with the source that says it. Sources that only extend a schema are not in here.
    pub schemas: BTreeMap<SchemaName, (SourceId, Meta)>,
    /// Which sources describe each table: its owner first.
    pub tables: Map<TableName, Vec<SourceId>>,
    /// Where each table, column, index, constraint, enum and domain comes from.
    pub places: Places,
}

/// Which source says what.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Columns of the table's owner are left away; they follow from the table.
    spots: BTreeMap<Place, (SourceId, Spot)>,
}

/// Tables that are part of the schema and unchanged, so that their sources are not given again.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// A table by its name.
    pub table: &'a dyn Fn(&str) -> Option<Table>,
    /// A shared enum by its name.
    pub enum_type: &'a dyn Fn(&str) -> Option<EnumType>,
    /// A domain by its name.
    pub domain: &'a dyn Fn(&str) -> Option<Domain>,
    /// The names of all known tables: for collisions and suggestions.
    pub names: &'a dyn Fn() -> Vec<TableName>,
}

impl Known<'_> {
    /// Nothing is known but what is given.
    pub const NOTHING: Self =
        Self { table: &|_| None, enum_type: &|_| None, domain: &|_| None, names: &Vec::new };
}

/// Merges sources into one schema, and validates it.
///
/// All parts of a table must be given together, and so must be sources whose foreign keys point at tables that may
/// have changed: see [`Contribution::references`].
///
/// # Errors
/// Everything that is wrong, each with the source and the spot, which [`Problem::locate`] turns into lines.
pub fn merge(contributions: &[(SourceId, &Contribution)], known: Known<'_>) -> Result<Merged, Vec<Problem>> {
    let mut problems = Vec::new();
    let schemas = gather::schemas(contributions, &mut problems);
    let groups = gather::tables(contributions, &mut problems);
    gather::folded(&groups, &(known.names)(), &mut problems);
    let names: Vec<&str> = groups.keys().copied().collect();
    let mut merge = Merge { known, groups, problems, out: Merged::default() };
    merge.out.schemas = schemas;
    for (source, contribution) in contributions {
        merge.shared_enums(*source, contribution);
        merge.domains(*source, contribution);
        merge.out.hints.dropped_tables.extend(contribution.meta.dropped_tables.iter().cloned());
    }
    for name in &names {
        merge.build(name);
    }
    for name in &names {
        merge.relate(name);
    }
    if merge.problems.is_empty() {
        merge.validate();
    }
    if merge.problems.is_empty() { Ok(merge.out) } else { Err(shown(merge.problems)) }
}

/// The first of many: each is looked up in its file, and nobody reads hundreds.
fn shown(mut problems: Vec<Problem>) -> Vec<Problem> {
    const MOST: usize = 30;
    let more = problems.len().saturating_sub(MOST);
    if more > 0 {
        problems.truncate(MOST);
        problems.push(Problem::new(format!("and {more} more mistakes")));
    }
    problems
}

/// A merge on its way.
struct Merge<'a> {
    known: Known<'a>,
    groups: Map<&'a str, Group<'a>>,
    problems: Vec<Problem>,
    out: Merged,
}

impl Merge<'_> {
    fn shared_enums(&mut self, source: SourceId, contribution: &Contribution) {
        for written in &contribution.enums {
            let schema = contribution.meta.extends.as_ref().unwrap_or(&contribution.schema);
            let spot = Spot::Enum { schema: contribution.schema.clone(), name: written.name.clone() };
            let shared = EnumType {
                name: written.name.clone(),
                owner: schema.clone(),
                values: written.values.clone(),
            };
            let place = Place::Enum { name: written.name.clone() };
            if self.out.schema.enums.insert(written.name.clone(), shared).is_some() {
                let mut problem = Problem::new(format!("the enum `{}` is declared twice", written.name)).at(
                    source,
                    spot.clone(),
                    "again here",
                );
                if let Some((first, spot)) = self.out.places.spots.get(&place) {
                    problem = problem.at(*first, spot.clone(), "here first");
                }
                self.problems.push(problem);
            }
            self.out.places.spots.insert(place, (source, spot));
        }
    }

    /// What no database would take. Known tables that are referred to stand in for the whole schema.
    fn validate(&mut self) {
        let mut whole = self.out.schema.clone();
        for table in self.out.schema.tables.values() {
            for key in &table.foreign_keys {
                if !whole.tables.contains_key(&key.references)
                    && let Some(known) = (self.known.table)(&key.references)
                {
                    whole.tables.insert(known.name.clone(), known);
                }
            }
            for name in table.columns.iter().filter_map(|c| c.ty.domain_name()) {
                if !whole.domains.contains_key(name)
                    && let Some(known) = (self.known.domain)(name)
                {
                    whole.domains.insert(name.to_owned(), known);
                }
            }
            let of_domains: Vec<String> =
                whole.domains.values().filter_map(|d| d.ty.enum_name()).map(str::to_owned).collect();
            let enums = table.columns.iter().filter_map(|c| c.ty.enum_name());
            for name in enums.chain(of_domains.iter().map(String::as_str)) {
                if !whole.enums.contains_key(name)
                    && let Some(known) = (self.known.enum_type)(name)
                {
                    whole.enums.insert(name.to_owned(), known);
                }
            }
        }
        for invalid in zmig_core::validate(&whole) {
            // What is wrong with a known table was said when it was given.
            let Some((source, spot)) = self.out.places.of(&invalid.place) else { continue };
            let mut problem = Problem::new(invalid.what).at(source, spot, "");
            problem.helps.extend(invalid.help);
            self.problems.push(problem);
        }
    }
}

impl Places {
    /// The source and the spot that a place of the schema comes from.
    pub fn of(&self, place: &Place) -> Option<(SourceId, Spot)> {
        if let Some(found) = self.spots.get(place) {
            return Some(found.clone());
        }
        let (Place::Table { table } | Place::Column { table, .. } | Place::Object { table, .. }) = place
        else {
            return None;
        };
        let (owner, spot) = self.spots.get(&Place::Table { table: table.clone() })?;
        Some(match place {
            Place::Column { column, .. } => (*owner, Spot::column(table, column)),
            _ => (*owner, spot.clone()),
        })
    }
}
