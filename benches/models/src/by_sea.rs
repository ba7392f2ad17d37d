//! The work by sea-orm.

use crate::{CHILDREN, FINDS, LISTS, PARENTS, ROWS, Times, WORK};
use sea_orm::entity::prelude::*;
use sea_orm::{Database, LoaderTrait, Set, TransactionTrait};
use std::time::Instant;

mod parent {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "parents")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub name: String,
        pub email: Option<String>,
        pub score: f64,
        pub age: i32,
        pub live: bool,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(has_many = "super::child::Entity")]
        Children,
    }

    impl Related<super::child::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Children.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

mod child {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "children")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub parent: i64,
        pub title: String,
        pub size: i64,
    }

    #[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {
        #[sea_orm(
            belongs_to = "super::parent::Entity",
            from = "Column::Parent",
            to = "super::parent::Column::Id"
        )]
        Parent,
    }

    impl Related<super::parent::Entity> for Entity {
        fn to() -> RelationDef {
            Relation::Parent.def()
        }
    }

    impl ActiveModelBehavior for ActiveModel {}
}

fn new(n: i64) -> parent::ActiveModel {
    parent::ActiveModel {
        name: Set(format!("name {n}")),
        email: Set((n % 3 > 0).then(|| format!("{n}@example.org"))),
        score: Set(n as f64 / 3.0),
        age: Set((n % 90) as i32),
        live: Set(n % 2 == 0),
        ..Default::default()
    }
}

pub async fn round(url: &str) -> Times {
    let db = &Database::connect(url).await.expect("the database");
    let mut out = Times::new();
    let begun = Instant::now();
    for id in 1..=FINDS {
        assert!(parent::Entity::find_by_id(id).one(db).await.expect("a parent").is_some());
    }
    out.push((WORK[0], begun.elapsed()));
    let begun = Instant::now();
    for _ in 0..LISTS {
        let rows =
            parent::Entity::find().filter(parent::Column::Id.lte(PARENTS)).all(db).await.expect("parents");
        assert_eq!(rows.len() as i64, PARENTS);
    }
    out.push((WORK[1], begun.elapsed()));
    let begun = Instant::now();
    let parents =
        parent::Entity::find().filter(parent::Column::Id.lte(PARENTS)).all(db).await.expect("parents");
    let children = parents.load_many(child::Entity, db).await.expect("children");
    assert_eq!(children.iter().map(Vec::len).sum::<usize>() as i64, PARENTS * CHILDREN);
    out.push((WORK[2], begun.elapsed()));
    let rows: Vec<parent::ActiveModel> = (0..ROWS).map(new).collect();
    let chunks: Vec<Vec<parent::ActiveModel>> = rows.chunks(1000).map(<[_]>::to_vec).collect();
    let begun = Instant::now();
    let change = db.begin().await.expect("a transaction");
    for chunk in chunks {
        parent::Entity::insert_many(chunk).exec(&change).await.expect("rows");
    }
    change.commit().await.expect("a commit");
    out.push((WORK[3], begun.elapsed()));
    clear(db).await;
    let begun = Instant::now();
    let change = db.begin().await.expect("a transaction");
    for row in rows {
        row.insert(&change).await.expect("a row");
    }
    change.commit().await.expect("a commit");
    out.push((WORK[4], begun.elapsed()));
    clear(db).await;
    out
}

async fn clear(db: &DatabaseConnection) {
    let others = parent::Entity::delete_many().filter(parent::Column::Id.gt(PARENTS));
    others.exec(db).await.expect("as before");
}
