//! Extensions, and the rarer things: by their names, and by their definitions where the database gives one.

use super::Found;
use super::depends::Node;
use crate::IntrospectOptions;
use crate::driver::{Driver, Fault};
use crate::postgres::introspect::catalog::Catalog;
use crate::postgres::introspect::cells;
use crate::postgres::introspect::names::{in_scope, of_no_extension, shown};
use zmig_core::UnmanagedKind;

pub(super) async fn read<D: Driver>(
    driver: &mut D,
    catalog: &Catalog,
    options: &IntrospectOptions,
) -> Result<Vec<Found>, Fault> {
    let mut found = extensions(driver).await?;
    found.extend(statistics(driver, catalog, options).await?);
    found.extend(by_name(driver, catalog, options).await?);
    found.extend(comments(driver, options).await?);
    Ok(found)
}

async fn extensions<D: Driver>(driver: &mut D) -> Result<Vec<Found>, Fault> {
    // Every database begins with plpgsql.
    let sql = "SELECT x.extname, format('CREATE EXTENSION IF NOT EXISTS %I', x.extname) || \
           CASE WHEN n.nspname = 'pg_catalog' OR EXISTS (SELECT 1 FROM pg_depend d \
               WHERE d.classid = 'pg_namespace'::regclass AND d.objid = n.oid AND d.deptype = 'e') THEN '' \
             ELSE format(' WITH SCHEMA %I', n.nspname) END \
         FROM pg_extension x JOIN pg_namespace n ON n.oid = x.extnamespace WHERE x.extname <> 'plpgsql' ORDER BY 1";
    cells::query(driver, "extensions", sql.to_owned(), |row| {
        Ok(Found::new(Node::NONE, UnmanagedKind::Extension, row.text()?).made_by(row.text()?))
    })
    .await
}

async fn statistics<D: Driver>(
    driver: &mut D,
    catalog: &Catalog,
    options: &IntrospectOptions,
) -> Result<Vec<Found>, Fault> {
    let sql = format!(
        "SELECT s.oid, n.nspname, s.stxname, s.stxrelid, pg_get_statisticsobjdef(s.oid) \
         FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE {} ORDER BY 2, 3",
        in_scope("n.nspname", options)
    );
    cells::query(driver, "statistics", sql, |row| {
        let (oid, namespace, name) = (row.number()?, row.text()?, row.text()?);
        let name = shown(&catalog.view.home, &namespace, &name);
        Ok(Found::other(Node::statistics(oid), "statistics", name).of(row.number()?).made_by(row.text()?))
    })
    .await
}

/// What is seldom there: only that it is.
async fn by_name<D: Driver>(
    driver: &mut D,
    catalog: &Catalog,
    options: &IntrospectOptions,
) -> Result<Vec<Found>, Fault> {
    let kinds = [
        ("collation", "pg_collation", "coll", true),
        ("operator", "pg_operator", "opr", true),
        ("operator class", "pg_opclass", "opc", true),
        ("text search configuration", "pg_ts_config", "cfg", true),
        ("text search dictionary", "pg_ts_dict", "dict", true),
        ("conversion", "pg_conversion", "con", true),
        ("foreign data wrapper", "pg_foreign_data_wrapper", "fdw", false),
        ("foreign server", "pg_foreign_server", "srv", false),
        ("event trigger", "pg_event_trigger", "evt", false),
        ("publication", "pg_publication", "pub", false),
    ];
    let queries = kinds.map(|(kind, class, prefix, in_namespace)| {
        let (namespace, join, scope) = match in_namespace {
            true => (
                "n.nspname",
                format!("JOIN pg_namespace n ON n.oid = o.{prefix}namespace"),
                in_scope("n.nspname", options),
            ),
            false => ("NULL", String::new(), "true".to_owned()),
        };
        // Numbers below 16384 are the system's.
        format!(
            "SELECT '{kind}', {namespace}::text, o.{prefix}name::text FROM {class} o {join} \
             WHERE o.oid >= 16384 AND {scope} AND {}",
            of_no_extension(class, "o.oid")
        )
    });
    let sql = format!("{} ORDER BY 1, 2, 3", queries.join(" UNION ALL "));
    cells::query(driver, "other objects", sql, |row| {
        let (kind, namespace, name) = (row.text()?, row.maybe()?, row.text()?);
        let name = namespace.map_or_else(|| name.clone(), |n| shown(&catalog.view.home, &n, &name));
        Ok(Found::other(Node::NONE, &kind, name))
    })
    .await
}

/// Remarks on what the model keeps none for.
async fn comments<D: Driver>(driver: &mut D, options: &IntrospectOptions) -> Result<Vec<Found>, Fault> {
    let sql = format!(
        "SELECT x.conname, x.conrelid, format('COMMENT ON CONSTRAINT %I ON %s IS %L', x.conname, \
             CASE WHEN x.conrelid = 0 THEN 'DOMAIN ' || x.contypid::regtype::text ELSE x.conrelid::regclass::text END, \
             d.description) \
         FROM pg_description d JOIN pg_constraint x ON d.classoid = 'pg_constraint'::regclass AND d.objoid = x.oid \
         JOIN pg_namespace n ON n.oid = x.connamespace WHERE {scope} \
         UNION ALL SELECT c.relname, i.indrelid, format('COMMENT ON INDEX %s IS %L', c.oid::regclass, d.description) \
         FROM pg_description d JOIN pg_index i ON d.classoid = 'pg_class'::regclass AND d.objoid = i.indexrelid \
         JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {scope} \
         UNION ALL SELECT t.typname, 0, format('COMMENT ON TYPE %s IS %L', t.oid::regtype, d.description) \
         FROM pg_description d JOIN pg_type t ON d.classoid = 'pg_type'::regclass AND d.objoid = t.oid AND t.typtype = 'e' \
         JOIN pg_namespace n ON n.oid = t.typnamespace WHERE {scope} ORDER BY 1, 2",
        scope = in_scope("n.nspname", options)
    );
    cells::query(driver, "comments", sql, |row| {
        let (name, table, sql): (_, u32, _) = (row.text()?, row.number()?, row.text()?);
        let found = Found::note(UnmanagedKind::COMMENT, name).made_by(sql);
        Ok(if table == 0 { found } else { found.of(table) })
    })
    .await
}
