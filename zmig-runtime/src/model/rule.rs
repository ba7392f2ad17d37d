//! What a value must satisfy before it is written.

use super::ColumnValue;
use std::cmp::Ordering;
use std::fmt;

/// A rule of a column. The schema says it under `rules`; a text's `max_length` is one, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rule {
    /// A text that is not blank.
    Required,
    /// A text of at least so many characters.
    MinLength(u32),
    /// A text of at most so many characters.
    MaxLength(u32),
    /// A value that is not less, in the text form of the column's type.
    Min(&'static str),
    /// A value that is not greater, in the text form of the column's type.
    Max(&'static str),
    /// One of these values, in the text form of the column's type.
    OneOf(&'static [&'static str]),
    /// A text that a regular expression matches as a whole.
    #[cfg(feature = "pattern")]
    Pattern(&'static str),
}

impl Rule {
    /// Whether a value satisfies it. NULL satisfies every rule, and a rule that the value's type knows nothing of holds.
    pub(super) fn holds(self, value: &dyn ColumnValue) -> bool {
        if value.is_null() {
            return true;
        }
        let length = |text: &str| u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        match self {
            Self::Required => value.text().is_none_or(|text| !text.trim().is_empty()),
            Self::MinLength(least) => value.text().is_none_or(|text| length(text) >= least),
            Self::MaxLength(most) => value.text().is_none_or(|text| length(text) <= most),
            // What has an order and cannot be compared (not a number) is neither less nor greater, and so within no bounds.
            Self::Min(_) | Self::Max(_) if !value.is_ordered() => true,
            Self::Min(least) => value.compare(least).is_some_and(Ordering::is_ge),
            Self::Max(most) => value.compare(most).is_some_and(Ordering::is_le),
            Self::OneOf(values) => match value.text() {
                Some(text) => values.contains(&text),
                None if !value.is_ordered() => true,
                None => values.iter().any(|one| value.compare(one).is_some_and(Ordering::is_eq)),
            },
            #[cfg(feature = "pattern")]
            Self::Pattern(pattern) => value.text().is_none_or(|text| pattern::matches(pattern, text)),
        }
    }
}

/// What a value has to be, after its name: `has to be at least 3 characters long`.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let characters = |n: &u32| if *n == 1 { "character" } else { "characters" };
        match self {
            Self::Required => f.write_str("must not be blank"),
            Self::MinLength(n) => write!(f, "has to be at least {n} {} long", characters(n)),
            Self::MaxLength(n) => write!(f, "has to be at most {n} {} long", characters(n)),
            Self::Min(least) => write!(f, "has to be at least {least}"),
            Self::Max(most) => write!(f, "has to be at most {most}"),
            Self::OneOf(values) => write!(f, "has to be one of {}", values.join(", ")),
            #[cfg(feature = "pattern")]
            Self::Pattern(pattern) => write!(f, "has to match `{pattern}`"),
        }
    }
}

#[cfg(feature = "pattern")]
mod pattern {
    use regex_lite::Regex;
    use std::collections::BTreeMap;
    use std::sync::{PoisonError, RwLock};

    /// Every pattern is compiled once. None of what is no regular expression.
    static COMPILED: RwLock<BTreeMap<&'static str, Option<Regex>>> = RwLock::new(BTreeMap::new());

    /// Whether the whole text matches. Nothing matches what is no regular expression.
    pub(super) fn matches(pattern: &'static str, text: &str) -> bool {
        let matches = |compiled: &Option<Regex>| compiled.as_ref().is_some_and(|regex| regex.is_match(text));
        if let Some(compiled) = COMPILED.read().unwrap_or_else(PoisonError::into_inner).get(pattern) {
            return matches(compiled);
        }
        let compiled = Regex::new(&format!("^(?:{pattern})$")).ok();
        let found = matches(&compiled);
        COMPILED.write().unwrap_or_else(PoisonError::into_inner).insert(pattern, compiled);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rule: Rule, value: &dyn ColumnValue, holds: bool) {
        assert_eq!(rule.holds(value), holds, "{rule:?} of {value:?}");
    }

    #[test]
    fn rules_hold_or_not() {
        check(Rule::Required, &" \t".to_owned(), false);
        check(Rule::Required, &"a".to_owned(), true);
        check(Rule::MinLength(3), &"äöü".to_owned(), true);
        check(Rule::MinLength(4), &"äöü".to_owned(), false);
        check(Rule::MaxLength(3), &"äöü".to_owned(), true);
        check(Rule::MaxLength(2), &"äöü".to_owned(), false);
        check(Rule::Min("0"), &0_i64, true);
        check(Rule::Min("0"), &-1_i64, false);
        check(Rule::Max("0.5"), &0.5_f64, true);
        check(Rule::Max("0.5"), &0.6_f64, false);
        check(Rule::Max("1"), &f64::NAN, false);
        check(Rule::OneOf(&["a", "b"]), &"b".to_owned(), true);
        check(Rule::OneOf(&["a", "b"]), &"c".to_owned(), false);
        check(Rule::OneOf(&["1", "2"]), &2_i32, true);
        check(Rule::OneOf(&["1", "2"]), &3_i32, false);
        check(Rule::MinLength(3), &None::<String>, true);
        check(Rule::MinLength(3), &Some("a".to_owned()), false);
    }

    #[cfg(feature = "decimal")]
    #[test]
    fn decimals_compare_as_numbers() {
        use rust_decimal::Decimal;
        check(Rule::Min("9"), &Decimal::new(1000, 2), true);
        check(Rule::Max("9.99"), &Decimal::new(1000, 2), false);
        check(Rule::OneOf(&["10"]), &Decimal::new(1000, 2), true);
    }

    #[cfg(feature = "pattern")]
    #[test]
    fn patterns_match_the_whole() {
        check(Rule::Pattern("[a-z]+|x9"), &"abc".to_owned(), true);
        check(Rule::Pattern("[a-z]+|x9"), &"x9".to_owned(), true);
        check(Rule::Pattern("[a-z]+|x9"), &"abc9".to_owned(), false);
        check(Rule::Pattern("[a-z"), &"abc".to_owned(), false);
    }
}
