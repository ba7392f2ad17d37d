#[zmig::model(table = "users")]
#[derive(Clone, Debug)]
pub struct User;

#[zmig::model(table = "users")]
#[derive(Debug)]
pub struct Part {
    pub id: i64,
    pub token: Option<Vec<u8>>,
}

#[zmig::model(table = "users")]
#[derive(Debug)]
pub struct Harmless {
    pub id: i64,
}

fn main() {}
