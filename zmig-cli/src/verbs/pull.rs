//! `cargo zmig pull`: files first, the database's history last, so that a pull that was stopped can be run again.

use crate::args::Pull;
use crate::database::{migrations, wait};
use crate::output::{json, say};
use crate::stop::Stop;
use crate::surroundings::Surroundings;
use serde::Serialize;
use std::collections::BTreeSet;
use std::path::Path;
use zmig_build::pull::{Choices, Found, Layout, Now, Plan, generate, led_to, plan};
use zmig_core::{DataType, Schema, drift};
use zmig_runtime::{IntrospectOptions, Introspection, Target, introspect};

/// The tables in which other tools keep what they applied.
const LEDGERS: [(&str, &str); 18] = [
    ("__diesel_schema_migrations", "diesel"),
    ("__EFMigrationsHistory", "Entity Framework"),
    ("_prisma_migrations", "Prisma"),
    ("alembic_version", "Alembic"),
    ("ar_internal_metadata", "Rails"),
    ("databasechangelog", "Liquibase"),
    ("databasechangeloglock", "Liquibase"),
    ("django_migrations", "Django"),
    ("doctrine_migration_versions", "Doctrine"),
    ("flyway_schema_history", "Flyway"),
    ("goose_db_version", "goose"),
    ("knex_migrations", "Knex"),
    ("knex_migrations_lock", "Knex"),
    ("phinxlog", "Phinx"),
    ("refinery_schema_history", "refinery"),
    ("schema_migrations", "a tool such as Rails or golang-migrate"),
    ("seaql_migrations", "SeaORM"),
    ("SequelizeMeta", "Sequelize"),
];

pub(super) fn run(around: &Surroundings, project: &Path, args: &Pull) -> Result<(), Stop> {
    let mut told = Told { json: args.json, ..Told::default() };
    pull(around, project, args, &mut told)?;
    if args.json { json(&told) } else { Ok(()) }
}

/// What was done: said as it is done to people, and at the end to programs.
#[derive(Default, Serialize)]
struct Told {
    #[serde(skip)]
    json: bool,
    files: Vec<SchemaFile>,
    migrations: Vec<String>,
    /// What is recorded as applied now.
    recorded: Vec<String>,
    left_out: Vec<String>,
    dry_run: bool,
}

/// A file of schemas, and what was done with it.
#[derive(Serialize)]
struct SchemaFile {
    file: String,
    done: String,
}

impl Told {
    fn say(&self, text: &str) -> Result<(), Stop> {
        if self.json { Ok(()) } else { say(text) }
    }

    fn left_out(&mut self, what: String) -> Result<(), Stop> {
        self.say(&format!("left out {what}"))?;
        self.left_out.push(what);
        Ok(())
    }

    fn file(&mut self, verb: &str, path: &str, count: usize) -> Result<(), Stop> {
        self.say(&format!("{verb} {path} ({})", tables(count)))?;
        self.files.push(SchemaFile { file: path.to_owned(), done: verb.to_owned() });
        Ok(())
    }
}

fn pull(around: &Surroundings, project: &Path, args: &Pull, told: &mut Told) -> Result<(), Stop> {
    let url = args.database.url()?;
    let (mut found, ledgers) = read(&url, args)?;
    let name = args.name.clone().unwrap_or_else(|| name_of(&url));
    let data_type = match url.starts_with("csv:") {
        true => DataType::Csv,
        false => found.dialect.into(),
    };
    let origin = match data_type {
        DataType::Csv => format!("the CSV folder {}", name_of(&url)),
        other => format!("the {} database {}", other.title(), name_of(&url)),
    };
    told.say(&format!("read {origin}: {}", counted(&found)))?;
    for (table, tool) in &ledgers {
        told.left_out(format!("{table}, in which {tool} keeps what it applied; `--include` brings it in"))?;
    }
    if found.schema.tables.is_empty() {
        return told.say("there is nothing to describe, and nothing was written");
    }
    let layout = match (args.one_file, args.per_table) {
        (true, _) => Layout::OneFile,
        (_, true) => Layout::PerTable,
        _ => Layout::Auto,
    };
    let choices =
        Choices { base: name, layout, skip_unsupported: args.skip_unsupported, dry_run: args.dry_run };
    let from = Found {
        dialect: found.dialect,
        data_type,
        schema: &found.schema,
        unmanaged: &found.unmanaged,
        origin: &origin,
    };
    let plan = plan(project, from, &choices)?;
    tell(&plan, told)?;
    if args.dry_run {
        return preview(&plan, told);
    }
    let written = plan.write(project, args.force)?;
    for file in &plan.files {
        let verb = if written.contains(&file.path) { "wrote" } else { "kept" };
        told.file(verb, &file.path, file.tables)?;
    }
    let migrations = generate(project)?;
    for name in &migrations {
        told.say(&format!("wrote the migration {name}"))?;
    }
    told.migrations.clone_from(&migrations);
    if args.files_only {
        told.say("recorded nothing in the database, as you said; `cargo zmig stamp` does")?;
    } else {
        // Once more: what is recorded is what is there now.
        found = read(&url, args)?.0;
        record(around, project, &url, &plan, found, told)?;
    }
    if written.is_empty() && migrations.is_empty() {
        return Ok(());
    }
    next(project, &plan, told)
}

