//! The workspace tests, one binary.
