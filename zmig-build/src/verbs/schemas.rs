//! The schemas of a project, as their sources tell of them.

use crate::builder::Error;
use crate::project::Sources;
use std::collections::BTreeMap;
use std::path::Path;
use zmig_core::DataType;

/// A schema of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SchemaFacts {
    /// Its name.
    pub schema: String,
    /// The file that has its version, relative to the root.
    pub file: String,
    /// The kind of place that its data is in (`Data_Type`), where it says one.
    pub data_type: Option<DataType>,
    /// The variable that holds its database's URL (`Data_Source`).
    pub source: Option<String>,
    /// Its version.
    pub version: Option<String>,
    /// Whether it is migrated at all (`zMigration: true`).
    pub enabled: bool,
}

/// What the sources say of each schema, by its name.
///
/// # Errors
/// When a source cannot be read.
pub fn schemas(root: &Path) -> Result<Vec<SchemaFacts>, Error> {
    let settings = super::settings(root)?;
    let sources = Sources::read(&settings)?;
    let mut out: BTreeMap<&str, SchemaFacts> = BTreeMap::new();
    for item in sources.items.iter().filter(|item| item.says.meta.extends.is_none()) {
        let meta = &item.says.meta;
        let facts = out.entry(item.says.schema.as_str()).or_default();
        if facts.file.is_empty() || meta.version.is_some() {
            facts.file.clone_from(&item.file);
        }
        facts.data_type = facts.data_type.or(meta.data_type);
        facts.source = facts.source.take().or_else(|| meta.source.clone());
        facts.version = facts.version.take().or_else(|| meta.version.clone());
        facts.enabled |= meta.enabled;
    }
    Ok(out.into_iter().map(|(schema, facts)| SchemaFacts { schema: schema.to_owned(), ..facts }).collect())
}
