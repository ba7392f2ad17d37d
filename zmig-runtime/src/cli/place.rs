//! A database, and what is meant for it.

use super::Stop;
use super::args::Database;
use super::listing::Listed;
use crate::secret::show_url;
use crate::{Migrations, RunOptions, Secret};

/// A database, the migrations that are meant for it, and how they are run.
#[derive(Clone, Debug)]
#[must_use]
pub struct Place {
    pub(super) migrations: Migrations,
    pub(super) url: Secret,
    pub(super) options: RunOptions,
    pub(super) schemas: Vec<Listed>,
    pub(super) program: String,
}

impl Place {
    /// A database by its URL.
    pub fn new(migrations: Migrations, url: impl Into<Secret>) -> Self {
        let schemas = Listed::of(&migrations);
        let program = std::env::args_os().next().unwrap_or_default();
        let program = std::path::Path::new(&program).file_name().unwrap_or_default();
        Self {
            migrations,
            url: url.into(),
            options: RunOptions::default(),
            schemas,
            program: program.to_string_lossy().into_owned(),
        }
    }

    /// How runs go. What is typed goes before it.
    pub fn options(mut self, options: RunOptions) -> Self {
        self.options = options;
        self
    }

    /// The schemas, as their sources tell of them; by default as the migrations do.
    pub fn schemas(mut self, schemas: Vec<Listed>) -> Self {
        self.schemas = schemas;
        self
    }

    /// What is typed before a command's name, for messages that say what to type next.
    pub fn program(mut self, program: impl Into<String>) -> Self {
        self.program = program.into();
        self
    }

    /// The URL as it may be shown.
    pub fn shown(&self) -> String {
        show_url(self.url.expose())
    }
}

impl Database {
    /// The URL that was given, or else that of the variable `DATABASE_URL`.
    pub fn find(&self) -> Option<String> {
        let url = self.url.clone().or_else(|| std::env::var("DATABASE_URL").ok());
        url.filter(|u| !u.is_empty())
    }

    /// The same, for a command that needs one.
    ///
    /// # Errors
    /// When none is named.
    pub fn url(&self) -> Result<String, Stop> {
        self.find().ok_or_else(|| {
            Stop::new(
                "no database is named\n  = help: pass --database-url sqlite://app.db, or set the variable DATABASE_URL",
            )
        })
    }
}
