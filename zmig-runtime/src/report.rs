//! What a run did.

use crate::Preview;
use serde::Serialize;
use std::fmt;
use std::time::Duration;
use zmig_core::Dialect;

/// What a run did. Prints as lines for people, serialises for machines.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The kind of database.
    pub dialect: Dialect,
    /// What was applied, in order.
    pub applied: Vec<Migrated>,
    /// What was recorded as applied without being run, in order.
    pub recorded: Vec<Migrated>,
    /// What was taken back, in order.
    pub rolled_back: Vec<Migrated>,
    /// Migrations that the database has and the program does not know.
    pub ahead: Vec<String>,
    /// The backup that was made before anything was changed.
    #[cfg(feature = "backup")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup: Option<crate::Backup>,
    /// What would be done, where nothing is to be done: a dry run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preview: Option<Preview>,
    /// What the operator should know although nothing failed.
    pub warnings: Vec<String>,
    /// How long all of it took, in milliseconds, waiting included.
    #[serde(rename = "elapsed_ms", serialize_with = "milliseconds")]
    pub elapsed: Duration,
}

/// A migration that was run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Migrated {
    /// Its name.
    pub name: String,
    /// Its schema.
    pub schema: String,
    /// The version before.
    pub from: Option<String>,
    /// The version after.
    pub to: Option<String>,
    /// Whether its guard said no, so that it was recorded and not run.
    pub skipped: bool,
    /// How long it took, in milliseconds.
    #[serde(rename = "elapsed_ms", serialize_with = "milliseconds")]
    pub elapsed: Duration,
}

pub(crate) fn milliseconds<S: serde::Serializer>(
    duration: &Duration,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX))
}

impl Report {
    pub(crate) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            applied: Vec::new(),
            recorded: Vec::new(),
            rolled_back: Vec::new(),
            ahead: Vec::new(),
            #[cfg(feature = "backup")]
            backup: None,
            preview: None,
            warnings: Vec::new(),
            elapsed: Duration::ZERO,
        }
    }

    /// Whether there was nothing to do.
    pub fn is_up_to_date(&self) -> bool {
        self.applied.is_empty() && self.recorded.is_empty() && self.rolled_back.is_empty()
    }

    #[cfg(feature = "backup")]
    pub(crate) fn set_backup(&mut self, made: Option<crate::Backup>) {
        self.backup = made.or_else(|| self.backup.take());
    }

    pub(crate) fn set_ahead(&mut self, ahead: Vec<String>) {
        if !ahead.is_empty() {
            let names = crate::error::list(&ahead);
            self.warnings = vec![format!(
                "the database is ahead of this program: it has {names}, which the program does not know"
            )];
        }
        self.ahead = ahead;
    }
}

impl Report {
    /// The same as it prints, without the migrations that were told one by one when they were committed.
    #[cfg(feature = "cli")]
    pub(crate) fn summary(&self) -> String {
        Summary(self).to_string()
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, told: bool) -> fmt::Result {
        if let Some(preview) = &self.preview {
            write!(f, "{preview}\nnothing was applied: this was a dry run")?;
        } else if self.is_up_to_date() {
            f.write_str("up to date: nothing to do")?;
        }
        for (verb, list, so) in [
            ("applied", &self.applied, ""),
            ("recorded", &self.recorded, " as applied"),
            ("rolled back", &self.rolled_back, ""),
        ] {
            if list.is_empty() {
                continue;
            }
            let plural = if list.len() == 1 { "migration" } else { "migrations" };
            write!(f, "{verb} {} {plural}{so} in {}", list.len(), Time(self.elapsed))?;
            if told && !std::ptr::eq(list, &self.recorded) {
                continue;
            }
            let width = list.iter().map(|m| m.name.len()).max().unwrap_or(0);
            for migrated in list {
                write!(f, "\n  {:width$}  {migrated}", migrated.name)?;
            }
        }
        #[cfg(feature = "backup")]
        if let Some(backup) = &self.backup {
            write!(f, "\nbackup: {}", backup.path.display())?;
        }
        for warning in &self.warnings {
            write!(f, "\nwarning: {warning}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, false)
    }
}

#[cfg(feature = "cli")]
struct Summary<'a>(&'a Report);

#[cfg(feature = "cli")]
impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, true)
    }
}

impl fmt::Display for Migrated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nothing = "nothing".to_owned();
        write!(f, "{}", self.schema)?;
        // What is no migration of a schema leads from no version to another.
        if self.from.is_some() || self.to.is_some() {
            write!(
                f,
                " {} -> {}",
                self.from.as_ref().unwrap_or(&nothing),
                self.to.as_ref().unwrap_or(&nothing)
            )?;
        }
        write!(f, "  {}", Time(self.elapsed))?;
        if self.skipped {
            f.write_str("  skipped: its guard says no")?;
        }
        Ok(())
    }
}

pub(crate) struct Time(pub(crate) Duration);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_millis() {
            0 => f.write_str("under 1 ms"),
            ms @ 1..=9_999 => write!(f, "{ms} ms"),
            _ => write!(f, "{:.1} s", self.0.as_secs_f64()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_reads_well() {
        let mut report = Report::new(Dialect::Sqlite);
        assert_eq!(report.to_string(), "up to date: nothing to do");
        report.elapsed = Duration::from_millis(12_340);
        report.set_ahead(vec!["9_x".into()]);
        report.applied.push(Migrated {
            name: "1_users_v1".into(),
            schema: "users".into(),
            from: None,
            to: Some("v1".into()),
            skipped: true,
            elapsed: Duration::from_micros(10),
        });
        assert_eq!(
            report.to_string(),
            "applied 1 migration in 12.3 s\n  1_users_v1  users nothing -> v1  under 1 ms  skipped: its guard says no\n\
             warning: the database is ahead of this program: it has 9_x, which the program does not know"
        );
        let json = serde_json::to_value(&report).expect("plain data");
        assert_eq!(json["elapsed_ms"], 12_340);
        assert_eq!(json["dialect"], "sqlite");
    }
}
