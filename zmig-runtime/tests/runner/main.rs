//! The runner against real databases: one text for both backends.
//!
//! PostgreSQL is found by `ZMIG_TEST_POSTGRES_URL`; each test has a database of its own in it.
#![allow(missing_docs, clippy::unwrap_used, unreachable_pub, dead_code)]

mod auto;
mod auto_refusals;
mod auto_words;
mod backfill;
mod backups;
mod basics;
mod boundaries;
mod children;
mod csv;
mod csv_bytes;
mod csv_kills;
mod data;
mod environments;
mod gates;
mod hooks;
mod many;
mod model;
mod outside;
mod plans;
mod pooler;
mod postgres;
mod project;
mod refusals;
mod repair;
mod restores;
mod rollbacks;
mod schemas;
mod sources;
mod sqlite;
mod stamp;
mod support;
mod transfer;
