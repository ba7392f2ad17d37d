//! What remarks in a file of SQL allow: `-- zmig:allow ZM021, ZM002 reason`.
//!
//! On the line before a statement it is for that statement. At the head of the file, with an empty line after it, it is
//! for the whole file.

use super::{Finding, Source, UnknownCode, known_code};
use std::ops::Range;

/// What such a line begins with.
const ALLOW: &str = "-- zmig:allow";

/// The allowances of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Remarks {
    /// Codes that are allowed, each with the bytes of the text in which it is.
    allowed: Vec<(&'static str, Range<usize>)>,
    /// Codes that no rule has, with their places.
    pub(crate) unknown: Vec<(UnknownCode, Range<usize>)>,
}

impl Remarks {
    /// Reads the remarks of a text whose statements lie at these places, in order.
    pub fn read(text: &str, statements: &[Range<usize>]) -> Self {
        let mut out = Self::default();
        let first = statements.first().map_or(text.len(), |s| s.start);
        let mut offset = 0;
        let mut lines = text.split_inclusive('\n').peekable();
        while let Some(line) = lines.next() {
            let end = offset + line.trim_end().len();
            if let Some(rest) = line.trim_start().strip_prefix(ALLOW) {
                let is_apart = lines.peek().is_none_or(|next| next.trim().is_empty());
                let next = statements.iter().find(|s| s.start >= offset);
                let covers = match next {
                    _ if is_apart && offset < first => 0..text.len(),
                    Some(next) => next.start..next.end.max(next.start + 1),
                    None => offset..offset,
                };
                out.take(rest, &covers, offset..end);
            }
            offset += line.len();
        }
        out
    }

    /// The codes at the head of the words; what follows them is the reason.
    fn take(&mut self, words: &str, covers: &Range<usize>, at: Range<usize>) {
        let is_code = |word: &&str| word.get(..2).is_some_and(|w| w.eq_ignore_ascii_case("zm"));
        let words = words.split([' ', ',', '\t', '\n', '\r']).filter(|w| !w.is_empty());
        let mut codes = words.clone().take_while(is_code).peekable();
        if codes.peek().is_none() {
            let code = words.clone().next().unwrap_or_default().to_owned();
            self.unknown.push((UnknownCode { code, nearest: None }, at.clone()));
        }
        for code in codes {
            match known_code(code) {
                Ok(rule) => self.allowed.push((rule.code, covers.clone())),
                Err(unknown) => self.unknown.push((unknown, at.clone())),
            }
        }
    }

    /// Whether a finding is allowed by a remark.
    pub fn allow(&self, finding: &Finding) -> bool {
        let Source::Text(at) = &finding.source else { return false };
        self.allowed.iter().any(|(code, covers)| *code == finding.code && covers.contains(&at.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::{Level, RULES};

    fn allows(text: &str, code: &str, at: &str) -> bool {
        let starts: Vec<usize> = text.match_indices("DROP").map(|(at, _)| at).collect();
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        let statements: Vec<Range<usize>> = starts.iter().zip(ends).map(|(s, e)| *s..e).collect();
        let rule = RULES.iter().find(|r| r.code == code).unwrap();
        let start = text.find(at).unwrap();
        let finding = Finding {
            code: rule.code,
            level: Level::Warning,
            message: String::new(),
            help: "",
            sql: String::new(),
            source: Source::Text(start..start + 1),
        };
        Remarks::read(text, &statements).allow(&finding)
    }

    #[test]
    fn a_remark_is_for_its_statement_or_at_the_head_for_the_file() {
        let one = "-- zmig:allow ZM001, ZM002 nobody reads it\nDROP TABLE a;\nDROP TABLE b;\n";
        assert!(allows(one, "ZM001", "DROP TABLE a") && allows(one, "ZM002", "DROP TABLE a"));
        assert!(!allows(one, "ZM001", "DROP TABLE b"), "only the statement after it");
        assert!(!allows(one, "ZM010", "DROP TABLE a"), "only what it names");
        let all = "-- a file\n-- zmig:allow ZM001 old\n\nDROP TABLE a;\nDROP TABLE b;\n";
        assert!(allows(all, "ZM001", "DROP TABLE a") && allows(all, "ZM001", "DROP TABLE b"));
        let late = "DROP TABLE a;\n-- zmig:allow ZM001 old\n\nDROP TABLE b;\n";
        assert!(!allows(late, "ZM001", "DROP TABLE a") && allows(late, "ZM001", "DROP TABLE b"));
    }

    #[test]
    fn what_names_no_rule_is_told() {
        for (line, code) in
            [("-- zmig:allow ZM2 x", "ZM2"), ("-- zmig:allow", ""), ("-- zmig:allow all", "all")]
        {
            let remarks = Remarks::read(line, &[]);
            assert_eq!(remarks.unknown.len(), 1, "{line}");
            assert_eq!(remarks.unknown[0].0.code, code);
        }
    }
}
