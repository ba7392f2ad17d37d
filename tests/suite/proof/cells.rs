//! Values to fill tables with: plain ones, and those at the ends of what a type can hold.

use zmig_core::{Dialect, Schema, Type};

/// A value, in no database's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Cell {
    Null,
    Bool(bool),
    /// As digits.
    Number(String),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Cell>),
}

fn numbers(list: &[&str]) -> Vec<Cell> {
    list.iter().map(|n| Cell::Number((*n).to_owned())).collect()
}

fn texts(list: &[&str]) -> Vec<Cell> {
    list.iter().map(|t| Cell::Text((*t).to_owned())).collect()
}

/// Texts that read as something else, and such as are easily mangled.
const TEXTS: [&str; 26] = [
    "",
    " ",
    "a",
    "7",
    "it's",
    " 12 ",
    "true",
    "draft",
    "x y",
    "1.5",
    "2024-02-29",
    "2023-02-29",
    "some longer text",
    "-0",
    "NULL",
    "ÄÖÜ ß",
    "日本語",
    "🦀",
    "\"quoted\"",
    "back\\slash",
    "x'; DROP TABLE users; --",
    "two\nlines",
    "tab\there",
    "1e5",
    "{\"a\": 1}",
    "a very long text that goes on and on, far beyond what any column of fifty characters could take in",
];

/// What every database can hold in a column of that type.
pub(crate) fn values(schema: &Schema, ty: &Type) -> Vec<Cell> {
    match ty {
        Type::Bool => vec![Cell::Bool(true), Cell::Bool(false)],
        Type::Int16 => numbers(&["1", "2", "3", "0", "-7", "32767", "-32768"]),
        Type::Int32 => numbers(&["1", "2", "3", "0", "-7", "40000", "2147483647", "-2147483648"]),
        Type::Int => {
            numbers(&["1", "2", "3", "0", "-7", "3000000000", "9223372036854775807", "-9223372036854775808"])
        }
        Type::Float32 => {
            numbers(&["0.5", "2.5", "-1.25", "7", "0.1", "16777216", "3.4028235e38", "-1.1754944e-38"])
        }
        Type::Float => numbers(&[
            "0.5",
            "2.5",
            "-1.25",
            "7",
            "0.1",
            "9007199254740993",
            "1.7976931348623157e308",
            "-2.2250738585072014e-308",
        ]),
        Type::Decimal { precision, scale } => decimals(*precision, *scale),
        Type::Str { max_length } => {
            let longest = max_length.map_or(usize::MAX, |n| n as usize);
            let fitting = |text: &str| Cell::Text(text.chars().take(longest).collect());
            TEXTS.iter().map(|t| fitting(t)).collect()
        }
        Type::Text => texts(&TEXTS),
        Type::Bytes => vec![Cell::Bytes(vec![]), Cell::Bytes(vec![0, 255]), Cell::Bytes((0..=255).collect())],
        Type::Date => {
            texts(&["2024-02-29", "1969-12-31", "1970-01-01", "0001-01-01", "1582-10-10", "9999-12-31"])
        }
        Type::Time => texts(&["23:59:59", "00:00:00", "12:34:56.5", "23:59:59.999999"]),
        Type::DateTime => texts(&[
            "2024-02-29T10:00:00+00:00",
            "1969-12-31T23:59:59.500+00:00",
            "1970-01-01T00:00:00+00:00",
            "0001-01-01T00:00:00+00:00",
            "9999-12-31T23:59:59.999999+00:00",
        ]),
        Type::Uuid => texts(&[
            "67e55044-10b1-426f-9247-bb680e5fe0c8",
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
        ]),
        Type::Json => texts(&[
            "{\"a\": [1, null]}",
            "[]",
            "7",
            "\"s\"",
            "null",
            "{\"ä\": \"it's \\\"x\\\"\"}",
            "[1.5, -2e3, true]",
            "{\"b\": {\"a\": {}}}",
        ]),
        Type::Enum(name) => schema.enum_values(name).iter().map(|v| Cell::Text(v.clone())).collect(),
        Type::Domain(name) => schema.domains.get(name).map_or_else(Vec::new, |d| values(schema, &d.ty)),
        Type::Array(inner) => {
            let all: Vec<Cell> = values(schema, inner).into_iter().filter(is_plain_text).collect();
            let mut lists = vec![Cell::List(vec![])];
            lists.extend(all.chunks(3).take(3).map(|c| Cell::List(c.to_vec())));
            lists.extend(all.first().map(|one| Cell::List(vec![one.clone(), Cell::Null])));
            lists
        }
        Type::Raw(_) => texts(&["raw", "", "it's"]),
    }
}

