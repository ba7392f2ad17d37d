// The models of docs/models.md, as `#[zmig::model]` makes them of a schema.
#[allow(unused_imports)]
use zmig::serde_json::{Value, json};
#[allow(unused_imports)]
use zmig::{Db, Model, ModelError};

macro_rules! model {
    ($name:ident, $table:literal, $number:literal, $($field:ident: $ty:ty),+; $($constant:ident $column:ident $inner:ty),*) => {
        #[allow(dead_code)]
        struct $name { $($field: $ty),+ }
        #[allow(dead_code)]
        impl $name {
            $(const $constant: zmig::Column<Self, $inner> =
                zmig::Column::new(zmig::ColumnShape::plain(stringify!($column)));)*
        }
        impl Model for $name {
            const SHAPE: &'static zmig::TableShape = &zmig::TableShape {
                name: $table,
                columns: &[$(zmig::ColumnShape::plain(stringify!($field))),+],
                key: &[zmig::ColumnShape::plain("id")],
                soft_delete: false,
                timestamps: false,
            };
            type Key = (i64,);
            fn from_columns(row: &zmig::Row<'_>) -> zmig::sqlx::Result<Self> {
                let mut at = 0..;
                Ok(Self { $($field: row.get(at.next().unwrap(), stringify!($field))?),+ })
            }
        }
        impl zmig::OfTable<$number> for $name {}
    };
}
model!(User, "users", 1, id: i64, name: String; NAME name String);
model!(Profile, "profiles", 2, id: i64, about: String; ABOUT about String);
model!(Post, "posts", 3, id: i64, author_id: i64, title: String; ID id i64, TITLE title String);
model!(Label, "labels", 4, id: i64, name: String; NAME name String);
model!(Product, "products", 5, id: i64, name: String, specs: Value, tags: Vec<String>; SPECS specs Value, TAGS tags Vec<String>);

macro_rules! relation {
    ($table:literal, $here:literal $there:literal, $through:expr, $key:expr) => {
        zmig::Relation::new(
            &zmig::RelationShape {
                table: $table,
                pairs: &[(zmig::ColumnShape::plain($here), $there)],
                through: $through,
                soft_delete: false,
            },
            $key,
        )
    };
}
#[allow(dead_code)]
impl User {
    const POSTS: zmig::HasMany<Self, (i64,), 3> =
        relation!("posts", "id" "author_id", None, |row: &Self| Some((row.id,)));
    const PROFILE: zmig::HasOne<Self, (i64,), 2> =
        relation!("profiles", "id" "user", None, |row: &Self| Some((row.id,)));
}
#[allow(dead_code)]
impl Post {
    const AUTHOR: zmig::BelongsTo<Self, (i64,), 1> =
        relation!("users", "author_id" "id", None, |row: &Self| Some((row.author_id,)));
    const LABELS: zmig::ManyToMany<Self, (i64,), 4> = relation!(
        "labels", "id" "post",
        Some(zmig::Through { table: "post_labels", pairs: &[("label", "id")], soft_delete: false }),
        |row: &Self| Some((row.id,))
    );
}
#[allow(dead_code)]
impl Product {
    const TEXT_SEARCH: zmig::TextSearch<Self> = zmig::TextSearch::new(&["name"], "simple");
}
