//! From the names of things to their place in a file of Rust.

use crate::diagnostic::Position;
use crate::source::Spot;

/// See [`crate::source::locate`].
pub(crate) fn locate(text: &str, spot: &Spot) -> Option<Position> {
    let _ = (text, spot);
    None
}

/// See [`crate::source::version_position`].
pub(crate) fn version_position(text: &str, schema: &str) -> Option<Position> {
    let _ = (text, schema);
    None
}