/// Databases print lists of anything alike but for what JSON has to escape.
fn is_plain_text(cell: &Cell) -> bool {
    !matches!(cell, Cell::Text(text) if text.contains(char::is_control))
}

/// What only one kind of database holds: beyond the others' ranges, or written in another way.
pub(crate) fn own_values(dialect: Dialect, ty: &Type) -> Vec<Cell> {
    match (dialect, ty) {
        (Dialect::Postgres, Type::Float | Type::Float32) => texts(&["NaN", "Infinity", "-Infinity", "-0"]),
        (Dialect::Postgres, Type::Date) => texts(&["infinity", "4713-01-01 BC", "5874897-12-31"]),
        (Dialect::Postgres, Type::Time) => texts(&["24:00:00"]),
        (Dialect::Postgres, Type::DateTime) => {
            texts(&["-infinity", "4713-01-01 00:00:00 BC", "294276-12-31 23:59:59.999999+00"])
        }
        (Dialect::Postgres, Type::Decimal { .. }) => texts(&["NaN"]),
        (Dialect::Postgres, Type::Json) => texts(&["1e300", "123456789012345678901234567890.5"]),
        (Dialect::Sqlite, Type::Float | Type::Float32) => numbers(&["9e999", "-9e999", "5e-324"]),
        (Dialect::Sqlite, Type::Text | Type::Str { max_length: None }) => {
            vec![Cell::Text("nul\u{1}".into()), Cell::Text("\u{fffd}".into())]
        }
        _ => Vec::new(),
    }
}

/// The ends of the range, and some between; with the scale's digits or fewer.
fn decimals(precision: u16, scale: u16) -> Vec<Cell> {
    let (whole, fraction) = (usize::from(precision - scale), usize::from(scale));
    let most = match (whole, fraction) {
        (_, 0) => "9".repeat(whole),
        (0, _) => format!("0.{}", "9".repeat(fraction)),
        _ => format!("{}.{}", "9".repeat(whole), "9".repeat(fraction)),
    };
    let least = if fraction == 0 { "1".to_owned() } else { format!("0.{}1", "0".repeat(fraction - 1)) };
    let mut list = vec!["0".to_owned(), format!("-{most}"), most, least];
    if whole > 0 {
        list.extend(["1", "2", "-3", "9"].map(str::to_owned));
    }
    if whole > 0 && fraction > 0 {
        list.extend(["1.5", "-3.2"].map(str::to_owned));
    }
    list.into_iter().map(Cell::Number).collect()
}

/// What it is called in SQL, for a column of that type, as applications write it.
pub(crate) fn sql(dialect: Dialect, ty: &Type, cell: &Cell) -> String {
    match (cell, ty) {
        (Cell::Null, _) => "NULL".into(),
        (Cell::Bool(true), _) => "TRUE".into(),
        (Cell::Bool(false), _) => "FALSE".into(),
        // A number that would lose digits as one is text.
        (Cell::Number(digits), Type::Decimal { precision, scale })
            if dialect == Dialect::Sqlite && *precision > 15 =>
        {
            dialect.quote_text(&padded(digits, usize::from(*scale)))
        }
        (Cell::Number(digits), _) => digits.clone(),
        (Cell::Text(text), _) => dialect.quote_text(text),
        (Cell::Bytes(bytes), _) => {
            let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
            match dialect {
                Dialect::Sqlite => format!("X'{hex}'"),
                Dialect::Postgres => format!("'\\x{hex}'::bytea"),
            }
        }
        (Cell::List(items), _) => dialect.quote_text(&match dialect {
            Dialect::Sqlite => json(items),
            Dialect::Postgres => array(items),
        }),
    }
}

fn json(items: &[Cell]) -> String {
    let item = |cell: &Cell| match cell {
        Cell::Null => "null".to_owned(),
        Cell::Bool(b) => b.to_string(),
        Cell::Number(digits) => digits.clone(),
        Cell::Text(text) => serde_json::to_string(text).unwrap_or_default(),
        Cell::Bytes(_) | Cell::List(_) => unreachable!("lists hold neither"),
    };
    format!("[{}]", items.iter().map(item).collect::<Vec<_>>().join(","))
}

fn array(items: &[Cell]) -> String {
    let item = |cell: &Cell| match cell {
        Cell::Null => "NULL".to_owned(),
        Cell::Bool(b) => b.to_string(),
        Cell::Number(digits) => digits.clone(),
        Cell::Text(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        Cell::Bytes(_) | Cell::List(_) => unreachable!("lists hold neither"),
    };
    format!("{{{}}}", items.iter().map(item).collect::<Vec<_>>().join(","))
}

/// With as many digits after the point as the type has.
fn padded(text: &str, scale: usize) -> String {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if scale == 0 { whole.into() } else { format!("{whole}.{fraction:0<scale$}") }
}
