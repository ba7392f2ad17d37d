//! Pulling again: after a stop, after an edit, after a change of the database.

use super::{SHOP, bare, has_history};
use crate::project::{Database, Project, postgres_and_sqlite};

/// The files of a project, with what they hold, but for the names of migrations and the database.
fn files(project: &Project) -> Vec<(String, String)> {
    ["schemas/zSchema.shop.yaml", "migrations/snapshot.json"]
        .into_iter()
        .filter(|f| project.path(f).exists())
        .map(|f| (f.to_owned(), project.read(f)))
        .collect()
}

fn pull(project: &Project, database: &Database, more: &[&str]) -> crate::project::Call {
    let url = database.url(project);
    project.zmig(["pull", "--name", "shop", "-d", &url], more.iter().copied())
}

#[test]
fn a_pull_that_was_stopped_anywhere_is_run_again() {
    for database in postgres_and_sqlite() {
        let project = bare();
        database.sql(&project, SHOP);
        pull(&project, &database, &["--files-only"]).ok();
        let whole = files(&project);
        assert_eq!(whole.len(), 2);

        // Stopped after the files.
        std::fs::remove_dir_all(project.path("migrations")).unwrap();
        let said = pull(&project, &database, &["--files-only"]).ok();
        assert!(
            said.contains("kept schemas/zSchema.shop.yaml") && said.contains("wrote the migration"),
            "{said}"
        );
        assert_eq!(files(&project), whole);

        // Stopped within the files: a temporary one is left.
        std::fs::write(project.path("schemas/zSchema.shop.zmig-new"), "half").unwrap();
        // Stopped before the history.
        assert!(!has_history(&database, &project));
        let said = pull(&project, &database, &[]).ok();
        assert!(said.contains("recorded 1 migration") && !said.contains("wrote"), "{said}");
        assert_eq!(files(&project), whole);

        // And when everything is there, nothing is done.
        let said = pull(&project, &database, &[]).ok();
        assert!(said.contains("has it already") && !said.contains("wrote"), "{said}");
        assert_eq!(files(&project), whole);
    }
}

#[test]
fn what_was_written_by_hand_is_overwritten_only_on_request() {
    for database in postgres_and_sqlite() {
        let project = bare();
        database.sql(&project, SHOP);
        pull(&project, &database, &[]).ok();
        let file = "schemas/zSchema.shop.yaml";
        let text = project.read(file);
        project.write(file, &format!("{text}\n# mine\n"));
        let said = pull(&project, &database, &[]).fails(1);
        assert!(said.contains(file) && said.contains("--force"), "{said}");
        assert!(project.read(file).ends_with("# mine\n"));
        let said = pull(&project, &database, &["--dry-run"]).ok();
        assert!(said.contains("would overwrite, with --force, schemas/zSchema.shop.yaml"), "{said}");
        // Without a difference there is no migration either.
        let said = pull(&project, &database, &["--force"]).ok();
        assert!(said.contains("wrote schemas") && !said.contains("wrote the migration"), "{said}");
        assert_eq!(project.read(file), text);
    }
}

#[test]
fn a_change_by_hand_is_pulled_as_a_new_version() {
    for database in postgres_and_sqlite() {
        let project = bare();
        database.sql(&project, SHOP);
        pull(&project, &database, &[]).ok();
        database.sql(&project, "ALTER TABLE goods ADD COLUMN colour TEXT");
        let said = pull(&project, &database, &["--force"]).ok();
        assert!(said.contains("_shop_v1_0_1") && said.contains("recorded 1 migration"), "{said}");
        database.sql(&project, "ALTER TABLE goods DROP COLUMN colour");
        let said = pull(&project, &database, &["--force"]).ok();
        assert!(said.contains("_shop_v1_1_0"), "a column that goes asks for a minor version: {said}");
        let url = database.url(&project);
        assert!(project.zmig(["migrate"], ["-d", &url]).ok().contains("up to date"));
        assert!(project.zmig(["check"], []).ok().contains("3 migrations"));
    }
}

#[test]
fn a_build_that_would_fail_is_known_before_anything_is_written() {
    let [database, _] = postgres_and_sqlite();
    let project = bare();
    database.sql(&project, SHOP);
    project.write(
        "schemas/zSchema.other.yaml",
        "Meta: {zMigration: true, zMigrationVersion: v1.0.0}\nmembers: [\n",
    );
    let said = pull(&project, &database, &[]).fails(1);
    assert!(said.contains("zSchema.other.yaml"), "{said}");
    assert!(!project.path("schemas/zSchema.shop.yaml").exists());
    std::fs::remove_file(project.path("schemas/zSchema.other.yaml")).unwrap();
    let url = database.url(&project);
    let said = project.zmig_with(&[("ZMIG_MODE", "check")], ["pull"], ["-d", &url]).fails(1);
    assert!(said.contains("ZMIG_MODE"), "{said}");
    assert!(!project.path("schemas/zSchema.shop.yaml").exists());
}
