//! Schemas whose data is in different databases: nothing may lead from one into another.

use crate::diagnostic::Diagnostic;
use crate::merge::{Merged, Problem};
use crate::project::Sources;
use crate::settings::Settings;
use crate::source::Spot;
use std::collections::BTreeMap;
use zmig_core::{Column, Manifest, Place, Table};

/// The variable that each schema names as the place of its data. Schemas that name none are not in it.
pub(crate) fn named(merged: &Merged) -> BTreeMap<&str, &str> {
    let name = |(schema, source): (_, Option<_>)| Some((schema, source?));
    merged
        .schemas
        .iter()
        .map(|(s, (_, meta))| (s.as_str(), meta.source.as_deref()))
        .filter_map(name)
        .collect()
}

/// Refuses what leads from one database into another: foreign keys and shared types.
///
/// # Errors
/// All of it, with the lines that say where the data is.
pub(super) fn check(settings: &Settings, sources: &Sources, merged: &Merged) -> Result<(), Vec<Diagnostic>> {
    let apart = Apart { merged, named: named(merged) };
    if apart.named.is_empty() {
        return Ok(());
    }
    let tables = merged.schema.tables.values();
    none(sources.locate(settings, tables.flat_map(|table| apart.table(table)).collect()))
}

/// Refuses migrations that build on those of a schema in another database.
///
/// # Errors
/// All of them.
pub(super) fn check_migrations(
    settings: &Settings,
    sources: &Sources,
    merged: &Merged,
    manifests: &[Manifest],
) -> Result<(), Vec<Diagnostic>> {
    let apart = Apart { merged, named: named(merged) };
    if apart.named.is_empty() {
        return Ok(());
    }
    none(sources.locate(settings, apart.migrations(manifests)))
}

fn none(found: Vec<Diagnostic>) -> Result<(), Vec<Diagnostic>> {
    if found.is_empty() { Ok(()) } else { Err(found) }
}

struct Apart<'a> {
    merged: &'a Merged,
    named: BTreeMap<&'a str, &'a str>,
}

impl Apart<'_> {
    fn is(&self, one: &str, other: &str) -> bool {
        self.named.get(one) != self.named.get(other)
    }

    fn table(&self, table: &Table) -> Vec<Problem> {
        let mut out = Vec::new();
        for key in &table.foreign_keys {
            let Some(target) = self.merged.schema.table(&key.references) else { continue };
            if self.is(&table.owner, &target.owner) {
                let what = format!(
                    "the foreign key {} leads from {} into another database, where {} is",
                    key.name, table.name, target.name
                );
                let at = Place::Object { table: table.name.clone(), object: key.name.clone() };
                let problem = self.problem(what, &at, &table.owner, &target.owner);
                out.push(problem.help("leave the foreign key out, or give both schemas one `Data_Source`"));
            }
        }
        out.extend(table.columns.iter().filter_map(|c| self.column(table, c)));
        out
    }

    /// A column of a type that another schema keeps.
    fn column(&self, table: &Table, column: &Column) -> Option<Problem> {
        let schema = &self.merged.schema;
        let of_enum = column.ty.enum_name().and_then(|n| Some((n, &schema.enums.get(n)?.owner)));
        let of_domain = column.ty.domain_name().and_then(|n| Some((n, &schema.domains.get(n)?.owner)));
        let (name, owner) = of_enum.or(of_domain)?;
        if !self.is(&table.owner, owner) {
            return None;
        }
        let what =
            format!("{}.{} is of the type {name}, which is in another database", table.name, column.name);
        let at = Place::Column { table: table.name.clone(), column: column.name.clone() };
        let help = "give the schema a type of its own, or give both schemas one `Data_Source`";
        Some(self.problem(what, &at, &table.owner, owner).help(help))
    }

    fn migrations(&self, manifests: &[Manifest]) -> Vec<Problem> {
        let schema_of = |name: &str| manifests.iter().find(|m| m.name == name).map(|m| m.schema.as_str());
        let mut out = Vec::new();
        for manifest in manifests {
            for (needed, schema) in manifest.depends_on.iter().filter_map(|n| Some((n, schema_of(n)?))) {
                if self.is(&manifest.schema, schema) {
                    let what =
                        format!("{} builds on {needed}, whose data is in another database", manifest.name);
                    let problem = self.say_where(Problem::new(what), &manifest.schema, schema);
                    out.push(problem.help("give both schemas one `Data_Source`"));
                }
            }
        }
        out
    }

    fn problem(&self, what: String, at: &Place, own: &str, other: &str) -> Problem {
        let problem = match self.merged.places.of(at) {
            Some((source, spot)) => Problem::new(what).at(source, spot, "from here"),
            None => Problem::new(what),
        };
        self.say_where(problem, own, other)
    }

    /// The lines that say where the data of two schemas is.
    fn say_where(&self, problem: Problem, own: &str, other: &str) -> Problem {
        [own, other].into_iter().fold(problem, |problem, schema| {
            let Some((source, _)) = self.merged.schemas.get(schema) else { return problem };
            let label = match self.named.get(schema) {
                Some(variable) => format!("{schema} is in {variable}"),
                None => format!("{schema} names no source"),
            };
            problem.at(*source, Spot::meta(schema, "Data_Source"), label)
        })
    }
}
