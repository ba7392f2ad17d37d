//! What a difference must satisfy before it becomes a migration: an enabled schema, a new version that is large enough, a
//! risk that is allowed.

use super::lint;
use super::wanted::{Wanted, blocked};
use crate::diagnostic::Diagnostic;
use crate::project::Sources;
use crate::settings::Settings;
use crate::source::{Meta, SourceId, version_position};
use zmig_core::{Change, DataTypeChange, Manifest, Map, Part, Snapshot, Version, VersionError};

/// The versions of the schemas that change, old and new.
pub(crate) type Versions = Map<String, (Option<Version>, Version)>;

/// Decides whether the changes may become migrations.
///
/// # Errors
/// Every schema that may not, with its changes and the line to paste.
pub(crate) fn versions(
    settings: &Settings,
    sources: &Sources,
    wanted: &Wanted,
    snapshot: &Snapshot,
    earlier: &dyn Fn(&str) -> Vec<String>,
    parts: &[Part],
) -> Result<Versions, Vec<Diagnostic>> {
    let mut changes: Map<&str, (Vec<&Change>, Option<DataTypeChange>)> = Map::new();
    for part in parts {
        let (changes, moved) = changes.or_default(&part.schema);
        changes.extend(&part.changes);
        *moved = moved.or(part.data_type);
    }
    let (mut out, mut problems) = (Versions::new(), Vec::new());
    for (schema, (changes, moved)) in changes {
        let from = snapshot.schemas.get(schema).map(|s| s.version.as_str());
        let gate = Gate { settings, sources, wanted, schema, changes: &changes, moved, from };
        match gate.check(wanted.merged.schemas.get(schema), &earlier(schema)) {
            Ok((old, new)) => {
                out.insert(schema.to_owned(), (old, new));
            }
            Err(diagnostic) => problems.push(diagnostic),
        }
    }
    if problems.is_empty() { Ok(out) } else { Err(problems) }
}

/// The versions that the manifests of a schema lead to.
pub(crate) fn earlier<'a>(manifests: &'a [Manifest]) -> impl Fn(&str) -> Vec<String> + 'a {
    |schema| manifests.iter().filter(|m| m.schema == schema).map(|m| m.to.clone()).collect()
}

struct Gate<'a> {
    settings: &'a Settings,
    sources: &'a Sources,
    wanted: &'a Wanted,
    schema: &'a str,
    changes: &'a [&'a Change],
    moved: Option<DataTypeChange>,
    from: Option<&'a str>,
}

