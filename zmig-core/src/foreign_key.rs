//! References from one table to another.

use serde::{Deserialize, Serialize};

/// A foreign key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignKey {
    /// The constraint's name; see [`crate::foreign_key_name`].
    pub name: String,
    /// The columns that refer.
    pub columns: Vec<String>,
    /// The table referred to.
    pub references: String,
    /// The columns referred to, as many as `columns`: a primary key or a unique set.
    pub ref_columns: Vec<String>,
    /// What happens here when the row referred to is deleted.
    #[serde(default, skip_serializing_if = "Action::is_default")]
    pub on_delete: Action,
    /// What happens here when the key referred to changes.
    #[serde(default, skip_serializing_if = "Action::is_default")]
    pub on_update: Action,
    /// Whether it may wait for the end of a transaction.
    #[serde(default, skip_serializing_if = "Deferrable::is_no")]
    pub deferrable: Deferrable,
    /// Whether a key of several columns is NULL as a whole or not at all (`MATCH FULL`).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub match_full: bool,
}

/// Whether a constraint may be checked at the end of a transaction and not at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Deferrable {
    /// Never.
    #[default]
    No,
    /// Where a transaction asks for it: `DEFERRABLE INITIALLY IMMEDIATE`.
    Immediate,
    /// Unless a transaction asks otherwise: `DEFERRABLE INITIALLY DEFERRED`.
    Deferred,
}

/// What a foreign key does when its target goes or changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Refuse at the end of the statement.
    #[default]
    NoAction,
    /// Refuse at once.
    Restrict,
    /// Do the same here.
    Cascade,
    /// Become NULL.
    SetNull,
    /// Become the column's default.
    SetDefault,
}

impl ForeignKey {
    /// A foreign key that refuses what would leave a row without its target, and never waits.
    pub fn new(
        name: impl Into<String>,
        columns: Vec<String>,
        references: impl Into<String>,
        ref_columns: Vec<String>,
    ) -> Self {
        Self {
            name: name.into(),
            columns,
            references: references.into(),
            ref_columns,
            on_delete: Action::NoAction,
            on_update: Action::NoAction,
            deferrable: Deferrable::No,
            match_full: false,
        }
    }
}

impl Deferrable {
    /// Whether it is checked at once, always.
    pub fn is_no(&self) -> bool {
        *self == Self::No
    }

    /// Reads `true` or `immediate`, `deferred`, `false`.
    pub fn parse(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "false" | "no" => Some(Self::No),
            "true" | "immediate" | "initially immediate" => Some(Self::Immediate),
            "deferred" | "initially deferred" => Some(Self::Deferred),
            _ => None,
        }
    }

    /// As SQL writes it; nothing for a constraint that never waits.
    pub fn sql(self) -> &'static str {
        match self {
            Self::No => "",
            Self::Immediate => "DEFERRABLE INITIALLY IMMEDIATE",
            Self::Deferred => "DEFERRABLE INITIALLY DEFERRED",
        }
    }
}

impl Action {
    /// Every action, in the order in which messages list them.
    pub const ALL: [Self; 5] =
        [Self::NoAction, Self::Restrict, Self::Cascade, Self::SetNull, Self::SetDefault];

    /// As YAML and attributes write it.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::NoAction => "no_action",
            Self::Restrict => "restrict",
            Self::Cascade => "cascade",
            Self::SetNull => "set_null",
            Self::SetDefault => "set_default",
        }
    }

    /// As SQL writes it.
    pub fn sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }

    /// Reads `cascade`, `set null`, `SET_NULL` and the like.
    pub fn parse(text: &str) -> Option<Self> {
        let folded = text.trim().to_ascii_lowercase().replace([' ', '-'], "_");
        Self::ALL.into_iter().find(|a| a.keyword() == folded)
    }

    fn is_default(&self) -> bool {
        *self == Self::NoAction
    }
}
