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
