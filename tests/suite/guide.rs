//! The project in the documentation of the crate is one: it builds and runs as it stands there.

use crate::project::{Project, said};

#[test]
fn the_guide_is_a_project_that_runs() {
    let project = Project::new("guide", &["sqlite", "uuid", "decimal"]);
    let guide =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/lib.rs")).expect("the guide");
    let mut files = Vec::new();
    for block in guide.split("//! ```").skip(1).step_by(2) {
        let lines = block.lines().skip(1).map(|line| line.trim_start_matches("//!"));
        let text: String =
            lines.map(|line| format!("{}\n", line.strip_prefix(' ').unwrap_or(line))).collect();
        // A file of the project says in its first line where it is.
        let path = text.lines().next().unwrap_or_default().trim_start_matches(['/', '#', ' ']);
        if path == "build.rs" || path.starts_with("src/") || path.starts_with("schemas/") {
            project.write(path, &text);
            files.push(path.to_owned());
        }
    }
    assert_eq!(files, ["build.rs", "schemas/zSchema.users.yaml", "src/main.rs"]);
    let out = project.cargo(&["run", "--quiet"]);
    let text = said(&out);
    assert!(out.status.success(), "{text}");
    assert!(text.contains("applied 2 migrations"), "{text}");
    assert!(
        text.contains(
            "User { id: 1, email: \"ada@example.org\", state: Active, token: <redacted> } wrote Notes in posts"
        ),
        "{text}"
    );
}
