//! Versions of schemas, in any consistent form.

use std::cmp::Ordering;
use std::fmt;

/// A schema's version: `v1.2.0`, `2025-12-20`, `Phase-3` or any word such as a commit's hash.
///
/// The first three forms have an order. Words have none: each must be new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    text: String,
    form: Form,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Semantic { prefix: &'static str, parts: [u64; 3] },
    Date([u64; 3]),
    Numbered { stem: String, number: u64 },
    Word,
}

/// How large a step between two versions is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// The last number.
    Patch,
    /// The middle number.
    Minor,
    /// The first number.
    Major,
}

/// Why a version does not follow another.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are the versions that the message names")]
pub enum VersionError {
    /// No characters, blanks, or characters that cannot stand in a file's name.
    #[error("`{0}` is no version: letters, digits, `.`, `-`, `_` and `+` only, 64 at most")]
    Unreadable(String),
    /// The version did not change though the schema did.
    #[error("the version is still {0}, though the schema changed")]
    Stays(String),
    /// The version went back.
    #[error("the version goes back from {from} to {to}")]
    GoesBack { from: String, to: String },
    /// The two are not of one form, so nobody can say which is the later.
    #[error("{to} does not have the form of {from}, so there is no telling which is the later")]
    OtherForm { from: String, to: String },
    /// Too small a step for a change that breaks.
    #[error("{to} is a patch of {from}, and a breaking change needs at least a minor version")]
    TooSmall { from: String, to: String },
}

impl Version {
    /// Reads a version.
    ///
    /// # Errors
    /// When it is empty, longer than 64 characters, or holds anything but letters, digits and `.-_+`.
    pub fn parse(text: &str) -> Result<Self, VersionError> {
        let ok = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '+');
        if text.is_empty() || text.len() > 64 || !text.chars().all(ok) || text.contains("..") {
            return Err(VersionError::Unreadable(text.to_owned()));
        }
        Ok(Self { text: text.to_owned(), form: Form::of(text) })
    }

    /// The version as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The version as part of a file's name: `v1_2_0`.
    pub fn slug(&self) -> String {
        self.text
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' })
            .collect()
    }

    /// Whether this version may follow `from` for changes of which some are breaking or none is.
    ///
    /// # Errors
    /// When it stays, goes back, has another form, or is too small a step.
    pub fn follows(&self, from: &Self, breaking: bool) -> Result<(), VersionError> {
        let (old, new) = (from.text.clone(), self.text.clone());
        if old == new {
            return Err(VersionError::Stays(old));
        }
        match self.order(from) {
            None if std::mem::discriminant(&self.form) == std::mem::discriminant(&Form::Word)
                && from.form == Form::Word => {}
            None => return Err(VersionError::OtherForm { from: old, to: new }),
            Some(Ordering::Equal) => return Err(VersionError::Stays(old)),
            Some(Ordering::Less) => return Err(VersionError::GoesBack { from: old, to: new }),
            Some(Ordering::Greater) => {}
        }
        if let (Form::Semantic { parts: a, .. }, Form::Semantic { parts: b, .. }) = (&from.form, &self.form)
            && breaking
            && a[..2] == b[..2]
        {
            return Err(VersionError::TooSmall { from: old, to: new });
        }
        Ok(())
    }

    /// The order of two versions of one form.
    fn order(&self, other: &Self) -> Option<Ordering> {
        match (&self.form, &other.form) {
            (Form::Semantic { parts: a, .. }, Form::Semantic { parts: b, .. })
            | (Form::Date(a), Form::Date(b)) => Some(a.cmp(b)),
            (Form::Numbered { stem: s, number: a }, Form::Numbered { stem: t, number: b }) if s == t => {
                Some(a.cmp(b))
            }
            _ => None,
        }
    }

    /// The next version after this one, where the form has one; `today` is for versions that are dates.
    pub fn next(&self, bump: Bump, today: &str) -> Option<Self> {
        let text = match &self.form {
            Form::Semantic { prefix, parts: [major, minor, patch] } => match bump {
                Bump::Patch => format!("{prefix}{major}.{minor}.{}", patch + 1),
                Bump::Minor => format!("{prefix}{major}.{}.0", minor + 1),
                Bump::Major => format!("{prefix}{}.0.0", major + 1),
            },
            Form::Date(date) => {
                let next = Self::parse(today).ok()?;
                matches!(&next.form, Form::Date(d) if d > date).then(|| today.to_owned())?
            }
            Form::Numbered { stem, number } => format!("{stem}{}", number + 1),
            Form::Word => return None,
        };
        Self::parse(&text).ok()
    }

    /// The smallest step that changes of this kind ask for.
    pub fn bump_for(breaking: bool) -> Bump {
        if breaking { Bump::Minor } else { Bump::Patch }
    }
}

