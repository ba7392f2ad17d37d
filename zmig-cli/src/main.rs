//! cargo-zmig
fn main() {}
