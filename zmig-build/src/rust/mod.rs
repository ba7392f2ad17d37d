//! Structs as schema: `#[zmig::model]`.
//!
//! Attributes are read here and nowhere else; the macro and the build script share it.

mod args;
mod enums;
mod field;
mod file;
mod keys;
mod locate;
mod model;
pub(crate) mod names;
mod search;
mod table;
mod types;
mod walk;

pub(crate) use locate::{locate, version_position};

pub use enums::read_enum;
pub use file::{BoundModel, Cfg, Module, RustFile, parse_rust};
pub use model::{Form, Model, ModelField, read_model};
pub use walk::{Load, Walk, walk_rust};
