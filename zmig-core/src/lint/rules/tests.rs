//! The list of the rules is held against their files.

use super::{FILES, RULES};
use std::collections::BTreeSet;

#[test]
#[expect(clippy::disallowed_methods, reason = "it looks at the sources of the core, not at a user's files")]
fn every_file_is_a_rule_and_every_rule_has_its_file() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/lint/rules");
    let files = std::fs::read_dir(folder).expect("the folder of the rules");
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
            assert!(text.ends_with('.') && text.len() > 30, "{}: {text}", rule.code);
        }
        assert!(!rule.dialects.is_empty(), "{}", rule.code);
        assert!(!rule.refused.is_empty() && !rule.accepted.is_empty(), "{}", rule.code);
    }
}
