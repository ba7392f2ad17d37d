//! Structs of small tables, with what `#[zmig::model]` would write for them.

use super::support::*;
use zmig_runtime::{BelongsTo, ColumnShape, HasMany, HasOne, ManyToMany, Relation, RelationShape, Through};

pub const TABLES: &str = "
CREATE TABLE users (id BIGINT PRIMARY KEY NOT NULL, name TEXT NOT NULL, boss BIGINT);
CREATE TABLE profiles (id BIGINT PRIMARY KEY NOT NULL, owner BIGINT NOT NULL UNIQUE, about TEXT NOT NULL);
CREATE TABLE posts (id BIGINT PRIMARY KEY NOT NULL, author BIGINT, title TEXT NOT NULL, deleted_at TEXT);
CREATE TABLE labels (id TEXT PRIMARY KEY NOT NULL);
CREATE TABLE post_labels (post BIGINT NOT NULL, label TEXT NOT NULL, deleted_at TEXT, PRIMARY KEY (post, label));
CREATE TABLE rooms (house BIGINT NOT NULL, floor TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (house, floor));
CREATE TABLE beds (id BIGINT PRIMARY KEY NOT NULL, house BIGINT, floor TEXT);
";

/// A database with the tables and what the SQL puts into them.
pub async fn filled(backend: Backend, rows: &str) -> (Db, zmig_runtime::Db) {
    made(backend, &format!("{TABLES}{rows}")).await
}

/// A database that the SQL made.
pub async fn made(backend: Backend, sql: &str) -> (Db, zmig_runtime::Db) {
    let db = Db::new(backend).await;
    migrations(&[one(1, sql, "SELECT 1;\n")]).run_pending(&db.url).await.unwrap();
    let models = zmig_runtime::Db::connect(&db.url).await.unwrap();
    (db, models)
}

macro_rules! model {
    ($name:ident, $table:literal, $number:literal, $soft:literal, $($field:ident: $ty:ty),+; $($constant:ident $column:ident $inner:ty),*) => {
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $(pub $field: $ty),+ }
        impl $name {
            $(pub const $constant: zmig_runtime::Column<Self, $inner> = zmig_runtime::Column::new(zmig_runtime::ColumnShape::plain(stringify!($column)));)*
        }
        impl zmig_runtime::Model for $name {
            const SHAPE: &'static zmig_runtime::TableShape = &zmig_runtime::TableShape {
                name: $table,
                columns: &[$(zmig_runtime::ColumnShape::plain(stringify!($field))),+],
                key: &[],
                soft_delete: $soft,
                timestamps: false,
            };
            type Key = (i64,);
            fn from_columns(row: &zmig_runtime::Row<'_>) -> sqlx::Result<Self> {
                let mut at = 0..;
                Ok(Self { $($field: row.get(at.next().unwrap(), stringify!($field))?),+ })
            }
        }
        impl zmig_runtime::OfTable<$number> for $name {}
    };
}
pub(super) use model;

model!(User, "users", 1, false, id: i64, name: String, boss: Option<i64>; ID id i64, NAME name String);
model!(Profile, "profiles", 2, false, about: String; ABOUT about String);
model!(Post, "posts", 3, true, id: i64, author: Option<i64>, title: String; ID id i64, TITLE title String);
model!(Label, "labels", 4, false, id: String; ID id String);
model!(Room, "rooms", 5, false, house: i64, floor: String, name: String; NAME name String);
model!(Bed, "beds", 6, false, id: i64, house: Option<i64>, floor: Option<String>; ID id i64);

const fn plain(name: &'static str) -> ColumnShape {
    ColumnShape::plain(name)
}

macro_rules! relation {
    ($table:literal, $soft:literal, [$($here:literal $there:literal),+], $key:expr) => {
        Relation::new(
            &RelationShape {
                table: $table,
                pairs: &[$((plain($here), $there)),+],
                through: None,
                soft_delete: $soft,
            },
            $key,
        )
    };
}

impl User {
    pub const POSTS: HasMany<Self, (i64,), 3> =
        relation!("posts", true, ["id" "author"], |row: &Self| Some((row.id,)));
    pub const PROFILE: HasOne<Self, (i64,), 2> =
        relation!("profiles", false, ["id" "owner"], |row: &Self| Some((row.id,)));
    pub const BOSS: BelongsTo<Self, (i64,), 1> =
        relation!("users", false, ["boss" "id"], |row: &Self| Some((row.boss?,)));
}

impl Post {
    pub const AUTHOR: BelongsTo<Self, (i64,), 1> =
        relation!("users", false, ["author" "id"], |row: &Self| Some((row.author?,)));
    pub const LABELS: ManyToMany<Self, (i64,), 4> = Relation::new(
        &RelationShape {
            table: "labels",
            pairs: &[(plain("id"), "post")],
            through: Some(Through { table: "post_labels", pairs: &[("label", "id")], soft_delete: true }),
            soft_delete: false,
        },
        |row: &Self| Some((row.id,)),
    );
}

impl Label {
    pub const POSTS: ManyToMany<Self, (String,), 3> = Relation::new(
        &RelationShape {
            table: "posts",
            pairs: &[(plain("id"), "label")],
            through: Some(Through { table: "post_labels", pairs: &[("post", "id")], soft_delete: true }),
            soft_delete: true,
        },
        |row: &Self| Some((row.id.clone(),)),
    );
}

impl Room {
    pub const BEDS: HasMany<Self, (i64, String), 6> = relation!("beds", false, ["house" "house", "floor" "floor"], |row: &Self| {
        Some((row.house, row.floor.clone()))
    });
}

impl Bed {
    pub const ROOM: BelongsTo<Self, (i64, String), 5> = relation!("rooms", false, ["house" "house", "floor" "floor"], |row: &Self| {
        Some((row.house?, row.floor.clone()?))
    });
}
