//! Cells that nobody touches, however they are written.

use super::csv::text;
use super::support::*;
use proptest::prelude::*;
use std::fs;

/// Ways to write a value of a column, none of which a migration may touch.
fn spelled(kind: usize) -> BoxedStrategy<String> {
    let quoted = |s: BoxedStrategy<String>| {
        (s, any::<bool>()).prop_map(|(s, q)| if q { format!("\"{s}\"") } else { s }).boxed()
    };
    match kind {
        0 => quoted("0{0,3}[1-9][0-9]{0,4}|\\+[1-9]|-0{0,2}[1-9]".boxed()),
        1 => quoted("0{0,2}[0-9]{1,4}(\\.[0-9]{1,2})?|[1-9]e2".boxed()),
        2 => quoted("[0-9]{1,3}\\.[0-9]{1,3}0{0,2}|1E3|NaN|Infinity".boxed()),
        3 => quoted("true|FALSE|yes|0|1|t".boxed()),
        4 => quoted("20[0-2][0-9]-0[1-9]-1[0-9]".boxed()),
        5 => quoted("20[0-2][0-9]-0[1-9]-1[0-9][T ]0[0-9]:1[0-9]:00(\\.[0-9]{1,4}0)?(Z|\\+02:00)?".boxed()),
        _ => prop_oneof!["[a-z]{1,5}", "\"([a-z,\n \u{e4}]|\"\"){0,6}\"", Just(String::new())].boxed(),
    }
}

fn raw_file() -> impl Strategy<Value = String> {
    let row = (0..7_usize)
        .map(|kind| prop_oneof![9 => spelled(kind), 1 => Just(String::new())])
        .collect::<Vec<_>>();
    let rows = prop::collection::vec((row, prop_oneof![Just("\n"), Just("\r\n")]), 0..8);
    let order = Just((0..8).collect::<Vec<usize>>()).prop_shuffle();
    (rows, order, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(rows, order, bom, end, falling)| {
        let line = |cells: Vec<String>| order.iter().map(|i| cells[*i].clone()).collect::<Vec<_>>().join(",");
        let mut out = String::from(if bom { "\u{feff}" } else { "" });
        out += &line(["id", "a", "b", "c", "d", "\"e\"", "f", "g"].map(str::to_owned).to_vec());
        out += "\n";
        let count = rows.len();
        for (i, (mut cells, ending)) in rows.into_iter().enumerate() {
            let id = if falling { count - i } else { i + 1 };
            cells.insert(0, format!("0{id}"));
            out += &line(cells);
            out += ending;
        }
        if !end && count > 0 {
            out.truncate(out.trim_end_matches(['\r', '\n']).len());
        }
        out
    })
}

const KINDS: &str = "a INTEGER, b DECIMAL(12,2), c DOUBLE, d BOOLEAN, e DATE, f DATETIME, g VARCHAR";

/// Migrations that touch no cell of the file, and take every way through the writer.
fn untouching(with_key: bool) -> Vec<One> {
    let id = if with_key { "id INTEGER PRIMARY KEY NOT NULL" } else { "id INTEGER" };
    vec![
        one(1, format!("CREATE TABLE t ({id}, {KINDS});\n"), ""),
        one(2, "ALTER TABLE t ADD COLUMN x INTEGER;\nCREATE INDEX t_a ON t (a);\n", ""),
        one(3, "UPDATE t SET a = a;\nINSERT INTO t (id) VALUES (999);\nDELETE FROM t WHERE id = 999;\n", ""),
        one(
            4,
            "ALTER TABLE t DROP COLUMN x;\nALTER TABLE t RENAME TO u;\nALTER TABLE u RENAME COLUMN a TO z;\nALTER TABLE u RENAME COLUMN z TO a;\n",
            "",
        ),
        one(
            5,
            format!(
                "CREATE TABLE t ({id}, {KINDS});\nINSERT INTO t SELECT id, a, b, c, d, e, f, g FROM u;\nDROP TABLE u;\n"
            ),
            "",
        ),
    ]
}

#[test]
fn cells_that_no_migration_touches_come_back_byte_for_byte() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(24);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let strategy = (raw_file(), any::<bool>(), any::<bool>());
    let checked = runner.run(&strategy, |(raw, with_key, at_once)| {
        runtime.block_on(async {
            let db = Db::new(Backend::Csv).await;
            fs::create_dir_all(db.path()).unwrap();
            fs::write(db.path().join("t.csv"), &raw).unwrap();
            let all = untouching(with_key);
            let steps = if at_once { vec![1, 5] } else { (1..=5).collect() };
            for n in steps {
                migrations(&all[..n])
                    .run_pending(&db.url)
                    .await
                    .map_err(|e| TestCaseError::fail(e.to_string()))?;
                let file = if n == 4 { "u.csv" } else { "t.csv" };
                let found = text(&db.path(), file);
                if n == 2 || n == 3 {
                    prop_assert_eq!(found.lines().next().map(|l| l.ends_with(",x")), Some(true));
                } else {
                    prop_assert_eq!(&found, &raw, "after {}", n);
                }
            }
            Ok(())
        })
    });
    checked.unwrap_or_else(|e| panic!("{e}"));
}

/// What a file holds after migrations, the first of which makes its table.
async fn after(raw: &str, statements: &[&str]) -> String {
    let db = Db::new(Backend::Csv).await;
    fs::create_dir_all(db.path()).unwrap();
    fs::write(db.path().join("t.csv"), raw).unwrap();
    let numbered = statements.iter().zip(1..);
    let all: Vec<One> =
        numbered.map(|(sql, n)| one(n, format!("{sql};\n").replace("; ", ";\n"), "")).collect();
    migrations(&all[..1]).run_pending(&db.url).await.unwrap();
    migrations(&all).run_pending(&db.url).await.unwrap();
    text(&db.path(), "t.csv")
}

