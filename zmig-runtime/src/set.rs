//! The migrations of one dialect, ready for the resolver and the runner.

use crate::embedded::{Embedded, Migrations, Replaced, Script};
use crate::history::{Applied, HistoryStatus, Past, REPLACES, Record, STAMPED};
use crate::job::{self, Direction, Job};
use crate::{Error, RunOptions};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use zmig_core::{Checksum, Dialect, Manifest, Node, Replacement, Resolution, Reversibility, resolve};

/// The migrations of one dialect.
pub(crate) struct Set {
    pub dialect: Dialect,
    pub all: Vec<Member>,
    /// The digest of all, as the newest row of an up-to-date history carries it.
    pub digest: &'static str,
    app_name: String,
    app_version: String,
    applied_by: String,
    environment: Option<String>,
}

/// A migration with its SQL in the dialect.
#[derive(Clone, Copy)]
pub(crate) struct Member {
    pub migration: &'static Embedded,
    pub script: &'static Script,
    pub checksum: Checksum,
}

impl Set {
    /// The set's digest in a dialect; what an up-to-date look needs.
    pub(crate) fn digest(migrations: &Migrations, dialect: Dialect) -> &'static str {
        match dialect {
            Dialect::Sqlite => migrations.digests.sqlite,
            Dialect::Postgres => migrations.digests.postgres,
        }
    }

    /// The migrations of a dialect.
    ///
    /// # Errors
    /// When one of them has no SQL in it.
    pub(crate) fn new(
        migrations: &Migrations,
        dialect: Dialect,
        options: &RunOptions,
    ) -> Result<Self, Error> {
        let mut all = Vec::with_capacity(migrations.all.len());
        let mut without = Vec::new();
        for migration in migrations.all {
            let script = match dialect {
                Dialect::Sqlite => migration.sqlite.as_ref(),
                Dialect::Postgres => migration.postgres.as_ref(),
            };
            match script {
                Some(script) => {
                    let checksum = script.up_hash.parse().map_err(|e| Error::File {
                        path: path(migration.name, dialect, true),
                        reason: format!("its checksum cannot be read: {e}"),
                    })?;
                    all.push(Member { migration, script, checksum });
                }
                None => without.push(migration.name.to_owned()),
            }
        }
        if !without.is_empty() {
            return Err(Error::NotGenerated { dialect, migrations: without });
        }
        Ok(Self {
            dialect,
            all,
            digest: Self::digest(migrations, dialect),
            app_name: options.app_name.clone().unwrap_or_else(|| migrations.app.name.to_owned()),
            app_version: options.app_version.clone().unwrap_or_else(|| migrations.app.version.to_owned()),
            applied_by: options.who(),
            environment: options.environment.kept(),
        })
    }

    /// Compares the set with a history.
    pub(crate) fn resolve(&self, past: &Past) -> Resolution {
        let replaced = |m: &Member| -> Vec<Replacement<'_>> {
            let one = |r: &'static Replaced| Replacement {
                name: r.name,
                within: r.within,
                checksum: r.checksum(self.dialect),
            };
            m.migration.replaces.iter().map(one).collect()
        };
        let replaced: Vec<Vec<Replacement<'_>>> = self.all.iter().map(replaced).collect();
        let nodes: Vec<Node<'_>> = self
            .all
            .iter()
            .zip(&replaced)
            .map(|(m, replaces)| Node {
                name: m.migration.name,
                schema: m.migration.schema,
                parent: m.migration.parent,
                depends_on: m.migration.depends_on,
                replaces,
                checksum: Some(m.checksum),
            })
            .collect();
        let is_known = |name: &str| self.all.iter().any(|m| m.migration.name == name);
        resolve(&nodes, &past.for_resolver(&is_known))
    }

    /// Where each migration is, by its name, and each that a baseline replaced.
    pub(crate) fn places(&self) -> HashMap<&'static str, usize> {
        let mut out = HashMap::with_capacity(self.all.len());
        for (i, member) in self.all.iter().enumerate() {
            out.extend(member.migration.replaces.iter().map(|r| (r.name, i)));
        }
        out.extend(self.all.iter().enumerate().map(|(i, m)| (m.migration.name, i)));
        out
    }

    /// Whether a migration is only to be recorded: it stands for what is applied.
    pub(crate) fn is_to_record(&self, index: usize, past: &Past) -> bool {
        !self.beneath(index, past).is_empty()
    }

    /// What is applied of that which a migration stands for.
    fn beneath<'a>(&self, index: usize, past: &'a Past) -> Vec<&'a Applied> {
        match self.all[index].migration.replaces {
            [] => Vec::new(),
            replaces => past.beneath(&|name| replaces.iter().any(|r| r.name == name)),
        }
    }

    /// Indexes of all, in an order in which they can be applied.
    #[cfg(feature = "declarative")]
    pub(crate) fn order(&self) -> Vec<usize> {
        self.resolve(&Past::empty()).pending
    }

    /// A row of the history, signed by this program.
    pub(crate) fn record<'a>(
        &'a self,
        migration: &'a str,
        schema: &'a str,
        status: &'static str,
    ) -> Record<'a> {
        Record {
            migration,
            schema,
            status,
            from: None,
            to: None,
            part: 1,
            parts: 1,
            checksum: None,
            schema_hash: None,
            summary: "",
            notes: None,
            meta: Map::new(),
            diff: None,
            forward: None,
            rollback: None,
            applied_by: &self.applied_by,
            app_name: &self.app_name,
            app_version: &self.app_version,
            environment: self.environment.as_deref(),
        }
    }

    /// A migration of the set as work on a database with that past: where it stands for what is applied, there is nothing
    /// to do but to say so.
    ///
    /// # Errors
    /// When its SQL is not of the format.
    pub(crate) fn job(&self, index: usize, past: &Past) -> Result<Job<'_>, Error> {
        let mut job = self.work(index)?;
        let beneath = self.beneath(index, past);
        if !beneath.is_empty() {
            job.instead = beneath.iter().filter_map(|a| Some((a.migration.clone(), a.counted()?))).collect();
            (job.file, job.sql, job.guard) = (job::nothing(), "", None);
            job.record.rollback = None;
            job.record.meta.insert(STAMPED.to_owned(), true.into());
        }
        Ok(job)
    }

    fn work(&self, index: usize) -> Result<Job<'_>, Error> {
        let Member { migration: m, script, checksum } = self.all[index];
        let path = path(m.name, self.dialect, true);
        let file = job::parse(script.up, &path, self.dialect)?;
        let mut meta = Map::new();
        if let Some(parent) = m.parent {
            meta.insert("parent".to_owned(), parent.into());
        }
        if !m.depends_on.is_empty() {
            meta.insert("depends_on".to_owned(), m.depends_on.iter().copied().map(Value::from).collect());
        }
        if !m.replaces.is_empty() {
            let one = |r: &Replaced| json!({ "name": r.name, "checksum": r.checksum(self.dialect) });
            meta.insert(REPLACES.to_owned(), m.replaces.iter().map(one).collect());
        }
        let record = Record {
            from: m.from,
            to: Some(m.to),
            part: m.part,
            parts: m.parts,
            checksum: Some(checksum.to_string()),
            schema_hash: Some(m.schema_hash).filter(|h| !h.is_empty()),
            summary: m.summary,
            notes: m.notes,
            meta,
            diff: changes(m.manifest),
            forward: Some(script.up),
            rollback: Some(script.down).filter(|_| script.reversibility != Reversibility::None),
            ..self.record(m.name, m.schema, HistoryStatus::SUCCESS)
        };
        Ok(Job {
            file,
            sql: script.up,
            path,
            direction: Direction::Up,
            guard: m.guard,
            mentions: m.manifest,
            checksum: Some(checksum),
            instead: Vec::new(),
            record,
            beside: Vec::new(),
        })
    }
}

/// Where a migration's SQL lies in a project.
pub(crate) fn path(name: &str, dialect: Dialect, up: bool) -> String {
    format!("migrations/{}", Manifest::sql_path(name, dialect, up))
}

/// The changes in a manifest's text, without its line breaks.
fn changes(manifest: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Changes<'a> {
        #[serde(borrow)]
        changes: &'a serde_json::value::RawValue,
    }
    let manifest: Changes<'_> = serde_json::from_str(manifest).ok()?;
    Some(compact(manifest.changes.get()))
}

/// JSON without the blanks between its parts.
fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let (mut quoted, mut escaped) = (false, false);
    for c in json.chars() {
        if quoted {
            quoted = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if c.is_ascii_whitespace() {
            continue;
        } else {
            quoted = c == '"';
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_kept_without_blanks() {
        let manifest = "{ \"name\": \"x\",\n \"changes\": [ { \"a\\\\\": \"b \\\" c\" }, 1 ] }";
        assert_eq!(changes(manifest).as_deref(), Some("[{\"a\\\\\":\"b \\\" c\"},1]"));
        assert_eq!(changes("{}"), None);
        assert_eq!(path("1_a", Dialect::Sqlite, true), "migrations/sqlite/1_a.up.sql");
    }
}
