//! Random rows of every type, in and out and in again.

use super::support::*;
use crate::csv::cell::{Codec, Held};
use crate::transfer::Commits;
use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use zmig_core::Type;

/// A type, and what PostgreSQL calls it.
const COLUMNS: [(&str, &str); 19] = [
    ("bool", "bool"),
    ("int16", "int2"),
    ("int32", "int4"),
    ("int", "int8"),
    ("float32", "float4"),
    ("float", "float8"),
    ("decimal(12,4)", "numeric(12,4)"),
    ("decimal(40,0)", "numeric(40,0)"),
    ("str(8)", "varchar(8)"),
    ("text", "text"),
    ("bytes", "bytea"),
    ("date", "date"),
    ("time", "time"),
    ("datetime", "timestamptz"),
    ("uuid", "uuid"),
    ("json", "jsonb"),
    ("[text]", "text[]"),
    ("[float]", "float8[]"),
    ("[int]", "int8[]"),
];

/// Characters that mean something to somebody on the way.
const SOUP: &str = "[a,\"'\\\\\n\r\t{}\\[\\]NnUuLl\\.;|ü€😀\u{1}\u{85}\u{2028} ]{0,12}";

fn json() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        (-1e300..1e300).prop_map(|n: f64| n.into()),
        SOUP.prop_map(Into::into),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
            prop::collection::btree_map(SOUP, inner, 0..4).prop_map(|map| map.into_iter().collect()),
        ]
    })
}

/// The canonical cell of a random value.
fn cell(ty: &'static str) -> BoxedStrategy<String> {
    let ty: Type = ty.parse().unwrap();
    let codec = Codec::new(&ty, true);
    let text = |s: String| Held::Text(s.into());
    let list = |list: Vec<serde_json::Value>| Held::Text(serde_json::Value::from(list).to_string().into());
    let item = |some: BoxedStrategy<serde_json::Value>| {
        prop::collection::vec(prop_oneof![4 => some, 1 => Just(serde_json::Value::Null)], 0..5)
    };
    let held: BoxedStrategy<Held<'static>> = match &ty {
        Type::Bool => any::<bool>().prop_map(|b| Held::Integer(b.into())).boxed(),
        Type::Int16 => any::<i16>().prop_map(|n| Held::Integer(n.into())).boxed(),
        Type::Int32 => any::<i32>().prop_map(|n| Held::Integer(n.into())).boxed(),
        Type::Int => any::<i64>().prop_map(Held::Integer).boxed(),
        Type::Float32 => any::<u32>().prop_map(|bits| Held::Real(f32::from_bits(bits).into())).boxed(),
        Type::Float => any::<u64>().prop_map(|bits| Held::Real(f64::from_bits(bits))).boxed(),
        Type::Decimal { scale: 0, .. } => "-?[0-9]{1,40}".prop_map(text).boxed(),
        Type::Decimal { .. } => "-?[0-9]{1,8}\\.[0-9]{0,4}".prop_map(text).boxed(),
        Type::Str { .. } => SOUP.prop_map(move |s| text(s.chars().take(8).collect())).boxed(),
        Type::Text => prop_oneof![SOUP.boxed(), "\\PC{0,20}".boxed()].prop_map(text).boxed(),
        Type::Bytes => any::<Vec<u8>>().prop_map(|b| Held::Blob(b.into())).boxed(),
        Type::Date => (1..3_652_059i32)
            .prop_map(move |n| text(NaiveDate::from_num_days_from_ce_opt(n).unwrap().to_string()))
            .boxed(),
        Type::Time => (0..86_400u32, 0..1_000_000u32)
            .prop_map(move |(s, us)| {
                text(NaiveTime::from_num_seconds_from_midnight_opt(s, us * 1000).unwrap().to_string())
            })
            .boxed(),
        Type::DateTime => (-62_135_596_800_000_000i64..253_402_300_800_000_000)
            .prop_map(move |us| {
                text(
                    DateTime::from_timestamp_micros(us).unwrap().to_rfc3339_opts(SecondsFormat::Micros, true),
                )
            })
            .boxed(),
        Type::Uuid => any::<[u8; 16]>().prop_map(|b| Held::Blob(b.to_vec().into())).boxed(),
        Type::Json => json().prop_map(move |v| text(v.to_string())).boxed(),
        Type::Array(inner) => match **inner {
            Type::Text => item(SOUP.prop_map(Into::into).boxed()).prop_map(list).boxed(),
            Type::Float => {
                let number = any::<f64>().prop_map(|n| match n.is_finite() {
                    true => n.into(),
                    false => "NaN".into(),
                });
                item(number.boxed()).prop_map(list).boxed()
            }
            _ => item(any::<i64>().prop_map(Into::into).boxed()).prop_map(list).boxed(),
        },
        other => panic!("{other}"),
    };
    let written = held.prop_map(move |held| {
        let mut out = Vec::new();
        codec.write(&held, &mut out).unwrap_or_else(|e| panic!("{held:?}: {e}"));
        String::from_utf8(out).unwrap()
    });
    prop_oneof![5 => written, 1 => Just(String::new())].boxed()
}

fn rows() -> impl Strategy<Value = Vec<Vec<String>>> {
    let row: Vec<_> = COLUMNS.iter().map(|(ty, _)| cell(ty)).collect();
    prop::collection::vec(row, 0..8)
}

#[test]
fn random_rows_come_back_equal() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let columns: Vec<_> = COLUMNS.iter().enumerate().map(|(i, (_, sql))| format!("c{i} {sql}")).collect();
    let table = |name: &str| format!("CREATE TABLE {name} (id int PRIMARY KEY, {})", columns.join(", "));
    let db = runtime.block_on(Db::with(&format!("{}; {}", table("t"), table("u"))));
    let header: String = (0..COLUMNS.len()).map(|i| format!(",c{i}")).collect();
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(24);
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    let run = |rows: Vec<Vec<String>>| {
        let lines = rows.iter().enumerate().map(|(i, row)| format!("{i},{}\n", row.join(",")));
        let csv = format!("id{header}\n{}", lines.collect::<String>());
        runtime.block_on(async {
            let failed = |e: crate::Error| TestCaseError::fail(e.to_string());
            db.run("TRUNCATE t, u").await;
            // What is read back has the digest of what was loaded; that is looked at in there.
            let digest = db.load(Commits::Once, "t", &csv).await.map_err(failed)?;
            let (out, read) = db.read("t").await.map_err(failed)?;
            prop_assert_eq!(&read, &digest);
            db.load(Commits::Batches, "u", &out).await.map_err(failed)?;
            let differing =
                "SELECT count(*) FROM ((TABLE t EXCEPT TABLE u) UNION ALL (TABLE u EXCEPT TABLE t)) d";
            prop_assert_eq!(db.rows(differing).await, ["0"]);
            prop_assert_eq!(db.csv("u").await.map_err(failed)?, out);
            Ok(())
        })
    };
    runner.run(&rows(), run).unwrap_or_else(|e| panic!("{e}"));
}
