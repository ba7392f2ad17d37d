//! The command line.

use crate::Result;
use std::path::PathBuf;

/// What to measure.
pub struct Options {
    /// How often; the median counts.
    pub rounds: usize,
    /// How many migrations, one table row for each number.
    pub counts: Vec<usize>,
    /// A PostgreSQL to make databases in; none measures SQLite only.
    pub postgres: Option<String>,
    /// The server's log, to count statements in.
    pub log: Option<PathBuf>,
    /// Leave these tools out.
    pub without: Vec<String>,
}

impl Options {
    pub fn read(words: &[&str]) -> Result<Self> {
        let mut all = Self { rounds: 5, counts: vec![1000], postgres: None, log: None, without: Vec::new() };
        for pair in words.chunks(2) {
            let [key, value] = pair else { return Err(format!("{} needs a value", pair[0]).into()) };
            match *key {
                "--rounds" => all.rounds = value.parse()?,
                "--counts" => {
                    all.counts = value.split(',').map(str::parse).collect::<std::result::Result<_, _>>()?
                }
                "--postgres" => all.postgres = Some((*value).to_owned()),
                "--log" => all.log = Some(value.into()),
                "--without" => all.without = value.split(',').map(str::to_owned).collect(),
                other => return Err(format!("{other} is not known").into()),
            }
        }
        Ok(all)
    }
}
