//! Schema migrations for Rust, generated and checked at compile time.
//!
//! **A binary that compiles carries migrations that produce exactly the schema its structs are typed against.**

pub use zmig_macros::{Enum, embed, model};
#[doc(hidden)]
pub use zmig_runtime::__private;
#[cfg(feature = "decimal")]
pub use zmig_runtime::__private::rust_decimal;
#[cfg(feature = "uuid")]
pub use zmig_runtime::__private::uuid;
pub use zmig_runtime::__private::{chrono, serde_json, sqlx};
pub use zmig_runtime::*;
