#[zmig::model(table = "shapes")]
pub struct Shape;

fn main() {}
