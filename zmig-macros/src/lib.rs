//! zmig-macros
