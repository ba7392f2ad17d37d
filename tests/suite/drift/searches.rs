//! Searches find their index: the text that a query looks through is the very text that the index holds.

use crate::support::db::Db;
use zmig_build::merge::{Known, merge};
use zmig_build::source::SourceId;
use zmig_build::yaml::parse_yaml;
use zmig_core::{Dialect, Schema, template, text_search};

const TEXT: &str = "
articles:
  id: {type: int, pk: true}
  title: {type: str, max_length: 80, required: true}
  body: text
  specs: json
  tags: [str]
  Meta:
    text_search: {columns: [title, body], language: english}
    jsonb_gin_indexes: [specs, tags]
";

/// How PostgreSQL would look for rows, were the table too large to read.
async fn explained(db: &Db, condition: &str) -> String {
    let sql = format!("EXPLAIN SELECT id FROM articles AS a WHERE {condition}");
    let lines = db.rows(&sql).await;
    lines.into_iter().flatten().flatten().collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_search_uses_its_index() {
    let says = parse_yaml("schemas/zSchema.articles.yaml", TEXT).expect("it is read");
    let merged = merge(&[(SourceId(0), &says)], Known::NOTHING).expect("it is whole");
    let table = merged.schema.table("articles").expect("the table").clone();
    let db = Db::new(Dialect::Postgres).await;
    let made = template::create_table(&Schema::default(), table).expect("a table");
    db.run(&made.sql(Dialect::Postgres).expect("it is planned").up).await;
    db.run(
        "INSERT INTO articles VALUES (1, 'Running shoes', NULL, '{\"a\": {\"b\": 1}}', ARRAY['x', 'y']), \
            (2, 'Hats', 'for runners', NULL, NULL)",
    )
    .await;
    db.run("SET enable_seqscan = off").await;

    let quote = |name: &str| format!("a.{}", Dialect::Postgres.quote_name(name));
    let words = text_search::document(&["title", "body"], "english", quote);
    let matches = format!("{words} @@ plainto_tsquery('english', 'run')");
    for (condition, index, found) in [
        (matches.as_str(), "idx_articles_text_search", "1"),
        ("specs @> '{\"a\": {\"b\": 1}}'", "idx_articles_specs", "1"),
        ("tags @> ARRAY['y']::VARCHAR[]", "idx_articles_tags", "1"),
    ] {
        let plan = explained(&db, condition).await;
        assert!(plan.contains(index), "{condition}:\n{plan}");
        let rows = db.rows(&format!("SELECT id::TEXT FROM articles AS a WHERE {condition}")).await;
        assert_eq!(rows, [[Some(found.to_owned())]], "{condition}");
    }
    db.drop().await;
}
