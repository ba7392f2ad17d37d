//! What has not changed is neither parsed nor hashed again.

mod fingerprint;
mod listing;
mod memory;
mod store;

pub(crate) use listing::{Difference, Listing};
pub(crate) use memory::Memory;
pub(crate) use store::{Index, Known, Piece, Source, State, forget, save};
