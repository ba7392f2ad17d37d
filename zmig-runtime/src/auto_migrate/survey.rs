//! What stands between the schema and a database.

use super::image::image;
use super::meet::{Sides, meet};
use super::objection::Objection;
use super::print::{Unlike, print};
use super::renames::hints;
use super::vacant;
use super::wanted::Wanted;
use crate::Error;
use crate::driver::Driver;
use crate::error::During as _;
use crate::introspect::{self, IntrospectOptions, Introspection};
use crate::live::in_the_way;
use std::collections::BTreeSet;
use zmig_core::{Change, Dialect, Hints, PlanOptions, Schema, apply_all, diff, plan};

/// What stands between the schema and a database.
#[derive(Debug)]
pub(super) struct Survey {
    /// The database as it was found.
    pub(super) found: Introspection,
    /// The same with the owners that the migrations give.
    pub(super) live: Schema,
    /// What makes the schema of it, in order.
    pub(super) changes: Vec<Change>,
    /// Tables that no migration ever made.
    pub(super) foreign: Vec<String>,
    /// Why the two cannot be brought together.
    pub(super) objections: Vec<Objection>,
    pub(super) warnings: Vec<String>,
    /// Tables that the changes need to be empty, as they were found.
    pub(super) empty: BTreeSet<String>,
}

/// What is read: the schema that tables are made in, and those that the migrations name.
pub(super) async fn scope<D: Driver>(driver: &mut D, wanted: &Wanted) -> Result<IntrospectOptions, Error> {
    let mut namespaces = Vec::new();
    if D::DIALECT == Dialect::Postgres {
        let sql = "SELECT current_schema()".to_owned();
        let row = driver.query(sql).await.during("looking at the search path")?.into_iter().next();
        namespaces.extend(row.and_then(|row| row.into_iter().next().flatten()));
        let named: BTreeSet<&str> =
            wanted.tables.iter().filter_map(|t| zmig_core::split_qualified(t).0).collect();
        namespaces.extend(named.into_iter().map(str::to_owned));
    }
    Ok(IntrospectOptions { namespaces, ..IntrospectOptions::default() })
}

/// Looks at the database and compares it with the schema. `place` says where in the migrations' changes the database
/// stands, if its history tells; `inside`, that a transaction is open.
pub(super) async fn survey<D: Driver>(
    driver: &mut D,
    wanted: &Wanted,
    place: Option<usize>,
    inside: bool,
) -> Result<Survey, Error> {
    let scope = scope(driver, wanted).await?;
    let found = introspect::read(driver, &scope).await?;
    let is_own = |name: &String| wanted.tables.contains(name);
    let mut own = found.schema.clone();
    own.tables.retain(|name, _| is_own(name));
    let place = place.unwrap_or_else(|| wanted.place(&own));
    // The changes fit each other, as they did when they were read.
    let before = apply_all(&Schema::default(), &wanted.changes[..place]).unwrap_or_default();
    let hints = hints(&before, &wanted.changes[place..], &own);
    let live = with_owners(&found.schema, wanted, &hints);
    let mut out = Survey {
        foreign: live.tables.keys().filter(|name| !is_own(name)).cloned().collect(),
        found,
        live,
        changes: Vec::new(),
        objections: Vec::new(),
        warnings: Vec::new(),
        empty: BTreeSet::new(),
    };
    let dropped = dropped(&out.live, wanted, &hints);
    // Where a rename does not fit, the comparison says so.
    let image = image(&out.live, &hints, &dropped).unwrap_or_else(|_| out.live.clone());
    let unlike = Unlike::of(&image, &wanted.schema, D::DIALECT);
    if !inside && !unlike.is_empty() {
        // What is begun must end with this connection, should the run be dropped.
        driver.take_over().await.during("preparing the connection")?;
    }
    let printed = print(driver, &wanted.schema, &unlike, inside, &mut out.warnings).await?;
    let sides = Sides { live: &image, wanted: &wanted.schema, printed: &printed, dialect: D::DIALECT };
    let mut new = meet(&sides);
    keep_foreign(&mut new, &image, wanted, &is_own);
    out.objections = lost_targets(&new, &out.foreign);
    let mut changes = diff(&out.live, &new, &hints);
    if let Err(refusals) = &changes
        && let Some((hints, empty)) = vacant::values(driver, refusals, &hints).await?
    {
        changes = diff(&out.live, &new, &hints);
        out.empty = empty;
    }
    match changes {
        Ok(changes) => out.changes = changes,
        Err(refusals) => out.objections.extend(refusals.into_iter().map(Objection::from)),
    }
    Ok(out)
}

