//! A project in a temporary folder, a database for it, and the tool called on both.
#![expect(unreachable_pub, reason = "a module of one test binary")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;
use zmig_build::{Builder, Mode};
use zmig_core::{Dialect, Stamp};

pub struct Project {
    folder: TempDir,
}

/// A call of the tool.
pub struct Call {
    command: Command,
    shown: String,
}

impl Project {
    pub fn new() -> Self {
        let project = Self { folder: tempfile::tempdir().unwrap() };
        project.write("Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n");
        project.write("src/main.rs", "fn main() {}\n");
        std::fs::create_dir(project.path("schemas")).unwrap();
        project
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Writes the schema file of that version.
    pub fn schema(&self, version: &str, tables: &str) {
        let meta = format!("Meta:\n  zMigration: true\n  zMigrationVersion: {version}\n");
        self.write("schemas/zSchema.users.yaml", &(meta + tables));
    }

    /// What `cargo build` does.
    pub fn build(&self) {
        self.build_at(0);
    }

    /// The same, on a clock that is so many seconds ahead.
    pub fn build_at(&self, seconds: u64) {
        let built = Builder::new()
            .root(self.folder.path())
            .out_dir(self.path("target/out"))
            .mode(Mode::Write)
            .dialects([Dialect::Sqlite, Dialect::Postgres])
            .clock(Stamp::from_unix(1_766_232_000 + seconds))
            .try_generate();
        built.unwrap_or_else(|e| panic!("{e}"));
        // Commands read the dialects from the file.
        self.write("zmig.toml", "dialects = [\"sqlite\", \"postgres\"]\n");
    }

    /// The names of the migrations.
    pub fn migrations(&self) -> Vec<String> {
        let mut all: Vec<String> = std::fs::read_dir(self.path("migrations"))
            .unwrap()
            .filter_map(|e| {
                e.unwrap().file_name().to_str().and_then(|n| n.strip_suffix(".json")).map(str::to_owned)
            })
            .filter(|n| n != "snapshot")
            .collect();
        all.sort();
        all
    }

    /// A project with the same files.
    pub fn copy(&self) -> Self {
        let other = Self { folder: tempfile::tempdir().unwrap() };
        copy(self.folder.path(), other.folder.path());
        other
    }

    /// What a merge of another branch brings: its migrations beside one's own.
    pub fn take_migrations(&self, other: &Self) {
        let snapshot = std::fs::read(self.path("migrations/snapshot.json")).unwrap();
        copy(&other.path("migrations"), &self.path("migrations"));
        std::fs::write(self.path("migrations/snapshot.json"), snapshot).unwrap();
    }

    pub fn zmig<'a>(
        &self,
        words: impl IntoIterator<Item = &'a str>,
        more: impl IntoIterator<Item = &'a str>,
    ) -> Call {
        self.zmig_with(&[], words, more)
    }

    pub fn zmig_in<'a>(&self, folder: &str, words: impl IntoIterator<Item = &'a str>) -> Call {
        let mut call = self.zmig(words, []);
        call.command.current_dir(self.path(folder));
        call
    }

    pub fn zmig_with<'a>(
        &self,
        environment: &[(&str, &str)],
        words: impl IntoIterator<Item = &'a str>,
        more: impl IntoIterator<Item = &'a str>,
    ) -> Call {
        let words: Vec<&str> = words.into_iter().chain(more).collect();
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-zmig"));
        command.args(&words).current_dir(self.folder.path()).stdin(Stdio::null());
        for name in ["DATABASE_URL", "CI", "ZMIG_ENV", "ZMIG_MODE", "OUT_DIR", "CARGO_MANIFEST_DIR"] {
            command.env_remove(name);
        }
        command.envs(environment.iter().copied());
        Call { command, shown: words.join(" ") }
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

impl Call {
    /// What it says on both outputs, and its exit code.
    pub fn run(mut self) -> (String, i32) {
        let out = self.command.output().unwrap();
        let text = [out.stdout, out.stderr].map(|b| String::from_utf8(b).expect("it speaks UTF-8")).concat();
        assert!(!text.contains("panicked"), "{}: {text}", self.shown);
        (text, out.status.code().unwrap_or(-1))
    }

    /// What it says, when it does as it is told.
    pub fn ok(self) -> String {
        let shown = self.shown.clone();
        let (text, code) = self.run();
        assert_eq!(code, 0, "cargo zmig {shown}\n{text}");
        text
    }

    /// What it says, when it refuses with that exit code.
    pub fn fails(self, expected: i32) -> String {
        let shown = self.shown.clone();
        let (text, code) = self.run();
        assert_eq!(code, expected, "cargo zmig {shown}\n{text}");
        text
    }

    /// What it says on standard error when nobody reads the other one.
    pub fn closed_output(mut self) -> String {
        let mut child = self.command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let out = child.wait_with_output().unwrap();
        String::from_utf8_lossy(&out.stderr).into_owned()
    }
}

/// A database for a test; dropped at its end.
pub enum Database {
    /// A file in the project.
    Sqlite,
    /// A file elsewhere.
    File(PathBuf),
    Postgres {
        admin: String,
        name: String,
    },
}

/// One of each kind.
pub fn postgres_and_sqlite() -> [Database; 2] {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let admin = std::env::var("ZMIG_TEST_POSTGRES_URL")
        .expect("ZMIG_TEST_POSTGRES_URL names no PostgreSQL to test with: run ./test, which starts one");
    let name = format!("zmig_cli_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    sql(&admin, &format!("CREATE DATABASE {name}"));
    [Database::Sqlite, Database::Postgres { admin, name }]
}

impl Database {
    pub fn url(&self, project: &Project) -> String {
        match self {
            Self::Sqlite => format!("sqlite://{}?mode=rwc", project.path("app.db").display()),
            Self::File(path) => format!("sqlite://{}?mode=rwc", path.display()),
            Self::Postgres { admin, name } => {
                let (server, _) = admin.rsplit_once('/').unwrap();
                format!("{server}/{name}")
            }
        }
    }
}

impl Database {
    /// Runs statements by hand.
    pub fn sql(&self, project: &Project, statements: &str) {
        self.try_sql(project, statements).unwrap();
    }

    /// The same, for what may be refused.
    pub fn try_sql(&self, project: &Project, statements: &str) -> Result<(), sqlx::Error> {
        let url = self.url(project);
        match self {
            Self::Postgres { .. } => try_sql(&url, statements),
            Self::Sqlite | Self::File(_) => {
                use sqlx::Connection as _;
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(async {
                    let mut connection = sqlx::SqliteConnection::connect(&url).await.expect("the file opens");
                    let statements = sqlx::AssertSqlSafe(statements.to_owned());
                    sqlx::raw_sql(statements).execute(&mut connection).await.map(|_| ())
                })
            }
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Self::Postgres { admin, name } = self {
            // A server that is gone keeps nothing, and a test that failed says why by itself.
            if !std::thread::panicking() {
                sql(admin, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
            }
        }
    }
}

fn sql(url: &str, statements: &str) {
    try_sql(url, statements).unwrap();
}

fn try_sql(url: &str, statements: &str) -> Result<(), sqlx::Error> {
    use sqlx::Connection as _;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection =
            sqlx::PgConnection::connect(url).await.expect("the PostgreSQL for tests answers");
        let statements = sqlx::AssertSqlSafe(statements.to_owned());
        sqlx::raw_sql(statements).execute(&mut connection).await.map(|_| ())
    })
}
