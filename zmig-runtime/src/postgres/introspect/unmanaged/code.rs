//! Functions, triggers and rules: what runs when others do something.

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
    let mut found = routines(driver, catalog, options).await?;
    found.extend(triggers(driver, options).await?);
    found.extend(rules(driver, options).await?);
    Ok(found)
}

async fn routines<D: Driver>(
    driver: &mut D,
    catalog: &Catalog,
    options: &IntrospectOptions,
) -> Result<Vec<Found>, Fault> {
    let sql = format!(
        "SELECT p.oid, n.nspname, p.proname, pg_get_function_identity_arguments(p.oid), p.prokind = 'a', \
           CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) END \
         FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE {} AND {} ORDER BY 2, 3, 4",
        in_scope("n.nspname", options),
        of_no_extension("pg_proc", "p.oid")
    );
    cells::query(driver, "functions", sql, |row| {
        let (oid, namespace, name, arguments) = (row.number()?, row.text()?, row.text()?, row.text()?);
        let (aggregate, definition) = (row.flag()?, row.maybe()?);
        let kind = match aggregate {
            true => UnmanagedKind::Other("aggregate".into()),
            false => UnmanagedKind::Function,
        };
        let name = format!("{}({arguments})", shown(&catalog.view.home, &namespace, &name));
        let found = Found::new(Node::routine(oid), kind, name);
        Ok(match definition {
            Some(definition) => found.made_by(definition.trim_end()),
            None => found,
        })
    })
    .await
}

async fn triggers<D: Driver>(driver: &mut D, options: &IntrospectOptions) -> Result<Vec<Found>, Fault> {
    // The copies on the parts of a partitioned table come and go with it.
    let sql = format!(
        "SELECT t.oid, t.tgrelid, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled \
         FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE NOT t.tgisinternal AND t.tgparentid = 0 AND {} AND {} ORDER BY n.nspname, c.relname, t.tgname",
        in_scope("n.nspname", options),
        of_no_extension("pg_trigger", "t.oid")
    );
    cells::query(driver, "triggers", sql, |row| {
        let (oid, table, name) = (row.number()?, row.number()?, row.text()?);
        let (definition, enabled) = (row.text()?, row.code()?);
        let remark = match enabled {
            'D' => " -- disabled",
            'R' => " -- enabled for replicas only",
            'A' => " -- enabled always",
            _ => "",
        };
        let found = Found::new(Node::trigger(oid), UnmanagedKind::Trigger, name).of(table);
        Ok(found.made_by(format!("{definition}{remark}")))
    })
    .await
}

async fn rules<D: Driver>(driver: &mut D, options: &IntrospectOptions) -> Result<Vec<Found>, Fault> {
    let sql = format!(
        "SELECT r.oid, r.ev_class, r.rulename, pg_get_ruledef(r.oid) \
         FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE r.rulename <> '_RETURN' AND {} AND {} ORDER BY n.nspname, c.relname, r.rulename",
        in_scope("n.nspname", options),
        of_no_extension("pg_rewrite", "r.oid")
    );
    cells::query(driver, "rules", sql, |row| {
        let (oid, table, name) = (row.number()?, row.number()?, row.text()?);
        Ok(Found::other(Node::rule(oid), "rule", name).of(table).made_by(row.text()?.trim_end_matches(';')))
    })
    .await
}
