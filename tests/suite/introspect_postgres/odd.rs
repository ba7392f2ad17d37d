//! What is legal and seldom: names that need quotes in every place, tables without columns, rings of keys, families of
//! tables, types that nobody has heard of.

use super::{POSTGRES, made, same};
use crate::support::db::Db;
use std::collections::BTreeMap;
use zmig_core::{Schema, Type, Unmanaged, UnmanagedKind};

/// Names that hold what SQL, formats and paths give a meaning to.
const NAMES: [&str; 12] =
    ["select", "a b", "it's", "a\"b", "50%", "%s {}", "größe", "🦀", "a;b--c", "\\", "(x)", "A"];

fn q(name: &str) -> String {
    POSTGRES.quote_name(name)
}

/// One of each kind of object by that name, or by a name around it where kinds share their names.
fn objects(name: &str) -> String {
    let around = |what: &str| q(&format!("{name} {what}"));
    let (schema, own) = (around("schema"), q(name));
    let text = POSTGRES.quote_text(name);
    format!(
        "CREATE SCHEMA {schema};
         CREATE TYPE {schema}.{kind} AS ENUM ({text}, 'other');
         CREATE DOMAIN {schema}.{domain} AS text DEFAULT {text} CONSTRAINT {own} CHECK (VALUE <> '');
         CREATE TABLE {schema}.{own} ({own} integer CONSTRAINT {key} PRIMARY KEY, kind {schema}.{kind} DEFAULT {text},
           label {schema}.{domain}, note text DEFAULT {text}, CONSTRAINT {unique} UNIQUE ({own}, note),
           CONSTRAINT {check} CHECK ({own} > 0 AND note <> {text}));
         CREATE INDEX {index} ON {schema}.{own} (lower(note), {own} DESC) WHERE {own} > 1;
         CREATE TABLE {schema}.child ({own} integer CONSTRAINT {fk} REFERENCES {schema}.{own} ({own}));
         COMMENT ON TABLE {schema}.child IS {text}; COMMENT ON COLUMN {schema}.child.{own} IS {text}",
        kind = around("kind"),
        domain = around("domain"),
        key = around("key"),
        unique = around("unique"),
        check = around("check"),
        index = around("index"),
        fk = around("fk"),
    )
}

#[tokio::test]
async fn names_are_read_whatever_they_hold_and_make_the_same_again() {
    let mut db = Db::new(POSTGRES).await;
    for name in NAMES {
        db.run(&objects(name)).await;
    }
    let found = db.introspect().await;
    assert_eq!(found.unmanaged, []);
    for name in NAMES {
        let around = |what: &str| format!("{name} {what}");
        let qualified = |what: &str| format!("{name} schema.{what}");
        let table = found.schema.table(&qualified(name)).unwrap_or_else(|| panic!("{name}"));
        let column = |c: &str| table.column(c).unwrap_or_else(|| panic!("{name}: {c}"));
        assert_eq!(column("kind").ty, Type::Enum(qualified(&around("kind"))));
        assert_eq!(column("label").ty, Type::Domain(qualified(&around("domain"))));
        assert_eq!(found.schema.enum_values(&qualified(&around("kind"))), [name, "other"]);
        assert_eq!(found.schema.domains[&qualified(&around("domain"))].checks[0].name, name);
        for value in [&column("kind").default, &column("note").default] {
            let text = format!("{value:?}");
            assert!(text.contains("Literal(Text(") && text.contains(&format!("{name:?}")), "{text}");
        }
        assert_eq!(
            (&table.primary_key, table.primary_key_name.as_deref()),
            (&vec![name.to_owned()], Some(&*around("key")))
        );
        assert_eq!(
            (&table.uniques[0].name, &table.uniques[0].columns[0]),
            (&around("unique"), &name.to_owned())
        );
        assert_eq!((&table.checks[0].name, &table.indexes[0].name), (&around("check"), &around("index")));
        let child = &found.schema.tables[&qualified("child")];
        let key = &child.foreign_keys[0];
        assert_eq!(
            (&key.name, &key.references, &key.columns[0]),
            (&around("fk"), &table.name, &name.to_owned())
        );
        assert_eq!((child.comment.as_deref(), child.columns[0].comment.as_deref()), (Some(name), Some(name)));
    }
    // A quotation mark is the one thing that zmig writes into no name.
    let mut rest = found.schema;
    let has_quote = |name: &String| name.contains('"');
    rest.tables.retain(|name, _| !has_quote(name));
    rest.enums.retain(|name, _| !has_quote(name));
    rest.domains.retain(|name, _| !has_quote(name));
    let again = made(&mut db, &rest).await.unwrap_or_else(|e| panic!("{e}"));
    same(&rest, &again).unwrap_or_else(|e| panic!("{e}"));
    db.drop().await;
}

