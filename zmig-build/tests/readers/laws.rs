//! What holds for any input.

use crate::cases::read;
use proptest::prelude::*;
use std::time::{Duration, Instant};
use zmig_build::diagnostic::render;
use zmig_build::rust::parse_rust;
use zmig_build::yaml::{MAX_SIZE, parse_yaml_bytes};

const YAML: &str = include_str!("shop.yaml");
const RUST: &str = include_str!("shop.rs.txt");
/// What a random edit puts in: pieces of YAML that mean something, and what means nothing.
const PIECES: [&str; 34] = [
    "[", "]", "{", "}", ":", ": ", ",", "\n", "\n  ", "- ", "? ", "\"", "'", "#", "&a ", "*a", "!!str ",
    "|\n", ">\n", "\t", "~", "null", "1.10", "0x1F", "---\n", "...", "%", "@", "`", "(", ")", "\u{e02c}",
    "日本", "\u{0}",
];

fn edited(text: &str, edits: &[(prop::sample::Index, usize, usize)]) -> Vec<u8> {
    let mut out = text.as_bytes().to_vec();
    for (place, piece, cut) in edits {
        let at = place.index(out.len() + 1);
        let end = (at + cut).min(out.len());
        out.splice(at..end, PIECES[piece % PIECES.len()].bytes());
    }
    out
}

fn edits() -> impl Strategy<Value = Vec<(prop::sample::Index, usize, usize)>> {
    prop::collection::vec((any::<prop::sample::Index>(), 0..PIECES.len(), 0..6_usize), 1..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_yaml_makes_it_panic_or_hang(edits in edits()) {
        let bytes = edited(YAML, &edits);
        let start = Instant::now();
        if let Err(found) = parse_yaml_bytes("schemas/shop.yaml", &bytes) {
            prop_assert!(!found.is_empty());
            let text = render(&found);
            prop_assert!(text.contains("schemas/shop.yaml"), "{text}");
        }
        prop_assert!(start.elapsed() < Duration::from_secs(1));
        // What can be read can be merged, or is said to be wrong.
        if let Ok(text) = String::from_utf8(bytes) {
            let _ = read(&[("schemas/shop.yaml".into(), text)]).map_err(|found| render(&found));
        }
    }

    #[test]
    fn no_rust_makes_it_panic_or_hang(edits in edits()) {
        let bytes = edited(RUST, &edits);
        let Ok(text) = String::from_utf8(bytes) else { return Ok(()) };
        let start = Instant::now();
        if let Err(found) = parse_rust("src/main.rs", &text) {
            prop_assert!(render(&found).contains("src/main.rs"));
        }
        prop_assert!(start.elapsed() < Duration::from_secs(1));
    }
}

/// What takes a careless reader minutes or gigabytes.
#[test]
fn bombs_are_refused_in_no_time() {
    let alias = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n".to_owned();
    let cases = [
        ("brackets", format!("a: {}", "[".repeat(200_000)), "levels of nesting"),
        ("braces", format!("a: {}", "{a: ".repeat(200_000)), "levels of nesting"),
        ("dashes", format!("a:\n  {}", "- ".repeat(200_000)), "levels of nesting"),
        ("indentation", (0..200).map(|n| format!("{}a:\n", " ".repeat(n))).collect(), "levels of nesting"),
        ("aliases", alias, "anchors and aliases"),
        ("size", "a: b\n".repeat(MAX_SIZE / 5 + 1), "1048576"),
        ("brackets behind a quote", format!("a: it's {{\nb: {}", "[".repeat(200_000)), "levels of nesting"),
        ("many keys", (0..3_000).map(|n| format!("t{n}: {{}}\n")).collect(), "2970 more"),
        ("many mistakes", (0..20_000).map(|n| format!("t{n}: {{a: {{x: 1}}}}\n")).collect(), "more mistakes"),
        ("a long key", format!("{}: 1", "k".repeat(500_000)), "schemas/shop.yaml"),
        ("parentheses", format!("a: {{b: {}}}", "(".repeat(100_000)), "schemas/shop.yaml"),
        ("many items", format!("a: [{}]", "1,".repeat(MAX_SIZE / 2 - 10)), "more than 5000 entries"),
        (
            "a wide key",
            format!("t: {{a: int, Meta: {{primary_key: [{}]}}}}", words(100_000, ", ")),
            "5000 entries",
        ),
        ("many columns", format!("t:\n  {}: int\n", words(40_000, ": int\n  ")), "40000 columns"),
        ("many values", format!("t: {{a: enum({})}}", words(100_000, ", ")), "t"),
        ("a chain", (0..8_000).map(follower).collect(), "from more than 100 references away"),
    ];
    for (name, text, part) in cases {
        // A machine may be lent to somebody else in the middle of a try, which counts as work: a bomb is slow every time.
        let mut least = Duration::MAX;
        for _ in 0..3 {
            let start = worked();
            let found = parse_yaml_bytes("schemas/shop.yaml", text.as_bytes());
            let shown = found.err().map(|found| render(&found)).unwrap_or_else(|| read_shown(text.clone()));
            least = least.min(worked().saturating_sub(start));
            assert!(shown.contains(part), "{name}: {}", &shown[..shown.len().min(500)]);
            if least < Duration::from_secs(1) {
                break;
            }
        }
        assert!(least < Duration::from_secs(1), "{name} took {least:?}");
    }
    if let Some(bytes) = most_memory() {
        assert!(bytes < 256 << 20, "{bytes} bytes of memory");
    }
}

fn words(number: u32, between: &str) -> String {
    (0..number).map(|n| format!("v{n}")).collect::<Vec<_>>().join(between)
}

/// A table whose column has the type of the next one's.
fn follower(number: u32) -> String {
    format!("t{number}: {{a: {{foreign_key: t{}.a}}}}\n", number + 1)
}

/// How long this thread has had a processor, so that a busy machine is no bomb. Where the system does not tell, the time.
fn worked() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = told.and_then(|text| text.split(' ').next()?.parse().ok());
    nanos.map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

/// The most memory that the process has had at once, in bytes, where the system tells.
fn most_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse::<u64>().ok().map(|kilobytes| kilobytes << 10)
}

fn read_shown(text: String) -> String {
    match read(&[("schemas/shop.yaml".into(), text)]) {
        Ok(merged) => merged.schema.tables.keys().cloned().collect::<Vec<_>>().join(" "),
        Err(found) => render(&found),
    }
}
