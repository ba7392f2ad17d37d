//! What stops a run before it begins.

use crate::introspect::matches;
use crate::operation::OperationKind;
use crate::preview::Preview;
use crate::set::Set;
use crate::strategy::Strategy;
use crate::{Error, RunOptions};
use std::collections::BTreeSet;
use std::fmt;
use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use zmig_core::{Change, Manifest, Risk};

/// What a run may do, as its options say. Nothing of it is looked at where there is nothing to do.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gates {
    pub(crate) max_risk: Option<Risk>,
    pub(crate) data_loss_protection: bool,
    pub(crate) include_tables: Vec<String>,
    pub(crate) exclude_tables: Vec<String>,
    pub(crate) exclude_operations: BTreeSet<OperationKind>,
    pub(crate) require_confirmation: bool,
    pub(crate) auto_confirm: bool,
    pub(crate) confirm_with: Option<Confirm>,
    pub(crate) dry_run: bool,
    pub(crate) strategy: Option<Arc<dyn Strategy>>,
    #[cfg(feature = "verify")]
    pub(crate) validate_after: bool,
}

/// Asks somebody.
#[derive(Clone)]
pub(crate) struct Confirm(pub(crate) Arc<dyn Fn(&Preview) -> bool + Send + Sync>);

impl fmt::Debug for Confirm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a function")
    }
}

impl Gates {
    /// Whether a run needs a preview at all.
    pub(crate) fn ask_for_preview(&self) -> bool {
        self.max_risk.is_some()
            || self.data_loss_protection
            || self.asks()
            || self.dry_run
            || self.strategy.is_some()
    }

    fn asks(&self) -> bool {
        (self.require_confirmation || self.confirm_with.is_some()) && !self.auto_confirm
    }

    /// Whether some migrations are to be left out.
    fn select(&self) -> bool {
        !self.include_tables.is_empty()
            || !self.exclude_tables.is_empty()
            || !self.exclude_operations.is_empty()
    }

    /// Those of `todo` that the options do not leave out, and a line for each that they do. What needs one that is left
    /// out is left out too.
    pub(crate) fn keep(&self, set: &Set, todo: Vec<usize>) -> (Vec<usize>, Vec<String>) {
        let (mut kept, mut lines) = (Vec::new(), Vec::new());
        if !self.select() {
            return (todo, lines);
        }
        let mut out: BTreeSet<&str> = BTreeSet::new();
        for i in todo {
            let m = set.all[i].migration;
            let needed = m.parent.iter().chain(m.depends_on).find(|n| out.contains(**n));
            let why = match needed {
                Some(other) => Some(format!("it needs {other}")),
                None => self.leaves_out(m.manifest),
            };
            match why {
                Some(why) => {
                    out.insert(m.name);
                    out.extend(m.replaces.iter().map(|r| r.name));
                    lines.push(format!("{} is left out: {why}", m.name));
                }
                None => kept.push(i),
            }
        }
        (kept, lines)
    }

    fn leaves_out(&self, manifest: &str) -> Option<String> {
        let changes = Manifest::parse(manifest).map(|m| m.changes).unwrap_or_default();
        changes.iter().find_map(|change| {
            let kind = OperationKind::of(change);
            if self.exclude_operations.contains(&kind) {
                return Some(format!("{kind} is excluded ({})", change.summary()));
            }
            let table = tables(change).find(|t| !self.takes(t))?;
            Some(format!("the table {table} is excluded"))
        })
    }

    fn takes(&self, table: &str) -> bool {
        let any = |patterns: &[String]| patterns.iter().any(|p| matches(p, table));
        (self.include_tables.is_empty() || any(&self.include_tables)) && !any(&self.exclude_tables)
    }

    /// Whether a run may do what a preview shows.
    ///
    /// # Errors
    /// When it may not, with all that stands against it.
    pub(crate) fn pass(&self, preview: &Preview) -> Result<(), Error> {
        let mut objections = Vec::new();
        for migration in &preview.migrations {
            let name = &migration.name;
            if let Some(max) = self.max_risk.filter(|max| migration.risk > *max) {
                let mut reasons: Vec<&str> = Vec::new();
                for hazard in migration.hazards.iter().filter(|h| h.risk > max) {
                    reasons.extend(hazard.reasons.iter().map(String::as_str));
                }
                reasons.dedup();
                let why =
                    if reasons.is_empty() { String::new() } else { format!(": {}", reasons.join("; ")) };
                objections.push(format!(
                    "{name} is of risk {}{why}\n    = help: {max} is allowed at most; allow it with `max_risk(Risk::{:?})` (--max-risk {})",
                    migration.risk,
                    migration.risk,
                    migration.risk.to_string().to_lowercase()
                ));
            }
            let lost: Vec<&str> =
                migration.hazards.iter().flat_map(|h| &h.loses).map(String::as_str).collect();
            if self.data_loss_protection && !lost.is_empty() {
                objections.push(format!(
                    "{name} loses data: {}\n    = help: the run protects data; without `data_loss_protection` it is applied",
                    lost.join("; ")
                ));
            }
            if let Some(Err(why)) = self.strategy.as_ref().map(|s| s.approve(migration)) {
                objections.push(format!("{name} is not approved: {why}"));
            }
        }
        if objections.is_empty() { Ok(()) } else { Err(Error::Gated { objections }) }
    }

