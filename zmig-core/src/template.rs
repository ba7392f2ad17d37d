//! Frequent changes as functions: each gives the changes that it stands for, held against the schema that they are made of, and
//! their SQL there and back in any dialect.
//!
//! ```
//! use zmig_core::template::{add_column, add_index, create_table, with_timestamps};
//! use zmig_core::{Column, Dialect, Schema, Table, Type};
//!
//! let mut users = Table::new("users", "zSchema.users");
//! users.columns = vec![Column::new("id", Type::Int).required()];
//! users.primary_key = vec!["id".into()];
//! let made = create_table(&Schema::default(), with_timestamps(users))?;
//! let phone = add_column(made.after(), "users", Column::new("phone", Type::Text), None)?;
//! let sql = phone.sql(Dialect::Postgres)?;
//! assert!(sql.up.contains(r#"ADD COLUMN "phone" TEXT"#));
//! assert!(sql.down.contains(r#"DROP COLUMN "phone""#));
//! let index = add_index(phone.after(), "users", &["phone"], false)?;
//! assert_eq!(index.changes()[0].summary(), "add index idx_users_phone on users");
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

use crate::{
    Action, ApplyError, Change, Check, Column, DefaultValue, Dialect, ForeignKey, Index, IndexKey, Invalid,
    PlanError, PlanOptions, Schema, Table, Type, Unique, apply_all, check_constraint_name, foreign_key_name,
    index_name, inverse_all, plan, sql_text, unique_name, validate,
};

/// Changes that fit the schema that they were made for.
#[derive(Clone, Debug)]
pub struct Template {
    before: Schema,
    after: Schema,
    changes: Vec<Change>,
}

/// A template's SQL in one dialect, as it would stand in the files of a migration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateSql {
    /// What applies it.
    pub up: String,
    /// What takes it back.
    pub down: String,
}

/// Why a template does not fit a schema.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// What it changes is not there, or there already.
    #[error(transparent)]
    Apply(#[from] ApplyError),
    /// It would leave a schema that no database can hold.
    #[error("{}", .0.iter().map(|i| i.what.as_str()).collect::<Vec<_>>().join("; "))]
    Invalid(Vec<Invalid>),
}

impl Template {
    fn new(schema: &Schema, changes: Vec<Change>) -> Result<Self, TemplateError> {
        let after = apply_all(schema, &changes)?;
        let invalid = validate(&after);
        if !invalid.is_empty() {
            return Err(TemplateError::Invalid(invalid));
        }
        Ok(Self { before: schema.clone(), after, changes })
    }

    /// The changes.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The schema that they lead to.
    pub fn after(&self) -> &Schema {
        &self.after
    }

    /// Their SQL, there and back.
    ///
    /// # Errors
    /// What the database cannot hold.
    pub fn sql(&self, dialect: Dialect) -> Result<TemplateSql, PlanError> {
        let options = PlanOptions::default();
        let remarks: Vec<String> = self.changes.iter().map(Change::summary).collect();
        let up = plan(&self.before, &self.changes, dialect, &options)?;
        let down = plan(&self.after, &inverse_all(&self.changes), dialect, &options)?;
        Ok(TemplateSql {
            up: sql_text("template", &remarks, &up, true)?,
            down: sql_text("template", &remarks, &down, false)?,
        })
    }
}

/// A new column. `backfill` is what the rows that are there get, where the column has to have a value.
///
/// # Errors
/// When the table is not there, has such a column, or could not hold it.
pub fn add_column(
    schema: &Schema,
    table: &str,
    column: Column,
    backfill: Option<DefaultValue>,
) -> Result<Template, TemplateError> {
    Template::new(schema, vec![Change::AddColumn { table: table.to_owned(), column, backfill }])
}

/// An index over columns; a unique one is a set of columns that are unique together.
///
/// # Errors
/// When a column is not there, or there is such an index.
pub fn add_index(
    schema: &Schema,
    table: &str,
    columns: &[&str],
    unique: bool,
) -> Result<Template, TemplateError> {
    let change = if unique {
        let unique =
            Unique::new(unique_name(table, columns), columns.iter().map(|c| (*c).to_owned()).collect());
        Change::AddUnique { table: table.to_owned(), unique }
    } else {
        let keys = columns.iter().map(|c| IndexKey::new(*c)).collect();
        Change::AddIndex { table: table.to_owned(), index: Index::new(index_name(table, columns), keys) }
    };
    Template::new(schema, vec![change])
}

