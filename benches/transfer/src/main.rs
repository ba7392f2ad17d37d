//! How long it takes to bring a million rows of ten mixed columns in and out, beside the databases' own shells.
//!
//! `transfer ROUNDS ROWS POSTGRES_URL` measures: every measurement is a process of its own, and the tools take turns.
//! `transfer work JOB …` is one of those processes.

mod data;
mod work;

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["work", job, rest @ ..] => work::run(job, rest),
        [rounds, rows, postgres, ..] => measure(rounds.parse()?, rows.parse()?, postgres),
        _ => Err("transfer ROUNDS ROWS POSTGRES_URL".into()),
    }
}

/// What is measured, and beside what.
struct Contest {
    title: &'static str,
    /// A tool and how it is called; the first is the peer that the others are held against.
    tools: Vec<(&'static str, fn(&Setting) -> Vec<Command>)>,
}

/// Where everything is.
struct Setting<'a> {
    folder: &'a Path,
    postgres: &'a str,
}

impl Setting<'_> {
    fn path(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }

    fn work(&self, words: &[&str]) -> Command {
        let mut command = Command::new(std::env::current_exe().unwrap_or_default());
        command.arg("work").args(words);
        command
    }

    fn sqlite3(&self, db: &str, lines: &[&str]) -> Command {
        let mut command = Command::new("sqlite3");
        command.arg(self.path(db)).args(lines);
        command
    }

    fn psql(&self, line: &str) -> Command {
        let mut command = Command::new("psql");
        command.args(["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", self.postgres, "-c", line]);
        command
    }
}

fn contests() -> Vec<Contest> {
    vec![
        Contest {
            title: "CSV to SQLite",
            tools: vec![
                ("sqlite3 .import", |s| {
                    let import = format!(".import --csv --skip 1 {} rows", s.path("plain/rows.csv"));
                    vec![s.work(&["fresh-sqlite", &s.path("in.db")]), s.sqlite3("in.db", &[&import])]
                }),
                ("zmig", |s| {
                    let url = format!("sqlite://{}", s.path("in.db"));
                    let fresh = s.work(&["fresh-sqlite", &s.path("in.db")]);
                    vec![fresh, s.work(&["import", &s.path("plain"), &url, "unread"])]
                }),
                ("zmig, read back", |s| {
                    let url = format!("sqlite://{}", s.path("in.db"));
                    let fresh = s.work(&["fresh-sqlite", &s.path("in.db")]);
                    vec![fresh, s.work(&["import", &s.path("plain"), &url, "verify"])]
                }),
            ],
        },
        Contest {
            title: "SQLite to CSV",
            tools: vec![
                ("sqlite3 -csv", |s| {
                    let mut shell = s.sqlite3("full.db", &["-csv", "-header", "SELECT * FROM rows"]);
                    if let Ok(file) = File::create(s.path("out.csv")) {
                        shell.stdout(file);
                    }
                    vec![s.work(&["nothing"]), shell]
                }),
                ("zmig, read back", |s| {
                    let url = format!("sqlite://{}", s.path("full.db"));
                    vec![s.work(&["clear", &s.path("out")]), s.work(&["export", &url, &s.path("out")])]
                }),
            ],
        },
        Contest {
            title: "CSV to PostgreSQL",
            tools: vec![
                ("psql \\copy", |s| {
                    let copy =
                        format!("\\copy rows from '{}' with (format csv, header)", s.path("plain/rows.csv"));
                    vec![s.work(&["fresh-postgres", s.postgres]), s.psql(&copy)]
                }),
                ("zmig", |s| {
                    let fresh = s.work(&["fresh-postgres", s.postgres]);
                    vec![fresh, s.work(&["import", &s.path("plain"), s.postgres, "unread"])]
                }),
                ("zmig, read back", |s| {
                    let fresh = s.work(&["fresh-postgres", s.postgres]);
                    vec![fresh, s.work(&["import", &s.path("plain"), s.postgres, "verify"])]
                }),
                ("pgloader", |s| {
                    let mut pgloader = Command::new("pgloader");
                    pgloader.args([
                        "--quiet",
                        "--type",
                        "csv",
                        "--with",
                        "skip header = 1",
                        "--with",
                        "fields terminated by ','",
                    ]);
                    pgloader.args([&s.path("plain/rows.csv"), &format!("{}?tablename=rows", s.postgres)]);
                    vec![s.work(&["fresh-postgres", s.postgres]), pgloader]
                }),
            ],
        },
        Contest {
            title: "PostgreSQL to CSV",
            tools: vec![
                ("psql \\copy", |s| {
                    let copy = format!("\\copy rows to '{}' with (format csv, header)", s.path("out.csv"));
                    vec![s.work(&["full-postgres", s.postgres, &s.path("plain/rows.csv")]), s.psql(&copy)]
                }),
                ("zmig, read back", |s| {
                    let clear = s.work(&["clear", &s.path("out")]);
                    vec![clear, s.work(&["export", s.postgres, &s.path("out")])]
                }),
            ],
        },
        Contest {
            title: "A column more in a table of a CSV folder",
            tools: vec![
                ("reading and writing the file once (csv crate)", |s| {
                    vec![
                        s.work(&["nothing"]),
                        s.work(&["rewrite", &s.path("plain/rows.csv"), &s.path("out.csv")]),
                    ]
                }),
                ("zmig", |s| {
                    let fresh = s.work(&["fresh-folder", &s.path("plain/rows.csv"), &s.path("data")]);
                    vec![fresh, s.work(&["add-column", &s.path("data")])]
                }),
            ],
        },
    ]
}

