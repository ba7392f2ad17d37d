//! What a build script calls.

use crate::config::{Mode, Split};
use crate::diagnostic::{self, Diagnostic};
use crate::generate;
use crate::settings::Settings;
use std::fmt;
use std::path::PathBuf;
use zmig_core::{Dialect, Risk, Stamp};

/// Generates the migrations of a project with settings of its own.
///
/// Every setting can stand in `zmig.toml` as well; what is said here wins.
///
/// ```no_run
/// // build.rs
/// zmig_build::Builder::new().schemas("db/schemas").migrations("db/migrations").generate();
/// ```
#[derive(Clone, Debug, Default)]
pub struct Builder {
    pub(crate) root: Option<PathBuf>,
    pub(crate) schemas: Option<PathBuf>,
    pub(crate) migrations: Option<PathBuf>,
    pub(crate) sources: Option<Vec<PathBuf>>,
    pub(crate) dialects: Option<Vec<Dialect>>,
    pub(crate) mode: Option<Mode>,
    pub(crate) split: Option<Split>,
    pub(crate) max_risk: Option<Risk>,
    pub(crate) online: Option<bool>,
    pub(crate) archive: Option<bool>,
    pub(crate) out_dir: Option<PathBuf>,
    pub(crate) clock: Option<Stamp>,
    pub(crate) stop_after: Option<u32>,
    pub(crate) without_cache: bool,
}

/// What a build did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The names of the migrations that were written, in order.
    pub migrations: Vec<String>,
    /// What else was put right: a snapshot rebuilt, leftovers of a killed build removed. A line each.
    pub repairs: Vec<String>,
    /// What lint found in those migrations that may hurt, a line each. It is said once, when they are written.
    pub warnings: Vec<String>,
}

/// Why a build failed: everything that is wrong with the sources or the migrations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    diagnostics: Vec<Diagnostic>,
}

impl Error {
    /// Each mistake, with its place.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(diagnostic::render(&self.diagnostics).trim_end())
    }
}

impl std::error::Error for Error {}

impl From<Diagnostic> for Error {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostics: vec![diagnostic] }
    }
}

impl From<Vec<Diagnostic>> for Error {
    fn from(diagnostics: Vec<Diagnostic>) -> Self {
        Self { diagnostics }
    }
}

impl Builder {
    /// The settings of `zmig.toml`, or the defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// The folder of `Cargo.toml`. Default: `CARGO_MANIFEST_DIR`, as cargo sets it for build scripts.
    #[must_use]
    pub fn root(mut self, path: impl Into<PathBuf>) -> Self {
        self.root = Some(path.into());
        self
    }

    /// The folder of the YAML schemas, relative to the root. Default: `schemas`.
    #[must_use]
    pub fn schemas(mut self, path: impl Into<PathBuf>) -> Self {
        self.schemas = Some(path.into());
        self
    }

    /// The folder of the migrations, relative to the root. Default: `migrations`.
    #[must_use]
    pub fn migrations(mut self, path: impl Into<PathBuf>) -> Self {
        self.migrations = Some(path.into());
        self
    }

    /// Where `#[zmig::model]` structs are looked for: folders with a `main.rs`, `lib.rs` or `bin`, or crate roots.
    /// Default: `src`.
    #[must_use]
    pub fn sources<P: Into<PathBuf>>(mut self, paths: impl IntoIterator<Item = P>) -> Self {
        self.sources = Some(paths.into_iter().map(Into::into).collect());
        self
    }

    /// The databases that SQL is written for, besides those that the schemas name as their `Data_Type`. Where nobody
    /// names one it is SQLite.
    #[must_use]
    pub fn dialects(mut self, dialects: impl IntoIterator<Item = Dialect>) -> Self {
        self.dialects = Some(dialects.into_iter().collect());
        self
    }

    /// Whether migrations are written. The variable `ZMIG_MODE` wins over this.
    #[must_use]
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = Some(mode);
        self
    }

    /// One migration for each schema, or one for each change.
    #[must_use]
    pub fn split(mut self, split: Split) -> Self {
        self.split = Some(split);
        self
    }

    /// Changes of a greater risk fail the build.
    #[must_use]
    pub fn max_risk(mut self, risk: Risk) -> Self {
        self.max_risk = Some(risk);
        self
    }

    /// Whether PostgreSQL tables that are in use are changed without blocking others for longer than a moment: indexes built
    /// concurrently, constraints kept for new rows first, each in a migration of its own. On by default.
    #[must_use]
    pub fn online(mut self, online: bool) -> Self {
        self.online = Some(online);
        self
    }

    /// Keeps the rows of dropped columns and tables in archives, so that taking a migration back brings them back.
    #[must_use]
    pub fn archive(mut self, archive: bool) -> Self {
        self.archive = Some(archive);
        self
    }

    /// Where code for the macros goes. Default: `OUT_DIR`, as cargo sets it for build scripts.
    #[must_use]
    pub fn out_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.out_dir = Some(path.into());
        self
    }

    /// The time that new migrations bear. Default: the system's.
    #[must_use]
    pub fn clock(mut self, now: Stamp) -> Self {
        self.clock = Some(now);
        self
    }

    /// Stops at an operation on the disk, as if the process had been killed: for tests.
    #[doc(hidden)]
    #[must_use]
    pub fn __stop_after(mut self, operations: u32) -> Self {
        self.stop_after = Some(operations);
        self
    }

    /// Reads everything, whatever the cache says: for tests and comparisons.
    #[doc(hidden)]
    #[must_use]
    pub fn __without_cache(mut self) -> Self {
        self.without_cache = true;
        self
    }

    /// Generates, or prints what is wrong the way cargo shows it and ends the build.
    pub fn generate(&self) {
        match self.try_generate() {
            Ok(outcome) => outcome.warnings.iter().for_each(|line| println!("cargo::warning={line}")),
            Err(error) => fail(&error),
        }
    }

    /// Generates.
    ///
    /// # Errors
    /// Everything that is wrong with the sources, the migrations on disk or the versions, all at once.
    pub fn try_generate(&self) -> Result<Outcome, Error> {
        crate::with_room(&|| {
            let settings = Settings::new(self)?;
            generate::run(&settings)
        })
    }
}

/// Cargo shows each line of `cargo::error` as an error of the package and fails the build, whatever the exit code. A
/// failing exit would add the whole output of the script, in which the lines stand once more.
fn fail(error: &Error) -> ! {
    let text = error.to_string();
    if std::env::var_os("CARGO").is_some() && std::env::var_os("OUT_DIR").is_some() {
        for line in text.lines() {
            println!("cargo::error={line}");
        }
        std::process::exit(0);
    }
    eprintln!("{text}");
    std::process::exit(1);
}
