//! How far to go, and how far to go back.

use crate::Error;
use crate::history::Applied;
use crate::set::Set;
use std::collections::{BTreeSet, HashMap};
use zmig_core::{Resolution, Stamp, nearest};

/// Up to where [`crate::Migrations::run_to`] goes: this, everything that it needs, and no more.
///
/// From text: fourteen digits are an id, `schema@version` a version, anything else a migration's name.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target {
    /// A migration, by its name.
    Name(String),
    /// Everything that was generated up to then.
    Id(Stamp),
    /// A version of a schema, all its parts included.
    Version {
        /// The schema.
        schema: String,
        /// The version.
        version: String,
    },
}

/// What [`crate::Migrations::rollback`] takes back, newest first. Whatever builds on it goes first.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RollbackTarget {
    /// The migration that was applied last.
    Last,
    /// Everything of a schema that came after a version.
    Version {
        /// The schema.
        schema: String,
        /// The version that stays.
        version: String,
    },
    /// Everything that was generated after this migration, which stays.
    Id(Stamp),
    /// Everything.
    Base,
}

impl From<&str> for Target {
    fn from(text: &str) -> Self {
        if let Ok(stamp) = text.parse() {
            return Self::Id(stamp);
        }
        match text.split_once('@') {
            Some((schema, version)) => {
                Self::Version { schema: schema.to_owned(), version: version.to_owned() }
            }
            None => Self::Name(text.to_owned()),
        }
    }
}

