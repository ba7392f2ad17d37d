use super::*;
use crate::diff::fixtures::*;
use crate::{Action, Column, DefaultValue, Generated, Identity, IndexKey, Literal, Schema, Type};

/// users <- posts, with an enum, an index, a check and a computed column.
fn sample() -> Schema {
    let mut users = table("users", &["name str(20)!", "state enum:users_state", "n int32", "at datetime"]);
    users.columns[0].identity = Identity::ByDefault;
    users.columns.push(computed("loud", "text", "upper(name) || '; -- ('"));
    users.uniques = vec![unique_on("users", &["name"])];
    users.indexes = vec![index("idx_users_n", "n", Some("n > 0"))];
    users.checks = vec![check_of("ck_users_n", "n BETWEEN 0 AND (7 + 1)")];
    let mut posts = table("posts", &["user int", "name str(20)"]);
    posts.foreign_keys = vec![
        foreign_key("posts", "user", "users"),
        crate::ForeignKey { ref_columns: vec!["name".into()], ..foreign_key("posts", "name", "users") },
    ];
    with_enum(schema([users, posts]), "users_state", &["draft", "live"])
}

#[test]
fn a_sound_schema_has_nothing_wrong() {
    assert_eq!(validate(&sample()), vec![]);
}

/// One fault, and the words that its message and its help hold.
fn check(edit: impl FnOnce(&mut Schema), message: &str, help: &str) {
    let mut schema = sample();
    edit(&mut schema);
    let found = validate(&schema);
    let texts: Vec<String> =
        found.iter().map(|i| format!("{} [{}]", i.what, i.help.as_deref().unwrap_or_default())).collect();
    let hit = found.iter().find(|i| i.what.contains(message));
    let hit = hit.unwrap_or_else(|| panic!("nothing says {message:?}: {texts:?}"));
    assert!(hit.help.as_deref().unwrap_or_default().contains(help), "{texts:?}");
    assert!(hit.what.starts_with(char::is_lowercase), "{texts:?}");
}

fn users(schema: &mut Schema) -> &mut Table {
    schema.tables.get_mut("users").expect("users")
}

fn posts(schema: &mut Schema) -> &mut Table {
    schema.tables.get_mut("posts").expect("posts")
}

fn column<'a>(schema: &'a mut Schema, name: &str) -> &'a mut Column {
    users(schema).column_mut(name).expect(name)
}

fn text(text: &str) -> Option<DefaultValue> {
    Some(DefaultValue::Literal(Literal::Text(text.into())))
}

#[test]
fn names_are_allowed_and_their_own() {
    let add_table = |name: &str| {
        let name = name.to_owned();
        move |s: &mut Schema| {
            s.tables.insert(name.clone(), table(&name, &[]));
        }
    };
    check(
        add_table("USERS"),
        "the table users would be named `users` in the database, and so is the table USERS",
        "another name",
    );
    check(add_table("__zmigration"), "reserved", "rename the table");
    check(add_table("a/b"), "separator", "rename the table");
    check(add_table(&"x".repeat(64)), "64 bytes", "shorten the name of the table");
    check(add_table("idx_users_n"), "the index idx_users_n of users would be named", "another name");
    check(add_table("users_state"), "the enum users_state has the name of the table users_state", "rename");
    check(
        |s| posts(s).indexes.push(index("uq_users_name", "id", None)),
        "would be named `uq_users_name`",
        "",
    );
    check(
        |s| users(s).columns.push(Column::new("Name", Type::Int)),
        "`name` and `Name` are one name where a database ignores case",
        "rename",
    );
    check(|s| users(s).columns.push(Column::new("a;b", Type::Int)), "a semicolon", "rename the column");
    check(|s| users(s).columns.push(Column::new("ctid", Type::Int)), "a column `ctid` of its own", "rename");
    check(|s| users(s).columns.clear(), "the table users has no columns", "at least one");
    check(
        |s| users(s).checks.push(check_of("uq_users_name", "true")),
        "the check uq_users_name of users would be named",
        "",
    );
    check(|s| users(s).comment = Some("\0".into()), "the comment of users holds a NUL", "");
}

