//! Indexes of PostgreSQL that are built while others write: steps outside a transaction, each with a probe.

use crate::support::db::Db;
use zmig_core::{
    Change, Column, Dialect, Index, IndexKey, PlanOptions, Schema, Step, Table, Transaction, Type, plan,
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
