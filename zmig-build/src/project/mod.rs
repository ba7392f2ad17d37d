//! A project as it lies on the disk: its sources, its migrations and the snapshot of what they produce.

mod fold;
mod leftovers;
mod sources;
mod tree;

pub(crate) use fold::{Fold, fold};
pub(crate) use sources::{Item, Sources, is_yaml};
pub(crate) use tree::{Forgive, SNAPSHOT, Tree, in_order};
