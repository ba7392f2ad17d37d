//! The catalog as it was at one moment.

use super::columns::{self, Attribute};
use super::constraints::{self, Constraint};
use super::indexes::{self, IndexedKey};
use super::look::View;
use super::relations::{self, Kind, Relation};
use super::sequences::{self, Sequence};
use super::types::{self, CatalogType, Types};
use crate::IntrospectOptions;
use crate::driver::{Driver, Fault};
use std::collections::HashMap;

/// What the catalog says of tables and types, before anything is made of it.
#[derive(Debug)]
pub(super) struct Catalog {
    pub view: View,
    pub relations: Vec<Relation>,
    pub attributes: Vec<Attribute>,
    pub types: Vec<CatalogType>,
    pub sequences: Vec<Sequence>,
    pub constraints: Vec<Constraint>,
    pub keys: Vec<IndexedKey>,
    /// Places in `relations`, by number. Looked up only.
    by_number: HashMap<u32, usize>,
    /// Places in `attributes`, by relation and number. Looked up only.
    columns: HashMap<(u32, i16), usize>,
}

impl Catalog {
    pub(super) async fn read<D: Driver>(
        driver: &mut D,
        view: View,
        options: &IntrospectOptions,
    ) -> Result<Self, Fault> {
        let everything = IntrospectOptions::default();
        let types_options = if view.beside { &everything } else { options };
        let relations = relations::read(driver, &view, options).await?;
        let attributes = columns::read(driver, options).await?;
        Ok(Self {
            by_number: relations.iter().enumerate().map(|(at, r)| (r.oid, at)).collect(),
            columns: attributes.iter().enumerate().map(|(at, a)| ((a.relation, a.number), at)).collect(),
            relations,
            attributes,
            types: types::read(driver, types_options).await?,
            sequences: sequences::read(driver, options).await?,
            constraints: constraints::read(driver, &view, options).await?,
            keys: indexes::read(driver, &view, options).await?,
            view,
        })
    }

    pub(super) fn relation(&self, oid: u32) -> Option<&Relation> {
        self.by_number.get(&oid).and_then(|at| self.relations.get(*at))
    }

    /// The name in the model of a table that zmig can manage.
    pub(super) fn table_name(&self, oid: u32) -> Option<&str> {
        self.relation(oid).filter(|r| r.kind == Kind::Table)?.model_name.as_deref()
    }

    pub(super) fn attribute(&self, relation: u32, number: i16) -> Option<&Attribute> {
        self.columns.get(&(relation, number)).and_then(|at| self.attributes.get(*at))
    }

    /// Names of columns of a relation. `None` where one is none, such as the `ctid` that every table has.
    pub(super) fn column_names(&self, relation: u32, numbers: &[i16]) -> Option<Vec<String>> {
        numbers.iter().map(|n| self.attribute(relation, *n).map(|a| a.name.clone())).collect()
    }

    pub(super) fn attributes_of(&self, relation: u32) -> impl Iterator<Item = &Attribute> {
        let begin = self.attributes.partition_point(|a| a.relation < relation);
        self.attributes[begin..].iter().take_while(move |a| a.relation == relation)
    }

    pub(super) fn types_of_model(&self) -> Types {
        Types::new(&self.types, &self.view)
    }
}
