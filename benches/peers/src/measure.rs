//! The measurements, and their tables in Markdown.

use crate::prepare::{Work, psql};
use crate::{Backend, Options, Result, floor};
use std::path::Path;
use std::time::Duration;

/// Medians of several tools over the same rounds.
struct Table {
    names: Vec<String>,
    /// By tool: nanoseconds.
    times: Vec<Vec<u64>>,
}

impl Table {
    fn new(names: &[&str]) -> Self {
        Self { names: names.iter().map(|n| (*n).to_owned()).collect(), times: vec![Vec::new(); names.len()] }
    }

    /// Every tool once, then every tool again. The first of them is the floor.
    fn fill(&mut self, rounds: usize, mut one: impl FnMut(&str) -> Result<Duration>) -> Result<()> {
        for round in 0..rounds {
            for (name, times) in self.names.iter().zip(&mut self.times) {
                let time = one(name)?;
                times.push(u64::try_from(time.as_nanos())?);
                eprintln!("  round {}: {name}: {}", round + 1, show(time.as_nanos() as f64));
            }
        }
        Ok(())
    }

    fn print(&self, title: &str, extra: &str, cells: impl Fn(&str) -> String) {
        println!("\n{title}\n\n| tool | median | least | most | to the floor |{extra}");
        println!("|---|--:|--:|--:|--:|{}", if extra.is_empty() { "" } else { "--:|" });
        let floor = median(&self.times[0]);
        for (name, times) in self.names.iter().zip(&self.times) {
            let (low, high) = (times.iter().min(), times.iter().max());
            let low = show(low.copied().unwrap_or(0) as f64);
            let high = show(high.copied().unwrap_or(0) as f64);
            let own = median(times);
            let cells = if extra.is_empty() { String::new() } else { format!(" {} |", cells(name)) };
            println!("| {name} | {} | {low} | {high} | {:.2} |{cells}", show(own), own / floor);
        }
    }
}

fn median(times: &[u64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    match (sorted.get(sorted.len() / 2), sorted.len() % 2) {
        (None, _) => f64::NAN,
        (Some(middle), 1) => *middle as f64,
        (Some(middle), _) => (*middle + sorted[sorted.len() / 2 - 1]) as f64 / 2.0,
    }
}

fn show(nanoseconds: f64) -> String {
    match nanoseconds {
        n if n >= 1e9 => format!("{:.2} s", n / 1e9),
        n if n >= 1e7 => format!("{:.0} ms", n / 1e6),
        n => format!("{:.2} ms", n / 1e6),
    }
}

fn backends(options: &Options) -> Vec<Backend> {
    let mut all = vec![Backend::Sqlite];
    all.extend(options.postgres.as_ref().map(|_| Backend::Postgres));
    all
}

fn tools<'a>(options: &Options, all: &[&'a str]) -> Vec<&'a str> {
    all.iter().copied().filter(|t| !options.without.iter().any(|w| w == t)).collect()
}

/// Small migrations on a fresh database.
pub fn migrate(options: &Options) -> Result<()> {
    let temp = tempfile::tempdir()?;
    for backend in backends(options) {
        for &count in &options.counts {
            let work = Work::write(temp.path(), backend, count)?;
            let floor = floor::name(backend);
            let mut names = vec![floor];
            names.extend(tools(options, &["zmig", "diesel", "refinery", "sqlx"]));
            let mut table = Table::new(&names);
            table.fill(options.rounds, |tool| {
                let url = work.fresh(options.postgres.as_deref(), "fresh")?;
                if tool == floor {
                    return floor::run(&url, &work.script());
                }
                work.child(tool, "migrate", &url).map(Duration::from_nanos)
            })?;
            table.print(&format!("{count} migrations on a fresh database, {backend:?}"), "", |_| {
                String::new()
            });
        }
    }
    Ok(())
}

/// The first call of a fresh process when there is nothing to do.
pub fn noop(options: &Options) -> Result<()> {
    let temp = tempfile::tempdir()?;
    for backend in backends(options) {
        for &count in &options.counts {
            let work = Work::write(temp.path(), backend, count)?;
            let postgres = options.postgres.as_deref();
            let mut names = tools(options, &["zmig", "refinery", "sqlx"]);
            let urls = names.iter().map(|t| Ok(((*t).to_owned(), work.applied(postgres, t)?)));
            let urls: std::collections::BTreeMap<String, String> = urls.collect::<Result<_>>()?;
            // The floor is a select on zmig's database.
            let floor = "one select of the newest row";
            let url =
                |tool: &str| urls.get(if tool == floor { "zmig" } else { tool }).ok_or("no such database");
            let job = |tool: &str| if tool == floor { "select".to_owned() } else { tool.to_owned() };
            names.insert(0, floor);
            let mut table = Table::new(&names);
            table.fill(options.rounds, |tool| {
                work.child(&job(tool), "noop", url(tool)?).map(Duration::from_nanos)
            })?;
            let counted = |tool: &str| -> Result<String> {
                Ok(match (tool == floor, backend, &options.log) {
                    (true, ..) => "1".to_owned(),
                    (_, Backend::Postgres, Some(log)) => logged(&work, tool, url(tool)?, log)?.to_string(),
                    _ if tool == "refinery" => String::new(),
                    _ => work.child(tool, "count", url(tool)?)?.to_string(),
                })
            };
            let title = format!("Nothing to do, {count} migrations applied, {backend:?}");
            table.print(&title, " statements |", |tool| counted(tool).unwrap_or_else(|e| e.to_string()));
        }
    }
    Ok(())
}

/// How many statements a tool sends to PostgreSQL, by the server's own log. What connecting costs is taken off.
fn logged(work: &Work, tool: &str, url: &str, log: &Path) -> Result<usize> {
    let (_, name) = url.rsplit_once('/').ok_or("the URL names no database")?;
    psql(url, &format!("ALTER DATABASE {name} SET log_statement = 'all'"))?;
    let before = std::fs::metadata(log)?.len();
    let outcome = work.child(tool, "noop", url);
    let text = std::fs::read_to_string(log)?;
    psql(url, &format!("ALTER DATABASE {name} RESET log_statement"))?;
    outcome?;
    let text = text.get(usize::try_from(before)?..).unwrap_or_default();
    Ok(text.lines().filter(|l| l.contains("LOG:  statement: ") || l.contains("LOG:  execute ")).count())
}
