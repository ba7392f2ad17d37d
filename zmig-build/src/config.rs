//! `zmig.toml`: the settings of a project. Every key has a default.

use crate::diagnostic::{Diagnostic, Position};
use crate::environment::{self, Environments};
use std::path::PathBuf;
use toml::de::{DeTable, DeValue};
use zmig_core::lint::{Policy, known_code};
use zmig_core::{Dialect, Risk, nearest};

/// The file's name, beside `Cargo.toml`.
pub(crate) const FILE: &str = "zmig.toml";

/// Whether a build writes migrations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// It does, except in CI, in documentation builds, in packaged or vendored copies, and where the tree cannot be
    /// written.
    #[default]
    Auto,
    /// It never does: a difference between sources and migrations fails the build.
    Check,
    /// It does, wherever it runs.
    Write,
}

/// How one build's changes become migrations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Split {
    /// One migration for each new version of a schema, where the database allows it.
    #[default]
    Schema,
    /// One migration for each change.
    Change,
}

/// What `zmig.toml` says; `None` where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Config {
    pub(crate) schemas: Option<PathBuf>,
    pub(crate) migrations: Option<PathBuf>,
    pub(crate) sources: Option<Vec<PathBuf>>,
    pub(crate) dialects: Option<Vec<Dialect>>,
    pub(crate) mode: Option<Mode>,
    pub(crate) split: Option<Split>,
    pub(crate) max_risk: Option<Risk>,
    pub(crate) online: Option<bool>,
    pub(crate) archive: Option<bool>,
    pub(crate) lint: Policy,
    pub(crate) environments: Environments,
}

const KEYS: [&str; 11] = [
    "schemas",
    "migrations",
    "sources",
    "dialects",
    "mode",
    "split",
    "max_risk",
    "online",
    "archive",
    "lint",
    "env",
];
const LINT_KEYS: [&str; 2] = ["allow", "deny"];

/// Reads the settings.
///
/// # Errors
/// Every key that is not known and every value that does not fit, at its place.
pub(crate) fn parse(text: &str) -> Result<Config, Vec<Diagnostic>> {
    let body = text.strip_prefix('\u{feff}').unwrap_or(text);
    let skipped = text.len() - body.len();
    let place = |span: std::ops::Range<usize>| position(text, span.start + skipped..span.end + skipped);
    let document = DeTable::parse(body).map_err(|error| {
        let at = error.span().map(&place);
        vec![Diagnostic::new(error.message().to_owned()).at(FILE, text, at, "")]
    })?;
    let mut config = Config::default();
    let mut problems = Vec::new();
    for (key, value) in document.get_ref() {
        let wrong = if key.get_ref() == "env" {
            let (environments, wrong) = environment::read(value.get_ref(), value.span());
            config.environments = environments;
            wrong
        } else {
            set(&mut config, key.get_ref(), value.get_ref()).err().into_iter().collect()
        };
        for wrong in wrong {
            let (title, span, help) = match wrong {
                Wrong::Key => unknown(key.get_ref(), key.span(), &KEYS),
                Wrong::Value(expected) => {
                    (format!("`{}` must be {expected}", key.get_ref()), value.span(), None)
                }
                Wrong::At(title, span, help) => (title, span, help),
            };
            let found = Diagnostic::new(title).at(FILE, text, Some(place(span)), "");
            problems.push(help.into_iter().fold(found, Diagnostic::help));
        }
    }
    if problems.is_empty() { Ok(config) } else { Err(problems) }
}

pub(crate) type Span = std::ops::Range<usize>;

pub(crate) enum Wrong {
    /// The key is none.
    Key,
    /// What the value should have been.
    Value(String),
    /// What is wrong at a place of its own, and how to mend it.
    At(String, Span, Option<String>),
}

/// A key of a table that is not one of its keys.
pub(crate) fn unknown_key(key: &str, span: Span, keys: &[&str]) -> Wrong {
    let (title, span, help) = unknown(key, span, keys);
    Wrong::At(title, span, help)
}

