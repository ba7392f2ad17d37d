//! Bringing a database into a project: the files, the first migration, the history, and the way back to a database.

mod again;
mod catalogs;
mod sets;
mod story;

use crate::project::{Database, Project, postgres_and_sqlite};
use zmig_runtime::{IntrospectOptions, Introspection, introspect};

/// A small shop, in words that both databases take.
pub(crate) const SHOP: &str = "
CREATE TABLE members (id INTEGER PRIMARY KEY, email VARCHAR(200) NOT NULL, CONSTRAINT members_email UNIQUE (email));
CREATE TABLE goods (id INTEGER PRIMARY KEY, owner INTEGER REFERENCES members (id) ON DELETE SET NULL, name TEXT, price DECIMAL(10,2) NOT NULL DEFAULT 0,
  CONSTRAINT sane CHECK (price >= 0));
CREATE INDEX goods_by_name ON goods (name);
";

/// A package that knows nothing of zmig yet.
pub(crate) fn bare() -> Project {
    let project = Project::new();
    std::fs::remove_dir(project.path("schemas")).unwrap();
    project
}

/// What a database holds.
pub(crate) fn held(url: &str) -> Introspection {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(introspect(url, &IntrospectOptions::default())).unwrap()
}

fn has_history(database: &Database, project: &Project) -> bool {
    let said = project.zmig(["history"], ["-d", &database.url(project)]).ok();
    !said.contains("no history")
}

#[test]
fn a_database_comes_into_a_project_with_its_history() {
    for database in postgres_and_sqlite() {
        let project = bare();
        database.sql(&project, SHOP);
        let before = held(&database.url(&project)).schema;
        let url = database.url(&project);
        let d = ["-d", &url];

        let said = project.zmig(["pull", "--dry-run"], d).ok();
        assert!(said.contains("would write schemas/zSchema.") && said.contains("(2 tables)"), "{said}");
        assert!(said.contains("would write a migration") && said.contains("dry run"), "{said}");
        assert!(!project.path("schemas").exists() && !project.path("migrations").exists(), "a dry run wrote");
        assert!(!has_history(&database, &project), "a dry run wrote a history");

        let said = project.zmig(["pull", "--name", "shop"], d).ok();
        for part in [
            "2 tables",
            "wrote schemas/zSchema.shop.yaml",
            "wrote the migration",
            "recorded 1 migration as applied",
            "cargo build",
            "build.rs is not there",
            "pub struct Goods;",
        ] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert!(project.zmig(["check"], []).ok().contains("1 migration"));
        assert!(project.zmig(["migrate"], d).ok().contains("up to date"));
        assert_eq!(held(&url).schema, before, "the tables were changed");
        let history = project.zmig(["history"], d).ok();
        assert!(history.contains("recorded, not run"), "{history}");

        // The same file makes the same tables elsewhere.
        for other in postgres_and_sqlite() {
            let same_kind = matches!(
                (&database, &other),
                (Database::Sqlite, Database::Sqlite) | (Database::Postgres { .. }, Database::Postgres { .. })
            );
            if same_kind {
                let elsewhere = project.copy();
                std::fs::remove_file(elsewhere.path("app.db")).ok();
                let url = other.url(&elsewhere);
                elsewhere.zmig(["migrate", "--auto-approve"], ["-d", &url]).ok();
                assert_eq!(held(&url).schema, before);
            }
        }

        // And the project goes on from there.
        let file = "schemas/zSchema.shop.yaml";
        let text = project.read(file).replace("v1.0.0", "v1.0.1");
        project.write(file, &text.replace("goods:\n", "goods:\n  colour: text\n"));
        project.build();
        let done = project.zmig(["migrate", "--auto-approve"], d).ok();
        assert!(done.contains("applied 1 migration"), "{done}");
        assert!(held(&url).schema.column("goods", "colour").is_some());
        // Taken back to the beginning, it is as it was before zmig.
        project.zmig(["rollback", "--base", "--yes"], d).ok();
        assert_eq!(held(&url).schema, before);
    }
}

#[test]
fn the_file_reads_as_people_write_it() {
    let project = bare();
    let [database, _] = postgres_and_sqlite();
    database.sql(&project, SHOP);
    project.zmig(["pull", "--name", "shop"], ["-d", &database.url(&project)]).ok();
    let expected = "# Pulled from the SQLite database app. From here on this file is the source.
Meta:
  Data_Type:         sqlite
  zMigration:        true
  zMigrationVersion: v1.0.0

goods:
  id:    {type: int, pk: true}
  owner: {type: int, foreign_key: members.id, on_delete: set_null}
  name:  {type: text, indexed: goods_by_name}
  price: {type: decimal(10,2), required: true, default: 0.00}
  Meta:
    checks: {sane: {expr: price >= 0, constraint: sane}}

members:
  id:    {type: int, pk: true}
  email: {type: str, max_length: 200, required: true, unique: members_email}
";
    assert_eq!(project.read("schemas/zSchema.shop.yaml"), expected);
}

