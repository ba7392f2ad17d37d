//! Tables with their columns, of what the catalog says.

use super::catalog::Catalog;
use super::columns::Attribute;
use super::constant::bare;
use super::defaults::{self, For};
use super::relations::Relation;
use super::sequences::Sequence;
use super::types::Types;
use std::collections::HashMap;
use zmig_core::{Column, DefaultValue, Generated, Identity, Schema, Table, TableOption, Type};

/// What columns are made with.
pub(super) struct Columns<'a> {
    catalog: &'a Catalog,
    types: &'a Types,
    /// Enums and domains.
    schema: &'a Schema,
    /// Sequences, by the column that they belong to. Looked up only.
    owned: HashMap<(u32, i16), &'a Sequence>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(catalog: &'a Catalog, types: &'a Types, schema: &'a Schema) -> Self {
        let owned = catalog.sequences.iter().filter_map(|s| Some((s.owner?, s))).collect();
        Self { catalog, types, schema, owned }
    }

    /// A table under that name, without its keys, checks and indexes.
    pub(super) fn table(&self, relation: &Relation, name: &str) -> Table {
        let mut table = Table::new(name, "");
        table.comment.clone_from(&relation.comment);
        if relation.unlogged {
            table.options.insert(TableOption::Unlogged);
        }
        table.columns = self.catalog.attributes_of(relation.oid).map(|a| self.column(a)).collect();
        table
    }

    fn column(&self, attribute: &Attribute) -> Column {
        let mut column = Column::new(&attribute.name, self.types.resolve(&attribute.ty));
        column.nullable = !attribute.required;
        column.collation.clone_from(&attribute.collation);
        column.comment.clone_from(&attribute.comment);
        column.identity = match attribute.identity {
            'a' => Identity::Always,
            'd' => Identity::ByDefault,
            _ if self.is_serial(attribute, &column.ty) => Identity::Serial,
            _ => Identity::None,
        };
        let Some(expr) = attribute.expr.as_deref().filter(|_| column.identity.is_none()) else {
            return column;
        };
        match attribute.generated {
            's' => column.generated = Some(Generated::stored(bare(expr))),
            'v' => column.generated = Some(Generated::virtual_of(bare(expr))),
            _ => column.default = self.default(expr, attribute, &column.ty),
        }
        column
    }

    /// The default of a column of that type.
    fn default(&self, expr: &str, attribute: &Attribute, ty: &Type) -> Option<DefaultValue> {
        let (base, made_of) = (self.schema.base_type(ty), self.types.made_of(attribute.ty.oid));
        let spelled = attribute.ty.spelled.as_str();
        let of = For {
            ty: &base,
            spelled: made_of.as_deref().unwrap_or(spelled),
            domain: made_of.is_some().then_some(spelled),
            enum_values: self.enum_values(&base),
        };
        defaults::read(expr, of)
    }

    fn enum_values(&self, ty: &Type) -> &[String] {
        ty.enum_name().map_or(&[], |name| self.schema.enum_values(name))
    }

    /// Whether the default is the next value of a sequence of the column's own.
    pub(super) fn is_serial(&self, attribute: &Attribute, ty: &Type) -> bool {
        let owned = self.owned.get(&(attribute.relation, attribute.number));
        ty.is_integer() && owned.is_some_and(|s| attribute.expr.as_ref() == Some(&s.next))
    }
}
