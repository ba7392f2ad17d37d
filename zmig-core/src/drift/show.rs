//! Differences as lines for people.

use super::{Comparison, Conflict, ObjectKind, ObjectRef, ResolveBy, Side, words};
use crate::Risk;
use std::fmt;

/// The most statements of a repair that are shown; SQLite copies a table with a dozen.
const STATEMENTS: usize = 3;

/// The most conflicts of a comparison that are shown. All of them are in the data.
const CONFLICTS: usize = 100;

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Schema => "schema",
            Self::Migration => "migration",
            Self::Enum => "enum",
            Self::Domain => "domain",
            Self::Table => "table",
            Self::Column => "column",
            Self::PrimaryKey => "primary key",
            Self::Unique => "unique set",
            Self::Index => "index",
            Self::ForeignKey => "foreign key",
            Self::Check => "check",
        })
    }
}

impl fmt::Display for ObjectRef {
    /// `column users.email`, `index idx_users_email on users`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.kind)?;
        match (&self.table, self.kind) {
            (Some(table), ObjectKind::Column) => {
                write!(f, "{}.{}", words::name(table), words::name(&self.name))
            }
            (Some(table), _) => write!(f, "{} on {}", words::name(&self.name), words::name(table)),
            // Not a database's names.
            (None, ObjectKind::Schema | ObjectKind::Migration) => f.write_str(&self.name),
            (None, _) => f.write_str(&words::name(&self.name)),
        }
    }
}

impl fmt::Display for Conflict {
    /// The object and the difference, both sides below it, and the statements that repair it where they are few.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.object, self.description)?;
        if let Some(expected) = &self.expected {
            write!(f, "\n  expected: {expected}")?;
        }
        if let Some(found) = &self.found {
            write!(f, "\n  found:    {found}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint:     {hint}")?;
        }
        for resolution in &self.resolutions {
            if let ResolveBy::Repair { sql, risk } = resolution {
                write!(f, "\n  repair:   ")?;
                if sql.len() > STATEMENTS {
                    write!(f, "{} statements, {}", sql.len(), gist(sql))?;
                } else {
                    let all: Vec<_> = sql.iter().map(|s| format!("{};", words::line(s))).collect();
                    f.write_str(&all.join("\n            "))?;
                }
                if *risk == Risk::High {
                    f.write_str("  -- loses data, or changes it")?;
                }
            }
        }
        Ok(())
    }
}

/// What many statements do.
fn gist(sql: &[String]) -> &'static str {
    let copies =
        sql.iter().any(|s| s.starts_with("CREATE TABLE")) && sql.iter().any(|s| s.starts_with("DROP TABLE"));
    if copies { "which copy the table" } else { "all of them in the JSON" }
}

impl fmt::Display for ResolveBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ChangeSource => f.write_str("take the change in the sources back"),
            Self::GenerateMigration => f.write_str(
                "generate the migration: `cargo zmig bump` raises the version, and `cargo build` writes it",
            ),
            Self::Repair { sql, .. } => write!(f, "repair the database with {} statements", sql.len()),
            Self::Adopt => f.write_str(
"take it over into the sources, as it is in the database: `cargo zmig pull`, with --force for what was pulled before",
),
            Self::Exclude { table } => write!(f, "leave the table out: --exclude {}", words::name(table)),
            Self::Restore => f.write_str("bring the files of the migrations back from version control"),
            Self::Amend => {
                f.write_str("where no database has the migration: `cargo zmig amend` generates it again")
            }
            Self::RebuildSnapshot => f.write_str(
                "where the migrations are right: remove snapshot.json and build, which makes it anew",
            ),
        }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sources => "the sources",
            Self::Snapshot => "the snapshot",
            Self::Migrations => "the migrations",
            Self::Records => "what they record",
            Self::Replay => "what their SQL makes",
            Self::Before => "the schema before",
            Self::After => "the schema after up and down",
            Self::Live => "the database",
        })
    }
}

impl fmt::Display for Comparison {
    /// A line, and below it what differs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {}", self.expected, self.found)?;
        if let Some(migration) = &self.migration {
            write!(f, " ({migration})")?;
        }
        if let Some(failure) = &self.failure {
            return write!(f, ": could not be compared\n  {}", failure.replace('\n', "\n  "));
        }
        match self.conflicts.len() {
            0 => return f.write_str(": equal"),
            1 => f.write_str(": 1 difference")?,
            n => write!(f, ": {n} differences")?,
        }
        for conflict in self.conflicts.iter().take(CONFLICTS) {
            write!(f, "\n  {}", conflict.to_string().replace('\n', "\n  "))?;
        }
        if self.conflicts.len() > CONFLICTS {
            write!(f, "\n  and {} more, all of them in the JSON", self.conflicts.len() - CONFLICTS)?;
        }
        let mut said: Vec<String> = Vec::new();
        for way in self.conflicts.iter().flat_map(|c| &c.resolutions) {
            let way = match way {
                ResolveBy::Repair { .. } => "repair the database with the statements above".to_owned(),
                ResolveBy::Exclude { .. } => "leave a table out: --exclude TABLE".to_owned(),
                other => other.to_string(),
            };
            if !said.contains(&way) {
                said.push(way);
            }
        }
        for (i, way) in said.iter().enumerate() {
            write!(f, "\n  {} {way}", if i == 0 { "= help:" } else { "      or" })?;
        }
        Ok(())
    }
}
