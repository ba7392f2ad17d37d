//! The workspace tests, one binary.

mod laws;
mod project;
mod support;
mod tidy;
mod ui;
