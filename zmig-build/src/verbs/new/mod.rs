//! `cargo zmig new`: migrations that somebody asks for by name.

mod by_hand;
mod meant;
mod moved;
mod template;
mod words;

pub use by_hand::{ByHandRequest, Drafted, by_hand};
pub(super) use moved::moved;
pub use template::{Template, TemplateRequest, Templated, from_template};
