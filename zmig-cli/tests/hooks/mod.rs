//! Hooks, from the schema file to the database.

use crate::project::{Database, Project, postgres_and_sqlite};
use crate::{USERS, with_users};

/// The second version, with hooks.
fn nicks(project: &Project, after_migrate: &str) {
    let hooks = format!(
        "  zMigrationHooks:\n    before_migrate: {{sqlite: \"UPDATE users SET name = name || '!'\", postgres: \"UPDATE users SET name = name || '!'\"}}\n\
         \x20   after_migrate: {after_migrate}\n    on_rollback: {{sql: UPDATE users SET name = nick}}\n"
    );
    project.write(
        "schemas/zSchema.users.yaml",
        &format!("Meta:\n  zMigration: true\n  zMigrationVersion: v1.1.0\n{hooks}{USERS}  nick: str\n"),
    );
}

/// Whether exactly one user is as a condition says.
fn holds(database: &Database, project: &Project, condition: &str) {
    let proof = format!(
        "CREATE TABLE proof (n INTEGER CHECK (n = 1)); INSERT INTO proof SELECT count(*) FROM users WHERE {condition}; \
         DROP TABLE proof"
    );
    database.try_sql(project, &proof).unwrap_or_else(|e| panic!("{condition}: {e}"));
}

#[test]
fn hooks_in_sql_run_with_the_tool_and_functions_are_the_programs_business() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        let url = database.url(&project);
        let d = ["-d", &url];
        project.zmig(["migrate", "--auto-approve"], d).ok();
        database.sql(&project, "INSERT INTO users (name) VALUES ('Ada')");
        nicks(&project, "{sql: \"UPDATE users SET nick = upper(name); -- all of them\"}");
        project.build_at(60);
        project.zmig(["migrate", "--auto-approve"], d).ok();
        holds(&database, &project, "name = 'Ada!' AND nick = 'ADA!'");
        project.zmig(["verify", "--downs"], d).ok();
        project.zmig(["rollback", "--yes"], d).ok();
        holds(&database, &project, "name = 'ADA!'");

        // The tool has no functions: it says what has some, and does nothing.
        nicks(&project, "fill_nicks");
        project.zmig(["amend"], d).ok();
        let refused = project.zmig(["migrate", "--auto-approve"], d).fails(1);
        for part in [
            "users_v1_1_0 of zSchema.users calls `fill_nicks`",
            "nothing was changed",
            "RunOptions::default().hook(\"fill_nicks\"",
            "let the program migrate",
        ] {
            assert!(refused.contains(part), "{part}: {refused}");
        }
        holds(&database, &project, "name = 'ADA!'");
        // What it does to the tables can be looked at all the same.
        let equal = project.zmig(["verify", "--downs"], d).ok();
        assert!(equal.contains("the migrations = what their SQL makes: equal"), "{equal}");
    }
}

/// Beside an index that is built concurrently, hooks have migrations of their own.
#[test]
fn hooks_beside_steps_outside_a_transaction_go_both_ways() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        let url = database.url(&project);
        let d = ["-d", &url];
        project.zmig(["migrate", "--auto-approve"], d).ok();
        database.sql(&project, "INSERT INTO users (name) VALUES ('Ada')");
        project.write("zmig.toml", "online = true\n");
        let hooks = "  zMigrationHooks:\n    before_migrate: {sql: UPDATE users SET name = 'before'}\n    \
                     after_migrate: {sql: \"UPDATE users SET name = name || ' after'\"}\n    \
                     on_rollback: {sql: \"UPDATE users SET name = name || ' back'\"}\n";
        let indexed = USERS.replace("name: {type: str, ", "name: {type: str, indexed: true, ");
        project.write(
            "schemas/zSchema.users.yaml",
            &format!("Meta:\n  zMigration: true\n  zMigrationVersion: v1.1.0\n{hooks}{indexed}"),
        );
        project.build_at(60);
        assert_eq!(project.migrations().len(), 4, "{:?}", project.migrations());
        project.zmig(["migrate", "--auto-approve"], d).ok();
        holds(&database, &project, "name = 'before after'");
        let equal = project.zmig(["verify", "--downs"], d).ok();
        assert!(equal.contains("the migrations = the database: equal"), "{equal}");
        project.zmig(["rollback", "--to-version", "v1.0.0", "--yes"], d).ok();
        holds(&database, &project, "name = 'before after back'");
        project.zmig(["check"], []).ok();
    }
}
