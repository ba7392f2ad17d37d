#[derive(Debug)]
pub enum State {
    Draft,
}

#[zmig::model(table = "users")]
pub struct User {
    pub id: i64,
    pub state: State,
}

fn main() {}
