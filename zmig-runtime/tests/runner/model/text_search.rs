//! Searches for words, on every kind of database.

use super::support::*;
use super::tables::*;
use zmig_core::text_search;
use zmig_runtime::{Filter, Model, TextSearch};

model!(Shoe, "shoes", 10, false, id: i64, name: String; ID id i64);

const SEARCH: TextSearch<Shoe> = TextSearch::new(&["name", "note"], "simple");

const ROWS: &str = "
CREATE TABLE shoes (id BIGINT PRIMARY KEY NOT NULL, name TEXT NOT NULL, note TEXT);
INSERT INTO shoes VALUES (1, 'Red shoe', 'for running'), (2, 'blue shoe', NULL), (3, 'Boot', 'in red, it''s new'),
  (4, '100% wool', '_');
";

async fn found(db: &zmig_runtime::Db, filter: Filter<Shoe>) -> Vec<i64> {
    let rows = Shoe::list().filter(filter).order(Shoe::ID.asc()).all(db).await.unwrap();
    rows.iter().map(|shoe| shoe.id).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_word_is_in_one_of_the_columns() {
    for backend in ALL {
        let (_guard, db) = made(backend, ROWS).await;
        let cases: [(&str, &[i64]); 10] = [
            ("red", &[1, 3]),
            ("RED shoe", &[1]),
            ("running red", &[1]),
            ("shoe", &[1, 2]),
            ("red boot", &[3]),
            ("wool 100", &[4]),
            ("green", &[]),
            ("", &[]),
            (" %_' ", &[]),
            ("red green", &[]),
        ];
        for (query, expected) in cases {
            assert_eq!(found(&db, SEARCH.matches(query)).await, expected, "{backend:?}: {query:?}");
        }
        assert_eq!(found(&db, !SEARCH.matches("red")).await, [2, 4], "{backend:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_index_of_the_schema_serves_a_search() {
    let (guard, db) = made(Backend::Postgres, ROWS).await;
    let quote = |name: &str| zmig_runtime::Dialect::Postgres.quote_name(name);
    let words = text_search::document(&["name", "note"], "simple", quote);
    guard.rows(&format!("CREATE INDEX shoes_search ON shoes USING gin ({words})")).await;
    assert_eq!(found(&db, SEARCH.matches("shoe -blue")).await, [1]);
    let shown = format!("{:?}", SEARCH.matches("red"));
    let condition = shown.trim_start_matches("Filter(\"").trim_end_matches("\")").replace("\\\"", "\"");
    let condition = condition.replace("$1", "'red'");
    let sql = format!("SET enable_seqscan = off; EXPLAIN SELECT * FROM shoes AS t WHERE {condition}");
    let plan = guard.column(&sql).await.join("\n");
    assert!(plan.contains("shoes_search"), "{sql}\n{plan}");
}