impl Survey {
    /// What zmig does not manage and some changes would break or take along.
    pub(super) fn broken(&self, changes: &[Change], dialect: Dialect) -> Vec<Objection> {
        if self.found.unmanaged.is_empty() {
            return Vec::new();
        }
        // What cannot be planned is said where the plan is made.
        let planned = plan(&self.live, changes, dialect, &PlanOptions::default());
        let steps = planned.map(|p| p.steps).unwrap_or_default();
        let hits = in_the_way(&self.found, changes, &steps);
        hits.iter().map(|hit| Objection::broken(&changes[hit.change], hit)).collect()
    }
}

/// Tables of the migrations that are there and are wanted no more.
fn dropped(live: &Schema, wanted: &Wanted, hints: &Hints) -> Vec<String> {
    let renamed: BTreeSet<&String> = hints.tables.values().filter_map(|h| h.renamed_from.as_ref()).collect();
    let goes = |name: &&String| {
        let taken = hints.tables.get(*name).is_some_and(|h| h.renamed_from.is_some());
        wanted.tables.contains(*name)
            && !renamed.contains(name)
            && (taken || !wanted.schema.tables.contains_key(*name))
    };
    live.tables.keys().filter(goes).cloned().collect()
}

/// A database knows of no owners: each table has that of the wanted one which it becomes.
fn with_owners(found: &Schema, wanted: &Wanted, hints: &Hints) -> Schema {
    let mut known = wanted.schema.clone();
    for (to, hint) in &hints.tables {
        if let (Some(from), Some(table)) = (&hint.renamed_from, wanted.schema.table(to)) {
            known.tables.insert(from.clone(), zmig_core::Table { name: from.clone(), ..table.clone() });
        }
    }
    let mut out = found.clone();
    out.adopt_owners(&known, "");
    // An enum of one column belongs to its table.
    let mut owners = Vec::new();
    for name in out.enums.keys().filter(|name| !wanted.schema.enums.contains_key(*name)) {
        if let Some((table, _)) = out.users_of_enum(name).next() {
            owners.push((name.clone(), table.owner.clone()));
        }
    }
    for (name, owner) in owners {
        if let Some(enum_type) = out.enums.get_mut(&name) {
            enum_type.owner = owner;
        }
    }
    out
}

/// What no migration made stays as it is.
fn keep_foreign(new: &mut Schema, image: &Schema, wanted: &Wanted, is_own: &dyn Fn(&String) -> bool) {
    for (name, table) in image.tables.iter().filter(|(name, _)| !is_own(name)) {
        new.tables.insert(name.clone(), table.clone());
    }
    for (name, enum_type) in &image.enums {
        let used = image.users_of_enum(name).any(|(table, _)| !is_own(&table.name));
        let unused = image.users_of_enum(name).next().is_none();
        if used || (unused && !wanted.types.contains(name)) {
            new.enums.entry(name.clone()).or_insert_with(|| enum_type.clone());
        }
    }
    for (name, domain) in image.domains.iter().filter(|(name, _)| !wanted.types.contains(*name)) {
        new.domains.entry(name.clone()).or_insert_with(|| domain.clone());
    }
}

/// Tables of others that refer to what is to go.
fn lost_targets(new: &Schema, foreign: &[String]) -> Vec<Objection> {
    let mut out = Vec::new();
    for table in foreign.iter().filter_map(|name| new.table(name)) {
        for key in &table.foreign_keys {
            let target = new.table(&key.references);
            let lost = key.ref_columns.iter().find(|c| target.is_none_or(|t| t.column(c).is_none()));
            if let Some(column) = lost {
                let object = if target.is_some() {
                    format!("{}.{column}", key.references)
                } else {
                    key.references.clone()
                };
                out.push(Objection::referred_to(&object, &table.name, &key.name));
            }
        }
    }
    out
}
