//! `cargo run -p example-app` migrates `tracker.db`, or the database that `DATABASE_URL` names, and works with it.
//! With the argument `migrate` it migrates and ends, so that migrating and serving can be two processes.

use example_app::MIGRATIONS;
use example_app::models::{Issue, State};
use example_app::store::Store;
use std::process::ExitCode;
use zmig::rust_decimal::Decimal;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| "sqlite://tracker.db?mode=rwc".to_owned());
    let verb = std::env::args().nth(1);
    if let Some(other) = verb.as_deref().filter(|verb| *verb != "migrate") {
        return Err(format!("unknown argument `{other}`: there is `migrate`, or none").into());
    }

    let report = MIGRATIONS.run_pending(&*url).await?;
    println!("{report}");
    if verb.is_some() {
        return Ok(());
    }

    let store = Store::connect(&url).await?;
    let ada = store.member("ada", "Ada").await?;
    let project = store.project("ENG", "Engine", &ada).await?;
    let issue = store.open(&project, &ada, "Cards jam in the mill", Some(Decimal::new(1250, 2))).await?;
    store.take_to(&issue, State::InProgress).await?;
    let comment = store.comment(&issue, &ada, "Oiled; watching it").await?;

    println!("{ada:?}\n{comment:?}\n{} of {}:", Issue::TABLE, project.title);
    for line in store.list(&project).await? {
        let estimate = line.estimate.map_or_else(|| "-".to_owned(), |hours| format!("{hours} h"));
        println!("  #{} {:<11} {estimate:>8}  {}", line.id, line.state.as_str(), line.title);
    }
    Ok(())
}
