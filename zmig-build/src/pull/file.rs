//! Files: their heading, their tables, and what the database has besides.

use super::node::{Entries, Node, entries};
use super::types::{is_inline, keys_of_domain};
use super::unsupported::LeftOut;
use super::{column, needed, table};
use crate::diagnostic::Diagnostic;
use crate::merge::{Known, merge};
use crate::source::{Contribution, SourceId};
use crate::yaml::parse_yaml;
use crate::yaml::scalar;
use std::collections::{BTreeMap, BTreeSet};
use zmig_core::{DataType, Dialect, Domain, Place, Schema, SchemaName, Table, Unmanaged};

/// What the files say of themselves.
#[derive(Clone, Debug)]
pub struct Heading<'a> {
    /// The kind of place that it was read from.
    pub data_type: DataType,
    /// Schemas that say another one which speaks the same SQL.
    pub data_types: BTreeMap<SchemaName, DataType>,
    /// Where it was read from, for people, in a few words.
    pub origin: Option<&'a str>,
    /// The version of each schema; `v1.0.0` of one that is not listed.
    pub versions: BTreeMap<SchemaName, String>,
    /// What the database has besides.
    pub unmanaged: &'a [Unmanaged],
    /// What was left out.
    pub left_out: Vec<LeftOut>,
}

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// The schema that it describes.
    pub schema: SchemaName,
    /// Its name, within the schemas' folder.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Heading<'_> {
    /// Nothing but the kind of database.
    pub fn new(dialect: Dialect) -> Self {
        Self {
            data_type: dialect.into(),
            data_types: BTreeMap::new(),
            origin: None,
            versions: BTreeMap::new(),
            unmanaged: &[],
            left_out: Vec::new(),
        }
    }
}

/// A file for each owner of the schema, sorted by name.
pub fn write(schema: &Schema, heading: &Heading<'_>) -> Vec<File> {
    let owners = owners(schema);
    let remarks = remarks(schema, heading, &owners);
    owners
        .into_iter()
        .map(|owner| File {
            schema: owner.to_owned(),
            path: format!("{owner}.yaml"),
            text: text(schema, heading, owner, remarks.get(owner).unwrap_or(&Remarks::default())),
        })
        .collect()
}

fn text(schema: &Schema, heading: &Heading<'_>, owner: &str, remarks: &Remarks) -> String {
    let mut out = String::new();
    if let Some(origin) = heading.origin {
        out.push_str(&format!("# Pulled from {}. From here on this file is the source.\n", one_line(origin)));
    }
    entries(&mut out, 0, &vec![("Meta".to_owned(), Node::Block(meta(schema, heading, owner)))]);
    for table in schema.tables.values().filter(|t| t.owner == owner) {
        out.push('\n');
        describe(&mut out, schema, table);
    }
    for (head, remarks) in [
        (
            "Needed by the tables, and not managed by zmig: an empty database needs these before the first migration.",
            &remarks.needed,
        ),
        (
            "Needed by the tables, not managed by zmig, and made of what only the first migration makes: an empty database cannot have \
             these in time. Make it with `pg_dump --schema-only` instead, and record the migration with `cargo zmig stamp`; or, while no \
             database has the migration (`--files-only`), put them into its SQL before the tables, and keep that with \
             `cargo zmig amend --keep-sql`.",
            &remarks.entangled,
        ),
        ("Also in the database, and not managed by zmig:", &remarks.others),
    ] {
        if !remarks.is_empty() {
            out.push_str(&format!("\n# {head}\n"));
        }
        for line in remarks.iter().flat_map(|r| r.split('\n')) {
            out.push_str(format!("#   {}", one_line(line)).trim_end());
            out.push('\n');
        }
    }
    out
}

fn describe(out: &mut String, schema: &Schema, table: &Table) {
    let remark = if table.primary_key.is_empty() { "  # no primary key" } else { "" };
    out.push_str(&format!("{}:{remark}\n", scalar::scalar(&table.name, scalar::Within::Line)));
    entries(out, 2, &table::entries(schema, table));
}

fn meta(schema: &Schema, heading: &Heading<'_>, owner: &str) -> Entries {
    let version = heading.versions.get(owner).map_or("v1.0.0", String::as_str);
    let data_type = heading.data_types.get(owner).copied().unwrap_or(heading.data_type);
    let mut out: Entries = vec![
        ("Data_Type".into(), Node::text(data_type.name())),
        ("zMigration".into(), Node::Yes),
        ("zMigrationVersion".into(), Node::text(version)),
    ];
    let shared = schema.enums.values().filter(|e| e.owner == owner && !is_inline(schema, e));
    let enums: Entries = shared.map(|e| (e.name.clone(), Node::texts(&e.values))).collect();
    if !enums.is_empty() {
        out.push(("enums".into(), Node::Block(enums)));
    }
    let domains = schema.domains.values().filter(|d| d.owner == owner);
    let domains: Entries = domains.map(|d| (d.name.clone(), domain(d))).collect();
    if !domains.is_empty() {
        out.push(("domains".into(), Node::Block(domains)));
    }
    out
}

