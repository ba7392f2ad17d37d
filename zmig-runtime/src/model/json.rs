//! What a json column holds: values at a path, and containment.

mod contains;
mod path;
mod scalar;

use super::filter::{Condition, Node};
use super::sql::Statement;
use super::{Column, ColumnShape, Filter};
use contains::Contains;
pub use path::JsonKey;
use path::Step;
pub use scalar::JsonScalar;
use scalar::ScalarOf;
use serde_json::Value;
use sqlx::types::Json;
use std::fmt;
use std::marker::PhantomData;
use zmig_core::Dialect;

/// A place in what a json column of the model `M` holds: `Product::SPECS.at("color")`.
///
/// A comparison takes a text, a number or a bool, and means values of that kind alone: where the place is missing, or
/// holds null or a value of another kind, it is neither true nor false, as a comparison with NULL is.
#[derive(Clone)]
pub struct JsonPath<M> {
    column: ColumnShape,
    steps: Vec<Step>,
    marker: PhantomData<fn() -> M>,
}

/// A condition on a place.
#[derive(Debug)]
struct At {
    column: ColumnShape,
    steps: Vec<Step>,
    what: What,
}

#[derive(Debug)]
enum What {
    IsNull,
    Exists,
    Compare(&'static str, ScalarOf),
    Contains(Value),
}

impl<M> JsonPath<M> {
    /// A place further in: a key (`"color"`), an index from 0 on (`3`), or several keys (`["size", "width"]`).
    #[must_use]
    pub fn at(mut self, key: impl JsonKey) -> Self {
        key.add_to(&mut self.steps);
        self
    }

    /// Rows where it is that value.
    pub fn eq(self, value: impl JsonScalar) -> Filter<M> {
        self.is(What::Compare("=", value.into_scalar()))
    }

    /// Rows where it is another value of the same kind.
    pub fn ne(self, value: impl JsonScalar) -> Filter<M> {
        self.is(What::Compare("<>", value.into_scalar()))
    }

    /// Rows where it is less. Texts compare by the code points of their characters.
    pub fn lt(self, value: impl JsonScalar) -> Filter<M> {
        self.is(What::Compare("<", value.into_scalar()))
    }

    /// Rows where it is less, or the same.
    pub fn le(self, value: impl JsonScalar) -> Filter<M> {
        self.is(What::Compare("<=", value.into_scalar()))
    }

    /// Rows where it is greater.
    pub fn gt(self, value: impl JsonScalar) -> Filter<M> {
        self.is(What::Compare(">", value.into_scalar()))
    }

    /// Rows where it is greater, or the same.
    pub fn ge(self, value: impl JsonScalar) -> Filter<M> {
        self.is(What::Compare(">=", value.into_scalar()))
    }

    /// Rows where it is missing, or null.
    pub fn is_null(self) -> Filter<M> {
        self.is(What::IsNull)
    }

    /// Rows where it is there and not null.
    pub fn is_not_null(self) -> Filter<M> {
        !self.is_null()
    }

    /// Rows where it is there, be it null.
    pub fn exists(self) -> Filter<M> {
        self.is(What::Exists)
    }

    /// Rows where it contains this; what that means is said at the column's `contains`.
    pub fn contains(self, value: Value) -> Filter<M> {
        self.is(What::Contains(value))
    }

