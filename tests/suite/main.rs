//! The workspace tests, one binary.

mod golden;
mod laws;
mod live;
mod project;
mod support;
mod tidy;
mod ui;
