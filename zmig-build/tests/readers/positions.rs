//! Where things stand, for messages and for edits.

use zmig_build::source::{Spot, locate, version_position};

/// The text at a position, and its line and column.
fn at(path: &str, text: &str, spot: &Spot) -> (String, usize, usize) {
    let position = locate(path, text, spot).unwrap();
    (text[position.start..position.end].to_owned(), position.line, position.column)
}

const YAML: &str = "\
Meta: {zMigration: true, zMigrationVersion: v1.0.0}
größen:
  id: {type: int, pk: true}
  \"na me\": {type: 'str', default: \"a b\"}
  note: text
  Meta:
    indexes:
      - [note]
      - {columns: [id], using: gin}
    checks:
      sane: id > 0
    primary_key: [id, note]
";

#[test]
fn spots_of_yaml() {
    let at = |spot| at("a.yaml", YAML, &spot);
    let table = || "größen".to_owned();
    let item = |key: &str, item: &str| Spot::TableItem { table: table(), key: key.into(), item: item.into() };
    assert_eq!(at(Spot::Table { table: table() }), ("größen".into(), 2, 1));
    assert_eq!(at(Spot::column("größen", "na me")), ("\"na me\"".into(), 4, 3));
    assert_eq!(at(Spot::column_key("größen", "na me", "type")), ("'str'".into(), 4, 19));
    assert_eq!(at(Spot::column_key("größen", "na me", "default")), ("\"a b\"".into(), 4, 35));
    // The short form's value is its type.
    assert_eq!(at(Spot::column_key("größen", "note", "type")), ("text".into(), 5, 9));
    assert_eq!(at(Spot::column_key("größen", "id", "default")), ("{type: int, pk: true}".into(), 3, 7));
    assert_eq!(at(item("indexes", "0")), ("[note]".into(), 8, 9));
    assert_eq!(at(item("checks", "sane")), ("id > 0".into(), 11, 13));
    assert_eq!(at(item("primary_key", "1")), ("note".into(), 12, 23));
    assert_eq!(at(Spot::meta("x", "zMigrationVersion")), ("v1.0.0".into(), 1, 45));
    // What is not there is shown by what would hold it.
    assert_eq!(at(Spot::column("größen", "none")), ("größen".into(), 2, 1));
}

const RUST: &str = "\
mod inner {
    use zmig::model;
}
#[zmig::model(version = \"v1.0.0\", index(columns = [\"a\"]), index(columns = [\"b\"]), check(name = \"c\", expr = \"a > 0\"))]
pub struct Thing {
    #[zmig(pk, default = 3)]
    pub a: i64,
    pub b: Option<String>,
}
";

#[test]
fn spots_of_rust() {
    let at = |spot| at("src/a.rs", RUST, &spot);
    let item = |key: &str, item: &str| Spot::TableItem {
        table: "things".into(),
        key: key.into(),
        item: item.into(),
    };
    assert_eq!(at(Spot::Table { table: "things".into() }), ("Thing".into(), 5, 12));
    assert_eq!(at(Spot::column("things", "b")), ("b".into(), 8, 9));
    assert_eq!(at(Spot::column_key("things", "a", "default")), ("3".into(), 6, 26));
    assert_eq!(at(Spot::column_key("things", "b", "type")), ("Option<String>".into(), 8, 12));
    assert_eq!(at(item("indexes", "1")).2, 59);
    assert_eq!(at(item("checks", "c")).0, "check");
    assert_eq!(at(Spot::meta("zSchema.things", "zMigrationVersion")).0, "\"v1.0.0\"");
}

#[test]
fn a_version_is_edited_where_it_stands() {
    for (path, text, schema, expected) in [
        (
            "a.yaml",
            "Meta:\n  zMigrationVersion: v1.0.0  # first\n",
            "a",
            "Meta:\n  zMigrationVersion: v1.1.0  # first\n",
        ),
        (
            "a.yaml",
            "\u{feff}Meta:\r\n  zMigrationVersion: 'v1.0.0'\r\n",
            "a",
            "\u{feff}Meta:\r\n  zMigrationVersion: v1.1.0\r\n",
        ),
        ("a.yaml", "Meta: {zMigrationVersion: 1.0}", "a", "Meta: {zMigrationVersion: v1.1.0}"),
        ("a.yaml", "Meta: {zMigrationVersion: 2025-12-20}", "a", "Meta: {zMigrationVersion: v1.1.0}"),
        (
            "a.rs",
            "#[zmig::model(table = \"a\", version = \"v0\")] struct A { x: i64 }\n#[zmig::model(version = \"v1\")] struct B { x: i64 }",
            "zSchema.bs",
            "#[zmig::model(table = \"a\", version = \"v0\")] struct A { x: i64 }\n#[zmig::model(version = v1.1.0)] struct B { x: i64 }",
        ),
        // A struct that follows a table has no version, and stands in nobody's way.
        (
            "a.rs",
            "#[zmig::model(table = \"bs\")] struct Row { x: i64 }\n#[zmig::model(version = \"v1\")] struct B { x: i64 }",
            "zSchema.bs",
            "#[zmig::model(table = \"bs\")] struct Row { x: i64 }\n#[zmig::model(version = v1.1.0)] struct B { x: i64 }",
        ),
    ] {
        let position = version_position(path, text, schema).unwrap();
        let edited = format!("{}v1.1.0{}", &text[..position.start], &text[position.end..]);
        assert_eq!(edited, expected);
    }
    assert_eq!(version_position("a.yaml", "users: {id: int}", "a"), None);
}
