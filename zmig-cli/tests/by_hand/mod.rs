//! SQL of one's own, from the first line typed to the way back.

use crate::project::{Database, Project, postgres_and_sqlite};

const USERS: &str = "users:
  id: {type: int, pk: true, auto_increment: true}
  age: {type: int}
";

fn applied(project: &Project, database: &Database) -> Project {
    let project = project.copy();
    let url = database.url(&project);
    project.zmig(["migrate", "--auto-approve", "-d", &url], []).ok();
    database.sql(&project, "INSERT INTO users (age) VALUES (1)");
    project
}

fn begun() -> Project {
    let project = Project::new();
    project.schema("v1.0.0", USERS);
    project.build();
    project
}

/// Whether the one user has this age.
fn has_age(database: &Database, project: &Project, age: u32) -> bool {
    // A row without an age can be added, and one of another age is in the way.
    let check = format!("ALTER TABLE users ADD CONSTRAINT probe CHECK (age = {age})");
    match database {
        Database::Postgres { .. } => {
            let fits = database.try_sql(project, &check).is_ok();
            if fits {
                database.sql(project, "ALTER TABLE users DROP CONSTRAINT probe");
            }
            fits
        }
        _ => database
            .try_sql(project, &format!("SELECT json(CASE age WHEN {age} THEN '1' ELSE 'no' END) FROM users"))
            .is_ok(),
    }
}

#[test]
fn sql_of_ones_own_is_written_taken_run_and_taken_back() {
    for database in postgres_and_sqlite() {
        let project = applied(&begun(), &database);
        let url = database.url(&project);
        let told = project.zmig(["new", "fill-ages"], []).ok();
        assert_eq!(told.matches(".sql").count(), 4, "{told}");
        let name = project.migrations().pop().unwrap();
        assert!(name.ends_with("_users_v1_0_0_fill_ages"), "{name}");
        // Neither a build nor a run takes it as it is.
        assert!(project.zmig(["generate"], []).fails(1).contains("not there yet"));
        let refused = project.zmig(["migrate", "--auto-approve", "-d", &url], []).fails(1);
        assert!(refused.contains("cargo zmig generate"), "{refused}");
        for dialect in ["sqlite", "postgres"] {
            project.write(&format!("migrations/{dialect}/{name}.up.sql"), "UPDATE users SET age = 2;\n");
            project.write(&format!("migrations/{dialect}/{name}.down.sql"), "UPDATE users SET age = 1;\n");
        }
        let refused = project.zmig(["migrate", "--auto-approve", "-d", &url], []).fails(1);
        assert!(refused.contains("cargo zmig generate"), "{refused}");
        assert!(project.zmig(["generate"], []).ok().contains("the SQL now that was written for it"));
        let dry = project.zmig(["migrate", "--dry-run", "-d", &url], []).ok();
        assert!(dry.contains("HIGH"), "{dry}");
        project.zmig(["migrate", "--auto-approve", "-d", &url], []).ok();
        assert!(has_age(&database, &project, 2) && !has_age(&database, &project, 1));
        project.zmig(["verify", "-d", &url], []).ok();

        // It has been applied, so that a later edit is refused.
        for dialect in ["sqlite", "postgres"] {
            project.write(&format!("migrations/{dialect}/{name}.up.sql"), "UPDATE users SET age = 3;\n");
        }
        let refused = project.zmig(["generate"], []).fails(1);
        assert!(refused.contains("amend zSchema.users --keep-sql"), "{refused}");
        let refused = project.zmig(["amend", "--keep-sql", "-d", &url], []).fails(1);
        assert!(refused.contains("is applied in this database"), "{refused}");
        project.zmig(["rollback", "--yes", "-d", &url], []).ok();
        assert!(has_age(&database, &project, 1));
        project.zmig(["amend", "--keep-sql", "-d", &url], []).ok();
        project.zmig(["migrate", "--auto-approve", "-d", &url], []).ok();
        assert!(has_age(&database, &project, 3));
        project.zmig(["rollback", "--base", "--yes", "-d", &url], []).ok();
    }
}

#[test]
fn a_guard_decides_in_each_database() {
    for database in postgres_and_sqlite() {
        let project = applied(&begun(), &database);
        let url = database.url(&project);
        for (title, guard, age) in [
            ("never", "SELECT EXISTS (SELECT 1 FROM users WHERE age = 99)", 1),
            ("once", "SELECT EXISTS (SELECT 1 FROM users WHERE age = 1)", 5),
        ] {
            let data = ["data", "--up", "UPDATE users SET age = 5", "--down", "UPDATE users SET age = 1"];
            project.zmig(["new", title, "--guard", guard], data).ok();
            project.zmig(["migrate", "--auto-approve", "-d", &url], []).ok();
            assert!(has_age(&database, &project, age), "{title}");
        }
        project.zmig(["rollback", "--yes", "-d", &url], []).ok();
        assert!(has_age(&database, &project, 1));
        let history = project.zmig(["history", "--json", "-d", &url], []).ok();
        assert_eq!(history.matches("\"skipped\": true").count(), 1, "{history}");
    }
}

#[test]
fn it_waits_for_what_it_depends_on() {
    for database in postgres_and_sqlite() {
        let project = begun();
        project.write(
            "schemas/zSchema.posts.yaml",
            "Meta:\n  zMigration: true\n  zMigrationVersion: v1.0.0\nposts:\n  id: {type: int, pk: true}\n",
        );
        project.build_at(3600);
        let posts = project.migrations().pop().unwrap();
        let refused = project.zmig(["new", "count"], []).fails(1);
        assert!(refused.contains("--schema with one of"), "{refused}");
        let data = ["data", "--up", "INSERT INTO posts VALUES (1)", "--down", "DELETE FROM posts"];
        let new = ["new", "count", "--schema", "users", "--json", "--depends-on", &posts];
        let written = project.zmig(new, data).ok();
        let written: serde_json::Value = serde_json::from_str(&written).unwrap();
        let name = written["written"][0].as_str().unwrap();
        let url = database.url(&project);
        let d = ["-d", &url];
        project.zmig(["migrate", "--auto-approve", "--to", name], d).ok();
        let status = project.zmig(["status", "--json"], d).ok();
        let status: serde_json::Value = serde_json::from_str(&status).unwrap();
        assert_eq!(status["pending"], serde_json::json!([]), "posts came first");
        project.zmig(["rollback", "--base", "--yes"], d).ok();
    }
}
