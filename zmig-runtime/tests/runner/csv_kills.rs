//! Folders of CSV files whose writers are killed, have no room, or have no rights.

use super::children::start;
use super::support::*;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Instant;
use zmig_runtime::Migrations;

const TABLES: usize = 6;

/// Migrations of which the second changes many tables, makes one and drops one.
pub fn many_files(count: usize) -> Migrations {
    let make = |n: usize| format!("CREATE TABLE t{n} (id INTEGER PRIMARY KEY, name TEXT);\n");
    let mut first: String = (0..TABLES).map(make).collect();
    first.push_str("CREATE TABLE goes (a INTEGER);\n");
    let mut second: String =
        (0..TABLES).map(|n| format!("ALTER TABLE t{n} ADD COLUMN more INTEGER DEFAULT {n};\n")).collect();
    second.push_str("DROP TABLE goes;\nCREATE TABLE comes (a INTEGER);\nINSERT INTO comes VALUES (1);\n");
    migrations(&[one(1, first, ""), one(2, second, "")][..count])
}

/// The files of the user's tables.
fn tables(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = super::csv::files(folder);
    all.retain(|name, _| name.ends_with(".csv") && !name.starts_with("__"));
    all
}

/// What the folder is before the second migration.
async fn before() -> (Db, BTreeMap<String, Vec<u8>>) {
    let db = Db::new(Backend::Csv).await;
    fs::create_dir_all(db.path()).unwrap();
    for n in 0..TABLES {
        let rows: String = (0..2000).map(|i| format!("0{i},\"name {i}\"\n")).collect();
        fs::write(db.path().join(format!("t{n}.csv")), format!("id,name\n{rows}")).unwrap();
    }
    many_files(1).run_pending(&db.url).await.unwrap();
    let files = super::csv::files(&db.path());
    (db, files)
}

fn put_back(folder: &Path, files: &BTreeMap<String, Vec<u8>>) {
    fs::remove_dir_all(folder).unwrap();
    fs::create_dir(folder).unwrap();
    for (name, bytes) in files {
        fs::write(folder.join(name), bytes).unwrap();
    }
}

