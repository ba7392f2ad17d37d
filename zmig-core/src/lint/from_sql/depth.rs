//! How deeply a text is nested. The grammar goes as deep as the text does, and the stack ends somewhere.

/// As deep as any SQL that somebody wrote, and far from the end of the stack.
const DEEPEST: usize = 256;

/// The first byte at which a text is nested too deeply to be read: in brackets, in `CASE`, or in a row of signs and of
/// `NOT` before a value.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let (mut brackets, mut cases, mut prefixes) = (0_usize, 0_usize, 0_usize);
    let (mut word, mut last) = (String::new(), ' ');
    for (at, c) in text.char_indices() {
        // Two dashes begin a remark.
        let is_remark = last == '-' && c == '-';
        last = c;
        if c.is_alphanumeric() || c == '_' {
            word.extend(c.to_lowercase());
            continue;
        }
        match std::mem::take(&mut word).as_str() {
            "" => {}
            "not" => prefixes += 1,
            "case" => cases += 1,
            "end" => (cases, prefixes) = (cases.saturating_sub(1), 0),
            _ => prefixes = 0,
        }
        match c {
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets = brackets.saturating_sub(1),
            '-' if is_remark => prefixes = 0,
            '+' | '-' | '~' | '!' | '@' => prefixes += 1,
            ';' => prefixes = 0,
            _ => {}
        }
        if brackets.max(cases).max(prefixes) > DEEPEST {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{DEEPEST, too_deep};
    use crate::Dialect;
    use crate::lint::{SqlContext, lint_sql};

    #[test]
    fn what_is_too_deep_is_a_finding_and_no_crash() {
        for opening in ["(", "ARRAY[", "NOT ", "- ", "= - ", "CASE WHEN "] {
            let text = format!("SELECT {};", opening.repeat(100_000));
            assert!(too_deep(&text).is_some(), "{opening}");
            let found = lint_sql(&text, Dialect::Postgres, SqlContext::default());
            assert_eq!(found.iter().map(|f| f.code).collect::<Vec<_>>(), ["ZM401"], "{opening}");
        }
    }

    #[test]
    fn what_is_long_and_flat_is_read() {
        for line in [
            "SELECT (1 + 2), CASE WHEN a THEN b END, -1;\n",
            ", a bigint NOT NULL",
            " -- ---------\n",
            ", -1",
        ] {
            assert_eq!(too_deep(&line.repeat(10 * DEEPEST)), None, "{line}");
        }
    }
}
