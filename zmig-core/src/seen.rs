//! A schema as a database can hold it: what two schemas are compared by when one of them was read from a database.

use crate::{
    Check, Column, DefaultValue, Dialect, EnumType, Identity, Index, IndexKey, Literal, Nulls, Schema, Table,
    TableOption, Type, Unique, check_constraint_name, foreign_key_name,
};
use std::collections::BTreeMap;

impl Schema {
    /// The schema without what `dialect` does not hold, in the form in which it holds the rest. Two schemas are the same
    /// for a database if and only if they are equal in this form.
    ///
    /// SQLite has no comments, no arrays (they are JSON), an enum for each column and none that two share, one kind of
    /// numbering, no names for keys and checks that follow a rename, and indexes that are B-trees over columns and
    /// expressions alone. PostgreSQL has no table options but one.
    ///
    /// ```
    /// use zmig_core::{Column, Dialect, Schema, Table, Type};
    ///
    /// let mut table = Table::new("posts", "zSchema.blog");
    /// table.columns.push(Column::new("tags", Type::Array(Box::new(Type::Text))));
    /// let mut schema = Schema::default();
    /// schema.tables.insert("posts".into(), table);
    /// let seen = schema.as_seen_by(Dialect::Sqlite);
    /// assert_eq!(seen.tables["posts"].columns[0].ty, Type::Json);
    /// assert_eq!(schema.as_seen_by(Dialect::Postgres), schema);
    /// ```
    #[must_use]
    pub fn as_seen_by(&self, dialect: Dialect) -> Self {
        match dialect {
            Dialect::Sqlite => sqlite(self),
            Dialect::Postgres => postgres(self),
        }
    }
}

fn postgres(schema: &Schema) -> Schema {
    let mut out = schema.clone();
    for domain in out.domains.values_mut() {
        default(&mut domain.default, &domain.ty);
    }
    for table in out.tables.values_mut() {
        table.options.retain(|o| *o == TableOption::Unlogged);
        for column in &mut table.columns {
            default(&mut column.default, &schema.base_type(&column.ty));
        }
        for index in &mut table.indexes {
            index.using = index.using.as_deref().map(str::to_lowercase).filter(|m| m != "btree");
            for key in &mut index.keys {
                key.nulls = key.nulls.filter(|n| *n != Nulls::of_direction(key.descending));
                let column = key.column().and_then(|name| table.columns.iter().find(|c| c.name == name));
                let own = column.and_then(|c| c.collation.as_ref());
                key.collation = key.collation.take().filter(|c| Some(c) != own);
            }
        }
        key_name(table);
    }
    out
}

fn key_name(table: &mut Table) {
    let derived = crate::primary_key_name(&table.name);
    table.primary_key_name = table.primary_key_name.take().filter(|n| *n != derived);
}

fn sqlite(schema: &Schema) -> Schema {
    let mut out = Schema::default();
    for table in schema.tables.values() {
        let mut table = table.clone();
        table.comment = None;
        table.primary_key_name = None;
        table.options.retain(|o| *o != TableOption::Unlogged);
        let strict = table.options.contains(&TableOption::Strict);
        for column in &mut table.columns {
            sqlite_column(&table.name, column, schema, strict, &mut out.enums);
            if let Type::Enum(name) = &column.ty
                && let Some(enum_type) = out.enums.get_mut(name)
            {
                enum_type.owner.clone_from(&table.owner);
            }
        }
        table.uniques = table.uniques.iter().map(|u| Unique::new(&u.name, u.columns.clone())).collect();
        let indexes = std::mem::take(&mut table.indexes);
        for index in indexes.into_iter().filter(crate::dialect::sqlite::index::is_kept) {
            let index = sqlite_index(index, &table);
            match index.columns().filter(|_| is_unique_set(&index)) {
                Some(columns) => table.uniques.push(Unique::new(index.name, columns)),
                None => table.indexes.push(index),
            }
        }
        sqlite_constraints(&mut table);
        table.canonicalise();
        out.tables.insert(table.name.clone(), table);
    }
    out
}

fn sqlite_column(
    table: &str,
    column: &mut Column,
    schema: &Schema,
    strict: bool,
    enums: &mut BTreeMap<String, EnumType>,
) {
    column.comment = None;
    default(&mut column.default, &column.ty);
    let declared = schema.base_type(&column.ty).into_owned();
    column.ty = match declared.clone() {
        Type::Array(_) => Type::Json,
        Type::Enum(name) => {
            let own = Schema::column_enum_name(table, &column.name);
            let mut values = schema.enum_values(&name).to_vec();
            // Their order is no more than that of a list in a check.
            values.sort();
            enums.insert(own.clone(), EnumType { name: own.clone(), owner: String::new(), values });
            Type::Enum(own)
        }
        // Two spellings of one type are one.
        Type::Raw(sql) => Dialect::Sqlite.read_type(&sql),
        ty => ty,
    };
    if strict {
        column.ty = crate::dialect::sqlite::types::strictly(&column.ty);
    }
    sqlite_default(column, &declared);
    // A decimal of a strict table is a float now.
    default(&mut column.default, &column.ty);
    if column.identity.is_some() {
        (column.identity, column.ty) = (Identity::ByDefault, Type::Int);
    }
    column.collation = sqlite_collation(column.collation.take()).filter(|c| c != "BINARY");
}

