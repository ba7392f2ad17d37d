#[derive(Debug, zmig::Enum)]
pub enum State {
    Draft,
    Gone,
}

#[zmig::model(table = "users")]
pub struct User {
    pub id: i64,
    pub state: State,
}

fn main() {}
