//! Programs whose schemas have their data in several databases.

use super::support::*;
use std::collections::BTreeMap;
use zmig_runtime::{Error, Migrations, RunOptions, SourcesReport};

/// Three schemas with a table each, `in_a`, `in_b` and `in_none`; the first two name a source.
fn three() -> Migrations {
    let schema = |n: u32, schema: &'static str| {
        let table = format!("in_{schema}");
        let up = format!("CREATE TABLE {table} (id INTEGER PRIMARY KEY);\n");
        One { schema, parent: None, ..one(n, up, format!("DROP TABLE {table};\n")) }
    };
    let named = |schema: &str, source: &str| (schema.to_owned(), source.to_owned());
    migrations(&[schema(1, "a"), schema(2, "b"), schema(3, "none")])
        .with_sources([named("a", "ZDATA_A_URL"), named("b", "ZDATA_B_URL")])
}

/// What a resolver says that knows these.
fn knows<'a>(urls: &'a [(&'a str, &'a str)]) -> impl Fn(Option<&str>) -> Option<String> + 'a {
    let all: BTreeMap<_, _> = urls.iter().copied().collect();
    move |source| all.get(source.unwrap_or("DATABASE_URL")).map(|url| (*url).to_owned())
}

async fn run(set: &Migrations, urls: &[(&str, &str)]) -> Result<SourcesReport, Error> {
    set.run_each(knows(urls), &RunOptions::default()).await
}

async fn tables(db: &Db) -> Vec<&'static str> {
    let mut out = Vec::new();
    for name in ["in_a", "in_b", "in_none"] {
        if db.has_table(name).await {
            out.push(name);
        }
    }
    out
}

#[test]
fn a_source_has_a_set_of_its_own() {
    let set = three();
    assert_eq!(set.sources(), ["ZDATA_A_URL", "ZDATA_B_URL"]);
    assert_eq!((set.source_of("a"), set.source_of("none")), (Some("ZDATA_A_URL"), None));
    let names: Vec<_> = set.places(|_| Some("sqlite://one.db".to_owned())).unwrap();
    assert_eq!(names.len(), 1, "one database is one place");
    assert_eq!(names[0].title(), "ZDATA_A_URL, ZDATA_B_URL (sqlite://one.db)");
    assert_eq!(set.of_source("ZDATA_A_URL").sources(), ["ZDATA_A_URL"]);
    assert!(set.of_source(None).sources().is_empty());
    // All in one: nothing to tell apart.
    let plain = migrations(&super::support::tables(2));
    assert!(plain.sources().is_empty());
    assert_eq!(plain.places(|source| source.is_none().then(|| "x".to_owned())).unwrap().len(), 1);
}

#[tokio::test]
async fn each_schema_is_migrated_where_its_data_is() {
    for backend in ALL {
        let (a, b, rest) = (Db::new(backend).await, Db::new(backend).await, Db::new(Backend::Sqlite).await);
        let set = three();
        let urls = [("ZDATA_A_URL", &*a.url), ("ZDATA_B_URL", &b.url), ("DATABASE_URL", &rest.url)];
        let report = run(&set, &urls).await.unwrap();
        assert_eq!(report.databases.len(), 3);
        let text = report.to_string();
        for part in ["ZDATA_A_URL (", "ZDATA_B_URL (", "applied 1 migration"] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert_eq!(tables(&a).await, ["in_a"], "{backend:?}");
        assert_eq!(tables(&b).await, ["in_b"], "{backend:?}");
        assert_eq!(tables(&rest).await, ["in_none"], "{backend:?}");
        // Each is up to date by itself: its newest row carries the digest of its own set.
        let again = run(&set, &urls).await.unwrap();
        assert!(again.databases.iter().all(|d| d.outcome.as_ref().unwrap().is_up_to_date()), "{again}");
        assert!(again.databases.iter().all(|d| d.outcome.as_ref().unwrap().warnings.is_empty()), "{again}");
        assert_eq!(set.of_source("ZDATA_A_URL").status(&a.url).await.unwrap().applied.len(), 1);
        let json = serde_json::to_value(&again).unwrap();
        assert_eq!(json["databases"][1]["sources"][0], "ZDATA_A_URL");
        assert!(json["databases"][1]["report"]["applied"].is_array(), "{json}");
    }
}

#[tokio::test]
async fn two_sources_in_one_database_are_one_set() {
    for backend in ALL {
        let (one, rest) = (Db::new(backend).await, Db::new(backend).await);
        let urls = [("ZDATA_A_URL", &*one.url), ("ZDATA_B_URL", &one.url), ("DATABASE_URL", &rest.url)];
        let report = run(&three(), &urls).await.unwrap();
        assert_eq!(report.databases.len(), 2);
        assert_eq!(tables(&one).await, ["in_a", "in_b"], "{backend:?}");
        let again = run(&three(), &urls).await.unwrap();
        assert!(again.databases.iter().all(|d| d.outcome.as_ref().unwrap().is_up_to_date()), "{again}");
    }
}

#[tokio::test]
async fn one_that_fails_says_what_the_others_did() {
    for backend in ALL {
        let (a, rest) = (Db::new(backend).await, Db::new(backend).await);
        let broken = "postgres://app:hunter2@127.0.0.1:1/shop";
        let urls = [("ZDATA_A_URL", &*a.url), ("ZDATA_B_URL", broken), ("DATABASE_URL", &rest.url)];
        let error = run(&three(), &urls).await.unwrap_err();
        let text = error.to_string();
        for part in [
            "ZDATA_B_URL (postgres://app:***@127.0.0.1:1/shop): failed",
            "ZDATA_A_URL",
            "applied 1 migration",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains("hunter2"), "{text}");
        let Error::Sources(report) = error else { panic!("{text}") };
        let json = serde_json::to_string(&report).unwrap();
        assert!(json.contains("\"error\":\"cannot connect") && !json.contains("hunter2"), "{json}");
        assert_eq!((tables(&a).await, tables(&rest).await), (vec!["in_a"], vec!["in_none"]), "{backend:?}");
    }
}

#[tokio::test]
async fn where_one_is_not_known_nothing_is_changed_and_all_are_named() {
    for backend in ALL {
        let a = Db::new(backend).await;
        let error = run(&three(), &[("ZDATA_A_URL", &a.url)]).await.unwrap_err().to_string();
        assert!(error.contains("DATABASE_URL, ZDATA_B_URL are not set"), "{error}");
        assert!(tables(&a).await.is_empty(), "{backend:?}");
    }
}
