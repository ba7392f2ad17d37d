//! Kills, full disks, crowds: never a torn migration accepted.

use crate::Project;
use crate::project::files;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use zmig_build::{Builder, Mode};

/// A change of two schemas that depend on each other: several migrations at once.
fn change(project: &Project) {
    project.users("v1.1.0", "  age: {type: int}\n  nick: str\n");
    project.schema("posts", "v1.0.0", "  owner: {foreign_key: users.id}\n");
    project.schema("tags", "v1.0.0", "  post: {foreign_key: posts.id}\n");
}

#[test]
fn a_kill_between_any_two_writes_is_mended_by_the_next_build() {
    let mut right = Project::with_users();
    right.built();
    let before = right.migrations();
    change(&right);
    right.built();
    let after = right.migrations();
    assert!(after.len() > before.len() + 8);
    let mut finished = false;
    for operations in 0..300 {
        let mut project = Project::with_users();
        project.built();
        change(&project);
        project.now += 3600;
        let killed = project.builder().__stop_after(operations).try_generate();
        // A build that may not write accepts what is there only if it is the whole.
        let seen: BTreeMap<_, _> =
            project.migrations().into_iter().filter(|(f, _)| !f.starts_with(".zmig-")).collect();
        if project.check().is_ok() {
            assert_eq!(seen, after, "after {operations} operations");
        }
        // The next one is killed as well, at every early operation.
        for again in 0..3 {
            let _ = project.builder().__stop_after(again).try_generate();
        }
        project.builder().try_generate().unwrap();
        assert_eq!(project.migrations(), after, "after {operations} operations");
        project.check().unwrap();
        if killed.is_ok() {
            finished = true;
            break;
        }
    }
    assert!(finished, "it never came to its end");
}

#[test]
fn a_kill_of_the_first_build_leaves_nothing_that_counts() {
    for operations in 0..40 {
        let project = Project::with_users();
        let done = project.builder().__stop_after(operations).try_generate().is_ok();
        project.builder().try_generate().unwrap();
        project.check().unwrap();
        assert_eq!(project.migrations().len(), 4, "after {operations} operations");
        if done {
            assert!(operations > 8);
            return;
        }
    }
    panic!("it never came to its end");
}

#[test]
fn a_real_kill_at_any_moment_is_mended() {
    let program = child();
    for round in 0..30_u64 {
        let project = Project::with_users();
        (0..30).for_each(|i| project.schema(&format!("t{i}"), "v1.0.0", "  a: str\n"));
        let mut process = Command::new(&program)
            .args(["--exact", "faults::child_that_builds", "--nocapture"])
            .env("ZMIG_TEST_BUILD", project.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(round * 3));
        process.kill().unwrap();
        process.wait().unwrap();
        project.builder().try_generate().unwrap();
        project.check().unwrap();
        assert_eq!(project.migrations().len(), 31 * 3 + 1, "round {round}");
    }
}

fn child() -> std::path::PathBuf {
    std::env::current_exe().unwrap()
}

