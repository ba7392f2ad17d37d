//! Lint over random changes: every risk has a code, and what the rules see of changes they see of their SQL.

mod pages;

use crate::random::random;
use crate::support::details::Kind;
use crate::support::mutate::Pair;
use std::collections::{BTreeMap, BTreeSet};
use zmig_core::lint::{Source, SqlContext, known_code, lint_changes, lint_sql};
use zmig_core::{Change, Dialect, PlanOptions, Risk, Schema, diff, plan};

const PAIRS: u64 = 400;

fn pairs() -> impl Iterator<Item = (u64, Pair, Vec<Change>)> {
    (0..PAIRS).map(|seed| {
        let pair = random(seed, Kind::of_seed(seed));
        let changes = diff(&pair.old, &pair.new, &pair.hints).expect("the hints explain all");
        (seed, pair, changes)
    })
}

/// Else a risk could not be accepted by a code.
#[test]
fn every_risk_has_a_code() {
    let mut seen = 0;
    for (seed, pair, changes) in pairs() {
        for change in changes.iter().filter(|c| c.risk() > Risk::Safe) {
            seen += 1;
            let codes = |dialect| {
                let options = PlanOptions::default();
                lint_changes(std::slice::from_ref(change), &pair.new, dialect, &options)
            };
            let found = Dialect::ALL.iter().flat_map(|d| codes(*d));
            let why = found.filter(|f| known_code(f.code).is_ok_and(|r| r.is_of_risk())).count();
            assert!(why > 0, "seed {seed}: no code says why this is a risk: {}", change.summary());
        }
    }
    assert!(seen > 400, "only {seen} changes of a risk");
}

/// The SQL of a plan.
fn sql_of(old: &Schema, changes: &[Change]) -> String {
    let plan = plan(old, changes, Dialect::Postgres, &PlanOptions::default()).expect("plannable");
    plan.steps.iter().flat_map(|s| &s.sql).map(|sql| format!("{sql};\n")).collect()
}

/// A file by hand and a generated one are held to the same rules.
#[test]
fn what_the_rules_see_of_changes_they_see_of_the_sql() {
    // What only changes say: which values of an enum go or change their order, that a key was another one, what is no
    // statement on PostgreSQL. A domain of another type is made anew beside the old one, a table goes to the home schema
    // in a block, and a column of a key stays required for as long as it is one.
    let unseen = ["ZM004", "ZM026", "ZM029", "ZM031", "ZM032", "ZM040", "ZM042"];
    let (mut seen, mut missed) = (BTreeSet::new(), BTreeSet::new());
    for (seed, Pair { old, new, .. }, changes) in pairs() {
        for change in &changes {
            let single = std::slice::from_ref(change);
            let Ok(_) = plan(&old, single, Dialect::Postgres, &PlanOptions::default()) else { continue };
            let mut known = new.clone();
            known.domains.extend(old.domains.clone());
            let of_change = lint_changes(single, &known, Dialect::Postgres, &PlanOptions::default());
            let text = sql_of(&old, single);
            let context = SqlContext { schema: Some(&old), generated: true, ..SqlContext::default() };
            let of_text: BTreeSet<&str> =
                lint_sql(&text, Dialect::Postgres, context).iter().map(|f| f.code).collect();
            assert!(!of_text.contains("ZM401"), "seed {seed}: what we write cannot be read: {text}");
            for finding in of_change.iter().filter(|f| !unseen.contains(&f.code)) {
                assert_eq!(finding.source, Source::Change(0));
                if of_text.contains(finding.code) {
                    seen.insert(finding.code);
                } else {
                    missed.insert(format!("seed {seed}: {} of {}: {text}", finding.code, change.summary()));
                }
            }
        }
    }
    let mut some: BTreeMap<&str, &String> = BTreeMap::new();
    for line in &missed {
        some.entry(line.split(' ').nth(2).unwrap_or_default()).or_insert(line);
    }
    assert!(missed.is_empty(), "{} are not seen in SQL: {some:#?}", missed.len());
    assert!(seen.len() > 20, "only {seen:?}");
}
