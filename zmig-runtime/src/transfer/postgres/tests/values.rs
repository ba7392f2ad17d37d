//! Every type with its extremes, out and in again.

use super::support::*;
use crate::transfer::Commits;
use crate::{ExportOptions, IntrospectOptions, export};

const TABLE: &str = "CREATE SCHEMA sales; CREATE TYPE mood AS ENUM ('ok', 'it''s, \"odd\"', 'ü');
    CREATE DOMAIN sales.small AS int CHECK (VALUE < 10); CREATE DOMAIN blob AS bytea;
    CREATE TABLE sales.\"T a\" (id bigint PRIMARY KEY, b boolean, i2 smallint, i4 int, f4 real, f8 double precision,
      n numeric(30,6), n0 numeric(5,0), loose numeric, v varchar(5), t text, \"by\" bytea, d date, ti time, ts timestamptz,
      plain timestamp, u uuid, j jsonb, j1 json, m mood, ms mood[], sm sales.small, bl blob, li bigint[], lt text[],
      lf double precision[], ln numeric(6,2)[], lb boolean[], lby bytea[], lts timestamptz[], lj jsonb[], ld date[],
      span interval, \"select\" text NOT NULL DEFAULT '', twice bigint GENERATED ALWAYS AS (id / 2) STORED)";

const ROWS: &str = r#"INSERT INTO sales."T a" (id, b, i2, i4, f4, f8, n, n0, loose, v, t, "by", d, ti, ts, plain, u, j, j1, m, ms,
      sm, bl, li, lt, lf, ln, lb, lby, lts, lj, ld, span, "select") VALUES
    (9223372036854775807, true, 32767, 2147483647, 3.4028235e38, 1.7976931348623157e308, 999999999999999999999999.999999,
     99999, 1e-20, 'äöü"', E'a\tb\nc\rd\\e"f,g', '\x00ff0a5c', '9999-12-31', '23:59:59.999999', '9999-12-31 23:59:59.999999+00',
     '2025-12-20 12:00:00.25', 'ffffffff-ffff-ffff-ffff-ffffffffffff', '{"b": [1.50, null, "\u00fc\n"], "a": {}}', ' { "a" : 1e5 } ',
     'it''s, "odd"', ARRAY['it''s, "odd"', NULL, 'ü']::mood[], 9, '\x5c', ARRAY[[1, NULL], [-9223372036854775808, 9223372036854775807]],
     ARRAY['', 'NULL', NULL, 'a,b', '{}', E'"\\\n\t', 'ü'], ARRAY[0.1, 'NaN', '-Infinity', 1e300, -0.0]::float8[], ARRAY[1.50, -0.05, NULL]::numeric(6,2)[],
     '{t,f,NULL}', ARRAY['\x', '\x00ff']::bytea[], ARRAY['2025-12-20 12:00:00.5+00', '0001-01-01 00:00:00+00']::timestamptz[],
     ARRAY['{"a": [1]}', '"x"', NULL, '3']::jsonb[], '{2025-12-20,0001-01-01}', '1 mon -3 days 04:05:06.7', E'\\N'),
    (-9223372036854775808, false, -32768, -2147483648, 1e-45, 5e-324, -0.000001, -1, 'NaN', '', '', '', '0001-01-01', '00:00:00',
     '0001-01-01 00:00:00+00', 'infinity', '00000000-0000-0000-0000-000000000000', 'null', '"\u0001"', 'ok', '{}', -5, '', '{}', '{}', '{}', '{}', '{}', '{}',
     '{}', '{}', '{}', '0', E'\\.'),
    (0, NULL, NULL, NULL, 'NaN', 'Infinity', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ''),
    (1, NULL, 0, 0, '-Infinity', '-0', 0, 0, 0, '     ', E'\n', '\x22', '2024-02-29', '12:00:00.5', '2025-12-20 12:00:00+02', NULL, NULL,
     '[]', '[]', 'ü', NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '-1 days', E'x\u2028😀')"#;

/// All of a table as the server prints it.
const PRINTED: &str = "SELECT ROW(t.*)::text FROM sales.\"T a\" t ORDER BY id";

#[tokio::test]
async fn every_type_comes_back_as_it_was() {
    let from = Db::with(&format!("{TABLE}; {ROWS}")).await;
    let (csv, digest) = from.read("sales.T a").await.unwrap();
    for commits in [Commits::Once, Commits::Batches] {
        let to = Db::with(TABLE).await;
        assert_eq!(to.load(commits, "sales.T a", &csv).await.unwrap(), digest);
        assert_eq!(to.rows(PRINTED).await, from.rows(PRINTED).await);
        assert_eq!(to.csv("sales.T a").await.unwrap(), csv);
        let left = "SELECT count(*) FROM pg_tables WHERE tablename LIKE '\\_\\_zmig%'";
        assert_eq!(to.rows(left).await, ["0"]);
    }
}