/// How many kills: a few in every run of the tests, and as many as somebody asks for.
fn kills() -> u32 {
    std::env::var("ZMIG_TEST_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(40)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_at_any_moment_leaves_the_old_folder_or_the_new_one() {
    let (db, files) = before().await;
    let old = tables(&db.path());
    let begun = Instant::now();
    assert!(start("many files", &db).wait().unwrap().success());
    let whole = begun.elapsed();
    let new = tables(&db.path());
    assert!(old != new && new.contains_key("comes.csv") && !new.contains_key("goes.csv"));
    let (mut stayed, mut changed, mut torn) = (0, 0, 0);
    for kill in 0..kills() {
        put_back(&db.path(), &files);
        let mut child = start("many files", &db);
        // Spread over the whole of the run, and closer where the files are moved.
        let part = f64::from(kill % 20) / 20.0;
        let late = if kill % 2 == 0 { part } else { 0.5 + part / 2.0 };
        tokio::time::sleep(whole.mul_f64(late)).await;
        child.kill().unwrap();
        child.wait().unwrap();
        torn += u32::from(db.path().join(".zmig-commit").exists());
        let pending = many_files(2).status(&db.url).await.unwrap().pending.len();
        let now = tables(&db.path());
        assert!(
            now == if pending == 0 { new.clone() } else { old.clone() },
            "kill {kill} left a mixture: {:?}",
            now.keys()
        );
        if pending == 0 {
            changed += 1
        } else {
            stayed += 1
        }
        // The next run goes on from there, and leaves nothing of the killed one, save a folder without a name yet and without
        // data, which goes a minute later.
        many_files(2).run_pending(&db.url).await.unwrap();
        assert!(tables(&db.path()) == new, "after kill {kill}");
        let mut left: Vec<String> = super::csv::files(&db.path()).into_keys().collect();
        left.retain(|name| name.starts_with(".zmig") && !name.starts_with(".zmig-new-"));
        assert!(left.is_empty() || pending == 0, "after kill {kill}: {left:?}");
    }
    println!(
        "{} kills: {stayed} left the old folder, {changed} the new one, {torn} in the middle of the moving",
        kills()
    );
    assert!(stayed > 0, "{stayed} {changed}");
}

/// A file system of a size, as far as this process may make one.
#[cfg(target_os = "linux")]
struct Small(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl Small {
    fn mount(at: &Path, kilobytes: u32) -> Option<Self> {
        fs::create_dir_all(at).unwrap();
        let size = format!("size={kilobytes}k");
        let mounted =
            std::process::Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(at).output();
        mounted.is_ok_and(|m| m.status.success()).then(|| Self(at.to_owned()))
    }
}

#[cfg(target_os = "linux")]
impl Drop for Small {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

/// Runs on file systems of every size up to one that is large enough. Where none can be mounted it says so.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_is_full_at_any_stage_leaves_the_old_folder() {
    let (whole, files) = before().await;
    let bytes: usize = files.values().map(Vec::len).sum();
    let kilobytes = |bytes: usize| u32::try_from(bytes / 1024).unwrap();
    let mut refused = 0;
    for extra in (0..400).step_by(8) {
        let dir = tempfile::tempdir().unwrap();
        let Some(small) = Small::mount(&dir.path().join("disk"), kilobytes(bytes) + 60 + extra * 4) else {
            eprintln!("no file system can be mounted here: the full disk is not tested");
            return;
        };
        let folder = small.0.join("Data");
        fs::create_dir(&folder).unwrap();
        if files.iter().any(|(name, bytes)| fs::write(folder.join(name), bytes).is_err()) {
            continue;
        }
        let url = format!("csv:{}", folder.display());
        let result = many_files(2).run_pending(&url).await;
        match result {
            Err(error) => {
                refused += 1;
                let (now, text) = (super::csv::files(&folder), error.to_string());
                let mine: Vec<&String> = now.keys().filter(|k| files.get(*k) != now.get(*k)).collect();
                let only_history =
                    mine.iter().all(|name| name.starts_with("__zmigration") || *name == "schema.json");
                assert!(only_history, "{extra}: {mine:?}: {text}");
                assert!(text.contains("No space left") || text.contains("full"), "{text}");
            }
            Ok(_) => {
                assert!(tables(&folder).contains_key("comes.csv"));
                assert!(refused > 3, "{refused}");
                drop(whole);
                return;
            }
        }
    }
    panic!("no disk was large enough");
}

/// A child of another user looks, which has no rights here, and a change is read where it lies.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_write_reads_all_the_same() {
    use std::os::unix::process::CommandExt as _;
    let (db, _) = before().await;
    let url = db.url.clone();
    let folder = db.path();
    // As a kill in the middle of the moving leaves it: one file is in its place, the others are not.
    let old = super::csv::files(&folder);
    many_files(2).run_pending(&url).await.unwrap();
    let new = super::csv::files(&folder);
    put_back(&folder, &old);
    let commit = folder.join(".zmig-commit");
    fs::create_dir(&commit).unwrap();
    for (name, bytes) in new.iter().filter(|(name, bytes)| old.get(*name) != Some(bytes)) {
        let place = if name == "t0.csv" { folder.join(name) } else { commit.join(name) };
        fs::write(place, bytes).unwrap();
    }
    fs::write(commit.join("removals.json"), "[\"goes.csv\"]").unwrap();
    for above in folder.ancestors().take(2) {
        let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        fs::set_permissions(above, mode).unwrap();
    }
    let mut other = std::process::Command::new(std::env::current_exe().unwrap());
    other
        .args(["--exact", "csv_kills::a_look_of_somebody_else", "--nocapture"])
        .env("ZMIG_TEST_LOOK", &url)
        .uid(65534)
        .gid(65534);
    let Ok(looked) = other.output() else {
        eprintln!("no process of another user can be started here: nobody without rights is tested");
        return;
    };
    let told = String::from_utf8_lossy(&looked.stdout);
    if !told.contains("running 1 test") {
        eprintln!("another user cannot run the tests here: nobody without rights is tested");
        return;
    }
    assert!(
        told.contains("PENDING=0 COMES=1 GOES=false REFUSED="),
        "{told}{}",
        String::from_utf8_lossy(&looked.stderr)
    );
    assert!(told.contains("Permission denied"), "{told}");
    assert!(commit.is_dir());
    many_files(2).status(&url).await.unwrap();
    assert!(!commit.exists() && tables(&folder).len() == TABLES + 1);
}

/// Does nothing in an ordinary run of the tests.
#[tokio::test]
async fn a_look_of_somebody_else() {
    let Ok(url) = std::env::var("ZMIG_TEST_LOOK") else { return };
    let pending = many_files(2).status(&url).await.unwrap().pending.len();
    let mut data =
        zmig_runtime::CsvFolder::open(url.strip_prefix("csv:").unwrap()).unwrap().read().await.unwrap();
    let comes: i64 = sqlx::query_scalar("SELECT a FROM comes").fetch_one(&mut *data).await.unwrap();
    let goes = sqlx::query("SELECT * FROM goes").execute(&mut *data).await.is_ok();
    let folder = zmig_runtime::CsvFolder::open(url.strip_prefix("csv:").unwrap()).unwrap();
    let refused = folder.begin().await.unwrap_err();
    println!("PENDING={pending} COMES={comes} GOES={goes} REFUSED={refused}");
}

/// Of a run and of readers, all meanwhile: nobody sees half a change, and nobody waits for long.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn readers_see_the_old_folder_or_the_new_one() {
    let (db, _) = before().await;
    let url = db.url.clone();
    let writer = tokio::spawn(async move {
        for n in 0..6 {
            let folder = zmig_runtime::CsvFolder::open(url.strip_prefix("csv:").unwrap()).unwrap();
            let mut change = folder.begin().await.unwrap();
            for table in 0..TABLES {
                let sql = format!("INSERT INTO t{table} (name) VALUES ('{n}')");
                sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut *change).await.unwrap();
            }
            change.commit().await.unwrap();
        }
    });
    let mut looks = 0;
    while !writer.is_finished() || looks < 3 {
        let counts: String = (0..TABLES)
            .map(|n| format!("{}(SELECT count(*) FROM t{n})", if n > 0 { ", " } else { "" }))
            .collect();
        let row = db.rows(&format!("SELECT {counts}")).await.remove(0);
        assert!(row.iter().all(|n| *n == row[0]), "{row:?}");
        looks += 1;
    }
    writer.await.unwrap();
    assert_eq!(db.value("SELECT count(*) FROM t0").await, "2006");
}
