//! The tables `[env.*]` of `zmig.toml`: where a project's databases are, and what a command may do there.

use crate::config::{Span, Wrong, risk, unknown_key};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;
use toml::de::DeValue;
use zmig_core::Risk;

/// What `zmig.toml` says of an environment; `None` where it says nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Environment {
    /// Where the database is: a URL without a password, or a path that begins with `@.`, the project's folder.
    pub url: Option<String>,
    /// The variable that holds that.
    pub url_env: Option<String>,
    /// How many connections an application's pool has.
    pub pool_size: Option<u32>,
    /// What a migration may hurt at most.
    pub max_risk: Option<Risk>,
    /// Whether whoever changes the database has to name it.
    pub confirm: Option<bool>,
    /// The folder that gets a backup before anything is changed, relative to the project.
    pub backup: Option<PathBuf>,
    /// How long to wait for another runner.
    pub lock_timeout: Option<Duration>,
    /// How long one statement may take.
    pub statement_timeout: Option<Duration>,
    /// How long a statement may wait for a table.
    pub ddl_lock_timeout: Option<Duration>,
    /// How often it is tried again after that.
    pub ddl_lock_retries: Option<u32>,
}

/// The environments of a `zmig.toml`, by name.
pub type Environments = BTreeMap<String, Environment>;

const KEYS: [&str; 10] = [
    "url",
    "url_env",
    "pool_size",
    "max_risk",
    "confirm",
    "backup",
    "lock_timeout",
    "statement_timeout",
    "ddl_lock_timeout",
    "ddl_lock_retries",
];

/// Reads `[env.*]`, and says everything that is wrong with it.
pub(crate) fn read(value: &DeValue<'_>, span: Span) -> (Environments, Vec<Wrong>) {
    let (mut all, mut wrong) = (Environments::new(), Vec::new());
    let Some(tables) = value.as_table() else {
        let help = Some("[env.dev]".to_owned());
        return (all, vec![Wrong::At("`env` must be tables, one for each environment".into(), span, help)]);
    };
    for (name, table) in tables {
        if !is_name(name.get_ref()) {
            let title = format!("`{}` is no name of an environment", name.get_ref());
            let help = "letters, digits, - and _: it is a part of a file's name (.env.prod)";
            wrong.push(Wrong::At(title, name.span(), Some(help.to_owned())));
            continue;
        }
        match table.get_ref().as_table() {
            Some(keys) => {
                let found = one(name.get_ref(), keys, &mut wrong);
                all.insert(name.get_ref().to_string(), found);
            }
            None => {
                let title = format!("`env.{}` must be a table", name.get_ref());
                wrong.push(Wrong::At(title, table.span(), Some(format!("[env.{}]", name.get_ref()))));
            }
        }
    }
    (all, wrong)
}

fn one(name: &str, keys: &toml::de::DeTable<'_>, wrong: &mut Vec<Wrong>) -> Environment {
    let mut out = Environment::default();
    for (key, value) in keys {
        if let Err(one) = set(&mut out, key.get_ref(), key.span(), value.get_ref(), value.span()) {
            wrong.push(one);
        }
    }
    if out.url.is_some()
        && let Some((key, _)) = keys.get_key_value("url_env")
    {
        let title = format!("`url` and `url_env` both say where {name} is");
        let help = Some("keep one of them".to_owned());
        wrong.push(Wrong::At(title, key.span(), help));
    }
    out
}

fn set(out: &mut Environment, key: &str, at: Span, value: &DeValue<'_>, span: Span) -> Result<(), Wrong> {
    let must = |expected: &str| Wrong::At(format!("`{key}` must be {expected}"), span.clone(), None);
    let text = || value.as_str().filter(|text| !text.trim().is_empty());
    let number = || value.as_integer().and_then(|n| u32::from_str_radix(n.as_str(), n.radix()).ok());
    let time = || text().and_then(duration).ok_or_else(|| must("a time, e.g. \"30s\", \"500ms\" or \"5m\""));
    match key {
        "url" => {
            let url = text().ok_or_else(|| must("a URL, or a path such as \"@.data/app.db\""))?;
            if has_password(url) {
                let title = "`url` holds a password, and this file is committed".to_owned();
                let help =
                    "url_env = \"DATABASE_URL\"   # and the URL itself in a file that is not, such as .env";
                return Err(Wrong::At(title, span, Some(help.to_owned())));
            }
            out.url = Some(url.to_owned());
        }
        "url_env" => {
            let name = text().filter(|name| is_variable(name));
            out.url_env =
                Some(name.ok_or_else(|| must("the name of a variable, e.g. \"DATABASE_URL\""))?.into());
        }
        "pool_size" => {
            let size = number().filter(|n| *n > 0);
            out.pool_size = Some(size.ok_or_else(|| must("a number of connections, from 1"))?);
        }
        "max_risk" => out.max_risk = Some(risk(value).ok_or_else(|| must(crate::config::RISKS))?),
        "confirm" => out.confirm = Some(value.as_bool().ok_or_else(|| must("true or false"))?),
        "backup" => out.backup = Some(text().ok_or_else(|| must("the path of a folder"))?.into()),
        "lock_timeout" => out.lock_timeout = Some(time()?),
        "statement_timeout" => out.statement_timeout = Some(time()?),
        "ddl_lock_timeout" => out.ddl_lock_timeout = Some(time()?),
        "ddl_lock_retries" => {
            out.ddl_lock_retries = Some(number().ok_or_else(|| must("how often, from 0"))?);
        }
        _ => return Err(unknown_key(key, at, &KEYS)),
    }
    Ok(())
}

