//! `cargo zmig init`.

use crate::output::{json, say};
use crate::stop::Stop;
use serde_json::json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use zmig_build::verbs::{Begin, init};
use zmig_core::DataType;

/// `init`.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Write migrations for PostgreSQL
    #[arg(long)]
    postgres: bool,
    /// Write migrations for SQLite, which is meant where nothing is said; with --postgres, for both
    #[arg(long)]
    sqlite: bool,
    /// Begin with data in a folder of CSV files; with --postgres or --sqlite, to move it there one day
    #[arg(long)]
    csv: bool,
    /// What the first schema and its table are called
    #[arg(long, value_name = "NAME", default_value = "users")]
    schema: String,
    /// Take zmig from a folder that holds its sources, and not from the registry
    #[arg(long, value_name = "FOLDER")]
    zmig: Option<PathBuf>,
    /// One JSON document on standard output
    #[arg(long)]
    json: bool,
}

const PROGRAM: &str = "static MIGRATIONS: zmig::Migrations = zmig::embed!();";

pub(super) fn run(package: &Path, args: &Args) -> Result<(), Stop> {
    let is_none = !args.csv && !args.sqlite && !args.postgres;
    let asked = [
        (args.csv, DataType::Csv),
        (args.sqlite || is_none, DataType::Sqlite),
        (args.postgres, DataType::Postgres),
    ];
    let data_types: Vec<DataType> = asked.into_iter().filter(|(asked, _)| *asked).map(|(_, d)| d).collect();
    let zmig = args.zmig.as_deref().map(sources).transpose()?;
    let begin = Begin { schema: args.schema.clone(), zmig, data_types };
    let begun = init(package, &begin)?;
    let url = match begin.data_types[0] {
        DataType::Csv => "csv:./Data",
        DataType::Sqlite => "sqlite://app.db?mode=rwc",
        DataType::Postgres => "postgres://localhost/app",
    };
    let call = format!("MIGRATIONS.run_pending(\"{url}\").await?;");
    let migrate = format!("cargo zmig migrate --database-url '{url}'");
    if args.json {
        return json(&json!({
            "written": begun.written,
            "cargo_toml_edited": begun.edited,
            "cargo_toml_lines": begun.lines,
            "next": ["cargo build", migrate],
            "program": [PROGRAM, call],
        }));
    }
    let mut text = format!("wrote {}\n", begun.written.join(", "));
    if begun.edited {
        text.push_str("added zmig and zmig-build to Cargo.toml\n");
    }
    if !begun.lines.is_empty() {
        text.push_str("Cargo.toml was left as it is; it needs these lines:\n");
        for line in &begun.lines {
            let _ = writeln!(text, "  {line}");
        }
    }
    let _ = write!(
        text,
        "next:\n  cargo build\n      writes migrations/ and checks it from then on: commit it\n  \
         {migrate}\n      applies it; or let the program do that when it starts, in src/main.rs:\n          \
         {PROGRAM}\n          {call}"
    );
    say(&text)
}

/// The folder of zmig's sources, as it can stand in any Cargo.toml.
fn sources(folder: &Path) -> Result<PathBuf, Stop> {
    let is_zmig = folder.join("zmig-build/Cargo.toml").is_file();
    folder.canonicalize().ok().filter(|_| is_zmig).ok_or_else(|| {
        Stop::new(format!(
            "zmig's sources are not in {}\n  = help: name the folder that holds zmig-build",
            folder.display()
        ))
    })
}
