//! The shop of the book: the page is a project, which is built and run version by version.

use crate::project::{Project, said};

#[test]
fn the_shop_of_the_book_grows_over_three_versions() {
    let page =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/shop.md")).expect("the page");
    let project = Project::new("shop", &["sqlite", "uuid", "decimal"]);
    let serde = "[dependencies]\nserde = { version = \"1\", features = [\"derive\"] }";
    project.write("Cargo.toml", &project.read("Cargo.toml").replace("[dependencies]", serde));
    let (mut title, mut versions) = ("", 0);
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let Some(language) = line.strip_prefix("```") else {
            title = if line.is_empty() { title } else { line };
            continue;
        };
        let block: String =
            lines.by_ref().take_while(|line| *line != "```").flat_map(|line| [line, "\n"]).collect();
        if let Some(path) = title.strip_prefix('`').and_then(|rest| rest.strip_suffix("`:")) {
            project.write(path, &block);
        } else if language == "text" {
            let printed = block.strip_prefix("$ cargo run\n").expect("a run");
            let out = project.cargo(&["run", "--quiet"]);
            assert!(out.status.success(), "{}", said(&out));
            assert_eq!(String::from_utf8_lossy(&out.stdout), printed, "{}", said(&out));
            versions += 1;
        }
        title = "";
    }
    assert_eq!(versions, 3);
}