fn domain(domain: &Domain) -> Node {
    let mut keys = keys_of_domain(&domain.ty);
    let mut say = |key: &str, node: Node| keys.push((key.to_owned(), node));
    if !domain.nullable {
        say("required", Node::Yes);
    }
    if let Some(default) = &domain.default {
        say("default", column::value(default));
    }
    if !domain.checks.is_empty() {
        say("checks", table::checks(&domain.name, &domain.checks));
    }
    if let Some(comment) = &domain.comment {
        say("comment", Node::text(comment));
    }
    column::short(keys)
}

/// What a file says at its end.
#[derive(Default)]
struct Remarks {
    /// What its tables use.
    needed: Vec<String>,
    /// What its tables use, and what is made of its types.
    entangled: Vec<String>,
    others: Vec<String>,
}

/// What is not managed, by the file in which it is looked for: that of its table, or of the first one that it needs or that
/// needs it.
fn remarks<'a>(
    schema: &'a Schema,
    heading: &Heading<'_>,
    owners: &BTreeSet<&'a str>,
) -> BTreeMap<&'a str, Remarks> {
    let owner = |table: &str| schema.tables.get(table).map(|t| t.owner.as_str());
    let mut out: BTreeMap<&str, Remarks> = BTreeMap::new();
    let mut at = |owner: Option<&'a str>, of: fn(&mut Remarks) -> &mut Vec<String>, remark: String| {
        if let Some(owner) = owner.or_else(|| owners.first().copied()) {
            of(out.entry(owner).or_default()).push(remark);
        }
    };
    let entangled = needed::entangled(schema, heading.unmanaged);
    for thing in heading.unmanaged {
        if let Some(user) = needed::user(schema, thing) {
            let definition =
                thing.definition.as_deref().map(|d| format!(":\n  {}", d.trim().replace('\n', "\n  ")));
            let definition = definition.unwrap_or_default();
            let owner = user.map(|t| t.owner.as_str());
            match entangled.iter().find(|(other, _)| std::ptr::eq(*other, thing)) {
                Some((_, what)) => {
                    at(owner, |r| &mut r.entangled, format!("{thing}, made of {what}{definition}"));
                }
                None => at(owner, |r| &mut r.needed, format!("{thing}{definition}")),
            }
            continue;
        }
        let own = thing.table.as_deref().and_then(owner);
        let needed = || thing.needs.iter().find_map(|need| owner(&need.table));
        at(own.or_else(needed), |r| &mut r.others, thing.to_string());
    }
    for left in &heading.left_out {
        at(left.table.as_deref().and_then(owner), |r| &mut r.others, left.to_string());
    }
    out
}

/// A remark cannot end its line, whatever a name in it holds.
fn one_line(text: &str) -> String {
    let seen = |c: char| {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{e02c}') { ' ' } else { c }
    };
    text.chars().map(seen).collect()
}

/// Reads the files as a build does, together with the other sources of the project, and says what of the schema is not
/// what it was written from.
///
/// # Errors
/// When a file cannot be read at all, or the sources contradict each other.
pub fn read_back(
    files: &[File],
    schema: &Schema,
    others: &[&Contribution],
) -> Result<Vec<Place>, Vec<Diagnostic>> {
    let mut own: Vec<Contribution> = Vec::new();
    for file in files {
        own.push(parse_yaml(&file.path, &file.text)?);
    }
    let sources: Vec<(SourceId, &Contribution)> =
        (0..).map(SourceId).zip(own.iter().chain(others.iter().copied())).collect();
    let read = merge(&sources, Known::NOTHING).map_err(|problems| {
        let text = |id: SourceId| {
            let file = files.get(usize::try_from(id.0).ok()?)?;
            Some((file.path.clone(), file.text.clone()))
        };
        problems.into_iter().map(|p| p.locate(&text)).collect::<Vec<_>>()
    })?;
    let read = read.schema;
    let owners: BTreeSet<&str> = files.iter().map(|f| f.schema.as_str()).collect();
    let ours = |owner: &str| owners.contains(owner);
    let mut out = Vec::new();
    let tables = read.tables.values().filter(|t| ours(&t.owner)).map(|t| &t.name);
    let tables: BTreeSet<&String> = schema.tables.keys().chain(tables).collect();
    let strange = tables.into_iter().filter(|n| schema.tables.get(*n) != read.tables.get(*n));
    out.extend(strange.map(|n| Place::Table { table: n.clone() }));
    let enums = read.enums.values().filter(|e| ours(&e.owner)).map(|e| &e.name);
    let enums: BTreeSet<&String> = schema.enums.keys().chain(enums).collect();
    let strange = enums.into_iter().filter(|n| schema.enums.get(*n) != read.enums.get(*n));
    out.extend(strange.map(|n| Place::Enum { name: n.clone() }));
    let domains = read.domains.values().filter(|d| ours(&d.owner)).map(|d| &d.name);
    let domains: BTreeSet<&String> = schema.domains.keys().chain(domains).collect();
    let strange = domains.into_iter().filter(|n| schema.domains.get(*n) != read.domains.get(*n));
    out.extend(strange.map(|n| Place::Domain { name: n.clone() }));
    Ok(out)
}

/// The owners of everything in a schema.
pub(super) fn owners(schema: &Schema) -> BTreeSet<&str> {
    let tables = schema.tables.values().map(|t| &t.owner);
    let types = schema.enums.values().map(|e| &e.owner).chain(schema.domains.values().map(|d| &d.owner));
    tables.chain(types).map(String::as_str).collect()
}