/// A dot parts a name from its schema in the model: what has one in it is listed, and a column may have one.
#[tokio::test]
async fn names_with_a_dot_are_listed_and_not_taken_for_others() {
    let db = Db::new(POSTGRES).await;
    db.run(
        "CREATE SCHEMA \"x.y\"; CREATE TABLE \"x.y\".z (id integer); CREATE TABLE \"public.users\" (id integer);
         CREATE TYPE \"mood.of\" AS ENUM ('a'); CREATE DOMAIN \"amount.of\" AS integer;
         CREATE TABLE users (\"a.b\" integer PRIMARY KEY, c \"mood.of\", d \"amount.of\", CONSTRAINT \"e.f\" CHECK (\"a.b\" > 0));
         CREATE INDEX \"i.j\" ON users (\"a.b\")",
    )
    .await;
    let found = db.introspect().await;
    let tables: Vec<&String> = found.schema.tables.keys().collect();
    assert_eq!(tables, ["users"]);
    let users = &found.schema.tables["users"];
    assert_eq!(
        (&users.primary_key[0], &users.checks[0].name, &users.indexes[0].name),
        (&"a.b".into(), &"e.f".into(), &"i.j".into())
    );
    let types: Vec<String> = users.columns.iter().map(|c| c.ty.to_string()).collect();
    assert_eq!(types, ["int32", "sql:\"mood.of\"", "sql:\"amount.of\""]);
    let listed: Vec<String> = kinds(&found.unmanaged).into_keys().collect();
    for name in ["z", "public.users", "mood.of", "amount.of"] {
        assert!(listed.iter().any(|l| l.ends_with(name)), "{name}: {listed:?}");
    }
    db.drop().await;
}

fn kinds(unmanaged: &[Unmanaged]) -> BTreeMap<String, UnmanagedKind> {
    unmanaged.iter().map(|u| (u.name.clone(), u.kind.clone())).collect()
}

#[tokio::test]
async fn tables_of_every_build_are_read_or_listed() {
    let db = Db::new(POSTGRES).await;
    db.run(
        "CREATE TABLE nothing (); CREATE TABLE emptied (a integer); ALTER TABLE emptied DROP COLUMN a;
         CREATE TABLE hen (id integer PRIMARY KEY, egg integer);
         CREATE TABLE egg (id integer PRIMARY KEY, hen integer REFERENCES hen (id), twin integer REFERENCES egg (id));
         ALTER TABLE hen ADD CONSTRAINT hen_egg FOREIGN KEY (egg) REFERENCES egg (id) DEFERRABLE INITIALLY DEFERRED;
         CREATE TABLE animal (id integer PRIMARY KEY, name text CHECK (name <> ''));
         CREATE TABLE dog (breed text) INHERITS (animal);
         CREATE TABLE visits (at date NOT NULL, who integer, PRIMARY KEY (at, who)) PARTITION BY RANGE (at);
         CREATE TABLE visits_2024 PARTITION OF visits FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
         CREATE TABLE visits_rest PARTITION OF visits DEFAULT;
         CREATE UNLOGGED TABLE quick (id integer); CREATE TABLE keyless (a text, a2 text)",
    )
    .await;
    let found = db.introspect().await;
    let columns: BTreeMap<&str, usize> =
        found.schema.tables.iter().map(|(name, t)| (name.as_str(), t.columns.len())).collect();
    let plain =
        [("animal", 2), ("egg", 3), ("emptied", 0), ("hen", 2), ("keyless", 2), ("nothing", 0), ("quick", 1)];
    assert_eq!(columns, plain.into());
    let keys = |table: &str| -> Vec<String> {
        found.schema.tables[table].foreign_keys.iter().map(|f| f.references.clone()).collect()
    };
    assert_eq!((keys("hen"), keys("egg")), (vec!["egg".into()], vec!["hen".into(), "egg".into()]));
    let listed = kinds(&found.unmanaged);
    for (name, kind) in [
        ("dog", UnmanagedKind::InheritedTable),
        ("visits", UnmanagedKind::PartitionedTable),
        ("visits_2024", UnmanagedKind::Partition),
        ("visits_rest", UnmanagedKind::Partition),
    ] {
        assert_eq!(listed.get(name), Some(&kind), "{listed:?}");
    }
    db.drop().await;
}

#[tokio::test]
async fn a_ring_of_keys_makes_the_same_ring() {
    let mut db = Db::new(POSTGRES).await;
    db.run(
        "CREATE TABLE a (id integer PRIMARY KEY, c integer); CREATE TABLE b (id integer PRIMARY KEY, a integer REFERENCES a);
         CREATE TABLE c (id integer PRIMARY KEY, b integer REFERENCES b); ALTER TABLE a ADD FOREIGN KEY (c) REFERENCES c",
    )
    .await;
    let found = db.introspect().await.schema;
    let again = made(&mut db, &found).await.unwrap_or_else(|e| panic!("{e}"));
    same(&found, &again).unwrap_or_else(|e| panic!("{e}"));
    db.drop().await;
}

#[tokio::test]
async fn types_never_heard_of_keep_their_spelling() {
    let mut db = Db::new(POSTGRES).await;
    let types = [
        "tsvector",
        "inet",
        "macaddr8",
        "bit varying(5)",
        "money",
        "point",
        "int4range",
        "xml",
        "interval day to second(2)",
        "\"char\"",
        "oid",
        "pg_lsn",
        "timetz(3)",
        "jsonpath",
        "int8multirange",
        "cidr[]",
        "character(7)",
    ];
    let columns: Vec<String> = types.iter().enumerate().map(|(i, ty)| format!("c{i} {ty}")).collect();
    db.run(&format!("CREATE TABLE strange ({})", columns.join(", "))).await;
    let found = db.introspect().await;
    assert_eq!(found.unmanaged, []);
    let strange = &found.schema.tables["strange"];
    let is_raw = |ty: &Type| match ty {
        Type::Array(inner) => matches!(**inner, Type::Raw(_)),
        ty => matches!(ty, Type::Raw(_)),
    };
    assert!(strange.columns.iter().all(|c| is_raw(&c.ty)), "{:#?}", strange.columns);
    let again: Schema = made(&mut db, &found.schema).await.unwrap_or_else(|e| panic!("{e}"));
    same(&found.schema, &again).unwrap_or_else(|e| panic!("{e}"));
    db.drop().await;
}
