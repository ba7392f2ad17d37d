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
    Index {
        name: "idx_users_email".into(),
        keys: vec![IndexKey::Column("email".into())],
        unique: true,
        condition: None,
        using: None,
        include: Vec::new(),
    }
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
    let online = PlanOptions { online: true };
    let add = Change::AddIndex { table: "users".into(), index: index() };
    let up = plan(&schema(), std::slice::from_ref(&add), Dialect::Postgres, &online).expect("plannable");
    assert_eq!(up.transaction(), Transaction::None);
    let [clean, create] = up.steps.as_slice() else { panic!("two steps: {up:#?}") };
    for step in [clean, create] {
        assert_eq!(step.sql.len(), 1, "outside a transaction a step is one statement");
    }
    assert!(probe(&db, clean).await, "nothing is to be cleaned");
    assert!(!probe(&db, create).await);
    // The duplicate makes the build fail, and it leaves an index that is not valid.
    db.try_run(&create.sql[0]).await.expect_err("not unique");
    assert!(!probe(&db, clean).await, "what was left is seen");
    assert!(!probe(&db, create).await, "an invalid index is none");
    db.run("DELETE FROM users WHERE id = 2").await;
    db.run(&clean.sql[0]).await;
    assert!(probe(&db, clean).await);
    db.run(&create.sql[0]).await;
    assert!(probe(&db, create).await);
    assert!(probe(&db, clean).await, "a valid index is not to be cleaned");

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
