//! Backups and restores as they are typed.

use crate::project::{Project, postgres_and_sqlite};
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

/// The whole way: a column goes, its values are kept, what a rollback would do is told, and they come back.
#[test]
fn a_dropped_column_comes_back_with_its_data() {
    for database in postgres_and_sqlite() {
        let project = Project::new();
        project.schema("v1.0.0", &format!("{USERS}  nick: {{type: str, required: true, unique: true}}\n"));
        project.build();
        let url = database.url(&project);
        let d = ["-d", &url];
        project.zmig(["migrate", "--auto-approve"], d).ok();
        database.sql(&project, "INSERT INTO users (name, nick) VALUES ('Ada', 'ünïcode ☃'), ('Bob', 'b')");
        project.write("zmig.toml", "dialects = [\"sqlite\", \"postgres\"]\narchive = true\n");
        project.schema("v1.1.0", USERS);
        project.build();
        project.zmig(["migrate", "--auto-approve"], d).ok();
        database.sql(&project, "INSERT INTO users (name) VALUES ('Cleo')");

        let told = project.zmig(["analyze-rollback"], d).ok();
        assert!(told.contains("everything comes back") && told.contains("add column users.nick"), "{told}");
        let json = project.zmig(["analyze-rollback", "--json"], d).ok();
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["fully_reversible"], true, "{json}");
        let listed = project.zmig(["purge", "--older-than", "0s", "--dry-run"], d).ok();
        assert!(listed.contains("users//nick: 2 rows"), "{listed}");
        assert!(project.zmig(["purge", "--older-than", "1d"], d).ok().contains("no archive is that old"));
        let refused = project.zmig(["purge", "--older-than", "0s"], d).fails(1);
        assert!(refused.contains("--yes"), "{refused}");
        // Archives are no difference.
        project.zmig(["drift", "--exit-code"], d).ok();

        let production = [("ZMIG_ENV", "production")];
        let refused = project.zmig_with(&production, ["rollback", "--yes"], d).fails(1);
        assert!(refused.contains("nobody confirmed it") && refused.contains("--confirm"), "{refused}");
        let refused = project.zmig(["rollback", "--yes", "--backup-in", "backups"], d).fails(1);
        assert!(refused.contains("there is none"), "{refused}");
        let back = project.zmig(["rollback", "--yes", "--backup", "saved"], d).ok();
        assert!(back.contains("backup: saved"), "{back}");
        let again = project.zmig(["migrate", "--auto-approve", "--backup", "saved"], d).ok();
        assert!(again.contains("backup: saved"), "{again}");
        project.zmig(["rollback", "--yes"], d).ok();
        assert_eq!(zmig_runtime::backups(project.path("saved")).unwrap().len(), 2);
        // A row that came later has what a required text has that nobody knows.
        let look = "CREATE TABLE seen (n int CHECK (n = 3)); INSERT INTO seen SELECT count(*) FROM users \
                    WHERE (name, nick) IN (VALUES ('Ada', 'ünïcode ☃'), ('Bob', 'b'), ('Cleo', ''))";
        database.sql(&project, look);
    }
}

/// Killed at any moment, it leaves whole backups or none, and the next one is made all the same.
#[test]
fn a_killed_backup_is_none() {
    for database in postgres_and_sqlite() {
        let project = with_users();
        let url = database.url(&project);
        project.zmig(["migrate", "--auto-approve"], ["-d", &url]).ok();
        let ten = "(VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9))";
        let many = format!(
            "SELECT 'a name that takes some room on the disk' FROM {ten} a, {ten} b, {ten} c, {ten} d, {ten} e"
        );
        database.sql(&project, &format!("INSERT INTO users (name) {many}"));
        let folder = project.path("killed");
        let mut cut_off = 0;
        for milliseconds in [10, 40, 80, 150, 250, 400] {
            let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_cargo-zmig"))
                .args(["backup", "-d", &url, "--folder"])
                .arg(&folder)
                .stdout(std::process::Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(std::time::Duration::from_millis(milliseconds));
            cut_off += usize::from(child.try_wait().unwrap().is_none());
            child.kill().unwrap();
            child.wait().unwrap();
        }
        assert!(cut_off > 0, "none was cut off, so nothing was tried");
        let visible = || -> Vec<std::path::PathBuf> {
            let entries = std::fs::read_dir(&folder).into_iter().flatten().map(|e| e.unwrap().path());
            entries.filter(|p| !p.file_name().unwrap().to_string_lossy().starts_with('.')).collect()
        };
        assert_eq!(visible().len(), zmig_runtime::backups(&folder).unwrap().len(), "each is whole");
        let folder_name = folder.to_str().unwrap();
        let made = project.zmig(["backup", "--json", "--folder", folder_name], ["-d", &url]).ok();
        let made: serde_json::Value = serde_json::from_str(&made).unwrap();
        let name = made["database"].as_str().unwrap();
        for path in visible() {
            project.zmig(["restore", path.to_str().unwrap(), "--overwrite", name], ["-d", &url]).ok();
        }
    }
}
