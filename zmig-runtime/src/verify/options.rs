//! What is verified, where the defaults do not do.

use crate::{RunOptions, Secret};

/// What [`crate::Migrations::verify`] looks at. By default everything but the way back.
///
/// ```
/// use zmig_runtime::VerifyOptions;
///
/// let options = VerifyOptions::default().downs(true).exclude("legacy_*");
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct VerifyOptions {
    pub(crate) live: bool,
    pub(crate) replay: bool,
    pub(crate) downs: bool,
    pub(crate) include_tables: Vec<String>,
    pub(crate) exclude_tables: Vec<String>,
    pub(crate) scratch: Option<Secret>,
    pub(crate) run: RunOptions,
}

impl Default for VerifyOptions {
    fn default() -> Self {
        Self {
            live: true,
            replay: true,
            downs: false,
            include_tables: Vec::new(),
            exclude_tables: Vec::new(),
            scratch: None,
            run: RunOptions::default(),
        }
    }
}

impl VerifyOptions {
    /// Whether the database itself is looked at. Where it is not, it only says what kind of database is meant, and for
    /// PostgreSQL on which server a scratch database can be made.
    pub fn live(mut self, live: bool) -> Self {
        self.live = live;
        self
    }

    /// Whether the migrations' SQL is run on a scratch database.
    pub fn replay(mut self, replay: bool) -> Self {
        self.replay = replay;
        self
    }

    /// Whether every migration is also taken back once, on a scratch database, and has to leave the schema that was
    /// there before it.
    pub fn downs(mut self, downs: bool) -> Self {
        self.downs = downs;
        self
    }

    /// Looks at this table, and at no other that is not included as well. A `*` stands for any characters.
    pub fn include(mut self, table: impl Into<String>) -> Self {
        self.include_tables.push(table.into());
        self
    }

    /// Leaves a table out: one that belongs to another program, say. A `*` stands for any characters.
    pub fn exclude(mut self, table: impl Into<String>) -> Self {
        self.exclude_tables.push(table.into());
        self
    }

    /// PostgreSQL: the server for scratch databases, where it is not to be the database's own.
    pub fn scratch(mut self, url: impl Into<Secret>) -> Self {
        self.scratch = Some(url.into());
        self
    }

    /// How connections behave.
    pub fn run(mut self, options: RunOptions) -> Self {
        self.run = options;
        self
    }
}
