//! Types that zmig has no word for: ranges, base types, and enums and domains that do not fit the model.

use super::Found;
use super::depends::Node;
use crate::IntrospectOptions;
use crate::driver::{Driver, Fault};
use crate::postgres::introspect::catalog::Catalog;
use crate::postgres::introspect::cells;
use crate::postgres::introspect::names::{in_scope, of_no_extension, shown, sql_shown};
use crate::postgres::introspect::types::{CatalogDomain, CatalogType, TypeKind};
use zmig_core::Dialect;

/// Enums with a dot in their name; domains over domains, and with a collation.
pub(super) fn list(catalog: &Catalog) -> Vec<Found> {
    let home = &catalog.view.home;
    let apart = catalog.types.iter().filter(|t| t.in_scope && t.model_name(&catalog.view).is_none());
    apart
        .filter_map(|ty| {
            let name = sql_shown(home, &ty.namespace, &ty.name);
            let (kind, sql) = match &ty.kind {
                TypeKind::Enum(values) => {
                    let values: Vec<_> = values.iter().map(|v| Dialect::Postgres.quote_text(v)).collect();
                    (
                        "enum with a dot in its name",
                        format!("CREATE TYPE {name} AS ENUM ({})", values.join(", ")),
                    )
                }
                TypeKind::Domain(found) => ("domain", domain(ty, found, &name, catalog)),
                TypeKind::ArrayOf(_) => return None,
            };
            Some(Found::other(Node::ty(ty.oid), kind, shown(home, &ty.namespace, &ty.name)).made_by(sql))
        })
        .collect()
}

fn domain(ty: &CatalogType, found: &CatalogDomain, name: &str, catalog: &Catalog) -> String {
    let mut sql = format!("CREATE DOMAIN {name} AS {}", found.base.spelled);
    if let Some(collation) = &found.collation {
        sql.push_str(&format!(" COLLATE {}", Dialect::Postgres.quote_name(collation)));
    }
    if let Some(default) = &found.default {
        sql.push_str(&format!(" DEFAULT {default}"));
    }
    if found.required {
        sql.push_str(" NOT NULL");
    }
    for check in catalog.constraints.iter().filter(|x| x.domain == ty.oid && x.kind == 'c') {
        sql.push_str(&format!(
            " CONSTRAINT {} {}",
            Dialect::Postgres.quote_name(&check.name),
            check.definition
        ));
    }
    sql
}

/// Range types and base types.
pub(super) async fn read<D: Driver>(
    driver: &mut D,
    catalog: &Catalog,
    options: &IntrospectOptions,
) -> Result<Vec<Found>, Fault> {
    let home = &catalog.view.home;
    let sql = format!(
        "SELECT t.oid, n.nspname, t.typname, format_type(r.rngsubtype, NULL) \
         FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_range r ON r.rngtypid = t.oid \
         WHERE (t.typtype = 'r' OR t.typtype = 'b' AND t.typisdefined AND NOT EXISTS \
             (SELECT 1 FROM pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid)) \
           AND {} AND {} ORDER BY 2, 3",
        in_scope("n.nspname", options),
        of_no_extension("pg_type", "t.oid")
    );
    cells::query(driver, "types", sql, |row| {
        let (oid, namespace, name, of) = (row.number()?, row.text()?, row.text()?, row.maybe()?);
        let kind = if of.is_some() { "range type" } else { "base type" };
        let found = Found::other(Node::ty(oid), kind, shown(home, &namespace, &name));
        Ok(match of {
            Some(of) => {
                let sql = sql_shown(home, &namespace, &name);
                found.made_by(format!("CREATE TYPE {sql} AS RANGE (SUBTYPE = {of})"))
            }
            None => found,
        })
    })
    .await
}
