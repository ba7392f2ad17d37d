use super::*;
use crate::diff::fixtures::*;
use crate::{Table, apply_all, inverse_all};

fn summaries(changes: &[Change]) -> Vec<String> {
    changes.iter().map(Change::summary).collect()
}

/// Ordered, whatever the order before, and runnable both ways.
fn check(old: &Schema, mut changes: Vec<Change>, expected: &[&str]) {
    let ordered = order(old, changes.clone());
    assert_eq!(summaries(&ordered), expected);
    changes.reverse();
    let again = order(old, changes);
    let there = apply_all(old, &ordered).expect("applies");
    assert_eq!(apply_all(old, &again).as_ref(), Ok(&there));
    assert_eq!(apply_all(&there, &inverse_all(&ordered)).as_ref(), Ok(old));
}

fn referring(name: &str, to: &[&str]) -> Table {
    let mut out = table(name, &[]);
    for target in to {
        let column = format!("{target}_id");
        out.columns.push(Column::new(column.as_str(), crate::Type::Int));
        out.foreign_keys.push(foreign_key(name, &column, target));
    }
    out.canonicalise();
    out
}

fn create(tables: &[Table]) -> Vec<Change> {
    tables.iter().map(|t| Change::CreateTable { table: t.clone() }).collect()
}

fn drop(tables: &[Table]) -> Vec<Change> {
    tables.iter().map(|t| Change::DropTable { table: t.clone() }).collect()
}

#[test]
fn tables_come_after_their_targets_and_go_before_them() {
    let tables = [referring("a", &["b", "c"]), referring("b", &["c"]), referring("c", &["c"])];
    let expected = ["create table c", "create table b", "create table a"];
    check(&Schema::default(), create(&tables), &expected);
    let expected = ["drop table a", "drop table b", "drop table c"];
    check(&schema(tables.clone()), drop(&tables), &expected);
}

#[test]
fn circles_are_opened_by_a_foreign_key_of_its_own() {
    let tables =
        [referring("a", &["b"]), referring("b", &["c"]), referring("c", &["a"]), referring("d", &["a"])];
    check(
        &Schema::default(),
        create(&tables),
        &[
            "create table a",
            "create table c",
            "create table b",
            "create table d",
            "add foreign key fk_a_b_id on a (b_id) -> b (id)",
        ],
    );
    check(
        &schema(tables.clone()),
        drop(&tables),
        &["drop foreign key fk_a_b_id on a", "drop table d", "drop table b", "drop table c", "drop table a"],
    );
}

#[test]
fn a_foreign_key_waits_for_what_its_target_gets() {
    let old = schema([table("t", &[])]);
    let mut child = table("u", &["t_n int"]);
    child.foreign_keys =
        vec![crate::ForeignKey { ref_columns: vec!["n".into()], ..foreign_key("u", "t_n", "t") }];
    let column = Column::new("n", crate::Type::Int);
    check(
        &old,
        vec![
            Change::CreateTable { table: child },
            Change::AddUnique { table: "t".into(), unique: unique_on("t", &["n"]) },
            Change::AddColumn { table: "t".into(), column, backfill: None },
        ],
        &[
            "create table u",
            "add column t.n (int)",
            "add unique uq_t_n on t (n)",
            "add foreign key fk_u_t_n on u (t_n) -> t (n)",
        ],
    );
}

#[test]
fn a_foreign_key_that_goes_first_is_no_part_of_its_table_any_more() {
    let tables = [referring("u", &["t"]), table("t", &[])];
    let key = tables[0].foreign_keys[0].clone();
    let mut changes = drop(&tables[..1]);
    changes.push(Change::DropForeignKey { table: "u".into(), foreign_key: key });
    check(&schema(tables), changes, &["drop foreign key fk_u_t_id on u", "drop table u"]);
}

#[test]
fn an_enum_goes_as_soon_as_nothing_uses_it() {
    let old = with_enum(schema([table("t", &["a enum:e", "b int"])]), "e", &["x"]);
    let enum_type = old.enums["e"].clone();
    let column = old.tables["t"].columns[1].clone();
    let goes = Change::DropEnum { enum_type: enum_type.clone() };
    let rename = Change::RenameColumn { table: "t".into(), from: "b".into(), to: "c".into() };
    let dropped = Change::DropColumn { table: "t".into(), column: column.clone(), backfill: None };
    check(
        &old,
        vec![goes.clone(), rename.clone(), dropped],
        &["drop column t.a (enum:e)", "drop enum e", "rename column t.b to c"],
    );
    let to = Column { ty: crate::Type::Text, ..column.clone() };
    let altered = Change::AlterColumn {
        table: "t".into(),
        from: column,
        to,
        backfill: None,
        using: None,
        using_back: None,
    };
    check(
        &old,
        vec![goes, rename, altered],
        &["rename column t.b to c", "alter column t.a: enum:e -> text", "drop enum e"],
    );
}
