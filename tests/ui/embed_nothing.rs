static MIGRATIONS: zmig::Migrations = zmig::embed!();

fn main() {
    println!("{MIGRATIONS:?}");
}
