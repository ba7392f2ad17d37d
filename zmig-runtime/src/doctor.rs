//! What stands in a migration's way, looked for before it begins: whether a database can be reached, what it lets the
//! runner do, who holds what.

mod postgres;
mod sqlite;

use crate::database::{Target as Db, Work, with_driver};
use crate::driver::{Driver, Fault};
use crate::{Database, Error, Migrations, RunOptions, status};
use serde::Serialize;
use std::fmt;
use std::time::Instant;
use zmig_core::Dialect;

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Health {
    /// As it should be.
    Fine,
    /// A migration works, but somebody should know.
    Warning,
    /// A migration fails, or should not be begun.
    Problem,
}

/// Something that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Symptom {
    /// What was looked at, in a word or two, e.g. `rights`.
    pub about: String,
    /// How it is.
    pub health: Health,
    /// What was found.
    pub found: String,
    /// What to do; nothing where nothing is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl Symptom {
    /// Something that is as it should be.
    pub fn fine(about: &str, found: impl Into<String>) -> Self {
        Self { about: about.to_owned(), health: Health::Fine, found: found.into(), help: None }
    }

    /// Something that somebody should know, and what to do.
    pub fn warning(about: &str, found: impl Into<String>, help: impl Into<String>) -> Self {
        Self { health: Health::Warning, help: Some(help.into()), ..Self::fine(about, found) }
    }

    /// Something in the way, and what to do.
    pub fn problem(about: &str, found: impl Into<String>, help: impl Into<String>) -> Self {
        Self { health: Health::Problem, help: Some(help.into()), ..Self::fine(about, found) }
    }
}

impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Fine => "ok",
            Self::Warning => "warning",
            Self::Problem => "problem",
        })
    }
}

impl fmt::Display for Symptom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:<7}  {:<10}  {}", self.health, self.about, self.found.replace('\n', "\n           "))?;
        match &self.help {
            Some(help) => write!(f, "\n           = help: {}", help.replace('\n', "\n             ")),
            None => Ok(()),
        }
    }
}

impl Migrations {
    /// Looks for what stands in a migration's way, and changes nothing: whether the database can be reached, its version,
    /// what it lets the runner do, a pooler in between, who holds locks, and where its history stands.
    ///
    /// What is wrong is no error of this function: a database that cannot be reached is a problem that was found.
    ///
    /// ```no_run
    /// # async fn look(migrations: zmig_runtime::Migrations) {
    /// for symptom in migrations.examine("postgres://localhost/shop").await {
    ///     println!("{symptom}");
    /// }
    /// # }
    /// ```
    pub async fn examine<D: Database + ?Sized>(&self, db: &D) -> Vec<Symptom> {
        let options = RunOptions::default();
        match self.look_at(&db, &options).await {
            Ok(found) => found,
            Err(error) => vec![unreachable(&error)],
        }
    }

    fn look_at<'a>(&'a self, db: &'a dyn Database, options: &'a RunOptions) -> Work<'a, Vec<Symptom>> {
        let begun = Instant::now();
        Box::pin(async move { with_driver!(db, options, |driver| examine(driver, self, options, begun)) })
    }
}

/// Why there is nothing to look at.
fn unreachable(error: &Error) -> Symptom {
    let help = "is the URL right, is the server running, and does it let this user in from here?";
    Symptom::problem("reach", error.to_string(), help)
}

async fn examine<D: Driver>(
    driver: &mut D,
    migrations: &Migrations,
    options: &RunOptions,
    begun: Instant,
) -> Result<Vec<Symptom>, Error> {
    if let Err(fault) = driver.query("SELECT 1".to_owned()).await {
        return Ok(vec![unreachable(&Error::from_fault("asking for a first answer", &fault))]);
    }
    // What the driver knows of its database it learns from these.
    let taken = driver.take_over().await;
    let facts = match taken {
        Ok(()) => driver.facts().await,
        Err(fault) => Err(fault),
    };
    let source = driver.source();
    let mut out = vec![Symptom::fine(
        "reach",
        format!("{} answers in {} ms", source.database, begun.elapsed().as_millis()),
    )];
    match D::DIALECT {
        Dialect::Postgres => postgres::look(driver, &mut out).await,
        Dialect::Sqlite => sqlite::look(driver, &mut out).await,
    }
    match facts {
        Ok(_) => out.push(history(driver, migrations, options).await),
        Err(fault) => out.push(Symptom::problem(
            "history",
            fault.text(),
            "zmig reads the catalog and its own tables: grant the user USAGE on the schema and SELECT on them",
        )),
    }
    if let Some(holder) = driver.holder().await {
        out.push(Symptom::warning(
            "lock",
            format!("another runner migrates: {holder}"),
            "wait until it is done",
        ));
    }
    driver.rollback().await;
    Ok(out)
}

/// Where the history stands to the migrations.
async fn history<D: Driver>(driver: &mut D, migrations: &Migrations, options: &RunOptions) -> Symptom {
    let status = match status::read(driver, migrations, options).await {
        Ok(status) => status,
        Err(error) => {
            return Symptom::problem("history", error.to_string(), "`cargo zmig status` says the same");
        }
    };
    if let Some(problem) = status.problems.first() {
        let more = match status.problems.len() {
            1 => String::new(),
            n => format!(", and {} more", n - 1),
        };
        return Symptom::problem(
            "history",
            format!("{problem}{more}"),
            "`cargo zmig status` says how it came about",
        );
    }
    if !status.unfinished.is_empty() {
        let found = format!("unfinished: {}", status.unfinished.join("; "));
        return Symptom::warning("history", found, "`cargo zmig migrate` goes on where it stopped");
    }
    if !status.ahead.is_empty() {
        let found = format!("ahead of these migrations by {}", status.ahead.join(", "));
        return Symptom::warning("history", found, "a newer program was here: is this the newest checkout?");
    }
    let environment = status.environment.map(|name| format!(", environment {name}")).unwrap_or_default();
    let (there, to_come) = (status.applied.len(), status.pending.len());
    Symptom::fine("history", format!("{there} applied, {to_come} to come{environment}"))
}

/// The first row of a query.
async fn row<D: Driver>(driver: &mut D, sql: &str) -> Result<Vec<Option<String>>, Fault> {
    Ok(driver.query(sql.to_owned()).await?.into_iter().next().unwrap_or_default())
}

/// The first value of a query; nothing where there is none.
async fn value<D: Driver>(driver: &mut D, sql: &str) -> Option<String> {
    row(driver, sql).await.ok()?.into_iter().next()?
}
