//! What several tests share.

#![allow(dead_code, reason = "not every test uses every helper")]

pub(crate) mod arbitrary;
pub(crate) mod catalog;
pub(crate) mod choices;
pub(crate) mod db;
pub(crate) mod details;
pub(crate) mod mutate;
pub(crate) mod rows;
