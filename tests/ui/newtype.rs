#[derive(Debug)]
pub struct Money(pub i64);

#[zmig::model(table = "users")]
pub struct User {
    pub id: i64,
    pub worth: Option<Money>,
}

fn main() {}
