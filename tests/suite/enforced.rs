//! Rules with `enforce: database`: what each database takes and refuses, value by value.

use crate::support::db::Db;
use zmig_build::merge::{Known, merge};
use zmig_build::source::SourceId;
use zmig_build::yaml::parse_yaml;
use zmig_core::{Dialect, Schema, template};

/// A column's type, its rules, the values that it takes and those that it refuses, in the words of both databases.
type Column = (&'static str, &'static str, &'static [&'static str], &'static [&'static str]);

const COLUMNS: [Column; 13] = [
    ("str", "min_length: 2", &["'ab'", "'äö'", "NULL"], &["'a'", "'ä'", "''"]),
    ("text", "max_length: 3", &["''", "'äöü'", "'日本語'"], &["'abcd'"]),
    ("str", "required: true", &["' a '", "'0'", "NULL"], &["''", "'   '"]),
    ("int", "min: -5, max: 9", &["-5", "0", "9", "NULL"], &["-6", "10"]),
    ("float", "min: 0.5", &["0.5", "1e9"], &["0.49", "-1e9"]),
    // The nearest number of 32 bits, as a program binds it.
    ("float32", "max: 0.1", &["0.10000000149011612", "-1"], &["0.10000001"]),
    ("decimal(10,2)", "min: 9.50, max: 10", &["9.5", "9.50", "10"], &["9.49", "10.01", "-9.9"]),
    // Text on SQLite, where '9' comes after '10'.
    (
        "decimal(20,2)",
        "min: 9.50, max: 1000",
        &["'9.5'", "'9.50'", "'10'", "'999.99'", "'1000.00'"],
        &["'9.49'", "'1000.01'", "'-99'", "'123456789012345678.00'"],
    ),
    ("decimal(38,18)", "min: 0", &["'0'", "'0.000000000000000001'"], &["'-0.000000000000000001'"]),
    ("date", "min: 2025-01-31", &["'2025-01-31'", "'2025-12-01'"], &["'2025-01-30'", "'2024-12-31'"]),
    ("time", "max: 09:30:00", &["'09:30:00'", "'00:00:00'"], &["'09:30:00.5'", "'10:00:00'"]),
    (
        "datetime",
        "min: 2025-01-01T00:00:00Z, max: 2025-12-31T23:59:59.5Z",
        &["'2025-01-01T00:00:00+00:00'", "'2025-12-31T23:59:59+00:00'", "'2025-12-31T23:59:59.500+00:00'"],
        &["'2024-12-31T23:59:59.999+00:00'", "'2025-12-31T23:59:59.500001+00:00'"],
    ),
    ("str", "one_of: [a, \"it's\"]", &["'a'", "'it''s'", "NULL"], &["'b'", "''", "'A'"]),
];

fn schema(text: &str) -> Schema {
    let says = parse_yaml("schemas/zSchema.shop.yaml", text).unwrap_or_else(|e| panic!("{text}: {e:#?}"));
    let merged = merge(&[(SourceId(0), &says)], Known::NOTHING);
    merged.unwrap_or_else(|e| panic!("{text}: {e:#?}")).schema
}

async fn make(db: &Db, schema: &Schema) {
    for table in schema.tables.values() {
        let made = template::create_table(&Schema::default(), table.clone()).expect("a table");
        db.run(&made.sql(db.dialect).expect("both databases have it").up).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn databases_keep_the_rules_that_they_are_given() {
    let text: String = COLUMNS
        .iter()
        .enumerate()
        .map(|(n, (ty, rules, _, _))| {
            format!("t{n}:\n  id: {{type: int, pk: true}}\n  c: {{type: {ty:?}, rules: {{{rules}, enforce: database}}}}\n")
        })
        .collect();
    let schema = schema(&text);
    for db in Db::each().await {
        make(&db, &schema).await;
        for (n, (ty, rules, taken, refused)) in COLUMNS.iter().enumerate() {
            for (values, is_taken) in [(taken, true), (refused, false)] {
                for (id, value) in values.iter().enumerate() {
                    let id = id + if is_taken { 100 } else { 200 };
                    let sql = format!("INSERT INTO t{n} (id, c) VALUES ({id}, {value})");
                    let result = db.try_run(&sql).await;
                    let said = format!("{}: {ty}, {rules}: {value}: {result:?}", db.dialect.title());
                    assert_eq!(result.is_ok(), is_taken, "{said}");
                    // Refused by the check, and not because the statement is wrong.
                    if let Err(error) = result {
                        assert!(error.to_string().contains(&format!("ck_t{n}_c_")), "{said}");
                    }
                }
            }
        }
        db.drop().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_keeps_patterns() {
    let schema = schema(
        "t:\n  id: {type: int, pk: true}\n  c: {type: str, rules: {pattern: '[a-z]+@\\w+\\.(?:com|org)|-', enforce: database}}\n",
    );
    let db = Db::new(Dialect::Postgres).await;
    make(&db, &schema).await;
    for (id, (value, is_taken)) in [
        ("a@b.org", true),
        ("-", true),
        ("a@b.orgx", false),
        ("x-", false),
        ("a@bcom", false),
        ("a@b.org\n", false),
    ]
    .into_iter()
    .enumerate()
    {
        let sql = format!("INSERT INTO t VALUES ({id}, {})", Dialect::Postgres.quote_text(value));
        assert_eq!(db.try_run(&sql).await.is_ok(), is_taken, "{value:?}");
    }
    db.drop().await;
}
