//! What `cargo zmig doctor` finds in databases that are in order, and in some that are not.

use crate::project::{Project, postgres_and_sqlite};
use crate::with_users;
use serde_json::Value;

/// What was found about something: its health, and the words.
fn about(json: &str, about: &str) -> Vec<(String, String)> {
    let all: Vec<Value> = serde_json::from_str(json).unwrap();
    let text = |v: &Value| v.as_str().unwrap_or_default().to_owned();
    all.iter().filter(|s| s["about"] == about).map(|s| (text(&s["health"]), text(&s["found"]))).collect()
}

fn one(json: &str, what: &str) -> (String, String) {
    let found = about(json, what);
    assert_eq!(found.len(), 1, "{what}: {json}");
    found.into_iter().next().unwrap()
}

#[test]
fn what_is_in_order_is_said_to_be() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        let url = database.url(&project);
        let d = ["-d", &url];
        // Nobody has made the file yet.
        project.zmig(["migrate", "--auto-approve"], d).ok();
        let json = project.zmig(["doctor", "--json"], d).ok();
        for what in ["sources", "reach", "version", "rights", "history"] {
            assert_eq!(one(&json, what).0, "fine", "{what}: {json}");
        }
        assert_eq!(one(&json, "history").1, "1 applied, 0 to come");
        let text = project.zmig(["doctor"], d).ok();
        assert!(text.contains("ok       history     1 applied, 0 to come"), "{text}");
        if url.starts_with("sqlite") {
            assert!(one(&json, "reach").1.starts_with("app.db answers in"), "{json}");
            assert_eq!(one(&json, "disk").0, "fine", "{json}");
            assert_eq!(one(&json, "file").1, "its pages are in order");
        } else {
            assert_eq!(one(&json, "pooler").0, "fine", "{json}");
            assert_eq!(one(&json, "locks").0, "fine", "{json}");
        }
    }
}

#[test]
fn what_is_not_in_order_is_named_with_what_to_do() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        let url = database.url(&project);
        let d = ["-d", &url];
        project.zmig(["migrate", "--auto-approve"], d).ok();
        // The schema goes on without a migration, and a migration is edited that is applied.
        project.schema("v1.0.0", &format!("{}  nick: str\n", crate::USERS));
        let json = project.zmig(["doctor", "--json"], d).fails(1);
        assert_eq!(one(&json, "sources").0, "problem", "its version is still the old one: {json}");
        let other = format!("UPDATE __zmigration SET checksum = 'sha256:{}'", "0".repeat(64));
        database.sql(&project, &other);
        let json = project.zmig(["doctor", "--json"], d).fails(1);
        assert_eq!(one(&json, "history").0, "problem", "{json}");
        let text = project.zmig(["doctor"], d).fails(1);
        assert!(text.contains("= help: `cargo zmig status` says how it came about"), "{text}");
    }
}

#[test]
fn without_a_project_or_a_database_the_rest_is_looked_at() {
    let project = Project::new();
    std::fs::remove_dir_all(project.path("schemas")).ok();
    let text = project.zmig(["doctor"], []).ok();
    assert!(text.contains("warning  database    none is named"), "{text}");
}
