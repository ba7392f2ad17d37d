#[zmig::model(table = "users")]
pub struct User {
    #[zmig(pk)]
    pub id: i64,
}

fn main() {}
