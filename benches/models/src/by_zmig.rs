//! The work by zmig's models.

use crate::{CHILDREN, FINDS, LISTS, PARENTS, ROWS, Times, WORK, timed};
use zmig::{Db, Model, Table};

#[zmig::model(table = "parents")]
pub struct Parent;

#[zmig::model(table = "children")]
pub struct Child;

fn new(n: i64) -> NewParent {
    NewParent::new(format!("name {n}"), n as f64 / 3.0, (n % 90) as i32, n % 2 == 0)
        .email((n % 3 > 0).then(|| format!("{n}@example.org")))
}

/// Fills empty tables, whose keys begin at 1.
pub async fn fill(url: &str) {
    let db = Db::connect(url).await.expect("the database");
    let parents: Vec<NewParent> = (1..=PARENTS).map(new).collect();
    Parent::insert_many(&parents, &db).await.expect("parents");
    let children: Vec<NewChild> =
        (0..PARENTS * CHILDREN).map(|n| NewChild::new(n / CHILDREN + 1, format!("child {n}"), n)).collect();
    Child::insert_many(&children, &db).await.expect("children");
}

pub async fn round(url: &str) -> Times {
    let db = Db::connect(url).await.expect("the database");
    let mut out = Times::new();
    let (time, ()) = timed(async {
        for id in 1..=FINDS {
            assert!(Parent::find(id, &db).await.expect("a parent").is_some());
        }
    })
    .await;
    out.push((WORK[0], time));
    let (time, ()) = timed(async {
        for _ in 0..LISTS {
            let rows = Parent::list().filter(Parent::ID.le(PARENTS)).all(&db).await.expect("parents");
            assert_eq!(rows.len(), PARENTS as usize);
        }
    })
    .await;
    out.push((WORK[1], time));
    let (time, count) = timed(async {
        let parents = Parent::list().filter(Parent::ID.le(PARENTS)).all(&db).await.expect("parents");
        let children = Parent::CHILDREN.load::<Child>(&parents, &db).await.expect("children");
        parents.iter().map(|parent| children.of(parent).len()).sum::<usize>()
    })
    .await;
    assert_eq!(count as i64, PARENTS * CHILDREN);
    out.push((WORK[2], time));
    let rows: Vec<NewParent> = (0..ROWS).map(new).collect();
    let (time, count) = timed(async { Parent::insert_many(&rows, &db).await.expect("rows") }).await;
    assert_eq!(count as i64, ROWS);
    out.push((WORK[3], time));
    Parent::delete_where(Parent::ID.gt(PARENTS), &db).await.expect("as before");
    macro_rules! one_by_one {
        ($pool:expr) => {{
            timed(async {
                let mut change = $pool.begin().await.expect("a transaction");
                for row in &rows {
                    Parent::insert(row, &mut change).await.expect("a row");
                }
                change.commit().await.expect("a commit");
            })
            .await
        }};
    }
    let (time, ()) = match &db {
        Db::Sqlite(pool) => one_by_one!(pool),
        Db::Postgres(pool) => one_by_one!(pool),
        _ => unreachable!(),
    };
    out.push((WORK[4], time));
    Parent::delete_where(Parent::ID.gt(PARENTS), &db).await.expect("as before");
    out
}
