use super::cursor::unparen;
use super::*;
use proptest::prelude::*;
use zmig_core::Deferrable;

fn kinds(sql: &str) -> Vec<(Kind, &str)> {
    tokens(sql).iter().map(|t| (t.kind, t.text)).collect()
}

#[test]
fn tokens_are_read_as_sqlite_reads_them() {
    use Kind::{Blob, Number, Quoted, Sign, Text, Word};
    assert_eq!(
        kinds("a.\"b\"\"c\" [d]e] `f``g` 'it''s' x'00' X1 -- z\n 1.5e-3+.5 0x1F /* q */ größe $1"),
        [
            (Word, "a"),
            (Sign, "."),
            (Quoted, "\"b\"\"c\""),
            (Quoted, "[d]"),
            (Word, "e"),
            (Sign, "]"),
            (Quoted, "`f``g`"),
            (Text, "'it''s'"),
            (Blob, "x'00'"),
            (Word, "X1"),
            (Number, "1.5e-3"),
            (Sign, "+"),
            (Number, ".5"),
            (Number, "0x1F"),
            (Word, "größe"),
            (Word, "$1"),
        ]
    );
    let inside: Vec<_> = tokens("\"b\"\"c\" [d] `f``g` 'it''s' x'00'").iter().map(|t| t.inside()).collect();
    assert_eq!(inside, ["b\"c", "d", "f`g", "it's", "00"]);
    // What is never closed goes to the end.
    for open in ["'a", "\"a", "`a", "[a", "/* a", "x'a", "'", "\"", "["] {
        assert!(tokens(open).len() <= 1, "{open}");
    }
}

#[test]
fn a_table_is_read_whole() {
    let sql = r#"CREATE TABLE "odd ""one""" (
        id INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT ROLLBACK AUTOINCREMENT NOT NULL,
        [a name] VARCHAR ( 20 ) COLLATE NOCASE DEFAULT 'it''s' NOT NULL ON CONFLICT REPLACE UNIQUE,
        `b` DECIMAL(10,2) DEFAULT -1.5 CONSTRAINT sane CHECK (b > 0 AND (1)), -- a remark, with a comma
        'c' "my type" DEFAULT (1 + /* two */ 2) REFERENCES other(x) ON DELETE SET NULL ON UPDATE NO ACTION
            MATCH FULL NOT DEFERRABLE,
        bare,
        d INT GENERATED ALWAYS AS (id * 2) STORED,
        e AS (id + 1),
        f TEXT DEFAULT word DEFAULT "quoted" REFERENCES o DEFERRABLE INITIALLY DEFERRED,
        CONSTRAINT u UNIQUE (b, `b` DESC) ON CONFLICT IGNORE
        CHECK (id <> ')'),
        FOREIGN KEY (b, "bare") REFERENCES "odd ""one""" (id, b) DEFERRABLE
    ) STRICT, WITHOUT ROWID"#;
    let table = create_table(sql).expect("read");
    let columns: Vec<_> = table.columns.iter().map(|c| (c.name.as_str(), c.ty)).collect();
    assert_eq!(
        columns,
        [
            ("id", "INTEGER"),
            ("a name", "VARCHAR ( 20 )"),
            ("b", "DECIMAL(10,2)"),
            ("c", "\"my type\""),
            ("bare", ""),
            ("d", "INT"),
            ("e", ""),
            ("f", "TEXT"),
        ]
    );
    let default = |i: usize| table.columns[i].default.map(|d| (d.sql, d.is_expression));
    assert_eq!(default(1), Some(("'it''s'", false)));
    assert_eq!(default(2), Some(("-1.5", false)));
    assert_eq!(default(3), Some(("1 + /* two */ 2", true)));
    assert_eq!(default(7), Some(("\"quoted\"", false)));
    assert_eq!(table.columns[1].collation.as_deref(), Some("NOCASE"));
    assert_eq!(table.columns[5].generated, Some(("id * 2", true)));
    assert_eq!(table.columns[6].generated, Some(("id + 1", false)));
    let key = table.primary_key.expect("a key");
    assert_eq!((key.name.as_deref(), key.columns[0].name.as_str()), (Some("pk"), "id"));
    assert!(table.autoincrement && table.strict && table.without_rowid);
    assert_eq!(table.uniques.len(), 2);
    assert_eq!(table.uniques[1].name.as_deref(), Some("u"));
    assert!(table.uniques[1].columns[1].descending);
    let checks: Vec<_> =
        table.checks.iter().map(|c| (c.name.as_deref(), c.column.as_deref(), c.expr)).collect();
    assert_eq!(checks, [(Some("sane"), Some("b"), "b > 0 AND (1)"), (None, None, "id <> ')'")]);
    let [c, f, both] = table.references.as_slice() else { panic!("{:?}", table.references) };
    assert_eq!((c.on_delete.as_str(), c.on_update.as_str()), ("SET NULL", "NO ACTION"));
    assert_eq!(c.deferrable, Deferrable::No);
    assert_eq!((f.table.as_str(), f.deferrable), ("o", Deferrable::Deferred));
    assert_eq!((both.table.as_str(), both.deferrable), ("odd \"one\"", Deferrable::Immediate));
    assert_eq!(both.columns, ["b", "bare"]);
    let conflicts: Vec<_> = table.conflicts.iter().map(|(a, b)| format!("{a}: {b}")).collect();
    assert_eq!(
        conflicts,
        [
            "primary key (id): ON CONFLICT ROLLBACK",
            "NOT NULL of a name: ON CONFLICT REPLACE",
            "unique (b, b): ON CONFLICT IGNORE"
        ]
    );
}

