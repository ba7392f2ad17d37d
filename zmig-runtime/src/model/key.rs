//! The values of a primary key.

use super::{ColumnValue, Operand};

/// The values of a primary key of type `K`, which is a tuple: `5` for `(i64,)`, `(7, "de")` for `(i64, String)`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no value of a primary key of type `{K}`",
    label = "not a key",
    note = "a key of several columns is a tuple of their values, in the key's order"
)]
pub trait KeyValues<K> {
    /// The values, one a column.
    fn values(self) -> Vec<Box<dyn ColumnValue>>;
}

macro_rules! keys {
    ($(($($name:ident $operand:ident),+)),+ $(,)?) => { $(
        impl<$($name: ColumnValue + 'static, $operand: Operand<$name>),+> KeyValues<($($name,)+)> for ($($operand,)+) {
            fn values(self) -> Vec<Box<dyn ColumnValue>> {
                #[expect(non_snake_case, reason = "the names of the types")]
                let ($($operand,)+) = self;
                vec![$(Box::new($operand.into_value())),+]
            }
        }
    )+ };
}
keys!((A OA, B OB), (A OA, B OB, C OC), (A OA, B OB, C OC, D OD));

impl<A: ColumnValue + 'static, O: Operand<A>> KeyValues<(A,)> for O {
    fn values(self) -> Vec<Box<dyn ColumnValue>> {
        vec![Box::new(self.into_value())]
    }
}
