//! Backups and restores as they are typed.

use crate::project::postgres_and_sqlite;
use crate::{USERS, with_users};

#[test]
fn a_backup_is_made_and_put_back() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        let url = database.url(&project);
        let d = ["-d", &url];
        project.zmig(["migrate", "--auto-approve"], d).ok();
        let made = project.zmig(["backup", "--json", "--keep", "3"], d).ok();
        let made: serde_json::Value = serde_json::from_str(&made).unwrap();
        let (path, name) = (made["path"].as_str().unwrap(), made["database"].as_str().unwrap());
        project.schema("v1.0.1", &format!("{USERS}  nick: str\n"));
        project.build();

        let refused = project.zmig(["restore", path, "--overwrite", "another"], d).fails(1);
        assert!(refused.contains(name) && refused.contains("nothing was changed"), "{refused}");
        let restored = project.zmig(["restore", path, "--overwrite", name], d).ok();
        assert!(restored.contains("restored"), "{restored}");
        let refused = project.zmig(["backup", "--keep-for", "soon"], d).fails(2);
        assert!(refused.contains("`soon` is no age"), "{refused}");
    }
}

/// Every write beyond a few kilobytes fails, as on a full disk: an error, and nothing that looks like a backup.
#[cfg(unix)]
#[test]
fn a_full_disk_leaves_nothing_that_looks_like_a_backup() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        let url = database.url(&project);
        project.zmig(["migrate", "--auto-approve"], ["-d", &url]).ok();
        let folder = project.path("full");
        let script = "trap '' XFSZ; ulimit -f 1; exec \"$0\" backup --folder \"$1\" -d \"$2\"";
        let out = std::process::Command::new("bash")
            .args(["-c", script, env!("CARGO_BIN_EXE_cargo-zmig")])
            .arg(&folder)
            .arg(&url)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(1), "{text}");
        assert!(text.contains("no backup was made") && text.contains("nothing was changed"), "{text}");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0, "{text}");
    }
}
