//! Declarative mode and the words of a database: PostgreSQL prints every expression anew, SQLite has unique sets inside
//! tables. Neither is a difference.

use super::auto::{auto, live, options, settled};
use super::project::{OWNER, project, project_for, table};
use super::support::*;
use zmig_core::{Check, Dialect, Domain, EnumType, Generated, Hints, Index, IndexKey, Schema, Unique};
use zmig_runtime::Outcome;
use zmig_runtime::schema::{Column, DefaultValue, Type};

fn check(name: &str, expr: &str) -> Check {
    Check { name: name.into(), expr: expr.into() }
}

fn computed(name: &str, ty: Type, expr: &str) -> Column {
    Column { generated: Some(Generated::stored(expr)), ..Column::new(name, ty) }
}

fn by_default(name: &str, ty: Type, expr: &str) -> Column {
    Column::new(name, ty).with_default(DefaultValue::Expr(expr.into()))
}

/// A table whose every expression is one that PostgreSQL prints otherwise.
fn things(name: &str) -> zmig_core::Table {
    let mut things = table(
        name,
        vec![
            Column::new("amount", Type::Int32).required(),
            Column::new("label", Type::Text),
            Column::new("note", Type::Str { max_length: Some(40) }),
            Column::new("state", Type::Enum("state".into())),
            Column::new("kept", Type::Bool),
            Column::new("part", Type::Raw("public.part".into())),
            Column::new("codes", Type::Raw("varchar(20)[]".into())),
            Column::new("mail", Type::Domain("mail".into())),
            by_default("ends", Type::DateTime, "now()+interval '1 day'"),
            by_default("day", Type::Date, "current_date+7"),
            by_default("mood", Type::Enum("state".into()), "('a')::state"),
            by_default("word", Type::Text, "upper('x')||'y'"),
            by_default("list", Type::Raw("int4[]".into()), "array[1,2]"),
            by_default("random", Type::Float, "random()*10"),
            computed("twice", Type::Int32, "amount*2"),
            computed("size", Type::Text, "case when amount>10 then 'big' else 'small' end"),
            computed("short", Type::Text, "substring(label from 1 for 3)"),
        ],
    );
    things.checks = vec![
        check("positive", "amount>0"),
        check("listed", "label IN ('a','b')"),
        check("unlisted", "note not in ('c', 'd')"),
        check("between", "amount between 1 and 100 or amount is null"),
        check("like", "label like 'a%' and not (note ilike '%x')"),
        check("casts", "cast(label as varchar(3)) <> note"),
        check("enums", "state in ('a','b') or state='a'"),
        check("calls", "coalesce(length(label),0)<=40 and trim(note)<>''"),
        check("dates", "ends>timestamp with time zone '2020-01-01 00:00:00+00'"),
        check("arrays", "amount = any(array[1,2,3]) or not kept"),
    ];
    let partial = |index: &str, key: IndexKey, condition: &str| Index {
        condition: Some(condition.into()),
        ..Index::new(format!("{name}_{index}"), vec![key])
    };
    things.indexes = vec![
        partial("kept", IndexKey::new("label"), "kept and amount>5"),
        partial("of_state", IndexKey::new("amount"), "state='a'"),
        partial("in_list", IndexKey::new("amount"), "note IN ('x','y')"),
        Index::new(
            format!("{name}_lower"),
            vec![IndexKey::expr("lower(label)||note"), IndexKey::expr("amount+1").desc()],
        ),
    ];
    things
}

fn wanted() -> Schema {
    let mut schema = Schema::default();
    for name in ["things", "sales.things"] {
        let mut table = things(name.rsplit('.').next().unwrap());
        table.name = name.into();
        table.canonicalise();
        schema.tables.insert(name.into(), table);
    }
    let values = ["a", "b", "c"].map(str::to_owned).to_vec();
    schema.enums.insert("state".into(), EnumType { name: "state".into(), owner: OWNER.into(), values });
    let mut mail = Domain::new("mail", OWNER, Type::Text);
    mail.checks = vec![check("mail_at", "value like '%@%' and length(value)<200")];
    mail.default = Some(DefaultValue::Expr("lower('A')||'@x'".into()));
    schema.domains.insert("mail".into(), mail);
    schema
}

