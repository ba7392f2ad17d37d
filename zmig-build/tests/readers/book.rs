//! The schemas in the book are read, and hold together.

use crate::cases::read;
use zmig_build::diagnostic::render;

#[test]
fn every_schema_of_the_book_is_one() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/schema.md");
    let text = std::fs::read_to_string(page).unwrap();
    let blocks: Vec<&str> =
        text.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() >= 4, "where are the examples?");
    for block in blocks {
        let read = read(&[("schemas/zSchema.book.yaml".to_owned(), block.to_owned())]);
        assert!(read.is_ok(), "{}", read.err().map(|found| render(&found)).unwrap_or_default());
    }
}
