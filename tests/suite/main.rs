//! The workspace tests, one binary.

mod laws;
mod support;
mod tidy;
