//! The project in the chapter on declarative mode is one: it builds and runs as it stands there.

use crate::project::{Project, said};

#[test]
fn the_chapter_on_declarative_mode_is_a_project_that_runs() {
    let project = Project::new("declarative", &["sqlite", "uuid", "decimal"]);
    project.write("build.rs", "fn main() {\n    zmig_build::generate()\n}\n");
    let chapter = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/declarative.md"));
    let mut files = Vec::new();
    for block in chapter.expect("the chapter").split("```").skip(1).step_by(2) {
        let (_, text) = block.split_once('\n').expect("a language and a text");
        // A file of the project says in its first line where it is.
        let path = text.lines().next().unwrap_or_default().trim_start_matches(['/', '#', ' ']);
        project.write(path, text);
        files.push(path.to_owned());
    }
    assert_eq!(files, ["src/main.rs", "src/profiles.rs", "schemas/zSchema.users.yaml"]);
    let out = project.cargo(&["run", "--quiet"]);
    let text = said(&out);
    assert!(out.status.success(), "{text}");
    for part in [
        "1 change would be made: this was a dry run",
        "1 change made in",
        "counts as applied: ",
        "20260301120000_user_profiles would be applied",
        "SAFE    migrate data users.profile -> user_profiles.data",
        "applied 20260301120000_user_profiles in",
        "20260301120000_user_profiles is applied already: nothing to do",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}
