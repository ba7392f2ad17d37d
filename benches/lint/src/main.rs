//! How long `cargo zmig lint` takes over the migrations of a project: reading and checking the files included, and the
//! rules alone.
//!
//! `lint ROUNDS [MIGRATIONS]`. Each table has five versions; SQL is written for SQLite and PostgreSQL.

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;
use zmig_build::verbs::{LintRequest, Linted, lint};
use zmig_build::{Builder, Mode};
use zmig_core::lint::{SqlContext, lint_sql};
use zmig_core::{Dialect, Stamp};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The columns of each version: one comes, one gets an index, one is required, one goes.
const VERSIONS: [&str; 5] = [
    "  name: {type: str, required: true}\n  age: int32\n",
    "  name: {type: str, required: true}\n  age: int32\n  note: text\n",
    "  name: {type: str, required: true, indexed: true}\n  age: int32\n  note: text\n",
    "  name: {type: str, required: true, indexed: true}\n  age: {type: int, required: true, backfill: 0}\n  note: text\n",
    "  name: {type: str, required: true, indexed: true}\n  age: {type: int, required: true}\n  Meta: {dropped: [note]}\n",
];

fn main() -> ExitCode {
    match measure() {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let rounds: usize = words.first().ok_or("usage: lint ROUNDS [MIGRATIONS]")?.parse()?;
    let migrations: usize = words.get(1).map_or("1000", String::as_str).parse()?;
    let temp = tempfile::tempdir()?;
    generate(temp.path(), migrations / VERSIONS.len())?;
    let texts = texts(&temp.path().join("migrations/postgres"))?;
    let (mut whole, mut rules) = (Vec::new(), Vec::new());
    let mut linted = Linted::default();
    for _ in 0..rounds {
        let begun = Instant::now();
        linted = lint(temp.path(), &LintRequest::default())?;
        whole.push(begun.elapsed().as_secs_f64() * 1e3);
        let begun = Instant::now();
        let context = SqlContext { generated: true, ..SqlContext::default() };
        let found: usize = texts.iter().map(|text| lint_sql(text, Dialect::Postgres, context).len()).sum();
        rules.push(begun.elapsed().as_secs_f64() * 1e3);
        assert!(found > 0, "nothing was looked at");
    }
    println!("| files | findings | `cargo zmig lint` | PostgreSQL's SQL, parsed and held against the rules |");
    println!("|--:|--:|--:|--:|");
    println!(
        "| {} | {} | {} | {} |",
        linted.files,
        linted.findings.len(),
        spread(whole),
        spread(rules)
    );
    Ok(())
}

/// A project with that many tables, each at its fifth version.
fn generate(project: &Path, tables: usize) -> Result<()> {
    std::fs::create_dir_all(project.join("src"))?;
    std::fs::create_dir_all(project.join("schemas"))?;
    std::fs::create_dir_all(project.join("out"))?;
    std::fs::write(project.join("Cargo.toml"), "[package]\nname = \"app\"\nversion = \"0.1.0\"\n")?;
    std::fs::write(project.join("src/main.rs"), "fn main() {}\n")?;
    for (number, columns) in VERSIONS.iter().enumerate() {
        for table in 0..tables {
            let text = format!(
                "Meta:\n  Data_Type: sqlite\n  zMigration: true\n  zMigrationVersion: v1.{number}.0\n\
                 table_{table}:\n  id: {{type: int, pk: true, auto_increment: true}}\n{columns}"
            );
            std::fs::write(project.join(format!("schemas/zSchema.s{table:04}.yaml")), text)?;
        }
        let stamp = 1_766_232_000 + 1_000_000 * number as u64;
        Builder::new()
            .root(project)
            .out_dir(project.join("out"))
            .mode(Mode::Write)
            .dialects(Dialect::ALL)
            .clock(Stamp::from_unix(stamp))
            .try_generate()?;
    }
    Ok(())
}

/// The SQL on the way up, of every migration.
fn texts(folder: &Path) -> Result<Vec<String>> {
    let files = std::fs::read_dir(folder)?.collect::<std::io::Result<Vec<_>>>()?;
    let ups = files.into_iter().map(|f| f.path()).filter(|p| p.to_string_lossy().ends_with(".up.sql"));
    Ok(ups.map(std::fs::read_to_string).collect::<std::io::Result<Vec<_>>>()?)
}

fn spread(mut times: Vec<f64>) -> String {
    times.sort_by(f64::total_cmp);
    let (least, most) = (times[0], times[times.len() - 1]);
    format!("{:.1} ms ({least:.1} to {most:.1})", times[times.len() / 2])
}
