use super::*;
use crate::diff::fixtures::*;
use crate::{Hints, Table, apply_all, diff};

fn owned(owner: &str, mut table: Table) -> Table {
    owner.clone_into(&mut table.owner);
    table
}

/// Parts as `schema [needs]: changes`, proved to lead to `new` one after the other.
fn check(old: &Schema, new: &Schema, online: bool, each: bool, expected: &[&str]) {
    let hints = Hints { trust_drops: true, ..Hints::default() };
    let changes = diff(old, new, &hints).expect("nothing to explain");
    let parts = split(old, changes, &Dialect::ALL, &PlanOptions { online, ..PlanOptions::default() }, each);
    let texts: Vec<String> = parts
        .iter()
        .map(|p| {
            let changes: Vec<String> = p.changes.iter().map(Change::summary).collect();
            format!("{} {:?}: {}", p.schema, p.depends_on, changes.join("; "))
                .replace(['"', '['], "")
                .replace(']', "")
        })
        .collect();
    assert_eq!(texts, expected);
    let mut state = old.clone();
    for part in &parts {
        state = apply_all(&state, &part.changes).expect("applies");
    }
    assert_eq!(state, *new);
}

fn posts(owner: &str) -> Table {
    let mut posts = table("posts", &["user int"]);
    posts.foreign_keys = vec![foreign_key("posts", "user", "users")];
    owned(owner, posts)
}

#[test]
fn each_schema_gets_one_migration_where_the_order_allows_it() {
    let new = schema([owned("a", table("zones", &[])), owned("b", table("users", &[])), posts("a")]);
    check(
        &Schema::default(),
        &new,
        false,
        false,
        &["b : create table users", "a b: create table posts; create table zones"],
    );
}

#[test]
fn schemas_that_need_each_other_get_several() {
    let mut users = table("users", &["first int"]);
    users.foreign_keys = vec![foreign_key("users", "first", "posts")];
    let new = schema([owned("b", users), posts("a")]);
    check(
        &Schema::default(),
        &new,
        false,
        false,
        &[
            "a : create table posts",
            "b a: create table users",
            "a b: add foreign key fk_posts_user on posts (user) -> users (id)",
        ],
    );
}

#[test]
fn who_drops_waits_for_who_points_at_it() {
    let old = schema([owned("b", table("users", &[])), posts("a")]);
    let mut bare = posts("a");
    bare.foreign_keys.clear();
    let new = schema([bare]);
    check(
        &old,
        &new,
        false,
        false,
        &["a b: drop foreign key fk_posts_user on posts", "b a: drop table users"],
    );
}

#[test]
fn what_cannot_be_run_with_others_stands_alone() {
    let mut t = table("t", &["s enum:t_s"]);
    t.checks = vec![check_of("ck_t_s", "s <> 'x'")];
    let old = with_enum(schema([t.clone()]), "t_s", &["x", "y"]);
    let mut wider = t.clone();
    wider.columns.push(crate::Column::new("n", crate::Type::Int));
    wider.columns[1].default = Some(crate::DefaultValue::Literal(crate::Literal::Text("z".into())));
    let new = with_enum(schema([wider]), "t_s", &["x", "y", "z"]);
    check(
        &old,
        &new,
        false,
        false,
        &[
            "zSchema.a : alter enum t_s: add z",
            "zSchema.a : add column t.n (int); alter column t.s: default changes",
        ],
    );
    let mut indexed = t;
    indexed.indexes = vec![index("i", "id", None), index("j", "id", None)];
    indexed.comment = Some("x".into());
    let new = with_enum(schema([indexed]), "t_s", &["x", "y"]);
    let loners = [
        "zSchema.a : add index i on t",
        "zSchema.a : add index j on t",
        "zSchema.a : change comment of table t",
    ];
    check(&old, &new, true, false, &loners);
    check(
        &old,
        &new,
        false,
        false,
        &["zSchema.a : add index i on t; add index j on t; change comment of table t"],
    );
    check(&old, &new, false, true, &loners);
}

#[test]
fn a_table_that_moves_belongs_to_where_it_goes() {
    let old = schema([owned("a", table("t", &[])), owned("a", table("u", &[]))]);
    let new = schema([owned("b", table("t", &["n int"])), owned("a", table("u", &["n int"]))]);
    check(
        &old,
        &new,
        false,
        false,
        &["b a: move table t from a to b; add column t.n (int)", "a : add column u.n (int)"],
    );
}

#[test]
fn a_rename_waits_for_who_refers_to_the_old_name() {
    let old = schema([owned("b", table("users", &[])), posts("a")]);
    let mut renamed = posts("a");
    renamed.foreign_keys[0].references = "people".into();
    let new = schema([owned("b", table("people", &[])), renamed]);
    let changes = diff(&old, &new, &hints(&["people < users"])).expect("nothing to explain");
    let parts = split(&old, changes, &Dialect::ALL, &PlanOptions::default(), false);
    assert_eq!(parts.len(), 1);
    assert_eq!((parts[0].schema.as_str(), &parts[0].depends_on[..]), ("b", &["a".to_owned()][..]));
}

#[test]
fn what_no_dialect_can_be_left_between_stays_together() {
    let mut numbered = table("t", &["note str"]);
    numbered.columns[0].identity = crate::Identity::ByDefault;
    let mut plain = table("t", &["note text"]);
    plain.columns.retain(|c| c.name != "id");
    plain.primary_key.clear();
    check(
        &schema([numbered]),
        &schema([plain]),
        false,
        true,
        &[
            "zSchema.a : drop primary key t (id); drop column t.id (int, required)",
            "zSchema.a : alter column t.note: str -> text",
        ],
    );
}
