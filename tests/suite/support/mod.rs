<<<<<<< HEAD
//! What several tests share.

#![allow(dead_code, reason = "not every test uses every helper")]

pub(crate) mod arbitrary;
pub(crate) mod choices;
pub(crate) mod mutate;
=======
//! What live tests share.

pub(crate) mod catalog;
pub(crate) mod db;
pub(crate) mod rows;
>>>>>>> 6c37e04 (Try every golden case on both databases: up, down, rows, refusals, with sqlx's migrator and step by step)
