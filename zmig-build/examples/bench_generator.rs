//! How long the generator takes, compiled as cargo compiles build scripts: `cargo run -p zmig-build --example
//! bench_generator -- 1000 10000`. Each table has a file of its own with twelve columns.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};
use zmig_build::{Builder, Mode};

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    println!("| tables | first | nothing changed | one column added |");
    println!("|---|---|---|---|");
    for tables in if sizes.is_empty() { vec![1_000] } else { sizes } {
        let project = tempfile::tempdir().expect("a temporary folder");
        let root = project.path();
        fs::create_dir_all(root.join("schemas")).expect("a folder");
        fs::create_dir_all(root.join("out")).expect("a folder");
        (0..tables).for_each(|i| write(root, i, 0));
        let first = run(root, tables);
        run(root, 0);
        let nothing = median((0..15).map(|_| run(root, 0)).collect());
        let one = median(
            (1..=9)
                .map(|version| {
                    write(root, tables / 2, version);
                    run(root, 1)
                })
                .collect(),
        );
        println!("| {tables} | {first:.1?} | {nothing:.1?} | {one:.1?} |");
    }
}

fn run(root: &Path, expected: usize) -> Duration {
    let builder = Builder::new().root(root).out_dir(root.join("out")).mode(Mode::Write);
    let start = Instant::now();
    let outcome = builder.try_generate().unwrap_or_else(|error| panic!("{error}"));
    let time = start.elapsed();
    assert_eq!(outcome.migrations.len(), expected, "{:?}", outcome.migrations);
    time
}

fn write(root: &Path, table: usize, version: usize) {
    let mut text = format!(
        "Meta:\n  Data_Type: sqlite\n  zMigration: true\n  zMigrationVersion: v1.0.{version}\n\n\
         table_{table}:\n  id: {{type: int, pk: true, auto_increment: true}}\n"
    );
    let kinds = ["str", "int", "bool", "datetime", "decimal(10,2)", "text"];
    for i in 0..11 + version {
        text += &format!("  column_{i}: {{type: {}, comment: what it is for}}\n", kinds[i % kinds.len()]);
    }
    fs::write(root.join(format!("schemas/zSchema.table_{table}.yaml")), text).expect("a file");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
