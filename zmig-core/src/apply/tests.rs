use super::*;
use crate::{Check, ForeignKey, Index, IndexKey, Type, Unique, inverse};

fn index(name: &str, keys: Vec<IndexKey>) -> Index {
    Index::new(name, keys)
}

/// users(id, name) <- posts(id, user), with derived and chosen names.
fn sample() -> Schema {
    let mut users = Table::new("users", "zSchema.a");
    users.columns = vec![Column::new("id", Type::Int).required(), Column::new("name", Type::STR)];
    users.primary_key = vec!["id".into()];
    users.uniques = vec![Unique::new("uq_users_name", vec!["name".into()])];
    users.indexes = vec![
        index("idx_users_name_desc", vec![IndexKey::new("name").desc()]),
        index("by_name", vec![IndexKey::new("name")]),
    ];
    users.checks = vec![Check { name: "ck_users_named".into(), expr: "name <> ''".into() }];
    let mut posts = Table::new("posts", "zSchema.b");
    posts.columns = vec![Column::new("id", Type::Int).required(), Column::new("user", Type::Int)];
    posts.primary_key = vec!["id".into()];
    posts.foreign_keys =
        vec![ForeignKey::new("fk_posts_user", vec!["user".into()], "users", vec!["id".into()])];
    let mut schema = Schema::default();
    for mut table in [users, posts] {
        table.canonicalise();
        schema.tables.insert(table.name.clone(), table);
    }
    let state = EnumType { name: "state".into(), owner: "zSchema.a".into(), values: vec!["on".into()] };
    schema.enums.insert("state".into(), state);
    schema
}

fn set_key(from: &[&str], to: &[&str]) -> Change {
    let list = |columns: &[&str]| columns.iter().map(|c| (*c).to_owned()).collect();
    let (from, to) = (list(from), list(to));
    Change::SetPrimaryKey { table: "users".into(), from, to, from_name: None, to_name: None }
}

/// Applies, and takes back again.
fn check(change: Change) -> Schema {
    let start = sample();
    let mut end = start.clone();
    apply(&mut end, &change).expect("applies");
    assert_ne!(end, start, "{}", change.summary());
    let mut back = end.clone();
    apply(&mut back, &inverse(&change)).expect("comes back");
    assert_eq!(back, start, "{}", change.summary());
    assert_eq!(inverse(&inverse(&change)), change);
    end
}

fn refuse(change: Change, part: &str) {
    let mut schema = sample();
    let error = apply(&mut schema, &change).expect_err(part).to_string();
    assert!(error.contains(part), "{error}");
    assert_eq!(schema, sample(), "a refused change leaves no trace");
}

#[test]
fn renaming_a_table_takes_derived_names_and_references_along() {
    let end =
        check(Change::RenameTable { from: "users".into(), to: "people".into(), owner: "zSchema.a".into() });
    let people = &end.tables["people"];
    assert_eq!(people.uniques[0].name, "uq_people_name");
    let indexes: Vec<_> = people.indexes.iter().map(|i| i.name.as_str()).collect();
    assert_eq!(indexes, ["by_name", "idx_people_name_desc"]);
    assert_eq!(people.checks[0].name, "ck_people_named");
    assert_eq!(end.tables["posts"].foreign_keys[0].references, "people");
}

#[test]
fn renaming_a_column_takes_keys_indexes_and_references_along_but_no_sql() {
    let end = check(Change::RenameColumn { table: "users".into(), from: "name".into(), to: "title".into() });
    let users = &end.tables["users"];
    assert_eq!(users.uniques[0], Unique::new("uq_users_title", vec!["title".into()]));
    let indexes: Vec<_> = users.indexes.iter().map(|i| i.name.as_str()).collect();
    assert_eq!(indexes, ["by_name", "idx_users_title_desc"]);
    assert_eq!(users.indexes[0].keys, [IndexKey::new("title")]);
    assert_eq!(users.checks[0].expr, "name <> ''");

    let end = check(Change::RenameColumn { table: "users".into(), from: "id".into(), to: "key".into() });
    assert_eq!(end.tables["users"].primary_key, ["key"]);
    assert_eq!(end.tables["posts"].foreign_keys[0].ref_columns, ["key"]);

    let end = check(Change::RenameColumn { table: "posts".into(), from: "user".into(), to: "author".into() });
    assert_eq!(end.tables["posts"].foreign_keys[0].name, "fk_posts_author");
}

