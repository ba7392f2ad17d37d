//! Schemas whose data is in several databases.

use super::{configure, json};
use crate::project::{Project, postgres_and_sqlite};

/// Users and orders, each with a database of its own, and notes in the environment's.
fn shop() -> Project {
    let project = Project::new();
    for (name, source) in
        [("users", Some("ZDATA_USERS_URL")), ("orders", Some("ZDATA_ORDERS_URL")), ("notes", None)]
    {
        schema(&project, name, source, "v1.0.0", "");
    }
    project.build();
    project
}

fn schema(project: &Project, name: &str, source: Option<&str>, version: &str, more: &str) {
    let source = source.map(|s| format!("  Data_Source: {s}\n")).unwrap_or_default();
    let text = format!(
        "Meta:\n{source}  zMigration: true\n  zMigrationVersion: {version}\n{name}:\n  id: {{type: int, pk: true}}\n{more}"
    );
    project.write(&format!("schemas/zSchema.{name}.yaml"), &text);
}

#[test]
fn each_schema_goes_where_its_data_is() {
    for database in postgres_and_sqlite() {
        let project = shop();
        let url = database.url(&project);
        project.write(".zEnv", &format!("ZDATA_USERS_URL=@.Data\nZDATA_ORDERS_URL='{url}'\n"));
        project.write(".env", "DATABASE_URL=@.rest/app.db\n");
        let done = project.zmig(["migrate", "-y"], []).ok();
        for part in [
            "ZDATA_USERS_URL (sqlite://",
            "Data/users.db)",
            "ZDATA_ORDERS_URL (",
            "users_v1_0_0",
            "notes_v1_0_0",
        ] {
            assert!(done.contains(part), "{part}: {done}");
        }
        assert!(project.path("Data/users.db").is_file() && project.path("rest/app.db").is_file());
        database.sql(&project, "SELECT id FROM orders");
        assert!(database.try_sql(&project, "SELECT id FROM users").is_err(), "it is elsewhere");

        let status = json(&project.zmig(["status", "--json"], []).ok());
        let all = status["databases"].as_array().unwrap();
        assert_eq!(all.len(), 3, "{status}");
        for one in all {
            assert_eq!(one["result"]["applied"].as_array().unwrap().len(), 1, "{one}");
            assert_eq!(one["result"]["ahead"].as_array().unwrap().len(), 0, "{one}");
        }
        assert!(all.iter().any(|one| one["sources"][0] == "ZDATA_ORDERS_URL"), "{status}");
        let again = project.zmig(["migrate"], []).ok();
        assert_eq!(again.matches("up to date").count(), 3, "{again}");
        project.zmig(["verify"], []).ok();
        let history = json(&project.zmig(["history", "--json"], []).ok());
        assert_eq!(history["databases"].as_array().unwrap().len(), 3, "{history}");

        // What works on one wants to know which.
        let refused = project.zmig(["rollback", "-y"], []).fails(1);
        for part in
            ["in 3 databases", "--source ZDATA_USERS_URL", "--source DATABASE_URL", "nothing was changed"]
        {
            assert!(refused.contains(part), "{part}: {refused}");
        }
        let refused = project.zmig(["rollback", "-y", "--source", "ZDATA_USER_URL"], []).fails(1);
        assert!(refused.contains("did you mean ZDATA_USERS_URL?"), "{refused}");
        let back = project.zmig(["rollback", "-y", "--source", "ZDATA_ORDERS_URL"], []).ok();
        assert!(back.contains("orders_v1_0_0"), "{back}");
        assert!(database.try_sql(&project, "SELECT id FROM orders").is_err(), "it was taken back");
        let one = project.zmig(["migrate", "-y", "--model", "orders"], []).ok();
        assert!(one.contains("orders_v1_0_0") && !one.contains("ZDATA_USERS_URL"), "{one}");
        let one = project.zmig(["status", "--source", "DATABASE_URL"], []).ok();
        assert!(one.contains("zSchema.notes") && !one.contains("zSchema.users"), "{one}");
    }
}

