//! What zmig is for, from the first build to a refused row, with the real cargo on both databases.

use crate::project::{Project, said};
use crate::support::db::Db;
use std::process::{Command, Output};

const MAIN: &str = r#"
use zmig::sqlx::{self, PgPool, SqlitePool};

static MIGRATIONS: zmig::Migrations = zmig::embed!();

#[zmig::model(table = "users")]
pub struct User;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let url = std::env::args().nth(1).unwrap();
    match MIGRATIONS.run_pending(&*url).await {
        Ok(report) => println!("{} {report}", User::TABLE),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
    for statement in std::env::args().skip(2) {
        let statement = sqlx::AssertSqlSafe(statement);
        if url.starts_with("sqlite") {
            sqlx::query(statement).execute(&SqlitePool::connect(&url).await.unwrap()).await.unwrap();
        } else {
            sqlx::query(statement).execute(&PgPool::connect(&url).await.unwrap()).await.unwrap();
        }
    }
    let text = "SELECT * FROM users ORDER BY id";
    let users: Vec<User> = if url.starts_with("sqlite") {
        sqlx::query_as(text).fetch_all(&SqlitePool::connect(&url).await.unwrap()).await.unwrap()
    } else {
        sqlx::query_as(text).fetch_all(&PgPool::connect(&url).await.unwrap()).await.unwrap()
    };
    println!("{users:?}");
}
"#;

const BEFORE: &str = "Meta:
  Data_Type: sqlite
  zMigration: true
  zMigrationVersion: v1.0.0

users:
  id:    {type: int, pk: true, auto_increment: true}
  age:   {type: str}
";

const AFTER: &str = "Meta:
  Data_Type: sqlite
  zMigration: true
  zMigrationVersion: v1.0.0

users:
  id:    {type: int, pk: true, auto_increment: true}
  age:   {type: int}
  email: {type: str}
";

const REFUSAL: &str = "\
error: zSchema.users changed, and its version is still v1.0.0
 --> schemas/zSchema.users.yaml:4:22
  |
4 |   zMigrationVersion: v1.0.0
  |                      ^^^^^^ a change of the schema needs a new version
  |
  = note: add column users.email (str)
  = note: alter column users.age: str -> int (breaking)
  = help: zMigrationVersion: v1.1.0
";

#[tokio::test]
async fn a_schema_changes_and_the_database_follows() {
    let project = Project::new("story", &["sqlite", "postgres"]);
    project.write("src/main.rs", MAIN);
    project.write("zmig.toml", "dialects = [\"sqlite\", \"postgres\"]\n");
    project.write("schemas/zSchema.users.yaml", BEFORE);
    let built = project.cargo(&["build"]);
    assert!(built.status.success(), "{}", said(&built));
    let [good_sqlite, good_postgres] = Db::each().await;
    let [bad_sqlite, bad_postgres] = Db::each().await;
    for database in [&good_sqlite, &good_postgres] {
        let out = run(
            &project,
            database,
            &["INSERT INTO users (age) VALUES ('36')", "INSERT INTO users (age) VALUES (NULL)"],
        );
        assert!(said(&out).contains("age: Some(\"36\")"), "{}", said(&out));
    }
    for database in [&bad_sqlite, &bad_postgres] {
        run(
            &project,
            database,
            &["INSERT INTO users (age) VALUES ('36')", "INSERT INTO users (age) VALUES ('old')"],
        );
    }

    // Changed under the same version: nothing is written, and the build says what to do.
    project.write("schemas/zSchema.users.yaml", AFTER);
    let refused = project.cargo(&["build"]);
    assert!(!refused.status.success());
    // Cargo puts the package's name before each line.
    let stderr = String::from_utf8_lossy(&refused.stderr).into_owned();
    let said_by_zmig: String = stderr
        .lines()
        .filter_map(|l| l.strip_prefix("error: story@0.1.0: "))
        .map(|l| format!("{l}\n"))
        .collect();
    assert_eq!(said_by_zmig, REFUSAL, "{stderr}");
    assert_eq!(migrations(&project).len(), 1);

    // With the line pasted, the migration is there, and the next run converts.
    project.write("schemas/zSchema.users.yaml", &AFTER.replace("v1.0.0", "v1.1.0"));
    let built = project.cargo(&["build"]);
    assert!(built.status.success(), "{}", said(&built));
    let names = migrations(&project);
    assert!(names.len() == 2 && names[1].ends_with("_users_v1_1_0"), "{names:?}");
    for dialect in ["sqlite", "postgres"] {
        for direction in ["up", "down"] {
            let file = format!("migrations/{dialect}/{}.{direction}.sql", names[1]);
            assert!(project.path(&file).is_file(), "{file}");
        }
    }
    for database in [&good_sqlite, &good_postgres] {
        let text = said(&run(&project, database, &[]));
        let expected = "[User { id: 1, age: Some(36), email: None }, User { id: 2, age: None, email: None }]";
        assert!(text.contains(expected), "{text}");
    }
    // What does not convert is refused before anything changes, and the row is named.
    for database in [&bad_sqlite, &bad_postgres] {
        let out = run(&project, database, &[]);
        let text = said(&out);
        assert!(!out.status.success(), "{text}");
        assert!(text.contains("users.age") && text.contains("old") && text.contains(&names[1]), "{text}");
    }
    for database in [good_sqlite, good_postgres, bad_sqlite, bad_postgres] {
        database.drop().await;
    }
}

fn run(project: &Project, database: &Db, statements: &[&str]) -> Output {
    Command::new(project.program()).arg(database.url()).args(statements).output().expect("the program runs")
}

fn migrations(project: &Project) -> Vec<String> {
    let entries = std::fs::read_dir(project.path("migrations")).expect("migrations");
    let names = entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names
        .filter(|n| n != "snapshot.json")
        .filter_map(|n| n.strip_suffix(".json").map(str::to_owned))
        .collect();
    names.sort();
    names
}
