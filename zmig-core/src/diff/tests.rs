use super::*;
use crate::{
    Action, Check, Column, ColumnHints, DefaultValue, EnumType, ForeignKey, Index, IndexKey, Literal, Table,
    TableHints, Unique, apply_all, inverse_all,
};

/// `id` and the given columns, each `name type`, `!` after the type for required.
fn table(name: &str, columns: &[&str]) -> Table {
    let mut out = Table::new(name, "zSchema.a");
    out.columns.push(Column::new("id", Type::Int).required());
    out.primary_key = vec!["id".into()];
    for text in columns {
        let (name, ty) = text.split_once(' ').expect("a name and a type");
        let mut column = Column::new(name, ty.trim_end_matches('!').parse().expect(ty));
        column.nullable = !ty.ends_with('!');
        out.columns.push(column);
    }
    out
}

fn schema(tables: impl IntoIterator<Item = Table>) -> Schema {
    let mut out = Schema::default();
    for mut table in tables {
        table.canonicalise();
        out.tables.insert(table.name.clone(), table);
    }
    out
}

fn with_enum(mut schema: Schema, name: &str, values: &[&str]) -> Schema {
    let enum_type = EnumType {
        name: name.into(),
        owner: "zSchema.a".into(),
        values: values.iter().map(|v| (*v).into()).collect(),
    };
    schema.enums.insert(name.into(), enum_type);
    schema
}

fn foreign_key(table: &str, column: &str, references: &str) -> ForeignKey {
    ForeignKey {
        name: crate::foreign_key_name(table, &[column]),
        columns: vec![column.into()],
        references: references.into(),
        ref_columns: vec!["id".into()],
        on_delete: Action::NoAction,
        on_update: Action::NoAction,
    }
}

fn index(name: &str, column: &str, condition: Option<&str>) -> Index {
    Index {
        name: name.into(),
        keys: vec![IndexKey::Column(column.into())],
        unique: false,
        condition: condition.map(str::to_owned),
        using: None,
        include: vec![],
    }
}

/// Hints from `new < old` for tables and `table.new < old` for columns, `-table`, `-table.column` for what is gone.
fn hints(texts: &[&str]) -> Hints {
    let mut out = Hints::default();
    for text in texts {
        let (gone, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, *text),
        };
        let (to, from) = rest.split_once(" < ").unwrap_or((rest, ""));
        match (to.split_once('.'), gone) {
            (Some((table, column)), true) => {
                out.tables.entry(table.into()).or_default().dropped.insert(column.into());
            }
            (None, true) => {
                out.dropped_tables.insert(to.into());
            }
            (Some((table, column)), false) => {
                let columns = &mut out.tables.entry(table.into()).or_default().columns;
                columns.entry(column.into()).or_default().renamed_from = Some(from.into());
            }
            (None, false) => {
                out.tables.entry(to.into()).or_default().renamed_from = Some(from.into());
            }
        }
    }
    out
}

/// The summaries of the changes, which are proved to lead to `new` and back.
fn check(old: &Schema, new: &Schema, hints: &Hints, expected: &[&str]) {
    let changes = diff(old, new, hints).expect("nothing to explain");
    let summaries: Vec<String> = changes.iter().map(Change::summary).collect();
    assert_eq!(summaries, expected);
    let there = apply_all(old, &changes).expect("applies");
    assert_eq!(there, *new);
    let back = apply_all(&there, &inverse_all(&changes)).expect("comes back");
    assert_eq!(back, *old);
}

fn refuse(old: &Schema, new: &Schema, hints: &Hints, expected: &[&str]) {
    let refusals = diff(old, new, hints).expect_err("refused");
    let texts: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    assert_eq!(texts.len(), expected.len(), "{texts:?}");
    for (text, part) in texts.iter().zip(expected) {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn equal_schemas_have_no_difference_whatever_the_hints() {
    let one = schema([table("a", &["x int", "y int"])]);
    check(&one, &one, &hints(&["a.x < y", "a.y < x", "a < b", "a.x < z"]), &[]);
}

#[test]
fn tables_and_columns_come_and_go() {
    let old = schema([table("a", &["x int", "y json"]), table("b", &["q int"])]);
    let mut c = table("c", &["a int", "text1 text", "text2 text"]);
    c.foreign_keys = vec![foreign_key("c", "a", "a"), foreign_key("c", "id", "d")];
    let new = schema([table("a", &["x int", "z bytes"]), c, table("d", &["k1 int", "k2 int", "k3 int"])]);
    check(
        &old,
        &new,
        &hints(&["-b"]),
        &[
            "drop column a.y (json)",
            "drop table b",
            "create table d",
            "create table c",
            "add column a.z (bytes)",
        ],
    );
}
