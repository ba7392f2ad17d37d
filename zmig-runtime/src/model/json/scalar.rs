//! What a value in JSON is compared with.

use crate::model::sql::Statement;
use zmig_core::Dialect;

/// A text, a number or a bool.
#[derive(Clone, Debug, PartialEq)]
pub enum ScalarOf {
    /// A text.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// Any number.
    Real(f64),
    /// True or false.
    Truth(bool),
}

/// A value that can stand beside a place in JSON: a text, a number, or a bool.
#[diagnostic::on_unimplemented(
    message = "a value in JSON cannot be compared with `{Self}`",
    note = "it is compared with a text, a number or a bool; `contains` takes any JSON"
)]
pub trait JsonScalar {
    /// The value.
    #[doc(hidden)]
    fn into_scalar(self) -> ScalarOf;
}

impl JsonScalar for &str {
    fn into_scalar(self) -> ScalarOf {
        ScalarOf::Text(self.to_owned())
    }
}

impl JsonScalar for String {
    fn into_scalar(self) -> ScalarOf {
        ScalarOf::Text(self)
    }
}

impl JsonScalar for bool {
    fn into_scalar(self) -> ScalarOf {
        ScalarOf::Truth(self)
    }
}

macro_rules! numbers {
    ($($variant:ident: $($ty:ty),+;)+) => { $($(
        impl JsonScalar for $ty {
            fn into_scalar(self) -> ScalarOf {
                ScalarOf::$variant(self.into())
            }
        }
    )+)+ };
}
numbers! {
    Whole: i8, i16, i32, i64, u8, u16, u32;
    Real: f32, f64;
}

impl ScalarOf {
    /// A placeholder for it, whose type is a part of the text: a statement is prepared once for one text.
    pub(super) fn bind<'s, 'a>(&self, out: &'s mut Statement<'a>) -> &'s mut Statement<'a> {
        let (out, ty) = match self {
            Self::Text(text) => (out.bind_made(text.clone()), "::text"),
            Self::Whole(number) => (out.bind_made(*number), "::int8"),
            Self::Real(number) => (out.bind_made(*number), "::float8"),
            Self::Truth(truth) => (out.bind_made(*truth), "::boolean"),
        };
        let ty = if out.dialect == Dialect::Postgres { ty } else { "" };
        out.push(ty)
    }
}