fn unknown(key: &str, span: Span, keys: &[&str]) -> (String, Span, Option<String>) {
    let help = match nearest(key, keys.iter().copied()) {
        Some(known) => format!("did you mean `{known}`?"),
        None => format!("the keys are {}", keys.join(", ")),
    };
    (format!("unknown key `{key}`"), span, Some(help))
}

fn set(config: &mut Config, key: &str, value: &DeValue<'_>) -> Result<(), Wrong> {
    let wrong = |expected: &str| Wrong::Value(expected.to_owned());
    let folder = || match value.as_str() {
        Some(text) if !text.trim().is_empty() => Ok(PathBuf::from(text)),
        _ => Err(wrong("the path of a folder")),
    };
    match key {
        "schemas" => config.schemas = Some(folder()?),
        "migrations" => config.migrations = Some(folder()?),
        "sources" => {
            let list = strings(value).ok_or_else(|| wrong("a list of folders, e.g. [\"src\"]"))?;
            config.sources = Some(list.into_iter().map(PathBuf::from).collect());
        }
        "dialects" => {
            let list = strings(value).ok_or_else(|| wrong("a list, e.g. [\"sqlite\", \"postgres\"]"))?;
            let dialects: Result<Vec<Dialect>, _> = list.iter().map(|d| d.parse()).collect();
            config.dialects = Some(
                dialects.map_err(|e: zmig_core::UnknownDialect| Wrong::Value(format!("a list of: {e}")))?,
            );
        }
        "mode" => {
            config.mode = Some(value.as_str().and_then(parse_mode).ok_or_else(|| wrong(MODES))?);
        }
        "split" => {
            config.split = Some(match value.as_str() {
                Some("schema") => Split::Schema,
                Some("change") => Split::Change,
                _ => return Err(wrong("\"schema\" or \"change\"")),
            });
        }
        "max_risk" => {
            config.max_risk = Some(risk(value).ok_or_else(|| wrong(RISKS))?);
        }
        "online" => config.online = Some(value.as_bool().ok_or_else(|| wrong("true or false"))?),
        "archive" => config.archive = Some(value.as_bool().ok_or_else(|| wrong("true or false"))?),
        "lint" => config.lint = lint(value)?,
        _ => return Err(Wrong::Key),
    }
    Ok(())
}

fn lint(value: &DeValue<'_>) -> Result<Policy, Wrong> {
    let table = value.as_table().ok_or_else(|| Wrong::Value("a table with `allow` and `deny`".into()))?;
    let mut policy = Policy::default();
    for (key, value) in table {
        let codes = match &**key.get_ref() {
            "allow" => &mut policy.allow,
            "deny" => &mut policy.deny,
            other => return Err(unknown_key(other, key.span(), &LINT_KEYS)),
        };
        let list = value.get_ref().as_array();
        let list = list.ok_or_else(|| wrong_codes(key.get_ref(), value.span()))?;
        for item in list {
            let text = item.get_ref().as_str().ok_or_else(|| wrong_codes(key.get_ref(), item.span()))?;
            let rule = known_code(text).map_err(|e| {
                let help = Some(e.meant());
                Wrong::At(e.to_string(), item.span(), help)
            })?;
            codes.insert(rule.code);
        }
        if let Some(code) = policy.allow.intersection(&policy.deny).next() {
            return Err(Wrong::At(format!("{code} is allowed and denied"), value.span(), None));
        }
    }
    Ok(policy)
}

fn wrong_codes(key: &str, span: Span) -> Wrong {
    Wrong::At(format!("`{key}` must be a list of lint codes, e.g. [\"ZM002\"]"), span, None)
}

/// What `max_risk` takes.
pub(crate) const RISKS: &str = "\"safe\", \"medium\" or \"high\"";

