//! What a command goes by besides its arguments: the environment that was chosen, what `zmig.toml` says of it, and the
//! variables of the env files.

use crate::args::{Arguments, Verb};
use crate::env_files::Variables;
use crate::location;
use crate::reach::Reach;
use crate::stop::Stop;
use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use zmig_build::verbs::SchemaFacts;
use zmig_build::{Environment, Environments};
use zmig_core::{DataType, nearest};
use zmig_runtime::cli::Level;
use zmig_runtime::{Migrations, Risk, RunOptions, SourcePlace};

/// The environment where nobody chose one.
const DEFAULT: &str = "dev";

/// The variable that chooses one.
const VARIABLE: &str = "ZMIG_ENV";

/// What a command goes by.
#[derive(Debug, Default)]
pub(crate) struct Surroundings {
    /// The project's folder, or where the command was typed.
    pub(crate) root: PathBuf,
    /// The environment's name.
    pub(crate) name: String,
    /// Who said so; nobody where it is the default.
    pub(crate) chosen_by: Option<String>,
    /// What `zmig.toml` says of it.
    pub(crate) settings: Environment,
    /// The environments of `zmig.toml`.
    pub(crate) all: Environments,
    /// The variables.
    pub(crate) variables: Variables,
    was: Option<String>,
    /// The one source that is meant, by its variable.
    source: Option<String>,
    /// Whether the database's URL was typed.
    is_typed: bool,
    /// What the sources say of the schemas, once somebody asked.
    schemas: OnceCell<Vec<SchemaFacts>>,
}

impl Surroundings {
    /// Finds them for a project's folder.
    ///
    /// # Errors
    /// When `zmig.toml` or an env file is wrong, or nobody knows the environment.
    pub(crate) fn find(root: &Path, arguments: &Arguments) -> Result<Self, Stop> {
        let all = zmig_build::environments(root)?;
        let general = Variables::read(root, &[".env".to_owned(), ".zEnv".to_owned()])?;
        let chosen = match &arguments.env {
            Some(name) => Some((name.clone(), "--env".to_owned())),
            None => general.get(VARIABLE).map(|name| {
                let origin = general.origin(VARIABLE).unwrap_or_default();
                (name, format!("{VARIABLE} in {origin}"))
            }),
        };
        let (name, chosen_by) = match chosen {
            Some((name, by)) => (name, Some(by)),
            None => (DEFAULT.to_owned(), None),
        };
        if let Some(by) = &chosen_by {
            known(root, &all, &name, by)?;
        }
        let files = [format!(".env.{name}"), ".env".to_owned(), ".zEnv".to_owned()];
        Ok(Self {
            root: root.to_owned(),
            variables: Variables::read(root, &files)?,
            settings: all.get(&name).cloned().unwrap_or_default(),
            was: arguments.env_was.clone(),
            source: arguments.source.clone(),
            is_typed: false,
            schemas: OnceCell::new(),
            name,
            chosen_by,
            all,
        })
    }

    /// Gives a command what the environment says and its arguments do not. `project` is the project's folder, if there is
    /// one.
    ///
    /// # Errors
    /// When nothing says which of several databases is meant, or the variable that holds its URL is not set.
    pub(crate) fn complete(&mut self, verb: &mut Verb, project: Option<&Path>) -> Result<(), Stop> {
        if let Some((database, reach)) = verb.database() {
            self.is_typed = database.url.is_some();
            if self.is_typed && self.source.is_some() {
                return Err(Stop::new(
                    "--database-url and --source both say which database is meant\n  = help: leave one out",
                ));
            }
            if !self.is_typed {
                database.url = match (self.of_command(project, reach), reach) {
                    (Err(_), Reach::Perhaps) => None,
                    (found, _) => found?,
                };
            }
        }
        let backup = self.settings.backup.as_ref().map(|folder| self.root.join(folder));
        match verb {
            Verb::Migrate(args) => {
                let args = &mut args.run;
                let limit = args.max_risk.map(Risk::from).into_iter().chain(self.settings.max_risk).min();
                args.max_risk = limit.map(level);
                args.backup = args.backup.take().or(backup);
            }
            Verb::Rollback(args) => args.backup = args.backup.take().or(backup),
            _ => {}
        }
        Ok(())
    }

