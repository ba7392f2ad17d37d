//! What has not changed is neither parsed nor hashed again.

mod fingerprint;
mod listing;
mod memory;
mod state;
mod store;

pub(crate) use listing::{Difference, Listing};
pub(crate) use memory::Memory;
pub(crate) use state::{Known, Lines, Source, Spoken, State};
pub(crate) use store::{Index, forget, save};
