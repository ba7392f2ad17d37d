//! A database, and what is meant for it.

use super::Stop;
use super::args::Database;
use super::listing::Listed;
use super::output::confirm_word;
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
    pub(super) must_confirm: Option<bool>,
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
            must_confirm: None,
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

    /// Whether whoever changes the database has to name it; by default a rollback in production only.
    pub fn must_confirm(mut self, must: Option<bool>) -> Self {
        self.must_confirm = must;
        self
    }

    /// The schemas, in the words of [`Place::schemas`].
    pub fn listed(&self) -> &[Listed] {
        &self.schemas
    }

    /// The migrations.
    pub fn migrations(&self) -> &Migrations {
        &self.migrations
    }

    /// Where the database is, with its password.
    pub fn url(&self) -> &str {
        self.url.expose()
    }

    /// How runs go.
    pub fn run_options(&self) -> &RunOptions {
        &self.options
    }

    /// Before a change: refuses where the database serves another environment, and has its name said where that is asked
    /// for. `said` is the name that was typed already. Gives the name, where it was said.
    ///
    /// # Errors
    /// When it does, or it is called otherwise, or nobody is there to say it.
    pub async fn before_change(&self, said: Option<&str>) -> Result<Option<String>, Stop> {
        let url = self.url.expose();
        self.migrations.check_environment(url, &self.options).await?;
        if said.is_none() && self.must_confirm != Some(true) {
            return Ok(None);
        }
        let name = self.migrations.database_name(url).await?;
        match said {
            Some(said) if said != name => Err(Stop::new(format!(
                "it was confirmed for {said}, and the database is called {name}\n  nothing was changed\n  \
                 = help: look whether the URL is the one that you mean"
            ))),
            Some(_) => Ok(Some(name)),
            None => {
                let question =
                    format!("this changes the database {name}, whose environment asks for its name;");
                match confirm_word(&question, &name, &format!("--confirm {name}"))? {
                    true => Ok(Some(name)),
                    false => Err(Stop::new("nothing was changed")),
                }
            }
        }
    }

    /// What kind of place it is, in words.
    pub(super) fn kind(&self, dialect: zmig_core::Dialect) -> String {
        match self.url.expose().starts_with("csv:") {
            true => "CSV folder".to_owned(),
            false => format!("{} database", dialect.title()),
        }
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
