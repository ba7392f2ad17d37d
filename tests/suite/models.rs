//! Every type as a column, written and read back through a struct, and the functions of models, on every backend.

use crate::project::{Project, said};
use crate::support::db::Db;
use std::process::Command;

const SCHEMA: &str = include_str!("models/zSchema.things.yaml");
const WRITES: &str = include_str!("models/writes.rs.txt");
const MAIN: &str = include_str!("models/main.rs.txt");

#[tokio::test]
async fn every_type_comes_back_as_it_was() {
    let project = Project::new("models", &["sqlite", "postgres", "csv", "uuid", "decimal", "pattern"]);
    let serde = "[dependencies]\nserde = { version = \"1\", features = [\"derive\"] }";
    project.write("Cargo.toml", &project.read("Cargo.toml").replace("[dependencies]", serde));
    project.write("schemas/zSchema.things.yaml", SCHEMA);
    project.write("src/main.rs", MAIN);
    project.write("src/writes.rs", WRITES);
    project.write("zmig.toml", "dialects = [\"sqlite\", \"postgres\"]\n");
    let built = project.cargo(&["build"]);
    assert!(built.status.success(), "{}", said(&built));
    for database in Db::each().await {
        let out = Command::new(project.program()).arg(database.url()).output().expect("the program runs");
        assert!(out.status.success(), "{}", said(&out));
        assert_eq!(String::from_utf8_lossy(&out.stdout), "all is as it was\n");
        database.drop().await;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("csv:{}", folder.path().join("Data").display());
    let out = Command::new(project.program()).arg(url).output().expect("the program runs");
    assert!(out.status.success(), "{}", said(&out));
}
