//! Which migrations are to be applied, given the files and what a database's history says. The same at build time, where
//! the history is empty, and at run time.

mod replaced;

pub use replaced::Replacement;

use crate::Checksum;
use crate::IntoSorted as _;
use replaced::{Index, Standing, standing};
use std::collections::{BTreeMap, BTreeSet};

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
    /// The migrations that it stands for: the first ones of its schema, each after those before it.
    pub replaces: &'a [Replacement<'a>],
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
    /// A database that has a part of what a baseline replaces.
    #[error("{baseline} stands for migrations of which this database has some, and lacks {}", missing.join(", "))]
    Halfway { baseline: String, missing: Vec<String> },
    /// What a baseline replaces was applied with another text.
    #[error(
        "{baseline} stands for {name}, which was applied here with another text than it had when it was replaced"
    )]
    ReplacedEdited { baseline: String, name: String, applied: Checksum, replaced: Checksum },
    /// A migration that follows one in the middle of what a baseline replaces.
    #[error("{name} follows {parent}, which {baseline} replaced together with what came after it")]
    Overtaken { name: String, parent: String, baseline: String, schema: String },
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
    /// Those of `pending` that are only to be recorded: all that they replace is applied.
    pub to_record: Vec<usize>,
    /// Indexes into the nodes of those that are applied, in an order in which they can have been.
    pub applied: Vec<usize>,
    /// Names of applied migrations that are not among the nodes: the database is ahead.
    pub ahead: Vec<String>,
    /// Everything that is wrong. Where there is anything, nothing should be applied.
    pub problems: Vec<Problem>,
}

