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
