//! `cargo zmig diff`: what leads from one schema to another, wherever they are.

use crate::database::{NONE, wait};
use crate::output::{json, say};
use crate::stop::Stop;
use clap::Args;
use serde::Serialize;
use std::path::Path;
use std::process::Command;
use zmig_build::verbs::{Place, SchemaAt, schema_at, schema_of_snapshot};
use zmig_core::{Change, Dialect, Hints, PlanOptions, Schema, diff, plan};
use zmig_runtime::{IntrospectOptions, cli, introspect};

const WHERE: &str = "sources, snapshot, base (nothing at all), a migration or zSchema.users@v1.2.0, a snapshot's file or a project's folder, a database's URL, or a revision of git";

/// `diff`.
#[derive(Debug, Args)]
pub(crate) struct Diff {
    #[arg(value_name = "A", help = format!("Where it starts: {WHERE}"))]
    from: String,
    /// Where it leads: the same
    #[arg(value_name = "B")]
    to: String,
    /// Show the SQL too
    #[arg(long)]
    sql: bool,
    /// The SQL of this kind of database [default: those that the project writes SQL for]
    #[arg(long, value_name = "DATABASE")]
    dialect: Option<Dialect>,
    /// End with 4 where there is a difference, and not with 0
    #[arg(long)]
    exit_code: bool,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

/// One end.
struct End {
    at: SchemaAt,
    /// As it may be shown.
    shown: String,
    /// The kind of the database that it was read from.
    database: Option<Dialect>,
}

pub(super) fn run(project: &Path, args: &Diff) -> Result<(), Stop> {
    let (mut from, mut to) = (end(project, &args.from)?, end(project, &args.to)?);
    // A database has no words for owners, and not for all that a schema may say.
    match (from.database, to.database) {
        (Some(dialect), None) => meet(&mut from.at.schema, &mut to.at.schema, dialect),
        (None, Some(dialect)) => meet(&mut to.at.schema, &mut from.at.schema, dialect),
        _ => {}
    }
    let changes = diff(&from.at.schema, &to.at.schema, &to.at.hints).map_err(|all| {
        let all: Vec<String> = all.iter().map(|refusal| format!("\n  {refusal}")).collect();
        Stop::new(format!(
            "there are two readings of the way from {} to {}{}",
            from.shown,
            to.shown,
            all.concat()
        ))
    })?;
    let dialects = match args.dialect.or(from.database).or(to.database) {
        Some(dialect) => vec![dialect],
        None if to.at.dialects.is_empty() && from.at.dialects.is_empty() => Dialect::ALL.to_vec(),
        None if to.at.dialects.is_empty() => from.at.dialects.clone(),
        None => to.at.dialects.clone(),
    };
    let mut sql = Vec::new();
    if args.sql {
        for dialect in dialects {
            sql.push((dialect, statements(&from.at.schema, &changes, dialect)?));
        }
    }
    if args.json {
        json(&document((&from, &to), &changes, &sql))?;
    } else {
        say(&text(&changes, &sql))?;
    }
    if args.exit_code && !changes.is_empty() { Err(Stop::drift()) } else { Ok(()) }
}

fn meet(database: &mut Schema, model: &mut Schema, dialect: Dialect) {
    *model = model.as_seen_by(dialect);
    database.adopt_owners(model, "");
}

/// The schema at one end. What may be read from the project is that, before anything is looked for elsewhere.
fn end(project: &Path, name: &str) -> Result<End, Stop> {
    let here = |at| End { at, shown: name.to_owned(), database: None };
    let of_text = |text: &str| match schema_of_snapshot(text) {
        Ok(at) => Ok(here(at)),
        Err(why) => Err(Stop::new(format!("the snapshot of {name}: {why}"))),
    };
    match name {
        "sources" => return Ok(here(schema_at(project, Place::Sources)?)),
        "snapshot" => return Ok(here(schema_at(project, Place::Snapshot)?)),
        "base" => {
            let hints = Hints { trust_drops: true, ..Hints::default() };
            return Ok(here(SchemaAt { hints, ..SchemaAt::default() }));
        }
        _ => {}
    }
    if name.contains("://") || name.starts_with("sqlite:") {
        let found = wait(introspect(name, &IntrospectOptions::default()))?;
        let hints = Hints { trust_drops: true, ..Hints::default() };
        let at = SchemaAt { schema: found.schema, hints, dialects: Vec::new() };
        let shown = cli::Place::new(NONE, name).shown();
        return Ok(End { at, shown, database: Some(found.dialect) });
    }
    let path = Path::new(name);
    if path.is_dir() {
        return Ok(here(schema_at(path, Place::Snapshot)?));
    }
    if path.is_file() {
        let text = std::fs::read_to_string(path);
        return of_text(&text.map_err(|e| Stop::new(format!("{name} cannot be read: {e}")))?);
    }
    let unknown = match schema_at(project, Place::Migration(name)) {
        Ok(at) => return Ok(here(at)),
        Err(error) => error,
    };
    match revision(project, name)? {
        Some(text) => of_text(&text),
        None => Err(Stop::new(format!(
            "`{name}` is nothing that has a schema\n  = help: name {WHERE}\n{unknown}"
        ))),
    }
}

/// The snapshot at a revision of git, if it is one.
fn revision(project: &Path, name: &str) -> Result<Option<String>, Stop> {
    // A name that begins with a dash would be an option.
    if name.starts_with('-') {
        return Ok(None);
    }
    let folder = zmig_build::verbs::migrations_folder(project)?;
    let Ok(inside) = folder.strip_prefix(project) else { return Ok(None) };
    let git = |what: &str| Command::new("git").arg("-C").arg(project).args(["show", what]).output();
    match git(&format!("{name}:./{}/snapshot.json", inside.display())) {
        Ok(out) if out.status.success() => Ok(Some(String::from_utf8_lossy(&out.stdout).into_owned())),
        _ => Ok(None),
    }
}

fn statements(old: &Schema, changes: &[Change], dialect: Dialect) -> Result<String, Stop> {
    let plan = plan(old, changes, dialect, &PlanOptions::default()).map_err(Stop::new)?;
    let mut out = String::new();
    for step in &plan.steps {
        out.push_str(&format!("-- {}\n", step.title));
        step.sql.iter().for_each(|sql| out.push_str(&format!("{sql};\n")));
    }
    Ok(out)
}

fn text(changes: &[Change], sql: &[(Dialect, String)]) -> String {
    if changes.is_empty() {
        return "no difference".to_owned();
    }
    let one = |change: &Change| {
        let why = change.risk_reason();
        let why = if why.is_empty() { String::new() } else { format!(" ({why})") };
        format!("{:<6}  {}{why}", change.risk(), change.summary())
    };
    let mut out: Vec<String> = changes.iter().map(one).collect();
    out.extend(sql.iter().map(|(dialect, sql)| format!("\n-- {}\n{sql}", dialect.title())));
    out.join("\n")
}

/// A change, for programs.
#[derive(Serialize)]
struct Told<'a> {
    summary: String,
    risk: zmig_core::Risk,
    reason: &'a str,
    breaking: bool,
    change: &'a Change,
}

fn document((from, to): (&End, &End), changes: &[Change], sql: &[(Dialect, String)]) -> serde_json::Value {
    let one = |change| Told {
        summary: Change::summary(change),
        risk: change.risk(),
        reason: change.risk_reason(),
        breaking: change.is_breaking(),
        change,
    };
    let sql: serde_json::Map<_, _> =
        sql.iter().map(|(dialect, sql)| (dialect.name().to_owned(), sql.as_str().into())).collect();
    serde_json::json!({
        "from": from.shown,
        "to": to.shown,
        "changes": changes.iter().map(one).collect::<Vec<_>>(),
        "sql": sql,
    })
}