const PART: &str = "CREATE TYPE part AS (name text, size int); CREATE SCHEMA sales;";

#[tokio::test]
async fn what_the_printer_writes_otherwise_is_no_difference() {
    let db = Db::new(Backend::Postgres).await;
    db.rows(PART).await;
    let set = project_for(&[(wanted(), Hints::default())], &[Dialect::Postgres]);
    let first = auto(&set, &db, &options()).await;
    assert_eq!(first.outcome, Outcome::Applied, "{first}");
    let found = live(&db).await;
    assert_ne!(
        found.tables["things"].checks,
        wanted().tables["things"].checks,
        "the printer has words of its own"
    );
    settled(&set, &db).await;

    // What does differ is still seen, alone, and mended.
    db.rows(
        "ALTER TABLE things DROP CONSTRAINT positive, ADD CONSTRAINT positive CHECK (amount > 1);
         ALTER TABLE sales.things ALTER COLUMN ends SET DEFAULT now() + interval '2 days';
         DROP INDEX things_kept; CREATE INDEX things_kept ON things (label) WHERE kept;
         ALTER DOMAIN mail DROP CONSTRAINT mail_at; ALTER DOMAIN mail ADD CONSTRAINT mail_at CHECK (value LIKE '%@')",
    )
    .await;
    let mended = auto(&set, &db, &options().data_loss_protection(false)).await;
    let mut titles: Vec<&str> = mended.changes.iter().map(|c| c.title.as_str()).collect();
    titles.sort_unstable();
    assert_eq!(
        titles,
        [
            "add check positive on things",
            "add index things_kept on things",
            "alter column sales.things.ends: default changes",
            "alter domain mail: drop check mail_at, add check mail_at",
            "drop check positive on things",
            "drop index things_kept on things",
        ],
        "{mended}"
    );
    assert_eq!(live(&db).await, found);
    settled(&set, &db).await;
}

#[tokio::test]
async fn a_set_inside_a_table_of_sqlite_is_the_same_and_goes_when_it_is_not_wanted() {
    let db = Db::new(Backend::Sqlite).await;
    db.rows(
        "CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, code TEXT UNIQUE, other TEXT UNIQUE, CHECK (code <> ''));
         INSERT INTO notes VALUES (3, 'a', 'b');
         CREATE TABLE lines (note TEXT REFERENCES notes (code) ON DELETE CASCADE); INSERT INTO lines VALUES ('a')",
    )
    .await;
    let mut notes = table("notes", vec![Column::new("code", Type::Text), Column::new("other", Type::Text)]);
    notes.uniques = ["code", "other"].map(|c| Unique::new(format!("uq_notes_{c}"), vec![c.into()])).to_vec();
    notes.checks.push(check("ck", "code <> ''"));
    let mut schema = Schema::default();
    schema.tables.insert("notes".into(), notes);
    let first = auto(&project(&[(schema.clone(), Hints::default())]), &db, &options().dry_run(true)).await;
    assert_eq!(first.changes, [], "{first}");

    schema.tables.get_mut("notes").unwrap().uniques.pop();
    let set = project(&[(schema, Hints::default())]);
    let report = auto(&set, &db, &options().data_loss_protection(false)).await;
    let titles: Vec<&str> = report.changes.iter().map(|c| c.title.as_str()).collect();
    assert_eq!(titles, ["drop unique uq_notes_other on notes"], "{report}");
    settled(&set, &db).await;
    // Nothing else happened to the rows, to those that refer to them, and to what still holds.
    assert_eq!(
        db.rows("SELECT id, code, other, note FROM notes JOIN lines ON note = code").await,
        [["3", "a", "b", "a"]]
    );
    db.rows("INSERT INTO notes (code, other) VALUES ('c', 'b')").await;
    assert!(db.try_rows("INSERT INTO notes (code) VALUES ('a')").await.is_err());
    db.rows("DELETE FROM notes WHERE code = 'c'").await;
    set.rollback(&db.url, zmig_runtime::RollbackTarget::Last).await.unwrap();
    assert!(
        db.try_rows("INSERT INTO notes (code, other) VALUES ('d', 'b')").await.is_err(),
        "it is unique again"
    );
}
