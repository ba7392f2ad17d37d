//! A place in a source, by the names of things rather than by lines.

/// The number that a caller gives a source, to find its file again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceId(pub u32);

/// A place in a source. [`super::locate`] finds its line and column.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the fields are the things' names")]
pub enum Spot {
    /// The file as a whole.
    File,
    /// A key of the schema's own: in YAML's `Meta`, or an argument of the attribute of the struct of `schema`.
    Meta { schema: String, key: String },
    /// A shared enum.
    Enum { schema: String, name: String },
    /// A domain.
    Domain { schema: String, name: String },
    /// A table, or its struct.
    Table { table: String },
    /// A key of the table's own `Meta`, or an argument of its struct's attribute.
    TableKey { table: String, key: String },
    /// Part of what a table's key holds: an item by its number, or an entry by its name.
    TableItem { table: String, key: String, item: String },
    /// A column, or its field.
    Column { table: String, column: String },
    /// A key of a column, or an argument of its field's attribute.
    ColumnKey { table: String, column: String, key: String },
}

impl Spot {
    /// The place of a column.
    pub fn column(table: impl Into<String>, column: impl Into<String>) -> Self {
        Self::Column { table: table.into(), column: column.into() }
    }

    /// The place of a column's key.
    pub fn column_key(table: impl Into<String>, column: impl Into<String>, key: impl Into<String>) -> Self {
        Self::ColumnKey { table: table.into(), column: column.into(), key: key.into() }
    }

    /// The place of a key of the schema as a whole.
    pub fn meta(schema: impl Into<String>, key: impl Into<String>) -> Self {
        Self::Meta { schema: schema.into(), key: key.into() }
    }
}
