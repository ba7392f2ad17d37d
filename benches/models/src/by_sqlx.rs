//! The work by sqlx, as a hand writes it.

use crate::{CHILDREN, FINDS, LISTS, PARENTS, ROWS, Times, WORK, timed};
use sqlx::{PgPool, Postgres, QueryBuilder, Sqlite, SqlitePool};
use std::collections::HashMap;

#[derive(sqlx::FromRow)]
#[expect(dead_code, reason = "read, and not looked at")]
pub struct Parent {
    pub id: i64,
    pub name: String,
    pub email: Option<String>,
    pub score: f64,
    pub age: i32,
    pub live: bool,
}

#[derive(sqlx::FromRow)]
#[expect(dead_code, reason = "read, and not looked at")]
pub struct Child {
    pub id: i64,
    pub parent: i64,
    pub title: String,
    pub size: i64,
}

pub struct New {
    pub name: String,
    pub email: Option<String>,
    pub score: f64,
    pub age: i32,
    pub live: bool,
}

pub fn new(n: i64) -> New {
    New {
        name: format!("name {n}"),
        email: (n % 3 > 0).then(|| format!("{n}@example.org")),
        score: n as f64 / 3.0,
        age: (n % 90) as i32,
        live: n % 2 == 0,
    }
}

const FIND: &str = "SELECT id, name, email, score, age, live FROM parents WHERE id = $1";
const LIST: &str = "SELECT id, name, email, score, age, live FROM parents WHERE id <= $1";
const INSERT: &str =
    "INSERT INTO parents (name, email, score, age, live) VALUES ($1, $2, $3, $4, $5) RETURNING *";
const CLEAR: &str = "DELETE FROM parents WHERE id > $1";

pub async fn round(url: &str) -> Times {
    if url.starts_with("sqlite") {
        sqlite(&SqlitePool::connect(url).await.expect("the database")).await
    } else {
        postgres(&PgPool::connect(url).await.expect("the database")).await
    }
}

macro_rules! work {
    ($name:ident, $pool:ty, $db:ty, $children:ident) => {
        async fn $name(pool: &$pool) -> Times {
            let mut out = Times::new();
            let (time, ()) = timed(async {
                for id in 1..=FINDS {
                    let found: Option<Parent> =
                        sqlx::query_as(FIND).bind(id).fetch_optional(pool).await.expect("a parent");
                    assert!(found.is_some());
                }
            })
            .await;
            out.push((WORK[0], time));
            let (time, ()) = timed(async {
                for _ in 0..LISTS {
                    let rows: Vec<Parent> =
                        sqlx::query_as(LIST).bind(PARENTS).fetch_all(pool).await.expect("parents");
                    assert_eq!(rows.len(), PARENTS as usize);
                }
            })
            .await;
            out.push((WORK[1], time));
            let (time, count) = timed(async {
                let parents: Vec<Parent> =
                    sqlx::query_as(LIST).bind(PARENTS).fetch_all(pool).await.expect("parents");
                let children = $children(pool, &parents).await;
                let mut of: HashMap<i64, Vec<Child>> = HashMap::with_capacity(parents.len());
                for child in children {
                    of.entry(child.parent).or_default().push(child);
                }
                parents.iter().map(|parent| of.get(&parent.id).map_or(0, Vec::len)).sum::<usize>()
            })
            .await;
            assert_eq!(count as i64, PARENTS * CHILDREN);
            out.push((WORK[2], time));
            let rows: Vec<New> = (0..ROWS).map(new).collect();
            let (time, ()) = timed(async {
                let mut change = pool.begin().await.expect("a transaction");
                for chunk in rows.chunks(1000) {
                    let mut query: QueryBuilder<$db> =
                        QueryBuilder::new("INSERT INTO parents (name, email, score, age, live) ");
                    query.push_values(chunk, |mut to, row| {
                        to.push_bind(&row.name)
                            .push_bind(&row.email)
                            .push_bind(row.score)
                            .push_bind(row.age)
                            .push_bind(row.live);
                    });
                    query.build().execute(&mut *change).await.expect("rows");
                }
                change.commit().await.expect("a commit");
            })
            .await;
            out.push((WORK[3], time));
            sqlx::query(CLEAR).bind(PARENTS).execute(pool).await.expect("as before");
            let (time, ()) = timed(async {
                let mut change = pool.begin().await.expect("a transaction");
                for row in &rows {
                    let _: Parent = sqlx::query_as(INSERT)
                        .bind(&row.name)
                        .bind(&row.email)
                        .bind(row.score)
                        .bind(row.age)
                        .bind(row.live)
                        .fetch_one(&mut *change)
                        .await
                        .expect("a row");
                }
                change.commit().await.expect("a commit");
            })
            .await;
            out.push((WORK[4], time));
            sqlx::query(CLEAR).bind(PARENTS).execute(pool).await.expect("as before");
            out
        }
    };
}
work!(sqlite, SqlitePool, Sqlite, sqlite_children);
work!(postgres, PgPool, Postgres, postgres_children);

async fn sqlite_children(pool: &SqlitePool, parents: &[Parent]) -> Vec<Child> {
    let mut query: QueryBuilder<Sqlite> =
        QueryBuilder::new("SELECT id, parent, title, size FROM children WHERE parent IN (");
    let mut ids = query.separated(", ");
    for parent in parents {
        ids.push_bind(parent.id);
    }
    query.push(")");
    query.build_query_as().fetch_all(pool).await.expect("children")
}

async fn postgres_children(pool: &PgPool, parents: &[Parent]) -> Vec<Child> {
    let ids: Vec<i64> = parents.iter().map(|parent| parent.id).collect();
    let query = "SELECT id, parent, title, size FROM children WHERE parent = ANY($1)";
    sqlx::query_as(query).bind(ids).fetch_all(pool).await.expect("children")
}
