//! A small issue tracker: what an application with zmig looks like, whole.
//!
//! Some of its tables are described in `schemas/zSchema.tracker.yaml`, some by the structs of [`models`]. Change one,
//! build, and the build says what a new version of it has to be called; with that version pasted, the build writes
//! the migration, and the next run applies it.

pub mod models;
pub mod store;

/// Every migration of this application, compiled in.
pub static MIGRATIONS: zmig::Migrations = zmig::embed!();
