//! How two schemas differ, object by object: for telling people, and not for making one of the other.
//!
//! [`crate::diff`] looks for the way from one schema to another, and asks where there may be several. This looks at both
//! as they are: nothing is renamed, nothing is ambiguous, and everything that is not the same has a name.

mod align;
mod beyond;
mod columns;
mod comparison;
mod likely;
mod objects;
mod resolve_by;
mod show;
mod types;
mod words;

pub use comparison::{Comparison, Side};
pub use resolve_by::ResolveBy;

use crate::{Schema, Table, Unmanaged};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One thing in which two schemas differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// What it is about.
    pub object: ObjectRef,
    /// What of it differs.
    pub aspect: Aspect,
    /// The difference in a few words, without the object: `the type differs`.
    pub description: String,
    /// What was expected, in words or like SQL; none where nothing was.
    pub expected: Option<String>,
    /// What was found, in words or like SQL; none where nothing was.
    pub found: Option<String>,
    /// The name of what is the same on the other side, but for its name: of something missing, or not expected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub same_as: Option<String>,
    /// What it may come from, where something points there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// What can be done about it. Filled in by [`Comparison::new`], since it depends on where the two come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resolutions: Vec<ResolveBy>,
}

/// An object of a schema, by name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectRef {
    /// What it is.
    pub kind: ObjectKind,
    /// The table that it belongs to; none for what belongs to none, and for tables themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    /// Its name, without the table's.
    pub name: String,
}

/// Kinds of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ObjectKind {
    /// A schema of the project, such as `zSchema.users`.
    Schema,
    /// A migration.
    Migration,
    /// An enum type.
    Enum,
    /// A domain.
    Domain,
    /// A table.
    Table,
    /// A column of a table.
    Column,
    /// A table's primary key.
    PrimaryKey,
    /// A set of columns that are unique together.
    Unique,
    /// An index.
    Index,
    /// A foreign key.
    ForeignKey,
    /// A check.
    Check,
}

/// What of an object differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Aspect {
    /// It was expected and is not there.
    Missing,
    /// It is there and was not expected.
    Extra,
    /// What a column holds, or what a domain is made of.
    Type,
    /// Whether NULL is allowed.
    Nullability,
    /// What a new row gets.
    Default,
    /// How a column is computed.
    Generation,
    /// How rows are numbered.
    Identity,
    /// The order of text.
    Collation,
    /// The remark on it.
    Comment,
    /// The name of a constraint that a table has only one of.
    Name,
    /// What a key, an index or a check says.
    Definition,
    /// Whether all rows are known to meet a constraint.
    Validity,
    /// The values of an enum.
    Values,
    /// How a table is kept.
    Options,
    /// The schema that it belongs to.
    Owner,
    /// The version of a schema.
    Version,
    /// What a migration records of what it leads to.
    Checksum,
}

impl ObjectRef {
    /// An object that belongs to no table, or a table.
    pub fn new(kind: ObjectKind, name: impl Into<String>) -> Self {
        Self { kind, table: None, name: name.into() }
    }

    /// An object of a table.
    pub fn of(table: &str, kind: ObjectKind, name: impl Into<String>) -> Self {
        Self { kind, table: Some(table.to_owned()), name: name.into() }
    }

    /// The table that it is or belongs to.
    pub fn in_table(&self) -> Option<&str> {
        match self.kind {
            ObjectKind::Table => Some(&self.name),
            _ => self.table.as_deref(),
        }
    }
}

