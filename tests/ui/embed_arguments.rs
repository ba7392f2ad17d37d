static MIGRATIONS: zmig::Migrations = zmig::embed!("migrations");

fn main() {
    println!("{MIGRATIONS:?}");
}
