//! What of a table travels.

use crate::csv::cell::Codec;
use zmig_core::{Schema, Table, Type};

/// A table's columns that hold values of their own: those that the database computes are computed again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Shape {
    /// The table's name, as the model has it: `audit.events` lies in a namespace.
    pub table: String,
    pub columns: Vec<ColumnShape>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ColumnShape {
    pub name: String,
    /// Its type; a domain's is what the domain is made of.
    pub ty: Type,
    pub nullable: bool,
    pub codec: Codec,
}

impl Shape {
    pub(crate) fn of(table: &Table, schema: &Schema) -> Self {
        let column = |column: &zmig_core::Column| {
            let ty = base(schema, &column.ty);
            let nullable = schema.may_be_null(column) && !table.is_key(&column.name);
            let codec = Codec::new(&ty, nullable);
            ColumnShape { name: column.name.clone(), ty, nullable, codec }
        };
        let columns = table.columns.iter().filter(|c| c.generated.is_none()).map(column).collect();
        Self { table: table.name.clone(), columns }
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|c| c.name.as_str())
    }
}

/// A list's elements may be of a domain, too.
fn base(schema: &Schema, ty: &Type) -> Type {
    match ty {
        Type::Array(inner) => Type::Array(Box::new(base(schema, inner))),
        other => schema.base_type(other).into_owned(),
    }
}
