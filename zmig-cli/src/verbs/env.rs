//! `cargo zmig env`.

use crate::output::{json, say};
use crate::stop::Stop;
use crate::surroundings::Surroundings;
use std::path::Path;
use zmig_runtime::Secret;
use zmig_runtime::cli::Place;

/// `env`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// One JSON document on standard output
    #[arg(long)]
    pub(crate) json: bool,
}

/// What there is to say of an environment. No URL in it has its password.
#[derive(Debug, serde::Serialize)]
struct Facts {
    environment: String,
    /// Who chose it; nobody where it is the default.
    chosen_by: Option<String>,
    /// Those that `zmig.toml` describes.
    described: Vec<String>,
    /// The env files that were read, the one that counts first in front.
    files: Vec<String>,
    databases: Vec<Where>,
    max_risk: Option<String>,
    confirm: Option<bool>,
    backup: Option<String>,
    lock_timeout_ms: Option<u128>,
    statement_timeout_ms: Option<u128>,
    ddl_lock_timeout_ms: Option<u128>,
    ddl_lock_retries: Option<u32>,
    pool_size: Option<u32>,
}

#[derive(Debug, serde::Serialize)]
struct Where {
    /// The variable that schemas name; none for the database of all others.
    source: Option<String>,
    /// Nothing where it is not set.
    url: Option<String>,
}

pub(super) fn run(around: &Surroundings, project: Option<&Path>, args: &Args) -> Result<(), Stop> {
    let settings = &around.settings;
    let facts = Facts {
        environment: around.name.clone(),
        chosen_by: around.chosen_by.clone(),
        described: around.all.keys().cloned().collect(),
        files: around.variables.files().to_vec(),
        databases: databases(around, project)?,
        max_risk: settings.max_risk.map(|r| r.to_string()),
        confirm: settings.confirm,
        backup: settings.backup.as_ref().map(|folder| folder.display().to_string()),
        lock_timeout_ms: settings.lock_timeout.map(|t| t.as_millis()),
        statement_timeout_ms: settings.statement_timeout.map(|t| t.as_millis()),
        ddl_lock_timeout_ms: settings.ddl_lock_timeout.map(|t| t.as_millis()),
        ddl_lock_retries: settings.ddl_lock_retries,
        pool_size: settings.pool_size,
    };
    if args.json { json(&facts) } else { say(&text(&facts)) }
}

/// Where the databases are; nowhere where nothing says so.
fn databases(around: &Surroundings, project: Option<&Path>) -> Result<Vec<Where>, Stop> {
    let none = crate::database::NONE;
    let shown = |url: Secret| Place::new(none, url).shown();
    let named = project.map(|project| around.named_places(project)).transpose()?.unwrap_or_default();
    let mut places: Vec<_> = named.into_iter().collect();
    if places.is_empty() {
        places.extend(around.url()?.map(|url| (None, Some(url))));
    }
    let one = |(source, url): (_, Option<String>)| Where { source, url: url.map(|url| shown(url.into())) };
    Ok(places.into_iter().map(one).collect())
}

fn text(facts: &Facts) -> String {
    let mut lines = vec![match &facts.chosen_by {
        Some(by) => format!("{} ({by})", facts.environment),
        None => format!("{} (nobody chose another)", facts.environment),
    }];
    for found in &facts.databases {
        let source = found.source.as_deref().unwrap_or("database");
        lines.push(format!("  {source}: {}", found.url.as_deref().unwrap_or("not set")));
    }
    if facts.databases.is_empty() {
        lines.push("  database: nothing says where it is".to_owned());
    }
    let mut add = |name: &str, value: Option<String>| lines.extend(value.map(|v| format!("  {name}: {v}")));
    add("max_risk", facts.max_risk.clone());
    add("confirm", facts.confirm.map(|yes| yes.to_string()));
    add("backup", facts.backup.clone());
    add("lock_timeout", facts.lock_timeout_ms.map(|ms| format!("{ms} ms")));
    add("statement_timeout", facts.statement_timeout_ms.map(|ms| format!("{ms} ms")));
    add("ddl_lock_timeout", facts.ddl_lock_timeout_ms.map(|ms| format!("{ms} ms")));
    add("ddl_lock_retries", facts.ddl_lock_retries.map(|n| n.to_string()));
    add("pool_size", facts.pool_size.map(|n| n.to_string()));
    let list = |names: &[String]| (!names.is_empty()).then(|| names.join(", "));
    add("env files", list(&facts.files));
    add("zmig.toml describes", list(&facts.described));
    lines.join("\n")
}
