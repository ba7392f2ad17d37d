//! The migrations of a list of changes, as the build would write them.

use super::Failure;
use super::case::guarded;
use zmig_core::{
    Change, Dialect, Draft, Hints, Manifest, ManifestDialect, PlanError, PlanOptions, RenderedFile, Schema,
    Stamp, Version, apply_all, diff, plan, render, split,
};

/// A migration in one dialect.
pub(crate) struct Migration {
    pub(crate) manifest: Manifest,
    pub(crate) up: String,
    pub(crate) down: String,
}

impl Migration {
    /// What the manifest says of it.
    pub(crate) fn facts(&self) -> &ManifestDialect {
        self.manifest.dialects.values().next().expect("one dialect")
    }
}

/// Several, of which each builds on the one before.
#[derive(Clone, Copy)]
pub(crate) struct Drafting<'a> {
    pub(crate) dialect: Dialect,
    pub(crate) options: &'a PlanOptions,
    /// Whether each change is one of its own.
    pub(crate) each: bool,
}

impl Drafting<'_> {
    /// All that makes a schema of nothing.
    pub(crate) fn creation(&self, schema: &Schema) -> Result<Vec<Migration>, Failure> {
        let changes = from_nothing(schema)?;
        self.migrations(&Schema::default(), changes, &[])
    }

    /// What leads through changes, after those that are there already.
    pub(crate) fn migrations(
        &self,
        old: &Schema,
        changes: Vec<Change>,
        before: &[Migration],
    ) -> Result<Vec<Migration>, Failure> {
        // What one database must do apart is apart in all of a project, so that they go the same way.
        let dialects = if self.options.online { &Dialect::ALL[..] } else { &[self.dialect] };
        let parts = guarded("the split", || split(old, changes, dialects, self.options, self.each))?;
        let mut state = old.clone();
        let mut out: Vec<Migration> = Vec::new();
        for part in parts {
            let parent = out.last().or(before.last()).map(|m| m.manifest.name.clone());
            let migration = self.one(&state, &part.changes, before.len() + out.len(), parent)?;
            state = apply_all(&state, &part.changes)
                .map_err(|e| Failure::new("the changes fit the schema", e.to_string()))?;
            out.push(migration);
        }
        Ok(out)
    }

    fn one(
        &self,
        old: &Schema,
        changes: &[Change],
        number: usize,
        parent: Option<String>,
    ) -> Result<Migration, Failure> {
        let version = |n: usize| Version::parse(&format!("v1.{n}.0")).expect("a version");
        let draft = Draft {
            stamp: Stamp::from_unix(1_766_232_000 + number as u64),
            parent,
            depends_on: Vec::new(),
            replaces: Vec::new(),
            schema: "zSchema.proof".into(),
            from: (number > 0).then(|| version(number)),
            to: version(number + 1),
            data_type: None,
            part: (1, 1),
            notes: None,
            hooks: Default::default(),
            old,
            changes,
            dialects: &[self.dialect],
            options: self.options,
        };
        let (files, manifest) = guarded("the plan", || render(&draft))?
            .map_err(|e| Failure::new("what can be held can be reached", format!("{e}\n{changes:#?}")))?;
        let sql = |up: bool| text(&files, &Manifest::sql_path(&manifest.name, self.dialect, up));
        let (up, down) = (sql(true), sql(false));
        Ok(Migration { manifest, up, down })
    }
}

fn text(files: &[RenderedFile], path: &str) -> String {
    files.iter().find(|f| f.path == path).expect("rendered").text.clone()
}

/// All that makes a schema of nothing.
pub(crate) fn from_nothing(schema: &Schema) -> Result<Vec<Change>, Failure> {
    guarded("the difference", || diff(&Schema::default(), schema, &Hints::default()))?
        .map_err(|e| Failure::new("a new schema needs no explanation", format!("{e:#?}")))
}

/// Whether a dialect has words for all of a schema.
pub(crate) fn can_hold(schema: &Schema, dialect: Dialect) -> Result<bool, Failure> {
    let changes = from_nothing(schema)?;
    let planned =
        guarded("the plan", || plan(&Schema::default(), &changes, dialect, &PlanOptions::default()))?;
    match planned {
        Ok(_) => Ok(true),
        Err(PlanError::Unsupported { .. }) => Ok(false),
        Err(error) => Err(Failure::new("a schema can be planned", error.to_string())),
    }
}
