//! From names to lines and columns.

use super::Spot;
use crate::diagnostic::Position;

/// Where in a source a thing stands: the key or name by which it is introduced, or the value where the spot is a
/// key with one value. When it is not there, the nearest thing that holds it.
///
/// `path` tells the language by its ending. The text is parsed for this, so it is for errors and edits only.
pub fn locate(path: &str, text: &str, spot: &Spot) -> Option<Position> {
    if is_rust(path) { crate::rust::locate(text, spot) } else { crate::yaml::locate(text, spot) }
}

/// Where the version's text stands, quotes included, so that an edit can replace it: after `zMigrationVersion:`, or
/// after `version =` in the attribute of the struct of that schema.
pub fn version_position(path: &str, text: &str, schema: &str) -> Option<Position> {
    if is_rust(path) {
        crate::rust::version_position(text, schema)
    } else {
        crate::yaml::version_position(text)
    }
}

fn is_rust(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == "rs")
}
