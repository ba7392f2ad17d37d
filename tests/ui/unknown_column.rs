#[zmig::model(table = "users")]
pub struct User {
    pub id: i64,
    pub emial: String,
    pub shoe: Option<i64>,
}

fn main() {
    println!("{}", User::EMIAL);
}
