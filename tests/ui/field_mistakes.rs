#[zmig::model(version = "v1.0.0")]
pub struct Post {
    #[zmig(pk, auto_incremnt)]
    pub id: i64,
    #[zmig(max_length = "long")]
    pub title: String,
    #[zmig(foreign_key = "users")]
    pub user_id: i64,
    pub worth: zmig::rust_decimal::Decimal,
    pub size: u64,
}

fn main() {
    println!("{}", Post::TABLE);
}