impl From<String> for Target {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<&String> for Target {
    fn from(text: &String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Stamp> for Target {
    fn from(stamp: Stamp) -> Self {
        Self::Id(stamp)
    }
}

pub(crate) fn stamp(name: &str) -> Option<Stamp> {
    name.get(..14)?.parse().ok()
}

fn unknown(target: String, wanted: &'static str, mut known: Vec<String>) -> Error {
    if let Some(near) = nearest(&target, known.iter().map(String::as_str)) {
        known = vec![near.to_owned()];
    }
    Error::UnknownTarget { target, wanted, known }
}

/// The pending migrations that a target asks for, in order.
pub(crate) fn select(set: &Set, resolution: &Resolution, target: &Target) -> Result<Vec<usize>, Error> {
    let meant: Vec<usize> = (0..set.all.len())
        .filter(|&i| {
            let m = set.all[i].migration;
            match target {
                Target::Name(name) => m.name == name,
                Target::Id(id) => stamp(m.name).is_some_and(|s| s <= *id),
                Target::Version { schema, version } => m.schema == schema && m.to == version,
            }
        })
        .collect();
    if meant.is_empty() {
        let (text, known) = match target {
            Target::Version { schema, version } => (
                format!("{schema}@{version}"),
                set.all.iter().map(|m| format!("{}@{}", m.migration.schema, m.migration.to)).collect(),
            ),
            Target::Name(name) => {
                (name.clone(), set.all.iter().map(|m| m.migration.name.to_owned()).collect())
            }
            Target::Id(id) => (id.to_string(), set.all.iter().map(|m| m.migration.name.to_owned()).collect()),
        };
        return Err(unknown(text, "a migration of this program", known));
    }
    let at: HashMap<&str, usize> = set.all.iter().enumerate().map(|(i, m)| (m.migration.name, i)).collect();
    let mut wanted = BTreeSet::new();
    let mut open = meant;
    while let Some(i) = open.pop() {
        if wanted.insert(i) {
            let m = set.all[i].migration;
            open.extend(m.parent.iter().chain(m.depends_on).filter_map(|name| at.get(name)));
        }
    }
    Ok(resolution.pending.iter().copied().filter(|i| wanted.contains(i)).collect())
}

/// What the history knows of an applied migration's place in the graph.
pub(crate) struct Needs {
    pub migration: String,
    pub needs: Vec<String>,
}

/// The applied migrations that a target takes back, newest first.
pub(crate) fn select_back(
    applied: &[Applied],
    needs: &[Needs],
    target: &RollbackTarget,
) -> Result<Vec<usize>, Error> {
    let names = || applied.iter().rev().map(|a| a.migration.clone()).collect::<Vec<_>>();
    let mut back: BTreeSet<usize> = match target {
        RollbackTarget::Last => applied.len().checked_sub(1).into_iter().collect(),
        RollbackTarget::Base => (0..applied.len()).collect(),
        RollbackTarget::Id(id) => {
            if !applied.iter().any(|a| stamp(&a.migration) == Some(*id)) {
                return Err(unknown(id.to_string(), "the id of an applied migration", names()));
            }
            (0..applied.len()).filter(|&i| stamp(&applied[i].migration).is_none_or(|s| s > *id)).collect()
        }
        RollbackTarget::Version { schema, version } => {
            let own = |a: &Applied| &a.schema == schema;
            let last = applied.iter().rposition(|a| own(a) && a.to.as_ref() == Some(version));
            let Some(last) = last else {
                let known = applied
                    .iter()
                    .rev()
                    .map(|a| format!("{}@{}", a.schema, a.to.as_deref().unwrap_or("nothing")))
                    .collect();
                return Err(unknown(format!("{schema}@{version}"), "an applied version", known));
            };
            (last + 1..applied.len()).filter(|&i| own(&applied[i])).collect()
        }
    };
    // Whatever builds on something that goes, goes too. What is needed is always applied before, so one pass does.
    let by_name: HashMap<&str, usize> =
        applied.iter().enumerate().map(|(i, a)| (a.migration.as_str(), i)).collect();
    let needs: HashMap<&str, &[String]> =
        needs.iter().map(|n| (n.migration.as_str(), n.needs.as_slice())).collect();
    for (i, a) in applied.iter().enumerate() {
        let needed = needs.get(a.migration.as_str()).copied().unwrap_or_default();
        if needed.iter().any(|n| by_name.get(n.as_str()).is_some_and(|n| back.contains(n))) {
            back.insert(i);
        }
    }
    Ok(back.into_iter().rev().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn applied(names: &[(&str, &str, &str)]) -> Vec<Applied> {
        let one = |(i, (name, schema, to)): (usize, &(&str, &str, &str))| Applied {
            row: i64::try_from(i).unwrap_or(0) + 1,
            migration: (*name).to_owned(),
            schema: (*schema).to_owned(),
            checksum: None,
            from: None,
            to: Some((*to).to_owned()),
        };
        names.iter().enumerate().map(one).collect()
    }

    #[test]
    fn what_builds_on_something_goes_before_it() {
        let applied = applied(&[
            ("20250101000000_a", "a", "v1"),
            ("20250102000000_b", "b", "v1"),
            ("20250103000000_a", "a", "v2"),
            ("20250104000000_b", "b", "v2"),
        ]);
        let needs = |name: &str, needs: &[&str]| Needs {
            migration: name.to_owned(),
            needs: needs.iter().map(|n| (*n).to_owned()).collect(),
        };
        let needs = [
            needs("20250104000000_b", &["20250102000000_b", "20250103000000_a"]),
            needs("20250103000000_a", &["20250101000000_a"]),
        ];
        let back = |target| select_back(&applied, &needs, &target);
        let version = |schema: &str, version: &str| RollbackTarget::Version {
            schema: schema.to_owned(),
            version: version.to_owned(),
        };
        assert_eq!(back(RollbackTarget::Last).ok(), Some(vec![3]));
        assert_eq!(back(RollbackTarget::Base).ok(), Some(vec![3, 2, 1, 0]));
        assert_eq!(back(version("a", "v1")).ok(), Some(vec![3, 2]));
        assert_eq!(back(version("b", "v1")).ok(), Some(vec![3]));
        assert_eq!(back(version("a", "v2")).ok(), Some(vec![]));
        let id = |text: &str| RollbackTarget::Id(text.parse().expect("a stamp"));
        assert_eq!(back(id("20250102000000")).ok(), Some(vec![3, 2]));
        for (target, named) in [(version("a", "v3"), "a@v3"), (id("20250105000000"), "20250105000000")] {
            let error = back(target).expect_err(named).to_string();
            assert!(error.contains(named), "{error}");
        }
    }

    #[test]
    fn targets_are_read_from_text() {
        assert_eq!(Target::from("20250101000000_a_v1"), Target::Name("20250101000000_a_v1".into()));
        assert!(matches!(Target::from("20250101000000"), Target::Id(_)));
        assert_eq!(
            Target::from("users@v1.2.0"),
            Target::Version { schema: "users".into(), version: "v1.2.0".into() }
        );
    }
}
