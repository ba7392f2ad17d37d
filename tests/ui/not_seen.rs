mod hidden {
    #[zmig::model(version = "v1.0.0")]
    pub struct Letter {
        #[zmig(pk)]
        pub id: i64,
    }
}

fn main() {
    println!("{}", hidden::Letter::TABLE);
}
