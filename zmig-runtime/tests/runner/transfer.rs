//! Data moved between databases: out, in, all of it, and what is in the way.

pub mod kills;
mod refusals;
mod spelled;
mod values;

use super::project::*;
use super::support::*;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngSeed, TestRunner};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use values::{TYPES, everything, row, texts};
use zmig_runtime::{ExportOptions, ImportOptions, MoveOptions, export, import};

/// How many data sets are moved at once.
const AT_ONCE: u64 = 5;

/// Adds plain files to a folder for one of the times of [`everything`], with random rows.
fn data_set(seed: u64, folder: &Path) {
    let n = seed % AT_ONCE;
    let mut runner = TestRunner::new(Config { rng_seed: RngSeed::Fixed(seed), ..Config::default() });
    let things = proptest::collection::vec(row(), 0..12).new_tree(&mut runner).unwrap().current();
    let odd = texts().new_tree(&mut runner).unwrap().current();
    fs::create_dir_all(folder).unwrap();
    let columns: Vec<String> = (0..TYPES.len()).map(|i| format!("c{i}")).collect();
    let mut file = format!("id,{}\n", columns.join(","));
    for (i, cells) in things.iter().enumerate() {
        writeln!(file, "{},{}", i * 7 + 1, cells.join(",")).unwrap();
    }
    fs::write(folder.join(format!("things{n}.csv")), file).unwrap();
    let mut owners = "code,part,thing,next_code,next_part\n".to_owned();
    for i in 0..things.len() {
        // A ring: the last row comes first in no order.
        let next = (i + 1) % things.len();
        writeln!(owners, "k{i},{i},{},k{next},{next}", i * 7 + 1).unwrap();
    }
    fs::write(folder.join(format!("owners{n}.csv")), owners).unwrap();
    let odd: String = odd.into_iter().map(|cell| cell + "\n").collect();
    let name = format!("odd %22name%22 %2f ä{n}.csv");
    fs::write(folder.join(name), format!("\"a, \"\"b\"\"\n\"\n{odd}")).unwrap();
}

/// The cells of a folder's tables, as they were written; JSON by what it says.
fn cells(folder: &Path) -> BTreeMap<String, Vec<String>> {
    let mut out = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|e| e == "csv") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with("__") {
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let mut lines: Vec<String> = records(&text).into_iter().map(|r| r.join("\u{1f}")).collect();
            // Rows have no order but where they have a key; the key is their first cell.
            lines[1..].sort();
            out.insert(name, lines);
        }
    }
    out
}

/// Records of raw cells; JSON cells in one form.
fn records(text: &str) -> Vec<Vec<String>> {
    let (mut out, mut record, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => {
                record.push(normal(std::mem::take(&mut cell)));
                continue;
            }
            '\n' if !quoted => {
                record.push(normal(std::mem::take(&mut cell)));
                out.push(std::mem::take(&mut record));
                continue;
            }
            _ => {}
        }
        cell.push(c);
    }
    assert!(cell.is_empty() && record.is_empty(), "a last line without an end");
    out
}

fn normal(cell: String) -> String {
    let text = match cell.strip_prefix('"').and_then(|c| c.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => cell.clone(),
    };
    match serde_json::from_str::<serde_json::Value>(&text) {
        Ok(value) if value.is_array() || value.is_object() => as_floats(value).to_string(),
        // SQLite has one zero.
        _ if cell == "-0.0" => "0.0".to_owned(),
        _ => cell,
    }
}

fn as_floats(value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        Value::Number(n) if n.as_i64().is_none() => Value::from(n.as_f64().unwrap() + 0.0),
        Value::Array(list) => list.into_iter().map(as_floats).collect(),
        Value::Object(map) => Value::Object(map.into_iter().map(|(k, v)| (k, as_floats(v))).collect()),
        other => other,
    }
}

/// How many random data sets are tried: `ZMIG_CASES` says otherwise.
fn cases() -> std::ops::Range<u64> {
    let number =
        |name: &str, default| std::env::var(name).ok().and_then(|n| n.parse().ok()).unwrap_or(default);
    let from = number("ZMIG_FROM", 0);
    from / AT_ONCE..(from + number("ZMIG_CASES", 10)).div_ceil(AT_ONCE)
}

/// From every kind to every kind.
const WAY: [Backend; 10] = {
    use Backend::{Csv, Postgres, Sqlite};
    [Csv, Csv, Sqlite, Sqlite, Postgres, Postgres, Csv, Postgres, Sqlite, Csv]
};

#[tokio::test]
async fn random_data_comes_back_through_every_direction() {
    let set = project(&[everything(AT_ONCE.try_into().unwrap())]);
    for group in cases() {
        let folder = tempfile::tempdir().unwrap();
        let start = folder.path().join("start");
        (0..AT_ONCE).for_each(|n| data_set(group * AT_ONCE + n, &start));
        let expected = cells(&start);
        let mut before: Option<Db> = None;
        for (i, backend) in WAY.into_iter().enumerate() {
            let at = format!("data sets {} and on, step {i} to {backend:?}", group * AT_ONCE);
            let db = Db::new(backend).await;
            let out = match &before {
                None => {
                    set.run_pending(&db.url).await.unwrap();
                    // Once in one transaction, once in batches.
                    let options = ImportOptions::default().at_once(group % 2 * 1_000_000);
                    import(&start, &db.url, &options).await.map(|_| start.clone())
                }
                Some(before) => {
                    let options = MoveOptions::default().backups(folder.path().join("backups"));
                    let options = options.at_once((group + i as u64) % 2 * 1_000_000);
                    set.move_data(&before.url, &db.url, &options).await.map(|moved| moved.export.folder)
                }
            };
            let out = out.unwrap_or_else(|e| panic!("{at}: {e}"));
            assert_eq!(cells(&out), expected, "{at}");
            before = Some(db);
        }
        // The last one is looked at, too; that each on the way is whole is what the next export says.
        let last = before.unwrap();
        let out = folder.path().join("out");
        export(&last.url, &ExportOptions::default().folder(&out)).await.unwrap();
        assert_eq!(cells(&out), expected, "data sets {} and on, at the end", group * AT_ONCE);
        let verified = set.verify(&last.url, &zmig_runtime::VerifyOptions::default()).await.unwrap();
        assert!(verified.is_equal(), "{verified}");
    }
}