    /// The URL for a command that works on one database; for one that works on each it counts only where there is one.
    fn of_command(&self, project: Option<&Path>, reach: Reach) -> Result<Option<String>, Stop> {
        let sources = project.map(|project| self.sources(project)).transpose()?.unwrap_or_default();
        if sources.is_empty() || reach == Reach::Each {
            let url = if sources.is_empty() { self.url()? } else { None };
            url.as_deref().inspect(|url| location::make_folder(url));
            return Ok(url);
        }
        let all = crate::database::migrations(project.unwrap_or(&self.root))?;
        let mut places = self.places_of(all, &sources)?;
        match places.len() {
            1 => {
                let url = places.remove(0).url.expose().to_owned();
                location::make_folder(&url);
                Ok(Some(url))
            }
            _ => {
                let helps = places.iter().map(|p| {
                    format!("\n  = help: --source {}", p.sources.first().unwrap_or(&"DATABASE_URL"))
                });
                let helps: String = helps.collect();
                Err(Stop::new(format!(
                    "the schemas of this project are in {} databases, and none is named\n  nothing was changed{helps}",
                    places.len()
                )))
            }
        }
    }

    /// The databases that the schemas of a project name, each with its migrations; none where all schemas are in the one
    /// that is typed or is the environment's.
    ///
    /// # Errors
    /// When one of them is not known.
    pub(crate) fn places(&self, project: &Path, all: Migrations) -> Result<Option<Vec<SourcePlace>>, Stop> {
        if self.is_typed {
            return Ok(None);
        }
        let sources = self.sources(project)?;
        if sources.is_empty() {
            return Ok(None);
        }
        self.places_of(all, &sources).map(Some)
    }

    /// Whether schemas of a project are in databases of their own.
    pub(crate) fn has_sources(&self, project: &Path) -> Result<bool, Stop> {
        Ok(!self.is_typed && !self.sources(project)?.is_empty())
    }

    /// The variables that schemas name as the place of their data, and where each is; `None` stands for schemas that name
    /// none. Empty where all are in one database.
    pub(crate) fn named_places(
        &self,
        project: &Path,
    ) -> Result<BTreeMap<Option<String>, Option<String>>, Stop> {
        let named = self.sources(project)?;
        if named.is_empty() {
            return Ok(BTreeMap::new());
        }
        let schemas = zmig_build::verbs::schemas(project)?;
        let sources = schemas.into_iter().map(|s| s.source);
        Ok(sources.map(|s| (s.clone(), self.place_of(s.as_deref()))).collect())
    }

    fn places_of(
        &self,
        all: Migrations,
        sources: &BTreeMap<String, String>,
    ) -> Result<Vec<SourcePlace>, Stop> {
        let all = all.with_sources(sources.clone());
        let mut places = all.places(|source| self.place_of(source))?;
        if let Some(wanted) = &self.source {
            let known: Vec<&str> = places
                .iter()
                .flat_map(|p| p.sources.iter().copied().chain(p.sources.is_empty().then_some("DATABASE_URL")))
                .collect();
            if !known.contains(&wanted.as_str()) {
                let help = match nearest(wanted, known.iter().copied()) {
                    Some(near) => format!("did you mean {near}?"),
                    None => format!("the sources are {}", known.join(", ")),
                };
                return Err(Stop::new(format!(
                    "no schema has its data in {wanted}\n  nothing was changed\n  = help: {help}"
                )));
            }
            places.retain(|p| match p.sources.is_empty() {
                true => wanted == "DATABASE_URL",
                false => p.sources.contains(&wanted.as_str()),
            });
        }
        Ok(places)
    }

    /// The variables that schemas name as the place of their data; none where no such variable is set, since all schemas are
    /// in one database then.
    fn sources(&self, project: &Path) -> Result<BTreeMap<String, String>, Stop> {
        let named = match zmig_build::verbs::schemas(project) {
            Ok(schemas) => schemas.into_iter().filter_map(|s| Some((s.schema, s.source?))).collect(),
            // Without such variables it does not matter what the sources say.
            Err(error) if self.variables.any(|name| name.starts_with("ZDATA_")) => return Err(error.into()),
            Err(_) => BTreeMap::new(),
        };
        let is_any_set = named.values().any(|variable| self.variables.get(variable).is_some());
        Ok(if is_any_set { named } else { BTreeMap::new() })
    }

    /// Where the environment's database is, if anything says so.
    ///
    /// # Errors
    /// When it is in a variable that is not set.
    pub(crate) fn url(&self) -> Result<Option<String>, Stop> {
        if let Some(written) = &self.settings.url {
            return Ok(Some(location::url(written, &self.root, &self.name, self.kind_in(written, None))));
        }
        let Some(variable) = &self.settings.url_env else { return Ok(self.value_of("DATABASE_URL")) };
        self.value_of(variable).map(Some).ok_or_else(|| {
            let name = &self.name;
            Stop::new(format!(
                "the URL of {name} is in the variable {variable}, which is not set\n  = help: set it, or write it into the file .env.{name}: {variable}=…"
            ))
        })
    }

