//! Views, sequences, and tables that are more than a table: partitioned, inheriting, foreign.

use super::Found;
use super::depends::Node;
use crate::postgres::introspect::catalog::Catalog;
use crate::postgres::introspect::columns::Attribute;
use crate::postgres::introspect::names::sql_shown;
use crate::postgres::introspect::relations::{Kind, Relation};
use crate::postgres::introspect::sequences::Sequence;
use zmig_core::{Dialect, UnmanagedKind};

pub(super) fn list(catalog: &Catalog) -> Vec<Found> {
    let mut found = Vec::new();
    let types = catalog.types_of_model();
    for relation in &catalog.relations {
        found.extend(relation_itself(relation, catalog));
        let managed = catalog.table_name(relation.oid).is_some();
        if managed && !relation.storage.is_empty() {
            let options = relation.storage.join(", ");
            let sql = format!("ALTER TABLE {} SET ({options})", relation.sql(home(catalog)));
            let storage = Found::note("storage option", options).of(relation.oid);
            found.push(if sql.contains("(tablespace=") || sql.contains("access method=") {
                storage
            } else {
                storage.made_by(sql)
            });
        }
    }
    for sequence in &catalog.sequences {
        let Some(relation) = catalog.relation(sequence.oid) else { continue };
        let owner = sequence.owner.and_then(|(table, column)| catalog.attribute(table, column));
        let behind = owner.is_some_and(|a| {
            let serial = types.resolve(&a.ty).is_integer() && a.expr.as_ref() == Some(&sequence.next);
            matches!(a.identity, 'a' | 'd') || serial
        });
        let options = sequence.options();
        if behind && options.is_empty() {
            continue;
        }
        let definition = definition_of_sequence(relation, sequence, owner, behind, catalog);
        let name = relation.shown(home(catalog));
        let thing = match behind {
            true => Found::note("sequence option", name),
            false => Found::new(Node::relation(relation.oid), UnmanagedKind::Sequence, name),
        };
        let thing = thing.made_by(definition);
        found.push(match sequence.owner {
            Some((table, _)) if catalog.relation(table).is_some() => thing.of(table),
            _ => thing,
        });
    }
    found
}

fn home(catalog: &Catalog) -> &str {
    &catalog.view.home
}

fn relation_itself(relation: &Relation, catalog: &Catalog) -> Option<Found> {
    let kind = match relation.kind {
        Kind::Table if relation.model_name.is_some() => return None,
        // The model takes a dot for the end of a namespace.
        Kind::Table => UnmanagedKind::Other("table with a dot in its name".into()),
        Kind::Sequence => return None,
        Kind::Child => UnmanagedKind::InheritedTable,
        Kind::Typed => UnmanagedKind::Other("table of a type".into()),
        Kind::Partitioned => UnmanagedKind::PartitionedTable,
        Kind::Partition => UnmanagedKind::Partition,
        Kind::Foreign => UnmanagedKind::Other("foreign table".into()),
        Kind::View => UnmanagedKind::View,
        Kind::MaterializedView => UnmanagedKind::MaterializedView,
        Kind::Composite => UnmanagedKind::Other("composite type".into()),
    };
    let found = Found::new(Node::relation(relation.oid), kind, relation.shown(home(catalog)));
    Some(found.made_by(definition(relation, catalog)))
}

