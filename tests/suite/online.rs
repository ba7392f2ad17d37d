//! Indexes of PostgreSQL that are built while others write: steps outside a transaction, each with a probe.

use crate::support::db::Db;
use sqlx::{AssertSqlSafe, Connection as _};
use zmig_core::{
    Change, Check, Column, Dialect, ForeignKey, Index, IndexKey, PlanOptions, Schema, Step, Table,
    Transaction, Type, plan,
};

fn schema() -> Schema {
    let mut table = Table::new("users", "zSchema.shop");
    table.columns.push(Column::new("id", Type::Int).required());
    table.columns.push(Column::new("email", Type::STR));
    table.primary_key = vec!["id".into()];
    Schema { tables: [("users".to_owned(), table)].into(), ..Schema::default() }
}

fn index() -> Index {
    Index { unique: true, ..Index::new("idx_users_email", vec![IndexKey::new("email")]) }
}

async fn probe(db: &Db, step: &Step) -> bool {
    let sql = step.probe.as_ref().expect("a probe");
    db.rows(&format!("SELECT ({sql})::text")).await == [[Some("true".to_owned())]]
}

#[tokio::test]
async fn what_an_interrupted_build_left_is_built_again() {
    let db = Db::new(Dialect::Postgres).await;
    db.run("CREATE TABLE users (id BIGINT PRIMARY KEY, email VARCHAR)").await;
    db.run("INSERT INTO users VALUES (1, 'a'), (2, 'a')").await;
    let online = PlanOptions { online: true, ..PlanOptions::default() };
    let add = Change::AddIndex { table: "users".into(), index: index() };
    let up = plan(&schema(), std::slice::from_ref(&add), Dialect::Postgres, &online).expect("plannable");
    assert_eq!(up.transaction(), Transaction::None);
    let [create] = up.steps.as_slice() else { panic!("one step: {up:#?}") };
    assert_eq!(create.sql.len(), 1, "outside a transaction a step is one statement");
    assert!(!probe(&db, create).await);
    // The duplicate makes the build fail, and it leaves an index that is not valid. The runner clears it away.
    db.try_run(&create.sql[0]).await.expect_err("not unique");
    assert!(!probe(&db, create).await, "an invalid index is none");
    db.run("DELETE FROM users WHERE id = 2").await;
    db.run("DROP INDEX idx_users_email").await;
    db.run(&create.sql[0]).await;
    assert!(probe(&db, create).await);

    let mut after = schema();
    after.tables.get_mut("users").expect("there").indexes.push(index());
    let drop = Change::DropIndex { table: "users".into(), index: index() };
    let down = plan(&after, &[drop], Dialect::Postgres, &online).expect("plannable");
    let [gone] = down.steps.as_slice() else { panic!("one step: {down:#?}") };
    assert!(!probe(&db, gone).await);
    db.run(&gone.sql[0]).await;
    assert!(probe(&db, gone).await);
    db.drop().await;
}

/// What others can do in the middle of each step, from a session of their own.
#[tokio::test]
async fn rows_are_held_against_a_new_constraint_while_others_write() {
    let db = Db::new(Dialect::Postgres).await;
    db.run("CREATE TABLE users (id BIGINT PRIMARY KEY, email VARCHAR); CREATE TABLE posts (id BIGINT PRIMARY KEY, owner BIGINT)").await;
    db.run("INSERT INTO users SELECT i, 'a' || i FROM generate_series(1, 1000) i; INSERT INTO posts SELECT i, i FROM generate_series(1, 1000) i").await;
    let mut before = schema();
    let mut posts = Table::new("posts", "zSchema.shop");
    posts.columns = vec![Column::new("id", Type::Int).required(), Column::new("owner", Type::Int)];
    posts.primary_key = vec!["id".into()];
    before.tables.insert("posts".into(), posts);
    let key = ForeignKey::new("fk_posts_owner", vec!["owner".into()], "users", vec!["id".into()]);
    let email = |nullable| Column { nullable, ..Column::new("email", Type::STR) };
    let changes = [
        Change::AddForeignKey { table: "posts".into(), foreign_key: key },
        Change::AddCheck {
            table: "users".into(),
            check: Check { name: "ck_users_long".into(), expr: "length(email) > 1".into() },
        },
        Change::AlterColumn {
            table: "users".into(),
            from: email(true),
            to: email(false),
            backfill: None,
            using: None,
            using_back: None,
        },
    ];
    let online = PlanOptions { online: true, ..PlanOptions::default() };
    let mut other = sqlx::PgConnection::connect(&db.url()).await.expect("a second session");
    sqlx::raw_sql("SET lock_timeout = '1s'").execute(&mut other).await.expect("a setting");
    let mut id = 10_000;
    for change in changes {
        let up = plan(&before, std::slice::from_ref(&change), Dialect::Postgres, &online).expect("plannable");
        assert_eq!(up.transaction(), Transaction::None);
        let validates = up.steps.iter().filter(|s| s.sql[0].contains("VALIDATE")).count();
        assert_eq!(validates, 1, "{up:#?}");
        for step in &up.steps {
            assert!(!probe(&db, step).await, "{}", step.title);
            db.run("BEGIN").await;
            db.run(&step.sql[0]).await;
            // The long step is the one during which rows come.
            if step.sql[0].contains("VALIDATE") {
                id += 1;
                let sql =
                    format!("INSERT INTO users VALUES ({id}, 'new'); INSERT INTO posts VALUES ({id}, 1)");
                sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut other).await.expect("nobody waits");
            }
            db.run("COMMIT").await;
            assert!(probe(&db, step).await, "{}", step.title);
        }
        zmig_core::apply(&mut before, &change).expect("fits");
    }
    assert_eq!(db.rows("SELECT count(*)::text FROM users").await[0][0].as_deref(), Some("1003"));
    let left =
        db.rows("SELECT conname FROM pg_constraint WHERE conname LIKE 'zmig%' OR NOT convalidated").await;
    assert!(left.is_empty(), "{left:?}");
    other.close().await.expect("closes");
    db.drop().await;
}
