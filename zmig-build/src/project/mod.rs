//! A project as it lies on the disk: its sources, its migrations and the snapshot of what they produce.

mod by_hand;
mod fold;
mod leftovers;
mod snapshot_text;
mod sources;
mod tree;

pub(crate) use by_hand::of_disk;
pub(crate) use fold::{Fold, fold};
pub(crate) use snapshot_text::{Replaced, SnapshotText, is_plain};
#[cfg(feature = "verbs")]
pub(crate) use sources::yaml_files;
pub(crate) use sources::{Item, Sources, is_yaml, load_rust, load_yaml};
#[cfg(feature = "verbs")]
pub(crate) use tree::newest;
pub(crate) use tree::{Forgive, SNAPSHOT, Tree, in_order};
