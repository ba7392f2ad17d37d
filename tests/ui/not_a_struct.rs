#[zmig::model(table = "users")]
pub enum User {
    A,
}

#[zmig::model(table = "users")]
fn user() {}

fn main() {
    user();
}