#[test]
fn what_cannot_be_described_is_named_all_at_once_or_left_out() {
    for database in postgres_and_sqlite() {
        let project = bare();
        database.sql(
            &project,
            &format!("{SHOP} CREATE TABLE \"a\"\"b\" (id INTEGER PRIMARY KEY); CREATE TABLE \"meta\" (id INTEGER PRIMARY KEY);"),
        );
        let url = database.url(&project);
        let d = ["-d", &url];
        let said = project.zmig(["pull"], d).fails(1);
        for part in ["the table a\"b", "quotation mark", "the table meta", "--skip-unsupported", "--exclude"]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert!(!project.path("schemas").exists() && !has_history(&database, &project));
        let said = project.zmig(["pull", "--skip-unsupported", "--name", "shop"], d).ok();
        assert!(said.contains("left out: the table a\"b"), "{said}");
        let text = project.read("schemas/zSchema.shop.yaml");
        assert!(text.contains("#   the table a\"b cannot be described"), "{text}");
        assert!(project.zmig(["migrate"], d).ok().contains("up to date"));

        let project = bare();
        let said = project.zmig(["pull", "--exclude", "a*", "--exclude", "meta", "--files-only"], d).ok();
        assert!(said.contains("recorded nothing"), "{said}");
    }
}

#[test]
fn parts_of_a_database_are_pulled_by_name() {
    for database in postgres_and_sqlite() {
        let project = bare();
        database.sql(
            &project,
            &format!("{SHOP} CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);"),
        );
        let url = database.url(&project);
        let d = ["-d", &url];
        // What is left out and referred to is said.
        let said = project.zmig(["pull", "--include", "goods"], d).fails(1);
        assert!(said.contains("members"), "{said}");
        let said = project.zmig(["pull", "--include", "members", "--files-only", "--name", "some"], d).ok();
        assert!(said.contains("(1 table)"), "{said}");

        // What the project describes already is not described again; the rest may refer to it.
        let said = project.zmig(["pull", "--name", "rest", "--per-table"], d).ok();
        assert!(said.contains("left out members: schemas/zSchema.some.yaml describes it"), "{said}");
        assert!(said.contains("left out alembic_version, in which Alembic"), "{said}");
        assert!(said.contains("wrote schemas/zSchema.goods.yaml (1 table)"), "{said}");
        assert!(said.contains("recorded 2 migrations"), "what it builds on is recorded with it: {said}");
        assert!(project.zmig(["migrate"], d).ok().contains("up to date"));
        let said = project.zmig(["pull", "--include", "alembic_version", "--name", "ledger"], d).ok();
        assert!(said.contains("wrote schemas/zSchema.ledger.yaml"), "{said}");
    }
}

#[test]
fn schemas_of_postgres_are_files_of_their_own() {
    let [_, database] = postgres_and_sqlite();
    let project = bare();
    database.sql(
        &project,
        &format!("{SHOP} CREATE SCHEMA sales; CREATE TABLE sales.orders (id INTEGER PRIMARY KEY, by INTEGER REFERENCES public.members (id));"),
    );
    let url = database.url(&project);
    let d = ["-d", &url];
    let said = project.zmig(["pull", "--schema", "public", "--files-only", "--dry-run"], d).ok();
    assert!(said.contains("2 tables") && !said.contains("sales"), "{said}");
    let said = project.zmig(["pull", "--name", "shop"], d).ok();
    assert!(said.contains("wrote schemas/zSchema.shop.sales.yaml (1 table)"), "{said}");
    assert!(project.read("schemas/zSchema.shop.sales.yaml").contains("sales.orders:\n"));
    assert!(project.zmig(["migrate"], d).ok().contains("up to date"));
    let project = bare();
    let said = project.zmig(["pull", "--name", "shop", "--one-file", "--files-only"], d).ok();
    assert!(said.contains("wrote schemas/zSchema.shop.yaml (3 tables)"), "{said}");
}

#[test]
fn an_empty_database_and_a_package_that_is_none_are_told() {
    for database in postgres_and_sqlite() {
        let project = bare();
        let url = database.url(&project);
        let said = project.zmig(["pull"], ["-d", &url]).ok();
        assert!(said.contains("nothing to describe"), "{said}");
        assert!(!project.path("schemas").exists());
        let nowhere = tempfile::tempdir().unwrap();
        let said =
            project.zmig(["pull", "--project"], [nowhere.path().to_str().unwrap(), "-d", &url]).fails(1);
        assert!(said.contains("Cargo.toml"), "{said}");
    }
}
