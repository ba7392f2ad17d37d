//! Which migrations are to be applied, given the files and what a database's history says. The same at build time, where
//! the history is empty, and at run time.

use crate::Checksum;
use crate::IntoSorted as _;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A migration as a node of the graph: parents within a schema, dependencies across.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    /// The migration's name; unique, and begins with its stamp.
    pub name: &'a str,
    /// Its schema.
    pub schema: &'a str,
    /// The previous migration of the same schema.
    pub parent: Option<&'a str>,
    /// Migrations of other schemas that it builds on.
    pub depends_on: &'a [&'a str],
    /// The checksum of its up in the dialect at hand; none where it is not looked at.
    pub checksum: Option<Checksum>,
}

/// A migration that a database's history holds as applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Its name.
    pub name: String,
    /// Its schema.
    pub schema: String,
    /// The checksum of its up when it was applied; none for one that was only recorded.
    pub checksum: Option<Checksum>,
}

/// What is wrong between files, or between the files and a history.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are the migrations that the message names")]
pub enum Problem {
    /// Two migrations follow the same one, or two begin a schema.
    #[error("schema {schema} has two heads: {one} and {other} both follow {parent}")]
    TwoHeads { schema: String, one: String, other: String, parent: String },
    /// A migration whose parent or dependency is not there.
    #[error("{name} needs {missing}, which is not there")]
    Missing { name: String, missing: String },
    /// Migrations that wait for each other.
    #[error("{0} waits for itself, by its parents and dependencies")]
    Cycle(String),
    /// Two migrations of one name.
    #[error("there are two migrations named {0}")]
    Duplicate(String),
    /// The text of an applied migration is another one now.
    #[error("{name} was applied with another text than it has now")]
    Edited { name: String, applied: Checksum, now: Checksum },
    /// A migration that is not applied though a later one is.
    #[error("{name} is not applied, but {later}, which follows it, is")]
    Gap { name: String, later: String },
    /// The database went one way and the files another.
    #[error(
        "schema {schema} went two ways: the database has {unknown}, which is not among the files, and {pending} is not applied"
    )]
    Diverged { schema: String, unknown: String, pending: String },
}

/// What there is to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resolution {
    /// Indexes into the nodes of those to be applied, in order.
    pub pending: Vec<usize>,
    /// Indexes into the nodes of those that are applied, in an order in which they can have been.
    pub applied: Vec<usize>,
    /// Names of applied migrations that are not among the nodes: the database is ahead.
    pub ahead: Vec<String>,
    /// Everything that is wrong. Where there is anything, nothing should be applied.
    pub problems: Vec<Problem>,
}

/// Compares the files with a history. Among migrations that do not need each other, the earlier stamp goes first.
pub fn resolve(nodes: &[Node<'_>], history: &[Applied]) -> Resolution {
    let mut out = Resolution::default();
    let mut by_name: HashMap<&str, usize> = HashMap::with_capacity(nodes.len());
    for (i, node) in nodes.iter().enumerate() {
        if by_name.insert(node.name, i).is_some() {
            out.problems.push(Problem::Duplicate(node.name.to_owned()));
        }
    }
    find_heads(nodes, &mut out.problems);
    let sorted = sort(nodes, &by_name, &mut out.problems);

    let mut is_applied = vec![false; nodes.len()];
    for applied in history {
        let Some(&i) = by_name.get(applied.name.as_str()) else {
            out.ahead.push(applied.name.clone());
            continue;
        };
        is_applied[i] = true;
        if let (Some(then), Some(now)) = (applied.checksum, nodes[i].checksum)
            && then != now
        {
            out.problems.push(Problem::Edited { name: applied.name.clone(), applied: then, now });
        }
    }
    find_gaps(nodes, &by_name, &is_applied, &mut out.problems);
    for i in sorted {
        if is_applied[i] { out.applied.push(i) } else { out.pending.push(i) }
    }
    find_divergence(nodes, history, &mut out);
    out.problems.sort();
    out.problems.dedup();
    out
}

fn find_heads(nodes: &[Node<'_>], problems: &mut Vec<Problem>) {
    let mut child: BTreeMap<(&str, Option<&str>), &str> = BTreeMap::new();
    for node in nodes {
        let key = (node.schema, node.parent);
        match child.get(&key) {
            Some(other) if *other != node.name => {
                let (one, other) = if *other < node.name { (*other, node.name) } else { (node.name, *other) };
                problems.push(Problem::TwoHeads {
                    schema: node.schema.to_owned(),
                    one: one.to_owned(),
                    other: other.to_owned(),
                    parent: node.parent.unwrap_or("nothing").to_owned(),
                });
            }
            _ => {
                child.insert(key, node.name);
            }
        }
    }
}

fn needs<'a>(node: &Node<'a>) -> impl Iterator<Item = &'a str> {
    node.parent.into_iter().chain(node.depends_on.iter().copied())
}

