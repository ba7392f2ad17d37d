//! The fields of a unit struct are the table's, and all that comes with them is there.
#![deny(warnings, missing_docs, unreachable_pub, clippy::pedantic)]

/// The models.
pub mod models {
    /// A user.
    #[zmig::model(table = "users")]
    #[derive(Default)]
    pub struct User;

    impl Default for UserState {
        fn default() -> Self {
            Self::Draft
        }
    }
}

use models::{User, UserMarks, UserState};
use zmig::sqlx::{FromRow, postgres::PgRow, sqlite::SqliteRow};

fn reads<T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>>() {}

fn main() {
    reads::<User>();
    let user = User { tags: vec![String::new()], token: Some(vec![1]), ..User::default() };
    let same: bool = user.clone() == user;
    let age: Option<i64> = user.age;
    let made: Option<zmig::chrono::NaiveDate> = user.made_at;
    let (table, email, kind, columns) = (User::TABLE, User::EMAIL, User::TYPE, User::COLUMNS);
    println!("{same} {age:?} {made:?} {} {table} {email} {kind} {columns:?} {user:?}", user.r#type);
    let marks: Vec<UserMarks> = user.marks;
    let state: UserState = "in-progress".parse().unwrap_or(UserState::Gone);
    println!("{marks:?} {state} {} {:?}", state.as_str(), UserState::ALL);
}
