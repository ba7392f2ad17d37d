//! `cargo zmig new`: migrations that somebody asks for by name.

mod by_hand;
mod moved;

pub use by_hand::{ByHandRequest, Drafted, by_hand};
pub(super) use moved::moved;
