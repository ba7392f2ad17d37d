//! Projects of a user's, built by the real cargo: the tests that need one begin here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, PoisonError};

/// One cargo at a time: they would wait for each other anyway, and share what they compile.
static CARGO: Mutex<()> = Mutex::new(());

/// A package in a folder of its own, outside the workspace, that depends on zmig as an application does.
pub(crate) struct Project {
    folder: PathBuf,
}

impl Project {
    /// An empty package. Its folder is the same in every run, so that cargo finds what it compiled before.
    pub(crate) fn new(name: &str, features: &[&str]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects").join(name);
        if folder.exists() {
            std::fs::remove_dir_all(&folder).expect("the last run's project goes");
        }
        let root = root();
        let features: Vec<String> = features.iter().map(|f| format!("{f:?}")).collect();
        let project = Self { folder };
        project.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n\
                 [dependencies]\nzmig = {{ path = {root:?}, default-features = false, features = [{}] }}\n\
                 tokio = {{ version = \"1\", default-features = false, features = [\"rt\", \"macros\"] }}\n\n\
                 [build-dependencies]\nzmig-build = {{ path = {:?} }}\n\n\
                 [profile.dev]\ndebug = \"line-tables-only\"\n\n[workspace]\n",
                features.join(", "),
                format!("{root}/zmig-build"),
            ),
        );
        project.write("build.rs", "fn main() {\n    zmig_build::generate()\n}\n");
        let lock =
            std::fs::read_to_string(Path::new(root).join("Cargo.lock")).expect("the workspace is locked");
        project.write("Cargo.lock", &lock);
        project
    }

    /// The program that a build made.
    pub(crate) fn program(&self) -> PathBuf {
        let name = self.folder.file_name().and_then(|n| n.to_str()).expect("a name");
        target().join("debug").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// A path in the package.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// Writes a file, and its folders.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("folders");
        std::fs::write(path, text).expect("a file");
    }

    /// Reads a file.
    pub(crate) fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    /// Runs cargo in the package, with generation allowed whatever the environment says.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Output {
        self.cargo_with(arguments, &[("ZMIG_MODE", "write")])
    }

    /// Runs cargo with variables of its own.
    pub(crate) fn cargo_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
        let _one = CARGO.lock().unwrap_or_else(PoisonError::into_inner);
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
        let mut command = Command::new(cargo);
        // What cargo says to this test is not for the package.
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CARGO_")) {
            if name != "CARGO_HOME" {
                command.env_remove(name);
            }
        }
        command
            .args(arguments)
            .arg("--offline")
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", target())
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("CI")
            .env_remove("DOCS_RS")
            .env_remove("ZMIG_MODE")
            .envs(variables.iter().copied())
            .output()
            .expect("cargo runs")
    }

    /// What rustc says of each target, by the target's name, as it shows it. `arguments` is a verb of cargo's.
    pub(crate) fn messages(&self, arguments: &[&str]) -> BTreeMap<String, String> {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--message-format", "json"]);
        let out = self.cargo(&arguments);
        let mut messages: BTreeMap<String, String> = BTreeMap::new();
        let stdout = String::from_utf8(out.stdout).expect("cargo speaks UTF-8");
        for line in stdout.lines().filter(|line| line.starts_with('{')) {
            let line: serde_json::Value = serde_json::from_str(line).expect("cargo speaks JSON");
            let target = line["target"]["name"].as_str().unwrap_or_default().to_owned();
            let said = messages.entry(target).or_default();
            if line["reason"] == "compiler-message"
                && !line["message"]["spans"].as_array().is_none_or(Vec::is_empty)
            {
                said.push_str(&shown(&line["message"]));
            }
        }
        assert!(
            !messages.is_empty(),
            "cargo {arguments:?} compiled nothing: {}",
            String::from_utf8_lossy(&out.stderr)
        );
        messages
    }
}

/// The workspace's folder: the tests of more than one package begin here.
fn root() -> &'static str {
    let package = env!("CARGO_MANIFEST_DIR");
    package.strip_suffix("/zmig-cli").unwrap_or(package)
}

/// What the workspace is built in, and so what is built already.
pub(crate) fn target() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("the target folder")
}

/// A message of rustc's. The macros' own are kept whole; those of rustc, which have a code, go on about types and
/// places of crates that a test has no business with, so that they are kept to what they say first and where.
fn shown(message: &serde_json::Value) -> String {
    let text = |v: &serde_json::Value| v.as_str().unwrap_or_default().to_owned();
    if message["code"].is_null() {
        return text(&message["rendered"]);
    }
    let rendered = text(&message["rendered"]);
    let at = rendered.lines().find_map(|line| line.trim_start().strip_prefix("--> ")).unwrap_or_default();
    let (level, code) = (text(&message["level"]), text(&message["code"]["code"]));
    format!("{level}[{code}]: {}\n --> {at}\n\n", text(&message["message"]))
}

/// What a command printed, both ways, for a message.
pub(crate) fn said(out: &Output) -> String {
    format!("{}\n{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr))
}
