use super::*;
use crate::{Column, EnumType, Generated, Table, Type};

fn view(name: &str, needs: &[&str]) -> Unmanaged {
    thing(UnmanagedKind::View, name, None, needs)
}

fn thing(kind: UnmanagedKind, name: &str, table: Option<&str>, needs: &[&str]) -> Unmanaged {
    let needs = needs.iter().map(|need| match need.split_once('.') {
        Some((table, column)) => Need::column(table, column),
        None => Need::table(*need),
    });
    let table = table.map(str::to_owned);
    Unmanaged { kind, name: name.into(), table, needs: needs.collect(), definition: None }
}

fn column(name: &str) -> Column {
    Column::new(name, Type::Int)
}

fn drop_column(table: &str, name: &str) -> Change {
    Change::DropColumn { table: table.into(), column: column(name), backfill: None }
}

fn add_column(table: &str, name: &str) -> Change {
    Change::AddColumn { table: table.into(), column: column(name), backfill: None }
}

fn rename_column(table: &str, from: &str, to: &str) -> Change {
    Change::RenameColumn { table: table.into(), from: from.into(), to: to.into() }
}

fn rename_table(from: &str, to: &str) -> Change {
    Change::RenameTable { from: from.into(), to: to.into(), owner: "zSchema.main".into() }
}

fn retype(table: &str, name: &str) -> Change {
    Change::AlterColumn {
        table: table.into(),
        from: column(name),
        to: Column::new(name, Type::Text),
        backfill: None,
        using: None,
        using_back: None,
    }
}

fn users() -> Table {
    let mut table = Table::new("users", "zSchema.main");
    table.columns = vec![column("id"), column("email"), column("state")];
    table.columns.push(Column { generated: Some(Generated::stored("email + 1")), ..column("next") });
    table
}

fn schema() -> Schema {
    let mut schema = Schema::default();
    schema.tables.insert("users".into(), users());
    schema
}

/// What breaks, by the names of the things alone.
fn broken(things: &[Unmanaged], changes: &[Change], dialect: Dialect) -> Vec<String> {
    let ahead = Ahead { migration: "m", changes, sql: "", copies: vec![] };
    let found = would_break(&schema(), things, &[ahead], dialect);
    found.into_iter().map(|b| b.thing).collect()
}

#[test]
fn what_goes_breaks_whatever_needs_it() {
    let things = [
        view("v", &["users", "users.email"]),
        view("w", &["users", "users.id"]),
        thing(UnmanagedKind::Trigger, "t", Some("users"), &["log", "log.at", "users.email"]),
        thing(UnmanagedKind::Trigger, "u", Some("log"), &["users", "users.id"]),
    ];
    for dialect in Dialect::ALL {
        let changes = [drop_column("users", "email")];
        assert_eq!(broken(&things, &changes, dialect), ["view v", "trigger t on users"]);
        // A table's own triggers go with it.
        let table = Change::DropTable { table: users() };
        let found = broken(&things, &[table], dialect);
        assert!(!found.contains(&"trigger t on users".to_owned()), "{found:?}");
        for other in ["view v", "view w", "trigger u on log"] {
            assert!(found.contains(&other.to_owned()), "{found:?}");
        }
        assert_eq!(broken(&things, &[add_column("users", "x")], dialect), <[&str; 0]>::default());
    }
}

#[test]
fn names_are_followed_through_every_change() {
    let things = [view("v", &["users", "users.email"])];
    for dialect in Dialect::ALL {
        let changes = [
            rename_table("users", "people"),
            rename_column("people", "email", "mail"),
            add_column("people", "email"),
            drop_column("people", "email"),
        ];
        // What is dropped there is new, and renames go through a view.
        assert_eq!(broken(&things, &changes, dialect), <[&str; 0]>::default());
        let last = [changes.as_slice(), &[drop_column("people", "mail")]].concat();
        assert_eq!(broken(&things, &last, dialect), ["view v"]);
    }
    let search = [thing(UnmanagedKind::VirtualTable, "search", None, &["users", "users.email"])];
    assert_eq!(
        broken(&search, &[rename_table("users", "people")], Dialect::Sqlite),
        ["virtual table search"]
    );
    assert_eq!(
        broken(&search, &[rename_column("users", "email", "e")], Dialect::Sqlite),
        ["virtual table search"]
    );
}

