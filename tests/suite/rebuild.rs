//! What hangs on a table of SQLite that is copied stays: rows of children, views, triggers, indexes, the counter.

use crate::golden::migrations;
use crate::support::db::Db;
use zmig_core::{
    Action, Change, Column, Dialect, ForeignKey, Identity, Index, IndexKey, Schema, Table, Type, apply_all,
};

fn schema() -> Schema {
    let mut parent = Table::new("parent", "zSchema.shop");
    parent.columns.push(Column::new("id", Type::Int).required().numbered(Identity::ByDefault));
    parent.columns.push(Column::new("age", Type::STR));
    parent.primary_key = vec!["id".into()];
    parent.indexes.push(Index {
        condition: Some("age IS NOT NULL".into()),
        ..Index::new("idx_parent_age", vec![IndexKey::new("age")])
    });
    let mut child = Table::new("child", "zSchema.shop");
    child.columns.push(Column::new("id", Type::Int).required());
    child.columns.push(Column::new("parent", Type::Int));
    child.primary_key = vec!["id".into()];
    child.foreign_keys.push(ForeignKey {
        on_delete: Action::Cascade,
        ..ForeignKey::new("fk_child_parent", vec!["parent".into()], "parent", vec!["id".into()])
    });
    let tables = [parent, child].map(|t| (t.name.clone(), t));
    Schema { tables: tables.into(), ..Schema::default() }
}

fn text(value: &str) -> Option<String> {
    Some(value.to_owned())
}

async fn one(db: &Db, sql: &str) -> Vec<Vec<Option<String>>> {
    db.rows(sql).await
}

#[tokio::test]
async fn a_copied_table_keeps_what_hangs_on_it() {
    let before = schema();
    let first = migrations(&Schema::default(), &crate::golden::from_nothing(&before));
    let from = before.tables["parent"].columns[1].clone();
    let to = Column { ty: Type::Int, ..from.clone() };
    let change = Change::AlterColumn {
        table: "parent".into(),
        from,
        to,
        backfill: None,
        using: None,
        using_back: None,
    };
    apply_all(&before, std::slice::from_ref(&change)).expect("fits");
    let mut second = migrations(&before, &[change]);
    let second = second.pop().expect("one");

    let folder = tempfile::tempdir().expect("a folder");
    let db = Db::new(Dialect::Sqlite).await;
    for migration in &first {
        db.run(migration.sql(Dialect::Sqlite, true)).await;
    }
    db.run(
        "INSERT INTO parent (id, age) VALUES (1, '36'), (2, NULL), (9, '5');
         DELETE FROM parent WHERE id = 9;
         INSERT INTO child (id, parent) VALUES (10, 1), (11, 2);
         CREATE VIEW elders AS SELECT id FROM parent WHERE age > 30;
         CREATE TABLE log (line TEXT);
         CREATE TRIGGER on_child AFTER INSERT ON child BEGIN
             INSERT INTO log SELECT 'child of ' || age FROM parent WHERE id = new.parent;
         END;",
    )
    .await;
    for file in &second.files {
        if let Some(name) = file.path.strip_prefix("sqlite/") {
            std::fs::write(folder.path().join(name), &file.text).expect("written");
        }
    }
    db.migrate(folder.path(), None).await.expect("sqlx's migrator runs it unchanged");

    assert_eq!(
        one(&db, "SELECT id, age, typeof(age) FROM parent ORDER BY id").await,
        [[text("1"), text("36"), text("integer")], [text("2"), None, text("null")],]
    );
    assert_eq!(
        one(&db, "SELECT id, parent FROM child ORDER BY id").await,
        [[text("10"), text("1")], [text("11"), text("2")]]
    );
    assert_eq!(one(&db, "SELECT id FROM elders").await, [[text("1")]]);
    let index = "SELECT sql FROM sqlite_master WHERE name = 'idx_parent_age'";
    assert_eq!(
        one(&db, index).await,
        [[text("CREATE INDEX \"idx_parent_age\" ON \"parent\" (\"age\") WHERE (age IS NOT NULL)")]]
    );
    // Foreign keys work as before and point at the table that has the name now.
    let key = "SELECT \"table\", \"to\", on_delete FROM pragma_foreign_key_list('child')";
    assert_eq!(one(&db, key).await, [[text("parent"), text("id"), text("CASCADE")]]);
    db.try_run("INSERT INTO child (id, parent) VALUES (12, 99)")
        .await
        .expect_err("foreign keys are on again");
    db.run("INSERT INTO child (id, parent) VALUES (13, 1)").await;
    assert_eq!(one(&db, "SELECT line FROM log").await, [[text("child of 36")]]);
    // The number 9 was given once and is not given again.
    db.run("INSERT INTO parent (age) VALUES (7)").await;
    assert_eq!(one(&db, "SELECT max(id) FROM parent").await, [[text("10")]]);
    db.run("DELETE FROM parent WHERE id = 1").await;
    assert_eq!(one(&db, "SELECT id FROM child").await, [[text("11")]]);

    db.undo(folder.path(), 0).await.expect("and back");
    assert_eq!(
        one(&db, "SELECT id, age, typeof(age) FROM parent ORDER BY id").await,
        [[text("2"), None, text("null")], [text("10"), text("7"), text("text")],]
    );
    assert_eq!(one(&db, "SELECT id FROM child").await, [[text("11")]]);
    db.drop().await;
}
