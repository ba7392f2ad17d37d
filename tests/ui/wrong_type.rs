use zmig::chrono::{DateTime, Local};
use zmig::rust_decimal::Decimal;

#[zmig::model(table = "users")]
pub struct User {
    pub id: i32,
    pub age: Option<String>,
    pub state: String,
    pub tags: String,
    pub marks: Vec<String>,
    pub worth: Option<f64>,
    pub seen: Option<DateTime<Local>>,
    pub token: Option<String>,
}

#[zmig::model(table = "users")]
pub struct Other {
    pub worth: Option<Decimal>,
}

fn main() {}
