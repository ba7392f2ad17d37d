//! The files of a migration, as text.

mod by_hand;
mod frame;

pub use by_hand::{ByHand, by_hand_name, render_by_hand};

use crate::dialect::step::one_line;
use crate::{
    Change, Checksum, DataTypeChange, Dialect, Hazard, Hook, HookMoment, Hooks, Manifest, ManifestDialect,
    Plan, PlanError, PlanOptions, Replaced, Reversibility, Risk, SQL_FORMAT, Schema, SchemaName, Snapshot,
    Stamp, Step, Transaction, Version, VersionError, Ways,
};
use std::collections::BTreeMap;

/// A migration that is not written yet.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// When; becomes the first part of its name.
    pub stamp: Stamp,
    /// The name of the schema's previous migration.
    pub parent: Option<String>,
    /// The names of the migrations of other schemas that it builds on.
    pub depends_on: Vec<String>,
    /// The migrations that it stands for.
    pub replaces: Vec<Replaced>,
    /// The schema.
    pub schema: SchemaName,
    /// The version that it starts from; none for the first.
    pub from: Option<Version>,
    /// The version that it leads to.
    pub to: Version,
    /// Where the schema's data is from then on; none where that is what the migrations before it say.
    pub data_type: Option<DataTypeChange>,
    /// Which part of how many.
    pub part: (u32, u32),
    /// What its author notes, for the history.
    pub notes: Option<String>,
    /// What runs beside it.
    pub hooks: Hooks,
    /// The schema of the whole project before it.
    pub old: &'a Schema,
    /// What it changes.
    pub changes: &'a [Change],
    /// What it is written in.
    pub dialects: &'a [Dialect],
    /// Choices in planning.
    pub options: &'a PlanOptions,
}

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedFile {
    /// Relative to the migrations' folder, with `/`.
    pub path: String,
    /// Its text, LF line ends.
    pub text: String,
}

/// The SQL files of a migration, and last its manifest; and the manifest as a value. The same draft gives the same bytes.
///
/// # Errors
/// When the changes have no SQL in one of the dialects.
pub fn render(draft: &Draft<'_>) -> Result<(Vec<RenderedFile>, Manifest), PlanError> {
    let new = crate::apply_all(draft.old, draft.changes)?;
    let name = draft.name();
    let mut files = Vec::new();
    let mut dialects = BTreeMap::new();
    for &dialect in draft.dialects {
        let Ways { up, down, reversibility } =
            crate::ways(draft.old, draft.changes, dialect, draft.options, draft.stamp)?;
        let mut write = |plan: &Plan, is_up: bool| -> Result<Checksum, PlanError> {
            let mut remarks = vec![draft.headline(is_up)];
            remarks.extend(draft.notes.clone().filter(|_| is_up));
            let text = text(&name, &remarks, draft.move_lines(is_up), plan, is_up, &draft.hooks)?;
            let checksum = Checksum::of(&text);
            files.push(RenderedFile { path: Manifest::sql_path(&name, dialect, is_up), text });
            Ok(checksum)
        };
        let runs = |moment: &HookMoment| match draft.hooks.get(moment) {
            Some(Hook::Function(_)) => true,
            Some(hook) => hook.sql(dialect).is_some(),
            None => false,
        };
        let hooks = HookMoment::ALL.into_iter().filter(|m| m.is_up() && runs(m));
        let hooks = hooks.map(|moment| hook_hazard(&draft.hooks, moment));
        let manifest = ManifestDialect {
            up: write(&up, true)?,
            down: write(&down, false)?,
            risk: hooks.clone().map(|h| h.risk).max().unwrap_or(Risk::Safe).max(up.risk()),
            reversibility: hooks
                .map(|h| h.down)
                .chain(draft.move_hazard().map(|h| h.down))
                .max()
                .unwrap_or(Reversibility::Exact)
                .max(reversibility),
            transaction: up.transaction(),
        };
        dialects.insert(dialect, manifest);
    }
    let manifest = draft.manifest(name, &new, dialects);
    files.push(RenderedFile { path: format!("{}.json", manifest.name), text: manifest.to_text() });
    Ok((files, manifest))
}

