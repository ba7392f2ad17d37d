//! Filters of json mean the same on every kind of database, and the same as in Rust.

use super::support::*;
use super::tables::*;
use serde_json::{Value, json};
use zmig_runtime::{Column, ColumnShape, Filter, Kind, Model};

model!(Thing, "things", 8, false, id: i64, specs: Option<Value>; ID id i64);

impl Thing {
    const SPECS: Column<Self, Value> = Column::new(ColumnShape::of("specs", Kind::Json));
}

/// A table of things that hold these values, and nothing at all at the end.
async fn things(backend: Backend, values: &[Value]) -> (Db, zmig_runtime::Db) {
    let ty = if backend == Backend::Postgres { "JSONB" } else { "JSON_TEXT" };
    let mut sql = format!("CREATE TABLE things (id BIGINT PRIMARY KEY NOT NULL, specs {ty});\n");
    let rows = values.iter().map(|v| format!("'{}'", v.to_string().replace('\'', "''")));
    for (id, value) in rows.chain(["NULL".to_owned()]).enumerate() {
        sql.push_str(&format!("INSERT INTO things VALUES ({id}, {value});\n"));
    }
    made(backend, &sql).await
}

async fn found(db: &zmig_runtime::Db, filter: Filter<Thing>) -> Vec<usize> {
    let shown = format!("{filter:?}");
    let rows = Thing::list().filter(filter).order(Thing::ID.asc()).all(db).await;
    let rows = rows.unwrap_or_else(|e| panic!("{shown}: {e}"));
    rows.iter().map(|t| usize::try_from(t.id).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn places_in_json_are_compared_by_their_kind() {
    let values = [
        json!({"color": "red", "size": {"width": 5, "height": 2.5}, "sold": true, "tags": ["a", "b"]}),
        json!({"color": "Red", "size": {"width": 10}, "sold": false}),
        json!({"color": null, "size": {"width": "5"}, "sold": "true"}),
        json!({"size": [5, 10], "color": 5}),
        json!(["red"]),
        json!("red"),
        json!({"color": "grün", "size": {"width": -1e3}, "0": "zero"}),
    ];
    for backend in ALL {
        let (_guard, db) = things(backend, &values).await;
        let color = || Thing::SPECS.at("color");
        let width = || Thing::SPECS.at(["size", "width"]);
        let cases: Vec<(Filter<Thing>, &[usize])> = vec![
            (color().eq("red"), &[0]),
            (color().ne("red"), &[1, 6]),
            (!color().eq("red"), &[1, 6]),
            (color().lt("gs"), &[1, 6]),
            (color().ge("grün"), &[0, 6]),
            (color().eq(5), &[3]),
            (color().is_null(), &[2, 4, 5, 7]),
            (color().is_not_null(), &[0, 1, 3, 6]),
            (color().exists(), &[0, 1, 2, 3, 6]),
            (width().eq(5), &[0]),
            (width().eq("5"), &[2]),
            (width().gt(4.5), &[0, 1]),
            (width().lt(0), &[6]),
            (width().lt(0.5), &[6]),
            (width().lt("9"), &[2]),
            (width().le(-1000.0), &[6]),
            (width().ne(5), &[1, 6]),
            (Thing::SPECS.at("size").at("height").eq(2.5), &[0]),
            (Thing::SPECS.at("size").at(1).eq(10), &[3]),
            (Thing::SPECS.at("size").at(2).exists(), &[]),
            (Thing::SPECS.at("size").at("0").exists(), &[]),
            (Thing::SPECS.at("0").eq("zero"), &[6]),
            (Thing::SPECS.at(0).eq("red"), &[4]),
            (Thing::SPECS.at("sold").eq(true), &[0]),
            (Thing::SPECS.at("sold").ne(true), &[1]),
            (Thing::SPECS.at("sold").eq(1), &[]),
            (Thing::SPECS.at("tags").contains(json!(["b"])), &[0]),
            (!Thing::SPECS.at("tags").contains(json!(["c"])), &[0]),
        ];
        for (number, (filter, expected)) in cases.into_iter().enumerate() {
            assert_eq!(found(&db, filter).await, expected, "{backend:?}: case {number}");
        }
    }
}

/// A key is a key, whatever is in it.
#[tokio::test(flavor = "multi_thread")]
async fn keys_are_never_read_as_anything_else() {
    let keys = [
        "a.b",
        "a\"b",
        "a'b",
        "a\\b",
        "[0]",
        "$",
        "$.x",
        "größe",
        "日本",
        "",
        " ",
        "a\nb",
        "\"",
        "#",
        "*",
        "\u{1F600}",
        "a\\\"b",
        "{x}",
        "null",
        "0",
    ];
    let values: Vec<Value> = keys.iter().map(|key| json!({*key: {*key: *key}})).collect();
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let (_guard, db) = things(backend, &values).await;
        for (number, key) in keys.iter().enumerate() {
            let filter = Thing::SPECS.at([*key, *key]).eq(*key);
            assert_eq!(found(&db, filter).await, [number], "{backend:?}: {key:?}");
            let filter = Thing::SPECS.contains(json!({*key: {*key: *key}}));
            assert_eq!(found(&db, filter).await, [number], "{backend:?}: {key:?}");
        }
    }
}

/// What `@>` means.
fn contains(have: &Value, want: &Value, whole: bool) -> bool {
    match (have, want) {
        (Value::Object(have), Value::Object(want)) => {
            want.iter().all(|(key, want)| have.get(key).is_some_and(|have| contains(have, want, false)))
        }
        (Value::Array(have), Value::Array(want)) => {
            want.iter().all(|want| have.iter().any(|have| contains(have, want, false)))
        }
        (Value::Array(have), want) if whole && !want.is_object() => {
            have.iter().any(|have| contains(have, want, false))
        }
        (Value::Number(have), Value::Number(want)) => have.as_f64() == want.as_f64(),
        (have, want) => have == want,
    }
}

/// Numbers that look random, and are the same in every run.
pub struct Seed(pub u64);

impl Seed {
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn json(&mut self, depth: u32) -> Value {
        match self.below(if depth == 0 { 7 } else { 12 }) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(false),
            3 => json!(self.below(3)),
            4 => json!(self.below(3) as f64 / 2.0),
            5 => json!(["", "a", "1", "true", "it's \"q\""][self.below(5) as usize]),
            6 => json!("b"),
            7 | 8 => (0..self.below(4)).map(|_| self.json(depth - 1)).collect(),
            _ => (0..self.below(4))
                .map(|_| (["a", "b", "c d"][self.below(3) as usize].to_owned(), self.json(depth - 1)))
                .collect(),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn containment_is_that_of_rust() {
    let mut seed = Seed(7);
    let values: Vec<Value> = (0..120).map(|_| seed.json(3)).collect();
    let wanted: Vec<Value> = (0..120).map(|_| seed.json(2)).collect();
    for backend in BOTH {
        let (_guard, db) = things(backend, &values).await;
        let mut some = 0;
        for want in &wanted {
            let is = |number: &usize| contains(&values[*number], want, true);
            let (yes, no): (Vec<usize>, Vec<usize>) = (0..values.len()).partition(is);
            some += usize::from(!yes.is_empty());
            assert_eq!(found(&db, Thing::SPECS.contains(want.clone())).await, yes, "{backend:?}: {want}");
            assert_eq!(found(&db, !Thing::SPECS.contains(want.clone())).await, no, "{backend:?}: not {want}");
        }
        assert!(some > 50, "{some} of the values are contained anywhere");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gin_index_serves_containment() {
    let values: Vec<Value> = (0..50).map(|n| json!({"n": n})).collect();
    let (guard, _db) = things(Backend::Postgres, &values).await;
    guard.rows("CREATE INDEX things_specs ON things USING gin (specs)").await;
    let shown = format!("{:?}", Thing::SPECS.contains(json!({"n": 7})));
    let condition = shown.trim_start_matches("Filter(\"").trim_end_matches("\")").replace("\\\"", "\"");
    let sql = format!(
        "SET enable_seqscan = off; EXPLAIN SELECT * FROM things AS t WHERE {}",
        condition.replace("$1", "'{\"n\": 7}'")
    );
    let plan = guard.column(&sql).await.join("\n");
    assert!(plan.contains("things_specs"), "{sql}\n{plan}");
}