/// A foreign key from a column to one of another table, or the same.
///
/// # Errors
/// When one of them is not there, their types differ, or what is referred to is not unique.
pub fn add_foreign_key(
    schema: &Schema,
    (table, column): (&str, &str),
    (other, key): (&str, &str),
    on_delete: Action,
) -> Result<Template, TemplateError> {
    let name = foreign_key_name(table, &[column]);
    let key = ForeignKey::new(name, vec![column.to_owned()], other, vec![key.to_owned()]);
    let foreign_key = ForeignKey { on_delete, ..key };
    Template::new(schema, vec![Change::AddForeignKey { table: table.to_owned(), foreign_key }])
}

/// A new table.
///
/// # Errors
/// When there is one of that name, or it could not be held.
pub fn create_table(schema: &Schema, table: Table) -> Result<Template, TemplateError> {
    Template::new(schema, vec![Change::CreateTable { table }])
}

/// The table with `created_at` and `updated_at`.
#[must_use]
pub fn with_timestamps(mut table: Table) -> Table {
    for name in ["created_at", "updated_at"] {
        table.columns.push(Column::new(name, Type::DateTime).required().with_default(DefaultValue::Now));
    }
    table
}

/// The table with `deleted_at`, which a row has once it counts as deleted.
#[must_use]
pub fn with_soft_delete(mut table: Table) -> Table {
    table.columns.push(Column::new("deleted_at", Type::DateTime));
    table
}

/// Another name for a column.
///
/// # Errors
/// When the column is not there, or one of the new name is.
pub fn rename_column(schema: &Schema, table: &str, from: &str, to: &str) -> Result<Template, TemplateError> {
    let change = Change::RenameColumn { table: table.to_owned(), from: from.to_owned(), to: to.to_owned() };
    Template::new(schema, vec![change])
}

/// A condition that every row meets.
///
/// # Errors
/// When the table is not there, has such a check, or the condition is no expression.
pub fn add_check(schema: &Schema, table: &str, name: &str, expr: &str) -> Result<Template, TemplateError> {
    let check = Check { name: check_constraint_name(table, name), expr: expr.to_owned() };
    Template::new(schema, vec![Change::AddCheck { table: table.to_owned(), check }])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn users() -> Schema {
        let mut table = Table::new("users", "zSchema.users");
        table.columns = vec![Column::new("id", Type::Int).required(), Column::new("name", Type::Text)];
        table.primary_key = vec!["id".into()];
        create_table(&Schema::default(), with_soft_delete(with_timestamps(table))).expect("it fits").after
    }

    #[test]
    fn each_goes_there_and_back_in_every_dialect() {
        let schema = users();
        let boss = Column::new("boss", Type::Int);
        let boss = add_column(&schema, "users", boss, None).expect("it fits");
        for template in [
            boss.clone(),
            add_index(&schema, "users", &["name"], true).expect("it fits"),
            add_index(&schema, "users", &["name", "id"], false).expect("it fits"),
            add_foreign_key(boss.after(), ("users", "boss"), ("users", "id"), Action::SetNull)
                .expect("it fits"),
            rename_column(&schema, "users", "name", "full_name").expect("it fits"),
            add_check(&schema, "users", "name_there", "name <> ''").expect("it fits"),
        ] {
            assert_ne!(template.before, template.after);
            let back = apply_all(&template.after, &inverse_all(template.changes())).expect("it goes back");
            assert_eq!(back, template.before, "{:?}", template.changes());
            for dialect in Dialect::ALL {
                let sql = template.sql(dialect).expect("it is planned");
                assert!(sql.up.contains("-- zmig:step ") && sql.down.contains("-- zmig:step "), "{sql:?}");
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let schema = users();
        assert!(add_column(&schema, "people", Column::new("x", Type::Int), None).is_err());
        assert!(add_column(&schema, "users", Column::new("name", Type::Int), None).is_err());
        assert!(rename_column(&schema, "users", "name", "id").is_err());
        assert!(add_index(&schema, "users", &["nick"], false).is_err());
        let key = add_foreign_key(&schema, ("users", "id"), ("users", "name"), Action::Cascade);
        assert!(matches!(key, Err(TemplateError::Invalid(_))), "{key:?}");
        assert!(create_table(&schema, schema.tables["users"].clone()).is_err());
    }
}
