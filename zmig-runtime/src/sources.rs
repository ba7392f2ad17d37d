//! Programs whose schemas have their data in different databases: each is migrated by itself.

use crate::embedded::{Digests, Embedded};
use crate::secret::show_url;
use crate::{Error, Migrations, Report, RunOptions, Secret};
use serde::{Serialize, Serializer};
use std::collections::BTreeSet;
use std::fmt;

/// A database, and the migrations of the schemas that have their data in it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SourcePlace {
    /// The variables that name it; none for schemas that name no source.
    pub sources: Vec<&'static str>,
    /// Where it is.
    pub url: Secret,
    /// The migrations of its schemas, as a set of their own.
    pub migrations: Migrations,
}

/// What became of one database.
#[derive(Debug, Serialize)]
#[non_exhaustive]
pub struct SourceReport {
    /// The variables that name it; none for schemas that name no source.
    pub sources: Vec<&'static str>,
    /// The database, without its password.
    pub database: String,
    /// What was done, or why it was not.
    #[serde(flatten, serialize_with = "outcome")]
    pub outcome: Result<Report, Error>,
}

/// What became of each database of a program whose schemas are in several.
#[derive(Debug, Default, Serialize)]
#[non_exhaustive]
pub struct SourcesReport {
    /// A report for each database, in the order in which they were worked on.
    pub databases: Vec<SourceReport>,
}

impl Migrations {
    /// The variables that the schemas name as the place of their data (`Data_Source`), sorted. None where all of them are
    /// in the one database that a run is given.
    ///
    /// ```
    /// # fn run(migrations: zmig_runtime::Migrations) {
    /// for variable in migrations.sources() {
    ///     println!("{variable} is {}", if std::env::var_os(variable).is_some() { "set" } else { "not set" });
    /// }
    /// # }
    /// ```
    pub fn sources(&self) -> Vec<&'static str> {
        self.all
            .iter()
            .filter_map(|m| self.source_of(m.schema))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    }

    /// The variable that a schema names as the place of its data.
    pub fn source_of(&self, schema: &str) -> Option<&'static str> {
        self.sources.iter().find(|(name, _)| *name == schema).map(|(_, variable)| *variable)
    }

    /// The migrations of the schemas that have their data in a source; in none, where that is `None`. They are a set of
    /// their own, with its own digest.
    ///
    /// What is put together stays for as long as the process does: call it once for each source.
    ///
    /// ```no_run
    /// # async fn run(migrations: zmig_runtime::Migrations) -> Result<(), zmig_runtime::Error> {
    /// let users = migrations.of_source("ZDATA_USERS_URL");
    /// users.run_pending("sqlite://users.db?mode=rwc").await?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn of_source<'a>(&self, source: impl Into<Option<&'a str>>) -> Self {
        self.of_sources(&[source.into()])
    }

    fn of_sources(&self, sources: &[Option<&str>]) -> Self {
        let is_in = |m: &&Embedded| sources.contains(&self.source_of(m.schema));
        let all: Vec<Embedded> = self.all.iter().filter(is_in).copied().collect();
        if all.len() == self.all.len() {
            return *self;
        }
        let digests = Digests::of(&all);
        Self { all: Vec::leak(all), digests, ..*self }
    }

    /// Those that have SQL in a dialect.
    #[cfg(feature = "transfer")]
    pub(crate) fn written_in(&self, dialect: zmig_core::Dialect) -> Self {
        let is_in = |m: &&Embedded| match dialect {
            zmig_core::Dialect::Sqlite => m.sqlite.is_some(),
            zmig_core::Dialect::Postgres => m.postgres.is_some(),
        };
        let all: Vec<Embedded> = self.all.iter().filter(is_in).copied().collect();
        if all.len() == self.all.len() {
            return *self;
        }
        let digests = Digests::of(&all);
        Self { all: Vec::leak(all), digests, ..*self }
    }

    /// The same with what the schemas name as the place of their data: pairs of a schema and a variable. `zmig::embed!()`
    /// knows them; this is for migrations that were loaded from a folder, and stays for as long as the process does.
    #[must_use]
    pub fn with_sources(self, sources: impl IntoIterator<Item = (String, String)>) -> Self {
        let leak = |text: String| -> &'static str { String::leak(text) };
        let sources: Vec<_> = sources.into_iter().map(|(s, v)| (leak(s), leak(v))).collect();
        Self { sources: Vec::leak(sources), ..self }
    }

    /// The databases that the schemas are in, each with its migrations. `resolve` says where a source is, by its variable,
    /// and where schemas are that name none. Sources at one URL are one database.
    ///
    /// # Errors
    /// When it does not know one of them: all are named.
    pub fn places(
        &self,
        resolve: impl Fn(Option<&str>) -> Option<String>,
    ) -> Result<Vec<SourcePlace>, Error> {
        let names_none = self.all.is_empty() || self.all.iter().any(|m| self.source_of(m.schema).is_none());
        let wanted = names_none.then_some(None).into_iter().chain(self.sources().into_iter().map(Some));
        let mut found: Vec<(String, Vec<Option<&'static str>>)> = Vec::new();
        let mut missing = Vec::new();
        for source in wanted {
            match resolve(source) {
                None => missing.push(source.unwrap_or("DATABASE_URL").to_owned()),
                Some(url) => match found.iter_mut().find(|(there, _)| *there == url) {
                    Some((_, sources)) => sources.push(source),
                    None => found.push((url, vec![source])),
                },
            }
        }
        if !missing.is_empty() {
            return Err(Error::NoSource { variables: missing });
        }
        let place = |(url, sources): (String, Vec<Option<&'static str>>)| SourcePlace {
            migrations: self.of_sources(&sources),
            sources: sources.into_iter().flatten().collect(),
            url: url.into(),
        };
        Ok(found.into_iter().map(place).collect())
    }

    /// Applies everything that is not applied yet, in every database that schemas have their data in, one after another.
    /// `resolve` is as in [`Migrations::places`]. One that fails keeps none of the others from being brought up to date.
    ///
    /// # Errors
    /// When `resolve` does not know one of them: then nothing is changed. When one of them fails:
    /// [`Error::Sources`] says what became of each.
    ///
    /// ```no_run
    /// # async fn run(migrations: zmig_runtime::Migrations) -> Result<(), zmig_runtime::Error> {
    /// use zmig_runtime::RunOptions;
    ///
    /// let variable = |source: Option<&str>| std::env::var(source.unwrap_or("DATABASE_URL")).ok();
    /// println!("{}", migrations.run_each(variable, &RunOptions::default()).await?);
    /// # Ok(()) }
    /// ```
    pub async fn run_each(
        &self,
        resolve: impl Fn(Option<&str>) -> Option<String>,
        options: &RunOptions,
    ) -> Result<SourcesReport, Error> {
        let places = self.places(resolve)?;
        let mut out = SourcesReport::default();
        for place in places {
            let outcome = place.migrations.run_pending_with(&place.url, options).await;
            out.push(&place, outcome);
        }
        out.into_result()
    }
}

