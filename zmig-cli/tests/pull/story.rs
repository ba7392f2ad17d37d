//! A user's afternoon: an old database, an empty package, and `cargo` itself.

use crate::cargo_project::{Project as Package, said};
use std::process::{Command, Output};

const MAIN: &str = "static MIGRATIONS: zmig::Migrations = zmig::embed!();

#[zmig::model(table = \"members\")]
pub struct Member;

#[zmig::model(table = \"goods\")]
pub struct Good;

#[tokio::main(flavor = \"current_thread\")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::args().nth(1).ok_or(\"which database?\")?;
    println!(\"{}\", MIGRATIONS.run_pending(&*url).await?);
    let pool = zmig::sqlx::SqlitePool::connect(&url).await?;
    for good in zmig::sqlx::query_as::<_, Good>(\"SELECT * FROM goods\").fetch_all(&pool).await? {
        let Good { id, owner, name, price, .. } = &good;
        let (id, owner, name): (&i64, &Option<i64>, &Option<String>) = (id, owner, name);
        println!(\"{id} {owner:?} {name:?} {price} in {}\", Good::TABLE);
    }
    for Member { id, email } in zmig::sqlx::query_as::<_, Member>(\"SELECT * FROM members\").fetch_all(&pool).await? {
        println!(\"{id} {email}\");
    }
    Ok(())
}
";

#[test]
fn an_old_database_becomes_a_typed_program() {
    let package = Package::new("pulled", &["sqlite", "uuid", "decimal"]);
    package.write("src/main.rs", MAIN);
    let old = package.path("old.db");
    let url = format!("sqlite://{}", old.display());
    fill(&format!("{url}?mode=rwc"));

    let pulled = Command::new(env!("CARGO_BIN_EXE_cargo-zmig"))
        .args(["pull", "-d", &url])
        .current_dir(package.path(""))
        .env_remove("CI")
        .env_remove("ZMIG_MODE")
        .output()
        .unwrap();
    assert!(pulled.status.success(), "{}", said(&pulled));

    // It builds as it is, writes nothing more, and the program finds nothing to do.
    let before = package.read("migrations/snapshot.json");
    let built = package.cargo(&["build"]);
    assert!(built.status.success(), "{}", said(&built));
    assert_eq!(package.read("migrations/snapshot.json"), before);
    let text = said(&run(&package, &url));
    assert!(text.contains("up to date: nothing to do"), "{text}");
    assert!(
        text.contains("1 Some(1) Some(\"lamp\") 12.50 in goods") && text.contains("1 ada@example.org"),
        "{text}"
    );

    // The next change is one like any other, and the rows are there after it.
    let file = "schemas/zSchema.old.yaml";
    let yaml = package.read(file).replace("v1.0.0", "v1.0.1");
    package.write(
        file,
        &yaml.replace("goods:\n", "goods:\n  colour: {type: str, required: true, default: red}\n"),
    );
    let built = package.cargo(&["build"]);
    assert!(built.status.success(), "{}", said(&built));
    let text = said(&run(&package, &url));
    assert!(text.contains("applied 1 migration") && text.contains("old_v1_0_1"), "{text}");
    assert!(text.contains("1 Some(1) Some(\"lamp\") 12.50 in goods"), "{text}");
    assert!(said(&run(&package, &url)).contains("up to date"));

    // Another instance begins with nothing, and has the same tables in the end.
    let new = format!("sqlite://{}?mode=rwc", package.path("new.db").display());
    let text = said(&run(&package, &new));
    assert!(text.contains("applied 2 migrations"), "{text}");
    assert_eq!(super::held(&new).schema, super::held(&url).schema);
}

fn run(package: &Package, url: &str) -> Output {
    Command::new(package.program()).arg(url).output().unwrap()
}

fn fill(url: &str) {
    use sqlx::{Connection as _, Executor as _};
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = sqlx::SqliteConnection::connect(url).await.unwrap();
        let rows = "INSERT INTO members VALUES (1, 'ada@example.org'); INSERT INTO goods VALUES (1, 1, 'lamp', 12.5);";
        connection.execute(sqlx::AssertSqlSafe(format!("{}{rows}", super::SHOP))).await.unwrap();
    });
}
