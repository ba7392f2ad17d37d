//! zmig-build

pub mod diagnostic;
pub mod merge;
pub mod model_code;
pub mod rust;
pub mod source;
pub mod yaml;