impl SourcePlace {
    /// What it is called: its variables and its URL, without the password.
    pub fn title(&self) -> String {
        title(&self.sources, &show_url(self.url.expose()))
    }
}

impl SourcesReport {
    /// Adds what became of a database.
    pub fn push(&mut self, place: &SourcePlace, outcome: Result<Report, Error>) {
        let database = show_url(place.url.expose());
        self.databases.push(SourceReport { sources: place.sources.clone(), database, outcome });
    }

    /// Itself where none failed.
    ///
    /// # Errors
    /// Itself as an error, where one did.
    pub fn into_result(self) -> Result<Self, Error> {
        if self.databases.iter().all(|one| one.outcome.is_ok()) {
            Ok(self)
        } else {
            Err(Error::Sources(Box::new(self)))
        }
    }
}

fn title(sources: &[&str], database: &str) -> String {
    if sources.is_empty() { database.to_owned() } else { format!("{} ({database})", sources.join(", ")) }
}

fn outcome<S: Serializer>(outcome: &Result<Report, Error>, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    #[serde(rename_all = "lowercase")]
    enum Outcome<'a> {
        Report(&'a Report),
        Error(String),
    }
    match outcome {
        Ok(report) => Outcome::Report(report),
        Err(error) => Outcome::Error(error.to_string()),
    }
    .serialize(serializer)
}

impl fmt::Display for SourceReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", title(&self.sources, &self.database))?;
        match &self.outcome {
            Ok(report) => write!(f, "{report}"),
            Err(error) => write!(f, "failed\n  {}", error.to_string().replace('\n', "\n  ")),
        }
    }
}

impl fmt::Display for SourcesReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, one) in self.databases.iter().enumerate() {
            write!(f, "{}{one}", if i > 0 { "\n" } else { "" })?;
        }
        Ok(())
    }
}