impl<'a> Draft<'a> {
    /// A migration that is written already, to be written once more: on the schema before it, in these dialects.
    ///
    /// # Errors
    /// When its manifest bears a version that is none.
    pub fn of(
        manifest: &'a Manifest,
        old: &'a Schema,
        dialects: &'a [Dialect],
        options: &'a PlanOptions,
    ) -> Result<Self, VersionError> {
        Ok(Self {
            stamp: manifest.id,
            parent: manifest.parent.clone(),
            depends_on: manifest.depends_on.clone(),
            replaces: manifest.replaces.clone(),
            schema: manifest.schema.clone(),
            from: manifest.from.as_deref().map(Version::parse).transpose()?,
            to: Version::parse(&manifest.to)?,
            data_type: manifest.data_type,
            part: (manifest.part, manifest.parts),
            notes: manifest.notes.clone(),
            hooks: manifest.hooks.clone(),
            old,
            changes: &manifest.changes,
            dialects,
            options,
        })
    }

    /// `20251220120000_users_v1_1_0`, with `_2` and so on from the second part of a version, and `_baseline` where it stands
    /// for others.
    fn name(&self) -> String {
        let name = format!("{}_{}_{}", self.stamp, slug(&self.schema), self.to.slug());
        // It bears the stamp of one that it replaces, and perhaps its version.
        let name = if self.replaces.is_empty() { name } else { format!("{name}_baseline") };
        if self.part.0 > 1 { format!("{name}_{}", self.part.0) } else { name }
    }

    fn manifest(&self, name: String, new: &Schema, dialects: BTreeMap<Dialect, ManifestDialect>) -> Manifest {
        let mut depends_on = self.depends_on.clone();
        depends_on.sort();
        Manifest {
            format: Manifest::format_for(&self.replaces, self.data_type),
            id: self.stamp,
            name,
            parent: self.parent.clone(),
            depends_on,
            replaces: self.replaces.clone(),
            schema: self.schema.clone(),
            from: self.from.as_ref().map(|v| v.as_str().to_owned()),
            to: self.to.as_str().to_owned(),
            data_type: self.data_type,
            part: self.part.0,
            parts: self.part.1,
            schema_hash: Snapshot::schema_hash(new, &self.schema),
            summary: self
                .data_type
                .and_then(DataTypeChange::summary)
                .into_iter()
                .chain(self.changes.iter().map(|c| one_line(&c.summary())))
                .collect(),
            notes: self.notes.clone(),
            guard: None,
            hooks: self.hooks.clone(),
            dialects,
            changes: self.changes.to_vec(),
        }
    }

    /// The step that says that the data moves. No SQL can do that: the runner does, and other tools pass over it.
    fn move_lines(&self, up: bool) -> Vec<String> {
        let Some(title) = self.data_type.and_then(DataTypeChange::summary) else { return Vec::new() };
        let (title, remark) = match up {
            true => {
                (title, "The tables stay as they are. No SQL moves rows to another place: zmig moves them.")
            }
            false => {
                ("leave the data where it is".into(), "No rows move back. The old place has those of before.")
            }
        };
        let hazard = self.move_hazard().filter(|_| up).as_ref().and_then(hazard_line);
        let step = [String::new(), format!("-- zmig:step {title}")];
        step.into_iter().chain(hazard).chain([format!("-- {remark}")]).collect()
    }

    /// What a move may hurt: nothing on its way, and its way back brings no rows.
    fn move_hazard(&self) -> Option<Hazard> {
        self.data_type?.moves()?;
        Some(Hazard { down: Reversibility::StructureOnly, ..Hazard::none() })
    }

    /// What the file does, for people.
    fn headline(&self, up: bool) -> String {
        let start = self.from.as_ref().map_or("nothing", Version::as_str);
        let (from, to) = if up { (start, self.to.as_str()) } else { (self.to.as_str(), start) };
        let part = match self.part {
            (_, 0 | 1) => String::new(),
            (part, parts) => format!(", part {part} of {parts}"),
        };
        format!("{} {from} -> {to}{part}", self.schema)
    }
}

/// A schema's name as a part of a file's.
fn slug(schema: &str) -> String {
    let bare = schema.strip_prefix("zSchema.").unwrap_or(schema);
    bare.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect()
}

/// The text of one SQL file: the plan's steps under the migration's name and some remarks, a line each.
///
/// # Errors
/// When a text in it cannot be told from the lines that mark the steps.
pub fn sql_text(name: &str, remarks: &[String], plan: &Plan, up: bool) -> Result<String, PlanError> {
    text(name, remarks, Vec::new(), plan, up, &Hooks::new())
}

