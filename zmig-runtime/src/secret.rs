//! Texts that must not be seen: URLs with passwords in them.

use std::fmt;

/// A text that neither `Debug` nor an error shows, such as a database's URL with its password.
///
/// ```
/// let url = zmig_runtime::Secret::new("postgres://app:hunter2@db/shop");
/// assert_eq!(format!("{url:?}"), "Secret(…)");
/// assert_eq!(url.expose(), "postgres://app:hunter2@db/shop");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Hides a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself. Whoever asks for it takes care that it goes no further.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// A URL as it may be shown: without its password and without its parameters, which may hold one.
pub(crate) fn show_url(url: &str) -> String {
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let Some((scheme, rest)) = url.split_once("://") else {
        // Not of the form at all, so nobody knows where a password begins.
        return url.rsplit_once('@').map_or_else(|| url.to_owned(), |(_, host)| format!("***@{host}"));
    };
    // The last `@` ends the user's part: a password may hold others that should have been escaped.
    let Some((user, host)) = rest.rsplit_once('@') else { return url.to_owned() };
    match user.split_once(':') {
        Some((name, _)) => format!("{scheme}://{name}:***@{host}"),
        None => url.to_owned(),
    }
}

/// A message of another library without the URL's password, should it quote one.
pub(crate) fn hide_password(message: &str, url: &str) -> String {
    let user = url.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@')).map(|(user, _)| user);
    let mut message = message.to_owned();
    let parameters = url.split_once('?').map_or("", |(_, p)| p);
    let in_parameters = parameters.split('&').filter_map(|p| p.strip_prefix("password="));
    let in_user = user.and_then(|u| u.split_once(':')).map(|(_, password)| password);
    for password in in_user.into_iter().chain(in_parameters).filter(|p| !p.is_empty()) {
        message = message.replace(password, "***");
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        for (url, shown) in [
            ("postgres://app:hunter2@db:5432/shop?sslmode=off", "postgres://app:***@db:5432/shop"),
            ("postgres://app:p@ss:w@db/shop", "postgres://app:***@db/shop"),
            ("postgres://app@db/shop?password=hunter2", "postgres://app@db/shop"),
            ("sqlite://app.db?mode=rwc", "sqlite://app.db"),
            ("app.db", "app.db"),
            ("postgres//app:hunter2@db/shop", "***@db/shop"),
        ] {
            assert_eq!(show_url(url), shown);
        }
        let url = "postgres://app:hunter2@db/shop?password=other";
        assert_eq!(hide_password("bad `hunter2` and other", url), "bad `***` and ***");
    }
}
