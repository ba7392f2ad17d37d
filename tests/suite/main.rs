//! The workspace tests, one binary.

mod databases;
mod embed;
mod example;
mod golden;
mod guide;
mod injection;
mod laws;
mod live;
mod models;
mod online;
mod project;
mod random;
mod random_rows;
mod rebuild;
mod story;
mod support;
mod tidy;
mod ui;