#[test]
fn one_that_fails_keeps_none_of_the_others_from_its_migrations() {
    let project = shop();
    let broken = "postgres://app:hunter2@127.0.0.1:1/d";
    let variables =
        [("ZDATA_USERS_URL", "@.users.db"), ("ZDATA_ORDERS_URL", broken), ("DATABASE_URL", "@.app.db")];
    let said = project.zmig_with(&variables, ["migrate", "-y"], []).fails(1);
    assert!(said.contains("1 of 3 databases failed: ZDATA_ORDERS_URL (postgres://app:***@"), "{said}");
    assert!(said.contains("users_v1_0_0") && said.contains("notes_v1_0_0"), "{said}");
    assert!(!said.contains("hunter2"), "{said}");
    let text = project.zmig_with(&variables, ["status", "--json"], []).fails(1);
    let status = json(&text);
    let failed: Vec<_> =
        status["databases"].as_array().unwrap().iter().filter(|d| !d["error"].is_null()).collect();
    assert_eq!(failed.len(), 1, "{status}");
    assert!(failed[0]["error"].as_str().unwrap().contains("cannot connect"), "{status}");
}

#[test]
fn without_variables_everything_is_in_one_database() {
    for database in postgres_and_sqlite() {
        let project = shop();
        let url = database.url(&project);
        project.zmig_with(&[("DATABASE_URL", &url)], ["migrate", "-y"], []).ok();
        for table in ["users", "orders", "notes"] {
            database.sql(&project, &format!("SELECT id FROM {table}"));
        }
        // With a URL that is typed it is so too, whatever variables there are.
        let file = format!("sqlite://{}?mode=rwc", project.path("all.db").display());
        let done = project.zmig_with(&[("ZDATA_USERS_URL", "@.u.db")], ["migrate", "-y"], ["-d", &file]).ok();
        assert!(done.contains("users_v1_0_0") && done.contains("notes_v1_0_0"), "{done}");
        assert!(!project.path("u.db").exists());
        let both = project.zmig(["status", "--source", "ZDATA_USERS_URL"], ["-d", &file]).fails(1);
        assert!(both.contains("leave one out"), "{both}");
    }
}

#[test]
fn a_source_that_is_not_set_is_named_before_anything_is_changed() {
    let project = shop();
    let said = project.zmig_with(&[("ZDATA_USERS_URL", "@.u.db")], ["migrate", "-y"], []).fails(1);
    assert!(said.contains("DATABASE_URL, ZDATA_ORDERS_URL are not set"), "{said}");
    assert!(said.contains("nothing was changed") && !project.path("u.db").exists(), "{said}");
    // One variable for all: one set of migrations in it.
    let same =
        [("ZDATA_USERS_URL", "@.one.db"), ("ZDATA_ORDERS_URL", "@.one.db"), ("DATABASE_URL", "@.one.db")];
    let done = project.zmig_with(&same, ["migrate", "-y", "--json"], []).ok();
    assert_eq!(json(&done)["applied"].as_array().unwrap().len(), 3, "{done}");
    configure(&project, "");
}

/// A schema that cannot be read says where nothing is; without such variables that does not matter.
#[test]
fn sources_that_cannot_be_read_stop_only_who_goes_by_them() {
    let project = shop();
    project.write("schemas/zSchema.users.yaml", "users: [");
    let url = format!("sqlite://{}?mode=rwc", project.path("app.db").display());
    project.zmig_with(&[("DATABASE_URL", &url)], ["status"], []).ok();
    let said =
        project.zmig_with(&[("DATABASE_URL", &url), ("ZDATA_USERS_URL", "@.u.db")], ["status"], []).fails(1);
    assert!(said.contains("schemas/zSchema.users.yaml:1"), "{said}");
}