fn text(
    name: &str,
    remarks: &[String],
    own: Vec<String>,
    plan: &Plan,
    up: bool,
    hooks: &Hooks,
) -> Result<String, PlanError> {
    let framed = needs_frame(plan);
    let mut lines = Vec::new();
    if framed || plan.transaction() == Transaction::None {
        lines.push("-- no-transaction".to_owned());
    }
    let direction = if up { "up" } else { "down" };
    lines.push(format!("-- zmig:file {SQL_FORMAT} {direction} {} {name}", plan.dialect));
    if plan.transaction() == Transaction::Own {
        lines.push("-- zmig:own-transaction".into());
    }
    if framed {
        lines.push("-- zmig:foreign-keys-off".into());
    }
    lines.extend(remarks.iter().map(|remark| format!("-- {}", one_line(remark))));
    if framed {
        lines.extend(frame::before());
    }
    let (first, last) = match up {
        true => (HookMoment::BeforeMigrate, Some(HookMoment::AfterMigrate)),
        false => (HookMoment::OnRollback, None),
    };
    lines.extend(hook_lines(hooks, first, plan.dialect)?);
    lines.extend(own);
    for step in &plan.steps {
        lines.push(String::new());
        lines.extend(step_lines(step, plan.dialect)?);
    }
    if let Some(last) = last {
        lines.extend(hook_lines(hooks, last, plan.dialect)?);
    }
    if framed {
        lines.extend(frame::after(plan));
    }
    Ok(lines.join("\n") + "\n")
}

/// Whether foreign keys must be off, which only works outside a transaction: where SQLite copies a table, and where
/// tables go that refer to each other.
fn needs_frame(plan: &Plan) -> bool {
    let drops_key = |s: &Step| s.changes.iter().any(|c| matches!(c, Change::DropForeignKey { .. }));
    plan.dialect == Dialect::Sqlite && plan.steps.iter().any(|s| s.rebuilds.is_some() || drops_key(s))
}

fn step_lines(step: &Step, dialect: Dialect) -> Result<Vec<String>, PlanError> {
    let mut lines = vec![format!("-- zmig:step {}", one_line(&step.title))];
    lines.extend(hazard_line(&step.hazard));
    if let Some(table) = &step.rebuilds {
        lines.push(format!("-- zmig:rebuilds {}", one_line(table)));
    }
    for check in &step.checks {
        // Two strings, which serde_json always writes, on one line.
        let json = serde_json::to_string(check).unwrap_or_default();
        lines.push(format!("-- zmig:check {json}"));
    }
    if let Some(probe) = &step.probe {
        lines.push(format!("-- zmig:probe {}", one_line(probe)));
    }
    for statement in &step.sql {
        refuse_marks(statement, &step.title, dialect)?;
        lines.push(format!("{statement};"));
    }
    Ok(lines)
}

/// A hook as a step of its own; nothing where the dialect has none at that moment.
fn hook_lines(hooks: &Hooks, moment: HookMoment, dialect: Dialect) -> Result<Vec<String>, PlanError> {
    let title = format!("hook {}", moment.name());
    let Some(hook) = hooks.get(&moment) else { return Ok(Vec::new()) };
    let body = match hook {
        Hook::Function(name) => format!("-- zmig:call {}", one_line(name)),
        _ => {
            let Some(sql) = hook.sql(dialect) else { return Ok(Vec::new()) };
            refuse_marks(sql, &title, dialect)?;
            let sql = sql.trim().trim_end_matches(';').trim_end();
            // On a line of its own the semicolon is in no remark.
            let end =
                if sql.lines().next_back().is_some_and(|line| line.contains("--")) { "\n;" } else { ";" };
            format!("{sql}{end}")
        }
    };
    let hazard = hazard_line(&hook_hazard(hooks, moment));
    Ok([String::new(), format!("-- zmig:step {title}")].into_iter().chain(hazard).chain([body]).collect())
}

/// What is known of a hook: nothing, but for whether its author wrote a way back.
fn hook_hazard(hooks: &Hooks, moment: HookMoment) -> Hazard {
    let down = match hooks.contains_key(&HookMoment::OnRollback) {
        true => Reversibility::Exact,
        false => Reversibility::StructureOnly,
    };
    Hazard::unknown(&format!("the hook {}", moment.name()), down)
}

fn hazard_line(hazard: &Hazard) -> Option<String> {
    let json = || serde_json::to_string(hazard).unwrap_or_default();
    (!hazard.is_none()).then(|| format!("-- zmig:hazard {}", json()))
}

/// Refuses a text in which a line would be taken for one that marks the steps.
fn refuse_marks(sql: &str, what: &str, dialect: Dialect) -> Result<(), PlanError> {
    let marked = |line: &str| line.trim_start().starts_with("-- zmig:");
    if !sql.lines().any(marked) {
        return Ok(());
    }
    Err(PlanError::Unsupported {
        dialect: dialect.title(),
        what: what.to_owned(),
        why: "a text in it has a line that begins with `-- zmig:`, which marks the steps of an SQL file; \
              put something before it"
            .into(),
    })
}