fn definition(relation: &Relation, catalog: &Catalog) -> String {
    let name = relation.sql(home(catalog));
    let text = relation.text.as_deref().unwrap_or_default();
    let query = text.trim().trim_end_matches(';');
    let options = match relation.storage.as_slice() {
        [] => String::new(),
        some => format!(" WITH ({})", some.join(", ")),
    };
    let mut sql = match relation.kind {
        Kind::View => format!("CREATE VIEW {name}{options} AS\n{query}"),
        Kind::MaterializedView => format!("CREATE MATERIALIZED VIEW {name}{options} AS\n{query}"),
        Kind::Composite => format!("CREATE TYPE {name} AS ({})", lines(relation, catalog, false).join(", ")),
        Kind::Partition => format!("CREATE TABLE {name} PARTITION OF {} {text}", parents(relation, catalog)),
        Kind::Typed => format!("CREATE TABLE {name} OF {text}"),
        Kind::Foreign => format!("CREATE FOREIGN TABLE {name} {} {text}", block(relation, catalog)),
        Kind::Child => {
            format!(
                "CREATE TABLE {name} {} INHERITS ({})",
                block(relation, catalog),
                parents(relation, catalog)
            )
        }
        _ => format!("CREATE TABLE {name} {}", block(relation, catalog)),
    };
    if let Some(key) = &relation.partitioned_by {
        sql.push_str(&format!(" PARTITION BY {key}"));
    }
    let mut seen = 0;
    for key in catalog.keys.iter().filter(|k| k.table == relation.oid && relation.kind != Kind::Partition) {
        if key.index != seen {
            sql.push_str(&format!(";\n{}", key.definition));
            seen = key.index;
        }
    }
    sql
}

fn parents(relation: &Relation, catalog: &Catalog) -> String {
    let names = relation.parents.iter().filter_map(|oid| catalog.relation(*oid));
    names.map(|r| r.sql(home(catalog))).collect::<Vec<_>>().join(", ")
}

fn block(relation: &Relation, catalog: &Catalog) -> String {
    let mut parts = lines(relation, catalog, true);
    for found in catalog
        .constraints
        .iter()
        .filter(|x| x.table == relation.oid && !x.inherited && !"tn".contains(x.kind))
    {
        parts.push(format!("CONSTRAINT {} {}", Dialect::Postgres.quote_name(&found.name), found.definition));
    }
    if parts.is_empty() { "()".into() } else { format!("(\n    {}\n)", parts.join(",\n    ")) }
}

/// The columns as lines of a definition. A parent's are the parent's.
fn lines(relation: &Relation, catalog: &Catalog, nullability: bool) -> Vec<String> {
    let own = |a: &&Attribute| relation.kind != Kind::Child || a.local;
    catalog.attributes_of(relation.oid).filter(own).map(|a| line(a, nullability)).collect()
}

fn line(attribute: &Attribute, nullability: bool) -> String {
    let mut sql = format!("{} {}", Dialect::Postgres.quote_name(&attribute.name), attribute.ty.spelled);
    if let Some(collation) = &attribute.collation {
        sql.push_str(&format!(" COLLATE {}", Dialect::Postgres.quote_name(collation)));
    }
    match (attribute.identity, attribute.generated, &attribute.expr) {
        ('a', _, _) => sql.push_str(" GENERATED ALWAYS AS IDENTITY"),
        ('d', _, _) => sql.push_str(" GENERATED BY DEFAULT AS IDENTITY"),
        (_, 's', Some(expr)) => sql.push_str(&format!(" GENERATED ALWAYS AS ({expr}) STORED")),
        (_, 'v', Some(expr)) => sql.push_str(&format!(" GENERATED ALWAYS AS ({expr}) VIRTUAL")),
        (_, _, Some(expr)) => sql.push_str(&format!(" DEFAULT {expr}")),
        _ => {}
    }
    if nullability && attribute.required {
        sql.push_str(" NOT NULL");
    }
    sql
}

/// For one behind a column, what is unusual about it.
fn definition_of_sequence(
    relation: &Relation,
    sequence: &Sequence,
    owner: Option<&Attribute>,
    behind: bool,
    catalog: &Catalog,
) -> String {
    let name = relation.sql(home(catalog));
    if behind {
        return format!("ALTER SEQUENCE {name}{}", sequence.options());
    }
    let table = sequence.owner.and_then(|(table, _)| catalog.relation(table));
    let owned = owner.zip(table).map(|(column, table)| {
        let table = sql_shown(home(catalog), &table.namespace, &table.name);
        format!(" OWNED BY {table}.{}", Dialect::Postgres.quote_name(&column.name))
    });
    format!("CREATE SEQUENCE {name} AS {}{}{}", sequence.ty, sequence.options(), owned.unwrap_or_default())
}
