//! What several tests share.

#![allow(dead_code, reason = "not every test uses every helper")]

pub(crate) mod arbitrary;
pub(crate) mod choices;
pub(crate) mod mutate;
