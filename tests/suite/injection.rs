//! Texts that try to be SQL, wherever a schema takes a text: what comes out is what went in, and nothing else happened.

use crate::golden::{from_nothing, migrations};
use crate::support::db::Db;
use zmig_core::{
    Change, Check, Column, DefaultValue, Dialect, EnumType, Generated, Identity, Index, IndexKey, Literal,
    PlanOptions, Schema, Table, Type, plan,
};

const PIECES: [&str; 24] = [
    "'",
    "''",
    "\"",
    "\\",
    ";",
    "--",
    "/*",
    "*/",
    "$$",
    "$a$",
    "\n",
    "\r\n",
    ")",
    "(",
    ",",
    "E'",
    "\\'",
    "x'",
    "`",
    "[",
    "]",
    "DROP TABLE witness",
    "?1",
    "äöü\u{1F600}",
];

/// Every piece alone, and as many mixtures as it takes to make `count`; the same in every run.
fn payloads(count: usize) -> Vec<String> {
    let mut out: Vec<String> = PIECES.map(str::to_owned).to_vec();
    out.push("'; DROP TABLE witness; --".into());
    out.push("\\'; DROP TABLE witness; --".into());
    out.push("\"); DROP TABLE witness; --".into());
    let mut state: u64 = 7;
    while out.len() < count {
        let mut text = String::new();
        for _ in 0..5 {
            // A linear generator is random enough to mix pieces.
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let at = usize::try_from(state >> 33).expect("31 bits") % PIECES.len();
            text.push_str(PIECES[at]);
            if state & (1 << 20) != 0 {
                text.push(' ');
            }
        }
        out.push(text);
    }
    out
}

fn text_default(text: &str) -> DefaultValue {
    DefaultValue::Literal(Literal::Text(text.to_owned()))
}

/// A table that holds each payload as a default of text, of JSON and of an enum, and as a comment.
fn schema(name: &str, payloads: &[String]) -> Schema {
    let mut table = Table::new(name, "zSchema.shop");
    let mut schema = Schema::default();
    table.columns.push(Column::new("id", Type::Int).required());
    table.primary_key = vec!["id".into()];
    table.comment = payloads.first().cloned();
    for (i, payload) in payloads.iter().enumerate() {
        let mut text = Column::new(format!("t{i}"), Type::Text).with_default(text_default(payload));
        text.comment = Some(payload.clone());
        table.columns.push(text);
        let json = serde_json::to_string(&[payload]).expect("JSON");
        table.columns.push(Column::new(format!("j{i}"), Type::Json).with_default(text_default(&json)));
        let list = Type::Array(Box::new(Type::Text));
        table.columns.push(Column::new(format!("l{i}"), list).with_default(text_default(&json)));
        // PostgreSQL holds at most 63 bytes of an enum's value.
        if payload.len() <= 63 {
            let enum_name = format!("{name}_e{i}");
            let values = vec!["other".to_owned(), payload.clone()];
            let owner = "zSchema.shop".to_owned();
            schema.enums.insert(enum_name.clone(), EnumType { name: enum_name.clone(), owner, values });
            let column =
                Column::new(format!("e{i}"), Type::Enum(enum_name)).with_default(text_default(payload));
            table.columns.push(column);
        }
    }
    schema.tables.insert(name.into(), table);
    schema
}

async fn read_back(db: &Db, name: &str, payloads: &[String], what: &str) {
    for (i, payload) in payloads.iter().enumerate() {
        let element = match db.dialect {
            Dialect::Sqlite => format!("json_extract(j{i}, '$[0]'), json_extract(l{i}, '$[0]')"),
            Dialect::Postgres => format!("j{i} ->> 0, l{i}[1]"),
        };
        let rows = db.rows(&format!("SELECT t{i}, {element} FROM {name}")).await;
        assert_eq!(rows, [vec![Some(payload.clone()); 3]], "{what} on {}: {payload:?}", db.dialect);
        if payload.len() <= 63 {
            let rows = db.rows(&format!("SELECT CAST(e{i} AS TEXT) FROM {name}")).await;
            assert_eq!(rows, [[Some(payload.clone())]], "{what} on {}: {payload:?}", db.dialect);
        }
        if db.dialect == Dialect::Postgres {
            let sql = format!(
                "SELECT col_description('{name}'::regclass, attnum) FROM pg_attribute \
                 WHERE attrelid = '{name}'::regclass AND attname = 't{i}'"
            );
            assert_eq!(db.rows(&sql).await, [[Some(payload.clone())]], "{what}: comment {payload:?}");
        }
    }
}

