//! Texts as YAML scalars that zmig's reader, and any other, reads back as the same text.

/// Where a scalar stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Within {
    /// In a list or map between brackets, where more characters have a meaning.
    Flow,
    /// Behind a key or a dash of a line of its own.
    Line,
}

/// A text as a scalar of one line: bare where that is the same text, else between quotes.
pub(crate) fn scalar(text: &str, within: Within) -> String {
    if is_bare(text, within) {
        return text.to_owned();
    }
    if text.chars().any(must_escape) {
        return escaped(text);
    }
    if text.contains(['"', '\\']) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    format!("\"{text}\"")
}

/// The lines of a text that can stand indented below `|-`; none for one that would not be the same text then.
#[cfg(feature = "pull")]
pub(crate) fn literal_lines(text: &str) -> Option<Vec<&str>> {
    let lines: Vec<&str> = text.split('\n').collect();
    let is_sound = |line: &&str| !line.chars().any(must_escape) && !line.ends_with(' ');
    let (first, last) = (lines.first()?, lines.last()?);
    let ends = |line: &str| !line.is_empty() && !line.starts_with(' ');
    (lines.len() > 1 && ends(first) && !last.is_empty() && lines.iter().all(is_sound)).then_some(lines)
}

/// Whether the text is itself without quotes.
fn is_bare(text: &str, within: Within) -> bool {
    let Some(first) = text.chars().next() else { return false };
    if text.starts_with([' ']) || text.ends_with([' ', ':']) || text.chars().any(must_escape) {
        return false;
    }
    if is_number(text) {
        return true;
    }
    // A sign, a digit that begins no number as zmig writes it, or what YAML gives a meaning at the beginning.
    if "-?:,[]{}#&*!|>'\"%@`+.~=<".contains(first) || looks_numeric(text) || is_word(text) {
        return false;
    }
    if text.contains(": ") || text.contains(" #") {
        return false;
    }
    within == Within::Line || fits_flow(text)
}

/// Within brackets commas end a word, but for those between parentheses, which zmig's reader looks after.
fn fits_flow(text: &str) -> bool {
    let mut depth = 0_usize;
    for c in text.chars() {
        match c {
            '[' | ']' | '{' | '}' => return false,
            '(' => depth += 1,
            ')' if depth == 0 => return false,
            ')' => depth -= 1,
            ',' if depth == 0 => return false,
            _ => {}
        }
    }
    depth == 0 && !text.contains(":,") && !text.contains(":?")
}

/// A number in the one form in which its text survives every reader: `7`, `-1.50`, `1e9`.
fn is_number(text: &str) -> bool {
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(|e| digits(e.strip_prefix(['+', '-']).unwrap_or(e)))
        && text != "-0"
}

/// Whether some reader may take it for a number that is written otherwise: `007`, `0x1F`, `1_000`.
fn looks_numeric(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_hexdigit() || "xXoO._+-eE".contains(c))
}

/// Words that mean something else than their letters, to this reader or to one of YAML's older version.
fn is_word(text: &str) -> bool {
    let folded = text.to_ascii_lowercase();
    ["null", "true", "false", "yes", "no", "on", "off"].contains(&folded.as_str())
}

/// Characters that are not seen, or that YAML does not take as they are.
fn must_escape(c: char) -> bool {
    c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{e000}'..='\u{f8ff}' | '\u{fff0}'..='\u{ffff}')
        || c > '\u{effff}'
}

