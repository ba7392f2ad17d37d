//! A struct that is the schema of its table.
#![deny(warnings, missing_docs, unreachable_pub, clippy::pedantic)]

/// A post.
#[zmig::model(version = "v1.0.0")]
pub struct Post {
    /// The number.
    #[zmig(pk, auto_increment)]
    pub id: i64,
    /// What it is about.
    #[zmig(max_length = 100)]
    pub title: String,
    /// Who wrote it.
    #[zmig(foreign_key = "users.id")]
    pub user_id: i64,
}

fn main() {
    println!("{}", Post::TABLE);
}
