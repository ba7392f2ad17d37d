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
    /// The decisions of that seed.
    pub(crate) fn of_seed(seed: u64) -> Self {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1);
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 48) as u16
        };
        Self { numbers: (0..1000).map(|_| next()).collect(), at: 0 }
    }

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