fn measure(rounds: usize, rows: u64, postgres: &str) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let setting = Setting { folder: folder.path(), postgres };
    std::fs::create_dir(folder.path().join("plain"))?;
    let bytes = data::write(&folder.path().join("plain/rows.csv"), rows)?;
    let url = format!("sqlite://{}", setting.path("full.db"));
    run(setting.work(&["fresh-sqlite", &setting.path("full.db")]))?;
    run(setting.work(&["import", &setting.path("plain"), &url, "unread"]))?;
    println!(
        "{rows} rows of ten columns, {} MB; medians of {rounds}, with the least and the most.\n",
        bytes / 1_000_000
    );
    println!("| | tool | median | least | most | to the peer |\n|---|---|--:|--:|--:|--:|");
    for contest in contests() {
        let mut times: BTreeMap<usize, Vec<Duration>> = BTreeMap::new();
        for _ in 0..rounds {
            for (number, (tool, commands)) in contest.tools.iter().enumerate() {
                let mut commands = commands(&setting);
                let Some(last) = commands.pop() else { continue };
                if Command::new(last.get_program())
                    .arg("--version")
                    .stdout(Stdio::null())
                    .stderr(Stdio::null())
                    .status()
                    .is_err()
                {
                    eprintln!("{tool} is not here");
                    continue;
                }
                commands.into_iter().try_for_each(run)?;
                let begun = Instant::now();
                run(last)?;
                times.entry(number).or_default().push(begun.elapsed());
            }
        }
        let median = |times: &[Duration]| {
            let mut times = times.to_vec();
            times.sort();
            times[times.len() / 2].as_secs_f64()
        };
        let Some(peer) = times.get(&0).map(|t| median(t)) else { continue };
        for (number, times) in &times {
            let title = if *number == 0 { contest.title } else { "" };
            let own = median(times);
            let least = times.iter().min().copied().unwrap_or_default().as_secs_f64();
            let most = times.iter().max().copied().unwrap_or_default().as_secs_f64();
            let tool = contest.tools[*number].0;
            // How many times as fast as the peer.
            println!("| {title} | {tool} | {own:.2} s | {least:.2} s | {most:.2} s | {:.2} |", peer / own);
        }
    }
    Ok(())
}

fn run(mut command: Command) -> Result<(), Failure> {
    let shown = format!("{command:?}");
    let status = command.status().map_err(|e| format!("{shown}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{shown} failed").into()) }
}
