//! A column of a model: its name, and the comparisons that its type allows.

use super::filter::Node;
use super::{ColumnShape, ColumnValue, Equal, Filter, Kind, Operand, Ordered};
use std::fmt;
use std::marker::PhantomData;

/// A column of the model `M`, whose values are of the type `T`, or NULL.
///
/// It is a constant of the struct: `User::EMAIL`. A comparison gives a [`Filter`] of that model alone, and takes what
/// can be a `T`:
///
/// ```ignore
/// User::list().filter(User::EMAIL.like("%@example.org").and(User::AGE.ge(18)))
/// ```
pub struct Column<M, T> {
    pub(super) shape: ColumnShape,
    marker: PhantomData<fn() -> (M, T)>,
}

/// Columns of one model, of whatever types: what a row is known by.
pub struct Columns<M> {
    pub(super) shapes: Vec<ColumnShape>,
    marker: PhantomData<fn() -> M>,
}

/// A direction in which rows of the model `M` are sorted.
pub struct Order<M> {
    pub(super) column: ColumnShape,
    pub(super) descending: bool,
    pub(super) nulls_last: Option<bool>,
    marker: PhantomData<fn() -> M>,
}

impl<M, T> Column<M, T> {
    /// The column of that shape.
    #[doc(hidden)]
    #[must_use]
    pub const fn new(shape: ColumnShape) -> Self {
        Self { shape, marker: PhantomData }
    }

    /// Its name in the database.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.shape.name
    }

    /// Rows where it is NULL.
    pub fn is_null(self) -> Filter<M> {
        Filter::new(Node::Null(self.shape))
    }

    /// Rows where it is not NULL.
    pub fn is_not_null(self) -> Filter<M> {
        !self.is_null()
    }

    /// From the least value to the greatest. PostgreSQL puts NULL last, SQLite first.
    #[must_use]
    pub const fn asc(self) -> Order<M> {
        Order { column: self.shape, descending: false, nulls_last: None, marker: PhantomData }
    }

    /// From the greatest value to the least. PostgreSQL puts NULL first, SQLite last.
    #[must_use]
    pub const fn desc(self) -> Order<M> {
        Order { column: self.shape, descending: true, nulls_last: None, marker: PhantomData }
    }
}

impl<M, T: Equal> Column<M, T> {
    /// Rows where it is that value.
    pub fn eq(self, value: impl Operand<T>) -> Filter<M> {
        self.compare("=", value)
    }

    /// Rows where it is another value. NULL is no value: such rows are left out.
    pub fn ne(self, value: impl Operand<T>) -> Filter<M> {
        self.compare("<>", value)
    }

    /// Rows where it is one of the values. Of no values, no row.
    pub fn in_<O: Operand<T>>(self, values: impl IntoIterator<Item = O>) -> Filter<M> {
        let values = values.into_iter().map(|v| Box::new(v.into_value()) as Box<dyn ColumnValue>);
        Filter::new(Node::In { column: self.shape, values: values.collect() })
    }

    /// Rows where it is none of the values.
    pub fn not_in<O: Operand<T>>(self, values: impl IntoIterator<Item = O>) -> Filter<M> {
        !self.in_(values)
    }

    fn compare(self, operator: &'static str, value: impl Operand<T>) -> Filter<M> {
        let value = Box::new(value.into_value());
        Filter::new(Node::Compare { column: self.shape, operator, value })
    }
}

impl<M, T: Ordered> Column<M, T> {
    /// Rows where it is less.
    pub fn lt(self, value: impl Operand<T>) -> Filter<M> {
        self.compare("<", value)
    }

    /// Rows where it is less, or the same.
    pub fn le(self, value: impl Operand<T>) -> Filter<M> {
        self.compare("<=", value)
    }

    /// Rows where it is greater.
    pub fn gt(self, value: impl Operand<T>) -> Filter<M> {
        self.compare(">", value)
    }

    /// Rows where it is greater, or the same.
    pub fn ge(self, value: impl Operand<T>) -> Filter<M> {
        self.compare(">=", value)
    }

    /// Rows where it lies between two values, or is one of them.
    pub fn between(self, low: impl Operand<T>, high: impl Operand<T>) -> Filter<M> {
        self.ge(low).and(self.le(high))
    }
}

/// Text.
impl<M> Column<M, String> {
    /// Rows whose text fits the pattern: `%` is any text, `_` any one character, `\` takes the next character as it is.
    /// Capitals and small letters differ, on every database.
    pub fn like(self, pattern: impl Into<String>) -> Filter<M> {
        Filter::new(Node::Like { column: self.shape, pattern: pattern.into(), fold: false })
    }

    /// As [`Column::like`], without a difference between capitals and small letters. SQLite knows those of ASCII.
    pub fn ilike(self, pattern: impl Into<String>) -> Filter<M> {
        Filter::new(Node::Like { column: self.shape, pattern: pattern.into(), fold: true })
    }

    /// Rows whose text begins with this one.
    pub fn starts_with(self, text: &str) -> Filter<M> {
        self.like(format!("{}%", literally(text)))
    }

    /// Rows whose text ends with this one.
    pub fn ends_with(self, text: &str) -> Filter<M> {
        self.like(format!("%{}", literally(text)))
    }

    /// Rows whose text has this one in it.
    pub fn contains(self, text: &str) -> Filter<M> {
        self.like(format!("%{}%", literally(text)))
    }
}

/// A text as a pattern that nothing else fits.
fn literally(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

impl<M> Order<M> {
    /// NULL before every value.
    #[must_use]
    pub const fn nulls_first(mut self) -> Self {
        self.nulls_last = Some(false);
        self
    }

    /// NULL after every value.
    #[must_use]
    pub const fn nulls_last(mut self) -> Self {
        self.nulls_last = Some(true);
        self
    }
}

impl<M, T> From<Column<M, T>> for Columns<M> {
    fn from(column: Column<M, T>) -> Self {
        Self { shapes: vec![column.shape], marker: PhantomData }
    }
}

macro_rules! columns {
    ($(($($ty:ident $name:ident),+)),+) => { $(
        impl<M, $($ty),+> From<($(Column<M, $ty>,)+)> for Columns<M> {
            fn from(($($name,)+): ($(Column<M, $ty>,)+)) -> Self {
                Self { shapes: vec![$($name.shape),+], marker: PhantomData }
            }
        }
    )+ };
}
columns!((A a, B b), (A a, B b, C c), (A a, B b, C c, D d));

// Derived ones would ask the same of `M` and `T`.
impl<M> Clone for Order<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M> Copy for Order<M> {}

impl<M, T> Clone for Column<M, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, T> Copy for Column<M, T> {}

impl<M, T> fmt::Debug for Column<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Column").field(&self.shape.name).finish()
    }
}

/// Its name in the database.
impl<M, T> fmt::Display for Column<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.shape.name)
    }
}

impl ColumnShape {
    /// Whether SQLite would compare its values as text where they are numbers.
    pub(super) fn is_number_in_text(&self) -> bool {
        matches!(self.kind, Kind::WideDecimal(_))
    }
}
