//! `cargo run -p example-app` migrates `tracker.db`, or the database that `DATABASE_URL` names, and works with it.
//! With a command (`migrate`, `rollback`, `status`, `history`, `verify`) it does that and ends, so that migrating and serving can
//! be two processes.

use clap::Parser;
use example_app::MIGRATIONS;
use example_app::models::{Issue, State};
use example_app::store::Store;
use std::process::ExitCode;
use zmig::rust_decimal::Decimal;

/// Where its database is, where nobody names another.
const DATABASE: &str = "sqlite://tracker.db?mode=rwc";

/// A small issue tracker
#[derive(Parser)]
struct Arguments {
    /// Without one it migrates its database and works with it
    #[command(subcommand)]
    command: Option<zmig::cli::Command>,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    if let Some(command) = Arguments::parse().command {
        return command.or_database(DATABASE).run(&MIGRATIONS).await;
    }
    match work().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn work() -> Result<(), Box<dyn std::error::Error>> {
    let url = std::env::var("DATABASE_URL").unwrap_or_else(|_| DATABASE.to_owned());
    println!("{}", MIGRATIONS.run_pending(&*url).await?);

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
