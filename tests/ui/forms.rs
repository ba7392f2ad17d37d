#[zmig::model(table = "users")]
pub struct Tuple(i64);

#[zmig::model(table = "users")]
pub struct Parameter<T> {
    pub id: T,
}

#[zmig::model(table = "users")]
pub struct Nothing {}

#[zmig::model(table = "users", version = "v1.0.0")]
pub struct Unit;

#[zmig::model(tabel = "users")]
pub struct Unknown;

#[zmig::model(table = 7)]
pub struct Number;

#[zmig::model("users")]
pub struct Bare;

#[zmig::model(table = "users", "id")]
pub struct Nameless;

fn main() {}