/// Compares the files with a history. Among migrations that do not need each other, the earlier stamp goes first.
///
/// A migration that replaces others is to be run where none of them is applied, and only to be recorded where all of them
/// are. A database between the two is refused.
pub fn resolve(nodes: &[Node<'_>], history: &[Applied]) -> Resolution {
    let mut out = Resolution::default();
    let index = Index::of(nodes, &mut out.problems);
    find_heads(nodes, &index, &mut out.problems);
    let sorted = sort(nodes, &index, &mut out.problems);

    let mut is_applied = vec![false; nodes.len()];
    for applied in history {
        let Some(i) = index.of_name(&applied.name) else {
            if !index.knows(&applied.name) {
                out.ahead.push(applied.name.clone());
            }
            continue;
        };
        is_applied[i] = true;
        if let (Some(then), Some(now)) = (applied.checksum, nodes[i].checksum)
            && then != now
        {
            out.problems.push(Problem::Edited { name: applied.name.clone(), applied: then, now });
        }
    }
    // What a baseline's followers need of it is there, or is refused by name.
    let mut is_there = is_applied.clone();
    for (i, node) in nodes.iter().enumerate().filter(|(i, n)| !n.replaces.is_empty() && !is_applied[*i]) {
        match standing(node, history) {
            Standing::ToRun => continue,
            Standing::ToRecord => out.to_record.push(i),
            Standing::Refused(problems) => out.problems.extend(problems),
        }
        is_there[i] = true;
    }
    find_gaps(nodes, &index, &is_there, &mut out.problems);
    for i in sorted {
        if is_applied[i] { out.applied.push(i) } else { out.pending.push(i) }
    }
    find_divergence(nodes, &index, history, &is_there, &mut out);
    out.problems.sort();
    out.problems.dedup();
    out
}

fn find_heads(nodes: &[Node<'_>], index: &Index<'_>, problems: &mut Vec<Problem>) {
    let mut child: BTreeMap<(&str, Option<&str>), &str> = BTreeMap::new();
    for node in nodes {
        let parent = node.parent.map(|parent| index.parent(parent).map_or(parent, |i| nodes[i].name));
        match child.get(&(node.schema, parent)) {
            Some(other) if *other != node.name => {
                let (one, other) = if *other < node.name { (*other, node.name) } else { (node.name, *other) };
                problems.push(Problem::TwoHeads {
                    schema: node.schema.to_owned(),
                    one: one.to_owned(),
                    other: other.to_owned(),
                    parent: parent.unwrap_or("nothing").to_owned(),
                });
            }
            _ => {
                child.insert((node.schema, parent), node.name);
            }
        }
    }
}

/// What a node needs, each with where it is found.
fn needs<'n, 'a>(
    node: &'n Node<'a>,
    index: &'n Index<'a>,
) -> impl Iterator<Item = (&'a str, Option<usize>)> + 'n {
    let parent = node.parent.into_iter().map(|name| (name, index.parent(name)));
    parent.chain(node.depends_on.iter().map(|name| (*name, index.dependency(name))))
}

/// Topological order; of those that could be next, the least name.
fn sort(nodes: &[Node<'_>], index: &Index<'_>, problems: &mut Vec<Problem>) -> Vec<usize> {
    let mut waits = vec![0_usize; nodes.len()];
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (i, node) in nodes.iter().enumerate() {
        for (needed, found) in needs(node, index) {
            match found {
                Some(n) => {
                    waits[i] += 1;
                    followers[n].push(i);
                }
                None => problems.push(not_there(nodes, index, node, needed)),
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

fn not_there(nodes: &[Node<'_>], index: &Index<'_>, node: &Node<'_>, needed: &str) -> Problem {
    let (name, needed) = (node.name.to_owned(), needed.to_owned());
    match index.baseline_of(&needed) {
        Some(i) => Problem::Overtaken {
            name,
            parent: needed,
            baseline: nodes[i].name.to_owned(),
            schema: node.schema.to_owned(),
        },
        None => Problem::Missing { name, missing: needed },
    }
}

fn find_gaps(nodes: &[Node<'_>], index: &Index<'_>, is_there: &[bool], problems: &mut Vec<Problem>) {
    for node in nodes.iter().enumerate().filter(|(i, _)| is_there[*i]).map(|(_, n)| n) {
        for (_, found) in needs(node, index) {
            if let Some(n) = found.filter(|n| !is_there[*n]) {
                let (name, later) = (nodes[n].name.to_owned(), node.name.to_owned());
                problems.push(Problem::Gap { name, later });
            }
        }
    }
}

fn find_divergence(
    nodes: &[Node<'_>],
    index: &Index<'_>,
    history: &[Applied],
    is_there: &[bool],
    out: &mut Resolution,
) {
    if out.ahead.is_empty() {
        return;
    }
    for node in out.pending.iter().filter(|i| !is_there[**i]).map(|i| &nodes[*i]) {
        if let Some(unknown) = history.iter().find(|a| a.schema == node.schema && !index.knows(&a.name)) {
            out.problems.push(Problem::Diverged {
                schema: node.schema.to_owned(),
                unknown: unknown.name.clone(),
                pending: node.name.to_owned(),
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
        Node { name, schema, parent, depends_on, replaces: &[], checksum: Some(Checksum::of(name)) }
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

    fn replaced<'a>(name: &'a str, within: Option<&'a str>) -> Replacement<'a> {
        Replacement { name, within, checksum: Some(Checksum::of(name)) }
    }

    #[test]
    fn a_baseline_is_run_recorded_or_refused() {
        let three = [replaced("1_a", None), replaced("2_a", None), replaced("3_a", None)];
        let nodes = [
            Node { replaces: &three, ..node("3_a_baseline", "a", None, &[]) },
            node("4_a", "a", Some("3_a"), &[]),
            node("4_b", "b", None, &["2_a"]),
        ];
        let r = resolve(&nodes, &[]);
        assert_eq!(names(&nodes, &r.pending), ["3_a_baseline", "4_a", "4_b"]);
        assert_eq!((r.to_record, r.problems), (vec![], vec![]));
        let all = ["1_a", "2_a", "3_a"].map(|name| applied(name, "a"));
        let r = resolve(&nodes, &all);
        assert_eq!(names(&nodes, &r.pending), ["3_a_baseline", "4_a", "4_b"]);
        assert_eq!((r.to_record, r.problems, r.ahead), (vec![0], vec![], vec![]));
        // What follows it may be applied already, and what nobody knows too.
        let mut more = all.to_vec();
        more.extend([applied("4_a", "a"), applied("5_x", "a")]);
        let r = resolve(&nodes, &more);
        assert_eq!((names(&nodes, &r.pending), r.to_record), (vec!["3_a_baseline", "4_b"], vec![0]));
        assert_eq!((r.problems, r.ahead), (vec![], vec!["5_x".to_owned()]));
        for bits in 1..7_u32 {
            let some = (0..3).filter(|i| bits & 1 << i != 0).map(|i| all[i].clone());
            let lacks: Vec<String> =
                (0..3).filter(|i| bits & 1 << i == 0).map(|i| all[i].name.clone()).collect();
            let some: Vec<Applied> = some.chain([applied("4_a", "a")]).collect();
            let expected = Problem::Halfway { baseline: "3_a_baseline".into(), missing: lacks };
            assert_eq!(resolve(&nodes, &some).problems, [expected]);
        }
        let mut other = all;
        other[1].checksum = Some(Checksum::of("other"));
        assert!(
            matches!(&resolve(&nodes, &other).problems[..], [Problem::ReplacedEdited { name, .. }] if name == "2_a")
        );
        // One that was only recorded has the text of nobody.
        other[1].checksum = None;
        assert_eq!(resolve(&nodes, &other).problems, []);
    }

    #[test]
    fn a_baseline_of_a_baseline_stands_for_both() {
        let all = [
            replaced("1_a", Some("2_a_baseline")),
            replaced("2_a", Some("2_a_baseline")),
            replaced("2_a_baseline", None),
            replaced("3_a", None),
        ];
        let nodes = [Node { replaces: &all, ..node("3_a_baseline", "a", None, &[]) }];
        let of = |names: &[&str]| names.iter().map(|n| applied(n, "a")).collect::<Vec<_>>();
        for there in
            [&["1_a", "2_a", "3_a"][..], &["2_a_baseline", "3_a"], &["1_a", "2_a", "2_a_baseline", "3_a"]]
        {
            let r = resolve(&nodes, &of(there));
            assert_eq!((r.to_record, r.problems), (vec![0], vec![]), "{there:?}");
        }
        for (there, lacks) in
            [(&["1_a", "3_a"][..], &["2_a"][..]), (&["2_a_baseline"], &["3_a"]), (&["3_a"], &["1_a", "2_a"])]
        {
            let missing = lacks.iter().map(|n| (*n).to_owned()).collect();
            let expected = Problem::Halfway { baseline: "3_a_baseline".into(), missing };
            assert_eq!(resolve(&nodes, &of(there)).problems, [expected], "{there:?}");
        }
    }

    #[test]
    fn a_branch_from_before_a_squash_follows_it_or_is_named() {
        let two = [replaced("1_a", None), replaced("2_a", None)];
        let baseline = Node { replaces: &two, ..node("2_a_baseline", "a", None, &[]) };
        let r = resolve(&[baseline, node("3_a", "a", Some("2_a"), &[])], &[]);
        assert_eq!(r.problems, []);
        let heads =
            [baseline, node("3_a", "a", Some("2_a"), &[]), node("4_a", "a", Some("2_a_baseline"), &[])];
        assert!(matches!(&resolve(&heads, &[]).problems[..], [Problem::TwoHeads { .. }]));
        let r = resolve(&[baseline, node("3_a", "a", Some("1_a"), &[])], &[]);
        assert!(r.problems.iter().any(|p| matches!(p, Problem::Overtaken { name, .. } if name == "3_a")));
    }
}
