//! Who says what: schemas with their meta, and tables with all their parts.

use super::Problem;
use crate::source::{ColumnSource, Contribution, Meta, SourceId, Spot, TableSource};
use std::collections::BTreeMap;
use zmig_core::IntoSorted as _;
use zmig_core::{Map, SchemaName, fold};

/// A table with what each source says of it; the owner's part is the first.
pub(super) struct Group<'a> {
    pub(super) owner: &'a str,
    pub(super) parts: Vec<Part<'a>>,
    /// The columns of all parts, each once.
    pub(super) columns: Vec<(SourceId, &'a ColumnSource)>,
}

/// What one source says of a table.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) source: SourceId,
    pub(super) schema: &'a str,
    pub(super) extends: Option<&'a str>,
    pub(super) table: &'a TableSource,
}

impl Part<'_> {
    fn has_key(&self) -> bool {
        self.table.primary_key.is_some() || self.table.columns.iter().any(|c| c.pk)
    }
}

impl<'a> Group<'a> {
    pub(super) fn column(&self, name: &str) -> Option<(SourceId, &'a ColumnSource)> {
        self.columns.iter().copied().find(|(_, c)| c.name == name)
    }

    /// The source that owns the table.
    pub(super) fn source(&self) -> SourceId {
        self.parts[0].source
    }
}

/// The meta of each schema. Several sources may share one if they agree on its version.
pub(super) fn schemas(
    contributions: &[(SourceId, &Contribution)],
    problems: &mut Vec<Problem>,
) -> BTreeMap<SchemaName, (SourceId, Meta)> {
    let mut out: BTreeMap<SchemaName, (SourceId, Meta)> = BTreeMap::new();
    for (source, contribution) in contributions {
        let Contribution { schema, meta, .. } = contribution;
        if meta.extends.is_some() {
            continue;
        }
        let Some((first, before)) = out.get_mut(schema) else {
            out.insert(schema.clone(), (*source, meta.clone()));
            continue;
        };
        if let (Some(one), Some(other)) = (&before.source, &meta.source)
            && one != other
        {
            let problem = Problem::new(format!("the schema {schema} is given two places for its data"))
                .at(*source, Spot::meta(schema, "Data_Source"), "another here")
                .at(*first, Spot::meta(schema, "Data_Source"), "one here")
                .help("give both the same variable, or each a schema of its own");
            problems.push(problem);
        }
        if let (Some(one), Some(other)) = (before.data_type, meta.data_type)
            && one != other
        {
            let problem = Problem::new(format!("the schema {schema} is given two kinds of data"))
                .at(*source, Spot::meta(schema, "Data_Type"), format!("{other} here"))
                .at(*first, Spot::meta(schema, "Data_Type"), format!("{one} here"))
                .help("give both the same `Data_Type`; SQL for more databases is what `dialects` in zmig.toml asks for");
            problems.push(problem);
        }
        let data_type = before.data_type.or(meta.data_type);
        let place = before.source.clone().or_else(|| meta.source.clone());
        if meta.version.is_none() && !meta.enabled {
            before.dropped_tables.extend(meta.dropped_tables.iter().cloned());
        } else if before.version.is_none() && !before.enabled {
            *first = *source;
            let dropped = std::mem::replace(before, meta.clone()).dropped_tables;
            before.dropped_tables.extend(dropped);
        } else if before.version == meta.version && before.enabled == meta.enabled {
            before.dropped_tables.extend(meta.dropped_tables.iter().cloned());
        } else {
            let key = if before.version == meta.version { "zMigration" } else { "zMigrationVersion" };
            let problem = Problem::new(format!("the schema {schema} is given two versions"))
                .at(*source, Spot::meta(schema, key), "another here")
                .at(*first, Spot::meta(schema, key), "one here")
                .help("give both the same version, or each a schema of its own")
                .help(format!("or let the one add to the other by\nextends: {schema}"));
            problems.push(problem);
        }
        (before.source, before.data_type) = (place, data_type);
    }
    out
}

