//! The rules. Registering one is a line in the list below; a test holds the list against the files.

/// What a rule's file needs.
mod prelude {
    pub(super) use crate::Dialect;
    pub(super) use crate::lint::{Fact, Level, Rule};

    /// Rules of every database.
    pub(super) const EVERY: &[Dialect] = &Dialect::ALL;
}

macro_rules! rules {
    ($($file:ident)*) => {
        $(mod $file;)*

        /// Every rule, by its code.
        pub static RULES: &[&super::Rule] = &[$(&$file::RULE),*];

        #[cfg(test)]
        const FILES: &[&str] = &[$(stringify!($file)),*];
    };
}

rules! {
    zm001_drop_table
    zm002_drop_column
    zm021_rename_column
}

#[cfg(test)]
mod tests;
