//! Renames, and what their author has to say.

use super::*;
use crate::ColumnHints;

fn refuse(old: &Schema, new: &Schema, hints: &Hints, expected: &[&str]) {
    let refusals = diff(old, new, hints).expect_err("refused");
    let texts: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    assert_eq!(texts.len(), expected.len(), "{texts:?}");
    for (text, part) in texts.iter().zip(expected) {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn chains_and_swaps_of_renames_find_their_order() {
    let old = schema([table("t", &["a int", "b text", "c date"])]);
    let chain = schema([table("t", &["b int", "c text", "d date"])]);
    check(
        &old,
        &chain,
        &hints(&["t.b < a", "t.c < b", "t.d < c"]),
        &["rename column t.c to d", "rename column t.b to c", "rename column t.a to b"],
    );
    let swap = schema([table("t", &["b int", "a text", "c date"])]);
    check(
        &old,
        &swap,
        &hints(&["t.b < a", "t.a < b"]),
        &["rename column t.a to zmig_tmp_a", "rename column t.b to a", "rename column t.zmig_tmp_a to b"],
    );
    let place = schema([table("t", &["b int", "c date"])]);
    check(&old, &place, &hints(&["t.b < a", "-t.b"]), &["drop column t.b (text)", "rename column t.a to b"]);

    let old = schema([table("x", &["a int", "a2 int"]), table("y", &["b int", "b2 int"])]);
    let new = schema([table("y", &["a int", "a2 int"]), table("x", &["b int", "b2 int"])]);
    check(
        &old,
        &new,
        &hints(&["x < y", "y < x"]),
        &["rename table x to zmig_tmp_x", "rename table y to x", "rename table zmig_tmp_x to y"],
    );
}

#[test]
fn a_hint_that_was_obeyed_before_is_ignored_or_refused_but_never_obeyed_twice() {
    let old = schema([table("t", &["a int", "b text"])]);
    let new = schema([table("t", &["a int", "b text", "c date"])]);
    let add: &[&str] = &["add column t.c (date)"];
    check(&old, &new, &hints(&["t.a < old_a", "t < old_t"]), add);
    check(&old, &new, &hints(&["t.a < b", "t.b < a"]), add);
    // The rename of a to b was migrated long ago, then another a came, and now goes.
    let gone = schema([table("t", &["b text"])]);
    refuse(&old, &gone, &hints(&["t.b < a"]), &["remove `renamed_from`, and if the old b is to go"]);
    check(&old, &gone, &hints(&["t.b < a", "-t.a"]), &["drop column t.a (int)"]);
    // A table that is new has no past, nor has a project.
    let more = schema([table("t", &["a int", "b text"]), table("u", &["z int"])]);
    check(&old, &more, &hints(&["u.z < y"]), &["create table u"]);
    check(&Schema::default(), &old, &hints(&["t < s", "t.a < y"]), &["create table t"]);
}

#[test]
fn renames_from_nowhere_are_refused() {
    let old = schema([table("t", &["a int", "b text"])]);
    let new = schema([table("t", &["a int", "b text", "c int"])]);
    refuse(&old, &new, &hints(&["t.c < x"]), &["t.c cannot be renamed from x: there was no x before"]);
    refuse(&old, &new, &hints(&["t.c < a"]), &["a is still there"]);
    let two = schema([table("t", &["b text", "c int", "d int"])]);
    refuse(&old, &two, &hints(&["t.c < a", "t.d < a"]), &["c is renamed from it, too"]);
    let other = schema([table("t", &["a int", "b text"]), table("u", &["z int"])]);
    refuse(&old, &other, &hints(&["u < s"]), &["table u cannot be renamed from s: there was no s before"]);
}

#[test]
fn what_looks_like_a_rename_is_refused_with_the_likeliest_pairs() {
    let old = schema([table("t", &["mail text", "age int", "blob bytes", "born date"])]);
    let new = schema([table("t", &["email text", "years int", "geo json", "bday date"])]);
    refuse(
        &old,
        &new,
        &hints(&[]),
        &["t.age is gone and t.years", "t.born is gone and t.bday", "t.mail is gone and t.email"],
    );
    refuse(&old, &new, &hints(&["-t.age", "-t.born"]), &["t.mail is gone and t.email"]);
    refuse(&old, &new, &hints(&["t.email < mail", "-t.born"]), &["t.age is gone and t.years"]);
    assert!(diff(&old, &new, &Hints { trust_drops: true, ..hints(&[]) }).is_ok());

    let old = schema([table("users", &["name text", "mail text"]), table("logs", &["at date", "what text"])]);
    let new =
        schema([table("people", &["name text", "mail text", "age int"]), table("xs", &["p int", "q int"])]);
    refuse(&old, &new, &hints(&[]), &["table users is gone and table people is new"]);
    check(
        &old,
        &new,
        &hints(&["-users"]),
        &["drop table users", "drop table logs", "create table people", "create table xs"],
    );
}

#[test]
fn values_are_asked_for_where_rows_need_them_and_all_at_once() {
    let old = schema([table("t", &["place bytes", "n int"])]);
    let new = schema([table("t", &["place int", "n int!", "kind json!"])]);
    refuse(
        &old,
        &new,
        &hints(&[]),
        &["t.kind is required and new", "t.place cannot become int from bytes by a cast"],
    );
    let mut told = hints(&[]);
    let columns = &mut told.tables.entry("t".into()).or_default().columns;
    let zero = || Some(DefaultValue::Literal(Literal::Int(0)));
    let empty = || Some(DefaultValue::Literal(Literal::Text("{}".into())));
    columns.insert("place".into(), ColumnHints { using: Some("length(place)".into()), ..Default::default() });
    columns.insert("kind".into(), ColumnHints { backfill: empty(), ..Default::default() });
    columns.insert("n".into(), ColumnHints { backfill: zero(), ..Default::default() });
    let changes = diff(&old, &new, &told).expect("explained");
    assert!(matches!(&changes[0], Change::AddColumn { backfill, .. } if *backfill == empty()));
    assert!(matches!(&changes[1], Change::AlterColumn { backfill, using: None, .. } if *backfill == zero()));
    assert!(matches!(&changes[2], Change::AlterColumn { using: Some(u), .. } if u == "length(place)"));
    // A new table has no rows.
    check(&Schema::default(), &new, &hints(&[]), &["create table t"]);
}
