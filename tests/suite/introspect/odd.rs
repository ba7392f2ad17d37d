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