/// Creates each payload's columns, reads the defaults back, makes a change that copies the table on SQLite, and reads
/// them back again.
#[tokio::test]
async fn texts_come_back_as_they_were_given() {
    for dialect in Dialect::ALL {
        let db = Db::new(dialect).await;
        db.run("CREATE TABLE witness (n INTEGER)").await;
        for (number, payloads) in payloads(5_000).chunks(50).enumerate() {
            let name = format!("t{number}");
            let schema = schema(&name, payloads);
            for migration in migrations(&Schema::default(), &from_nothing(&schema)) {
                db.run(migration.sql(dialect, true)).await;
            }
            db.run(&format!("INSERT INTO {name} (id) VALUES (1)")).await;
            read_back(&db, &name, payloads, "created").await;
            if number % 10 == 0 {
                let table = &schema.tables[&name];
                let check = Check { name: "ck_id".into(), expr: "id > 0".into() };
                let mut changes = vec![Change::AddCheck { table: name.clone(), check }];
                let from = table.columns[1].clone();
                let to = Column { ty: Type::STR, ..from.clone() };
                changes.push(Change::AlterColumn {
                    table: name.clone(),
                    from,
                    to,
                    backfill: None,
                    using: None,
                    using_back: None,
                });
                for migration in migrations(&schema, &changes) {
                    db.run(migration.sql(dialect, true)).await;
                }
                read_back(&db, &name, payloads, "altered").await;
            }
            db.run(&format!("DROP TABLE {name}")).await;
        }
        let sql = match dialect {
            Dialect::Sqlite => "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'",
            Dialect::Postgres => {
                "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            }
        };
        assert_eq!(db.rows(sql).await, [[Some("witness".to_owned())]], "{dialect}");
        db.drop().await;
    }
}

/// Names are only checked for characters; what is allowed must be safe in every statement, with rows in the table.
#[tokio::test]
async fn names_are_only_names() {
    let odd = [
        "a b",
        "a,b",
        "a)",
        "(a",
        "$1",
        "?",
        ":a",
        "%s",
        "#",
        "@x",
        "SELECT",
        "{a}",
        "a-b",
        "[a]",
        "ä\u{1F600}",
    ];
    for dialect in Dialect::ALL {
        let db = Db::new(dialect).await;
        db.run("CREATE TABLE witness (n INTEGER)").await;
        for name in odd {
            zmig_core::check_name(name).expect("an allowed name");
            let column = format!("{name} c");
            let mut table = Table::new(name, "zSchema.shop");
            table.columns.push(Column::new("id", Type::Int).required().numbered(Identity::ByDefault));
            table.primary_key = vec!["id".into()];
            table.columns.push(Column::new(&column, Type::Text));
            let key = IndexKey::new(&column).desc();
            let index = Index { unique: true, ..Index::new(format!("{name} i"), vec![key]) };
            table.indexes.push(index);
            let mut schema = Schema::default();
            schema.tables.insert(name.into(), table.clone());
            for migration in migrations(&Schema::default(), &from_nothing(&schema)) {
                db.run(migration.sql(dialect, true)).await;
            }
            let (table_name, column_name) = (dialect.quote_name(name), dialect.quote_name(&column));
            db.run(&format!("INSERT INTO {table_name} ({column_name}) VALUES ('7'), (NULL)")).await;
            let from = table.columns[1].clone();
            let to = Column { ty: Type::Int, ..from.clone() };
            let change = Change::AlterColumn {
                table: name.into(),
                from,
                to,
                backfill: None,
                using: None,
                using_back: None,
            };
            let made = plan(&schema, std::slice::from_ref(&change), dialect, &PlanOptions::default())
                .expect("plannable");
            for check in made.steps.iter().flat_map(|s| &s.checks) {
                assert_eq!(db.rows(&check.sql).await, Vec::<Vec<Option<String>>>::new(), "{}", check.sql);
            }
            let down_and_up = migrations(&schema, &[change]);
            for up in [true, false] {
                for migration in &down_and_up {
                    db.run(migration.sql(dialect, up)).await;
                }
                let rows = db
                    .rows(&format!("SELECT CAST({column_name} AS TEXT) FROM {table_name} ORDER BY id"))
                    .await;
                assert_eq!(rows, [[Some("7".to_owned())], [None]], "{name} on {dialect}");
            }
        }
        assert_eq!(db.rows("SELECT CAST(count(*) AS TEXT) FROM witness").await, [[Some("0".to_owned())]]);
        db.drop().await;
    }
}

/// SQL that an author wrote stays one piece where it is put, or is refused.
#[test]
fn sql_that_is_more_than_an_expression_is_refused() {
    let bad = ["1); DROP TABLE witness; --", "1; DROP TABLE witness", "a)", "'open", "/* open", ""];
    let mut schema = Schema::default();
    let mut table = Table::new("t", "zSchema.shop");
    table.columns.push(Column::new("a", Type::Int));
    schema.tables.insert("t".into(), table);
    let column = |f: &dyn Fn(&mut Column)| {
        let mut column = Column::new("b", Type::Int);
        f(&mut column);
        Change::AddColumn { table: "t".into(), column, backfill: None }
    };
    for sql in bad {
        let expr = || Some(DefaultValue::Expr(sql.to_owned()));
        let from = Column::new("a", Type::Int);
        let changes = [
            column(&|c| c.default = expr()),
            column(&|c| c.generated = Some(Generated::stored(sql))),
            column(&|c| c.ty = Type::Raw(sql.to_owned())),
            Change::AddColumn { table: "t".into(), column: Column::new("b", Type::Int), backfill: expr() },
            Change::AddCheck { table: "t".into(), check: Check { name: "c".into(), expr: sql.into() } },
            Change::AlterColumn {
                table: "t".into(),
                to: Column { ty: Type::Text, ..from.clone() },
                from,
                backfill: None,
                using: Some(sql.to_owned()),
                using_back: None,
            },
            Change::AddIndex {
                table: "t".into(),
                index: Index {
                    condition: Some(sql.to_owned()),
                    ..Index::new("i", vec![IndexKey::expr(sql)])
                },
            },
        ];
        for change in changes {
            for dialect in Dialect::ALL {
                let refused = plan(&schema, std::slice::from_ref(&change), dialect, &PlanOptions::default());
                let error = refused.expect_err(&format!("{dialect}: {change:?}")).to_string();
                assert!(error.contains("cannot hold"), "{error}");
            }
        }
    }
}
