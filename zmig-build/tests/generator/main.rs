//! Whole projects in temporary folders, built again and again.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod basics;
mod by_hand;
mod cache;
mod data_sources;
mod data_types;
mod disk;
mod enforced;
mod faults;
mod gates;
mod hooks;
mod lint;
mod project;
mod real_cargo;
mod rebase;
mod relations;
mod squash;
mod templates;
mod verbs;

pub(crate) use project::Project;
