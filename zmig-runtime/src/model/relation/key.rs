//! The values by which rows of two tables belong together.

use crate::model::row::Row;
use crate::model::value::{PostgresElement, SqliteElement};
use crate::model::{ColumnValue, FromColumn};
use std::any::TypeId;
use std::hash::Hash;
use zmig_core::Dialect;

/// A value of a column that joins tables: a number, text, a uuid, a time, a decimal, bytes.
#[diagnostic::on_unimplemented(message = "a column of type `{Self}` cannot join the rows of tables")]
pub trait KeyColumn:
    ColumnValue + FromColumn + SqliteElement + PostgresElement + Clone + Eq + Hash + 'static
{
}
impl<T> KeyColumn for T where
    T: ColumnValue + FromColumn + SqliteElement + PostgresElement + Clone + Eq + Hash + 'static
{
}

/// The values of the columns that join a row with others: a tuple.
pub trait RelationKey: Clone + Eq + Hash + Send + Sync + 'static {
    /// How many columns those are.
    #[doc(hidden)]
    const COLUMNS: usize;

    /// Adds the values.
    #[doc(hidden)]
    fn lend<'a>(&'a self, to: &mut Vec<&'a dyn ColumnValue>);

    /// What PostgreSQL calls the types of the columns that are whole numbers: those of the other table may be wider or
    /// narrower, and sqlx reads a number by its own width alone.
    #[doc(hidden)]
    fn integers() -> Vec<Option<&'static str>>;

    /// Reads the first columns of a row.
    #[doc(hidden)]
    fn read(row: &Row<'_>) -> sqlx::Result<Self>;

    /// All keys as one value, where the database takes them so.
    #[doc(hidden)]
    fn list(_keys: &[Self], _dialect: Dialect) -> Option<Box<dyn ColumnValue>> {
        None
    }
}

impl<A: KeyColumn> RelationKey for (A,) {
    const COLUMNS: usize = 1;

    fn lend<'a>(&'a self, to: &mut Vec<&'a dyn ColumnValue>) {
        to.push(&self.0);
    }

    fn integers() -> Vec<Option<&'static str>> {
        vec![integer::<A>()]
    }

    fn read(row: &Row<'_>) -> sqlx::Result<Self> {
        Ok((row.get(0, "key")?,))
    }

    fn list(keys: &[Self], dialect: Dialect) -> Option<Box<dyn ColumnValue>> {
        if dialect == Dialect::Sqlite && !is_itself_in_json::<A>() {
            return None;
        }
        let keys: Vec<A> = keys.iter().map(|(key,)| key.clone()).collect();
        Some(Box::new(keys))
    }
}

fn integer<A: 'static>() -> Option<&'static str> {
    let names = [(TypeId::of::<i16>(), "int2"), (TypeId::of::<i32>(), "int4"), (TypeId::of::<i64>(), "int8")];
    names.into_iter().find(|(ty, _)| *ty == TypeId::of::<A>()).map(|(_, name)| name)
}

/// Whether a column of SQLite holds it as JSON does.
fn is_itself_in_json<A: 'static>() -> bool {
    let ty = TypeId::of::<A>();
    #[cfg(feature = "uuid")]
    if ty == TypeId::of::<uuid::Uuid>() {
        return true;
    }
    [TypeId::of::<i16>(), TypeId::of::<i32>(), TypeId::of::<i64>(), TypeId::of::<String>()].contains(&ty)
}

macro_rules! keys {
    ($($count:literal: $($name:ident $index:tt),+;)+) => { $(
        impl<$($name: KeyColumn),+> RelationKey for ($($name,)+) {
            const COLUMNS: usize = $count;

            fn lend<'a>(&'a self, to: &mut Vec<&'a dyn ColumnValue>) {
                $(to.push(&self.$index);)+
            }

            fn integers() -> Vec<Option<&'static str>> {
                vec![$(integer::<$name>()),+]
            }

            fn read(row: &Row<'_>) -> sqlx::Result<Self> {
                Ok(($(row.get($index, "key")?,)+))
            }
        }
    )+ };
}
keys! {
    2: A 0, B 1;
    3: A 0, B 1, C 2;
    4: A 0, B 1, C 2, D 3;
}

/// A field as a part of a key of type `T`: a `T`, or an `Option` of it.
pub trait KeyPart<T> {
    /// The value, unless it is NULL.
    fn part(&self) -> Option<T>;
}

impl<T: Clone> KeyPart<T> for T {
    fn part(&self) -> Option<T> {
        Some(self.clone())
    }
}

impl<T: Clone> KeyPart<T> for Option<T> {
    fn part(&self) -> Option<T> {
        self.clone()
    }
}
