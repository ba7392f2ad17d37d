//! Every neutral type is read back from both backends, and what does not fit is refused.
#![allow(missing_docs, clippy::unwrap_used)]

use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _};
use zmig_runtime::__private::{FromColumn, decode};
use zmig_runtime::Row;

#[derive(Debug, PartialEq)]
enum Mood {
    Calm,
    Wild,
}

impl decode::Label for Mood {
    const NAME: &'static str = "mood";
    fn from_label(label: &str) -> Option<Self> {
        match label {
            "calm" => Some(Self::Calm),
            "wild" => Some(Self::Wild),
            _ => None,
        }
    }
}

async fn sqlite<T: FromColumn>(expression: &str) -> Result<T, String> {
    let mut conn =
        "sqlite::memory:".parse::<sqlx::sqlite::SqliteConnectOptions>().unwrap().connect().await.unwrap();
    let row = conn.fetch_one(AssertSqlSafe(format!("SELECT {expression} AS v"))).await.unwrap();
    Row::sqlite(&row).decimal(0, "v", 2).map_err(|e| e.to_string())
}

async fn postgres<T: FromColumn>(expression: &str) -> Result<T, String> {
    let url = std::env::var("ZMIG_TEST_POSTGRES_URL")
        .expect("ZMIG_TEST_POSTGRES_URL names a PostgreSQL server for tests; `./test` starts one");
    let mut conn = url.parse::<sqlx::postgres::PgConnectOptions>().unwrap().connect().await.unwrap();
    conn.execute("CREATE TYPE pg_temp.mood AS ENUM ('calm', 'wild')").await.unwrap();
    let sql = format!("SELECT {expression} AS v");
    // Both formats of the protocol.
    let binary = conn.fetch_one(sqlx::query(AssertSqlSafe(sql.clone()))).await.unwrap();
    let text = conn.fetch_one(AssertSqlSafe(sql)).await.unwrap();
    let text = Row::postgres(&text).get::<T>(0, "v").map_err(|e| e.to_string());
    let binary = Row::postgres(&binary).get::<T>(0, "v").map_err(|e| e.to_string());
    assert_eq!(text.is_ok(), binary.is_ok(), "{expression}");
    binary
}

macro_rules! reads {
    ($($backend:ident $expression:literal => $value:expr);+ $(;)?) => {$(
        assert_eq!($backend($expression).await.as_ref(), Ok(&$value), "{} {}", stringify!($backend), $expression);
    )+};
}

macro_rules! refuses {
    ($($backend:ident $ty:ty: $expression:literal);+ $(;)?) => {$(
        assert!($backend::<$ty>($expression).await.is_err(), "{} {}", stringify!($backend), $expression);
    )+};
}

fn instant() -> chrono::DateTime<chrono::Utc> {
    "2024-02-29T12:34:56.789Z".parse().unwrap()
}