impl Gate<'_> {
    fn check(
        &self,
        meta: Option<&(SourceId, Meta)>,
        earlier: &[String],
    ) -> Result<(Option<Version>, Version), Diagnostic> {
        let Some((id, meta)) = meta else {
            let title = format!("{} changes, and no source says its version", self.schema);
            return Err(self.list(Diagnostic::new(title)).help("zMigrationVersion: v1.0.0"));
        };
        let (file, text) = self.sources.text(self.settings, *id).unwrap_or_default();
        if !meta.enabled {
            return Err(self.blocked(&file, meta));
        }
        let breaking = self.changes.iter().any(|c| c.is_breaking());
        let at = |title: String, label: &str| {
            let position = version_position(&file, &text, self.schema);
            Diagnostic::new(title).at(&file, &text, position, label)
        };
        let Some(written) = &meta.version else {
            let title = format!("{} has no version", self.schema);
            return Err(self.suggest(self.list(at(title, "")), &file, None, breaking));
        };
        let new = Version::parse(written).map_err(|e| at(e.to_string(), ""))?;
        let old = match self.from {
            None => None,
            // It was a version when it was written.
            Some(from) => Some(Version::parse(from).map_err(|e| at(e.to_string(), ""))?),
        };
        if let Some(old) = &old
            && let Err(error) = new.follows(old, breaking)
        {
            let (title, label) = self.explain(&error);
            return Err(self.suggest(self.list(at(title, label)), &file, Some(old), breaking));
        }
        if let Some(used) = earlier.iter().find(|e| is_same(&new, e)) {
            let title = format!("{} had the version {used} before", self.schema);
            let diagnostic = self.list(at(title, "every version is used once"));
            return Err(self.suggest(diagnostic, &file, old.as_ref(), breaking));
        }
        self.check_risk(&file, &at)?;
        Ok((old, new))
    }

    fn explain(&self, error: &VersionError) -> (String, &'static str) {
        let schema = self.schema;
        match error {
            VersionError::Stays(version) => (
                format!("{schema} changed, and its version is still {version}"),
                "a change of the schema needs a new version",
            ),
            VersionError::TooSmall { .. } => {
                (format!("the version of {schema} is too small a step: {error}"), "a breaking change")
            }
            other => (format!("{schema} changed: {other}"), "a change of the schema needs a later version"),
        }
    }

    /// Every change, a line each; those that break are marked.
    fn list(&self, diagnostic: Diagnostic) -> Diagnostic {
        let moved = self.moved.and_then(DataTypeChange::summary);
        let diagnostic = moved.into_iter().fold(diagnostic, Diagnostic::note);
        self.changes.iter().fold(diagnostic, |d, change| {
            let mark = if change.is_breaking() { " (breaking)" } else { "" };
            d.note(format!("{}{mark}", change.summary()))
        })
    }

    fn suggest(
        &self,
        diagnostic: Diagnostic,
        file: &str,
        old: Option<&Version>,
        breaking: bool,
    ) -> Diagnostic {
        let line = |version: &str| {
            if file.ends_with(".rs") {
                format!("version = \"{version}\"")
            } else {
                format!("zMigrationVersion: {version}")
            }
        };
        let today = self.settings.now.date();
        match old {
            None => diagnostic.help(line("v1.0.0")),
            Some(old) => match old.next(Version::bump_for(breaking), &today) {
                Some(next) => diagnostic.help(line(next.as_str())),
                None => diagnostic.help(format!("give it a version that {} never had", self.schema)),
            },
        }
    }

    fn blocked(&self, file: &str, meta: &Meta) -> Diagnostic {
        let old = self.from.and_then(|from| Version::parse(from).ok());
        let breaking = self.changes.iter().any(|c| c.is_breaking());
        let next = old.and_then(|o| o.next(Version::bump_for(breaking), &self.settings.now.date()));
        let mut out = self.list(blocked(file));
        if let (Some(next), Some(last)) = (next, out.helps.last_mut()) {
            *last = format!("  zMigrationVersion: {next}");
        }
        if meta.version.is_some() {
            out = out.note("it has a version already: that line is to be replaced");
        }
        out
    }

    fn check_risk(&self, file: &str, at: &dyn Fn(String, &str) -> Diagnostic) -> Result<(), Diagnostic> {
        let Some(max) = self.settings.max_risk else { return Ok(()) };
        let codes = |change: &Change| lint::codes_of_risk(self.settings, self.wanted, change);
        let allowed = lint::accepted(self.sources);
        let allowed = allowed.get(self.schema);
        let is_accepted = |codes: &lint::Codes| {
            !codes.is_empty() && allowed.is_some_and(|allowed| codes.is_subset(allowed))
        };
        let risky: Vec<&&Change> = self.changes.iter().filter(|c| c.risk() > max).collect();
        let refused = risky.iter().filter(|c| !is_accepted(&codes(c))).collect::<Vec<_>>();
        if refused.is_empty() {
            return Ok(());
        }
        let title = format!("{} has changes of a greater risk than `max_risk` allows", self.schema);
        let line = |c: &Change| format!("{} ({}: {})", c.summary(), word(c.risk()), c.risk_reason());
        let out = refused.iter().fold(at(title, ""), |d, c| d.note(line(c)));
        // One line replaces the one that is there, so it names what that one accepts too.
        let all = risky.iter().flat_map(|c| codes(c)).collect();
        let allow = lint::allow_line(&all, file.ends_with(".rs"));
        Err(out
            .help(format!("take them back, or accept them for this version: {allow}"))
            .help(format!("or set `max_risk` in zmig.toml, which is {} now", word(max))))
    }
}

fn word(risk: zmig_core::Risk) -> &'static str {
    match risk {
        zmig_core::Risk::Safe => "safe",
        zmig_core::Risk::Medium => "medium",
        zmig_core::Risk::High => "high",
    }
}

/// Whether two versions are one, in whatever form they are written.
fn is_same(new: &Version, earlier: &str) -> bool {
    new.as_str() == earlier
        || Version::parse(earlier)
            .is_ok_and(|old| matches!(new.follows(&old, false), Err(VersionError::Stays(_))))
}
