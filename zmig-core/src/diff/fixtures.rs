//! Small schemas, written briefly.

use crate::{
    Check, Column, EnumType, ForeignKey, Generated, Hints, Index, IndexKey, Schema, Table, Type, Unique,
};

/// `id` and the given columns, each `name type`, `!` after the type for required.
pub(crate) fn table(name: &str, columns: &[&str]) -> Table {
    let mut out = Table::new(name, "zSchema.a");
    out.columns.push(Column::new("id", Type::Int).required());
    out.primary_key = vec!["id".into()];
    for text in columns {
        let (name, ty) = text.split_once(' ').expect("a name and a type");
        let mut column = Column::new(name, ty.trim_end_matches('!').parse().expect(ty));
        column.nullable = !ty.ends_with('!');
        out.columns.push(column);
    }
    out
}

pub(crate) fn schema(tables: impl IntoIterator<Item = Table>) -> Schema {
    let mut out = Schema::default();
    for mut table in tables {
        table.canonicalise();
        out.tables.insert(table.name.clone(), table);
    }
    out
}

pub(crate) fn with_enum(mut schema: Schema, name: &str, values: &[&str]) -> Schema {
    let enum_type = EnumType {
        name: name.into(),
        owner: "zSchema.a".into(),
        values: values.iter().map(|v| (*v).into()).collect(),
    };
    schema.enums.insert(name.into(), enum_type);
    schema
}

pub(crate) fn foreign_key(table: &str, column: &str, references: &str) -> ForeignKey {
    let name = crate::foreign_key_name(table, &[column]);
    ForeignKey::new(name, vec![column.into()], references, vec!["id".into()])
}

pub(crate) fn index(name: &str, column: &str, condition: Option<&str>) -> Index {
    Index { condition: condition.map(str::to_owned), ..Index::new(name, vec![IndexKey::new(column)]) }
}

/// Hints from `new < old` for tables and `table.new < old` for columns, `-table`, `-table.column` for what is gone.
pub(crate) fn hints(texts: &[&str]) -> Hints {
    let mut out = Hints::default();
    for text in texts {
        let (gone, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, *text),
        };
        let (to, from) = rest.split_once(" < ").unwrap_or((rest, ""));
        match (to.split_once('.'), gone) {
            (Some((table, column)), true) => {
                out.tables.entry(table.into()).or_default().dropped.insert(column.into());
            }
            (None, true) => {
                out.dropped_tables.insert(to.into());
            }
            (Some((table, column)), false) => {
                let columns = &mut out.tables.entry(table.into()).or_default().columns;
                columns.entry(column.into()).or_default().renamed_from = Some(from.into());
            }
            (None, false) => {
                out.tables.entry(to.into()).or_default().renamed_from = Some(from.into());
            }
        }
    }
    out
}

pub(crate) fn check_of(name: &str, expr: &str) -> Check {
    Check { name: name.into(), expr: expr.into() }
}

pub(crate) fn unique_on(table: &str, columns: &[&str]) -> Unique {
    Unique::new(crate::unique_name(table, columns), columns.iter().map(|c| (*c).into()).collect())
}

/// A generated column.
pub(crate) fn computed(name: &str, ty: &str, text: &str) -> Column {
    let mut column = Column::new(name, ty.parse().expect(ty));
    column.generated = Some(Generated::stored(text));
    column
}
