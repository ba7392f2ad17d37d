//! Values that go from one column to another.

use serde::Serialize;

/// Takes values from one column to another, in SQL that runs in the database.
///
/// Within a table the rows are updated. Between two tables, rows are added to the second one.
///
/// ```
/// use zmig_runtime::MigrateData;
///
/// let names = MigrateData::within("users", "name", "full_name").expr("trim(name)").filter("name <> ''");
/// let profiles = MigrateData::between("users", "profile", "profiles", "data").also("user_id", "id");
/// # let _ = (names, profiles);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[must_use]
pub struct MigrateData {
    pub(super) table: String,
    pub(super) from: String,
    /// The table of the new rows, where it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) into: Option<String>,
    pub(super) to: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expr: Option<String>,
    #[serde(rename = "where", skip_serializing_if = "Option::is_none")]
    pub(super) filter: Option<String>,
    /// Further columns of the new rows, and the expressions that fill them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) also: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) back: Option<String>,
}

impl MigrateData {
    /// From a column of a table to another one of the same table.
    pub fn within(table: impl Into<String>, from: impl Into<String>, to: impl Into<String>) -> Self {
        Self {
            table: table.into(),
            from: from.into(),
            into: None,
            to: to.into(),
            expr: None,
            filter: None,
            also: Vec::new(),
            back: None,
        }
    }

    /// From a column of a table to a column of new rows in another table.
    pub fn between(
        table: impl Into<String>,
        from: impl Into<String>,
        into: impl Into<String>,
        to: impl Into<String>,
    ) -> Self {
        Self { into: Some(into.into()), ..Self::within(table, from, to) }
    }

    /// The SQL expression of the new value; the old value as it is where nothing is said. It names columns of the table
    /// that the values come from.
    pub fn expr(mut self, expr: impl Into<String>) -> Self {
        self.expr = Some(expr.into());
        self
    }

    /// The SQL condition for the rows that are taken; all of them where nothing is said.
    pub fn filter(mut self, condition: impl Into<String>) -> Self {
        self.filter = Some(condition.into());
        self
    }

    /// Between two tables: a further column of the new rows, and the SQL expression that fills it.
    pub fn also(mut self, column: impl Into<String>, expr: impl Into<String>) -> Self {
        self.also.push((column.into(), expr.into()));
        self
    }

    /// Within a table: the SQL expression that makes the old value of the new one, for the way back. Without it the way
    /// back leaves the values as they are.
    pub fn back(mut self, expr: impl Into<String>) -> Self {
        self.back = Some(expr.into());
        self
    }

    pub(super) fn target(&self) -> &str {
        self.into.as_ref().unwrap_or(&self.table)
    }

    pub(super) fn tables(&self) -> Vec<&str> {
        let mut tables = vec![self.table.as_str()];
        tables.extend(self.into.as_deref());
        tables
    }

    pub(super) fn summary(&self) -> String {
        format!("migrate data {}.{} -> {}.{}", self.table, self.from, self.target(), self.to)
    }
}
