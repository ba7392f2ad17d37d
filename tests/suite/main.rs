//! The workspace tests, one binary.

mod tidy;
