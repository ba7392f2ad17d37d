//! The settings of one run: what the build script says, what `zmig.toml` says, and the defaults.

use crate::builder::Builder;
use crate::config::{self, Config, Mode, Split};
use crate::diagnostic::Diagnostic;
use crate::disk::Disk;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use zmig_core::lint::Policy;
use zmig_core::{Dialect, PlanOptions, Risk, Stamp};

/// Everything that one run needs to know besides the project's files.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The folder of `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// The folder of the YAML schemas.
    pub(crate) schemas: PathBuf,
    /// The folder of the migrations.
    pub(crate) migrations: PathBuf,
    /// Where crate roots are looked for.
    pub(crate) sources: Vec<PathBuf>,
    /// Dialects that are asked for whatever the schemas say.
    pub(crate) dialects: Vec<Dialect>,
    /// Why nothing may be written, if so.
    pub(crate) check_only: Option<String>,
    pub(crate) split: Split,
    pub(crate) max_risk: Option<Risk>,
    pub(crate) lint: Policy,
    pub(crate) options: PlanOptions,
    /// Where code for the macros goes; none for the command line.
    pub(crate) out_dir: Option<PathBuf>,
    /// Whether cargo reads what is printed.
    pub(crate) is_build_script: bool,
    pub(crate) now: Stamp,
    pub(crate) disk: Disk,
    pub(crate) use_cache: bool,
}

impl Settings {
    pub(crate) fn new(builder: &Builder) -> Result<Self, Vec<Diagnostic>> {
        let root = match &builder.root {
            Some(root) => root.clone(),
            None => std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).ok_or_else(|| {
                vec![
                    Diagnostic::new(
                        "CARGO_MANIFEST_DIR is not set, so there is no telling where the project is",
                    )
                    .help("call this from a build script, or give the folder: `Builder::new().root(…)`"),
                ]
            })?,
        };
        // The macros name files by their absolute paths.
        let root = std::path::absolute(&root).unwrap_or(root);
        let config = read_config(&root)?;
        let is_build_script = builder.out_dir.is_none() && std::env::var_os("OUT_DIR").is_some();
        let mode = builder.mode.or(config.mode).unwrap_or_default();
        let folder = |mine: &Option<PathBuf>, its: &Option<PathBuf>, default: &str| {
            root.join(mine.as_ref().or(its.as_ref()).map_or(Path::new(default), PathBuf::as_path))
        };
        let sources = builder.sources.clone().or(config.sources).unwrap_or_else(|| vec!["src".into()]);
        let mut dialects = builder.dialects.clone().or(config.dialects).unwrap_or_default();
        dialects.sort_unstable();
        dialects.dedup();
        Ok(Self {
            schemas: folder(&builder.schemas, &config.schemas, "schemas"),
            migrations: folder(&builder.migrations, &config.migrations, "migrations"),
            sources: sources.iter().map(|s| root.join(s)).collect(),
            dialects,
            check_only: check_only(mode, &root)?,
            split: builder.split.or(config.split).unwrap_or_default(),
            max_risk: builder.max_risk.or(config.max_risk),
            lint: config.lint,
            options: PlanOptions {
                online: builder.online.or(config.online).unwrap_or(true),
                archive: builder.archive.or(config.archive).unwrap_or_default(),
                ..PlanOptions::default()
            },
            out_dir: builder.out_dir.clone().or_else(|| std::env::var_os("OUT_DIR").map(PathBuf::from)),
            is_build_script,
            now: builder.clock.unwrap_or_else(system_time),
            disk: Disk::new(builder.stop_after),
            use_cache: !builder.without_cache,
            root,
        })
    }

    /// Whether this run leaves a cache for the next.
    pub(crate) fn caches(&self) -> bool {
        self.use_cache && self.out_dir.is_some()
    }

    /// A path as messages name it: relative to the project, with `/`.
    pub(crate) fn name(&self, path: &Path) -> String {
        let path = path.strip_prefix(&self.root).unwrap_or(path);
        path.to_string_lossy().replace('\\', "/")
    }

    /// The migrations' folder as messages name it.
    pub(crate) fn migrations_name(&self) -> String {
        self.name(&self.migrations)
    }

    /// The time that files written by this run shall bear. Cargo runs a build script again when something it watches is
    /// newer than the moment at which the script was started, and our own files would be.
    pub(crate) fn file_time(&self) -> Option<SystemTime> {
        if !self.is_build_script {
            return None;
        }
        let stamp = self.out_dir.as_ref()?.parent()?.join("invoked.timestamp");
        std::fs::metadata(stamp).ok()?.modified().ok()
    }
}

/// What `zmig.toml` says; nothing where it is not there.
pub(crate) fn read_config(root: &Path) -> Result<Config, Vec<Diagnostic>> {
    match std::fs::read_to_string(root.join(config::FILE)) {
        Ok(text) => config::parse(&text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Config::default()),
        Err(error) => {
            Err(vec![Diagnostic::new(format!("cannot read it: {error}")).at(config::FILE, "", None, "")])
        }
    }
}

fn system_time() -> Stamp {
    Stamp::from_unix(SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs()))
}

/// Why nothing may be written, if so.
fn check_only(mode: Mode, root: &Path) -> Result<Option<String>, Vec<Diagnostic>> {
    let variable = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    let asked = match variable("ZMIG_MODE") {
        None => None,
        Some(text) => Some(config::parse_mode(&text).ok_or_else(|| {
            vec![Diagnostic::new(format!("ZMIG_MODE is `{text}`, and must be {}", config::MODES))]
        })?),
    };
    let why = match asked.unwrap_or(mode) {
        Mode::Write => None,
        Mode::Check if asked.is_some() => Some("ZMIG_MODE is `check`".to_owned()),
        Mode::Check => Some("the mode is `check`".to_owned()),
        Mode::Auto => {
            let ci = variable("CI").filter(|v| v != "false" && v != "0");
            if ci.is_some() {
                Some("CI is set".to_owned())
            } else if variable("DOCS_RS").is_some() {
                Some("DOCS_RS is set".to_owned())
            } else {
                let copy = ["Cargo.toml.orig", ".cargo-checksum.json"];
                let found = copy.iter().find(|f| root.join(f).exists());
                found.map(|f| format!("this is a packaged copy ({f} is there)"))
            }
        }
    };
    Ok(why)
}