    /// Where the data of a source is, by its variable; without one, where that of the others is.
    pub(crate) fn place_of(&self, source: Option<&str>) -> Option<String> {
        match source {
            Some(variable) => self.value_of(variable),
            None => self.url().ok().flatten(),
        }
    }

    /// Where data was before it moved, as the variable that is named after its place says.
    pub(crate) fn old_place(&self, variable: &str, data_type: Option<DataType>) -> Option<String> {
        let written = self.variables.get(variable)?;
        let name = match variable.strip_suffix("_FROM") {
            Some("DATABASE_URL") | None => self.name.clone(),
            Some(source) => location::file_of(source),
        };
        Some(location::url(&written, &self.root, &name, data_type))
    }

    /// The URL of a place that was typed.
    pub(crate) fn typed_place(&self, written: &str, data_type: Option<DataType>) -> String {
        location::url(written, &self.root, &self.name, data_type)
    }

    /// The kind of data that lies in a source, where a path means one thing or another by it, and all schemas there agree.
    fn kind_in(&self, written: &str, source: Option<&str>) -> Option<DataType> {
        if !location::is_path(written) {
            return None;
        }
        let schemas = self.schemas.get_or_init(|| zmig_build::verbs::schemas(&self.root).unwrap_or_default());
        let is_named = |facts: &SchemaFacts| source.is_some() && facts.source.as_deref() == source;
        // Where no schema names the variable, it holds what names none, or all.
        let all = || schemas.iter().filter(|facts| facts.enabled);
        let here: BTreeSet<Option<DataType>> = match all().any(is_named) {
            true => all().filter(|facts| is_named(facts)).map(|facts| facts.data_type).collect(),
            false => all().map(|facts| facts.data_type).collect(),
        };
        match here.len() {
            1 => here.into_iter().next().flatten(),
            _ => None,
        }
    }

    fn value_of(&self, variable: &str) -> Option<String> {
        let written = self.variables.get(variable)?;
        let (name, source) = match variable {
            "DATABASE_URL" => (self.name.clone(), None),
            source => (location::file_of(source), Some(source)),
        };
        Some(location::url(&written, &self.root, &name, self.kind_in(&written, source)))
    }

    /// How a run goes in this environment.
    pub(crate) fn run_options(&self) -> RunOptions {
        let mut options = RunOptions::default();
        // A name that nobody chose and nobody described is none that a database should keep.
        let is_meant = self.chosen_by.is_some() || self.all.contains_key(&self.name);
        options = match is_meant {
            true => options.environment(&self.name),
            false => options.default_environment(&self.name),
        };
        if let Some(was) = &self.was {
            options = options.environment_was(was);
        }
        let settings = &self.settings;
        if let Some(time) = settings.lock_timeout {
            options = options.lock_timeout(time);
        }
        if let Some(time) = settings.statement_timeout {
            options = options.statement_timeout(time);
        }
        if let Some(time) = settings.ddl_lock_timeout {
            options = options.ddl_lock_timeout(time);
        }
        if let Some(times) = settings.ddl_lock_retries {
            options = options.ddl_lock_retries(times);
        }
        options
    }
}

/// Refuses a name that nobody knows, where environments are described at all.
fn known(root: &Path, all: &Environments, name: &str, by: &str) -> Result<(), Stop> {
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    if !is_name {
        return Err(Stop::new(format!(
            "`{name}` ({by}) is no name of an environment\n  = help: letters, digits, - and _, such as prod"
        )));
    }
    let is_known = all.is_empty()
        || all.contains_key(name)
        || name == DEFAULT
        || root.join(format!(".env.{name}")).is_file();
    if is_known {
        return Ok(());
    }
    let names: Vec<&str> = all.keys().map(String::as_str).collect();
    let meant = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("describe it in zmig.toml:\n[env.{name}]\nurl_env = \"DATABASE_URL\""),
    };
    Err(Stop::new(format!(
        "there is no environment `{name}` ({by}): zmig.toml describes {}\n  = help: {}",
        names.join(", "),
        meant.replace('\n', "\n          ")
    )))
}

fn level(risk: Risk) -> Level {
    match risk {
        Risk::Safe => Level::Safe,
        Risk::Medium => Level::Medium,
        Risk::High => Level::High,
    }
}
