//! What a database holds, as far as zmig owns it.

use super::VerifyOptions;
use crate::driver::Driver;
use crate::error::During as _;
use crate::{Error, IntrospectOptions, Introspection, introspect};
use zmig_core::{Dialect, Hints, PlanOptions, Schema, diff, plan};

/// Reads the tables of the namespaces that the migrations use. What lies in others is nobody's business here.
pub(super) async fn look<D: Driver>(
    driver: &mut D,
    namespaces: &[String],
    options: &VerifyOptions,
) -> Result<Introspection, Error> {
    let mut all = Vec::new();
    if D::DIALECT == Dialect::Postgres {
        let sql = "SELECT current_schema()".to_owned();
        let row = driver.query(sql).await.during("looking at the search path")?.into_iter().next();
        all.extend(row.and_then(|row| row.into_iter().next().flatten()));
        all.extend(namespaces.iter().cloned());
    }
    let options = IntrospectOptions {
        namespaces: all,
        include_tables: options.include_tables.clone(),
        exclude_tables: options.exclude_tables.clone(),
    };
    introspect::read(driver, &options).await
}

/// Creates everything in a schema at once, on an empty database, and reads it back: so the database's own printer has
/// had every expression.
pub(super) async fn made<D: Driver>(
    driver: &mut D,
    schema: &Schema,
    namespaces: &[String],
    options: &VerifyOptions,
) -> Result<Introspection, Error> {
    let hints = Hints { trust_drops: true, ..Hints::default() };
    let cannot =
        |message: String| Error::Database { doing: "creating the schema of the migrations at once", message };
    let changes = diff(&Schema::default(), schema, &hints)
        .map_err(|all| cannot(all.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))?;
    let plan = plan(&Schema::default(), &changes, D::DIALECT, &PlanOptions::default())
        .map_err(|e| cannot(e.to_string()))?;
    for step in plan.steps.iter().filter(|s| !s.sql.is_empty()) {
        let sql: String = step.sql.iter().map(|s| format!("{s};\n")).collect();
        let done = driver.execute(sql).await;
        done.map_err(|fault| cannot(format!("{}: {}", step.title, fault.text())))?;
    }
    look(driver, namespaces, options).await
}
