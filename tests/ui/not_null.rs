#[zmig::model(table = "users")]
pub struct User {
    pub id: i64,
    pub age: i64,
}

fn main() {}
