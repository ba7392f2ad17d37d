//! Random pairs of schemas, by their seeds: the same in every run.

use crate::support::details::Kind;
use crate::support::mutate::{Pair, pairs_of};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// A number that the environment says.
pub(crate) fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |v| v.parse().expect("a number"))
}

/// The pair of that seed and kind.
pub(crate) fn random(seed: u64, kind: Kind) -> Pair {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    pairs_of(kind).new_tree(&mut runner).expect("a pair").current()
}