impl Form {
    fn of(text: &str) -> Self {
        let (prefix, rest) = match text.strip_prefix('v') {
            Some(rest) => ("v", rest),
            None => ("", text),
        };
        if let Some(parts) = numbers(rest, '.') {
            return Self::Semantic { prefix, parts };
        }
        if let Some(date @ [year, month, day]) = numbers(text, '-')
            && text.len() == 10
            && year >= 1000
            && (1..=12).contains(&month)
            && (1..=31).contains(&day)
        {
            return Self::Date(date);
        }
        // `Phase-3`: a stem of letters, a separator, and a number. A commit's hash has no separator.
        if let Some(at) = text.rfind(['-', '_', '.'])
            && let Ok(number) = text[at + 1..].parse()
            && text[..at].chars().any(|c| c.is_ascii_alphabetic())
        {
            return Self::Numbered { stem: text[..=at].to_owned(), number };
        }
        Self::Word
    }
}

fn numbers(text: &str, separator: char) -> Option<[u64; 3]> {
    let mut out = [0; 3];
    let mut pieces = text.split(separator);
    for slot in &mut out {
        let piece = pieces.next()?;
        if piece.is_empty() || !piece.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        *slot = piece.parse().ok()?;
    }
    pieces.next().is_none().then_some(out)
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn v(text: &str) -> Version {
        Version::parse(text).expect(text)
    }

    #[test]
    fn versions_follow_or_say_why_not() {
        let cases: [(&str, &str, bool, &str); 15] = [
            ("v1.0.0", "v1.0.1", false, ""),
            ("v1.0.0", "v1.0.1", true, "minor"),
            ("v1.0.0", "v1.1.0", true, ""),
            ("v1.9.0", "v1.10.0", true, ""),
            ("v1.0.0", "1.1.0", true, ""),
            ("v1.0.0", "v1.0.0", false, "still"),
            ("v1.1.0", "v1.0.9", false, "goes back"),
            ("2025-12-20", "2025-12-21", true, ""),
            ("2025-12-20", "2025-12-19", true, "goes back"),
            ("Phase-9", "Phase-10", true, ""),
            ("Phase-2", "Phase-1", false, "goes back"),
            ("Phase-2", "Stage-3", false, "form"),
            ("abc123", "9fe001", true, ""),
            ("v1.0.0", "2025-12-20", false, "form"),
            ("v1.0.0", "abc123", false, "form"),
        ];
        for (from, to, breaking, part) in cases {
            match v(to).follows(&v(from), breaking) {
                Ok(()) => assert_eq!(part, "", "{from} -> {to}"),
                Err(e) => assert!(!part.is_empty() && e.to_string().contains(part), "{from} -> {to}: {e}"),
            }
        }
    }

    #[test]
    fn the_next_version_keeps_the_form() {
        let next = |text: &str, bump| v(text).next(bump, "2026-01-02").map(|v| v.to_string());
        assert_eq!(next("v1.2.3", Bump::Patch).as_deref(), Some("v1.2.4"));
        assert_eq!(next("1.2.3", Bump::Minor).as_deref(), Some("1.3.0"));
        assert_eq!(next("v1.2.3", Bump::Major).as_deref(), Some("v2.0.0"));
        assert_eq!(next("2025-12-20", Bump::Minor).as_deref(), Some("2026-01-02"));
        assert_eq!(next("2026-01-02", Bump::Minor), None);
        assert_eq!(next("Phase-1", Bump::Minor).as_deref(), Some("Phase-2"));
        assert_eq!(next("abc123", Bump::Patch), None);
    }

    #[test]
    fn what_cannot_be_a_files_name_is_no_version() {
        for text in ["", "v1 0", "../v1", "v1/2", "1.0..0", "v1;", &"1".repeat(65)] {
            assert!(Version::parse(text).is_err(), "{text}");
        }
    }
}