/// Topological order; of those that could be next, the least name.
fn sort(nodes: &[Node<'_>], by_name: &HashMap<&str, usize>, problems: &mut Vec<Problem>) -> Vec<usize> {
    let mut waits = vec![0_usize; nodes.len()];
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (i, node) in nodes.iter().enumerate() {
        for needed in needs(node) {
            match by_name.get(needed) {
                Some(&n) => {
                    waits[i] += 1;
                    followers[n].push(i);
                }
                None => {
                    problems.push(Problem::Missing { name: node.name.to_owned(), missing: needed.to_owned() })
                }
            }
        }
    }
    let mut ready: BTreeSet<(&str, usize)> =
        nodes.iter().enumerate().filter(|(i, _)| waits[*i] == 0).map(|(i, n)| (n.name, i)).into_sorted();
    let mut order = Vec::with_capacity(nodes.len());
    while let Some((_, i)) = ready.pop_first() {
        order.push(i);
        for &f in &followers[i] {
            waits[f] -= 1;
            if waits[f] == 0 {
                ready.insert((nodes[f].name, f));
            }
        }
    }
    if order.len() < nodes.len() {
        let stuck = nodes.iter().enumerate().filter(|(i, _)| waits[*i] > 0).map(|(_, n)| n.name).min();
        problems.extend(stuck.map(|n| Problem::Cycle(n.to_owned())));
    }
    order
}

fn find_gaps(
    nodes: &[Node<'_>],
    by_name: &HashMap<&str, usize>,
    is_applied: &[bool],
    problems: &mut Vec<Problem>,
) {
    for (i, node) in nodes.iter().enumerate().filter(|(i, _)| is_applied[*i]) {
        for needed in needs(node) {
            if let Some(&n) = by_name.get(needed)
                && !is_applied[n]
            {
                problems.push(Problem::Gap { name: needed.to_owned(), later: nodes[i].name.to_owned() });
            }
        }
    }
}

fn find_divergence(nodes: &[Node<'_>], history: &[Applied], out: &mut Resolution) {
    if out.ahead.is_empty() || out.pending.is_empty() {
        return;
    }
    let known: BTreeSet<&str> = nodes.iter().map(|n| n.name).into_sorted();
    for &i in &out.pending {
        let schema = nodes[i].schema;
        if let Some(unknown) = history.iter().find(|a| a.schema == schema && !known.contains(a.name.as_str()))
        {
            out.problems.push(Problem::Diverged {
                schema: schema.to_owned(),
                unknown: unknown.name.clone(),
                pending: nodes[i].name.to_owned(),
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node<'a>(
        name: &'a str,
        schema: &'a str,
        parent: Option<&'a str>,
        depends_on: &'a [&'a str],
    ) -> Node<'a> {
        Node { name, schema, parent, depends_on, checksum: Some(Checksum::of(name)) }
    }

    fn applied(name: &str, schema: &str) -> Applied {
        Applied { name: name.into(), schema: schema.into(), checksum: Some(Checksum::of(name)) }
    }

    fn names<'a>(nodes: &[Node<'a>], indexes: &[usize]) -> Vec<&'a str> {
        indexes.iter().map(|i| nodes[*i].name).collect()
    }

    #[test]
    fn parents_and_dependencies_go_first_whatever_the_stamps() {
        // `2_b` comes from a machine whose clock was a year behind.
        let nodes = [
            node("9_b1", "b", None, &[]),
            node("1_a", "a", None, &["9_b1"]),
            node("2_b2", "b", Some("9_b1"), &[]),
        ];
        let r = resolve(&nodes, &[]);
        assert_eq!(names(&nodes, &r.pending), ["9_b1", "1_a", "2_b2"]);
        assert_eq!(r.problems, []);
    }

    #[test]
    fn branches_of_different_schemas_merge_without_a_word() {
        let nodes =
            [node("1_a", "a", None, &[]), node("2_b", "b", None, &[]), node("3_a", "a", Some("1_a"), &[])];
        // The database was migrated from the branch that had the later stamp.
        let r = resolve(&nodes, &[applied("1_a", "a"), applied("3_a", "a")]);
        assert_eq!(names(&nodes, &r.pending), ["2_b"]);
        assert_eq!(r.problems, []);
    }

    #[test]
    fn each_problem_is_named() {
        let two = [
            node("1_a", "a", None, &[]),
            node("2_a", "a", Some("1_a"), &[]),
            node("3_a", "a", Some("1_a"), &[]),
        ];
        assert!(
            matches!(&resolve(&two, &[]).problems[..], [Problem::TwoHeads { one, other, .. }] if one == "2_a" && other == "3_a")
        );
        let missing = [node("2_a", "a", Some("1_a"), &[])];
        assert!(matches!(&resolve(&missing, &[]).problems[..], [Problem::Missing { .. }]));
        let cycle = [node("1_a", "a", None, &["1_b"]), node("1_b", "b", None, &["1_a"])];
        assert!(matches!(&resolve(&cycle, &[]).problems[..], [Problem::Cycle(n)] if n == "1_a"));
        let chain = [node("1_a", "a", None, &[]), node("2_a", "a", Some("1_a"), &[])];
        assert!(matches!(&resolve(&chain, &[applied("2_a", "a")]).problems[..], [Problem::Gap { .. }]));
        let other = Applied { checksum: Some(Checksum::of("other")), ..applied("1_a", "a") };
        assert!(matches!(&resolve(&chain, &[other]).problems[..], [Problem::Edited { .. }]));
        let r = resolve(&chain, &[applied("1_a", "a"), applied("2_x", "a")]);
        assert!(matches!(&r.problems[..], [Problem::Diverged { .. }]));
    }

    #[test]
    fn a_database_that_is_ahead_is_no_problem() {
        let nodes = [node("1_a", "a", None, &[])];
        let r = resolve(&nodes, &[applied("1_a", "a"), applied("2_a", "a")]);
        assert_eq!((r.ahead, r.problems), (vec!["2_a".to_owned()], vec![]));
    }
}
