//! Random decisions from a list of numbers, so that proptest can make a failing case smaller: fewer and lower numbers
//! make fewer and plainer things. When the numbers are used up, every decision is the plainest one.

use proptest::prelude::*;

/// Decisions to be taken.
#[derive(Clone, Debug)]
pub(crate) struct Choices {
    numbers: Vec<u16>,
    at: usize,
}

/// A strategy for at most `most` decisions.
pub(crate) fn choices(most: usize) -> impl Strategy<Value = Choices> {
    proptest::collection::vec(any::<u16>(), 0..most).prop_map(|numbers| Choices { numbers, at: 0 })
}

impl Choices {
    /// A number below `n`, which is not 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        let number = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(number) % n.max(1)
    }

    /// True in `percent` of a hundred cases.
    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) >= 100 - percent
    }

    /// One of the items.
    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        if items.is_empty() { None } else { items.get(self.below(items.len())) }
    }

    /// Between one and `most` different items, in a random order.
    pub(crate) fn some<T: Clone + PartialEq>(&mut self, items: &[T], most: usize) -> Vec<T> {
        let mut out: Vec<T> = Vec::new();
        for _ in 0..=self.below(most) {
            if let Some(item) = self.pick(items)
                && !out.contains(item)
            {
                out.push(item.clone());
            }
        }
        out
    }
}
