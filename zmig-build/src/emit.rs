//! What the macros read: `$OUT_DIR/zmig/embed.rs` and `$OUT_DIR/zmig/tables/{table}.json`.

use crate::config;
use crate::disk::{Context as _, DiskError};
use crate::generate::{Survey, data_sources};
use crate::merge::{Merged, TableModel};
use crate::settings::Settings;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use zmig_core::IntoSorted as _;
use zmig_core::{
    Checksum, DataType, DataTypeChange, Dialect, Manifest, ManifestDialect, Map, Replaced, Reversibility,
    Risk, SetDigest, Transaction,
};

/// Tells cargo what to watch.
pub(crate) fn watch(settings: &Settings) {
    if !settings.is_build_script {
        return;
    }
    for variable in ["CI", "DOCS_RS", "ZMIG_MODE"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    let config = settings.root.join(config::FILE);
    let folders = [&settings.schemas, &settings.migrations, &config].into_iter().chain(&settings.sources);
    // Cargo takes a path that is not there for one that has changed, and would run the script on every build.
    for path in folders.filter(|p| p.exists()) {
        println!("cargo::rerun-if-changed={}", path.display());
    }
}

/// Writes everything that the macros read; what has not changed keeps its time.
pub(crate) fn all(settings: &Settings, survey: &Survey) -> Result<(), DiskError> {
    if settings.is_build_script {
        // The migrations' folder comes into being with the first migration. And while nobody describes anything, the first
        // schema must be noticed at all costs.
        if !survey.new.is_empty() || survey.sources.items.is_empty() {
            println!("cargo::rerun-if-changed={}", settings.migrations.display());
        }
        watch_outside(settings, &survey.outside(settings));
    }
    let Some(out) = &settings.out_dir else { return Ok(()) };
    let folder = out.join("zmig");
    let tables = folder.join("tables");
    fs::create_dir_all(&tables).on("create the folder", &tables)?;
    let mut expected = BTreeSet::new();
    for name in survey.wanted.merged.schema.tables.keys() {
        let file = format!("{name}.json");
        write_if_changed(&tables.join(&file), &table_model(&survey.wanted.merged, name))?;
        expected.insert(file);
    }
    for entry in fs::read_dir(&tables).on("read the folder", &tables)? {
        let entry = entry.on("read the folder", &tables)?;
        if !expected.contains(entry.file_name().to_string_lossy().as_ref()) {
            fs::remove_file(entry.path()).on("remove", &entry.path())?;
        }
    }
    let sources = data_sources::named(&survey.wanted.merged);
    write_if_changed(&folder.join("embed.rs"), &embed(settings, &survey.manifests, &sources))
}

/// Writes what the macros read of some tables, and the expression if it changed.
pub(crate) fn some(
    settings: &Settings,
    models: &[(String, String)],
    embed: Option<&str>,
) -> Result<(), DiskError> {
    let Some(out) = &settings.out_dir else { return Ok(()) };
    let folder = out.join("zmig");
    for (name, model) in models {
        write_if_changed(&folder.join("tables").join(format!("{name}.json")), model)?;
    }
    embed.map_or(Ok(()), |text| write_if_changed(&folder.join("embed.rs"), text))
}

/// Tells cargo of the files of Rust outside the folders that are watched as a whole.
pub(crate) fn watch_outside(settings: &Settings, files: &[String]) {
    if settings.is_build_script {
        for file in files {
            println!("cargo::rerun-if-changed={}", settings.root.join(file).display());
        }
    }
}

/// Writes a file unless it has this text already.
pub(crate) fn write_if_changed(path: &Path, text: &str) -> Result<(), DiskError> {
    if fs::read(path).is_ok_and(|found| found == text.as_bytes()) {
        return Ok(());
    }
    fs::write(path, text).on("write", path)
}

/// A table as the macros read it.
pub(crate) fn table_model(merged: &Merged, name: &str) -> String {
    let Some(table) = merged.schema.table(name) else { return String::new() };
    let of_columns = table.columns.iter().filter_map(|c| c.ty.domain_name());
    let domains: BTreeMap<_, _> =
        of_columns.filter_map(|d| Some((d.to_owned(), merged.schema.domains.get(d)?.clone()))).collect();
    let types = table.columns.iter().map(|c| &c.ty).chain(domains.values().map(|d| &d.ty));
    let enums: BTreeMap<_, _> = types
        .filter_map(|ty| ty.enum_name())
        .filter_map(|e| Some((e.to_owned(), merged.schema.enums.get(e)?.clone())))
        .into_sorted();
    let annotations = merged.annotations.get(name).cloned().unwrap_or_default();
    let relations = merged.relations.get(name).cloned().unwrap_or_default();
    let model = TableModel { table: table.clone(), enums, domains, annotations, relations };
    // Plain data with string keys, which serde_json never refuses.
    serde_json::to_string(&model).unwrap_or_default()
}

/// The expression that `zmig::embed!()` becomes. The migrations stand in the order in which they can be applied.
fn embed(settings: &Settings, manifests: &[Manifest], sources: &BTreeMap<&str, &str>) -> String {
    let (mut out, mut digests) = (String::from(HEAD), Digests::default());
    for manifest in manifests {
        digests.add(manifest);
        out.push_str(&embedded(settings, manifest));
    }
    digests.write(&mut out);
    if !sources.is_empty() {
        let pairs: Vec<(&&str, &&str)> = sources.iter().collect();
        let _ = writeln!(out, "{SOURCES}&{pairs:?})");
    }
    out
}

/// What follows the digests where schemas name the place of their data.
const SOURCES: &str = ".__with_sources(";

const HEAD: &str = "::zmig::Migrations::__new(
    ::zmig::__private::App {
        name: ::core::env!(\"CARGO_PKG_NAME\"),
        version: ::core::env!(\"CARGO_PKG_VERSION\"),
    },
    &[
";
const DIGESTS: &str = "    ],\n    ::zmig::__private::Digests { sqlite: ";

/// The digests of the set, by dialect.
#[derive(Default)]
struct Digests(Map<Dialect, SetDigest>);

impl Digests {
    fn add(&mut self, manifest: &Manifest) {
        for (dialect, entry) in &manifest.dialects {
            self.0.or_default(*dialect).add(&manifest.name, entry.up);
        }
    }

    /// The end of the expression.
    fn write(&self, out: &mut String) {
        let get = |dialect| self.0.get(&dialect).map(ToString::to_string).unwrap_or_default();
        let (sqlite, postgres) = (get(Dialect::Sqlite), get(Dialect::Postgres));
        let _ = write!(out, "{DIGESTS}{sqlite:?}, postgres: {postgres:?} }},\n)\n");
    }
}

/// The same expression with new migrations at its end, from its text before. `None` if that is not as it is written here.
pub(crate) fn embed_with(settings: &Settings, old: &str, new: &[Manifest]) -> Option<String> {
    // Whether something leads from one database into another takes all schemas to tell.
    if old.trim_end().lines().next_back()?.starts_with(SOURCES) {
        return None;
    }
    // The digests stand in the last lines; what is before them may be long.
    let at = old.strip_prefix(HEAD)?.rfind(DIGESTS)? + HEAD.len();
    let (body, tail) = old.split_at(at);
    let mut quoted = tail.strip_prefix(DIGESTS)?.split('"').skip(1).step_by(2);
    let mut digests = Digests::default();
    for dialect in Dialect::ALL {
        match quoted.next()? {
            "" => {}
            text => digests.0.insert(dialect, text.parse().ok()?),
        }
    }
    let mut out = String::with_capacity(old.len() + new.len() * 2048);
    out.push_str(body);
    for manifest in new {
        digests.add(manifest);
        out.push_str(&embedded(settings, manifest));
    }
    digests.write(&mut out);
    Some(out)
}

/// One migration.
fn embedded(settings: &Settings, manifest: &Manifest) -> String {
    let Manifest {
        format: _,
        id: _,
        name,
        parent,
        depends_on,
        replaces,
        schema,
        from,
        to,
        data_type,
        part,
        parts,
        schema_hash,
        summary,
        notes,
        guard,
        hooks: _,
        dialects,
        changes: _,
    } = manifest;
    let file = |path: &str| settings.migrations.join(path).display().to_string();
    let mut out = String::from("        ::zmig::__private::Embedded {\n");
    let mut field = |name: &str, value: String| {
        let _ = writeln!(out, "            {name}: {value},");
    };
    field("name", format!("{name:?}"));
    field("schema", format!("{schema:?}"));
    field("parent", option(parent.as_deref()));
    field("depends_on", format!("&{depends_on:?}"));
    field("replaces", replaced(replaces));
    field("from", option(from.as_deref()));
    field("to", format!("{to:?}"));
    field("data_type", placed(*data_type));
    field("part", part.to_string());
    field("parts", parts.to_string());
    field("schema_hash", format!("{:?}", schema_hash.to_string()));
    field("summary", format!("{:?}", summary.join("\n")));
    field("notes", option(notes.as_deref()));
    field("guard", option(guard.as_deref()));
    field("manifest", format!("::core::include_str!({:?})", file(&format!("{name}.json"))));
    for dialect in Dialect::ALL {
        let script = match dialects.get(&dialect) {
            Some(entry) => {
                let path = |up| file(&Manifest::sql_path(name, dialect, up));
                script(dialect, entry, &path(true), &path(false))
            }
            None => "::core::option::Option::None".to_owned(),
        };
        field(dialect.name(), script);
    }
    out.push_str("        },\n");
    out
}

/// Where the data is from then on, if that is said.
fn placed(data_type: Option<DataTypeChange>) -> String {
    let name = |data_type| match data_type {
        DataType::Csv => "::zmig::__private::DataType::Csv",
        DataType::Sqlite => "::zmig::__private::DataType::Sqlite",
        DataType::Postgres => "::zmig::__private::DataType::Postgres",
    };
    let maybe = |text: Option<String>| match text {
        Some(text) => format!("::core::option::Option::Some({text})"),
        None => "::core::option::Option::None".to_owned(),
    };
    maybe(data_type.map(|DataTypeChange { from, to }| {
        let from = maybe(from.map(|from| name(from).to_owned()));
        format!("::zmig::__private::DataTypeChange {{ from: {from}, to: {} }}", name(to))
    }))
}

/// What a baseline stands for.
fn replaced(all: &[Replaced]) -> String {
    let mut out = String::from("&[");
    for Replaced { name, within, up } in all {
        let sum = |dialect| option(up.get(&dialect).map(ToString::to_string).as_deref());
        let _ = write!(
            out,
            "::zmig::__private::Replaced {{ name: {name:?}, within: {}, sqlite: {}, postgres: {} }}, ",
            option(within.as_deref()),
            sum(Dialect::Sqlite),
            sum(Dialect::Postgres)
        );
    }
    out + "]"
}

fn script(dialect: Dialect, entry: &ManifestDialect, up: &str, down: &str) -> String {
    let ManifestDialect { up: up_hash, down: down_hash, risk, reversibility, transaction } = entry;
    let hash = |checksum: &Checksum| format!("{:?}", checksum.to_string());
    let transaction = match transaction {
        Transaction::Shared => "Shared",
        Transaction::Own => "Own",
        Transaction::None => "None",
    };
    let reversibility = match reversibility {
        Reversibility::Exact => "Exact",
        Reversibility::StructureOnly => "StructureOnly",
        Reversibility::None => "None",
    };
    let risk = match risk {
        Risk::Safe => "Safe",
        Risk::Medium => "Medium",
        Risk::High => "High",
    };
    let gap = "\n                ";
    format!(
        "::zmig::__private::__{}!(::zmig::__private::Script {{{gap}\
         up: ::core::include_str!({up:?}),{gap}\
         down: ::core::include_str!({down:?}),{gap}\
         up_hash: {},{gap}\
         down_hash: {},{gap}\
         transaction: ::zmig::__private::Transaction::{transaction},{gap}\
         reversibility: ::zmig::__private::Reversibility::{reversibility},{gap}\
         risk: ::zmig::__private::Risk::{risk},\n            }})",
        dialect.name(),
        hash(up_hash),
        hash(down_hash),
    )
}

fn option(text: Option<&str>) -> String {
    match text {
        Some(text) => format!("::core::option::Option::Some({text:?})"),
        None => "::core::option::Option::None".to_owned(),
    }
}
