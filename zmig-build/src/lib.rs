//! zmig-build

pub mod diagnostic;
pub mod merge;
pub mod rust;
pub mod source;
pub mod yaml;