pub(crate) fn risk(value: &DeValue<'_>) -> Option<Risk> {
    match value.as_str()?.to_ascii_lowercase().as_str() {
        "safe" => Some(Risk::Safe),
        "medium" => Some(Risk::Medium),
        "high" => Some(Risk::High),
        _ => None,
    }
}

/// What `mode` and `ZMIG_MODE` take.
pub(crate) const MODES: &str = "\"auto\", \"check\" or \"write\"";

pub(crate) fn parse_mode(text: &str) -> Option<Mode> {
    match text {
        "auto" => Some(Mode::Auto),
        "check" => Some(Mode::Check),
        "write" => Some(Mode::Write),
        _ => None,
    }
}

fn strings(value: &DeValue<'_>) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|v| v.get_ref().as_str().map(str::to_owned)).collect()
}

fn position(text: &str, span: std::ops::Range<usize>) -> Position {
    let start = (0..=span.start.min(text.len())).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    let before = &text[..start];
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    Position {
        line: before.matches('\n').count() + 1,
        column: before[line_start..].chars().filter(|c| *c != '\u{feff}').count() + 1,
        start,
        end: span.end.clamp(start, text.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_read() {
        let config = parse(
            "schemas = \"s\"\nmigrations = \"m\"\nsources = [\"src\", \"x\"]\ndialects = [\"postgresql\"]\n\
             mode = \"check\"\nsplit = \"change\"\nmax_risk = \"medium\"\nonline = true\narchive = true\n\
             [lint]\nallow = [\"ZM021\"]\ndeny = [\"zm002\"]\n",
        );
        let expected = Config {
            schemas: Some("s".into()),
            migrations: Some("m".into()),
            sources: Some(vec!["src".into(), "x".into()]),
            dialects: Some(vec![Dialect::Postgres]),
            mode: Some(Mode::Check),
            split: Some(Split::Change),
            max_risk: Some(Risk::Medium),
            online: Some(true),
            archive: Some(true),
            lint: Policy { allow: ["ZM021"].into(), deny: ["ZM002"].into() },
            environments: Environments::new(),
        };
        assert_eq!(config, Ok(expected));
        assert_eq!(parse("\u{feff}"), Ok(Config::default()));
    }

    #[test]
    fn mistakes_are_shown_at_their_place() {
        for (text, title, help, line, column) in [
            ("online = true\nmigratons = 1\n", "unknown key `migratons`", "did you mean `migrations`?", 2, 1),
            ("\u{feff}banana = 1", "unknown key `banana`", "the keys are schemas", 1, 1),
            ("mode = \"never\"", "`mode` must be \"auto\"", "", 1, 8),
            ("dialects = [\"oracle\"]", "unknown data type `oracle`", "", 1, 12),
            ("max_risk = \"huge\"", "\"safe\", \"medium\" or \"high\"", "", 1, 12),
            ("schemas = 3", "the path of a folder", "", 1, 11),
            ("lint = 3", "`lint` must be a table", "", 1, 8),
            ("[lint]\ndenny = []", "unknown key `denny`", "did you mean `deny`?", 2, 1),
            ("[lint]\ndeny = \"ZM002\"", "a list of lint codes", "", 2, 8),
            ("[lint]\ndeny = [\"ZM002\", \"ZM0022\"]", "no lint rule", "did you mean ZM002 (", 2, 18),
            ("[lint]\nallow = [\"ZM002\"]\ndeny = [\"ZM002\"]", "is allowed and denied", "", 3, 8),
            ("mode = \"auto\"\nmode = \"auto\"\n", "duplicate key", "", 2, 1),
        ] {
            let problems = parse(text).expect_err(text);
            assert_eq!(problems.len(), 1, "{text}");
            assert!(problems[0].title.contains(title), "{text}: {}", problems[0].title);
            assert!(problems[0].helps.join("").contains(help), "{text}: {:?}", problems[0].helps);
            let at = problems[0].place.as_ref().and_then(|p| p.position).expect(text);
            assert_eq!((at.line, at.column), (line, column), "{text}");
        }
    }
}
