//! The workspace tests, one binary.

mod databases;
mod embed;
mod example;
mod golden;
mod laws;
mod live;
mod models;
mod project;
mod random;
mod support;
mod tidy;
mod ui;
