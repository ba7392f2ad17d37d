//! In what two schemas differ, found in another way than the one that is tested: by their JSON.

use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use zmig_core::{Conflict, Schema};

/// A difference: the object, and what of it.
type Difference = (String, String);

/// What was named.
pub(super) fn named(conflicts: &[Conflict]) -> BTreeSet<Difference> {
    let word = |c: &Conflict| match serde_json::to_value(c.aspect) {
        Ok(Value::String(word)) => word,
        other => panic!("an aspect is a word: {other:?}"),
    };
    conflicts.iter().map(|c| (c.object.to_string(), word(c))).collect()
}

/// What differs.
pub(super) fn differences(expected: &Schema, found: &Schema) -> BTreeSet<Difference> {
    let (a, b) = (flat(expected), flat(found));
    let mut out = BTreeSet::new();
    for object in a.keys().chain(b.keys()) {
        match (a.get(object), b.get(object)) {
            (Some(_), None) if !is_inside_of_one_side(object, &a, &b) => {
                out.insert((object.clone(), "missing".to_owned()));
            }
            (None, Some(_)) if !is_inside_of_one_side(object, &a, &b) => {
                out.insert((object.clone(), "extra".to_owned()));
            }
            (Some(a), Some(b)) => {
                for aspect in a.keys().chain(b.keys()) {
                    if a.get(aspect) != b.get(aspect) {
                        out.insert((object.clone(), aspect.clone()));
                    }
                }
            }
            _ => {}
        }
    }
    out
}

/// Whether an object belongs to a table that only one side has, so that the table stands for it.
fn is_inside_of_one_side(object: &str, a: &Objects, b: &Objects) -> bool {
    let Some(Value::String(table)) = a.get(object).or(b.get(object)).and_then(|o| o.get("#table")) else {
        return false;
    };
    let table = format!("table {table}");
    a.contains_key(&table) != b.contains_key(&table)
}

/// By an object's name as it is shown: what of it there is to compare.
type Objects = BTreeMap<String, BTreeMap<String, Value>>;

fn flat(schema: &Schema) -> Objects {
    let Value::Object(schema) = serde_json::to_value(schema).expect("JSON") else {
        panic!("a schema is an object")
    };
    let mut out = Objects::new();
    for (name, values) in part(&schema, "enums") {
        out.insert(
            format!("enum {}", shown(&name)),
            BTreeMap::from([("values".into(), values["values"].clone())]),
        );
    }
    for (name, domain) in part(&schema, "domains") {
        let aspects = [
            ("type", "type"),
            ("nullable", "nullability"),
            ("default", "default"),
            ("checks", "definition"),
            ("comment", "comment"),
        ];
        out.insert(format!("domain {}", shown(&name)), pick(&domain, &aspects, None));
    }
    for (name, table) in part(&schema, "tables") {
        let table_name = shown(&name);
        let of = Some(table_name.as_str());
        let aspects = [("options", "options"), ("comment", "comment")];
        out.insert(format!("table {table_name}"), pick(&table, &aspects, None));
        for column in list(&table, "columns") {
            let aspects = [
                ("type", "type"),
                ("nullable", "nullability"),
                ("default", "default"),
                ("generated", "generation"),
                ("identity", "identity"),
                ("collation", "collation"),
                ("comment", "comment"),
            ];
            let object = format!("column {table_name}.{}", shown(column["name"].as_str().expect("a name")));
            out.insert(object, pick(&column, &aspects, of));
        }
        for (key, kind) in [
            ("uniques", "unique set"),
            ("indexes", "index"),
            ("foreign_keys", "foreign key"),
            ("checks", "check"),
        ] {
            for mut object in list(&table, key) {
                let name = object.as_object_mut().expect("an object").remove("name").expect("a name");
                let name = format!("{kind} {} on {table_name}", shown(name.as_str().expect("a name")));
                let whole = BTreeMap::from([("definition".into(), object), table_of(&table_name)]);
                out.insert(name, whole);
            }
        }
        if !list(&table, "primary_key").is_empty() {
            let derived = Value::String(zmig_core::primary_key_name(&name));
            let name = table.get("primary_key_name").cloned().unwrap_or(derived);
            let object = format!("primary key {} on {table_name}", shown(name.as_str().expect("a name")));
            let whole =
                BTreeMap::from([("definition".into(), table["primary_key"].clone()), table_of(&table_name)]);
            out.insert(object, whole);
        }
    }
    out
}

fn table_of(table: &str) -> (String, Value) {
    ("#table".into(), Value::String(table.into()))
}

fn part(schema: &Map<String, Value>, key: &str) -> Vec<(String, Value)> {
    let part = schema.get(key).and_then(Value::as_object);
    part.into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())).collect()
}

fn list(table: &Value, key: &str) -> Vec<Value> {
    table.get(key).and_then(Value::as_array).cloned().unwrap_or_default()
}

fn pick(object: &Value, aspects: &[(&str, &str)], table: Option<&str>) -> BTreeMap<String, Value> {
    let there =
        aspects.iter().filter_map(|(key, aspect)| Some(((*aspect).to_owned(), object.get(*key)?.clone())));
    there.chain(table.map(table_of)).collect()
}

/// A name as it is shown: quoted where it is no plain word.
fn shown(name: &str) -> String {
    let plain =
        name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'.'));
    if plain { name.to_owned() } else { format!("\"{name}\"") }
}
