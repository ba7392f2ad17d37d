//! Data migrations in Rust: functions of the application that run once, in their place between two versions.

use crate::driver::Driver;
use crate::error::During as _;
use crate::history::{self, Applied, HistoryStatus, Past, Record, TABLE};
use crate::hooks::{Function, HookContext, HookFuture};
use crate::job::{self, Direction, Job};
use crate::set::{Member, Set};
use crate::{Error, RunOptions};
use serde_json::{Map, Value, json};
use std::fmt;
use std::sync::Arc;
use zmig_core::Dialect;

/// The schema name of the rows about data migrations. No project's schema can have it.
pub(crate) const DATA: &str = "(data)";

/// In a row's `meta_data`: the schema and the version that a data migration follows.
pub(crate) const PLACE: &str = "data_migration";

/// A data migration: a function that runs once in a database, right after a version of a schema and before the next one.
///
/// It has a row of its own in the history and a transaction of its own. A database that is past that version already gets
/// it before anything else. Give it to a run with [`RunOptions::data_migration`].
///
/// ```
/// use zmig_runtime::{DataMigration, HookContext, HookFuture, RunOptions};
///
/// fn split_names(mut cx: HookContext<'_>) -> HookFuture<'_> {
///     Box::pin(async move {
///         cx.execute("UPDATE users SET first_name = name WHERE first_name IS NULL").await?;
///         Ok(())
///     })
/// }
///
/// let options = RunOptions::default()
///     .data_migration(DataMigration::new("split_names", "zSchema.users", "v1.2.0", split_names).down_nothing());
/// # let _ = options;
/// ```
#[derive(Clone)]
#[must_use]
pub struct DataMigration {
    pub(crate) id: String,
    pub(crate) schema: String,
    pub(crate) after: String,
    up: Function,
    down: Down,
}

#[derive(Clone)]
enum Down {
    Refused,
    Nothing,
    Function(Function),
}

impl DataMigration {
    /// A function that runs after a version of a schema. By the `id` a database remembers that it has run: it stays what it
    /// is.
    pub fn new<F>(
        id: impl Into<String>,
        schema: impl Into<String>,
        after_version: impl Into<String>,
        up: F,
    ) -> Self
    where
        F: for<'a> Fn(HookContext<'a>) -> HookFuture<'a> + Send + Sync + 'static,
    {
        Self {
            id: id.into(),
            schema: schema.into(),
            after: after_version.into(),
            up: Arc::new(up),
            down: Down::Refused,
        }
    }

    /// The function that takes it back. Without a way back, a rollback that would have to take it back is refused.
    pub fn down<F>(mut self, down: F) -> Self
    where
        F: for<'a> Fn(HookContext<'a>) -> HookFuture<'a> + Send + Sync + 'static,
    {
        self.down = Down::Function(Arc::new(down));
        self
    }

    /// There is nothing to take back: a rollback only takes its row back.
    pub fn down_nothing(mut self) -> Self {
        self.down = Down::Nothing;
        self
    }

    /// Its functions, by the names that its rows in the history call them by.
    pub(crate) fn functions(&self) -> Vec<(String, Function)> {
        let mut all = vec![(call(&self.id, Direction::Up), Arc::clone(&self.up))];
        if let Down::Function(down) = &self.down {
            all.push((call(&self.id, Direction::Down), Arc::clone(down)));
        }
        all
    }

    fn is_of(&self, schema: &str) -> bool {
        schema == self.schema || schema.strip_prefix("zSchema.") == Some(&self.schema)
    }
}

impl fmt::Debug for DataMigration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DataMigration({} after {} {})", self.id, self.schema, self.after)
    }
}

/// The name by which a row calls one of the functions; no hook has a name with a blank in it.
fn call(id: &str, direction: Direction) -> String {
    format!("{} of {id}", direction.name())
}

/// The data migration that a name calls, if it is one's.
pub(crate) fn called(name: &str) -> Option<&str> {
    name.strip_prefix("up of ").or_else(|| name.strip_prefix("down of "))
}

impl RunOptions {
    /// Adds a data migration, which runs once in its place. Of several with the same place, the first added runs first.
    pub fn data_migration(mut self, data: DataMigration) -> Self {
        for (name, function) in data.functions() {
            self.functions.insert(name, function);
        }
        self.data.push(data);
        self
    }
}

