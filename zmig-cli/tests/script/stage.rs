//! Where a script runs: a project in a folder of its own, an environment of its own, and a database.

use super::database::{Backend, Postgres, query};
use super::form::Kind;
use std::collections::BTreeMap;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;
use zmig_build::{Builder, Mode};
use zmig_core::Stamp;

pub(super) struct Stage {
    folder: TempDir,
    here: PathBuf,
    environment: BTreeMap<String, String>,
    kind: Kind,
    postgres: Option<Postgres>,
    /// When the next build is: the first one on 20 December 2025 at noon, and each a day later.
    clock: u64,
}

/// What a page calls the database of PostgreSQL that it runs on.
const SHOP: &str = "postgres://localhost/shop";

const PACKAGE: &str = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";

impl Stage {
    pub(super) fn new(kind: Kind, backend: Backend) -> Self {
        // A path without links, as the program sees it.
        let folder = tempfile::tempdir_in(std::env::temp_dir().canonicalize().unwrap()).unwrap();
        let here = folder.path().join("app");
        std::fs::create_dir_all(&here).unwrap();
        let bin = folder.path().join("bin");
        std::fs::create_dir(&bin).unwrap();
        for name in ["cargo", "cargo-zmig"] {
            std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_cargo-zmig"), bin.join(name)).unwrap();
        }
        let postgres = (backend == Backend::Postgres).then(Postgres::new);
        let path = format!("{}:/usr/local/bin:/usr/bin:/bin", bin.display());
        let home = folder.path().display().to_string();
        let fixed =
            [("PATH", path.as_str()), ("HOME", &home), ("USER", "ada"), ("LC_ALL", "C.UTF-8"), ("TZ", "UTC")];
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let fixed = fixed.into_iter().chain([("CARGO", cargo.as_str())]);
        let mut stage = Self {
            environment: fixed.map(|(k, v)| (k.to_owned(), v.to_owned())).collect(),
            folder,
            here,
            kind,
            postgres,
            clock: 1_766_232_000,
        };
        if kind == Kind::Case {
            stage.environment.insert("DATABASE_URL".to_owned(), stage.url());
        }
        stage.package();
        stage
    }

    /// What `cargo new` writes.
    fn package(&self) {
        self.write("Cargo.toml", PACKAGE);
        self.write("src/main.rs", "fn main() {}\n");
    }

    /// Copies a fixture into the project.
    pub(super) fn fixture(&self, name: &str) {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/script/fixtures").join(name);
        let done = Command::new("cp").arg("-R").arg(from.join(".")).arg(&self.here).status().unwrap();
        assert!(done.success(), "there is no fixture {name}");
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.here.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        // A page shows what a manifest gets, and not all of it.
        let whole =
            !path.ends_with("Cargo.toml") || text.contains("[package]") || text.contains("[workspace]");
        std::fs::write(path, self.real(text) + if whole { "" } else { PACKAGE }).unwrap();
    }

    /// Runs a line. What it prints on both outputs, and its exit code.
    pub(super) fn run(&mut self, line: &str) -> (String, i32) {
        let line = self.real(line);
        let words: Vec<&str> = line.split_whitespace().collect();
        let (text, code) = match words[..] {
            ["cd", folder] => {
                self.here = self.here.join(folder).canonicalize().unwrap();
                (String::new(), 0)
            }
            ["export", set] => {
                let (name, value) = set.split_once('=').expect("export NAME=value");
                self.environment.insert(name.to_owned(), value.trim_matches('"').to_owned());
                (String::new(), 0)
            }
            ["unset", name] => {
                self.environment.remove(name);
                (String::new(), 0)
            }
            ["cargo", "new", name, "&&", "cd", _] => {
                self.here = self.here.join(name);
                self.package();
                (String::new(), 0)
            }
            ["cargo", "build", ..] => self.build(),
            ["sql", ..] => self.sql(&self.url(), line.trim_start_matches("sql ")),
            ["sqlite3", file, ..] => {
                let sql = line.split_once(file).map_or("", |(_, sql)| sql).trim();
                let url = format!("sqlite://{}?mode=rwc", self.here.join(file).display());
                self.sql(&url, sql.trim_matches('"'))
            }
            _ => self.shell(&line),
        };
        let password = self.postgres.as_ref().and_then(Postgres::password);
        assert!(!password.is_some_and(|p| text.contains(p)), "{line} shows the password");
        assert!(!text.contains("panicked at"), "{line}\n{text}");
        (self.told(&text), code)
    }

    /// The database's URL.
    fn url(&self) -> String {
        match &self.postgres {
            Some(postgres) => postgres.url(),
            None => "sqlite://app.db?mode=rwc".to_owned(),
        }
    }

    fn sql(&self, url: &str, sql: &str) -> (String, i32) {
        let url = match url.strip_prefix("sqlite://") {
            Some(file) if !file.starts_with('/') => {
                format!("sqlite://{}/{file}", self.folder.path().join("app").display())
            }
            _ => url.to_owned(),
        };
        match query(&url, sql) {
            Ok(text) => (text, 0),
            Err(message) => (format!("error: {message}\n"), 1),
        }
    }

    /// What `cargo build` does in the build script; the rest of it is for other tests.
    fn build(&mut self) -> (String, i32) {
        let now = Stamp::from_unix(self.clock);
        self.clock += 24 * 60 * 60;
        let out = self.folder.path().join("out");
        let mode = match self.environment.get("CI") {
            Some(_) => Mode::Check,
            None => Mode::Write,
        };
        let built = Builder::new().root(&self.here).out_dir(out).mode(mode).clock(now).try_generate();
        match built {
            Ok(outcome) => (outcome.warnings.iter().map(|w| format!("warning: {w}\n")).collect(), 0),
            Err(error) => (format!("{}\n", error.to_string().trim_end()), 101),
        }
    }

    fn shell(&self, line: &str) -> (String, i32) {
        let (mut reader, writer) = std::io::pipe().unwrap();
        let mut command = self.command("/bin/sh");
        command.args(["-c", line]).stdin(Stdio::null()).stdout(writer.try_clone().unwrap()).stderr(writer);
        let mut child = command.spawn().unwrap();
        // It holds the other end of the pipe, which has to be closed before there is an end to read.
        drop(command);
        let mut text = String::new();
        reader.read_to_string(&mut text).expect("it speaks UTF-8");
        (text, child.wait().unwrap().code().unwrap_or(-1))
    }

    /// A program in the project, with the environment of the script.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(&self.environment).current_dir(&self.here);
        command
    }

    /// A text with the names of this run.
    fn real(&self, text: &str) -> String {
        match (&self.postgres, self.kind) {
            (Some(postgres), Kind::Page) => text.replace(SHOP, &postgres.url()),
            _ => text.replace("[URL]", &self.url()),
        }
    }

    /// A text without the names of this run.
    fn told(&self, text: &str) -> String {
        let mut text = text.to_owned();
        if let Some(postgres) = &self.postgres {
            if self.kind == Kind::Page {
                text = text.replace(&postgres.shown_url(), SHOP).replace(&postgres.name, "shop");
            }
            text = text.replace(&postgres.url(), "[URL]");
            text = text.replace(postgres.server(), "[SERVER]").replace(&postgres.name, "[DB]");
        }
        let project = if self.kind == Kind::Page { "/srv/app" } else { "[DIR]" };
        text.replace(&self.folder.path().join("app").display().to_string(), project)
            .replace(&self.folder.path().display().to_string(), "[HOME]")
    }
}
