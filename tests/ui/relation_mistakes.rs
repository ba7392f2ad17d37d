//! What a relation leads to is known, and so is what it has.

#[zmig::model(table = "users")]
pub struct User;

#[zmig::model(table = "posts")]
pub struct Post {
    pub id: i64,
    pub title: String,
}

pub fn work() {
    let _ = User::POSTS.exists_where(User::EMAIL.eq("x"));
    let _ = Post::USER;
}

fn main() {}
