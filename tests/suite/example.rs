//! The example, as a user runs it, on both databases.

use crate::project::{said, target};
use crate::support::db::Db;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[tokio::test]
async fn the_example_migrates_writes_and_reads() {
    let program = program();
    for database in Db::each().await {
        let url = database.url();
        let migrate = run(&program, &["migrate", "--yes"], &url);
        let text = String::from_utf8_lossy(&migrate.stdout).into_owned();
        assert!(migrate.status.success(), "{}", said(&migrate));
        let migrations = count_manifests();
        assert!(migrations >= 5, "the example has a history");
        assert!(text.contains(&format!("applied {migrations} migrations")), "{text}");
        assert!(!text.contains("Ada"), "`migrate` only migrates: {text}");

        for times in 1..=2 {
            let out = run(&program, &[], &url);
            assert!(out.status.success(), "{}", said(&out));
            let text = String::from_utf8_lossy(&out.stdout).into_owned();
            assert!(text.contains("up to date"), "{text}");
            assert!(text.contains("token: <redacted>"), "{text}");
            assert_eq!(text.matches("in_progress  12.50 h  Cards jam in the mill").count(), times, "{text}");
        }
        let wrong = run(&program, &["serve"], &url);
        assert!(!wrong.status.success());
        assert_eq!(wrong.status.code(), Some(2), "{}", said(&wrong));
        a_binary_of_its_own_goes_back_and_forth(&program, &url, migrations);
        database.drop().await;
    }
}

/// The commands of the example are those of the command line, on the migrations that it carries.
fn a_binary_of_its_own_goes_back_and_forth(program: &Path, url: &str, migrations: usize) {
    let ok = |arguments: &[&str]| {
        let out = run(program, arguments, url);
        assert!(out.status.success(), "{arguments:?}: {}", said(&out));
        String::from_utf8_lossy(&out.stdout).into_owned()
    };
    assert!(ok(&["status", "--exit-code"]).contains(&format!("{migrations} applied, 0 to come")));
    ok(&["verify"]);
    let asked = run(program, &["rollback"], url);
    assert_eq!(asked.status.code(), Some(1), "nobody is there to say yes: {}", said(&asked));
    assert!(ok(&["rollback", "--dry-run"]).contains("nothing was taken back"));
    assert!(ok(&["rollback", "--yes"]).contains("rolled back 1 migration"));
    let pending = run(program, &["status", "--exit-code"], url);
    assert_eq!(pending.status.code(), Some(3), "{}", said(&pending));
    let history: serde_json::Value =
        serde_json::from_str(&ok(&["history", "--json", "--limit", "1"])).expect("JSON");
    assert_eq!(history[0]["status"], "ROLLBACK");
    assert_eq!(history[0]["app_name"], "example-app");
    let text = ok(&["migrate", "--yes"]);
    assert!(text.contains("applied 1 migration in"), "{text}");
    assert!(ok(&["migrate", "--yes"]).contains("up to date"));
}

fn run(program: &Path, arguments: &[&str], url: &str) -> Output {
    Command::new(program).args(arguments).env("DATABASE_URL", url).output().expect("the example runs")
}

fn count_manifests() -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("example-app/migrations");
    let names = std::fs::read_dir(folder).expect("the example's migrations");
    names
        .map(|entry| entry.expect("an entry").file_name())
        .filter(|name| name.to_string_lossy().ends_with(".json") && name != "snapshot.json")
        .count()
}

/// Builds the example the way `cargo run -p example-app` does, as where a build may write nothing: its migrations are
/// those that its sources ask for.
fn program() -> PathBuf {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let out = Command::new(cargo)
        .args(["build", "--package", "example-app"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("CARGO_TARGET_DIR", target())
        .env("ZMIG_MODE", "check")
        .output()
        .expect("cargo runs");
    assert!(out.status.success(), "{}", said(&out));
    target().join("debug").join(format!("example-app{}", std::env::consts::EXE_SUFFIX))
}
