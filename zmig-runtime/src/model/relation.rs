//! A relation of a model to another table: rows of many parents loaded by one query, and filters by what belongs to a row.

mod exists;
mod key;
mod load;
mod loaded;
mod shape;

use super::{Filter, Model, ModelError, Order, Session};
pub use key::{KeyPart, RelationKey};
pub use load::Load;
pub use loaded::{Loaded, LoadedOne};
pub use shape::{RelationShape, Through};
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

/// The rows of another table that point at a row of the model `M`: `User::POSTS`.
pub type HasMany<M, K, const TO: u32> = Relation<M, K, Many, TO>;

/// The row of another table that points at a row of the model `M`: `User::PROFILE`.
pub type HasOne<M, K, const TO: u32> = Relation<M, K, One, TO>;

/// The row of another table that a row of the model `M` points at: `Post::AUTHOR`.
pub type BelongsTo<M, K, const TO: u32> = Relation<M, K, One, TO>;

/// The rows of another table that a table in between joins with a row of the model `M`: `Post::LABELS`.
pub type ManyToMany<M, K, const TO: u32> = Relation<M, K, Many, TO>;

/// A relation of the model `M` to another table, joined by columns of `M` whose types are the tuple `K`.
///
/// It is a constant of the struct: `User::POSTS`. Which struct the other table's rows become is chosen where they are
/// loaded, and it has to be a struct of that table, whose number is `TO`:
///
/// ```text
/// let posts = User::POSTS.load::<Post>(&users, &db).await?;
/// for user in &users {
///     for post in posts.of(user) { … }
/// }
/// ```
pub struct Relation<M, K, S, const TO: u32> {
    shape: &'static RelationShape,
    key: fn(&M) -> Option<K>,
    marker: PhantomData<fn() -> S>,
}

/// How many rows of the other table belong to one.
pub trait HowMany: 'static {
    /// What loading them gives.
    type Loaded<M, T>;

    /// Makes it of the rows.
    #[doc(hidden)]
    fn made<M, T>(loaded: Loaded<M, T>) -> Self::Loaded<M, T>;
}

/// Any number of rows.
#[derive(Clone, Copy, Debug)]
pub enum Many {}

/// A row or none.
#[derive(Clone, Copy, Debug)]
pub enum One {}

/// A model of the table whose number is `TO`. `#[zmig::model]` implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is a struct of another table than the one that this relation leads to",
    label = "no struct of the relation's table",
    note = "the documentation of the relation's constant names the table"
)]
pub trait OfTable<const TO: u32>: Model {}

impl<M: Model, K: RelationKey, S: HowMany, const TO: u32> Relation<M, K, S, TO> {
    /// The relation of that shape, and what makes the key of a row; none where a column of it is NULL.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(shape: &'static RelationShape, key: fn(&M) -> Option<K>) -> Self {
        Self { shape, key, marker: PhantomData }
    }

    /// Loads what belongs to each of the rows, by one query for all of them.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load<'p, 'c, T: OfTable<TO>>(
        self,
        rows: impl IntoIterator<Item = &'p M>,
        db: impl Session<'c>,
    ) -> impl Future<Output = Result<S::Loaded<M, T>, ModelError>> + Send {
        self.all().load(rows, db)
    }

    /// Loads only these of the other table's rows: `User::POSTS.filter(Post::TITLE.like("x%")).load(&users, &db)`.
    pub fn filter<T: OfTable<TO>>(self, filter: Filter<T>) -> Load<M, T, K, S> {
        self.all().filter(filter)
    }

    /// Loads what belongs to a row sorted so.
    pub fn order<T: OfTable<TO>>(self, order: Order<T>) -> Load<M, T, K, S> {
        self.all().order(order)
    }

    /// Loads rows that are marked as deleted, too.
    pub fn with_deleted<T: OfTable<TO>>(self) -> Load<M, T, K, S> {
        self.all().with_deleted()
    }

    /// Rows to which anything of the other table belongs that is not marked as deleted.
    pub fn exists(self) -> Filter<M> {
        exists::filter(self.shape, None)
    }

    /// Rows to which a row of the other table belongs that this filter means:
    /// `User::list().filter(User::POSTS.exists_where(Post::TITLE.like("x%")))`.
    pub fn exists_where<T: OfTable<TO>>(self, filter: Filter<T>) -> Filter<M> {
        exists::filter(self.shape, Some(filter.node))
    }

    fn all<T: OfTable<TO>>(self) -> Load<M, T, K, S> {
        Load::new(self.shape, self.key)
    }
}

impl HowMany for Many {
    type Loaded<M, T> = Loaded<M, T>;

    fn made<M, T>(loaded: Loaded<M, T>) -> Loaded<M, T> {
        loaded
    }
}

impl HowMany for One {
    type Loaded<M, T> = LoadedOne<M, T>;

    fn made<M, T>(loaded: Loaded<M, T>) -> LoadedOne<M, T> {
        LoadedOne(loaded)
    }
}

// Derived ones would ask the same of `M`, `K` and `S`.
impl<M, K, S, const TO: u32> Clone for Relation<M, K, S, TO> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, K, S, const TO: u32> Copy for Relation<M, K, S, TO> {}

impl<M, K, S, const TO: u32> fmt::Debug for Relation<M, K, S, TO> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Relation").field(&self.shape.table).finish()
    }
}
