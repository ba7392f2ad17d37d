//! Relations are constants of the struct, wherever it has the fields that they are made of.
#![deny(warnings, missing_docs, unreachable_pub, clippy::pedantic)]

/// The models.
pub mod models {
    /// A user.
    #[zmig::model(table = "users")]
    pub struct User;

    /// What a list of posts shows.
    #[zmig::model(table = "posts")]
    pub struct Line {
        /// Its number.
        pub id: i64,
        /// Whose it is.
        pub user_id: i64,
    }

    /// A post without its user, which has no relation to it.
    #[zmig::model(table = "posts")]
    pub struct Title {
        /// What it says.
        pub title: String,
    }
}

use models::{Line, Title, User};
use zmig::{Db, Model, ModelError};

async fn work(db: &Db) -> Result<usize, ModelError> {
    let users = User::list().filter(User::TEXT_SEARCH.matches("ada"));
    let users = users.filter(User::POSTS.exists_where(Title::TITLE.like("x%"))).all(db).await?;
    let posts = User::POSTS.order(Line::ID.desc()).load(&users, db).await?;
    let read = User::READ.load::<Title>(&users, db).await?;
    // The column of that name comes first.
    let one = User::ID_RELATION.load::<Title>(&users, db).await?;
    let authors = Line::USER.load::<User>(posts.all(), db).await?;
    let mut count = 0;
    for user in &users {
        count += posts.of(user).iter().filter(|post| authors.of(post).is_some()).count();
        count += read.of(user).len() + usize::from(one.of(user).is_some());
    }
    Ok(count)
}

fn main() {
    drop(work(&Db::Sqlite(zmig::sqlx::SqlitePool::connect_lazy("sqlite://").expect("a URL"))));
}
