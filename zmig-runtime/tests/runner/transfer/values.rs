//! A schema with every type, and random rows for it as canonical cells.

use super::super::project::OWNER;
use proptest::collection::vec;
use proptest::prelude::*;
use zmig_core::{
    Check, Column, EnumType, ForeignKey, Generated, Hints, Identity, Index, IndexKey, Schema, Table, Type,
    Unique,
};

/// The types of `things`, in the order of its columns after `id`.
pub const TYPES: [&str; 25] = [
    "bool",
    "int16",
    "int32",
    "int",
    "float32",
    "float",
    "decimal(10,2)",
    "decimal(30,12)",
    "str",
    "str(12)",
    "text",
    "bytes",
    "date",
    "time",
    "datetime",
    "uuid",
    "json",
    "enum:mood",
    "[int]",
    "[str]",
    "[bool]",
    "[float]",
    "[float32]",
    "[decimal(10,2)]",
    "[datetime]",
];

/// What a table of things is called whose name needs quotes, and a file name that is not its own.
pub const ODD: &str = "odd \"name\" / ä";

fn names(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|c| (*c).to_owned()).collect()
}

/// So many times: things of every type; owners of things that point at each other in a ring; and a table whose name is odd.
pub fn everything(times: usize) -> (Schema, Hints) {
    let mut schema = Schema::default();
    for n in 0..times {
        for mut table in tables(n) {
            table.canonicalise();
            schema.tables.insert(table.name.clone(), table);
        }
    }
    let values = names(&["gay", "so-so", "it's \"bad\""]);
    let mood = EnumType { name: "mood".into(), owner: OWNER.into(), values };
    schema.enums.insert("mood".into(), mood);
    (schema, Hints::default())
}

fn tables(n: usize) -> [Table; 3] {
    let (all_things, all_owners) = (format!("things{n}"), format!("owners{n}"));
    let mut things = Table::new(&all_things, OWNER);
    things.columns.push(Column::new("id", Type::Int).required().numbered(Identity::ByDefault));
    for (i, ty) in TYPES.iter().enumerate() {
        things.columns.push(Column::new(format!("c{i}"), ty.parse().expect("a type")));
    }
    let twice = Column { generated: Some(Generated::stored("c1 + 1")), ..Column::new("more", Type::Int32) };
    things.columns.push(twice);
    things.primary_key = names(&["id"]);
    things.indexes.push(Index::new(format!("things{n}_c8"), vec![IndexKey::new("c8")]));
    let mut live = Index::new(format!("things{n}_live"), vec![IndexKey::expr("lower(c10)")]);
    live.condition = Some("c1 > 0".into());
    things.indexes.push(live);
    let mut owners = Table::new(&all_owners, OWNER);
    owners.columns = vec![
        Column::new("code", Type::Str { max_length: None }).required(),
        Column::new("part", Type::Int32).required(),
        Column::new("thing", Type::Int),
        Column::new("next_code", Type::Str { max_length: None }),
        Column::new("next_part", Type::Int32),
    ];
    owners.primary_key = names(&["code", "part"]);
    owners.uniques.push(Unique::new(format!("uq_owners{n}_thing"), names(&["thing"])));
    owners.foreign_keys.push(ForeignKey::new(
        format!("fk_thing{n}"),
        names(&["thing"]),
        &all_things,
        names(&["id"]),
    ));
    let next = ForeignKey::new(
        format!("fk_next{n}"),
        names(&["next_code", "next_part"]),
        &all_owners,
        names(&["code", "part"]),
    );
    owners.foreign_keys.push(next);
    owners.checks.push(Check { name: format!("ck_owners{n}_part"), expr: "part >= 0".into() });
    let mut odd = Table::new(format!("{ODD}{n}"), OWNER);
    odd.columns = vec![Column::new("a, \"b\"\n", Type::Text)];
    [things, owners, odd]
}

