//! Renames in an order in which no two things have one name.

use crate::IntoSorted as _;
use std::collections::BTreeMap;

/// Steps (from, to) that bring about `renames` (old name to new name): chains from their end, and in a cycle one name
/// is set aside under a temporary one.
pub(super) fn steps(renames: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let mut left: BTreeMap<String, String> =
        renames.iter().filter(|(a, b)| a != b).map(|(a, b)| (a.clone(), b.clone())).into_sorted();
    let mut steps = Vec::new();
    while let Some(first) = left.keys().next().cloned() {
        let mut moved = Vec::new();
        // Follow the chain from any of its members to its free end.
        let mut from = first.clone();
        loop {
            moved.push(from.clone());
            match left.get(&from) {
                Some(to) if *to == first => break set_aside(&first, &mut left, &mut steps),
                Some(to) if left.contains_key(to) => from = to.clone(),
                _ => break,
            }
        }
        for from in moved.into_iter().rev() {
            if let Some(to) = left.remove(&from) {
                steps.push((from, to));
            }
        }
        let aside = temporary(&first);
        if let Some(to) = left.remove(&aside) {
            steps.push((aside, to));
        }
    }
    steps
}

/// A name that no user may give.
pub(super) fn temporary(name: &str) -> String {
    crate::shorten(&format!("zmig_tmp_{name}"))
}

fn set_aside(name: &str, left: &mut BTreeMap<String, String>, steps: &mut Vec<(String, String)>) {
    if let Some(to) = left.remove(name) {
        let aside = temporary(name);
        steps.push((name.to_owned(), aside.clone()));
        left.insert(aside, to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn check(renames: &[(&str, &str)], expected: &[(&str, &str)]) {
        let renames: BTreeMap<String, String> =
            renames.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect();
        let steps = steps(&renames);
        let texts: Vec<(&str, &str)> = steps.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(texts, expected);

        let mut names: BTreeMap<String, String> = renames.keys().map(|n| (n.clone(), n.clone())).collect();
        for (from, to) in &steps {
            let origin = names.remove(from).expect("there");
            assert!(names.insert(to.clone(), origin).is_none(), "{to} is taken");
        }
        let ends: BTreeMap<String, String> = names.into_iter().map(|(now, was)| (was, now)).collect();
        assert_eq!(ends, renames);
        assert_eq!(ends.values().collect::<BTreeSet<_>>().len(), ends.len());
    }

    #[test]
    fn chains_and_cycles_find_an_order() {
        check(&[], &[]);
        check(&[("a", "b")], &[("a", "b")]);
        check(&[("a", "b"), ("b", "c")], &[("b", "c"), ("a", "b")]);
        check(&[("b", "a"), ("c", "b")], &[("b", "a"), ("c", "b")]);
        check(&[("a", "b"), ("b", "a")], &[("a", "zmig_tmp_a"), ("b", "a"), ("zmig_tmp_a", "b")]);
        check(
            &[("a", "b"), ("b", "c"), ("c", "a"), ("x", "y")],
            &[("a", "zmig_tmp_a"), ("c", "a"), ("b", "c"), ("zmig_tmp_a", "b"), ("x", "y")],
        );
    }
}
