use super::*;
use crate::diff::fixtures::{schema, table};
use crate::{Column, Deferrable, Generated, Identity, Index, IndexKey, TableOption, Type, Unique};

fn check(edit: impl FnOnce(&mut Schema), dialect: Dialect, what: &str, why: &str) {
    let mut schema = schema([table("t", &["a int", "b text"]), table("other", &[])]);
    assert_eq!(unsupported(&schema, dialect), vec![]);
    edit(&mut schema);
    let found = unsupported(&schema, dialect);
    let [one] = found.as_slice() else { panic!("not one: {found:?}") };
    assert!(one.what.contains(what) && one.why.contains(why), "{one}");
    let other = if dialect == Dialect::Sqlite { Dialect::Postgres } else { Dialect::Sqlite };
    assert_eq!(unsupported(&schema, other), vec![]);
}

fn t(schema: &mut Schema) -> &mut Table {
    schema.tables.get_mut("t").expect("t")
}

#[test]
fn sqlite_says_what_it_lacks() {
    let check = |edit: &dyn Fn(&mut Schema), what: &str, why: &str| check(edit, Dialect::Sqlite, what, why);
    check(&|s| drop(s.tables.insert("a.t".into(), table("a.t", &[]))), "the table a.t", "before the dot");
    check(
        &|s| {
            let e = EnumType { name: "a.e".into(), owner: String::new(), values: vec!["x".into()] };
            s.enums.insert("a.e".into(), e);
        },
        "the enum a.e",
        "before the dot",
    );
    check(
        &|s| drop(s.domains.insert("d".into(), Domain::new("d", "", Type::Text))),
        "the domain d",
        "has no domains",
    );
    check(&|s| t(s).columns[1].ty = Type::Domain("d".into()), "t.a of the domain d", "the type");
    check(&|s| t(s).columns[1].identity = Identity::ByDefault, "auto_increment on t.a", "whole primary key");
    check(
        &|s| {
            t(s).columns[0].identity = Identity::Always;
            t(s).options.insert(TableOption::WithoutRowid);
        },
        "auto_increment on t.id",
        "without rowid",
    );
    check(&|s| t(s).columns[2].collation = Some("de_DE.utf8".into()), "de_DE.utf8 of t.b", "NOCASE");
    let unique = |f: &dyn Fn(&mut Unique)| {
        let mut unique = Unique::new("u", vec!["a".into()]);
        f(&mut unique);
        unique
    };
    check(
        &|s| t(s).uniques.push(unique(&|u| u.nulls_not_distinct = true)),
        "u of t with nulls_not_distinct",
        "",
    );
    check(
        &|s| t(s).uniques.push(unique(&|u| u.deferrable = Deferrable::Deferred)),
        "u of t with deferrable",
        "",
    );
    check(
        &|s| {
            let index = Index::new("i", vec![IndexKey::new("a")]);
            t(s).indexes.push(Index { unique: true, nulls_not_distinct: true, ..index });
        },
        "the index i of t with nulls_not_distinct",
        "",
    );
    check(
        &|s| {
            let both = vec!["a".into(), "b".into()];
            let key = crate::ForeignKey::new("f", both.clone(), "other", both);
            t(s).foreign_keys.push(crate::ForeignKey { match_full: true, ..key });
        },
        "the foreign key f of t with match: full",
        "a check",
    );
    check(
        &|s| {
            t(s).options.insert(TableOption::Strict);
            t(s).columns.push(Column::new("p", Type::Raw("point".into())));
        },
        "the type point of t.p in a strict table",
        "ANY",
    );
}

#[test]
fn postgres_says_what_it_lacks() {
    let check = |edit: &dyn Fn(&mut Schema), what: &str, why: &str| check(edit, Dialect::Postgres, what, why);
    check(&|s| t(s).columns[2].collation = Some("nocase".into()), "nocase of t.b", "SQLite's");
    check(
        &|s| {
            let key = IndexKey { collation: Some("RTRIM".into()), ..IndexKey::new("b") };
            t(s).indexes.push(Index::new("i", vec![key]));
        },
        "RTRIM of the index i",
        "SQLite's",
    );
    check(
        &|s| {
            t(s).columns[2].generated = Some(Generated::virtual_of("upper('a')"));
            t(s).indexes.push(Index::new("i", vec![IndexKey::new("b")]));
        },
        "i over the virtual column t.b",
        "stored",
    );
    check(
        &|s| {
            s.tables.get_mut("other").expect("other").options.insert(TableOption::Unlogged);
            t(s).foreign_keys.push(crate::diff::fixtures::foreign_key("t", "a", "other"));
        },
        "the foreign key fk_t_a",
        "other is unlogged",
    );
}
