//! What a schema must satisfy beyond its form.

mod columns;
mod domains;
mod foreign_keys;
mod indexes;
mod keys;
mod names;
mod sql;

use crate::{Schema, Table};

/// Where in a schema something is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the fields are the objects' names")]
pub enum Place {
    /// A table as a whole.
    Table { table: String },
    /// A column.
    Column { table: String, column: String },
    /// An index, unique set, foreign key or check, by its name.
    Object { table: String, object: String },
    /// An enum type.
    Enum { name: String },
    /// A domain.
    Domain { name: String },
}

/// Something that no database would take, or that means two things.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Invalid {
    /// Where.
    pub place: Place,
    /// What is wrong, in one line.
    pub what: String,
    /// How to mend it, in one line, where one way is likely.
    pub help: Option<String>,
}

/// Everything that is wrong with a schema, in the order of its tables.
///
/// Names (allowed, unique after case folding, derived names too), the keys' and indexes' columns, foreign keys
/// (target there, key or unique there, same types), defaults that fit, identity columns, enums, domains. What one
/// database has and another has not is no matter of this: see [`crate::unsupported`].
///
/// ```
/// use zmig_core::{Column, Schema, Table, Type, validate};
///
/// let mut users = Table::new("users", "zSchema.users");
/// users.columns.push(Column::new("id", Type::Int).required());
/// users.primary_key = vec!["key".into()];
/// let mut schema = Schema::default();
/// schema.tables.insert("users".into(), users);
/// assert_eq!(validate(&schema)[0].to_string(), "the primary key of users names a column `key` that is not there");
/// ```
pub fn validate(schema: &Schema) -> Vec<Invalid> {
    let mut found = Findings::default();
    names::enums(schema, &mut found);
    names::domains(schema, &mut found);
    domains::domains(schema, &mut found);
    names::relations(schema, &mut found);
    for table in schema.tables.values() {
        if table.columns.is_empty() {
            found.add(
                on_table(table),
                format!("the table {} has no columns", table.name),
                "give it at least one",
            );
        }
        if table.columns.len() > MAX_COLUMNS {
            let what = format!("the table {} has {} columns", table.name, table.columns.len());
            found.add(on_table(table), what, format!("PostgreSQL takes {MAX_COLUMNS}"));
        }
        if table.comment.as_ref().is_some_and(|c| c.contains('\0')) {
            found.bare(on_table(table), format!("the comment of {} holds a NUL character", table.name));
        }
        names::columns(table, &mut found);
        columns::columns(schema, table, &mut found);
        keys::keys(table, &mut found);
        indexes::indexes(table, &mut found);
        foreign_keys::foreign_keys(schema, table, &mut found);
        sql::checks(table, &mut found);
    }
    found.0
}

/// PostgreSQL's limit; SQLite takes more.
const MAX_COLUMNS: usize = 1600;

#[derive(Default)]
struct Findings(Vec<Invalid>);

impl Findings {
    /// What is wrong, and the one way that is likely to mend it.
    fn add(&mut self, place: Place, what: impl Into<String>, help: impl Into<String>) {
        self.0.push(Invalid { place, what: what.into(), help: Some(help.into()) });
    }

    fn bare(&mut self, place: Place, what: impl Into<String>) {
        self.0.push(Invalid { place, what: what.into(), help: None });
    }
}

fn on_table(table: &Table) -> Place {
    Place::Table { table: table.name.clone() }
}

fn on_column(table: &Table, column: &str) -> Place {
    Place::Column { table: table.name.clone(), column: column.to_owned() }
}

fn on_object(table: &Table, object: &str) -> Place {
    Place::Object { table: table.name.clone(), object: object.to_owned() }
}

#[cfg(test)]
mod tests;
