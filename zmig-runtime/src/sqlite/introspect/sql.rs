//! The text of SQLite's statements, read as SQLite reads it: what the pragmas do not tell stands only there.
//!
//! Nothing in here fails on foreign text: what is no statement of the expected kind is `None`, every loop takes a token
//! with each turn, and parentheses are matched by counting and not by recursion.

mod create_index;
mod create_table;
mod cursor;
mod token;

pub(super) use create_index::{KeyText, create_index};
pub(super) use create_table::{CheckText, ColumnText, CreateTable, DefaultText, ReferenceText, create_table};
pub(super) use cursor::{Cursor, only_name};
pub(super) use token::{Kind, Token, tokens};

#[cfg(test)]
mod tests;