    fn is(self, what: What) -> Filter<M> {
        Filter::new(Node::Other(Box::new(At { column: self.column, steps: self.steps, what })))
    }
}

macro_rules! json_columns {
    ($($(#[$doc:meta])* [$($generic:ident)?] $ty:ty;)+) => { $(
        $(#[$doc])*
        impl<M $(, $generic)?> Column<M, $ty> {
            /// A place in it: a key (`"color"`), an index from 0 on (`3`), or several keys (`["size", "width"]`).
            #[must_use]
            pub fn at(self, key: impl JsonKey) -> JsonPath<M> {
                JsonPath { column: self.shape, steps: Vec::new(), marker: PhantomData }.at(key)
            }

            /// Rows whose value contains this one: `Product::SPECS.contains(json!({"color": "red"}))`.
            ///
            /// An object contains one whose keys it has with values that contain the other's, an array contains one whose
            /// elements are all contained by elements of it, in whatever order, and any other value contains itself. An
            /// array contains a single value, too. On PostgreSQL this is `@>`, which a GIN index serves.
            pub fn contains(self, value: Value) -> Filter<M> {
                let at = At { column: self.shape, steps: Vec::new(), what: What::Contains(value) };
                Filter::new(Node::Other(Box::new(at)))
            }
        }
    )+ };
}
json_columns! {
    /// JSON.
    [] Value;
    /// JSON of a type.
    [T] Json<T>;
}

impl Condition for At {
    fn write<'a>(&'a self, out: &mut Statement<'a>, alias: &str) {
        match out.dialect {
            Dialect::Postgres => self.on_postgres(out, alias),
            Dialect::Sqlite => self.on_sqlite(out, alias),
        }
    }
}

impl At {
    fn on_postgres<'a>(&'a self, out: &mut Statement<'a>, alias: &str) {
        let place = path::postgres(out, quoted(out, alias, &self.column), &self.steps);
        match &self.what {
            What::IsNull => out.push(&format!("COALESCE(jsonb_typeof({place}), 'null') = 'null'")),
            What::Exists => out.push(&format!("{place} IS NOT NULL")),
            What::Contains(value) => out.push(&format!("{place} @> ")).bind(value),
            What::Compare(operator, value) => {
                let (kinds, typed) = match value {
                    ScalarOf::Text(_) => ("'string'", format!("({place} #>> '{{}}') COLLATE \"C\"")),
                    ScalarOf::Whole(_) | ScalarOf::Real(_) => ("'number'", format!("({place})::numeric")),
                    ScalarOf::Truth(_) => ("'boolean'", format!("({place})::boolean")),
                };
                out.push(&format!("CASE WHEN jsonb_typeof({place}) = {kinds} THEN {typed} {operator} "));
                value.bind(out).push(" END")
            }
        };
    }

    fn on_sqlite<'a>(&'a self, out: &mut Statement<'a>, alias: &str) {
        let (column, at) = (quoted(out, alias, &self.column), out.numbered_made(path::sqlite(&self.steps)));
        let kind = format!("json_type({column}, {at})");
        match &self.what {
            What::IsNull => {
                out.push(&format!("COALESCE({kind}, 'null') = 'null'"));
            }
            What::Exists => {
                out.push(&format!("{kind} IS NOT NULL"));
            }
            What::Contains(value) => {
                out.push(&format!("CASE WHEN {kind} IS NOT NULL THEN ("));
                Contains { source: &column, steps: self.steps.clone() }.write(out, value, true);
                out.push(") IS TRUE END");
            }
            What::Compare(operator, value) => {
                let kinds = match value {
                    ScalarOf::Text(_) => "'text'",
                    ScalarOf::Whole(_) | ScalarOf::Real(_) => "'integer', 'real'",
                    ScalarOf::Truth(_) => "'true', 'false'",
                };
                let found = format!("json_extract({column}, {at})");
                // PostgreSQL compares with a float as floats.
                let found =
                    if matches!(value, ScalarOf::Real(_)) { format!("CAST({found} AS REAL)") } else { found };
                out.push(&format!("CASE WHEN {kind} IN ({kinds}) THEN {found} {operator} "));
                value.bind(out).push(" END");
            }
        }
    }
}

/// A column of the table that goes by `alias`.
fn quoted(out: &Statement<'_>, alias: &str, column: &ColumnShape) -> String {
    format!("{alias}.{}", out.dialect.quote_name(column.name))
}

impl<M> fmt::Debug for JsonPath<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JsonPath").field("column", &self.column.name).field("steps", &self.steps).finish()
    }
}
