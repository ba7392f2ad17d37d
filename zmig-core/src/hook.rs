//! What runs beside a migration: SQL, or a function of the application.

use crate::Dialect;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// When a hook runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HookMoment {
    /// Before the first statement of a version's migrations.
    BeforeMigrate,
    /// After the last one.
    AfterMigrate,
    /// When the version is taken back, before the first statement of that.
    OnRollback,
}

impl HookMoment {
    /// All of them, in the order in which messages list them.
    pub const ALL: [Self; 3] = [Self::BeforeMigrate, Self::AfterMigrate, Self::OnRollback];

    /// The name in schemas and manifests.
    pub fn name(self) -> &'static str {
        match self {
            Self::BeforeMigrate => "before_migrate",
            Self::AfterMigrate => "after_migrate",
            Self::OnRollback => "on_rollback",
        }
    }

    /// The moment of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|moment| moment.name() == name)
    }

    /// Whether it belongs to the way up.
    pub fn is_up(self) -> bool {
        self != Self::OnRollback
    }
}

/// What runs beside a migration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hook {
    /// A function of the application, by the name under which it is registered.
    Function(String),
    /// SQL that every database understands.
    Sql(String),
    /// SQL for each database; nothing on those that are not named.
    SqlBy(BTreeMap<Dialect, String>),
}

/// The hooks of a version.
pub type Hooks = BTreeMap<HookMoment, Hook>;

impl Hook {
    /// The SQL of a dialect, if the hook is SQL there.
    pub fn sql(&self, dialect: Dialect) -> Option<&str> {
        match self {
            Self::Function(_) => None,
            Self::Sql(sql) => Some(sql),
            Self::SqlBy(by) => by.get(&dialect).map(String::as_str),
        }
    }
}

/// Why a text is no name for a registered function, if it is none.
pub fn check_function_name(name: &str) -> Result<(), &'static str> {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
    if name.is_empty() {
        Err("a function needs a name")
    } else if !name.chars().all(fits) {
        Err("a function's name has letters, digits, `_`, `-`, `.` and `:`; SQL stands under `sql`")
    } else {
        Ok(())
    }
}