#[test]
fn an_index_is_read_whole() {
    let sql = "CREATE UNIQUE INDEX i ON t (a, \"b\" COLLATE NOCASE DESC, lower(c) ASC, (d || ',') desc, desc) \
               WHERE (a > 0) AND (b < 1)";
    let index = create_index(sql).expect("read");
    let key = |expr, collation: Option<&str>, descending| KeyText {
        expr,
        collation: collation.map(str::to_owned),
        descending,
    };
    assert_eq!(
        index.keys,
        [
            key("a", None, false),
            key("\"b\"", Some("NOCASE"), true),
            key("lower(c)", None, false),
            key("d || ','", None, true),
            key("desc", None, false),
        ]
    );
    assert_eq!(index.condition, Some("(a > 0) AND (b < 1)"));
    let index = create_index("CREATE INDEX i ON t (a) WHERE (a > 0 -- sane\n)").expect("read");
    assert_eq!(index.condition, Some("a > 0 -- sane"));
}

#[test]
fn what_is_no_such_statement_is_nothing() {
    for sql in [
        "",
        "CREATE",
        "CREATE TABLE",
        "CREATE TABLE t",
        "CREATE TABLE t (",
        "CREATE TABLE t ()",
        "CREATE TABLE t (a",
        "CREATE TABLE t (a,)",
        "CREATE TABLE t (a CHECK (b)",
        "CREATE TABLE t (a) PARTITION BY RANGE (a)",
        "CREATE TABLE t (a REFERENCES)",
        "CREATE TABLE t (a PRIMARY)",
        "CREATE TABLE t AS SELECT 1",
        "CREATE VIEW v AS SELECT 1",
        "SELECT 1",
    ] {
        assert!(create_table(sql).is_none(), "{sql}");
        assert!(create_index(sql).is_none(), "{sql}");
    }
}

/// Pieces of which a broken statement may consist.
fn pieces() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "CREATE",
        "TABLE",
        "INDEX",
        "UNIQUE",
        "ON",
        "t",
        "(",
        ")",
        ",",
        ";",
        "a",
        "\"b\"",
        "[c]",
        "'d'",
        "`e`",
        "x'00'",
        "PRIMARY",
        "KEY",
        "CHECK",
        "DEFAULT",
        "-",
        "1",
        "1.5e",
        "GENERATED",
        "ALWAYS",
        "AS",
        "REFERENCES",
        "FOREIGN",
        "CONSTRAINT",
        "COLLATE",
        "NOT",
        "NULL",
        "DEFERRABLE",
        "INITIALLY",
        "WHERE",
        "DESC",
        "ON CONFLICT",
        "WITHOUT",
        "ROWID",
        "STRICT",
        "--",
        "/*",
        "*/",
        "\"",
        "'",
        "[",
        "ß",
        ".",
        "\u{feff}",
        "\n",
    ]);
    prop::collection::vec(words, 0..40).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn no_text_stops_the_readers(text in any::<String>(), sql in pieces()) {
        for text in [text.as_str(), sql.as_str()] {
            let found = tokens(text);
            // They lie behind one another, and nothing but blanks and comments is left out.
            prop_assert!(found.windows(2).all(|w| w[0].end() <= w[1].start));
            prop_assert!(found.iter().all(|t| !t.text.is_empty() && &text[t.start..t.end()] == t.text));
            let _ = (create_table(text), create_index(text), unparen(text));
            let begun = [format!("CREATE TABLE t ({text}"), format!("CREATE INDEX i ON t ({text}")];
            let _ = (create_table(&begun[0]), create_index(&begun[1]));
        }
    }
}
