//! The readers, tested by cases: sources as their authors write them, and what comes of them.
#![expect(clippy::unwrap_used, reason = "tests")]

mod book;
mod cases;
mod kept;
mod known;
mod laws;
mod positions;
