#[zmig::model(
    version = "v1.0.0",
    has_on(profile = "profiles.user"),
    many_to_many(teams = "members"),
    text_search(language = "en us", colums = ["name"]),
    jsonb_gin_indexes(specs),
)]
pub struct User {
    #[zmig(pk)]
    pub id: i64,
    #[zmig(rules(requird, enforce = "databse"))]
    pub name: String,
}

fn main() {
    println!("{}", User::TABLE);
}
