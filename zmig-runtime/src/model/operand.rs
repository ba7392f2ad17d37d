//! What a column can be compared with.

use super::ColumnValue;

/// A value that can stand beside a column of type `T` in a comparison: a `T`, a reference to one, and what its users write
/// in its place (`&str` for text, `&[u8]` for bytes).
#[diagnostic::on_unimplemented(
    message = "a column of type `{T}` cannot be compared with `{Self}`",
    label = "not `{T}`"
)]
pub trait Operand<T> {
    /// The value as the column's own type.
    fn into_value(self) -> T;
}

impl<T: ColumnValue> Operand<T> for T {
    fn into_value(self) -> T {
        self
    }
}

impl<T: ColumnValue + Clone> Operand<T> for &T {
    fn into_value(self) -> T {
        self.clone()
    }
}

impl Operand<String> for &str {
    fn into_value(self) -> String {
        self.to_owned()
    }
}

impl Operand<Vec<u8>> for &[u8] {
    fn into_value(self) -> Vec<u8> {
        self.to_vec()
    }
}