#[test]
fn another_type_is_postgres_own_trouble() {
    let things = [
        view("v", &["users", "users.email"]),
        view("made", &["users", "users.next"]),
        thing(UnmanagedKind::Exclusion, "x", Some("users"), &["users", "users.email"]),
    ];
    let changes = [retype("users", "email")];
    assert_eq!(broken(&things, &changes, Dialect::Postgres), ["view v", "view made"]);
    assert_eq!(broken(&things[..1], &changes, Dialect::Sqlite), <[&str; 0]>::default());

    let values = |values: &[&str]| EnumType {
        name: "state".into(),
        owner: "zSchema.main".into(),
        values: values.iter().map(|v| (*v).to_owned()).collect(),
    };
    let more = Change::AlterEnum { from: values(&["a"]), to: values(&["a", "b"]) };
    let fewer = Change::AlterEnum { from: values(&["a", "b"]), to: values(&["a"]) };
    let mut schema = schema();
    schema.tables.get_mut("users").and_then(|t| t.column_mut("state")).expect("a column").ty =
        Type::Enum("state".into());
    let things = [view("v", &["users", "users.state"]), view("cast", &["state"])];
    let names = |changes: &[Change], sql: &str| -> Vec<String> {
        let ahead = Ahead { migration: "m", changes, sql, copies: vec![] };
        would_break(&schema, &things, &[ahead], Dialect::Postgres).into_iter().map(|b| b.thing).collect()
    };
    assert_eq!(
        names(std::slice::from_ref(&more), "ALTER TYPE \"state\" ADD VALUE 'b'"),
        <[&str; 0]>::default()
    );
    let anew = "ALTER TYPE \"state\" RENAME TO \"zmig_old_state\"";
    for mut found in [names(&[more], anew), names(&[fewer], anew)] {
        found.sort();
        assert_eq!(found, ["view cast", "view v"]);
    }
}

#[test]
fn what_comes_again_was_never_away_on_sqlite() {
    let things = [view("v", &["users", "users.email"])];
    let changes = [drop_column("users", "email"), add_column("users", "email")];
    assert_eq!(broken(&things, &changes, Dialect::Sqlite), <[&str; 0]>::default());
    assert_eq!(broken(&things, &changes, Dialect::Postgres), ["view v"]);
    let mut other = users();
    let changes = [Change::DropTable { table: users() }, Change::CreateTable { table: other.clone() }];
    assert_eq!(broken(&things, &changes, Dialect::Sqlite), <[&str; 0]>::default());
    other.columns.retain(|c| c.name != "email");
    let changes = [Change::DropTable { table: users() }, Change::CreateTable { table: other }];
    assert_eq!(broken(&things, &changes, Dialect::Sqlite), ["view v"]);
}

#[test]
fn what_a_migration_drops_itself_is_not_broken() {
    let things = [view("shop.v", &["users", "users.email"]), view("w", &["users.email"])];
    let changes = [drop_column("users", "email")];
    let one = Ahead { migration: "1", changes: &[], sql: "drop view if exists \"V\";", copies: vec![] };
    let two = Ahead { migration: "2", changes: &changes, sql: "SELECT 'v'", copies: vec![] };
    let found = would_break(&schema(), &things, &[one, two.clone()], Dialect::Postgres);
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(found, ["2: view w needs users.email, which goes with `drop column users.email (int)`"]);
    // The same thing is named once, by the first migration that breaks it.
    let again = Ahead { migration: "3", ..two.clone() };
    assert_eq!(would_break(&schema(), &things, &[two, again], Dialect::Sqlite).len(), 2);
}

#[test]
fn a_copy_loses_what_the_model_has_no_room_for() {
    let kind = UnmanagedKind::Other("conflict clause".into());
    let things = [thing(kind, "unique (email)", Some("users"), &[])];
    let changes = [rename_table("users", "people"), retype("people", "email")];
    let ahead = Ahead { migration: "m", changes: &changes, sql: "", copies: vec!["people"] };
    let found = would_break(&schema(), &things, &[ahead], Dialect::Sqlite);
    assert_eq!(
        found[0].to_string(),
        "m: conflict clause unique (email) on users would be lost where the table people is copied, \
         which the change asks for"
    );
}
