//! The code that the macros of zmig emit. A macro hands its input to one function in here, so that what is written
//! can be tested without a compiler, and the attributes have one reader.
//!
//! Whatever goes wrong becomes `compile_error!` at the place of the mistake, beside the struct as far as it is
//! known: one mistake is one message.

mod check;
mod columns;
mod embed;
mod enums;
mod idents;
mod model;
mod models;
mod out_dir;
mod relations;
mod rows;
mod rules;
mod same;
mod shape;
mod writes;

pub use embed::embed;
pub use enums::derive_enum;
pub use model::model;
pub use models::models;
