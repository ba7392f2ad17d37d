//! Types as columns write them.

use super::node::{Entries, Node};
use crate::source::TypeSource;
use crate::source::words::type_source;
use zmig_core::{EnumType, Schema, Table, Type};

/// The table whose column has the enum as its own, `enum(a, b)`: one column of the derived name, and nobody else.
pub(super) fn is_own_enum<'a>(schema: &'a Schema, enum_type: &'a EnumType) -> Option<&'a Table> {
    let name = &enum_type.name;
    let mut users = schema.users_of_enum(name);
    let (table, column) = users.next()?;
    let alone = users.next().is_none() && !schema.domains.values().any(|d| d.ty.enum_name() == Some(name));
    let derived = Schema::column_enum_name(&table.name, &column.name) == *name;
    let writable = !matches!(column.ty, Type::Array(_)) || short_enum(&enum_type.values).is_some();
    (alone && derived && writable).then_some(table)
}

/// Whether an enum is written in its column and not in the file's `Meta`.
pub(super) fn is_inline(schema: &Schema, enum_type: &EnumType) -> bool {
    is_own_enum(schema, enum_type).is_some_and(|table| table.owner == enum_type.owner)
}

/// `enum(draft, live)`, where the reader takes it apart into the same values.
fn short_enum(values: &[String]) -> Option<String> {
    let text = format!("enum({})", values.join(", "));
    let same =
        matches!(type_source(&text), Ok(TypeSource::Enum { values: read, array: false }) if read == values);
    let plain = values.iter().all(|v| v.chars().all(|c| c.is_alphanumeric() || "_- .".contains(c)));
    (same && plain && text.chars().count() <= 80).then_some(text)
}

/// What a column says of its type: its first keys.
pub(super) fn keys(schema: &Schema, ty: &Type) -> Entries {
    let key = |key: &str, node: Node| (key.to_owned(), node);
    match ty {
        Type::Str { max_length: Some(n) } => {
            vec![key("type", Node::text("str")), key("max_length", Node::text(n.to_string()))]
        }
        Type::Raw(sql) => vec![key("type", Node::Map(vec![key("sql", Node::text(sql))]))],
        Type::Enum(name) => match schema.enums.get(name) {
            Some(own) if is_inline(schema, own) => vec![key("type", own_enum(&own.values))],
            _ => vec![key("enum", Node::text(name))],
        },
        Type::Domain(name) => vec![key("domain", Node::text(name))],
        Type::Array(inner) => vec![key("type", Node::List(vec![Node::text(element(schema, inner))]))],
        other => vec![key("type", Node::text(other.to_string()))],
    }
}

fn own_enum(values: &[String]) -> Node {
    match short_enum(values) {
        Some(text) => Node::text(text),
        None => Node::Map(vec![("enum".to_owned(), Node::texts(values))]),
    }
}

fn element(schema: &Schema, ty: &Type) -> String {
    let own = ty.enum_name().and_then(|name| schema.enums.get(name)).filter(|own| is_inline(schema, own));
    own.and_then(|own| short_enum(&own.values)).unwrap_or_else(|| ty.to_string())
}

/// What a domain says of its type: the same, but that its enums have names.
pub(super) fn keys_of_domain(ty: &Type) -> Entries {
    match ty {
        Type::Enum(name) => {
            vec![("type".to_owned(), Node::Map(vec![("enum".to_owned(), Node::text(name))]))]
        }
        other => keys(&Schema::default(), other),
    }
}
