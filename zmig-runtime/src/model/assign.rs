//! What a field of a new row or of a patch can be set to.

/// A value that a field of type `T` takes: a `T`, a `T` where the field is an `Option<T>`, `&str` for text.
#[diagnostic::on_unimplemented(
    message = "a field of type `{T}` cannot be set to `{Self}`",
    label = "not `{T}`"
)]
pub trait Assign<T> {
    /// The value as the field's own type.
    fn assign(self) -> T;
}

impl<T> Assign<T> for T {
    fn assign(self) -> T {
        self
    }
}

impl<T> Assign<Option<T>> for T {
    fn assign(self) -> Option<T> {
        Some(self)
    }
}

impl Assign<String> for &str {
    fn assign(self) -> String {
        self.to_owned()
    }
}

impl Assign<Option<String>> for &str {
    fn assign(self) -> Option<String> {
        Some(self.to_owned())
    }
}

impl Assign<Vec<u8>> for &[u8] {
    fn assign(self) -> Vec<u8> {
        self.to_vec()
    }
}

impl Assign<Option<Vec<u8>>> for &[u8] {
    fn assign(self) -> Option<Vec<u8>> {
        Some(self.to_vec())
    }
}
