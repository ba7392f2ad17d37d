//! The migrations that a binary carries: static data, written by `zmig::embed!()`.

use serde::Serialize;
use std::collections::BTreeMap;
use zmig_core::{Checksum, DataType, DataTypeChange, Dialect, Reversibility, Risk, Transaction};

/// Every migration of a project, compiled in. Made by `zmig::embed!()`; costs nothing at start-up.
#[derive(Clone, Copy, Debug)]
pub struct Migrations {
    pub(crate) all: &'static [Embedded],
    pub(crate) digests: Digests,
    pub(crate) app: App,
    /// The variable that each schema names as the place of its data; schemas that name none are not in it.
    pub(crate) sources: &'static [(&'static str, &'static str)],
}

/// One migration, as `zmig::embed!()` writes it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    pub name: &'static str,
    pub schema: &'static str,
    pub parent: Option<&'static str>,
    pub depends_on: &'static [&'static str],
    /// What it stands for, in order.
    pub replaces: &'static [Replaced],
    pub from: Option<&'static str>,
    pub to: &'static str,
    /// Where the data of its schema is from then on; none where that is what those before it say.
    pub data_type: Option<DataTypeChange>,
    pub part: u32,
    pub parts: u32,
    pub schema_hash: &'static str,
    pub summary: &'static str,
    pub notes: Option<&'static str>,
    pub guard: Option<&'static str>,
    /// The manifest's whole text; its `changes` go into the history.
    pub manifest: &'static str,
    pub sqlite: Option<Script>,
    pub postgres: Option<Script>,
}

/// A migration that a baseline stands for, with the checksums that its up had.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Replaced {
    pub name: &'static str,
    /// The baseline, listed behind it, that had replaced it before.
    pub within: Option<&'static str>,
    pub sqlite: Option<&'static str>,
    pub postgres: Option<&'static str>,
}

impl Replaced {
    /// The checksum in a dialect.
    pub(crate) fn checksum(&self, dialect: Dialect) -> Option<Checksum> {
        let text = match dialect {
            Dialect::Sqlite => self.sqlite,
            Dialect::Postgres => self.postgres,
        };
        text?.parse().ok()
    }
}

/// A migration's SQL in one dialect.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Script {
    pub up: &'static str,
    pub down: &'static str,
    pub up_hash: &'static str,
    pub down_hash: &'static str,
    pub transaction: Transaction,
    pub reversibility: Reversibility,
    pub risk: Risk,
}

/// The digest of the whole set, by dialect; empty where a dialect is not generated.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Digests {
    pub sqlite: &'static str,
    pub postgres: &'static str,
}

/// The application that the migrations are compiled into.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct App {
    pub name: &'static str,
    pub version: &'static str,
}

/// A migration from which on a schema's data is in another kind of place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct BackendChange {
    /// The schema.
    pub schema: &'static str,
    /// The migration.
    pub migration: &'static str,
    /// The version that it leads to.
    pub version: &'static str,
    /// Where the data was.
    pub from: DataType,
    /// Where it is.
    pub to: DataType,
}

/// The newest migration of a schema: in a program, or in a database.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Head {
    /// The schema.
    pub schema: String,
    /// The version that it leads to.
    pub version: Option<String>,
    /// The migration's name.
    pub migration: String,
}

impl Migrations {
    #[doc(hidden)]
    pub const fn __new(app: App, all: &'static [Embedded], digests: Digests) -> Self {
        Self { all, digests, app, sources: &[] }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn __with_sources(self, sources: &'static [(&'static str, &'static str)]) -> Self {
        Self { sources, ..self }
    }

    /// The newest migration of each schema, by the schemas' names.
    pub fn heads(&self) -> Vec<Head> {
        let mut heads = BTreeMap::new();
        for m in self.all {
            let head = Head { schema: m.schema.into(), version: Some(m.to.into()), migration: m.name.into() };
            heads.insert(m.schema, head);
        }
        heads.into_values().collect()
    }

    /// The migrations from which on the data of a schema is in another kind of place, in order: its `Data_Type` was changed.
    ///
    /// ```
    /// # fn moved(migrations: zmig_runtime::Migrations) {
    /// for change in migrations.backend_changes("zSchema.users") {
    ///     println!("{}: from {} to {}", change.migration, change.from, change.to);
    /// }
    /// # }
    /// ```
    pub fn backend_changes(&self, schema: &str) -> Vec<BackendChange> {
        let of = |m: &'static Embedded| {
            let (from, to) = m.data_type?.moves()?;
            Some(BackendChange { schema: m.schema, migration: m.name, version: m.to, from, to })
        };
        self.all.iter().filter(|m| m.schema == schema).filter_map(of).collect()
    }

    /// Where the data of a schema is, as far as its migrations say so.
    pub fn data_type_of(&self, schema: &str) -> Option<DataType> {
        let mut said = self.all.iter().filter(|m| m.schema == schema).filter_map(|m| m.data_type);
        said.next_back().map(|change| change.to)
    }

    /// The kinds of databases that all of them have SQL for, in the order in which messages list them.
    pub fn dialects(&self) -> Vec<Dialect> {
        let has = |dialect: &Dialect| match dialect {
            Dialect::Sqlite => self.all.iter().all(|m| m.sqlite.is_some()),
            Dialect::Postgres => self.all.iter().all(|m| m.postgres.is_some()),
        };
        Dialect::ALL.into_iter().filter(has).collect()
    }
}
