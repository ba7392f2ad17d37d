#[zmig::model(version = "v1.0.0")]
pub struct Post {
    #[zmig(pk, auto_increment)]
    pub id: i64,
    #[zmig(max_length = 200)]
    pub title: String,
    #[zmig(foreign_key = "users.id")]
    pub user_id: i64,
}

#[zmig::model(table = "posts", version = "v1.0.0")]
pub struct More {
    #[zmig(pk, auto_increment)]
    pub id: i64,
    pub body: String,
}

fn main() {}
