//! Reading models: what a struct says, and what every mistake looks like.
#![expect(clippy::unwrap_used, reason = "tests")]

use zmig_build::diagnostic::render;
use zmig_build::rust::parse_rust;

#[test]
fn play() {
    for text in [
        r##"
use zmig::model;
#[model(version = "v1.2.0", index(columns = ["state", "made_at desc"]), check(name = "sane", expr = "price > 0"), renamed_from = "goods")]
pub struct Product {
    #[zmig(pk, auto_increment)]
    pub id: i64,
    #[zmig(type = "decimal(10,2)", default = -1.50, rules(min = 0))]
    pub price: rust_decimal::Decimal,
    #[zmig(default = now)]
    pub made_at: chrono::DateTime<chrono::Utc>,
    pub tags: Vec<String>,
    pub raw: Option<Vec<u8>>,
    #[zmig(foreign_key = "users.id", on_delete = "cascade")]
    pub owner: Option<i64>,
    pub state: State,
}
#[derive(zmig::Enum)]
pub enum State { Draft, #[zmig(name = "on hold")] OnHold }
"##,
        r##"
#[zmig::model(version = "v1 0", indx(columns = ["a"]), index(columns = []), unique(colums = ["a"]))]
pub struct Product {
    #[zmig(pk, auto_incremnt)]
    pub id: u64,
    #[zmig(default = foo)]
    pub price: Decimal,
    #[zmig(foreign_key = "users", on_delete = "cascde")]
    pub owner: Option<i64>,
    pub naive: NaiveDateTime,
    pub map: HashMap<String, i64>,
    #[cfg(feature = "x")]
    pub x: i64,
}
#[zmig::model(version = "v1")]
struct Unit;
#[zmig::model]
struct Tuple(i64);
#[zmig::model]
struct Bound { #[zmig(indexed)] id: i64 }
"##,
        r##"
#[cfg(feature = "admin")]
mod admin {
    #[zmig::model(version = "v1.0.0")]
    struct Admin { id: i64 }
}
#[cfg_attr(feature = "db", zmig::model(version = "v1.0.0"))]
struct B { id: i64 }
"##,
        "#[zmig::model(version = \"v1.0.0\")]\nstruct B { id: i64 \n",
    ] {
        match parse_rust("src/main.rs", text) {
            Ok(c) => println!("{}", serde_json::to_string_pretty(&c).unwrap()),
            Err(e) => println!("{}\n------", render(&e)),
        }
    }
}
