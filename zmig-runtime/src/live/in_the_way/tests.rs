use super::*;
use zmig_core::{Column, EnumType, Need, Schema, Table, Type};

fn found(dialect: Dialect, unmanaged: Vec<Unmanaged>) -> Introspection {
    let mut users = Table::new("users", "");
    users.columns.push(Column::new("state", Type::Enum("state".into())));
    let mut schema = Schema::default();
    schema.tables.insert("users".into(), users);
    schema.enums.insert("state".into(), values(&["a", "b"]));
    Introspection { dialect, schema, unmanaged }
}

fn values(values: &[&str]) -> EnumType {
    let values = values.iter().map(|v| (*v).to_owned()).collect();
    EnumType { name: "state".into(), owner: String::new(), values }
}

fn view() -> Unmanaged {
    Unmanaged {
        kind: UnmanagedKind::View,
        name: "active".into(),
        table: None,
        needs: vec![Need::table("users"), Need::column("users", "state")],
        definition: None,
    }
}

fn trigger() -> Unmanaged {
    Unmanaged {
        kind: UnmanagedKind::Trigger,
        name: "touch".into(),
        table: Some("users".into()),
        needs: vec![Need::table("users")],
        definition: None,
    }
}

/// The change, the thing, and the first word of how.
fn hits(dialect: Dialect, changes: &[Change]) -> Vec<(usize, String, String)> {
    let found = found(dialect, vec![view(), trigger()]);
    let hits = in_the_way(&found, changes, &[]);
    let how = |how: &How| format!("{how:?}").split('(').next().unwrap_or_default().to_owned();
    hits.iter().map(|f| (f.change, f.thing.name.clone(), how(&f.how))).collect()
}

fn hit(change: usize, name: &str, how: &str) -> (usize, String, String) {
    (change, name.to_owned(), how.to_owned())
}

#[test]
fn views_stand_in_the_way_and_triggers_go_along_whatever_the_table_is_called_by_then() {
    let state = Column::new("state", Type::Enum("state".into()));
    let rename = Change::RenameTable { from: "users".into(), to: "people".into(), owner: String::new() };
    let column = Change::RenameColumn { table: "people".into(), from: "state".into(), to: "mood".into() };
    let drop = |table: &str, name: &str| Change::DropColumn {
        table: table.into(),
        column: Column { name: name.into(), ..state.clone() },
        backfill: None,
    };
    let changes = [rename.clone(), column, drop("people", "mood"), drop("people", "other")];
    let gone = [rename, Change::DropTable { table: Table::new("people", "") }];
    for dialect in Dialect::ALL {
        assert_eq!(hits(dialect, &changes), [hit(2, "active", "Breaks")]);
        assert_eq!(hits(dialect, &gone), [hit(1, "touch", "GoesAlong"), hit(1, "active", "Breaks")]);
    }
}

#[test]
fn a_type_that_is_made_anew_breaks_what_postgres_keeps_of_it() {
    let state = Column::new("state", Type::Enum("state".into()));
    let alter = Change::AlterColumn {
        table: "users".into(),
        from: state.clone(),
        to: Column { ty: Type::Text, ..state },
        backfill: None,
        using: None,
        using_back: None,
    };
    let lose = Change::AlterEnum { from: values(&["a", "b"]), to: values(&["a"]) };
    let add = Change::AlterEnum { from: values(&["a", "b"]), to: values(&["a", "b", "c"]) };
    for change in [alter, lose] {
        assert_eq!(hits(Dialect::Postgres, std::slice::from_ref(&change)), [hit(0, "active", "Breaks")]);
        assert_eq!(hits(Dialect::Sqlite, &[change]), []);
    }
    assert_eq!(hits(Dialect::Postgres, &[add]), []);
}

#[test]
fn a_name_that_something_has_cannot_be_given() {
    let create = |name: &str| [Change::CreateTable { table: Table::new(name, "") }];
    assert_eq!(hits(Dialect::Postgres, &create("active")), [hit(0, "active", "HasName")]);
    assert_eq!(hits(Dialect::Sqlite, &create("Active")).len(), 1);
    assert_eq!(hits(Dialect::Postgres, &create("Active")), []);
    assert_eq!(hits(Dialect::Sqlite, &create("touch")), []);
}
