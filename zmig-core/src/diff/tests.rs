mod hints;

use super::fixtures::*;
use super::*;
use crate::{DefaultValue, Literal, Table, apply_all, inverse_all};

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

fn edit(mut schema: Schema, table: &str, edit: impl Fn(&mut Table)) -> Schema {
    let found = schema.tables.get_mut(table).expect(table);
    edit(found);
    found.canonicalise();
    schema
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

#[test]
fn renames_take_along_what_is_named_after_them() {
    let mut users = table("users", &["name str", "mail str"]);
    users.uniques = vec![unique_on("users", &["mail"])];
    users.indexes = vec![index("idx_users_name", "name", None)];
    users.checks = vec![check_of("ck_users_sane", "length(mail) > 3")];
    let mut posts = table("posts", &["user int"]);
    posts.foreign_keys = vec![foreign_key("posts", "user", "users")];
    let mut people = table("people", &["title str", "mail str"]);
    people.uniques = vec![unique_on("people", &["mail"])];
    people.indexes = vec![index("idx_people_title", "title", None)];
    people.checks = vec![check_of("ck_people_sane", "length(mail) > 3")];
    let mut notes = table("posts", &["author int"]);
    notes.foreign_keys = vec![foreign_key("posts", "author", "people")];
    let (old, new) = (schema([users, posts]), schema([people, notes]));
    check(
        &old,
        &new,
        &hints(&["people < users", "people.title < name", "posts.author < user"]),
        &[
            "rename table users to people",
            "rename column people.name to title",
            "rename column posts.user to author",
        ],
    );
}

#[test]
fn text_that_means_something_else_after_a_rename_is_dropped_before_it() {
    let mut before = table("t", &["price int", "cost int", "name text"]);
    before.checks = vec![check_of("ck_t_sane", "price > 0"), check_of("ck_t_named", "name <> ''")];
    before.indexes = vec![index("dear", "name", Some("price > 9"))];
    before.columns.push(computed("twice", "int", "price * 2"));
    let mut after = table("t", &["value int", "cost int", "name text"]);
    after.checks = vec![check_of("ck_t_sane", "value > 0"), check_of("ck_t_named", "name <> ''")];
    after.indexes = vec![index("dear", "name", Some("value > 9"))];
    after.columns.push(computed("twice", "int", "value * 2"));
    check(
        &schema([before]),
        &schema([after]),
        &hints(&["t.value < price"]),
        &[
            "drop index dear on t",
            "drop check ck_t_sane on t",
            "drop column t.twice (int)",
            "rename column t.price to value",
            "add column t.twice (int)",
            "add index dear on t",
            "add check ck_t_sane on t (value > 0)",
        ]
        .map(|s| s.trim_end_matches(" (value > 0)")),
    );
}

#[test]
fn a_name_that_a_rename_would_not_bring_back_is_built_again() {
    let mut before = table("users", &["name text"]);
    before.indexes = vec![index("idx_people_name", "name", None)];
    let mut after = table("people", &["name text"]);
    after.indexes = before.indexes.clone();
    check(
        &schema([before]),
        &schema([after]),
        &hints(&["people < users"]),
        &[
            "drop index idx_people_name on users",
            "rename table users to people",
            "add index idx_people_name on people",
        ],
    );
}

#[test]
fn what_stands_in_the_way_of_a_new_type_goes_and_comes_back() {
    let mut target = table("t", &["name str", "n int32"]);
    target.uniques = vec![unique_on("t", &["n"])];
    target.indexes = vec![index("idx_t_name", "name", None), index("part", "id", Some("name IS NULL"))];
    target.checks = vec![check_of("ck_t_a", "name <> ''"), check_of("ck_t_b", "n > 0")];
    let mut child = table("u", &["t_n int32"]);
    child.foreign_keys =
        vec![crate::ForeignKey { ref_columns: vec!["n".into()], ..foreign_key("u", "t_n", "t") }];
    let old = schema([target, child]);
    let retype = |schema: &Schema, table: &str, column: &str, ty: &str| {
        edit(schema.clone(), table, |t| t.column_mut(column).expect(column).ty = ty.parse().expect(ty))
    };
    check(
        &old,
        &retype(&old, "t", "name", "int"),
        &hints(&[]),
        &[
            "drop index part on t",
            "drop check ck_t_a on t",
            "alter column t.name: str -> int",
            "add index part on t",
            "add check ck_t_a on t",
        ],
    );
    check(&old, &retype(&old, "t", "name", "text"), &hints(&[]), &["alter column t.name: str -> text"]);
    let longer = retype(&retype(&old, "t", "n", "int"), "u", "t_n", "int");
    check(
        &old,
        &longer,
        &hints(&[]),
        &[
            "drop check ck_t_b on t",
            "alter column t.n: int32 -> int",
            "alter column u.t_n: int32 -> int",
            "add check ck_t_b on t",
        ],
    );
    let text = retype(&retype(&old, "t", "n", "text"), "u", "t_n", "text");
    check(
        &old,
        &text,
        &hints(&[]),
        &[
            "drop foreign key fk_u_t_n on u",
            "drop check ck_t_b on t",
            "alter column t.n: int32 -> text",
            "alter column u.t_n: int32 -> text",
            "add check ck_t_b on t",
            "add foreign key fk_u_t_n on u (t_n) -> t (n)",
        ],
    );
}

#[test]
fn computed_columns_are_altered_or_made_again() {
    let mut t = table("t", &["a int32", "b int32"]);
    t.columns.push(computed("sum", "int", "a + b"));
    t.indexes = vec![index("idx_t_sum", "sum", None)];
    let old = schema([t]);
    let other = edit(old.clone(), "t", |t| {
        t.column_mut("sum").expect("sum").generated = Some(crate::Generated::stored("a - b"))
    });
    check(
        &old,
        &other,
        &hints(&[]),
        &["drop index idx_t_sum on t", "alter column t.sum: generation changes", "add index idx_t_sum on t"],
    );
    let wider = edit(old.clone(), "t", |t| t.column_mut("a").expect("a").ty = Type::Int);
    check(
        &old,
        &wider,
        &hints(&[]),
        &[
            "drop index idx_t_sum on t",
            "drop column t.sum (int)",
            "alter column t.a: int32 -> int",
            "add column t.sum (int)",
            "add index idx_t_sum on t",
        ],
    );
    let float = edit(old.clone(), "t", |t| t.column_mut("sum").expect("sum").ty = Type::Float);
    check(
        &old,
        &float,
        &hints(&[]),
        &[
            "drop index idx_t_sum on t",
            "drop column t.sum (int)",
            "add column t.sum (float)",
            "add index idx_t_sum on t",
        ],
    );
    let plain = edit(old.clone(), "t", |t| {
        t.columns.retain(|c| c.name != "b");
        t.column_mut("sum").expect("sum").generated = None;
    });
    check(
        &old,
        &plain,
        &hints(&["-t.b"]),
        &[
            "drop index idx_t_sum on t",
            "alter column t.sum: generation changes",
            "drop column t.b (int32)",
            "add index idx_t_sum on t",
        ],
    );
}

#[test]
fn enums_follow_their_columns() {
    let old = schema([table("t", &["a enum:t_a", "b enum:t_b"])]);
    let old = with_enum(with_enum(old, "t_a", &["x", "y"]), "t_b", &["p", "q"]);
    let renamed = with_enum(schema([table("t", &["c enum:t_c", "b enum:t_b"])]), "t_c", &["x", "y", "z"]);
    let renamed = with_enum(renamed, "t_b", &["p", "q"]);
    check(
        &old,
        &renamed,
        &hints(&["t.c < a"]),
        &["rename column t.a to c", "rename enum t_a to t_c", "alter enum t_c: add z"],
    );
    // One goes, the other takes its name.
    let taken = with_enum(schema([table("t", &["a enum:t_a"])]), "t_a", &["p", "q"]);
    check(
        &old,
        &taken,
        &hints(&["t.a < b", "-t.a"]),
        &[
            "drop column t.a (enum:t_a)",
            "drop enum t_a (x, y)",
            "rename column t.b to a",
            "rename enum t_b to t_a",
        ]
        .map(|s| s.trim_end_matches(" (x, y)")),
    );
    // They change places, as far as one can tell by their hints.
    let mut swapped = with_enum(schema([table("t", &["a enum:t_a", "b text"])]), "t_a", &["p", "q"]);
    check(
        &old,
        &{
            swapped = swapped.clone();
            swapped
        },
        &hints(&["t.a < b", "t.b < a"]),
        &[
            "rename column t.a to zmig_tmp_a",
            "rename column t.b to a",
            "rename column t.zmig_tmp_a to b",
            "rename enum t_a to zmig_tmp_t_a",
            "rename enum t_b to t_a",
            "alter column t.b: enum:zmig_tmp_t_a -> text",
            "drop enum zmig_tmp_t_a",
        ],
    );
    // Two columns share one: it is not renamed for one of them.
    let shared = with_enum(schema([table("t", &["a enum:s", "b enum:s"])]), "s", &["x"]);
    let split = with_enum(schema([table("t", &["a enum:t_a", "b enum:s"])]), "s", &["x"]);
    let split = with_enum(split, "t_a", &["x"]);
    check(&shared, &split, &hints(&[]), &["create enum t_a (x)", "alter column t.a: enum:s -> enum:t_a"]);
}

#[test]
fn a_value_goes_after_the_default_that_holds_it() {
    let state = |values: &[&str], default: &str| {
        let mut t = table("t", &["s enum:t_s"]);
        t.checks = vec![check_of("ck_t_s", "s <> 'live'")];
        let literal = Literal::Text(default.into());
        t.column_mut("s").expect("s").default = Some(DefaultValue::Literal(literal));
        with_enum(schema([t]), "t_s", values)
    };
    check(
        &state(&["draft", "live"], "draft"),
        &state(&["live", "gone"], "gone"),
        &hints(&[]),
        &[
            "drop check ck_t_s on t",
            "alter column t.s: default goes",
            "alter enum t_s: add gone; drop draft",
            "alter column t.s: default changes",
            "add check ck_t_s on t",
        ],
    );
    check(
        &state(&["draft"], "draft"),
        &state(&["draft", "live"], "live"),
        &hints(&[]),
        &["alter enum t_s: add live", "alter column t.s: default changes"],
    );
}

#[test]
fn keys_change_with_what_points_at_them() {
    let mut t = table("t", &["code text!", "n int!"]);
    t.uniques = vec![unique_on("t", &["id", "n"])];
    let mut u = table("u", &["t_id int"]);
    u.foreign_keys = vec![foreign_key("u", "t_id", "t")];
    let old = schema([t, u]);
    let unkeyed = edit(old.clone(), "t", |t| {
        t.primary_key = vec!["code".into()];
        t.uniques.push(unique_on("t", &["id"]));
    });
    check(
        &old,
        &unkeyed,
        &hints(&[]),
        &[
            "drop foreign key fk_u_t_id on u",
            "change primary key t: (id) -> (code)",
            "add unique uq_t_id on t (id)",
            "add foreign key fk_u_t_id on u (t_id) -> t (id)",
        ],
    );
    let replaced = edit(old.clone(), "t", |t| {
        t.columns.retain(|c| c.name != "code");
        t.column_mut("id").expect("id").nullable = true;
        t.primary_key = vec!["n".into()];
        t.uniques.push(unique_on("t", &["id"]));
    });
    check(
        &old,
        &replaced,
        &hints(&["-t.code"]),
        &[
            "drop foreign key fk_u_t_id on u",
            "drop primary key t (id)",
            "drop column t.code (text, required)",
            "alter column t.id: becomes nullable",
            "add primary key t (n)",
            "add unique uq_t_id on t (id)",
            "add foreign key fk_u_t_id on u (t_id) -> t (id)",
        ],
    );
}

#[test]
fn numbering_ends_before_its_key_does_and_begins_after() {
    let old = edit(schema([table("t", &["n int!"])]), "t", |t| {
        t.column_mut("id").expect("id").identity = crate::Identity::ByDefault
    });
    let new = edit(schema([table("t", &["n int!"])]), "t", |t| {
        t.column_mut("n").expect("n").identity = crate::Identity::ByDefault;
        t.primary_key = vec!["n".into()];
    });
    check(
        &old,
        &new,
        &hints(&[]),
        &[
            "alter column t.id: auto_increment goes",
            "drop primary key t (id)",
            "add primary key t (n)",
            "alter column t.n: becomes auto_increment",
        ],
    );
}

#[test]
fn owners_change_first_and_comments_last() {
    let old = schema([table("t", &["a int"])]);
    let new = edit(schema([table("t", &["a int", "b int"])]), "t", |t| {
        t.owner = "zSchema.b".into();
        t.comment = Some("x".into());
        t.column_mut("a").expect("a").comment = Some("y".into());
    });
    check(
        &old,
        &new,
        &hints(&[]),
        &[
            "move table t from zSchema.a to zSchema.b",
            "add column t.b (int)",
            "alter column t.a: comment changes",
            "change comment of table t",
        ],
    );
}

#[test]
fn a_table_is_never_without_a_column() {
    let mut a = Table::new("t", "zSchema.a");
    a.columns.push(crate::Column::new("x", Type::Bytes));
    let mut b = Table::new("u", "zSchema.a");
    b.columns.push(crate::Column::new("y", Type::Json));
    check(
        &schema([a]),
        &schema([b]),
        &hints(&["u < t"]),
        &["rename table t to u", "add column u.y (json)", "drop column u.x (bytes)"],
    );
}
