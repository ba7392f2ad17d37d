//! What several tests share.

#![allow(dead_code, reason = "not every test uses every helper")]

pub mod arbitrary;
pub mod choices;
pub mod mutate;