/// No test by itself: the others run this program with this name to have a process of their own.
#[test]
fn child_that_builds() {
    let Some(root) = std::env::var_os("ZMIG_TEST_BUILD") else { return };
    let out = std::path::Path::new(&root).join(format!("out{}", std::process::id()));
    fs::create_dir_all(&out).unwrap();
    let outcome = Builder::new().root(&root).out_dir(&out).mode(Mode::Write).try_generate();
    match outcome {
        Ok(outcome) => println!("wrote {}", outcome.migrations.len()),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn twenty_builds_at_once_write_once() {
    for round in 0..3 {
        let project = Project::with_users();
        change(&project);
        if round > 0 {
            project.builder().try_generate().unwrap();
            project.users("v1.2.0", "  age: {type: int}\n  nick: str\n  more: str\n");
        }
        let crowd: Vec<_> = (0..20)
            .map(|_| {
                Command::new(child())
                    .args(["--exact", "faults::child_that_builds", "--nocapture"])
                    .env("ZMIG_TEST_BUILD", project.path())
                    .stdout(Stdio::piped())
                    .stderr(Stdio::piped())
                    .spawn()
                    .unwrap()
            })
            .collect();
        let mut writers = 0;
        for process in crowd {
            let output = process.wait_with_output().unwrap();
            let said = String::from_utf8_lossy(&output.stdout);
            assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
            writers += usize::from(said.contains("wrote") && !said.contains("wrote 0"));
        }
        assert_eq!(writers, 1);
        project.check().unwrap();
        assert_eq!(project.migrations().keys().filter(|f| f.starts_with('.')).count(), 0);
    }
}

/// A disk that is full after a number of bytes: the limit of a process' files does the same to a write.
#[test]
fn a_full_disk_leaves_what_was_there() {
    let mut project = Project::with_users();
    project.built();
    let before = project.migrations();
    // Columns enough for files of some kilobytes.
    let columns: String = (0..200).map(|i| format!("  c{i}: str\n")).collect();
    project.users("v1.1.0", &format!("  age: {{type: str}}\n{columns}"));
    for blocks in [0, 1, 4, 8, 12, 16, 24] {
        let output = Command::new("sh")
            .arg("-c")
            // SIGXFSZ would be a kill; ignored, the write fails as on a full disk.
            .arg(format!(
                "trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" --exact faults::child_that_builds --nocapture"
            ))
            .arg(child())
            .env("ZMIG_TEST_BUILD", project.path())
            .output()
            .unwrap();
        assert!(!output.status.success(), "{blocks}: {}", String::from_utf8_lossy(&output.stdout));
        assert_eq!(project.migrations(), before, "{blocks} blocks");
    }
    assert_eq!(project.built().migrations.len(), 1);
    project.check().unwrap();
}

#[cfg(unix)]
#[test]
fn a_tree_that_cannot_be_written_is_checked_only() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    let mut project = Project::with_users();
    project.built();
    let set = |path: &str, mode: u32| {
        fs::set_permissions(project.file(path), fs::Permissions::from_mode(mode)).unwrap();
    };
    for (path, mode) in [("", 0o777), ("schemas", 0o755), ("migrations", 0o555), ("migrations/sqlite", 0o555)]
    {
        set(path, mode);
    }
    // Root writes where it pleases, so somebody else builds.
    let is_root = fs::metadata(project.path()).unwrap().uid() == 0;
    let build = || {
        let mut command = Command::new(if is_root { "setpriv".into() } else { child() });
        if is_root {
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(child());
        }
        let child = command.args(["--exact", "faults::child_that_builds", "--nocapture"]);
        let output = child.env("ZMIG_TEST_BUILD", project.path()).output().unwrap();
        (output.status.success(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (built, said) = build();
    assert!(built, "nothing was to be written: {said}");
    let before = project.migrations();
    project.users("v1.1.0", "  age: {type: int}\n");
    let (built, said) = build();
    assert!(!built && said.contains("nothing was written because migrations cannot be written"), "{said}");
    assert!(said.contains("alter column users.age: str -> int"), "{said}");
    assert_eq!(project.migrations(), before);
    set("migrations", 0o755);
    set("migrations/sqlite", 0o755);
    assert_eq!(project.built().migrations.len(), 1);
}

#[derive(Clone, Debug)]
enum Save {
    /// The text up to somewhere: half-done work.
    Cut(usize),
    /// A line that is anything.
    Noise(String),
    /// Another column under the same version.
    Column(u8),
    /// Back to what was built.
    Back,
}

fn save() -> impl Strategy<Value = Save> {
    prop_oneof![
        (0..400_usize).prop_map(Save::Cut),
        "[ a-z:{}\\[\\],#'\"-]{0,30}".prop_map(Save::Noise),
        any::<u8>().prop_map(Save::Column),
        Just(Save::Back),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    /// An editor that saves, and a build after every save: nothing is written, since nobody said a new version.
    #[test]
    fn two_hundred_saves_write_nothing(saves in proptest::collection::vec(save(), 200)) {
        let mut project = Project::with_users();
        project.built();
        let name = "schemas/zSchema.users.yaml";
        let text = project.read(name);
        let before = files(&project.file("migrations"));
        for save in saves {
            let new = match save {
                Save::Cut(at) => text.chars().take(at).collect(),
                Save::Noise(noise) => format!("{text}{noise}\n"),
                Save::Column(n) => format!("{text}  c{n}: {{type: int}}\n"),
                Save::Back => text.clone(),
            };
            project.write(name, &new);
            let _ = project.build();
            prop_assert_eq!(&files(&project.file("migrations")), &before);
        }
        project.write(name, &text);
        project.built();
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    /// However a schema changes, nothing is dropped without a version that owns up to it, and a name that changes is
    /// never read as a drop.
    #[test]
    fn nothing_is_dropped_under_a_patch(
        old in proptest::collection::btree_map("[a-e]", 0..4_u8, 1..5),
        new in proptest::collection::btree_map("[a-e]", 0..4_u8, 0..5),
        word in any::<bool>(),
        minor in any::<bool>(),
    ) {
        let types = ["str", "int", "text", "bool"];
        let columns = |map: &BTreeMap<String, u8>| -> String {
            map.iter().map(|(n, t)| format!("  {n}: {{type: {}}}\n", types[usize::from(*t)])).collect()
        };
        let mut project = Project::new();
        project.users("v1.0.0", &columns(&old));
        project.built();
        let dropped: Vec<&str> = old.keys().filter(|k| !new.contains_key(*k)).map(String::as_str).collect();
        let hint = if word { format!("  Meta: {{dropped: [{}]}}\n", dropped.join(", ")) } else { String::new() };
        project.users(if minor { "v1.1.0" } else { "v1.0.1" }, &format!("{}{hint}", columns(&new)));
        let outcome = project.build();
        let sql: String = project.migrations().iter().filter(|(f, _)| f.ends_with("_1_0.up.sql") || f.ends_with("_0_1.up.sql")).map(|(_, t)| t.as_str()).collect();
        let drops = sql.contains("drop column") || sql.contains("DROP COLUMN");
        if drops {
            prop_assert!(outcome.is_ok() && minor, "{sql}");
        }
        // A pair of like type asks; with a word, or without a new column, the version is the word.
        let gone = |d: &&str| new.iter().any(|(n, t)| !old.contains_key(n) && old.get(*d) == Some(t));
        if !word && dropped.iter().any(gone) {
            prop_assert!(outcome.is_err(), "{sql}");
        }
        if minor && word {
            prop_assert_eq!(drops, !dropped.is_empty(), "{}", sql);
        }
    }
}