#[tokio::test]
async fn a_name_that_goes_from_one_column_to_another_takes_its_cells_along() {
    let create = "CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL, a INTEGER, b INTEGER)";
    let swap = "ALTER TABLE t RENAME COLUMN a TO x; ALTER TABLE t RENAME COLUMN b TO a; ALTER TABLE t RENAME COLUMN x TO b";
    let succeed = "ALTER TABLE t DROP COLUMN a; ALTER TABLE t RENAME COLUMN b TO a";
    let anew = "ALTER TABLE t DROP COLUMN b; ALTER TABLE t ADD COLUMN b INTEGER DEFAULT 8";
    let shifted =
        "ALTER TABLE t DROP COLUMN a; ALTER TABLE t RENAME COLUMN b TO a; ALTER TABLE t ADD COLUMN b INTEGER";
    let raw = "id,a,b\n1,010,020\n2,30,040\n";
    for (change, expected) in [
        (swap, "id,a,b\n1,20,10\n2,40,30\n"),
        (succeed, "id,a\n1,20\n2,40\n"),
        (anew, "id,a,b\n1,010,8\n2,30,8\n"),
        (shifted, "id,a,b\n1,20,\n2,40,\n"),
    ] {
        assert_eq!(after(raw, &[create, change]).await, expected, "{change}");
        // An application's own SQL is nobody's migration, and no less.
        let db = Db::new(Backend::Csv).await;
        fs::create_dir_all(db.path()).unwrap();
        fs::write(db.path().join("t.csv"), raw).unwrap();
        migrations(&[one(1, format!("{create};\n"), "")]).run_pending(&db.url).await.unwrap();
        let mut data = zmig_runtime::CsvFolder::open(db.path()).unwrap().begin().await.unwrap();
        for statement in change.split("; ") {
            sqlx::query(statement).execute(&mut *data).await.unwrap();
        }
        data.commit().await.unwrap();
        assert_eq!(text(&db.path(), "t.csv"), expected, "by hand: {change}");
    }
}

#[tokio::test]
async fn new_columns_come_behind_whatever_the_file_is_like() {
    let add = "ALTER TABLE t ADD COLUMN x DECIMAL(9,2) DEFAULT 1.5; ALTER TABLE t ADD COLUMN y VARCHAR";
    // More than one thread has at a time, and one that none is started for.
    for count in [3_i64, 2_000] {
        for key in ["PRIMARY KEY NOT NULL", ""] {
            for falling in [false, true] {
                let mut raw = "\u{feff}\"a\",id\r\n".to_owned();
                for n in 1..=count {
                    let id = if falling { count - n } else { n };
                    raw += &format!("\"several\n words, {n}\",0{id}{}", if n < count { "\r\n" } else { "" });
                }
                let create = format!("CREATE TABLE t (id INTEGER {key}, a VARCHAR NOT NULL)");
                // The second one goes by what the first one said of the rows' order.
                let found = after(&raw, &[&create, add, "ALTER TABLE t ADD COLUMN z DATE"]).await;
                let expected = raw.replace("\"a\",id", "\"a\",id,x,y,z").replace("\r\n\"", ",1.50,,\r\n\"");
                let expected = expected.replacen("z,1.50,,", "z", 1) + ",1.50,,";
                assert_eq!(found, expected, "{count} {key} {falling}");
            }
        }
    }
    // What the file lacked came row by row, and is not one value for all.
    let create = "CREATE TABLE t (a VARCHAR, id INTEGER PRIMARY KEY NOT NULL)";
    let found = after("a\nx\ny\n", &[create, "ALTER TABLE t ADD COLUMN z INTEGER DEFAULT 5"]).await;
    assert_eq!(found, "a,id,z\nx,1,5\ny,2,5\n");
}

#[tokio::test]
async fn rows_of_a_large_file_that_are_changed_are_the_only_ones() {
    let mut raw = "id,a\n".to_owned();
    (1..=3_000).for_each(|n| raw += &format!("{n},0{n}\n"));
    let create = "CREATE TABLE t (id INTEGER PRIMARY KEY NOT NULL, a INTEGER)";
    let change =
        "UPDATE t SET a = 7 WHERE id = 2500; DELETE FROM t WHERE id = 600; INSERT INTO t VALUES (4000, 4)";
    let found = after(&raw, &[create, change]).await;
    let expected = raw.replace("2500,02500\n", "2500,7\n").replace("\n600,0600\n", "\n") + "4000,4\n";
    assert_eq!(found, expected);
    assert_eq!(after(&raw, &[create, "DELETE FROM t"]).await, "id,a\n");
    // Mistakes of all kinds are told in the order of their lines, however many threads look.
    let db = Db::new(Backend::Csv).await;
    fs::create_dir_all(db.path()).unwrap();
    let wrong = raw
        .replace("700,0700\n", "700,x\n")
        .replace("1900,01900\n", "5,1\n")
        .replace("2900,02900\n", "2900\n");
    fs::write(db.path().join("t.csv"), &wrong).unwrap();
    let set = migrations(&[one(1, format!("{create};\n"), "")]);
    let error = set.run_pending(&db.url).await.unwrap_err().to_string();
    let found: Vec<usize> =
        ["t.csv:701: a = \"x\"", "t.csv:1901: the table refuses", "t.csv:2901: has 1 cells"]
            .iter()
            .filter_map(|what| error.find(what))
            .collect();
    assert!(found.len() == 3 && found.is_sorted(), "{error}");
    assert_eq!(text(&db.path(), "t.csv"), wrong);
}
