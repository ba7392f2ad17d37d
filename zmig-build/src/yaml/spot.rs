//! From the names of things to their place in a YAML file.

use super::find::{Part, Step, find};
use crate::diagnostic::Position;
use crate::source::Spot;

/// See [`crate::source::locate`].
pub(crate) fn locate(text: &str, spot: &Spot) -> Option<Position> {
    let (path, part) = path_of(spot);
    let mut path = &path[..];
    let mut part = part;
    while !path.is_empty() {
        if let Some(position) = find(text, path, part) {
            return Some(position);
        }
        // What is not there by itself (a short form, a key under its other name) is shown by what holds it.
        path = &path[..path.len() - 1];
        part =
            if matches!(spot, Spot::ColumnKey { .. }) && path.len() == 2 { Part::Value } else { Part::Key };
    }
    None
}

/// See [`crate::source::version_position`].
pub(crate) fn version_position(text: &str) -> Option<Position> {
    find(text, &[Step::Key("Meta"), Step::Key("zMigrationVersion")], Part::Value)
}

fn path_of(spot: &Spot) -> (Vec<Step<'_>>, Part) {
    match spot {
        Spot::File => (vec![], Part::Key),
        Spot::Meta { key, .. } => (vec![Step::Key("Meta"), Step::Key(key)], Part::Value),
        Spot::Enum { name, .. } => (vec![Step::Key("Meta"), Step::Key("enums"), Step::Key(name)], Part::Key),
        Spot::Domain { name, .. } => {
            (vec![Step::Key("Meta"), Step::Key("domains"), Step::Key(name)], Part::Key)
        }
        Spot::Table { table } => (vec![Step::Key(table)], Part::Key),
        Spot::TableKey { table, key } => {
            (vec![Step::Key(table), Step::Key("Meta"), Step::Key(key)], Part::Value)
        }
        Spot::TableItem { table, key, item } => {
            (vec![Step::Key(table), Step::Key("Meta"), Step::Key(key), Step::Key(item)], Part::Value)
        }
        Spot::Column { table, column } => (vec![Step::Key(table), Step::Key(column)], Part::Key),
        Spot::ColumnKey { table, column, key } => {
            (vec![Step::Key(table), Step::Key(column), Step::Key(key)], Part::Value)
        }
    }
}