fn escaped(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            c if !must_escape(c) => out.push(c),
            c if u32::from(c) <= 0xff => out.push_str(&format!("\\x{:02X}", u32::from(c))),
            c if u32::from(c) <= 0xffff => out.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => out.push_str(&format!("\\U{:08X}", u32::from(c))),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse_yaml;
    use proptest::prelude::*;

    /// What the reader makes of a text in all the places in which one can stand.
    fn read_back(text: &str) -> Vec<String> {
        let (flow, line) = (scalar(text, Within::Flow), scalar(text, Within::Line));
        let mut yaml =
            format!("a:\n  b: {{comment: {flow}, type: str}}\n  c:\n    comment: {line}\n    type: str\n");
        yaml += &format!("  d: {{type: {{enum: [x, {flow}, y]}}}}\n  e: text\n");
        if let Some(lines) = literal_lines(text) {
            yaml += "  f:\n    comment: |-\n";
            for l in lines {
                yaml += &if l.is_empty() { "\n".to_owned() } else { format!("      {l}\n") };
            }
            yaml += "    type: str\n";
        }
        let read = parse_yaml("zSchema.a.yaml", &yaml);
        let read = match read {
            Ok(read) => read,
            // An enum has its own opinion of values.
            Err(_) => parse_yaml("zSchema.a.yaml", &without_enum(&yaml))
                .unwrap_or_else(|e| panic!("{e:#?}\n{yaml}")),
        };
        let columns = &read.tables[0].columns;
        assert!(columns.iter().any(|c| c.name == "e"), "{yaml}");
        let mut out: Vec<String> = columns.iter().filter_map(|c| c.comment.clone()).collect();
        for column in columns {
            if let crate::source::TypeSource::Enum { values, .. } = &column.ty {
                assert_eq!(values.len(), 3, "{yaml}");
                out.push(values[1].clone());
            }
        }
        out
    }

    fn without_enum(yaml: &str) -> String {
        yaml.lines().filter(|l| !l.starts_with("  d: ")).map(|l| format!("{l}\n")).collect()
    }

    fn check(text: &str) {
        let found = read_back(text);
        assert!(found.len() >= 2, "{text:?}");
        for one in found {
            assert_eq!(one, text, "{}", scalar(text, Within::Flow));
        }
    }

    /// Pieces that mean something to YAML, to the scan before it, or to neither.
    fn texts() -> impl Strategy<Value = String> {
        let pieces = prop::sample::select(vec![
            "a",
            "b ",
            " ",
            "'",
            "\"",
            "\\",
            ",",
            ", ",
            ":",
            ": ",
            "#",
            " #",
            "(",
            ")",
            "[",
            "]",
            "{",
            "}",
            "&",
            "*",
            "!",
            "|",
            ">",
            "%",
            "@",
            "`",
            "-",
            "- ",
            "?",
            "~",
            "=",
            "<<",
            "null",
            "true",
            "0",
            "1",
            "0x",
            "e",
            ".",
            "+",
            "_",
            "\n",
            "\n\n",
            "\t",
            "\r",
            "\0",
            "\u{7f}",
            "\u{85}",
            "\u{a0}",
            "\u{2028}",
            "\u{feff}",
            "\u{fffe}",
            "ä",
            "日本",
            "🦀",
            "\u{10ffff}",
            "---",
            "...",
            "now",
            "\u{e000}",
        ]);
        prop_oneof![
            prop::collection::vec(pieces, 0..9).prop_map(|p| p.concat()),
            any::<String>().prop_map(|t| t.replace('\u{e02c}', "")),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_is_read_back_as_itself(text in texts()) {
            check(&text);
        }

        #[test]
        fn any_number_keeps_its_digits(text in "-?[0-9]{0,40}(\\.[0-9]{0,6})?([eE][+-]?[0-9]{0,3})?") {
            check(&text);
        }
    }

    #[test]
    fn plain_words_stay_plain_and_the_rest_is_quoted_as_people_do() {
        for (text, flow) in [
            ("what we sell", "what we sell"),
            ("decimal(10,2)", "decimal(10,2)"),
            ("enum(draft, live)", "enum(draft, live)"),
            ("state = 'live'", "state = 'live'"),
            ("lower(\"Name\")", "lower(\"Name\")"),
            ("\"Name\"", "'\"Name\"'"),
            ("a, b", "\"a, b\""),
            ("", "\"\""),
            ("{}", "\"{}\""),
            ("7", "7"),
            ("-1.50", "-1.50"),
            ("007", "\"007\""),
            ("true", "\"true\""),
            ("Yes", "\"Yes\""),
            ("it's", "it's"),
            ("a: b", "\"a: b\""),
            ("two\nlines", "\"two\\nlines\""),
            ("2024-02-29", "\"2024-02-29\""),
            ("2024-02-29T10:00:00Z", "2024-02-29T10:00:00Z"),
            ("größe", "größe"),
        ] {
            assert_eq!(scalar(text, Within::Flow), flow);
            check(text);
        }
        assert_eq!(scalar("a, b", Within::Line), "a, b");
    }
}
