//! A project as it lies on the disk: its sources, its migrations and the snapshot of what they produce.

mod fold;
mod leftovers;
mod sources;
mod tree;

pub(crate) use fold::{Fold, fold};
pub(crate) use sources::{Item, Sources};
pub(crate) use tree::{SNAPSHOT, Tree};