/// Whether it can be a part of a file's name.
fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

fn is_variable(name: &str) -> bool {
    let first = name.chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    first && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// Whether a URL brings its password along, before the host or among the parameters.
fn has_password(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (place, parameters) = rest.split_once('?').unwrap_or((rest, ""));
    let in_user = place.rsplit_once('@').is_some_and(|(user, _)| user.contains(':'));
    in_user || parameters.split('&').any(|p| p.split('=').next() == Some("password"))
}

/// `500ms`, `30s`, `5m` or `1h`.
fn duration(text: &str) -> Option<Duration> {
    let unit = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(unit);
    let number: u64 = number.parse().ok()?;
    match unit.trim() {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" | "min" => number.checked_mul(60).map(Duration::from_secs),
        "h" => number.checked_mul(3600).map(Duration::from_secs),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse;

    #[test]
    fn every_key_of_an_environment_is_read() {
        let config = parse(
            "[env.dev]\nurl = \"@.data/app.db\"\n[env.prod]\nurl_env = \"SHOP_URL\"\npool_size = 20\nmax_risk = \"Safe\"\n\
             confirm = true\nbackup = \"backups\"\nlock_timeout = \"500ms\"\nstatement_timeout = \"30s\"\n\
             ddl_lock_timeout = \"2m\"\nddl_lock_retries = 0\n[env.empty]\n",
        );
        let dev = Environment { url: Some("@.data/app.db".into()), ..Environment::default() };
        let prod = Environment {
            url: None,
            url_env: Some("SHOP_URL".into()),
            pool_size: Some(20),
            max_risk: Some(Risk::Safe),
            confirm: Some(true),
            backup: Some("backups".into()),
            lock_timeout: Some(Duration::from_millis(500)),
            statement_timeout: Some(Duration::from_secs(30)),
            ddl_lock_timeout: Some(Duration::from_secs(120)),
            ddl_lock_retries: Some(0),
        };
        let expected = [("dev", dev), ("empty", Environment::default()), ("prod", prod)];
        let expected: Environments = expected.into_iter().map(|(n, e)| (n.to_owned(), e)).collect();
        assert_eq!(config.map(|c| c.environments), Ok(expected));
    }

    #[test]
    fn mistakes_in_an_environment_are_shown_at_their_place() {
        for (text, title, help, line, column) in [
            ("env = 3", "must be tables", "[env.dev]", 1, 7),
            ("[env]\ndev = 3", "`env.dev` must be a table", "[env.dev]", 2, 7),
            ("[env.\"../x\"]", "no name of an environment", "a file's name", 1, 6),
            ("[env.dev]\nulr = \"x\"", "unknown key `ulr`", "did you mean `url`?", 2, 1),
            ("[env.dev]\nurl = \"\"", "`url` must be a URL", "", 2, 7),
            ("[env.dev]\nurl_env = \"postgres://h/d\"", "the name of a variable", "", 2, 11),
            ("[env.dev]\npool_size = 0", "a number of connections", "", 2, 13),
            ("[env.dev]\nmax_risk = \"huge\"", "\"safe\", \"medium\" or \"high\"", "", 2, 12),
            ("[env.dev]\nconfirm = \"yes\"", "true or false", "", 2, 11),
            ("[env.dev]\nlock_timeout = 5", "`lock_timeout` must be a time", "", 2, 16),
            ("[env.dev]\nlock_timeout = \"5 parsecs\"", "`lock_timeout` must be a time", "", 2, 16),
            ("[env.a]\nurl = \"sqlite://a\"\nurl_env = \"A\"", "both say where a is", "keep one", 3, 1),
            ("[env.a]\nurl = \"postgres://u:hunter2@h/d\"", "holds a password", "url_env = ", 2, 7),
            (
                "[env.a]\nurl = \"postgres://h/d?a=b&password=hunter2\"",
                "holds a password",
                "url_env = ",
                2,
                7,
            ),
        ] {
            let problems = parse(text).expect_err(text);
            assert_eq!(problems.len(), 1, "{text}");
            assert!(problems[0].title.contains(title), "{text}: {}", problems[0].title);
            assert!(problems[0].helps.join("").contains(help), "{text}: {:?}", problems[0].helps);
            let place = problems[0].place.as_ref().expect(text);
            assert!(!place.line.contains("hunter2"), "{text}");
            let at = place.position.expect(text);
            assert_eq!((at.line, at.column), (line, column), "{text}");
        }
        let problems = parse("[env.a]\nurl = 1\nconfirm = 2\n[env.b]\nnope = 3\n").expect_err("three");
        assert_eq!(problems.len(), 3, "every mistake at once");
    }
}
