//! What differs from run to run, by its kind.

use regex::Regex;
use std::sync::LazyLock;

/// Patterns, and what stands for what they find. Times of a case's own clock (see `stage.rs`) stay as they are.
static KINDS: LazyLock<Vec<(Regex, &str)>> = LazyLock::new(|| {
    let kinds = [
        (r"(?m)(^|\D)20(?:2[6-9]|[3-9]\d)[01]\d[0-3]\d[0-2]\d[0-5]\d[0-5]\d", "${1}[STAMP]"),
        (r"\b20\d\d-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?UTC|Z|\+00:00)?", "[TIME]"),
        (r"\b20(?:2[6-9]|[3-9]\d)-[01]\d-[0-3]\d\b", "[DAY]"),
        (r"(_export_)20\d{6}_\d{6}\b", "${1}[TIME]"),
        (r"\b[0-9a-f]{64}\b", "[HASH]"),
        (r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", "[ID]"),
        (r"(?:\bunder )?\b\d+(?:\.\d+)? (?:µs|ms|s|seconds?)\b", "[LONG]"),
        (r#"("\w*(?:_ms|millis)": )\d+(?:\.\d+)?"#, "${1}[LONG]"),
        // The column of a table, before who did it.
        (r"  \d+(  +ada\b)", "  [LONG]${1}"),
        (r"\b\d+ bytes\b", "[SIZE] bytes"),
        (r#"("bytes": )\d+"#, "${1}[SIZE]"),
    ];
    kinds.map(|(pattern, kind)| (Regex::new(pattern).unwrap(), kind)).into()
});

static PLACEHOLDER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\[(?:STAMP|TIME|DAY|HASH|ID|LONG|SIZE)\]").unwrap());
static GAP: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(\S) {2,}").unwrap());

/// Puts kinds in the places of values.
pub(super) fn kinds(text: &str) -> String {
    KINDS.iter().fold(text.to_owned(), |text, (pattern, kind)| pattern.replace_all(&text, *kind).into_owned())
}

/// Lines by kinds, and where there are some, without the width of the columns, which values make.
pub(super) fn even(lines: &[String]) -> Vec<String> {
    let text = kinds(&lines.join("\n"));
    let varies = PLACEHOLDER.is_match(&text);
    let even = |line: &str| if varies { GAP.replace_all(line, "$1  ").into_owned() } else { line.to_owned() };
    text.lines().map(|line| even(line).trim_end().to_owned()).collect()
}

/// Whether lines are as expected, by their kinds.
pub(super) fn is_as_expected(expected: &[String], actual: &[String]) -> bool {
    fits(&even(expected), &even(actual))
}

/// `...` stands for any number of lines.
fn fits(expected: &[String], actual: &[String]) -> bool {
    match (expected.split_first(), actual.split_first()) {
        (None, None) => true,
        (Some((any, rest)), _) if any == "..." => (0..=actual.len()).any(|n| fits(rest, &actual[n..])),
        (Some((line, rest)), Some((other, others))) => line == other && fits(rest, others),
        _ => false,
    }
}

#[test]
fn values_are_compared_by_their_kind_and_nothing_else_is() {
    let fits = |expected: &str, actual: &str| {
        let lines = |text: &str| -> Vec<String> { text.lines().map(str::to_owned).collect() };
        is_as_expected(&lines(expected), &lines(actual))
    };
    assert!(fits("done in [LONG]", "done in 14 ms") && fits("done in 3 s", "done in 14 ms"));
    assert!(fits("20260115093000_users", "20271231235959_users"));
    assert!(fits("csv_export_20251220_120000", "csv_export_20261121_225404"));
    assert!(fits("app.db_20260115093000 in under 1 ms", "app.db_20271231235959 in 2 ms"));
    assert!(!fits("20251220120000_users", "20251220120001_users"));
    assert!(fits("a  1 ms  b", "a  100 ms     b") && !fits("a  b", "a   b"));
    assert!(fits("a\n...\nd", "a\nb\nc\nd") && fits("a\n...\nd", "a\nd") && !fits("a\n...\nd", "a\nd\ne"));
    assert!(!fits("a", "b") && !fits("", "a") && !fits("a", "") && !fits("a\nb", "a"));
}
