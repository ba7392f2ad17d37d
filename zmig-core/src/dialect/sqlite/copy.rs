//! A table put in its own place, in zmig's words.

use super::alter;
use super::shape::Shape;
use crate::{Dialect, PlanError, Schema, Table, unsupported};
use std::collections::{BTreeMap, BTreeSet};

/// Statements that copy a table of SQLite and put the copy in its place: the same rows in the same table, whose unique sets
/// are indexes then, as in every table that zmig makes. Foreign keys must be off meanwhile.
///
/// ```
/// use zmig_core::{Column, Schema, Table, Type, Unique, sqlite_copy};
///
/// let mut users = Table::new("users", "");
/// users.columns.push(Column::new("email", Type::Text));
/// users.uniques.push(Unique::new("uq_users_email", vec!["email".into()]));
/// let sql = sqlite_copy(&Schema::default(), &users)?;
/// assert_eq!(sql.last().unwrap(), r#"CREATE UNIQUE INDEX "uq_users_email" ON "users" ("email")"#);
/// # Ok::<(), zmig_core::PlanError>(())
/// ```
///
/// # Errors
/// When the table has something that SQLite has no form for.
pub fn sqlite_copy(schema: &Schema, table: &Table) -> Result<Vec<String>, PlanError> {
    unsupported::refuse_table(schema, table, Dialect::Sqlite)?;
    let (hints, replaced) = (BTreeMap::new(), BTreeSet::new());
    let shape = Shape {
        before: table,
        after: table,
        hints: &hints,
        replaced: &replaced,
        changes: &[],
        db: schema,
        target: schema,
    };
    Ok(alter::rebuild(&shape))
}