/// A text as a canonical cell.
pub fn quoted(text: &str) -> String {
    if text.is_empty() || text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn text() -> BoxedStrategy<String> {
    prop_oneof![
        3 => "[a-zA-Z0-9 ]{0,12}",
        2 => "[ -~]{0,10}",
        1 => "[\\PC]{0,8}",
        1 => prop::sample::select(vec![
            "", "NULL", "\\N", "\\.", "\"", "\"\"", "'", ",", "\n", "\r\n", "\t", "\\", "007", "1e5", "true", " x ",
            "=1+1", "ﷺ", "𝄞", "e\u{301}", "\u{feff}", "\u{1}", "\u{7f}",
        ]).prop_map(str::to_owned),
    ]
    .boxed()
}

fn cell(ty: &str) -> BoxedStrategy<String> {
    let shown = |strategy: BoxedStrategy<String>| strategy.prop_map(|text| quoted(&text)).boxed();
    match ty {
        "bool" => any::<bool>().prop_map(|b| b.to_string()).boxed(),
        "int16" => prop_oneof![any::<i16>(), Just(i16::MIN), Just(i16::MAX - 1)]
            .prop_map(|n| n.min(i16::MAX - 1).to_string())
            .boxed(),
        "int32" => {
            prop_oneof![any::<i32>(), Just(i32::MIN), Just(i32::MAX)].prop_map(|n| n.to_string()).boxed()
        }
        "int" => {
            prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX)].prop_map(|n| n.to_string()).boxed()
        }
        "float32" => any::<f32>()
            .prop_filter_map("SQLite keeps no NaN", |n| float(f64::from(n), format!("{n:?}")))
            .boxed(),
        "float" => {
            any::<f64>().prop_filter_map("SQLite keeps no NaN", |n| float(n, format!("{n:?}"))).boxed()
        }
        "decimal(10,2)" => (-9_999_999_999_i64..=9_999_999_999).prop_map(|n| decimal(n.into(), 2)).boxed(),
        "decimal(30,12)" => (-(10_i128.pow(30) - 1)..10_i128.pow(30)).prop_map(|n| decimal(n, 12)).boxed(),
        "str" | "text" => shown(text()),
        "str(12)" => shown(text().prop_map(|t| t.chars().take(12).collect()).boxed()),
        "bytes" => vec(any::<u8>(), 0..20).prop_map(|bytes| quoted(&base64(&bytes))).boxed(),
        "date" => (1..=9999_i32, 1..=12_u32, 1..=28_u32)
            .prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}"))
            .boxed(),
        "time" => (0..24_u32, 0..60_u32, 0..60_u32, fraction())
            .prop_map(|(h, m, s, f)| format!("{h:02}:{m:02}:{s:02}{f}"))
            .boxed(),
        "datetime" => (cell("date"), cell("time")).prop_map(|(date, time)| format!("{date}T{time}Z")).boxed(),
        "uuid" => any::<u128>()
            .prop_map(|n| {
                let digits = format!("{n:032x}");
                format!(
                    "{}-{}-{}-{}-{}",
                    &digits[..8],
                    &digits[8..12],
                    &digits[12..16],
                    &digits[16..20],
                    &digits[20..]
                )
            })
            .boxed(),
        "json" => json().prop_map(|value| quoted(&value.to_string())).boxed(),
        "enum:mood" => {
            shown(prop::sample::select(vec!["gay", "so-so", "it's \"bad\""]).prop_map(str::to_owned).boxed())
        }
        "[int]" => list(any::<i64>().prop_map(serde_json::Value::from).boxed()),
        "[str]" => list(text().prop_map(serde_json::Value::from).boxed()),
        "[bool]" => list(any::<bool>().prop_map(serde_json::Value::from).boxed()),
        "[float]" => list((-1e9..1e9_f64).prop_map(serde_json::Value::from).boxed()),
        "[float32]" => list(
            // As many digits as tell it from others of its size.
            (-1e9..1e9_f32).prop_map(|n| format!("{n:?}").parse::<f64>().expect("a number").into()).boxed(),
        ),
        "[decimal(10,2)]" => {
            list((-9_999_999_999_i64..=9_999_999_999).prop_map(|n| decimal(n.into(), 2).into()).boxed())
        }
        "[datetime]" => list(
            (1..=9999_i32, 1..=12_u32, 0..=23_u32)
                .prop_map(|(y, m, h)| format!("{y:04}-{m:02}-07T{h:02}:{m:02}:59+00:00").into())
                .boxed(),
        ),
        other => unreachable!("{other}"),
    }
}

fn fraction() -> BoxedStrategy<String> {
    let written = |micros: u32| match micros {
        0 => String::new(),
        micros => format!(".{}", format!("{micros:06}").trim_end_matches('0')),
    };
    prop_oneof![Just(0), 0..1_000_000_u32].prop_map(written).boxed()
}

fn float(n: f64, text: String) -> Option<String> {
    match n {
        n if n.is_nan() => None,
        n if n.is_infinite() => Some(if n > 0.0 { "Infinity".into() } else { "-Infinity".into() }),
        _ => Some(text),
    }
}

fn decimal(n: i128, scale: u32) -> String {
    let (whole, rest) = (n.unsigned_abs() / 10_u128.pow(scale), n.unsigned_abs() % 10_u128.pow(scale));
    format!("{}{whole}.{rest:0width$}", if n < 0 { "-" } else { "" }, width = scale as usize)
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let n = chunk.iter().fold(0_u32, |n, b| n << 8 | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            let digit = DIGITS[(n >> (18 - 6 * i)) as usize & 63];
            out.push(if i <= chunk.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

fn json() -> BoxedStrategy<serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        any::<i32>().prop_map(serde_json::Value::from),
        (-1e12..1e12_f64).prop_map(serde_json::Value::from),
        text().prop_map(serde_json::Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            prop::collection::btree_map("[a-z \"]{0,4}", inner, 0..4)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    })
    .boxed()
}

fn list(element: BoxedStrategy<serde_json::Value>) -> BoxedStrategy<String> {
    let element = prop_oneof![1 => Just(serde_json::Value::Null), 9 => element];
    vec(element, 0..5).prop_map(|list| quoted(&serde_json::Value::from(list).to_string())).boxed()
}

/// The cells of a row of things, without its id.
pub fn row() -> BoxedStrategy<Vec<String>> {
    let column = |ty: &&str| prop_oneof![1 => Just(String::new()), 7 => cell(ty)].boxed();
    TYPES.iter().map(column).collect::<Vec<_>>().boxed()
}

/// The texts of the odd table.
pub fn texts() -> BoxedStrategy<Vec<String>> {
    vec(prop_oneof![1 => Just(String::new()), 5 => text().prop_map(|t| quoted(&t))], 0..4).boxed()
}