/// What a run does next: a migration of the set, or a data migration.
#[derive(Debug)]
pub(crate) enum Due {
    Migration(usize),
    Data(DueData),
}

/// The data migrations among what is to run, in words.
pub(crate) fn lines(due: &[Due]) -> Vec<String> {
    let line = |due: &Due| match due {
        Due::Migration(_) => None,
        Due::Data(data) => Some(data.summary.clone()),
    };
    due.iter().filter_map(line).collect()
}

impl Due {
    /// As work.
    ///
    /// # Errors
    /// When its SQL is not of the format.
    pub(crate) fn job<'a>(&'a self, set: &'a Set, past: &Past) -> Result<Job<'a>, Error> {
        match self {
            Self::Migration(index) => set.job(*index, past),
            Self::Data(data) => data.job(set),
        }
    }

    /// What the report says of it, should there be something.
    pub(crate) fn warning(&self) -> Option<String> {
        match self {
            Self::Migration(_) => None,
            Self::Data(data) => data.warning(),
        }
    }
}

/// A data migration that is to run now.
#[derive(Debug)]
pub(crate) struct DueData {
    id: String,
    schema: String,
    after: String,
    /// The migration that it follows.
    anchor: String,
    /// Where the database is past its place: the version that it has.
    late: Option<String>,
    up: String,
    down: Option<String>,
    summary: String,
}

/// Whether some data migration has not run in a database whose schema is up to date.
pub(crate) async fn is_any_due<D: Driver>(driver: &mut D, options: &RunOptions) -> Result<bool, Error> {
    if options.data.is_empty() {
        return Ok(false);
    }
    if !driver.facts().await.during("looking at the database")?.history {
        return Ok(true);
    }
    let sql = format!(
        "SELECT migration, status FROM {} WHERE schema_name = '{DATA}' AND status <> '{}' ORDER BY id",
        driver.table(TABLE),
        HistoryStatus::FAILED
    );
    let rows = driver.query(sql).await.during("reading the history")?;
    let has_run = |data: &DataMigration| {
        let own = |row: &&Vec<Option<String>>| row.first().and_then(Option::as_ref) == Some(&data.id);
        let newest = rows.iter().rfind(own);
        newest.is_some_and(|row| row.get(1).and_then(Option::as_deref) == Some(HistoryStatus::SUCCESS))
    };
    Ok(!options.data.iter().all(has_run))
}

/// Puts the data migrations that have not run among the migrations that are to run.
///
/// # Errors
/// One that follows nothing that is known, or whose id is taken.
pub(crate) fn place(set: &Set, past: &Past, todo: &[usize], options: &RunOptions) -> Result<Vec<Due>, Error> {
    let mut due: Vec<Due> = todo.iter().map(|&i| Due::Migration(i)).collect();
    let mut front = 0;
    for (i, data) in options.data.iter().enumerate() {
        let is_twice = options.data[..i].iter().any(|d| d.id == data.id);
        let row = past.applied.iter().find(|a| a.migration == data.id);
        let is_taken =
            set.all.iter().any(|m| m.migration.name == data.id) || row.is_some_and(|a| a.schema != DATA);
        if is_twice || is_taken {
            return Err(refused(data, "its id is taken: something else is called so", "give it another id"));
        }
        if row.is_some() {
            continue;
        }
        // The last part of the version.
        let of_version = |m: &&Member| data.is_of(m.migration.schema) && m.migration.to == data.after;
        let anchor = set.all.iter().rfind(of_version).map(|m| m.migration);
        let at = |name: &str| {
            due.iter().position(|d| matches!(d, Due::Migration(i) if set.all[*i].migration.name == name))
        };
        if let Some((anchor, at)) = anchor.and_then(|m| Some((m, at(m.name)? + 1))) {
            // Behind others that follow the same.
            let others = due[at..].iter().take_while(|d| matches!(d, Due::Data(_))).count();
            let one = DueData::new(data, (anchor.name, anchor.schema), None, set.dialect);
            due.insert(at + others, Due::Data(one));
            continue;
        }
        let is_place = |a: &Applied| data.is_of(&a.schema) && a.to.as_ref() == Some(&data.after);
        match (past.applied.iter().rposition(is_place), anchor) {
            (Some(at), _) => {
                let place = &past.applied[at];
                let later = |a: &&Applied| a.schema == place.schema && a.to != place.to;
                let late = past.applied[at..].iter().rfind(later).and_then(|a| a.to.clone());
                let one = DueData::new(data, (&place.migration, &place.schema), late, set.dialect);
                due.insert(front, Due::Data(one));
                front += 1;
            }
            // Its place is not reached by this run.
            (None, Some(_)) => {}
            (None, None) => {
                let why = format!("it follows {} {}, to which no migration leads", data.schema, data.after);
                return Err(refused(
                    data,
                    &why,
                    "name a schema and a version of it, as the manifests have them",
                ));
            }
        }
    }
    Ok(due)
}

