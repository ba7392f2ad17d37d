//! zmig