#[test]
fn enums_have_values_that_a_database_takes() {
    let values = |values: &[&str]| {
        let values: Vec<String> = values.iter().map(|v| (*v).into()).collect();
        move |s: &mut Schema| s.enums.get_mut("users_state").expect("there").values = values
    };
    check(values(&[]), "the enum users_state has no values", "at least one");
    check(values(&["a", "a"]), "has the value `a` twice", "remove");
    check(values(&["a\nb"]), "`a\\nb` of the enum users_state holds a control character", "");
    check(values(&["ä".repeat(32).as_str()]), "has 64 bytes", "");
    check(values(&[""]), "has an empty value", "");
    check(
        |s| column(s, "state").ty = Type::Enum("user_state".into()),
        "of an enum `user_state` that is not there",
        "`users_state`",
    );
}

#[test]
fn keys_and_indexes_name_columns_that_are_there() {
    check(
        |s| users(s).primary_key = vec!["idd".into()],
        "names a column `idd` that is not there",
        "did you mean `id`?",
    );
    check(|s| users(s).uniques[0].columns.push("name".into()), "names the column `name` twice", "remove");
    check(|s| users(s).uniques[0].columns.clear(), "uq_users_name of users has no columns", "");
    check(
        |s| users(s).uniques.push(unique_on("users", &["id"])),
        "is the primary key, which is unique already",
        "remove",
    );
    check(|s| users(s).indexes[0].keys.clear(), "the index idx_users_n of users has no keys", "");
    check(|s| users(s).indexes[0].include = vec!["x".into()], "names a column `x`", "");
    check(|s| users(s).indexes[0].using = Some("gin; drop".into()), "is no access method", "gin");
    check(
        |s| column(s, "id").nullable = true,
        "users.id is part of the primary key and nullable",
        "required",
    );
    check(|s| users(s).primary_key = vec!["loud".into()], "part of the primary key and generated", "");
}

#[test]
fn foreign_keys_point_at_keys_of_their_type() {
    check(
        |s| posts(s).foreign_keys[0].references = "user".into(),
        "points at a table `user` that is not there",
        "did you mean `users`?",
    );
    check(|s| posts(s).foreign_keys[0].ref_columns = vec!["ids".into()], "names a column `ids`", "`id`");
    check(|s| posts(s).foreign_keys[0].ref_columns.push("name".into()), "has 1 columns and points at 2", "");
    check(
        |s| posts(s).foreign_keys[0].ref_columns = vec!["n".into()],
        "users (n), which is neither its primary key nor unique",
        "make users (n) unique",
    );
    check(
        |s| posts(s).columns[1].ty = Type::Uuid,
        "user is uuid, and users.id is int",
        "make posts.user int",
    );
    check(
        |s| posts(s).columns[2].ty = Type::Date,
        "name is date, and users.name is str with max_length 20",
        "",
    );
    check(
        |s| {
            posts(s).columns[1].nullable = false;
            posts(s).foreign_keys[1].on_delete = Action::SetNull;
        },
        "has on_delete: set_null, and user is required",
        "make user nullable",
    );
    check(
        |s| posts(s).foreign_keys[1].on_update = Action::SetDefault,
        "on_update: set_default, and user has no default",
        "give user a default",
    );
}

#[test]
fn a_foreign_key_takes_what_compares() {
    let mut schema = sample();
    posts(&mut schema).columns[1].ty = Type::Int32;
    posts(&mut schema).columns[2].ty = Type::Str { max_length: Some(9) };
    assert_eq!(validate(&schema), vec![]);
}

