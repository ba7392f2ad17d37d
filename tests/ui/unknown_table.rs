#[zmig::model(table = "usres")]
pub struct User;

fn main() {
    println!("{}", User::TABLE);
}
