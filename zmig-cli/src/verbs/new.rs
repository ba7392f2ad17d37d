//! `cargo zmig new`.

use crate::output::{json, say};
use crate::stop::Stop;
use clap::Subcommand;
use serde_json::json;
use std::path::Path;
use zmig_build::verbs::{ByHandRequest, by_hand};

/// `new`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What the migration does, in a few words: the end of its name
    #[arg(value_name = "NAME")]
    name: String,
    /// The schema that it belongs to [default: the only one]
    #[arg(long, value_name = "SCHEMA")]
    schema: Option<String>,
    /// A query of one boolean: where it says no, the migration is recorded and its SQL not run
    #[arg(long, value_name = "SQL")]
    guard: Option<String>,
    /// A migration of another schema that has to come first, by its name or id; may be repeated
    #[arg(long, value_name = "ID")]
    depends_on: Vec<String>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
    /// What to write; nothing for SQL that is written by hand
    #[command(subcommand)]
    template: Option<Template>,
}

#[derive(Debug, Subcommand)]
enum Template {
    /// SQL of your own that changes rows and no tables
    Data {
        /// What applies it
        #[arg(long, value_name = "SQL")]
        up: String,
        /// What takes it back
        #[arg(long, value_name = "SQL")]
        down: String,
    },
}

pub(super) fn run(project: &Path, args: &Args) -> Result<(), Stop> {
    let sql = args.template.as_ref().map(|Template::Data { up, down }| (up.as_str(), down.as_str()));
    let drafted = by_hand(
        project,
        &ByHandRequest {
            title: &args.name,
            schema: args.schema.as_deref(),
            guard: args.guard.as_deref(),
            depends_on: &args.depends_on,
            sql,
        },
    )?;
    if args.json {
        return json(&json!({ "written": [drafted.name], "to_write": drafted.blank }));
    }
    let mut text = format!("wrote {}\n", drafted.name);
    if !drafted.blank.is_empty() {
        text.push_str("write its SQL:\n");
        drafted.blank.iter().for_each(|file| text += &format!("  {file}\n"));
        text.push_str("then `cargo build` or `cargo zmig generate` takes it as it stands");
    }
    say(&text)
}