#[tokio::test]
async fn cells_have_one_form_whatever_the_session_is_set_to() {
    let db = Db::with(
        "CREATE TABLE t (id int PRIMARY KEY, b bool, f float8, by bytea, d date, ts timestamptz, l text[], n text);
         INSERT INTO t VALUES (1, true, 0.1::float8 + 0.2, '\\x00ff', '2025-12-20', '2025-12-20 12:00:00.120+02', '{a,NULL}', '')",
    )
    .await;
    let name = db.url.rsplit_once('/').unwrap().1;
    for setting in [
        "DateStyle = 'SQL, DMY'",
        "TimeZone = 'Asia/Kolkata'",
        "extra_float_digits = 0",
        "bytea_output = 'escape'",
        "statement_timeout = '1ms'",
    ] {
        db.run(&format!("ALTER DATABASE {name} SET {setting}")).await;
    }
    let expected = "id,b,f,by,d,ts,l,n\n1,true,0.30000000000000004,AP8=,2025-12-20,2025-12-20T10:00:00.12Z,\"[\"\"a\"\",null]\",\"\"\n";
    db.run(&format!("ALTER DATABASE {name} RESET statement_timeout")).await;
    assert_eq!(db.csv("t").await.unwrap(), expected);
}

#[tokio::test]
async fn what_no_other_database_holds_is_named_by_its_row() {
    let db = Db::with(
        "CREATE TABLE t (id int PRIMARY KEY, d date, n numeric(5,2), ts timestamptz, ti time, l int[]);
         INSERT INTO t VALUES (1, 'infinity', 1, now(), '12:00', NULL), (2, '0044-03-15 BC', 1, now(), '12:00', NULL),
           (3, '2025-12-20', 'NaN', now(), '12:00', NULL), (4, NULL, NULL, '-infinity', NULL, NULL), (5, NULL, NULL, NULL, '24:00', NULL),
           (6, NULL, NULL, NULL, NULL, '[0:1]={1,2}')",
    )
    .await;
    let error = db.csv("t").await.unwrap_err().to_string();
    for part in [
        "t.d where id = 1: infinity",
        "id = 2: 0044-03-15 BC",
        "t.n where id = 3: NaN",
        "t.ts where id = 4",
        "t.ti where id = 5",
        "t.l where id = 6",
        "next:",
    ] {
        assert!(error.contains(part), "{part} in {error}");
    }
}

#[tokio::test]
async fn rows_that_would_stay_behind_are_all_named() {
    let db = Db::with(
        "CREATE TABLE parts (k int) PARTITION BY RANGE (k); CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (9);
         CREATE TABLE parent (a int); CREATE TABLE child (b int) INHERITS (parent);
         CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE far (a int) SERVER s",
    )
    .await;
    let folder = tempfile::tempdir().unwrap();
    let options = ExportOptions::default().folder(folder.path().join("out"));
    let error = export(&db.url, &options).await.unwrap_err().to_string();
    for part in ["parts", "parts_1", "child", "far", "next:"] {
        assert!(error.contains(part), "{part} in {error}");
    }
    // What is left out need not be a table.
    let tables = IntrospectOptions { include_tables: vec!["parent".into()], ..IntrospectOptions::default() };
    export(&db.url, &options.tables(tables)).await.unwrap();
}

/// A table that is made of computed columns has nothing to say while it is empty.
#[tokio::test]
async fn a_table_without_values_of_its_own_is_no_obstacle_while_it_is_empty() {
    let db = Db::with("CREATE TABLE t (one int GENERATED ALWAYS AS (1) STORED)").await;
    db.csv("t").await.unwrap();
    db.run("INSERT INTO t DEFAULT VALUES").await;
    let error = db.csv("t").await.unwrap_err().to_string();
    assert!(error.contains("no column whose values are kept"), "{error}");
}

/// Rows that a policy hides are an error and not missing.
#[tokio::test]
async fn rows_that_the_user_may_not_see_are_no_rows_to_leave_out() {
    let db = Db::with("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2)").await;
    let role = format!("zmig_transfer_reader_{}", std::process::id());
    db.run(&format!(
        "CREATE ROLE {role} LOGIN PASSWORD 'x'; GRANT ALL ON ALL TABLES IN SCHEMA public TO {role};
         ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (id < 2)"
    ))
    .await;
    let (_, address) = db.url.split_once('@').unwrap();
    let reader = std::mem::ManuallyDrop::new(Db { url: format!("postgres://{role}:x@{address}") });
    let error = reader.csv("t").await.unwrap_err().to_string();
    db.run(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).await;
    assert!(error.contains("row-level security"), "{error}");
}
