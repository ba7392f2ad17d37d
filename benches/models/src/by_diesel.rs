//! The work by diesel.

use crate::by_sqlx::{New as Plain, new};
use crate::{CHILDREN, FINDS, LISTS, PARENTS, ROWS, Times, WORK};
use diesel::prelude::*;
use diesel::{PgConnection, SqliteConnection};
use std::time::Instant;

diesel::table! {
    parents (id) {
        id -> BigInt,
        name -> Text,
        email -> Nullable<Text>,
        score -> Double,
        age -> Integer,
        live -> Bool,
    }
}

diesel::table! {
    children (id) {
        id -> BigInt,
        parent -> BigInt,
        title -> Text,
        size -> BigInt,
    }
}

#[derive(Queryable, Selectable, Identifiable)]
#[diesel(table_name = parents)]
#[expect(dead_code, reason = "read, and not looked at")]
struct Parent {
    id: i64,
    name: String,
    email: Option<String>,
    score: f64,
    age: i32,
    live: bool,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = children, belongs_to(Parent, foreign_key = parent))]
#[expect(dead_code, reason = "read, and not looked at")]
struct Child {
    id: i64,
    parent: i64,
    title: String,
    size: i64,
}

#[derive(Insertable)]
#[diesel(table_name = parents)]
struct New<'a> {
    name: &'a str,
    email: Option<&'a str>,
    score: f64,
    age: i32,
    live: bool,
}

impl<'a> From<&'a Plain> for New<'a> {
    fn from(row: &'a Plain) -> Self {
        Self { name: &row.name, email: row.email.as_deref(), score: row.score, age: row.age, live: row.live }
    }
}

pub fn round(url: &str) -> Times {
    if url.starts_with("postgres") {
        postgres(&mut PgConnection::establish(url).expect("the database"))
    } else {
        sqlite(&mut SqliteConnection::establish(url).expect("the database"))
    }
}

macro_rules! work {
    ($name:ident, $connection:ty, $chunk:expr) => {
        fn $name(conn: &mut $connection) -> Times {
            let mut out = Times::new();
            let begun = Instant::now();
            for id in 1..=FINDS {
                let found: Option<Parent> = parents::table
                    .find(id)
                    .select(Parent::as_select())
                    .first(conn)
                    .optional()
                    .expect("a parent");
                assert!(found.is_some());
            }
            out.push((WORK[0], begun.elapsed()));
            let begun = Instant::now();
            for _ in 0..LISTS {
                let rows: Vec<Parent> = parents::table
                    .filter(parents::id.le(PARENTS))
                    .select(Parent::as_select())
                    .load(conn)
                    .expect("parents");
                assert_eq!(rows.len(), PARENTS as usize);
            }
            out.push((WORK[1], begun.elapsed()));
            let begun = Instant::now();
            let rows: Vec<Parent> = parents::table
                .filter(parents::id.le(PARENTS))
                .select(Parent::as_select())
                .load(conn)
                .expect("parents");
            let of = Child::belonging_to(&rows).select(Child::as_select()).load(conn).expect("children");
            let count: usize = of.grouped_by(&rows).iter().map(Vec::len).sum();
            assert_eq!(count as i64, PARENTS * CHILDREN);
            out.push((WORK[2], begun.elapsed()));
            let plain: Vec<Plain> = (0..ROWS).map(new).collect();
            let rows: Vec<New<'_>> = plain.iter().map(New::from).collect();
            let begun = Instant::now();
            conn.transaction(|conn| {
                for chunk in rows.chunks($chunk) {
                    diesel::insert_into(parents::table).values(chunk).execute(conn)?;
                }
                diesel::QueryResult::Ok(())
            })
            .expect("rows");
            out.push((WORK[3], begun.elapsed()));
            let clear = |conn: &mut $connection| {
                diesel::delete(parents::table.filter(parents::id.gt(PARENTS)))
                    .execute(conn)
                    .expect("as before")
            };
            clear(conn);
            let begun = Instant::now();
            conn.transaction(|conn| {
                for row in &rows {
                    let _: Parent = diesel::insert_into(parents::table)
                        .values(row)
                        .returning(Parent::as_returning())
                        .get_result(conn)?;
                }
                diesel::QueryResult::Ok(())
            })
            .expect("rows");
            out.push((WORK[4], begun.elapsed()));
            clear(conn);
            out
        }
    };
}
work!(sqlite, SqliteConnection, 1000);
work!(postgres, PgConnection, 1000);