/// A default as it is written for a column that is `declared` and kept as another type.
fn sqlite_default(column: &mut Column, declared: &Type) {
    let Some(given) = column.default.as_ref().filter(|_| column.ty != *declared) else { return };
    let text = |t: &Type| t.is_text() || matches!(t, Type::Enum(_) | Type::Json | Type::Raw(_));
    let said = match (given, declared, &column.ty) {
        (DefaultValue::Literal(Literal::Bool(b)), _, Type::Int) => {
            DefaultValue::Literal(Literal::Int(i64::from(*b)))
        }
        (DefaultValue::Literal(Literal::Number(n)), _, kept) if text(kept) => {
            DefaultValue::Literal(Literal::Text(n.clone()))
        }
        (DefaultValue::Literal(Literal::Text(t)), Type::DateTime, kept) if text(kept) => {
            DefaultValue::Literal(Literal::Text(crate::dialect::sqlite::literal::instant(t)))
        }
        (DefaultValue::Literal(Literal::Text(t)), Type::Raw(_), kept) if !text(kept) => {
            DefaultValue::Expr(Dialect::Sqlite.quote_text(t))
        }
        (DefaultValue::Now, _, kept) if text(kept) => {
            let written = crate::dialect::sqlite::literal::value(given, declared);
            let inside = written.strip_prefix('(').and_then(|w| w.strip_suffix(')'));
            DefaultValue::Expr(inside.unwrap_or(&written).to_owned())
        }
        _ => return,
    };
    column.default = Some(said);
}

/// The names that SQLite has for orders of text, in capitals.
pub(crate) fn sqlite_collation(name: Option<String>) -> Option<String> {
    name.map(|name| match name.to_ascii_uppercase().as_str() {
        "C" | "POSIX" => "BINARY".into(),
        folded @ ("BINARY" | "NOCASE" | "RTRIM") => folded.to_owned(),
        _ => name,
    })
}

/// A default with one text for one value.
fn default(value: &mut Option<DefaultValue>, ty: &Type) {
    match (value, ty) {
        (Some(DefaultValue::Literal(Literal::Text(text))), Type::DateTime | Type::Time) => {
            let (body, zone) = match text.strip_suffix('Z') {
                Some(body) => (body, "Z"),
                None => (text.as_str(), ""),
            };
            if body.contains('.') {
                *text = format!("{}{zone}", body.trim_end_matches('0').trim_end_matches('.'));
            }
        }
        // A database that keeps the number as it was written prints it with another exponent, or in full.
        (Some(DefaultValue::Literal(Literal::Number(text))), Type::Float | Type::Float32) => {
            if let Ok(number) = text.parse::<f64>() {
                *text = format!("{number:?}");
            }
        }
        _ => {}
    }
}

fn sqlite_index(index: Index, table: &Table) -> Index {
    let keys = index.keys.into_iter().map(|key| {
        let of_column = key.column().and_then(|c| table.column(c)).and_then(|c| c.collation.as_deref());
        let collation =
            sqlite_collation(key.collation).filter(|c| c.as_str() != of_column.unwrap_or("BINARY"));
        IndexKey { nulls: None, opclass: None, collation, ..key }
    });
    let keys = keys.collect();
    Index { unique: index.unique, condition: index.condition, ..Index::new(index.name, keys) }
}

/// Whether an index is what SQLite keeps a unique set by.
fn is_unique_set(index: &Index) -> bool {
    let plain = |key: &IndexKey| !key.descending && key.collation.is_none();
    index.unique && index.condition.is_none() && index.keys.iter().all(plain)
}

/// Foreign keys and checks by what they say: SQLite keeps the names that they had at first.
fn sqlite_constraints(table: &mut Table) {
    for key in &mut table.foreign_keys {
        key.match_full = false;
        key.name.clear();
    }
    table.foreign_keys.sort_by(|a, b| format!("{a:?}").cmp(&format!("{b:?}")));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for key in &mut table.foreign_keys {
        key.name = foreign_key_name(&table.name, &key.columns);
        let count = seen.entry(key.name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            key.name = format!("{}_{count}", key.name);
        }
    }
    let mut exprs: Vec<String> =
        std::mem::take(&mut table.checks).into_iter().map(|c| c.expr.trim().to_owned()).collect();
    exprs.sort();
    let named = exprs.into_iter().enumerate();
    table.checks = named
        .map(|(i, expr)| Check { name: check_constraint_name(&table.name, &(i + 1).to_string()), expr })
        .collect();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_says_its_columns_collation_again_says_nothing() {
        let with = |collation: Option<&str>| {
            let mut table = Table::new("posts", "zSchema.blog");
            table.columns.push(Column { collation: Some("C".into()), ..Column::new("body", Type::Text) });
            let key = IndexKey { collation: collation.map(str::to_owned), ..IndexKey::new("body") };
            table.indexes.push(Index::new("idx_posts_body", vec![key]));
            Schema { tables: [("posts".to_owned(), table)].into(), ..Schema::default() }
        };
        let seen = |schema: Schema| schema.as_seen_by(Dialect::Postgres);
        assert_eq!(seen(with(Some("C"))), seen(with(None)));
        assert_ne!(seen(with(Some("POSIX"))), seen(with(None)));
    }
}
