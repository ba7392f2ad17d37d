//! The list of the rules is held against their files.

use super::{FILES, RULES};
use crate::Dialect;
use crate::lint::{Finding, Level, SqlContext, lint_sql};
use std::collections::BTreeSet;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/lint/rules");

#[test]
#[expect(clippy::disallowed_methods, reason = "it looks at the sources of the core, not at a user's files")]
fn every_file_is_a_rule_and_every_rule_has_its_file() {
    let files = std::fs::read_dir(FOLDER).expect("the folder of the rules");
    let names = files.map(|f| f.expect("a file").file_name().to_string_lossy().into_owned());
    let found: BTreeSet<String> = names
        .filter_map(|n| n.strip_suffix(".rs").filter(|n| n.starts_with("zm")).map(str::to_owned))
        .collect();
    assert_eq!(found, FILES.iter().map(|f| (*f).to_owned()).collect());
    for (file, rule) in FILES.iter().zip(RULES) {
        assert_eq!(file.split('_').next(), Some(rule.code.to_lowercase().as_str()), "{file}");
    }
}

#[test]
fn codes_are_unique_and_sorted_and_every_text_is_there() {
    assert!(RULES.is_sorted_by(|a, b| a.code < b.code), "by code, each once");
    let titles: BTreeSet<&str> = RULES.iter().map(|r| r.title).collect();
    assert_eq!(titles.len(), RULES.len(), "two rules have one title");
    for rule in RULES {
        let digits = rule.code.strip_prefix("ZM").unwrap_or_default();
        assert!(digits.len() == 3 && digits.bytes().all(|b| b.is_ascii_digit()), "{}", rule.code);
        assert!(!rule.title.is_empty() && !rule.title.ends_with('.'), "{}: {}", rule.code, rule.title);
        for text in [rule.why, rule.instead] {
            assert!(text.ends_with('.') && text.len() > 10, "{}: {text}", rule.code);
        }
        assert!(!rule.dialects.is_empty(), "{}", rule.code);
        assert_eq!(
            rule.refused.is_empty(),
            rule.accepted.is_empty(),
            "{}: cases of one kind only",
            rule.code
        );
    }
}

/// What the rules find in a text, outside a transaction where its first line says so.
fn find(text: &str) -> Vec<Finding> {
    let bare = text.starts_with("-- no-transaction");
    lint_sql(text, Dialect::Postgres, SqlContext { bare, ..SqlContext::default() })
}

#[test]
fn every_rule_refuses_and_accepts_the_sql_that_it_shows() {
    let mut wrong = Vec::new();
    for rule in RULES.iter().filter(|r| r.dialects.contains(&Dialect::Postgres)) {
        for text in rule.refused {
            match find(text).iter().find(|f| f.code == rule.code) {
                None => wrong.push(format!("{} does not see {text}", rule.code)),
                Some(found) if found.sql.contains('{') => {
                    wrong.push(format!("{}: a placeholder is left in {}", rule.code, found.sql));
                }
                Some(_) => {}
            }
        }
        for text in rule.accepted.iter().filter(|t| find(t).iter().any(|f| f.code == rule.code)) {
            wrong.push(format!("{} sees {text}", rule.code));
        }
        // What cannot be read proves nothing.
        let unreadable = |t: &&&str| rule.code != "ZM401" && find(t).iter().any(|f| f.code == "ZM401");
        let all = rule.refused.iter().chain(rule.accepted);
        wrong.extend(all.filter(unreadable).map(|t| format!("{} shows what cannot be read: {t}", rule.code)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn rules_without_sql_have_tests_of_changes() {
    for (file, rule) in FILES.iter().zip(RULES).filter(|(_, r)| r.refused.is_empty()) {
        let path = format!("{FOLDER}/{file}.rs");
        let text = read(&path);
        assert!(text.contains("fn of_changes"), "{} has neither", rule.code);
    }
}

#[expect(clippy::disallowed_methods, reason = "it looks at the sources of the core, not at a user's files")]
fn read(path: &str) -> String {
    std::fs::read_to_string(path).expect("the rule's file")
}

#[test]
fn only_what_cannot_work_is_refused_by_itself() {
    let refused: Vec<&str> = RULES.iter().filter(|r| r.level == Level::Error).map(|r| r.code).collect();
    assert_eq!(refused, ["ZM401", "ZM402", "ZM403", "ZM404", "ZM405", "ZM414"]);
}
