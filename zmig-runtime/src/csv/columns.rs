//! Which columns a table's new file has, and which cells of the old one are right for certain.

use super::folder::Opened;
use super::load::Loaded;
use super::shape::Shape;

/// What a file was before.
#[derive(Debug)]
pub(crate) struct Before<'a> {
    pub shape: &'a Shape,
    pub loaded: &'a Loaded,
    pub opened: Opened,
    /// Whether its rows are those that were loaded, in the table that they were loaded into.
    pub same_rows: bool,
}

/// A column of the new file.
pub(super) struct Out {
    /// The column of the table.
    pub column: usize,
    /// The cell of the old file.
    pub from: Option<usize>,
    /// Whether that cell is right for certain.
    pub copied: bool,
    /// Its place in the answer of SQLite, where it is not copied.
    pub answer: usize,
}

impl Before<'_> {
    /// Whether the table's columns are those that it had, each where it was, and new ones behind them. Where they are not,
    /// one may bear the name that another one had, and a cell is looked at before it counts.
    fn is_in_place(&self, shape: &Shape) -> bool {
        let moved =
            |(i, old): (usize, &super::shape::Column)| shape.column(&old.name).is_some_and(|now| now != i);
        shape.columns.len() >= self.shape.columns.len() && !self.shape.columns.iter().enumerate().any(moved)
    }

    /// Whether the table is what it was, but for new columns: then each of them holds one value in all rows.
    pub(super) fn is_extended(&self, shape: &Shape) -> bool {
        let old = &self.shape.columns;
        let is_same_kind = self.shape.alias == shape.alias && self.shape.has_rowid == shape.has_rowid;
        // A column that the file lacked got its values when the file was loaded, row by row.
        let has_all = self.loaded.header.len() == old.len();
        self.same_rows && is_same_kind && has_all && shape.columns.get(..old.len()) == Some(old.as_slice())
    }
}

/// Columns keep the file's order; new ones come after them. A column that is new and one that has gone are taken for one
/// that was renamed: each cell is looked at before it counts, so nothing comes of it where that is not so.
pub(super) fn columns(shape: &Shape, before: Option<&Before<'_>>) -> Vec<Out> {
    let old: &[String] = before.map_or(&[], |b| &b.loaded.header);
    let mut from: Vec<Option<usize>> =
        shape.columns.iter().map(|c| old.iter().position(|o| o.eq_ignore_ascii_case(&c.name))).collect();
    let mut gone: Vec<usize> = (0..old.len()).filter(|i| !from.contains(&Some(*i))).rev().collect();
    for place in from.iter_mut().filter(|place| place.is_none()) {
        *place = gone.pop();
    }
    let mut order: Vec<usize> = (0..from.len()).collect();
    order.sort_by_key(|c| (from[*c].unwrap_or(usize::MAX), *c));
    let in_place = before.is_some_and(|b| b.same_rows && b.is_in_place(shape));
    let mut answer = 0;
    let out = |column: usize| {
        let from = from[column];
        let name = &shape.columns[column].name;
        let is_same = |before: &Before<'_>| {
            let was = before.shape.column(name).map(|c| &before.shape.columns[c]);
            let stood = from.is_some_and(|f| old[f].eq_ignore_ascii_case(name));
            stood && was.is_some_and(|was| was.declared == shape.columns[column].declared)
        };
        let copied = in_place && before.is_some_and(is_same);
        answer += usize::from(!copied);
        Out { column, from, copied, answer }
    };
    order.into_iter().map(out).collect()
}
