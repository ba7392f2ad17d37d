//! One table, from what the pragmas and its statement say.

use super::catalog::{RawColumn, RawTable};
use super::sql::{ColumnText, CreateTable, DefaultText, create_table};
use super::{Tables, checks, default, keys};
use zmig_core::{
    Column, Dialect, EnumType, Generated, Identity, Table, TableOption, Type, Unmanaged, UnmanagedKind,
    primary_key_name,
};

/// A table, the enums of its columns, and what of it the model has no room for.
#[derive(Debug)]
pub(super) struct Built {
    pub table: Table,
    pub enums: Vec<EnumType>,
    pub notes: Vec<Unmanaged>,
}

impl Built {
    /// Lists something of the table.
    pub(super) fn note(&mut self, kind: &str, name: impl Into<String>, definition: impl Into<String>) {
        self.notes.push(Unmanaged {
            kind: UnmanagedKind::Other(kind.to_owned()),
            name: name.into(),
            table: Some(self.table.name.clone()),
            needs: Vec::new(),
            definition: Some(definition.into()),
        });
    }
}

/// The table.
pub(super) fn build(raw: &RawTable, tables: &Tables<'_>) -> Built {
    let mut built = Built { table: Table::new(raw.name.clone(), ""), enums: Vec::new(), notes: Vec::new() };
    let text = create_table(&raw.sql).filter(|text| agree(raw, text));
    if text.is_none() {
        built.note("statement", raw.name.clone(), raw.sql.clone());
    }
    let text = text.unwrap_or_default();
    if text.strict {
        built.table.options.insert(TableOption::Strict);
    }
    if text.without_rowid {
        built.table.options.insert(TableOption::WithoutRowid);
    }
    primary_key(&mut built, raw, &text);
    for (at, column) in raw.columns.iter().enumerate() {
        let column = read_column(&mut built, column, text.columns.get(at), &text);
        built.table.columns.push(column);
    }
    checks::read(&mut built, &text);
    // A default is read last: an enum's is one of its values.
    for (at, raw) in raw.columns.iter().enumerate() {
        read_default(&mut built, at, raw, text.columns.get(at));
    }
    keys::uniques(&mut built, raw, &text);
    keys::indexes(&mut built, raw);
    keys::foreign_keys(&mut built, raw, &text, tables);
    for (constraint, clause) in text.conflicts {
        built.note("conflict clause", constraint, clause);
    }
    built
}

/// Whether the statement and the pragmas speak of the same columns.
fn agree(raw: &RawTable, text: &CreateTable<'_>) -> bool {
    raw.columns.len() == text.columns.len()
        && raw.columns.iter().zip(&text.columns).all(|(a, b)| a.name == b.name)
}

fn primary_key(built: &mut Built, raw: &RawTable, text: &CreateTable<'_>) {
    let mut key: Vec<&RawColumn> = raw.columns.iter().filter(|c| c.key > 0).collect();
    key.sort_by_key(|c| c.key);
    built.table.primary_key = key.iter().map(|c| c.name.clone()).collect();
    let Some(said) = &text.primary_key else { return };
    built.table.primary_key_name = said.name.clone().filter(|name| *name != primary_key_name(&raw.name));
    // With `DESC` it is a key beside the rowid, and not the rowid itself.
    let falls = said.columns.iter().any(|c| c.descending);
    if let ([only], true) = (key.as_slice(), falls)
        && only.ty.eq_ignore_ascii_case("INTEGER")
    {
        built.note("order of a key", format!("primary key ({})", only.name), "DESC");
    }
}

fn read_column(
    built: &mut Built,
    raw: &RawColumn,
    text: Option<&ColumnText<'_>>,
    table: &CreateTable<'_>,
) -> Column {
    let mut column = Column::new(raw.name.clone(), read_type(raw, text, table.strict));
    column.nullable = !raw.not_null && raw.key == 0;
    if table.autoincrement && raw.key > 0 {
        column.identity = Identity::ByDefault;
    }
    column.collation = text.and_then(|t| t.collation.as_deref()).and_then(collation);
    let generated = text.and_then(|t| t.generated);
    column.generated = generated.map(|(expr, stored)| Generated { expr: expr.to_owned(), stored });
    if column.generated.is_none() && raw.hidden != 0 {
        built.note("hidden column", raw.name.clone(), raw.ty.clone());
    }
    column
}

fn read_type(raw: &RawColumn, text: Option<&ColumnText<'_>>, strict: bool) -> Type {
    match Dialect::Sqlite.read_type(&raw.ty) {
        // Such a table makes no difference between whole numbers.
        Type::Int32 if strict => Type::Int,
        // The pragma has taken the quotes off, which its words may need.
        Type::Raw(_) if text.is_some_and(|t| t.ty.contains(['"', '[', '`', '\''])) => {
            Type::Raw(text.map_or("", |t| t.ty).to_owned())
        }
        ty => ty,
    }
}

/// The name of an order of text, where it is not the one that every column has.
pub(super) fn collation(name: &str) -> Option<String> {
    match name.to_ascii_uppercase().as_str() {
        "BINARY" => None,
        known @ ("NOCASE" | "RTRIM") => Some(known.to_owned()),
        _ => Some(name.to_owned()),
    }
}

fn read_default(built: &mut Built, at: usize, raw: &RawColumn, text: Option<&ColumnText<'_>>) {
    let Some(sql) = &raw.default else { return };
    let said = text.and_then(|t| t.default).unwrap_or(DefaultText { sql, is_expression: true });
    let Some(column) = built.table.columns.get_mut(at) else { return };
    let values = column.ty.enum_name().and_then(|name| built.enums.iter().find(|e| e.name == name));
    column.default = default::read(said, &column.ty, values.map_or(&[], |e| &e.values));
}
