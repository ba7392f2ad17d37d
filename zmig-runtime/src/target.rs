//! How far to go, and how far to go back.

use crate::Error;
use crate::history::Applied;
use crate::set::{Member, Set};
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
    /// Several migrations, by their names.
    Names(Vec<String>),
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
                Target::Names(names) => names.iter().any(|name| m.name == name),
                Target::Id(id) => stamp(m.name).is_some_and(|s| s <= *id),
                Target::Version { schema, version } => m.schema == schema && m.to == version,
            }
        })
        .collect();
    let lacks = |names: &[String]| names.iter().any(|n| set.all.iter().all(|m| m.migration.name != n));
    if meant.is_empty() || matches!(target, Target::Names(names) if lacks(names)) {
        let (text, known) = match target {
            Target::Version { schema, version } => (
                format!("{schema}@{version}"),
                set.all.iter().map(|m| format!("{}@{}", m.migration.schema, m.migration.to)).collect(),
            ),
            Target::Names(names) => {
                (names.join(", "), set.all.iter().map(|m| m.migration.name.to_owned()).collect())
            }
            Target::Name(name) => {
                (name.clone(), set.all.iter().map(|m| m.migration.name.to_owned()).collect())
            }
            Target::Id(id) => (id.to_string(), set.all.iter().map(|m| m.migration.name.to_owned()).collect()),
        };
        // What a baseline replaced is reached with it.
        let stands_for = |m: &&Member| m.migration.replaces.iter().any(|r| r.name == text);
        if let Some(baseline) = set.all.iter().find(stands_for) {
            let known = vec![format!("{}, which replaced it", baseline.migration.name)];
            return Err(Error::UnknownTarget { target: text, wanted: "a migration of this program", known });
        }
        return Err(unknown(text, "a migration of this program", known));
    }
    let at = set.places();
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
#[derive(Debug, Default)]
pub(crate) struct Needs {
    pub migration: String,
    pub needs: Vec<String>,
    /// The row that it was recorded with, without work of its own: it stands and falls with that one.
    pub with: Option<String>,
    /// The schema between whose versions it ran, if it is a data migration.
    pub data_of: Option<String>,
}

/// The applied migrations that a target takes back, newest first.
pub(crate) fn select_back(
    applied: &[Applied],
    needs: &[Needs],
    target: &RollbackTarget,
) -> Result<Vec<usize>, Error> {
    let names = || applied.iter().rev().map(|a| a.migration.clone()).collect::<Vec<_>>();
    let of = |a: &Applied| needs.iter().find(|n| n.migration == a.migration && n.data_of.is_some());
    // A data migration came after the migration that it follows.
    let is_after = |a: &Applied, id: Stamp| match of(a).and_then(|n| stamp(n.needs.first()?)) {
        Some(followed) => followed >= id,
        None => stamp(&a.migration).is_none_or(|s| s > id),
    };
    let asked: BTreeSet<usize> = match target {
        RollbackTarget::Last => applied.len().checked_sub(1).into_iter().collect(),
        RollbackTarget::Base => (0..applied.len()).collect(),
        RollbackTarget::Id(id) => {
            if !applied.iter().any(|a| stamp(&a.migration) == Some(*id)) {
                return Err(unknown(id.to_string(), "the id of an applied migration", names()));
            }
            (0..applied.len()).filter(|&i| is_after(&applied[i], *id)).collect()
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
            let schema_of = |a: &Applied| of(a).and_then(|n| n.data_of.as_deref());
            let goes = |a: &Applied| own(a) || schema_of(a).is_some_and(|of| is_same_schema(of, schema));
            (last + 1..applied.len()).filter(|&i| goes(&applied[i])).collect()
        }
    };
    let back = closed(applied, needs, asked);
    // What the target says is to stay, and goes all the same, since it was recorded with something that goes.
    let stays = |i: &usize| match target {
        RollbackTarget::Id(id) => stamp(&applied[*i].migration).is_some_and(|s| s <= *id),
        RollbackTarget::Version { schema, version } => {
            let last = applied.iter().rposition(|a| a.schema == *schema && a.to.as_ref() == Some(version));
            applied[*i].schema == *schema && last.is_some_and(|last| *i <= last)
        }
        RollbackTarget::Last | RollbackTarget::Base => false,
    };
    match back.iter().copied().find(stays) {
        None => Ok(back.into_iter().rev().collect()),
        Some(at) => {
            let name = &applied[at].migration;
            let with = needs.iter().find(|n| n.migration == *name).and_then(|n| n.with.clone());
            Err(Error::Together { migration: name.clone(), with: with.unwrap_or_default() })
        }
    }
}

/// Whether two names, with their prefix or without it, are of the same schema.
fn is_same_schema(a: &str, b: &str) -> bool {
    let bare = |name: &'_ str| name.strip_prefix("zSchema.").unwrap_or(name).to_owned();
    bare(a) == bare(b)
}

/// What goes, with whatever builds on it or was recorded with it.
fn closed(applied: &[Applied], needs: &[Needs], asked: BTreeSet<usize>) -> BTreeSet<usize> {
    let mut back = asked;
    let by_name: HashMap<&str, usize> =
        applied.iter().enumerate().map(|(i, a)| (a.migration.as_str(), i)).collect();
    let needs: HashMap<&str, &Needs> = needs.iter().map(|n| (n.migration.as_str(), n)).collect();
    loop {
        let before = back.len();
        // What is needed is always applied before, so one pass does for that.
        for (i, a) in applied.iter().enumerate() {
            let Some(needed) = needs.get(a.migration.as_str()) else { continue };
            let goes = |name: &String| by_name.get(name.as_str()).is_some_and(|n| back.contains(n));
            if needed.needs.iter().chain(&needed.with).any(goes) {
                back.insert(i);
            }
            if let Some(main) = needed.with.as_ref().and_then(|w| by_name.get(w.as_str()))
                && back.contains(&i)
            {
                back.insert(*main);
            }
        }
        if back.len() == before {
            return back;
        }
    }
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
            replaces: Vec::new(),
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
            ..Needs::default()
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
    fn what_was_recorded_together_goes_together_or_not_at_all() {
        let applied = applied(&[
            ("20250110000000_auto_migrate", "(auto_migrate)", ""),
            ("20250101000000_a", "a", "v1"),
            ("20250102000000_a", "a", "v2"),
            ("20250103000000_b", "b", "v1"),
            ("20250111000000_b", "b", "v2"),
        ]);
        let with = |name: &str| Needs {
            migration: name.to_owned(),
            with: Some("20250110000000_auto_migrate".to_owned()),
            ..Needs::default()
        };
        let needs = [with("20250101000000_a"), with("20250102000000_a"), with("20250103000000_b")];
        let back = |applied: &[Applied], target| select_back(applied, &needs, &target);
        let version = |schema: &str, version: &str| RollbackTarget::Version {
            schema: schema.to_owned(),
            version: version.to_owned(),
        };
        assert_eq!(back(&applied, RollbackTarget::Last).ok(), Some(vec![4]));
        assert_eq!(back(&applied[..4], RollbackTarget::Last).ok(), Some(vec![3, 2, 1, 0]));
        assert_eq!(back(&applied, version("b", "v1")).ok(), Some(vec![4]));
        let error = back(&applied, version("a", "v1")).expect_err("in the middle").to_string();
        assert!(error.contains("20250110000000_auto_migrate"), "{error}");
        back(&applied, RollbackTarget::Id("20250101000000".parse().expect("a stamp"))).expect_err("the same");
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
