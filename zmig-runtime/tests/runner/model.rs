//! Models on every kind of database: what belongs to rows, and filters of json and lists.

mod filters;
mod json;
mod lists;
mod relations;
mod tables;
mod text_search;

use super::support;
