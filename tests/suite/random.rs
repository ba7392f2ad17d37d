//! Random pairs of schemas, by their seeds: the same in every run.

use crate::support::details::Kind;
use crate::support::mutate::{Pair, pairs_of};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// What a schema, or a list of changes, is written as where it holds each thing that there is.
const NOUNS: [&str; 28] = [
    r#""collation":"NOCASE""#,
    r#""collation":"C""#,
    r#""virtual":"#,
    r#""identity":true"#,
    r#""identity":"always""#,
    r#""identity":"serial""#,
    r#""deferrable":"immediate""#,
    r#""deferrable":"deferred""#,
    r#""match_full":true"#,
    r#""nulls_not_distinct":true"#,
    r#""using":"gin""#,
    r#""using":"gist""#,
    r#""using":"brin""#,
    r#""using":"hash""#,
    r#""opclass":"text_pattern_ops""#,
    r#""opclass":"jsonb_path_ops""#,
    r#""nulls":"first""#,
    r#""include":["#,
    r#""with":{"#,
    r#""on_update":"#,
    r#""primary_key_name":"#,
    r#""strict""#,
    r#""without_rowid""#,
    r#""unlogged""#,
    r#""type":"domain:"#,
    r#""type":"[domain:"#,
    r#""name":"sales."#,
    r#""type":"enum:sales."#,
];
const CHANGES: [&str; 8] = [
    r#""alter_domain":"#,
    r#""rename_domain":"#,
    r#""create_domain":"#,
    r#""drop_domain":"#,
    r#""set_table_options":"#,
    r#""from_name":"#,
    r#""rename_enum":"#,
    r#""to":"sales."#,
];

/// Else the laws would be proved of less than there is.
#[test]
fn random_pairs_hold_all_of_the_model() {
    let (mut schemas, mut changes) = (String::new(), String::new());
    for seed in 0..400 {
        let Pair { old, new, hints } = random(seed, Kind::of_seed(seed));
        let list = zmig_core::diff(&old, &new, &hints).expect("the hints explain all");
        schemas += &serde_json::to_string(&[old, new]).expect("JSON");
        changes += &serde_json::to_string(&list).expect("JSON");
    }
    let lacks = |text: &str, all: &[&str]| -> Vec<String> {
        all.iter().filter(|part| !text.contains(**part)).map(|part| (*part).to_owned()).collect()
    };
    assert_eq!([lacks(&schemas, &NOUNS), lacks(&changes, &CHANGES)], [Vec::<String>::new(), Vec::new()]);
    let plain = (0..400).filter(|seed| Kind::of_seed(*seed) == Kind::Plain).count();
    assert!(plain > 400 / 3, "only {plain} of 400 pairs are for every database");
}

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