#[tokio::test]
async fn values_of_sqlite() {
    let price: rust_decimal::Decimal = "12.30".parse().unwrap();
    let id = uuid::Uuid::from_u128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff);
    reads! {
        sqlite "1" => true; sqlite "0" => false; sqlite "'true'" => true;
        sqlite "-32768" => i16::MIN; sqlite "2147483647" => i32::MAX; sqlite "9223372036854775807" => i64::MAX;
        sqlite "0.1" => 0.1_f64; sqlite "3" => 3.0_f64; sqlite "0.1" => 0.1_f32;
        sqlite "'it''s'" => "it's".to_owned(); sqlite "x'00ff'" => vec![0_u8, 255];
        sqlite "'2024-02-29'" => chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        sqlite "'12:34:56.5'" => chrono::NaiveTime::from_hms_milli_opt(12, 34, 56, 500).unwrap();
        sqlite "'2024-02-29 12:34:56.789'" => instant(); sqlite "'2024-02-29T13:34:56.789+01:00'" => instant();
        sqlite "'2024-02-29 12:34:56.789+00:00'" => instant(); sqlite "'2024-02-29 12:34:56.789Z'" => instant();
        sqlite "'2024-02-29T12:34:56.789'" => instant().naive_utc();
        sqlite "'00112233-4455-6677-8899-aabbccddeeff'" => id; sqlite "x'00112233445566778899aabbccddeeff'" => id;
        sqlite "12.3" => price; sqlite "'12.3'" => price; sqlite "12" => rust_decimal::Decimal::new(1200, 2);
        sqlite "1e3" => rust_decimal::Decimal::new(100_000, 2);
        sqlite "'{\"a\":[1,null]}'" => serde_json::json!({"a": [1, null]});
        sqlite "'[1,2]'" => vec![1_i32, 2]; sqlite "'[\"a\",null]'" => vec![Some("a".to_owned()), None];
        sqlite "'[\"a\",{}]'" => vec![serde_json::json!("a"), serde_json::json!({})];
        sqlite "'[1.5]'" => vec![rust_decimal::Decimal::new(150, 2)]; sqlite "'[\"\\\\x00ff\"]'" => vec![vec![0_u8, 255]];
        sqlite "'wild'" => Mood::Wild; sqlite "'[\"calm\"]'" => vec![Mood::Calm];
        sqlite "NULL" => None::<Mood>; sqlite "NULL" => None::<i64>; sqlite "5" => Some(5_i64);
    }
    refuses! {
        sqlite i16: "32768"; sqlite i64: "'12abc'"; sqlite i64: "1.5"; sqlite i64: "NULL"; sqlite String: "NULL";
        sqlite bool: "'yes'"; sqlite chrono::NaiveDate: "'29.2.2024'"; sqlite Mood: "'sad'"; sqlite uuid::Uuid: "'x'";
        sqlite Vec<i64>: "'{}'"; sqlite rust_decimal::Decimal: "'1,5'"; sqlite serde_json::Value: "'{'";
    }
    let error = sqlite::<Mood>("'sad'").await.unwrap_err();
    assert!(error.contains("`sad` is no value of the enum mood") && error.contains("column v"), "{error}");
}

#[tokio::test]
async fn values_of_postgres() {
    let price: rust_decimal::Decimal = "12.30".parse().unwrap();
    let id = uuid::Uuid::from_u128(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff);
    reads! {
        postgres "true" => true; postgres "1::int2" => 1_i16; postgres "1::int4" => 1_i32; postgres "1::int8" => 1_i64;
        postgres "0.1::float4" => 0.1_f32; postgres "0.1::float8" => 0.1_f64;
        postgres "'a'::varchar" => "a".to_owned(); postgres "'a'::text" => "a".to_owned();
        postgres "'\\x00ff'::bytea" => vec![0_u8, 255];
        postgres "'2024-02-29'::date" => chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
        postgres "'12:34:56.5'::time" => chrono::NaiveTime::from_hms_milli_opt(12, 34, 56, 500).unwrap();
        postgres "'2024-02-29T12:34:56.789Z'::timestamptz" => instant();
        postgres "'00112233-4455-6677-8899-aabbccddeeff'::uuid" => id; postgres "12.30::numeric(10,2)" => price;
        postgres "'{\"a\":[1,null]}'::jsonb" => serde_json::json!({"a": [1, null]});
        postgres "array[1,2]" => vec![1_i32, 2]; postgres "array['a']" => vec!["a".to_owned()];
        postgres "array['1'::jsonb]" => vec![serde_json::json!(1)];
        postgres "'wild'::pg_temp.mood" => Mood::Wild; postgres "'wild'::pg_temp.mood" => "wild".to_owned();
        postgres "array['calm']::pg_temp.mood[]" => vec![Mood::Calm];
        postgres "NULL::pg_temp.mood" => None::<Mood>; postgres "NULL::int8" => None::<i64>; postgres "5::int8" => Some(5_i64);
    }
    refuses! {
        postgres i64: "1::int4"; postgres i32: "NULL::int4"; postgres String: "1"; postgres Vec<i32>: "array['a']";
        postgres Mood: "'sad'::text";
    }
}
