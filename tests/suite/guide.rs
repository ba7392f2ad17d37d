//! The projects in the documentation of the crate and in the README are some: they build and run as they stand there.

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

#[test]
fn the_readme_is_a_project_that_runs() {
    let readme =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("the README");
    let project = Project::new("readme", &["sqlite", "postgres"]);
    let mut files = Vec::new();
    for (title, text) in blocks(&readme) {
        // What stands before a file says which it is.
        let Some((path, _)) = title.strip_prefix('`').and_then(|rest| rest.split_once('`')) else { continue };
        if path == "Cargo.toml" {
            let manifest = project.read(path);
            for line in text.lines().filter(|line| line.starts_with("zmig")) {
                let (name, _) = line.split_once(" = ").expect("a dependency");
                assert!(manifest.contains(&format!("\n{name} = ")), "{line}");
            }
            project.write(path, &manifest.replace("\"macros\"]", "\"macros\", \"rt-multi-thread\"]"));
        } else {
            project.write(path, &text);
        }
        files.push(path.to_owned());
    }
    assert_eq!(files, ["Cargo.toml", "build.rs", "schemas/zSchema.users.yaml", "src/main.rs"]);
    let run = || said(&project.cargo(&["run", "--quiet"]));
    let first = run();
    assert!(first.contains("applied 2 migrations"), "{first}");

    // The next change: what it says of the build is what the build says.
    let schema = project.read("schemas/zSchema.users.yaml");
    let changed = schema.replace("age:   str", "age:   int\n  nick:  str");
    project.write("schemas/zSchema.users.yaml", &changed);
    let refused = project.cargo(&["build"]);
    assert!(!refused.status.success());
    let lines = String::from_utf8_lossy(&refused.stderr).into_owned();
    let report: String = lines
        .lines()
        .filter_map(|line| line.strip_prefix("error: readme@0.1.0: "))
        .map(|line| format!("{line}\n"))
        .collect();
    let (_, shown) =
        blocks(&readme).into_iter().find(|(_, text)| text.starts_with("error:")).expect("a report");
    assert_eq!(report, shown, "{lines}");
    project.write("schemas/zSchema.users.yaml", &changed.replace("v1.0.0", "v1.1.0"));
    let second = run();
    assert!(second.contains("users_v1_1_0") && second.contains("zSchema.users v1.0.0 -> v1.1.0"), "{second}");
}

#[test]
fn the_page_for_users_of_dataflow_is_a_project_that_runs() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/coming-from/dataflow.md");
    let page = std::fs::read_to_string(page).expect("the page");
    let project = Project::new("dataflow", &["sqlite", "uuid", "decimal"]);
    let mut ran = 0;
    for (title, text) in blocks(&page) {
        let Some(path) = title.strip_prefix('`').and_then(|rest| rest.strip_suffix("`:")) else { continue };
        project.write(path, &text);
        if path == "src/main.rs" {
            let said = said(&project.cargo(&["run", "--quiet"]));
            assert!(said.contains("applied 1 migration"), "{said}");
            ran += 1;
        }
    }
    assert_eq!(ran, 2, "both versions of the model");
}

/// The blocks of code of a page, each with the last line of text before it.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let (mut title, mut open): (&str, Option<String>) = ("", None);
    for line in page.lines() {
        match (&mut open, line.starts_with("```")) {
            (Some(_), true) => {
                out.push((title.to_owned(), open.take().unwrap_or_default()));
                title = "";
            }
            (Some(text), false) => text.extend([line, "\n"]),
            (None, true) => open = Some(String::new()),
            (None, false) if !line.is_empty() => title = line,
            (None, false) => {}
        }
    }
    out
}