/// Everything in which `found` is not what was `expected`: enums, domains and tables by name, and of each table what it
/// is, its columns, its keys, indexes, foreign keys and checks. Empty if and only if the two are equal but for owners
/// and the order of columns.
///
/// `unmanaged` is what else was found; it is no difference, but may explain one: an index that is missing because it is
/// not valid, say.
///
/// ```
/// use zmig_core::{Aspect, Column, Schema, Table, Type, drift};
///
/// let mut expected = Schema::default();
/// let mut users = Table::new("users", "zSchema.users");
/// users.columns.push(Column::new("email", Type::Str { max_length: Some(200) }));
/// expected.tables.insert("users".into(), users);
/// let mut found = expected.clone();
/// found.tables.get_mut("users").unwrap().columns[0].ty = Type::Text;
///
/// let conflicts = drift(&expected, &found, &[]);
/// assert_eq!(conflicts[0].aspect, Aspect::Type);
/// assert_eq!(
///     conflicts[0].to_string(),
///     "column users.email: the type differs\n  expected: str(200)\n  found:    text"
/// );
/// ```
pub fn drift(expected: &Schema, found: &Schema, unmanaged: &[Unmanaged]) -> Vec<Conflict> {
    let Schema { tables: _, enums: _, domains: _ } = expected;
    let mut out = Vec::new();
    types::enums(expected, found, &mut out);
    types::domains(expected, found, &mut out);
    for name in both(expected.tables.keys(), found.tables.keys()) {
        match (expected.tables.get(name), found.tables.get(name)) {
            (Some(expected), Some(found)) => tables(expected, found, &mut out),
            (Some(table), None) => out.push(missing_table(table)),
            (None, Some(table)) => out.push(extra_table(table)),
            (None, None) => {}
        }
    }
    beyond::tell(&mut out, expected, found, unmanaged);
    likely::explain(&mut out, expected, found, unmanaged);
    out
}

/// What differs between two tables of one name.
fn tables(expected: &Table, found: &Table, out: &mut Vec<Conflict>) {
    // The compiler asks here for whatever a table gains.
    let Table {
        name,
        owner: _,
        columns: _,
        primary_key: _,
        primary_key_name: _,
        uniques: _,
        indexes: _,
        foreign_keys: _,
        checks: _,
        options,
        comment,
    } = expected;
    let at = || ObjectRef::new(ObjectKind::Table, name);
    if *options != found.options {
        let (a, b) = (words::options(options), words::options(&found.options));
        out.push(Conflict::differs(at(), Aspect::Options, "how it is kept differs", a, b));
    }
    if *comment != found.comment {
        out.push(Conflict::comment(at(), comment.as_deref(), found.comment.as_deref()));
    }
    columns::columns(expected, found, out);
    objects::primary_key(expected, found, out);
    objects::objects(expected, found, out);
}

fn missing_table(table: &Table) -> Conflict {
    Conflict::missing(ObjectRef::new(ObjectKind::Table, &table.name), words::table(table))
}

fn extra_table(table: &Table) -> Conflict {
    Conflict::extra(ObjectRef::new(ObjectKind::Table, &table.name), words::table(table))
}

/// The names of both sides, each once, in order.
fn both<'a, T: Ord + ?Sized>(
    a: impl Iterator<Item = &'a T>,
    b: impl Iterator<Item = &'a T>,
) -> BTreeSet<&'a T> {
    a.chain(b).collect()
}

impl Conflict {
    fn missing(object: ObjectRef, expected: impl Into<String>) -> Self {
        Self {
            object,
            aspect: Aspect::Missing,
            description: "missing".into(),
            expected: Some(expected.into()),
            found: None,
            same_as: None,
            hint: None,
            resolutions: Vec::new(),
        }
    }

    fn extra(object: ObjectRef, found: impl Into<String>) -> Self {
        Self {
            object,
            aspect: Aspect::Extra,
            description: "not expected".into(),
            expected: None,
            found: Some(found.into()),
            same_as: None,
            hint: None,
            resolutions: Vec::new(),
        }
    }

    /// Something that both sides have, and not alike.
    pub fn differs(
        object: ObjectRef,
        aspect: Aspect,
        description: impl Into<String>,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Self {
        Self {
            object,
            aspect,
            description: description.into(),
            expected: Some(expected.into()),
            found: Some(found.into()),
            same_as: None,
            hint: None,
            resolutions: Vec::new(),
        }
    }

    fn comment(object: ObjectRef, expected: Option<&str>, found: Option<&str>) -> Self {
        let text = |comment: Option<&str>| comment.map_or_else(|| "none".into(), words::text);
        Self::differs(object, Aspect::Comment, "the comment differs", text(expected), text(found))
    }
}

#[cfg(test)]
mod tests;
