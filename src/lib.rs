//! Schema migrations for Rust, generated and checked at compile time.
//!
//! **A binary that compiles carries migrations that produce exactly the schema its structs are typed against.**
//!
//! You describe tables in YAML or as structs. `cargo build` compares them with the migrations that are there; where
//! they differ it says what changed and which version the change asks for, and once you paste that version it writes
//! the migration, up and down, for SQLite and PostgreSQL. The binary carries all of them and applies what a database
//! lacks. Anything else is a compile error that shows the file, the line and the line to paste.
//!
//! # A project, whole
//!
//! `Cargo.toml` names two crates: one for the program, one for its build.
//!
//! ```toml
//! [dependencies]
//! tokio = { version = "1", features = ["macros", "rt"] }
//! zmig = "0.1"                # SQLite; add features = ["postgres"] for PostgreSQL
//!
//! [build-dependencies]
//! zmig-build = "0.1"
//! ```
//!
//! ```rust,ignore
//! // build.rs
//! fn main() {
//!     zmig_build::generate()
//! }
//! ```
//!
//! ```yaml
//! # schemas/zSchema.users.yaml
//! Meta:
//!   Data_Type: sqlite
//!   zMigration: true
//!   zMigrationVersion: v1.0.0
//!
//! users:
//!   id:    {type: int, pk: true, auto_increment: true}
//!   email: {type: str, max_length: 200, required: true, unique: true}
//!   state: {type: "enum(invited, active, gone)", required: true, default: invited}
//!   token: {type: str, redacted: true}
//! ```
//!
//! ```rust,ignore
//! // src/main.rs
//! use zmig::sqlx::{self, SqlitePool};
//!
//! static MIGRATIONS: zmig::Migrations = zmig::embed!();
//!
//! #[zmig::model(table = "users")] // fields from schemas/zSchema.users.yaml
//! pub struct User;
//!
//! #[zmig::model(version = "v1.0.0")] // the struct is the schema
//! pub struct Post {
//!     #[zmig(pk, auto_increment)]
//!     pub id: i64,
//!     #[zmig(max_length = 200, indexed)]
//!     pub title: String,
//!     #[zmig(foreign_key = "users.id", on_delete = "cascade")]
//!     pub user_id: i64,
//!     pub body: Option<String>, // nullable
//! }
//!
//! #[tokio::main(flavor = "current_thread")]
//! async fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let db = SqlitePool::connect("sqlite://app.db?mode=rwc").await?;
//!     println!("{}", MIGRATIONS.run_pending(&db).await?);
//!
//!     let user: User = sqlx::query_as("INSERT INTO users (email, state) VALUES ($1, $2) RETURNING *")
//!         .bind("ada@example.org")
//!         .bind(UserState::Active)
//!         .fetch_one(&db)
//!         .await?;
//!     let post: Post = sqlx::query_as("INSERT INTO posts (title, user_id) VALUES ('Notes', $1) RETURNING *")
//!         .bind(user.id)
//!         .fetch_one(&db)
//!         .await?;
//!     println!("{user:?} wrote {} in {}", post.title, Post::TABLE);
//!     Ok(())
//! }
//! ```
//!
//! # What a model is
//!
//! [`model`] comes in three forms: a unit struct whose fields are the table's, a struct with a `version` that *is* the
//! schema, and a struct without one that is checked against the schema and may have some of its columns only. Each
//! has sqlx's `FromRow` for the backends compiled in, `TABLE`, `COLUMNS`, a constant for each column (`User::EMAIL`),
//! and a `Debug` that shows `<redacted>` where the schema says so.
//!
//! [`Model`] reads: `User::find(5, &db)`, `User::list().filter(User::EMAIL.like("a%")).all(&db)`. [`Table`] writes, with
//! `NewUser` for a new row and `UserPatch` for changes of one: `User::insert(&NewUser::new("ada@example.org"), &db)`.
//! The database is a pool, a connection, a transaction, a CSV folder or a [`Db`].
//!
//! An enum's column is a Rust enum: given with the struct (`UserState`, for the column `state` of `User`), or yours
//! with `#[derive(zmig::Enum)]`:
//!
//! ```
//! #[derive(Debug, PartialEq, zmig::Enum)]
//! enum State {
//!     Open,
//!     InProgress,
//!     #[zmig(name = "on hold")]
//!     OnHold,
//! }
//!
//! assert_eq!(State::InProgress.as_str(), "in_progress");
//! assert_eq!("on hold".parse(), Ok(State::OnHold));
//! assert_eq!("gone".parse::<State>().unwrap_err().to_string(), "`gone` is no value of State, which has open, in_progress, on hold");
//! ```
//!
//! Bind values as sqlx has it. For a decimal, a uuid, an instant or a list that may go to SQLite, which has no types
//! for them, write `.bind(zmig::Bind(&value))`: it writes the value the way the column holds it, on any database.
//!
//! # Running migrations
//!
//! [`Migrations::run_pending`] takes a sqlx pool or a URL and applies what is missing, one process at a time however
//! many start at once; where nothing is missing it is one small query. [`Migrations::status`] says where a database
//! is, [`Migrations::rollback`] goes back, [`Migrations::history`] tells what happened. `cargo zmig` does the same
//! from the command line.
//!
//! # Features
//!
//! `sqlite` (default), `postgres`; `uuid` and `decimal` (both default) for columns of those types; `backup` for
//! `Migrations::backup` and `Migrations::restore`, `verify` for `Migrations::verify`, `declarative` for
//! `Migrations::auto_migrate` and `MigrationPlan`, `pattern` for rules that are regular expressions, `backfill` for rows changed in batches, `cli` for `zmig::cli`, the commands of
//! `cargo zmig` in a binary of your own.

/// What the book shows compiles.
#[cfg(doctest)]
#[doc = include_str!("../docs/data.md")]
struct Data;

/// The same of models.
#[cfg(doctest)]
#[doc = include_str!("../docs/models.md")]
struct Models;

/// The same of environments.
#[cfg(doctest)]
#[doc = include_str!("../docs/environments.md")]
struct Environments;

/// So do the pages for users of other systems.
#[cfg(doctest)]
mod coming_from {
    #[doc = include_str!("../docs/coming-from/alembic.md")]
    struct Alembic;
    #[doc = include_str!("../docs/coming-from/dataflow.md")]
    struct Dataflow;
    #[doc = include_str!("../docs/coming-from/zkernel.md")]
    struct Zkernel;
}

pub use zmig_macros::{Enum, embed, model, models};
#[doc(hidden)]
pub use zmig_runtime::__private;
#[cfg(feature = "decimal")]
pub use zmig_runtime::__private::rust_decimal;
#[cfg(feature = "uuid")]
pub use zmig_runtime::__private::uuid;
pub use zmig_runtime::__private::{chrono, serde_json, sqlx};
pub use zmig_runtime::*;
