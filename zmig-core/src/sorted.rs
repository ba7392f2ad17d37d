//! Sorted maps and sets that are light to compile.
//!
//! Every application compiles this crate and zmig-build, and half of what the compiler wrote for them was the standard
//! library's `BTreeMap`, once for each pair of types, and a whole sort for each place that collects into one. So what is
//! small, or comes in order, is kept in a [`Map`] or a [`Set`], and what is collected is collected by [`IntoSorted`].

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// A map that is a sorted vector. Inserting in order costs nothing, inserting elsewhere moves what comes after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map<K, V> {
    entries: Vec<(K, V)>,
}

impl<K, V> Default for Map<K, V> {
    fn default() -> Self {
        Self { entries: Vec::new() }
    }
}

impl<K: Ord, V> Map<K, V> {
    /// An empty map.
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Where a key stands, or would.
    fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Result<usize, usize>
    where
        K: Borrow<Q>,
    {
        let (mut low, mut high) = (0, self.entries.len());
        // Most come in order.
        let mut middle = high.saturating_sub(1);
        while low < high {
            match self.entries[middle].0.borrow().cmp(key) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Ok(middle),
            }
            middle = (low + high) / 2;
        }
        Err(low)
    }

    /// The value of a key.
    pub fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        match self.find(key) {
            Ok(at) => Some(&self.entries[at].1),
            Err(_) => None,
        }
    }

    /// The entry of a key, with the key as it is kept.
    pub fn get_key_value<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&(K, V)>
    where
        K: Borrow<Q>,
    {
        match self.find(key) {
            Ok(at) => Some(&self.entries[at]),
            Err(_) => None,
        }
    }

    /// Whether a key is there.
    pub fn contains_key<Q: Ord + ?Sized>(&self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        self.find(key).is_ok()
    }

    /// Sets the value of a key.
    pub fn insert(&mut self, key: K, value: V) {
        match self.find(&key) {
            Ok(at) => self.entries[at].1 = value,
            Err(at) => self.entries.insert(at, (key, value)),
        }
    }

    /// The value of a key, to be changed; where there is none it is `value`.
    pub fn or_insert(&mut self, key: K, value: V) -> &mut V {
        let at = match self.find(&key) {
            Ok(at) => at,
            Err(at) => {
                self.entries.insert(at, (key, value));
                at
            }
        };
        &mut self.entries[at].1
    }

    /// The value of a key, to be changed; where there is none it is the default.
    pub fn or_default(&mut self, key: K) -> &mut V
    where
        V: Default,
    {
        self.or_insert(key, V::default())
    }

    /// Takes an entry out.
    pub fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        match self.find(key) {
            Ok(at) => Some(self.entries.remove(at).1),
            Err(_) => None,
        }
    }

    /// The entries in the order of their keys.
    pub fn iter(&self) -> std::slice::Iter<'_, (K, V)> {
        self.entries.iter()
    }

    /// The keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + Clone {
        self.entries.iter().map(|(key, _)| key)
    }

    /// The values in the order of their keys.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &V> + Clone {
        self.entries.iter().map(|(_, value)| value)
    }
}

impl<K: Ord + Borrow<Q>, V, Q: Ord + ?Sized> std::ops::Index<&Q> for Map<K, V> {
    type Output = V;

    /// The value of a key that is known to be there.
    fn index(&self, key: &Q) -> &V {
        match self.find(key) {
            Ok(at) | Err(at) => &self.entries[at].1,
        }
    }
}

impl<K, V> IntoIterator for Map<K, V> {
    type Item = (K, V);
    type IntoIter = std::vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<'a, K, V> IntoIterator for &'a Map<K, V> {
    type Item = &'a (K, V);
    type IntoIter = std::slice::Iter<'a, (K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

/// A set that is a sorted vector, as [`Map`] is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set<T> {
    items: Map<T, ()>,
}

impl<T> Default for Set<T> {
    fn default() -> Self {
        Self { items: Map { entries: Vec::new() } }
    }
}

impl<T: Ord> Set<T> {
    /// An empty set.
    pub const fn new() -> Self {
        Self { items: Map::new() }
    }

    /// Adds an item. Whether it is new.
    pub fn insert(&mut self, item: T) -> bool {
        let before = self.items.len();
        self.items.or_insert(item, ());
        self.items.len() > before
    }

    /// Whether an item is there.
    pub fn contains<Q: Ord + ?Sized>(&self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        self.items.contains_key(item)
    }

    /// The number of items.
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The items in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + Clone {
        self.items.keys()
    }
}

/// Collects the items of an iterator in a sorted map or set, one after the other.
pub trait IntoSorted: Iterator + Sized {
    /// The map or set; of equal keys it keeps the last.
    fn into_sorted<C: Inserts<Self::Item>>(self) -> C {
        let mut out = C::default();
        for item in self {
            out.put(item);
        }
        out
    }
}

impl<I: Iterator> IntoSorted for I {}

/// What items can be inserted in.
pub trait Inserts<T>: Default {
    /// Inserts one.
    fn put(&mut self, item: T);
}

impl<K: Ord, V> Inserts<(K, V)> for BTreeMap<K, V> {
    fn put(&mut self, (key, value): (K, V)) {
        self.insert(key, value);
    }
}

impl<T: Ord> Inserts<T> for BTreeSet<T> {
    fn put(&mut self, item: T) {
        self.insert(item);
    }
}

impl<K: Ord, V> Inserts<(K, V)> for Map<K, V> {
    fn put(&mut self, (key, value): (K, V)) {
        self.insert(key, value);
    }
}

impl<T: Ord> Inserts<T> for Set<T> {
    fn put(&mut self, item: T) {
        self.insert(item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn maps_and_sets_do_what_those_of_the_standard_library_do(
            steps in proptest::collection::vec((0..12_u8, 0..3_u8, -999..999_i16), 0..60)
        ) {
            let (mut ours, mut theirs) = (Map::new(), BTreeMap::new());
            let (mut set, mut other) = (Set::new(), BTreeSet::new());
            for (key, what, value) in steps.iter().copied() {
                match what {
                    0 => {
                        ours.insert(key, value);
                        theirs.insert(key, value);
                        prop_assert_eq!(set.insert(key), other.insert(key));
                    }
                    1 => prop_assert_eq!(ours.remove(&key), theirs.remove(&key)),
                    _ => {
                        *ours.or_default(key) += value % 7;
                        *theirs.entry(key).or_default() += value % 7;
                    }
                }
                prop_assert_eq!(ours.get(&key), theirs.get(&key));
                prop_assert_eq!(ours.contains_key(&(key + 1)), theirs.contains_key(&(key + 1)));
                prop_assert_eq!(set.contains(&key), other.contains(&key));
            }
            prop_assert_eq!(ours.len(), theirs.len());
            prop_assert!(ours.keys().eq(theirs.keys()) && ours.values().eq(theirs.values()));
            prop_assert!(set.iter().eq(&other) && set.is_empty() == other.is_empty());
            let pairs = || steps.iter().map(|(key, _, value)| (*key, *value));
            prop_assert_eq!(pairs().into_sorted::<BTreeMap<_, _>>(), pairs().collect::<BTreeMap<_, _>>());
            prop_assert!(pairs().into_sorted::<Map<_, _>>().into_iter().eq(pairs().collect::<BTreeMap<_, _>>()));
            let keys = || steps.iter().map(|(key, ..)| *key);
            prop_assert_eq!(keys().into_sorted::<BTreeSet<_>>(), keys().collect::<BTreeSet<_>>());
        }
    }
}