#[test]
fn values_fit_their_columns_and_have_one_source() {
    check(
        |s| column(s, "n").default = text("seven"),
        "the default of users.n: `seven` is not a whole number",
        "",
    );
    check(|s| column(s, "n").default = text("7"), "the default of users.n is `7`, which is not how", "");
    check(|s| column(s, "state").default = text("gone"), "one of the values of users_state", "");
    check(
        |s| column(s, "n").default = Some(DefaultValue::Now),
        "is `now`, and its type is int32",
        "datetime",
    );
    check(
        |s| column(s, "loud").default = text(""),
        "a default and a generated value, which exclude each other",
        "keep one",
    );
    check(
        |s| column(s, "id").default = Some(DefaultValue::Expr("1".into())),
        "a default and auto_increment",
        "keep one",
    );
    check(
        |s| column(s, "name").identity = Identity::ByDefault,
        "users.name has auto_increment, and its type is str(20)",
        "int",
    );
    check(|s| column(s, "n").identity = Identity::Serial, "users.n has auto_increment and is nullable", "");
    check(
        |s| column(s, "loud").generated = Some(Generated::stored("loud || 'x'")),
        "users.loud is computed from itself",
        "",
    );
    check(
        |s| users(s).columns.push(computed("louder", "text", "loud || '!'")),
        "users.louder is computed from loud, which is computed itself",
        "write out",
    );
    check(
        |s| {
            column(s, "at").ty = Type::Array(Box::new(Type::Int));
            column(s, "at").default = text("[1,\"x\"]");
        },
        "the default of users.at: `x` is not a whole number",
        "",
    );
    let nested = || Type::Array(Box::new(Type::Array(Box::new(Type::Int))));
    check(|s| column(s, "at").ty = nested(), "an array of arrays", "json");
}

#[test]
fn sql_text_stays_in_its_place() {
    for (sql, message) in [
        ("", "there is no SQL"),
        (" \n", "there is no SQL"),
        ("n > 0; drop table users", "a semicolon outside of quotes"),
        ("n > 0)", "`)` closes nothing"),
        ("(n > 0", "`(` is not closed"),
        ("(n > 0]", "`]` closes nothing"),
        ("name <> 'it''s", "does not end"),
        ("name <> \"x", "does not end"),
        ("n > 0 -- so", "the beginning of a comment"),
        ("n > 0 /* so */", "the beginning of a comment"),
        ("n > 0\n-- zmig:step 2", "`-- zmig:`"),
        ("name <> 'a\0b'", "a NUL character"),
        ("name <> E'\\'; drop'", "backslashes"),
        ("name <> $$a;b$$", "a dollar quotation"),
        ("name <> $a$ ' $a$", "a dollar quotation"),
    ] {
        let say = |s: &str| format!("the check ck_users_n of users: {s}");
        check(|s| users(s).checks[0].expr = sql.into(), "the check ck_users_n of users: ", "");
        let mut schema = sample();
        users(&mut schema).checks[0].expr = sql.into();
        let what = validate(&schema)[0].what.clone();
        assert!(what.starts_with(&say("")) && what.contains(message), "{sql}: {what}");
    }
    let bad = || "1; 2".to_owned();
    check(
        |s| users(s).indexes[0].condition = Some(bad()),
        "the condition of the index idx_users_n of users: it holds a semicolon",
        "",
    );
    check(
        |s| users(s).indexes[0].keys = vec![IndexKey::expr(bad())],
        "the index idx_users_n of users: it holds",
        "",
    );
    check(
        |s| column(s, "n").default = Some(DefaultValue::Expr(bad())),
        "the default of users.n: it holds",
        "",
    );
    check(
        |s| column(s, "loud").generated = Some(Generated::stored(bad())),
        "the generated value of users.loud: it holds",
        "",
    );
    check(|s| column(s, "at").ty = Type::Raw(bad()), "the type of users.at: it holds", "");
    for fine in [
        "name <> 'a;b'",
        "name <> '--'",
        "\"a(b\" > 0",
        "length(name) > 0 AND (n) IN (1, 2)",
        "n = any(array[1])",
    ] {
        let mut schema = sample();
        users(&mut schema).checks[0].expr = fine.into();
        assert_eq!(validate(&schema), vec![], "{fine}");
    }
}
