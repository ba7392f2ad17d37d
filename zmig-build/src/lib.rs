//! zmig-build
