//! The workspace tests, one binary.

mod dependants;
mod drift;
mod embed;
mod enforced;
mod example;
mod golden;
mod guide;
mod injection;
mod introspect;
mod introspect_postgres;
mod laws;
mod lint;
mod live;
mod models;
mod online;
mod package;
mod project;
mod proof;
mod pull;
mod random;
mod rebuild;
mod squash;
mod story;
mod support;
mod tidy;
mod ui;