#[test]
fn every_other_change_applies_and_comes_back() {
    let schema = sample();
    let name = schema.tables["users"].columns[1].clone();
    let state = schema.enums["state"].clone();
    let mut wider = state.clone();
    wider.values.push("off".into());
    let users = || "users".to_owned();
    for change in [
        Change::CreateEnum { enum_type: EnumType { name: "kind".into(), ..state.clone() } },
        Change::DropEnum { enum_type: state.clone() },
        Change::RenameEnum { from: "state".into(), to: "mode".into(), owner: "zSchema.a".into() },
        Change::AlterEnum { from: state, to: wider },
        Change::CreateTable { table: Table::new("empty", "zSchema.a") },
        Change::DropTable { table: schema.tables["posts"].clone() },
        Change::SetOwner { table: users(), from: "zSchema.a".into(), to: "zSchema.c".into() },
        Change::SetTableComment { table: users(), from: None, to: Some("who".into()) },
        Change::AddColumn { table: users(), column: Column::new("age", Type::Int), backfill: None },
        Change::AlterColumn {
            table: users(),
            from: name.clone(),
            to: Column { ty: Type::Text, ..name },
            backfill: None,
            using: Some("trim(name)".into()),
            using_back: None,
        },
        set_key(&["id"], &[]),
        Change::AddUnique { table: users(), unique: Unique::new("a", vec!["id".into(), "name".into()]) },
        Change::DropUnique { table: users(), unique: schema.tables["users"].uniques[0].clone() },
        Change::AddIndex { table: users(), index: index("a", vec![IndexKey::expr("lower(name)")]) },
        Change::DropIndex { table: users(), index: schema.tables["users"].indexes[1].clone() },
        Change::AddForeignKey {
            table: "posts".into(),
            foreign_key: ForeignKey {
                name: "fk_self".into(),
                references: "posts".into(),
                ..schema.tables["posts"].foreign_keys[0].clone()
            },
        },
        Change::DropForeignKey {
            table: "posts".into(),
            foreign_key: schema.tables["posts"].foreign_keys[0].clone(),
        },
        Change::AddCheck { table: users(), check: Check { name: "a".into(), expr: "id > 0".into() } },
        Change::DropCheck { table: users(), check: schema.tables["users"].checks[0].clone() },
    ] {
        check(change);
    }
}

#[test]
fn a_change_that_does_not_fit_is_refused_with_its_reason() {
    let schema = sample();
    let users = schema.tables["users"].clone();
    let users_name = || "users".to_owned();
    refuse(Change::CreateTable { table: users.clone() }, "a table of that name already");
    refuse(Change::DropTable { table: users.clone() }, "a foreign key of posts still points at it");
    refuse(
        Change::DropTable { table: Table::new("posts", "zSchema.b") },
        "not the one that was to be dropped",
    );
    let rename = |from: &str, to: &str, owner: &str| Change::RenameTable {
        from: from.into(),
        to: to.into(),
        owner: owner.into(),
    };
    refuse(rename("users", "posts", "zSchema.a"), "a table posts already");
    refuse(rename("nobody", "x", "zSchema.a"), "no table nobody");
    refuse(rename("users", "x", "zSchema.b"), "its owner");
    let drop =
        |column: &Column| Change::DropColumn { table: users_name(), column: column.clone(), backfill: None };
    refuse(drop(&users.columns[0]), "primary key");
    refuse(drop(&users.columns[1]), "unique set uq_users_name");
    refuse(drop(&Column::new("name", Type::Int)), "not what it was taken for");
    refuse(drop(&Column::new("age", Type::Int)), "no column age");
    refuse(
        Change::AddColumn { table: users_name(), column: users.columns[0].clone(), backfill: None },
        "a column of that name already",
    );
    refuse(
        Change::AddColumn {
            table: users_name(),
            column: Column::new("m", Type::Enum("mood".into())),
            backfill: None,
        },
        "no enum mood",
    );
    refuse(
        Change::RenameColumn { table: users_name(), from: "name".into(), to: "id".into() },
        "a column id already",
    );
    refuse(
        Change::AddUnique { table: users_name(), unique: Unique::new("by_name", vec!["id".into()]) },
        "of that name already",
    );
    refuse(
        Change::DropCheck {
            table: users_name(),
            check: Check { name: "ck_users_named".into(), expr: "true".into() },
        },
        "is another",
    );
    refuse(set_key(&[], &["name"]), "its primary key");
    refuse(
        Change::AddForeignKey {
            table: users_name(),
            foreign_key: ForeignKey {
                references: "nobody".into(),
                columns: vec!["id".into()],
                ..schema.tables["posts"].foreign_keys[0].clone()
            },
        },
        "no table nobody",
    );
}

#[test]
fn a_rename_that_would_make_two_of_one_name_is_refused() {
    let mut schema = sample();
    let users = schema.tables.get_mut("users").expect("there");
    users.indexes.push(index("uq_users_title", vec![IndexKey::new("id")]));
    users.canonicalise();
    let before = schema.clone();
    let change = Change::RenameColumn { table: "users".into(), from: "name".into(), to: "title".into() };
    let error = apply(&mut schema, &change).expect_err("two names").to_string();
    assert!(error.contains("two indexes named uq_users_title"), "{error}");
    assert_eq!(schema, before);
}
