//! Policies of row level security.

use super::Found;
use super::depends::Node;
use crate::IntrospectOptions;
use crate::driver::{Driver, Fault};
use crate::postgres::introspect::catalog::Catalog;
use crate::postgres::introspect::cells;
use crate::postgres::introspect::names::in_scope;
use zmig_core::{Dialect, UnmanagedKind};

pub(super) async fn read<D: Driver>(
    driver: &mut D,
    catalog: &Catalog,
    options: &IntrospectOptions,
) -> Result<Vec<Found>, Fault> {
    let mut found = switches(catalog);
    let sql = format!(
        "SELECT p.oid, p.polrelid, p.polname, p.polpermissive, p.polcmd, \
           coalesce((SELECT string_agg(quote_ident(r.rolname), ', ' ORDER BY r.rolname) FROM pg_roles r \
             WHERE r.oid = ANY (p.polroles)), 'PUBLIC'), \
           pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid) \
         FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE {} ORDER BY n.nspname, c.relname, p.polname",
        in_scope("n.nspname", options)
    );
    let policies = cells::query(driver, "policies", sql, |row| {
        let (oid, table, name) = (row.number()?, row.number()?, row.text()?);
        let kind = if row.flag()? { "PERMISSIVE" } else { "RESTRICTIVE" };
        let command = match row.code()? {
            'r' => "SELECT",
            'a' => "INSERT",
            'w' => "UPDATE",
            'd' => "DELETE",
            _ => "ALL",
        };
        let roles = row.text()?;
        let mut sql = format!(
            "CREATE POLICY {} ON {} AS {kind} FOR {command} TO {roles}",
            Dialect::Postgres.quote_name(&name),
            table_name(catalog, table)
        );
        if let Some(condition) = row.maybe()? {
            sql.push_str(&format!(" USING ({condition})"));
        }
        if let Some(condition) = row.maybe()? {
            sql.push_str(&format!(" WITH CHECK ({condition})"));
        }
        Ok(Found::new(Node::policy(oid), UnmanagedKind::Policy, name).of(table).made_by(sql))
    })
    .await?;
    found.extend(policies);
    Ok(found)
}

/// Without row level security switched on, policies say nothing; with it and none of them, nobody sees a row.
fn switches(catalog: &Catalog) -> Vec<Found> {
    let on = catalog.relations.iter().filter(|r| r.row_security != (false, false));
    on.map(|relation| {
        let words = match relation.row_security {
            (true, false) => "ENABLE ROW LEVEL SECURITY",
            (false, true) => "FORCE ROW LEVEL SECURITY",
            _ => "ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        };
        let sql = format!("ALTER TABLE {} {words}", table_name(catalog, relation.oid));
        Found::other(Node::NONE, "row level security", words.to_lowercase()).of(relation.oid).made_by(sql)
    })
    .collect()
}

fn table_name(catalog: &Catalog, oid: u32) -> String {
    catalog.relation(oid).map_or_else(String::new, |r| r.sql(&catalog.view.home))
}
