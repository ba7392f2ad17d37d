//! `cargo zmig new`.

use super::generate::tell;
use crate::args::Arguments;
use crate::output::{json, say};
use crate::stop::Stop;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, Subcommand};
use serde_json::json;
use std::path::Path;
use zmig_build::verbs::{ByHandRequest, Template, TemplateRequest, by_hand, from_template};

/// `new`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What the migration does, in a few words: the end of its name, and with a change of the schema the note of its version
    #[arg(value_name = "NAME")]
    name: Option<String>,
    /// The schema that it belongs to, or a new table does [default: the only one]
    #[arg(long, global = true, value_name = "SCHEMA")]
    schema: Option<String>,
    /// A query of one boolean: where it says no, the migration is recorded and its SQL not run
    #[arg(long, global = true, value_name = "SQL")]
    guard: Option<String>,
    /// A migration of another schema that has to come first, by its name or id; may be repeated
    #[arg(long, global = true, value_name = "ID")]
    depends_on: Vec<String>,
    /// One JSON document on standard output
    #[arg(long, global = true)]
    json: bool,
    /// What to write; nothing for SQL that is written by hand
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Clone, Debug, Subcommand)]
enum What {
    /// A new column
    AddColumn {
        /// The column
        #[arg(value_name = "TABLE.COLUMN", value_parser = dotted)]
        column: (String, String),
        /// What a schema says of it: str, or "{type: str, max_length: 20}"
        #[arg(value_name = "TYPE")]
        says: String,
    },
    /// An index
    AddIndex {
        /// The columns, with commas between them
        #[arg(value_name = "TABLE.COLUMN[,COLUMN]", value_parser = dotted)]
        columns: (String, String),
        /// No two rows may agree in all of them
        #[arg(long)]
        unique: bool,
    },
    /// A foreign key
    AddForeignKey {
        /// The column that refers
        #[arg(value_name = "TABLE.COLUMN", value_parser = dotted)]
        column: (String, String),
        /// The column that is referred to
        #[arg(value_name = "TABLE.COLUMN", value_parser = dotted)]
        references: (String, String),
        /// What happens when the row referred to is deleted: cascade, restrict, set_null, set_default
        #[arg(long, value_name = "ACTION")]
        on_delete: Option<String>,
        /// What happens when the key referred to changes
        #[arg(long, value_name = "ACTION")]
        on_update: Option<String>,
    },
    /// A new table
    CreateTable {
        /// Its name
        #[arg(value_name = "TABLE")]
        table: String,
        /// Its columns: "name: str, age: {type: int, required: true}"; an id comes with them where none is the key
        #[arg(value_name = "COLUMNS", default_value = "")]
        columns: String,
        /// With created_at and updated_at
        #[arg(long)]
        with_timestamps: bool,
        /// With deleted_at
        #[arg(long)]
        with_soft_delete: bool,
    },
    /// Another name for a column
    RenameColumn {
        /// The column
        #[arg(value_name = "TABLE.COLUMN", value_parser = dotted)]
        column: (String, String),
        /// Its new name
        #[arg(value_name = "NAME")]
        to: String,
    },
    /// A condition that every row meets
    AddCheck {
        /// The table
        #[arg(value_name = "TABLE")]
        table: String,
        /// What it is called
        #[arg(value_name = "NAME")]
        name: String,
        /// The condition, in SQL
        #[arg(value_name = "CONDITION")]
        expr: String,
    },
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

/// `users.email`; what stands before the last dot is the table.
fn dotted(text: &str) -> Result<(String, String), String> {
    match text.rsplit_once('.') {
        Some((table, column)) if !table.is_empty() && !column.is_empty() => {
            Ok((table.to_owned(), column.to_owned()))
        }
        _ => Err("a table, a dot and a column, such as users.email".to_owned()),
    }
}

pub(super) fn run(project: &Path, args: &Args) -> Result<(), Stop> {
    if let Some(template) = args.what.as_ref().and_then(template) {
        return change(project, args, &template);
    }
    let sql = match &args.what {
        Some(What::Data { up, down }) => Some((up.as_str(), down.as_str())),
        _ => None,
    };
    let Some(title) = &args.name else {
        wrong(ErrorKind::MissingRequiredArgument, "SQL of your own needs a name: cargo zmig new fill-phones");
    };
    let request = ByHandRequest {
        title,
        schema: args.schema.as_deref(),
        guard: args.guard.as_deref(),
        depends_on: &args.depends_on,
        sql,
    };
    let drafted = by_hand(project, &request)?;
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

/// A change of the schema.
fn change(project: &Path, args: &Args, template: &Template) -> Result<(), Stop> {
    let is_table = matches!(template, Template::CreateTable { .. });
    for (given, what) in [
        (args.guard.is_some(), "--guard: a change of the schema happens in every database"),
        (
            !args.depends_on.is_empty(),
            "--depends-on: what a change of the schema builds on is found by itself",
        ),
        (args.schema.is_some() && !is_table, "--schema: the table says to which one it belongs"),
    ] {
        if given {
            wrong(ErrorKind::ArgumentConflict, &format!("this cannot be used with {what}"));
        }
    }
    let request = TemplateRequest { template, note: args.name.as_deref(), schema: args.schema.as_deref() };
    let done = from_template(project, &request)?;
    if args.json {
        return json(&json!({
            "edited": done.files, "written": done.migrations, "warnings": done.warnings,
        }));
    }
    for file in &done.files {
        say(&format!("edited {file}"))?;
    }
    tell(&zmig_build::Outcome { migrations: done.migrations, warnings: done.warnings, repairs: Vec::new() })
}

/// Ends the program as clap does where something is typed wrong.
fn wrong(kind: ErrorKind, what: &str) -> ! {
    Arguments::command().error(kind, what).exit()
}

/// The change of the schema, where it is one.
fn template(what: &What) -> Option<Template> {
    Some(match what.clone() {
        What::AddColumn { column: (table, column), says } => Template::AddColumn { table, column, says },
        What::AddIndex { columns: (table, columns), unique } => {
            let columns = columns.split(',').map(|c| c.trim().to_owned()).collect();
            Template::AddIndex { table, columns, unique }
        }
        What::AddForeignKey { column: (table, column), references, on_delete, on_update } => {
            Template::AddForeignKey { table, column, references, on_delete, on_update }
        }
        What::CreateTable { table, columns, with_timestamps, with_soft_delete } => Template::CreateTable {
            table,
            columns,
            timestamps: with_timestamps,
            soft_delete: with_soft_delete,
        },
        What::RenameColumn { column: (table, from), to } => Template::RenameColumn { table, from, to },
        What::AddCheck { table, name, expr } => Template::AddCheck { table, name, expr },
        What::Data { .. } => return None,
    })
}
