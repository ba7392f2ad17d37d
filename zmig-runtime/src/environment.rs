//! The name of what a database serves: dev, staging, prod. The history keeps it, so that a command that means another
//! database does not change this one.

use crate::database::{Database, Target as Db, Work, with_driver};
use crate::driver::Driver;
use crate::error::During as _;
use crate::history::{HistoryStatus, TABLE};
use crate::{Error, Migrations, RunOptions};
use zmig_core::Dialect;

/// In a row's `meta_data`: the environment of the run that wrote it.
pub(crate) const ENVIRONMENT: &str = "environment";

/// The variable that names the environment where nothing in the program does.
const VARIABLE: &str = "ZMIG_ENV";

/// Which environment a run is for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    chosen: Option<String>,
    default: Option<String>,
    was: Option<String>,
}

impl RunOptions {
    /// The environment that the run is for, such as `prod`, instead of what the variable `ZMIG_ENV` says.
    ///
    /// A database keeps the name of the first run that changes it under one. After that it is changed under this name only:
    /// a run that is for another environment is refused before it changes anything. A run that is for none is not, and
    /// where there is nothing to do nobody asks.
    ///
    /// ```
    /// use zmig_runtime::RunOptions;
    ///
    /// let options = RunOptions::default().environment("prod");
    /// # let _ = options;
    /// ```
    pub fn environment(mut self, name: impl Into<String>) -> Self {
        self.environment.chosen = Some(name.into());
        self
    }

    /// The environment that the run is for where nobody chose one. A database that has another name refuses it; one that
    /// has none is not given this one.
    pub fn default_environment(mut self, name: impl Into<String>) -> Self {
        self.environment.default = Some(name.into());
        self
    }

    /// What the database was before: a copy of `prod`, say, that serves `staging` from now on. It has the run's environment
    /// as its name as soon as the run changes something.
    pub fn environment_was(mut self, name: impl Into<String>) -> Self {
        self.environment.was = Some(name.into());
        self
    }
}

impl Environment {
    /// What the history keeps of it: a name that somebody chose.
    pub(crate) fn kept(&self) -> Option<String> {
        let variable = || std::env::var(VARIABLE).ok().filter(|name| !name.is_empty());
        self.chosen.clone().or_else(variable)
    }

    /// Whether a database that says this name is known to serve another from now on.
    pub(crate) fn was(&self, name: &str) -> bool {
        self.was.as_deref() == Some(name)
    }

    pub(crate) fn name(&self) -> Option<String> {
        self.kept().or_else(|| self.default.clone())
    }

    /// The same, and of another where this one says nothing.
    pub(crate) fn or(self, other: Self) -> Self {
        Self {
            chosen: self.chosen.or(other.chosen),
            default: self.default.or(other.default),
            was: self.was.or(other.was),
        }
    }
}

impl Migrations {
    /// The environment that a database says it serves: what the first run under a name has given it.
    ///
    /// # Errors
    /// When the database cannot be reached or its history not be read.
    ///
    /// ```no_run
    /// # async fn run(migrations: zmig_runtime::Migrations) -> Result<(), zmig_runtime::Error> {
    /// if migrations.environment("postgres://localhost/shop").await?.as_deref() == Some("prod") {
    ///     println!("careful");
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn environment<D: Database + ?Sized>(&self, db: &D) -> Result<Option<String>, Error> {
        of_database(&db).await
    }

    /// The name of a database: of SQLite that of its file.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn database_name<D: Database + ?Sized>(&self, db: &D) -> Result<String, Error> {
        name_of(&db).await
    }

    /// Refuses where the database serves another environment than the one that the options are for, as every run does that
    /// has something to change: for those who want to know before they ask anybody.
    ///
    /// # Errors
    /// When it does, and as [`Migrations::environment`].
    pub async fn check_environment<D: Database + ?Sized>(
        &self,
        db: &D,
        options: &RunOptions,
    ) -> Result<(), Error> {
        check_database(&db, options).await
    }
}

fn of_database(db: &dyn Database) -> Work<'_, Option<String>> {
    Box::pin(async move {
        let options = &RunOptions::default();
        with_driver!(db, options, |driver| read(driver))
    })
}

fn name_of(db: &dyn Database) -> Work<'_, String> {
    Box::pin(async move {
        let options = &RunOptions::default();
        with_driver!(db, options, |driver| name(driver))
    })
}

fn check_database<'a>(db: &'a dyn Database, options: &'a RunOptions) -> Work<'a, ()> {
    Box::pin(async move { with_driver!(db, options, |driver| look(driver, options)) })
}

async fn name<D: Driver>(driver: &mut D) -> Result<String, Error> {
    driver.take_over().await.during("preparing the connection")?;
    driver.facts().await.during("looking at the database")?;
    Ok(driver.source().database)
}

async fn read<D: Driver>(driver: &mut D) -> Result<Option<String>, Error> {
    let facts = driver.facts().await.during("looking at the database")?;
    if facts.history { of(driver).await } else { Ok(None) }
}

/// Looks whether there is a history, and refuses where it says another name.
pub(crate) async fn look<D: Driver>(driver: &mut D, options: &RunOptions) -> Result<(), Error> {
    let facts = driver.facts().await.during("looking at the database")?;
    if facts.history { check(driver, options).await } else { Ok(()) }
}

/// What a history says. There is one.
pub(crate) async fn of<D: Driver>(driver: &mut D) -> Result<Option<String>, Error> {
    let name = match D::DIALECT {
        Dialect::Sqlite => format!("json_extract(meta_data, '$.{ENVIRONMENT}')"),
        Dialect::Postgres => format!("meta_data ->> '{ENVIRONMENT}'"),
    };
    // A run that failed has changed nothing that could be said to serve.
    let sql = format!(
        "SELECT {name} FROM {} WHERE {name} IS NOT NULL AND status <> '{}' ORDER BY id DESC LIMIT 1",
        driver.table(TABLE),
        HistoryStatus::FAILED
    );
    let rows = driver.query(sql).await.during("reading the environment's name")?;
    Ok(rows.into_iter().next().and_then(|row| row.into_iter().next().flatten()))
}

/// Refuses where a history says another name than the options. There is a history. A run that is for no environment costs
/// no statement.
pub(crate) async fn check<D: Driver>(driver: &mut D, options: &RunOptions) -> Result<(), Error> {
    let Some(mine) = options.environment.name() else { return Ok(()) };
    match of(driver).await? {
        Some(theirs) if theirs != mine && !options.environment.was(&theirs) => {
            Err(Error::Environment { mine, theirs })
        }
        _ => Ok(()),
    }
}
