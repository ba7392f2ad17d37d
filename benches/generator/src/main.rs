//! How long `zmig_build::generate()` takes: the first generation, a run without a change, and one added column.
//!
//! `generator ROUNDS [TABLES,TABLES]`. Every run is a process of its own, as a build script is; compile this without
//! optimisation, as cargo compiles build scripts.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.first().map(String::as_str) {
        Some("child") => child(),
        Some(rounds) => measure(rounds, words.get(1).map_or("1000,10000", String::as_str)),
        None => Err("usage: generator ROUNDS [TABLES,TABLES]".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}

/// What a build script does, with the time on standard error.
fn child() -> Result<()> {
    let begun = Instant::now();
    zmig_build::try_generate()?;
    eprint!("{}", begun.elapsed().as_nanos());
    Ok(())
}

fn measure(rounds: &str, sizes: &str) -> Result<()> {
    if !cfg!(debug_assertions) {
        eprintln!("generator: compiled with optimisation; cargo compiles build scripts without");
    }
    let rounds: usize = rounds.parse()?;
    println!("| tables | first generation | nothing changed | one added column |\n|--:|--:|--:|--:|");
    for size in sizes.split(',') {
        let tables: usize = size.parse()?;
        let mut times = [const { Vec::new() }; 3];
        for _ in 0..rounds {
            let temp = tempfile::tempdir()?;
            let project = temp.path();
            std::fs::create_dir_all(project.join("src"))?;
            std::fs::create_dir_all(project.join("out"))?;
            std::fs::create_dir_all(project.join("schemas"))?;
            std::fs::write(project.join("Cargo.toml"), "[package]\nname = \"app\"\nversion = \"0.1.0\"\n")?;
            std::fs::write(project.join("src/main.rs"), "fn main() {}\n")?;
            for i in 0..tables {
                write(project, i, "v1.0.0", "")?;
            }
            times[0].push(run(project)?);
            // Files that are as young as the look at them are looked at again, as git does it.
            std::thread::sleep(std::time::Duration::from_millis(1100));
            run(project)?;
            times[1].push(run(project)?);
            write(project, tables / 2, "v1.0.1", "  added: {type: text}\n")?;
            times[2].push(run(project)?);
            eprintln!("  {tables} tables: {:.1?} ms", times.each_ref().map(|t| t[t.len() - 1]));
        }
        let [first, nothing, column] = times.map(median);
        println!("| {tables} | {first:.0} ms | {nothing:.1} ms | {column:.1} ms |");
    }
    Ok(())
}

/// A file with one table of twelve columns.
fn write(project: &Path, i: usize, version: &str, more: &str) -> Result<()> {
    let mut text = format!(
        "Meta:\n  Data_Type: sqlite\n  zMigration: true\n  zMigrationVersion: {version}\n\
         table_{i}:\n  id: {{type: int, pk: true, auto_increment: true}}\n"
    );
    let columns = [
        "name: {type: str, max_length: 200, required: true}",
        "email: {type: str, required: true, unique: true}",
        "age: {type: int32, default: 0}",
        "score: {type: float, indexed: true}",
        "price: {type: decimal(10,2), required: true, default: 0}",
        "active: {type: bool, required: true, default: true}",
        "born: date",
        "made_at: {type: datetime, required: true, default: now}",
        "token: {type: uuid}",
        "details: json",
        "note: text",
    ];
    for column in columns {
        let _ = writeln!(text, "  {column}");
    }
    std::fs::write(project.join(format!("schemas/zSchema.s{i:05}.yaml")), text + more)?;
    Ok(())
}

/// One build; milliseconds.
fn run(project: &Path) -> Result<f64> {
    let out = Command::new(std::env::current_exe()?)
        .arg("child")
        .current_dir(project)
        .env("CARGO_MANIFEST_DIR", project)
        .env("CARGO_PKG_NAME", "app")
        .env("CARGO_PKG_VERSION", "0.1.0")
        .env("OUT_DIR", project.join("out"))
        .env_remove("CI")
        .env_remove("ZMIG_MODE")
        .stdout(Stdio::null())
        .output()?;
    let text = String::from_utf8_lossy(&out.stderr);
    if !out.status.success() {
        return Err(format!("the generator failed: {text}").into());
    }
    Ok(text.trim().parse::<f64>()? / 1e6)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    let middle = times.len() / 2;
    if times.len() % 2 == 1 { times[middle] } else { (times[middle] + times[middle - 1]) / 2.0 }
}
