//! Databases that are hard to read: odd names, odd rights, odd contents.

use crate::support::db::Db;
use zmig_core::Dialect;

/// Every quoting style in every place, around names that hold quotes, blanks, brackets, commas and keywords.
#[tokio::test]
async fn names_are_read_in_every_quoting() {
    let db = Db::new(Dialect::Sqlite).await;
    let names =
        ["select", "a b", "it's", "a,b", "(x", "-- no", "/* no", "größe", "ÄÖ", "a\tb", "🦀", "a;b", "x)"];
    let mut number = 0;
    for name in names {
        for style in ["\"\"", "``", "[]", "''"] {
            let (open, close) = style.split_at(1);
            let q = |name: &str| format!("{open}{}{close}", name.replace(close, &close.repeat(2)));
            number += 1;
            let (table, other) = (q(&format!("{name}{number}")), q(&format!("{name}{number} target")));
            let column = q(name);
            let (key, unique, check) = (q("pk of it"), q("uq, it"), q("ck) of"));
            db.run(&format!(
                "CREATE TABLE {other} ({column} INTEGER CONSTRAINT {key} PRIMARY KEY);\n\
                 CREATE TABLE {table} ({column} TEXT DEFAULT {column} COLLATE {nocase} UNIQUE, \
                 b INTEGER CONSTRAINT {fk} REFERENCES {other} ({column}), \
                 CONSTRAINT {check} CHECK (b > 0), CONSTRAINT {unique} UNIQUE ({column}, b));\n\
                 CREATE INDEX {index} ON {table} ({column} DESC);",
                nocase = q("NOCASE"),
                fk = q("fk of \"it"),
                index = q(&format!("index of {name}{number}")),
            ))
            .await;
        }
    }
    let found = db.introspect().await;
    assert_eq!(found.unmanaged, []);
    let mut number = 0;
    for name in names {
        for _ in 0..4 {
            number += 1;
            let table = found.schema.table(&format!("{name}{number}")).expect(name);
            let column = table.column(name).expect(name);
            assert_eq!(column.collation.as_deref(), Some("NOCASE"), "{name}");
            assert_eq!(table.checks[0].name, "ck) of");
            assert!(table.uniques.iter().any(|u| u.name == "uq, it" && u.columns == [name, "b"]), "{name}");
            assert_eq!(table.indexes[0].name, format!("index of {name}{number}"));
            assert_eq!(table.indexes[0].keys[0].column(), Some(name));
            assert!(table.indexes[0].keys[0].descending);
            let key = &table.foreign_keys[0];
            assert_eq!(
                (key.references.as_str(), key.ref_columns[0].as_str()),
                (&*format!("{name}{number} target"), name)
            );
            let target = found.schema.table(&key.references).expect(name);
            assert_eq!(target.primary_key_name.as_deref(), Some("pk of it"));
        }
    }
    db.drop().await;
}

/// A dot would name a schema of the database: such a table is listed whole, and a column may have one.
#[tokio::test]
async fn a_table_with_a_dot_is_listed_with_its_statements() {
    let db = Db::new(Dialect::Sqlite).await;
    db.run(
        "CREATE TABLE \"a.b\" (id INTEGER); CREATE INDEX i ON \"a.b\" (id); CREATE TABLE t (\"c.d\" TEXT, \"50%\" TEXT, \"e\"\"f\" TEXT)",
    )
    .await;
    let found = db.introspect().await;
    let tables: Vec<(&String, Vec<&str>)> = found
        .schema
        .tables
        .iter()
        .map(|(n, t)| (n, t.columns.iter().map(|c| c.name.as_str()).collect()))
        .collect();
    assert_eq!(tables, [(&"t".to_owned(), vec!["c.d", "50%", "e\"f"])]);
    let [thing] = found.unmanaged.as_slice() else { panic!("{:?}", found.unmanaged) };
    let definition = thing.definition.as_deref().unwrap_or_default();
    assert!(
        thing.name == "a.b" && definition.contains("CREATE TABLE") && definition.contains("CREATE INDEX i"),
        "{thing:?}"
    );
    db.drop().await;
}

/// Keys in a ring, a key to a table that is not there, a table of nothing but a key, and a type of somebody's own.
#[tokio::test]
async fn keys_in_a_ring_and_to_nowhere_and_types_of_ones_own_are_read() {
    let db = Db::new(Dialect::Sqlite).await;
    db.run(
        "CREATE TABLE hen (id INTEGER PRIMARY KEY, egg REFERENCES egg); CREATE TABLE egg (id INTEGER PRIMARY KEY, hen REFERENCES hen, twin REFERENCES egg (id));
         CREATE TABLE lost (id INTEGER PRIMARY KEY, gone REFERENCES nowhere (id), strange GEOMETRY(4326), none)",
    )
    .await;
    let found = db.introspect().await;
    let keys = |table: &str| -> Vec<(String, String)> {
        let keys = found.schema.tables[table].foreign_keys.iter();
        keys.map(|f| (f.references.clone(), f.ref_columns.join(","))).collect()
    };
    let id = |table: &str| (table.to_owned(), "id".to_owned());
    assert_eq!(
        (keys("hen"), keys("egg"), keys("lost")),
        (vec![id("egg")], vec![id("hen"), id("egg")], vec![])
    );
    let lost: Vec<String> = found.schema.tables["lost"].columns.iter().map(|c| c.ty.to_string()).collect();
    assert_eq!(lost[2], "sql:GEOMETRY(4326)");
    assert!(found.unmanaged.iter().any(|u| u.to_string().contains("nowhere")), "{:?}", found.unmanaged);
    db.drop().await;
}