    /// Has somebody say yes, where that is asked for.
    ///
    /// # Errors
    /// When nobody does.
    pub(crate) fn confirm(&self, preview: &Preview) -> Result<(), Error> {
        if !self.asks() {
            return Ok(());
        }
        let yes = match &self.confirm_with {
            Some(Confirm(ask)) => ask(preview),
            None => ask_on_terminal(preview)?,
        };
        if yes { Ok(()) } else { Err(Error::NotConfirmed { reason: "the answer was no".to_owned() }) }
    }
}

/// Shows a preview and reads the answer.
fn ask_on_terminal(preview: &Preview) -> Result<bool, Error> {
    let nobody = |reason: &str| Error::NotConfirmed { reason: reason.to_owned() };
    if !std::io::stdin().is_terminal() {
        return Err(nobody("nobody is at the terminal to say yes"));
    }
    let mut out = std::io::stderr();
    write!(out, "{preview}\n\nApply these changes? [y/N] ")
        .and_then(|()| out.flush())
        .map_err(|e| nobody(&format!("the question cannot be shown: {e}")))?;
    let mut answer = String::new();
    std::io::stdin()
        .read_line(&mut answer)
        .map_err(|e| nobody(&format!("the answer cannot be read: {e}")))?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// The tables that a change is about.
fn tables(change: &Change) -> impl Iterator<Item = &str> {
    let to = match change {
        Change::RenameTable { to, .. } => Some(to.as_str()),
        _ => None,
    };
    change.table().into_iter().chain(to)
}

impl RunOptions {
    /// The same without gates.
    pub(crate) fn ungated(&self) -> Self {
        Self { gates: Gates::default(), ..self.clone() }
    }

    /// Refuses the whole run where a migration is of a greater risk.
    pub fn max_risk(mut self, risk: Risk) -> Self {
        self.gates.max_risk = Some(risk);
        self
    }

    /// Refuses the whole run where a migration deletes or changes what is stored.
    pub fn data_loss_protection(mut self, on: bool) -> Self {
        self.gates.data_loss_protection = on;
        self
    }

    /// Applies migrations that are about this table, and no others that are not about an included table as well. A `*`
    /// stands for any characters.
    pub fn include_table(mut self, table: impl Into<String>) -> Self {
        self.gates.include_tables.push(table.into());
        self
    }

    /// Leaves out migrations that are about this table, and what needs them; the report says which. A `*` stands for any
    /// characters.
    pub fn exclude_table(mut self, table: impl Into<String>) -> Self {
        self.gates.exclude_tables.push(table.into());
        self
    }

    /// Leaves out migrations that hold an operation of this kind, and what needs them; the report says which.
    pub fn exclude_operation(mut self, operation: OperationKind) -> Self {
        self.gates.exclude_operations.insert(operation);
        self
    }

    /// Shows on the terminal what would be done, and asks. Where nobody is there to answer, nothing is done.
    pub fn require_confirmation(mut self, on: bool) -> Self {
        self.gates.require_confirmation = on;
        self
    }

    /// Takes yes for the answer: for programs that nobody watches, where confirmation is required elsewhere.
    pub fn auto_confirm(mut self, on: bool) -> Self {
        self.gates.auto_confirm = on;
        self
    }

    /// Asks a function of the application instead of the terminal.
    ///
    /// ```
    /// use zmig_runtime::{Risk, RunOptions};
    ///
    /// let options = RunOptions::default().confirm_with(|preview| preview.assessment.risk < Risk::High);
    /// # let _ = options;
    /// ```
    pub fn confirm_with(mut self, ask: impl Fn(&crate::Preview) -> bool + Send + Sync + 'static) -> Self {
        self.gates.confirm_with = Some(Confirm(Arc::new(ask)));
        self
    }

    /// Says in the report what would be done, and does nothing.
    pub fn dry_run(mut self, on: bool) -> Self {
        self.gates.dry_run = on;
        self
    }

    /// Compares the database with what the migrations promise once they are applied. What is committed stays; the error names
    /// every difference. PostgreSQL: the user needs the right to create a scratch database.
    #[cfg(feature = "verify")]
    pub fn validate_after(mut self, on: bool) -> Self {
        self.gates.validate_after = on;
        self
    }

    /// Has the application's own code decide.
    pub fn strategy(mut self, strategy: impl Strategy + 'static) -> Self {
        self.gates.strategy = Some(Arc::new(strategy));
        self
    }
}