/// A table that another tool keeps its account in, and that tool.
type Ledger = (String, &'static str);

/// What the database holds, without the ledgers of other tools, which are returned with the tools' names.
fn read(url: &str, args: &Pull) -> Result<(Introspection, Vec<Ledger>), Stop> {
    let options = IntrospectOptions {
        namespaces: args.namespaces.clone(),
        include_tables: args.include.clone(),
        exclude_tables: args.exclude.clone(),
    };
    let mut found = wait(introspect(url, &options))?;
    let mut ledgers = Vec::new();
    for (ledger, tool) in LEDGERS {
        let bare = |table: &str| zmig_core::split_qualified(table).1.eq_ignore_ascii_case(ledger);
        let there: Vec<String> = found.schema.tables.keys().filter(|t| bare(t)).cloned().collect();
        for table in there.into_iter().filter(|t| !args.include.contains(t)) {
            if found.schema.referrers(&table).all(|other| other.name == table) {
                found.schema.tables.remove(&table);
                ledgers.push((table, tool));
            }
        }
    }
    Ok((found, ledgers))
}

/// What files of the database are named by: a file's name without its ending, a database's name; never a password.
fn name_of(url: &str) -> String {
    let (scheme, rest) = url.split_once(':').unwrap_or(("", url));
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let last = path.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = if scheme.eq_ignore_ascii_case("csv") {
        last.trim_matches('.')
    } else if scheme.eq_ignore_ascii_case("sqlite") {
        last.rsplit_once('.').map_or(last, |(stem, _)| stem)
    } else {
        // After the server, which may be left out; what stands alone is the server, perhaps with a password before it.
        let (_, database) = path.trim_start_matches("//").split_once('/').unwrap_or_default();
        query.split('&').find_map(|pair| pair.strip_prefix("dbname=")).unwrap_or(database)
    };
    if name.is_empty() || name.contains(['@', ':']) { "database".to_owned() } else { name.to_owned() }
}

fn counted(found: &Introspection) -> String {
    let mut out = vec![tables(found.schema.tables.len())];
    let mut add = |count: usize, one: &str| match count {
        0 => {}
        1 => out.push(format!("1 {one}")),
        n => out.push(format!("{n} {one}s")),
    };
    add(found.schema.enums.len(), "enum");
    add(found.schema.domains.len(), "domain");
    add(found.unmanaged.len(), "object that zmig does not manage");
    out.join(", ").replace("object that zmig does not manages", "objects that zmig does not manage")
}

fn tables(count: usize) -> String {
    if count == 1 { "1 table".to_owned() } else { format!("{count} tables") }
}

/// What is not in the files, and why.
fn tell(plan: &Plan, told: &mut Told) -> Result<(), Stop> {
    for (table, file) in &plan.described {
        told.left_out(format!("{table}: {file} describes it"))?;
    }
    for left in &plan.left_out {
        told.say(&format!("left out: {left}"))?;
        told.left_out.push(left.to_string());
    }
    Ok(())
}

fn preview(plan: &Plan, told: &mut Told) -> Result<(), Stop> {
    for file in &plan.files {
        let what = match file.now {
            Now::Nothing => "would write",
            Now::Same => "would keep",
            Now::Other => "would overwrite, with --force,",
        };
        told.file(what, &file.path, file.tables)?;
    }
    if !plan.migrations.is_empty() {
        let count = plan.migrations.len();
        let what = if count == 1 { "a migration".to_owned() } else { format!("{count} migrations") };
        told.say(&format!("would write {what}, and record as applied"))?;
        told.migrations.clone_from(&plan.migrations);
    }
    told.dry_run = true;
    told.say("nothing was written: this was a dry run")
}

/// Records the migrations of what was pulled, once it is certain that they lead to what is there.
fn record(
    around: &Surroundings,
    project: &Path,
    url: &str,
    plan: &Plan,
    found: Introspection,
    told: &mut Told,
) -> Result<(), Stop> {
    let dialect = found.dialect;
    let expected = of_plan(led_to(project)?.as_seen_by(dialect), plan);
    let mut there = found.schema;
    for left in &plan.left_out {
        left.take_out_of(&mut there, dialect);
    }
    let there = of_plan(there.as_seen_by(dialect), plan);
    let conflicts = drift(&expected, &there, &[]);
    if !conflicts.is_empty() {
        let all: Vec<String> =
            conflicts.iter().map(|c| format!("  {}", c.to_string().replace('\n', "\n  "))).collect();
        return Err(Stop::new(format!(
            "the files are written, and their migrations do not lead to what the database has\n{}\n  nothing was recorded in the \
             database\n  = help: if it changed just now, pull again with `cargo zmig pull --force`",
            all.join("\n")
        )));
    }
    let all = migrations(project)?;
    let owners: BTreeSet<&str> = plan.schema.tables.values().map(|t| t.owner.as_str()).collect();
    let types = plan.schema.enums.values().map(|e| e.owner.as_str());
    let owners: BTreeSet<&str> = owners
        .into_iter()
        .chain(types)
        .chain(plan.schema.domains.values().map(|d| d.owner.as_str()))
        .collect();
    let pending = wait(all.pending(url))?;
    let names: Vec<String> =
        pending.into_iter().filter(|p| owners.contains(p.schema.as_str())).map(|p| p.name).collect();
    if names.is_empty() {
        return told.say("the database's history has it already");
    }
    let report = wait(all.stamp_with(url, Target::Names(names), &around.run_options()))?;
    told.recorded = report.recorded.iter().map(|m| m.name.clone()).collect();
    told.say(&report.to_string())
}

/// The part of a schema that a pull wrote.
fn of_plan(mut schema: Schema, plan: &Plan) -> Schema {
    schema.tables.retain(|name, _| plan.schema.tables.contains_key(name));
    let enums: BTreeSet<String> = schema
        .enums
        .keys()
        .filter(|name| plan.schema.enums.contains_key(*name) || schema.users_of_enum(name).next().is_some())
        .cloned()
        .collect();
    schema.enums.retain(|name, _| enums.contains(name));
    schema.domains.retain(|name, _| plan.schema.domains.contains_key(name));
    schema
}

/// What is left to do.
fn next(project: &Path, plan: &Plan, told: &Told) -> Result<(), Stop> {
    let mut out = String::new();
    if plan.needed > 0 {
        let objects =
            if plan.needed == 1 { "1 object".to_owned() } else { format!("{} objects", plan.needed) };
        out += &format!(
            "note: an empty database needs {objects} before the first migration; the files list them at their end\n"
        );
    }
    if !plan.entangled.is_empty() {
        out += &format!(
            "note: the first migration cannot fill an empty database: {}\n  make such a one with `pg_dump --schema-only`, and \
             record the migration there with `cargo zmig stamp`; or pull with --files-only, put them into the migration's SQL \
             before the tables, and keep that with `cargo zmig amend --keep-sql`\n",
            plan.entangled.join("; ")
        );
    }
    out += "next: commit schemas/ and migrations/, then `cargo build`";
    if !project.join("build.rs").exists() {
        out += "\n  build.rs is not there yet; it holds\n    fn main() { zmig_build::generate() }\n  and Cargo.toml \
                zmig-build among its build-dependencies";
    }
    if let Some(table) =
        plan.schema.tables.keys().find(|name| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'))
    {
        out += &format!(
            "\n  a struct of a table is\n    #[zmig::model(table = \"{table}\")]\n    pub struct {};",
            camel(table)
        );
    }
    told.say(&out)
}

/// `line_items` as `LineItems`.
fn camel(table: &str) -> String {
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|c| c.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
    };
    table.split('_').map(word).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_named_by_the_database_and_never_by_a_password() {
        for (url, name) in [
            ("sqlite://data/app.db?mode=rwc", "app"),
            ("sqlite:app", "app"),
            ("sqlite::memory:", "database"),
            ("postgres://me:hunter2@localhost:5432/shop?sslmode=require", "shop"),
            ("postgres://me:hunter2@localhost", "database"),
            ("postgres://me:hunter2@localhost/", "database"),
            ("postgres:///shop?host=/tmp", "shop"),
            ("postgres://localhost?dbname=shop", "shop"),
        ] {
            assert_eq!(name_of(url), name, "{url}");
        }
    }

    #[test]
    fn names_of_structs() {
        assert_eq!(camel("line_items"), "LineItems");
    }
}
