//! A domain: a type with a name and conditions of its own, which columns share.

use crate::{Check, DefaultValue, SchemaName, Type};
use serde::{Deserialize, Serialize};

/// A type of its own over another: PostgreSQL's domain. SQLite has none.
///
/// ```
/// use zmig_core::{Check, Domain, Type};
///
/// let mut email = Domain::new("email", "zSchema.shop", Type::Text);
/// email.checks.push(Check { name: "ck_email_at".into(), expr: "VALUE LIKE '%@%'".into() });
/// assert!(email.nullable);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Domain {
    /// The type's name, unique in a database.
    pub name: String,
    /// The schema whose migrations change it.
    pub owner: SchemaName,
    /// What it is made of: never another domain.
    #[serde(rename = "type")]
    pub ty: Type,
    /// Whether its columns may hold NULL, as far as the domain is concerned.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub nullable: bool,
    /// What a new row gets in a column without a default of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<DefaultValue>,
    /// Conditions on `VALUE`, sorted by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// A remark that is stored in the database.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

impl Domain {
    /// A domain that takes every value of `ty`, and NULL.
    pub fn new(name: impl Into<String>, owner: impl Into<String>, ty: Type) -> Self {
        Self {
            name: name.into(),
            owner: owner.into(),
            ty,
            nullable: true,
            default: None,
            checks: Vec::new(),
            comment: None,
        }
    }

    /// Sorts what has no order of its own.
    pub fn canonicalise(&mut self) {
        self.checks.sort_by(|a, b| a.name.cmp(&b.name));
    }
}