fn refused(data: &DataMigration, why: &str, next: &str) -> Error {
    Error::DataMigration {
        id: data.id.clone(),
        reason: format!("{why}\n  nothing was changed\n  next: {next}"),
    }
}

impl DueData {
    fn new(
        data: &DataMigration,
        (anchor, schema): (&str, &str),
        late: Option<String>,
        dialect: Dialect,
    ) -> Self {
        let text = |direction: Direction| {
            let (name, way, id) = (call(&data.id, direction), direction.name(), &data.id);
            format!(
                "-- zmig:file 1 {way} {dialect} {id}\n-- zmig:own-transaction\n\n-- zmig:step data migration {id}\n-- zmig:call {name}\n"
            )
        };
        Self {
            id: data.id.clone(),
            schema: schema.to_owned(),
            after: data.after.clone(),
            anchor: anchor.to_owned(),
            late,
            up: text(Direction::Up),
            down: match data.down {
                Down::Refused => None,
                Down::Nothing => Some(String::new()),
                Down::Function(_) => Some(text(Direction::Down)),
            },
            summary: format!("data migration {} after {schema} {}", data.id, data.after),
        }
    }

    /// What the report says of one that comes late.
    fn warning(&self) -> Option<String> {
        let Self { id, schema, after, late, .. } = self;
        let late = late.as_ref()?;
        Some(format!(
            "the data migration {id} belongs after {schema} {after}, and ran in a database that has {late}"
        ))
    }

    /// As work.
    ///
    /// # Errors
    /// When its id is no line of text.
    fn job<'a>(&'a self, set: &'a Set) -> Result<Job<'a>, Error> {
        let path = format!("the data migration {}", self.id);
        let file = job::parse(&self.up, &path, set.dialect)?;
        let mut meta = Map::new();
        meta.insert("depends_on".to_owned(), json!([self.anchor]));
        meta.insert(PLACE.to_owned(), json!({ "schema": self.schema, "after": self.after }));
        let record = Record {
            summary: &self.summary,
            meta,
            forward: Some(&self.up),
            rollback: self.down.as_deref(),
            ..set.record(&self.id, DATA, HistoryStatus::SUCCESS)
        };
        Ok(Job {
            file,
            sql: &self.up,
            path,
            direction: Direction::Up,
            guard: None,
            mentions: "",
            // What a program carries is counted by its migrations alone.
            checksum: None,
            instead: Vec::new(),
            record,
            beside: Vec::new(),
        })
    }
}

/// The schema and the version that a row's data migration follows.
pub(crate) fn place_of(meta: &Map<String, Value>) -> Option<(&str, &str)> {
    let place = meta.get(PLACE)?;
    Some((place["schema"].as_str()?, place["after"].as_str()?))
}

/// Whether the history, as it is now, calls for a job that no digest counts: nobody else has done it in between.
pub(crate) async fn is_called_for<D: Driver>(
    driver: &mut D,
    job: &Job<'_>,
) -> Result<bool, crate::driver::Fault> {
    if history::is_projects(job.record.schema) {
        return Ok(true);
    }
    let sql = format!(
        "SELECT status FROM {} WHERE migration = {} AND status <> '{}' ORDER BY id DESC LIMIT 1",
        driver.table(TABLE),
        D::DIALECT.quote_text(job.name()),
        HistoryStatus::FAILED
    );
    let newest = driver.query(sql).await?.into_iter().next().and_then(|row| row.into_iter().next().flatten());
    let is_applied = newest.as_deref() == Some(HistoryStatus::SUCCESS);
    Ok(is_applied == (job.direction == Direction::Down))
}
