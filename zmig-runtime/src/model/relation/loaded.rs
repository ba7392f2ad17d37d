//! Rows of another table, by the rows that they belong to.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::ops::Range;

/// Rows of the model `T`, by the rows of the model `M` that they belong to.
pub struct Loaded<M, T> {
    rows: Vec<T>,
    place: Place<M>,
}

/// Where the rows are that belong to one.
type Place<M> = Box<dyn Fn(&M) -> Range<usize> + Send + Sync>;

/// At most one row of the model `T` for each row of the model `M`.
pub struct LoadedOne<M, T>(pub(super) Loaded<M, T>);

impl<M: 'static, T> Loaded<M, T> {
    /// Rows with the number of their key each, in the order in which one key's are to be.
    pub(super) fn new<K: Eq + Hash + Send + Sync + 'static>(
        numbers: HashMap<K, usize>,
        mut rows: Vec<(usize, T)>,
        key: fn(&M) -> Option<K>,
    ) -> Self {
        if !rows.is_sorted_by_key(|(number, _)| *number) {
            rows.sort_by_key(|(number, _)| *number);
        }
        let mut places: Vec<Range<usize>> = vec![0..0; numbers.len()];
        let mut start = 0;
        for of_one in rows.chunk_by(|(a, _), (b, _)| a == b) {
            let end = start + of_one.len();
            if let Some(place) = of_one.first().and_then(|(number, _)| places.get_mut(*number)) {
                *place = start..end;
            }
            start = end;
        }
        let find = move |row: &M| numbers.get(&key(row)?).and_then(|number| places.get(*number)).cloned();
        Self {
            rows: rows.into_iter().map(|(_, row)| row).collect(),
            place: Box::new(move |row| find(row).unwrap_or_default()),
        }
    }
}

impl<M, T> Loaded<M, T> {
    /// The rows that belong to that one; none where it was not among those that they were loaded for.
    #[must_use]
    pub fn of(&self, row: &M) -> &[T] {
        self.rows.get((self.place)(row)).unwrap_or_default()
    }

    /// All rows that were loaded. What belongs to several rows is here once for each of them.
    #[must_use]
    pub fn all(&self) -> &[T] {
        &self.rows
    }
}

impl<M, T> LoadedOne<M, T> {
    /// The row that belongs to that one; none where it was not among those that they were loaded for.
    #[must_use]
    pub fn of(&self, row: &M) -> Option<&T> {
        self.0.of(row).first()
    }

    /// All rows that were loaded, each once.
    #[must_use]
    pub fn all(&self) -> &[T] {
        self.0.all()
    }
}

impl<M, T: fmt::Debug> fmt::Debug for Loaded<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Loaded").field(&self.rows).finish()
    }
}

impl<M, T: fmt::Debug> fmt::Debug for LoadedOne<M, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("LoadedOne").field(&self.0.rows).finish()
    }
}
