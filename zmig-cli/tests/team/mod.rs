//! What several people do with one project.

use crate::project::{Project, postgres_and_sqlite};
use crate::{USERS, with_users};
use std::process::Command;

#[test]
fn a_squash_is_told_and_a_database_records_it() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        project.schema("v1.0.1", &format!("{USERS}  nick: str\n"));
        project.build_at(60);
        let url = database.url(&project);
        let d = ["-d", &url];
        project.zmig(["migrate", "--auto-approve"], d).ok();

        let dry = project.zmig(["squash", "--dry-run"], []).ok();
        assert!(dry.contains("v1_0_1_baseline would be the first") && dry.contains("v1_0_0\n"), "{dry}");
        assert!(project.zmig(["check"], []).ok().contains("2 migrations"), "a dry run wrote something");
        let json = project.zmig(["squash", "--dry-run", "--json"], []).ok();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["squashed"]["replaced"].as_array().unwrap().len(), 2);
        let refused = project.zmig(["squash", "--to", "v1.0.0"], []).fails(1);
        assert!(refused.contains("nothing to squash"), "{refused}");
        let done = project.zmig(["squash"], []).ok();
        assert!(done.contains("before you ship this"), "{done}");
        assert!(project.zmig(["check"], []).ok().contains("1 migration"));

        let status = project.zmig(["status"], d).ok();
        assert!(status.contains("baseline"), "{status}");
        let dry = project.zmig(["migrate", "--dry-run"], d).ok();
        assert!(dry.contains("recorded only: the 2 migrations that it replaces are applied"), "{dry}");
        let done = project.zmig(["migrate", "--auto-approve"], d).ok();
        assert!(done.contains("recorded 1 migration as applied"), "{done}");
        assert!(project.zmig(["verify"], d).run().1 == 0);
        assert!(project.zmig(["migrate"], d).ok().contains("up to date"));
    }
}

