//! Filters of lists mean the same on every kind of database, and the same as in Rust.

use super::json::Seed;
use super::support::*;
use super::tables::*;
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use rust_decimal::Decimal;
use serde_json::Value;
use std::fmt;
use std::str::FromStr;
use zmig_runtime::{Column, ColumnShape, ColumnValue, Filter, Kind, Model, ToSqlite};

/// An enum, as `#[derive(zmig::Enum)]` makes it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Mood {
    Calm,
    Wild,
}

impl Mood {
    fn as_str(self) -> &'static str {
        match self {
            Self::Calm => "calm",
            Self::Wild => "wild at heart",
        }
    }
}

impl FromStr for Mood {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        [Self::Calm, Self::Wild].into_iter().find(|mood| mood.as_str() == text).ok_or_else(|| text.to_owned())
    }
}

zmig_runtime::__enum!(Mood);

macro_rules! lists {
    ($($test:ident: $ty:ty, $postgres:literal, [$($value:expr),+];)+) => { $(
        #[tokio::test(flavor = "multi_thread")]
        async fn $test() {
            model!(Holder, "holders", 9, false, id: i64; ID id i64);
            const LIST: Column<Holder, Vec<$ty>> = Column::new(ColumnShape::of("list", Kind::List));
            check(&[$($value),+], $postgres, LIST, |holder: &Holder| holder.id, Holder::ID).await;
        }
    )+ };
}
lists! {
    bools: bool, "bool[]", [true, false];
    small_ints: i16, "int2[]", [i16::MIN, 0, 7];
    ints: i32, "int4[]", [i32::MAX, -1, 7];
    large_ints: i64, "int8[]", [i64::MIN, i64::MAX, 0];
    single_floats: f32, "float4[]", [0.1, -1.5e-7, 3.0];
    floats: f64, "float8[]", [0.1 + 0.2, 1e300, -2.5, 5e-324];
    texts: String, "text[]", [String::new(), "a".into(), "it's \"q\", {x} \\".into(), "1".into()];
    decimals: Decimal, "numeric(20,4)[]", [Decimal::new(15, 1), Decimal::new(150, 1), Decimal::new(-105, 3), Decimal::new(0, 0)];
    days: NaiveDate, "date[]", [NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(), NaiveDate::from_ymd_opt(1, 1, 1).unwrap()];
    times: NaiveTime, "time[]", [NaiveTime::MIN, NaiveTime::from_hms_micro_opt(23, 59, 59, 1).unwrap()];
    instants: DateTime<Utc>, "timestamptz[]", [DateTime::from_timestamp_micros(1).unwrap(), DateTime::from_timestamp(1_700_000_000, 0).unwrap()];
    uuids: uuid::Uuid, "uuid[]", [uuid::Uuid::nil(), uuid::Uuid::from_u128(0x1e5f_0000_4b1d_4cc8_8f3a_1234_5678_9abc)];
    bytes: Vec<u8>, "bytea[]", [vec![], vec![0, 255], b"a".to_vec()];
    enums: Mood, "mood[]", [Mood::Calm, Mood::Wild];
}

/// A case: what it is called, a filter, and what that means.
type Case<M, T> = (String, Box<dyn Fn() -> Filter<M>>, Box<dyn Fn(&[T]) -> bool>);

/// Every filter of lists made of the values finds what it finds in Rust.
async fn check<M, T>(
    values: &[T],
    postgres: &str,
    list: Column<M, Vec<T>>,
    id: fn(&M) -> i64,
    by_id: Column<M, i64>,
) where
    M: Model,
    T: ColumnValue + ToSqlite + Clone + PartialEq + fmt::Debug + 'static,
    T: for<'q> sqlx::Encode<'q, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + sqlx::postgres::PgHasArrayType,
{
    let mut seed = Seed(3);
    let mut some = |most: u64| -> Vec<T> {
        let length = seed.below(most);
        (0..length).map(|_| values[seed.below(values.len() as u64) as usize].clone()).collect()
    };
    let mut rows: Vec<Option<Vec<T>>> = (0..12).map(|_| Some(some(4))).collect();
    rows.extend([Some(vec![]), None, Some(values.to_vec())]);
    let wanted: Vec<Vec<T>> = (0..8).map(|_| some(3)).chain([vec![], values.to_vec()]).collect();

    let mut cases: Vec<Case<M, T>> = vec![
        ("empty".into(), Box::new(move || list.is_empty()), Box::new(<[T]>::is_empty)),
        ("two".into(), Box::new(move || list.len_ge(2)), Box::new(|l| l.len() >= 2)),
    ];
    for value in values {
        let (a, b) = (value.clone(), value.clone());
        cases.push((
            format!("contains {value:?}"),
            Box::new(move || list.contains(a.clone())),
            Box::new(move |l| l.contains(&b)),
        ));
    }
    for want in wanted {
        let (a, b) = (want.clone(), want.clone());
        cases.push((
            format!("all of {want:?}"),
            Box::new(move || list.contains_all(a.clone())),
            Box::new(move |l| b.iter().all(|v| l.contains(v))),
        ));
        let (a, b) = (want.clone(), want.clone());
        cases.push((
            format!("any of {want:?}"),
            Box::new(move || list.overlaps(a.clone())),
            Box::new(move |l| b.iter().any(|v| l.contains(v))),
        ));
    }
    for backend in ALL {
        let (_guard, db) = made(backend, &sql(backend, postgres, &rows)).await;
        for (name, filter, is) in &cases {
            for (filter, wanted) in [(filter(), true), (!filter(), false)] {
                let means = |row: &Option<Vec<T>>| row.as_ref().is_some_and(|row| is(row) == wanted);
                let expected: Vec<i64> =
                    (0..).zip(&rows).filter(|(_, row)| means(row)).map(|(id, _)| id).collect();
                let found = M::list().filter(filter).order(by_id.asc()).all(&db).await;
                let found = found.unwrap_or_else(|e| panic!("{backend:?}: {name}: {e}"));
                let found: Vec<i64> = found.iter().map(id).collect();
                assert_eq!(found, expected, "{backend:?}: {name} is {wanted}");
            }
        }
    }
}

/// The table with the rows.
fn sql<T: ToSqlite>(backend: Backend, postgres: &str, rows: &[Option<Vec<T>>]) -> String {
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let on_postgres = backend == Backend::Postgres;
    let (mut out, ty) = match on_postgres {
        true if postgres == "mood[]" => {
            ("CREATE TYPE mood AS ENUM ('calm', 'wild at heart');\n".into(), postgres)
        }
        true => (String::new(), postgres),
        false => (String::new(), "JSON_TEXT"),
    };
    out.push_str(&format!("CREATE TABLE holders (id BIGINT PRIMARY KEY NOT NULL, list {ty});\n"));
    for (id, row) in rows.iter().enumerate() {
        let elements =
            row.as_ref().map(|row| row.iter().map(|v| v.to_element().unwrap()).collect::<Vec<Value>>());
        let list = match elements {
            None => "NULL".to_owned(),
            Some(elements) if on_postgres => {
                let text = |v: &Value| quoted(&v.as_str().map_or_else(|| v.to_string(), str::to_owned));
                format!("ARRAY[{}]::text[]::{ty}", elements.iter().map(text).collect::<Vec<_>>().join(", "))
            }
            Some(elements) => quoted(&Value::from(elements).to_string()),
        };
        out.push_str(&format!("INSERT INTO holders VALUES ({id}, {list});\n"));
    }
    out
}