/// The tables, each with its parts in order and its owner first.
pub(super) fn tables<'a>(
    contributions: &[(SourceId, &'a Contribution)],
    problems: &mut Vec<Problem>,
) -> Map<&'a str, Group<'a>> {
    let mut parts: Map<&str, Vec<Part<'a>>> = Map::new();
    for (source, contribution) in contributions {
        for table in &contribution.tables {
            let extends = table.extends.as_deref().or(contribution.meta.extends.as_deref());
            let part = Part { source: *source, schema: &contribution.schema, extends, table };
            parts.or_default(&table.name).push(part);
        }
    }
    let mut out = Map::new();
    for (name, mut parts) in parts {
        let owner = match owner(name, &mut parts, problems) {
            Some(owner) => owner,
            // Whoever refers to it does nothing wrong.
            None => {
                parts.truncate(1);
                parts[0].schema
            }
        };
        let columns = columns(name, &parts, problems);
        out.insert(name, Group { owner, parts, columns });
    }
    out
}

/// Puts the owner's part first. The owner has the primary key, or is the only one that does not extend another.
fn owner<'a>(name: &str, parts: &mut [Part<'a>], problems: &mut Vec<Problem>) -> Option<&'a str> {
    let spot = || Spot::Table { table: name.to_owned() };
    let mut owners: Vec<usize> = (0..parts.len()).filter(|i| parts[*i].extends.is_none()).collect();
    if owners.len() > 1 {
        let with_key: Vec<usize> = owners.iter().copied().filter(|i| parts[*i].has_key()).collect();
        owners = if with_key.is_empty() { owners } else { with_key };
    }
    match owners[..] {
        [] => {
            let extended = parts[0].extends.unwrap_or_default();
            let problem = Problem::new(format!("nobody describes the table {name} that is extended here"))
                .at(parts[0].source, spot(), format!("{extended} has no such table"))
                .help("describe it there with its primary key, or leave `extends` away");
            problems.push(problem);
            return None;
        }
        [one] => parts[..=one].rotate_right(1),
        [first, second, ..] => {
            let schema = parts[first].schema;
            let problem = Problem::new(format!("the table {name} is described twice"))
                .at(parts[second].source, spot(), "again here")
                .at(parts[first].source, spot(), "here first")
                .note("a table belongs to the source that has its primary key")
                .help(format!("what only adds columns or indexes to it says so by\nextends: {schema}"));
            problems.push(problem);
            return None;
        }
    }
    let owner = parts[0].schema;
    for part in &parts[1..] {
        if let Some(extends) = part.extends.filter(|e| *e != owner) {
            let problem = Problem::new(format!("the table {name} belongs to {owner} and not to {extends}"))
                .at(part.source, spot(), format!("extends {extends}"))
                .at(parts[0].source, spot(), format!("described in {owner}"))
                .help(format!("extends: {owner}"));
            problems.push(problem);
        }
    }
    Some(owner)
}

fn columns<'a>(
    table: &str,
    parts: &[Part<'a>],
    problems: &mut Vec<Problem>,
) -> Vec<(SourceId, &'a ColumnSource)> {
    let mut out: Vec<(SourceId, &'a ColumnSource)> = Vec::new();
    for (number, part) in parts.iter().enumerate() {
        for column in &part.table.columns {
            // Within one part names differ already, in all but case; the validation looks at that.
            let before = if number == 0 { None } else { out.iter().find(|(_, c)| c.name == column.name) };
            match before {
                None => out.push((part.source, column)),
                Some((_, before)) if *before == column => {}
                Some((first, _)) => {
                    let name = &column.name;
                    let problem = Problem::new(format!("{table}.{name} is described twice, and not alike"))
                        .at(part.source, Spot::column(table, name), "one way here")
                        .at(*first, Spot::column(table, name), "another way here")
                        .help("remove one of them");
                    problems.push(problem);
                }
            }
        }
    }
    out
}

/// Tables whose names are one for a database that ignores case, be they given or known.
pub(super) fn folded(groups: &Map<&str, Group<'_>>, known: &[String], problems: &mut Vec<Problem>) {
    let known: Map<String, &String> = known.iter().map(|name| (fold(name), name)).into_sorted();
    for (name, group) in groups {
        if let Some(other) = known.get(&fold(name)).filter(|other| other.as_str() != *name) {
            let spot = Spot::Table { table: (*name).to_owned() };
            let problem = Problem::new(format!("the tables {other} and {name} differ only in case"))
                .at(group.source(), spot, "one table for SQLite and MySQL")
                .help("rename one of them");
            problems.push(problem);
        }
    }
}