fn git(project: &Project, args: &[&str]) -> (bool, String) {
    let identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"];
    let out = Command::new("git").arg("-C").arg(project.path("")).args(identity).args(args).output().unwrap();
    let said = [out.stdout, out.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    (out.status.success(), said.concat())
}

fn commit(project: &Project, message: &str) {
    for args in [&["add", "Cargo.toml", "schemas", "migrations"][..], &["commit", "-qm", message]] {
        let (done, said) = git(project, args);
        assert!(done, "{said}");
    }
}

#[test]
fn two_branches_of_git_meet() {
    let project = with_users();
    assert!(git(&project, &["init", "-q", "-b", "main"]).0);
    commit(&project, "the first version");
    git(&project, &["checkout", "-qb", "theirs"]);
    project.schema("v1.0.1", &format!("{USERS}  theirs: str\n"));
    project.build_at(120);
    commit(&project, "theirs");
    git(&project, &["checkout", "-q", "main"]);
    project.schema("v1.0.1", &format!("{USERS}  ours: str\n"));
    project.build_at(60);
    commit(&project, "ours");
    // What a revision had, before the merge.
    let said = project.zmig(["diff", "main~1", "snapshot"], []).ok();
    assert!(said.contains("add column users.ours"), "{said}");
    let said = project.zmig(["diff", "main", "theirs"], []).ok();
    assert!(said.contains("add column users.theirs") && said.contains("drop column users.ours"), "{said}");
    let (merged, said) = git(&project, &["merge", "theirs"]);
    assert!(!merged && said.contains("snapshot.json"), "{said}");
    assert!(project.read("migrations/snapshot.json").contains("<<<<<<<"));
    // The schema is somebody's to merge. The snapshot is not.
    project.schema("v1.0.1", &format!("{USERS}  ours: str\n  theirs: str\n"));
    let said = project.zmig(["check"], []).fails(1);
    assert!(said.contains("two heads") && said.contains("cargo zmig rebase zSchema.users"), "{said}");
    let said = project.zmig(["rebase", "--yes"], []).ok();
    assert!(said.contains("v1.0.1 -> v1.0.2"), "{said}");
    assert!(project.zmig(["check"], []).ok().contains("3 migrations"));
    assert!(!project.read("migrations/snapshot.json").contains("<<<<<<<"));
    git(&project, &["add", "-A", "schemas", "migrations"]);
    let (done, said) = git(&project, &["commit", "-qm", "merged"]);
    assert!(done, "{said}");
    for database in postgres_and_sqlite() {
        let url = database.url(&project);
        let done = project.zmig(["migrate", "--auto-approve"], ["-d", &url]).ok();
        assert!(done.contains("v1.0.2"), "{done}");
        assert!(project.zmig(["verify"], ["-d", &url]).run().1 == 0);
    }
}

#[test]
fn a_diff_is_told_of_anything_that_has_a_schema() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        project.schema("v1.0.1", &format!("{USERS}  nick: str\n"));
        project.build_at(60);
        let url = database.url(&project);
        project.zmig(["migrate", "--auto-approve"], ["-d", &url]).ok();
        assert!(project.zmig(["diff", "sources", "snapshot"], []).ok().contains("no difference"));
        project.schema("v1.0.2", &format!("{USERS}  handle: {{type: str, renamed_from: nick}}\n"));
        let said = project.zmig(["diff", "snapshot", "sources"], []).ok();
        assert!(said.contains("rename column users.nick to handle"), "{said}");
        let said = project.zmig(["diff", "base", "snapshot", "--sql"], []).ok();
        assert!(said.contains("create table users") && said.contains("CREATE TABLE \"users\""), "{said}");
        let said = project.zmig(["diff", "zSchema.users@v1.0.0", "users@v1.0.1"], []).ok();
        assert!(said.starts_with("SAFE    add column users.nick"), "{said}");
        // The database holds what the migrations lead to, and is not told by its password.
        let same = project.zmig(["diff", "snapshot", &url, "--exit-code"], []).ok();
        assert!(same.contains("no difference"), "{same}");
        let said = project.zmig(["diff", &url, "users@v1.0.0", "--sql", "--exit-code"], []).fails(4);
        assert!(said.contains("drop column users.nick") && said.contains("DROP COLUMN"), "{said}");
        let json = project.zmig(["diff", &url, "users@v1.0.0", "--json"], []).ok();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(
            (&json["changes"][0]["risk"], &json["changes"][0]["breaking"]),
            (&"HIGH".into(), &true.into())
        );
        let folder = project.path("").display().to_string();
        let file = project.path("migrations/snapshot.json").display().to_string();
        assert!(project.zmig(["diff", &folder, &file], []).ok().contains("no difference"));
        let said = project.zmig(["diff", "snapshot", "snapshto"], []).fails(1);
        assert!(
            said.contains("`snapshto` is nothing that has a schema") && said.contains("sources"),
            "{said}"
        );
    }
}

#[test]
fn a_remark_in_an_applied_migration_is_repaired() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        let url = database.url(&project);
        let d = ["-d", &url];
        project.zmig(["migrate", "--auto-approve"], d).ok();
        assert!(project.zmig(["repair"], d).ok().contains("nothing to repair"));
        for entry in ["sqlite", "postgres"].map(|dialect| project.path("migrations").join(dialect)) {
            let files = std::fs::read_dir(entry).into_iter().flatten().map(|file| file.unwrap().path());
            for file in files.filter(|file| file.to_string_lossy().ends_with(".up.sql")) {
                let text = std::fs::read_to_string(&file).unwrap();
                std::fs::write(&file, format!("{text}-- a remark that came late\n")).unwrap();
            }
        }
        project.zmig(["amend", "--keep-sql", "--yes"], []).ok();
        let said = project.zmig(["migrate", "--auto-approve"], d).fails(1);
        assert!(said.contains("cargo zmig repair"), "{said}");
        let dry = project.zmig(["repair", "--dry-run"], d).ok();
        assert!(dry.contains("+ -- a remark that came late") && dry.contains("nothing was changed"), "{dry}");
        let refused = project.zmig(["repair"], d).fails(1);
        assert!(refused.contains("--yes"), "{refused}");
        let done = project.zmig(["repair", "--yes"], d).ok();
        assert!(done.contains("the history is up to date"), "{done}");
        assert!(project.zmig(["migrate"], d).ok().contains("up to date"));
    }
}
