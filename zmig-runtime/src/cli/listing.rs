//! The schemas of a project, in a line each.

use super::output::table;
use crate::Migrations;
use serde::Serialize;
use std::collections::BTreeMap;

/// A schema that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Listed {
    /// Its name.
    pub schema: String,
    /// The kind of database that it is for.
    pub data_type: String,
    /// Its version; none where it has none.
    pub version: Option<String>,
    /// Whether it is migrated: without `zMigration: true` it is not.
    pub enabled: bool,
    /// The file that describes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
}

impl Listed {
    /// A schema, in words of its source.
    pub fn new(schema: impl Into<String>, data_type: impl Into<String>, version: Option<String>) -> Self {
        Self { schema: schema.into(), data_type: data_type.into(), version, enabled: true, file: None }
    }

    /// Says whether it is migrated.
    #[must_use]
    pub fn enabled(mut self, enabled: bool) -> Self {
        self.enabled = enabled;
        self
    }

    /// Where it is described, for messages.
    #[must_use]
    pub fn file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Why it is not migrated, and what to do.
    pub(super) fn blocked(&self) -> super::Stop {
        let file = self.file.as_deref().unwrap_or("the file of its schema");
        super::Stop::new(format!(
            "Migration blocked: zMigration is not enabled\n  schema: {}\n  file: {file}\n  nothing was changed\n  \
             = help: add to its Meta:\n      zMigration: true\n      zMigrationVersion: v1.0.0",
            self.schema
        ))
    }

    /// What migrations tell of their schemas.
    pub(super) fn of(migrations: &Migrations) -> Vec<Self> {
        let dialects = migrations.dialects();
        let data_type = dialects.iter().map(|d| d.name()).collect::<Vec<_>>().join(", ");
        let mut newest = BTreeMap::new();
        for migration in migrations.all {
            newest.insert(migration.schema, migration.to);
        }
        let one = |(schema, to): (&str, &str)| Self::new(schema, data_type.clone(), Some(to.to_owned()));
        newest.into_iter().map(one).collect()
    }
}

/// All of them as a table, with what `state` says of each.
pub(super) fn listing(all: &[Listed], state: impl Fn(&Listed) -> String) -> String {
    let row = |s: &Listed| {
        [
            s.schema.clone(),
            s.data_type.clone(),
            s.version.clone().unwrap_or_else(|| "none".to_owned()),
            state(s),
        ]
    };
    table(["Schema", "Data type", "Version", "Status"], all.iter().map(row).collect())
}

/// Whether it is migrated, in a word or two.
pub(super) fn enabled(schema: &Listed) -> String {
    if schema.enabled { "enabled" } else { "not enabled" }.to_owned()
}
