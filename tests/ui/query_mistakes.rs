//! What people get wrong with the functions of models: each is an error at its place, in words of zmig's.

use zmig::sqlx::SqlitePool;
use zmig::{Model, Table};

#[zmig::model(table = "users")]
pub struct User;

#[zmig::model(table = "posts")]
pub struct Post;

/// A part of the table.
#[zmig::model(table = "users")]
pub struct Login {
    pub id: i64,
}

#[zmig::model(table = "posts", read_only)]
pub struct OldPost;

async fn wrong(db: &SqlitePool) {
    // A value of another type.
    let _ = User::list().filter(User::ID.eq("five"));
    let _ = Post::list().filter(Post::TITLE.in_([1, 2]));
    // A column of another table.
    let _ = User::list().filter(Post::TITLE.eq("Notes"));
    let _ = User::list().order(Post::TITLE.asc());
    // A pattern of what is no text.
    let _ = User::ID.like("5%");
    // A key of another type.
    let _ = User::find("five", db).await;
    let _ = User::find((1, 2), db).await;
    // A new row without what it has to say, and with what is of another type.
    let _ = NewPost::new("Notes");
    let _ = PostPatch::default().title(5);
    // What only reads.
    let _ = Login::delete(5, db).await;
    let _ = OldPost::delete(5, db).await;
    // No database.
    let _ = User::list().all("sqlite://app.db").await;
    let _ = User::list().all(db.clone()).await;
}

fn main() {
    let _ = wrong;
}
