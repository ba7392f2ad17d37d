//! What hangs on what: the tables and columns that something would break with.

use crate::driver::{Driver, Fault};
use crate::postgres::introspect::catalog::Catalog;
use crate::postgres::introspect::cells;
use crate::postgres::introspect::relations::{Kind, Relation};
use crate::postgres::introspect::types::Types;
use std::collections::{BTreeMap, BTreeSet};
use zmig_core::{Need, Type};

/// Anything in the catalog: the class that it is of, and its number there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::postgres::introspect) struct Node {
    class: Class,
    oid: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Relation,
    Type,
    Constraint,
    Routine,
    Rule,
    Trigger,
    Policy,
    Statistics,
    /// Of which nothing is looked up.
    Other,
}

impl Node {
    /// Something that hangs on nothing that a change touches.
    pub(super) const NONE: Self = Self { class: Class::Other, oid: 0 };

    pub(super) fn relation(oid: u32) -> Self {
        Self { class: Class::Relation, oid }
    }

    pub(super) fn ty(oid: u32) -> Self {
        Self { class: Class::Type, oid }
    }

    pub(super) fn constraint(oid: u32) -> Self {
        Self { class: Class::Constraint, oid }
    }

    pub(super) fn routine(oid: u32) -> Self {
        Self { class: Class::Routine, oid }
    }

    pub(super) fn rule(oid: u32) -> Self {
        Self { class: Class::Rule, oid }
    }

    pub(super) fn trigger(oid: u32) -> Self {
        Self { class: Class::Trigger, oid }
    }

    pub(super) fn policy(oid: u32) -> Self {
        Self { class: Class::Policy, oid }
    }

    pub(super) fn statistics(oid: u32) -> Self {
        Self { class: Class::Statistics, oid }
    }

    fn of(class: &str, oid: u32) -> Self {
        let class = match class {
            "pg_class" => Class::Relation,
            "pg_type" => Class::Type,
            "pg_constraint" => Class::Constraint,
            "pg_proc" => Class::Routine,
            "pg_rewrite" => Class::Rule,
            "pg_trigger" => Class::Trigger,
            "pg_policy" => Class::Policy,
            "pg_statistic_ext" => Class::Statistics,
            _ => Class::Other,
        };
        Self { class, oid }
    }
}

/// Who hangs on what.
pub(super) struct Depends {
    /// By who hangs: what on, and which column of it.
    on: BTreeMap<Node, Vec<(Node, i16)>>,
}

impl Depends {
    pub(super) async fn read<D: Driver>(driver: &mut D, catalog: &Catalog) -> Result<Self, Fault> {
        // A view is its rule; the rows of a table have a type of the table's name; an array is a type of its own.
        // Numbers below 16384 are the system's.
        let sql = "SELECT CASE WHEN r.rulename = '_RETURN' THEN 'pg_class' ELSE d.classid::regclass::text END, \
               CASE WHEN r.rulename = '_RETURN' THEN r.ev_class ELSE d.objid END, \
               CASE WHEN coalesce(et.typrelid, t.typrelid, 0) <> 0 THEN 'pg_class' ELSE d.refclassid::regclass::text END, \
               CASE WHEN coalesce(et.typrelid, t.typrelid, 0) <> 0 THEN coalesce(nullif(et.typrelid, 0), t.typrelid) \
                 ELSE coalesce(et.oid, d.refobjid) END, \
               d.refobjsubid \
             FROM pg_depend d LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid \
             LEFT JOIN pg_type t ON d.refclassid = 'pg_type'::regclass AND t.oid = d.refobjid \
             LEFT JOIN pg_type et ON et.oid = t.typelem AND et.typarray = t.oid \
             WHERE d.classid IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_constraint'::regclass, 'pg_proc'::regclass, \
                 'pg_rewrite'::regclass, 'pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_statistic_ext'::regclass) \
               AND d.refclassid IN ('pg_class'::regclass, 'pg_type'::regclass, 'pg_constraint'::regclass, \
                 'pg_proc'::regclass) \
               AND d.refobjid >= 16384 AND d.deptype IN ('n', 'a', 'P', 'S') ORDER BY d.classid, d.objid";
        let rows = cells::query(driver, "dependencies", sql.to_owned(), |row| {
            let from = Node::of(&row.text()?, row.number()?);
            let to = Node::of(&row.text()?, row.number()?);
            Ok((from, to, row.number::<i16>()?))
        })
        .await?;
        let mut on: BTreeMap<Node, Vec<(Node, i16)>> = BTreeMap::new();
        for (from, to, column) in rows {
            // What zmig manages it knows itself.
            let managed = from.class == Class::Relation && catalog.table_name(from.oid).is_some();
            if !managed && from != to {
                on.entry(from).or_default().push((to, column));
            }
        }
        for x in catalog.constraints.iter().filter(|x| x.kind == 'f' && catalog.table_name(x.table).is_none())
        {
            let names = x.target.as_ref().map_or(&[][..], |t| &t.columns);
            let columns = catalog.attributes_of(x.references).filter(|a| names.contains(&a.name));
            let target = Node::relation(x.references);
            on.entry(Node::relation(x.table)).or_default().extend(columns.map(|a| (target, a.number)));
        }
        Ok(Self { on })
    }

    /// The tables and columns that something hangs on, be it by way of views and functions. An enum or a domain is
    /// named where a table is.
    pub(super) fn needs(&self, node: Node, catalog: &Catalog, types: &Types) -> BTreeSet<Need> {
        let mut needs = BTreeSet::new();
        let mut seen = BTreeSet::from([node]);
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            for (on, column) in self.on.get(&node).into_iter().flatten() {
                match on.class {
                    Class::Relation if catalog.table_name(on.oid).is_some() => {
                        let Some(table) = catalog.table_name(on.oid) else { continue };
                        let attribute = catalog.attribute(on.oid, *column);
                        needs.insert(match attribute {
                            Some(attribute) => Need::column(table, &attribute.name),
                            None => Need::table(table),
                        });
                        // With its type, the column changes.
                        let ty = attribute.map(|a| types.resolve(&a.ty));
                        let named = ty.as_ref().and_then(|ty| ty.enum_name().or(ty.domain_name()));
                        needs.extend(named.map(Need::table));
                    }
                    Class::Constraint => {
                        // A query that groups by a primary key alone.
                        let found = catalog.constraints.iter().find(|x| x.oid == on.oid);
                        let Some((found, table)) =
                            found.and_then(|x| Some((x, catalog.table_name(x.table)?)))
                        else {
                            continue;
                        };
                        let columns = catalog.column_names(found.table, &found.columns).unwrap_or_default();
                        needs.extend(columns.iter().map(|c| Need::column(table, c)));
                    }
                    Class::Type => match types.by_oid(on.oid) {
                        Some(Type::Enum(name) | Type::Domain(name)) => {
                            needs.insert(Need::table(name));
                        }
                        _ => open.extend(seen.insert(*on).then_some(*on)),
                    },
                    // A table that is not zmig's stays when what it refers to changes.
                    Class::Relation if catalog.relation(on.oid).is_some_and(is_table) => {}
                    _ => open.extend(seen.insert(*on).then_some(*on)),
                }
            }
        }
        needs
    }
}

fn is_table(relation: &Relation) -> bool {
    !matches!(relation.kind, Kind::View | Kind::MaterializedView | Kind::Composite)
}
