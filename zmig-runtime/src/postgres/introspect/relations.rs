//! Everything in `pg_class` that has a name of its own: tables, views, sequences and what else looks like a table.

use super::cells;
use super::look::View;
use super::names::{self, in_scope, of_no_extension};
use crate::IntrospectOptions;
use crate::driver::{Driver, Fault};

/// A table, or something like it.
#[derive(Debug)]
pub(super) struct Relation {
    pub oid: u32,
    pub namespace: String,
    pub name: String,
    /// The name in the model, unless it cannot be in there.
    pub model_name: Option<String>,
    pub kind: Kind,
    pub unlogged: bool,
    pub comment: Option<String>,
    /// The relations that it inherits from, or is a part of.
    pub parents: Vec<u32>,
    /// `ENABLE ROW LEVEL SECURITY` and `FORCE …`, as far as they are on.
    pub row_security: (bool, bool),
    /// How it is stored, where that was said.
    pub storage: Vec<String>,
    /// A view's query, a partition's bounds, a foreign table's server, the type of a typed table.
    pub text: Option<String>,
    /// What it is partitioned by.
    pub partitioned_by: Option<String>,
}

/// What a relation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A table that zmig can manage.
    Table,
    /// A table with columns from another.
    Child,
    /// A table of a composite type.
    Typed,
    Partitioned,
    Partition,
    Foreign,
    View,
    MaterializedView,
    Composite,
    Sequence,
}

impl Relation {
    /// What people call it.
    pub(super) fn shown(&self, home: &str) -> String {
        names::shown(home, &self.namespace, &self.name)
    }

    /// Its name in SQL.
    pub(super) fn sql(&self, home: &str) -> String {
        names::sql_shown(home, &self.namespace, &self.name)
    }
}

/// All that the options look into.
pub(super) async fn read<D: Driver>(
    driver: &mut D,
    view: &View,
    options: &IntrospectOptions,
) -> Result<Vec<Relation>, Fault> {
    let sql = format!(
        "SELECT c.oid, n.nspname, c.relname, c.relkind, c.relpersistence, c.relispartition, c.reloftype <> 0, \
           obj_description(c.oid, 'pg_class'), \
           (SELECT array_agg(h.inhparent ORDER BY h.inhseqno) FROM pg_inherits h WHERE h.inhrelid = c.oid), \
           c.relrowsecurity, c.relforcerowsecurity, \
           array_to_json(array_remove(c.reloptions \
             || CASE WHEN c.reltablespace <> 0 THEN 'tablespace=' || (SELECT spcname FROM pg_tablespace WHERE oid = c.reltablespace) END \
             || CASE WHEN c.relkind = 'r' AND m.amname <> 'heap' THEN 'access method=' || m.amname END, NULL)), \
           CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) \
                WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) \
                WHEN c.reloftype <> 0 THEN format_type(c.reloftype, NULL) \
                WHEN c.relkind = 'f' THEN 'SERVER ' || quote_ident(fs.srvname) || coalesce(' OPTIONS (' || \
                  (SELECT string_agg(quote_ident(option_name) || ' ' || quote_literal(option_value), ', ') \
                   FROM pg_options_to_table(ft.ftoptions)) || ')', '') END, \
           CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END \
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_am m ON m.oid = c.relam \
         LEFT JOIN pg_foreign_table ft ON ft.ftrelid = c.oid LEFT JOIN pg_foreign_server fs ON fs.oid = ft.ftserver \
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c', 'S') AND {} AND {} ORDER BY n.nspname, c.relname",
        in_scope("n.nspname", options),
        of_no_extension("pg_class", "c.oid")
    );
    cells::query(driver, "relations", sql, |row| {
        let (oid, namespace, name) = (row.number()?, row.text()?, row.text()?);
        let (kind, persistence, partition, typed) = (row.code()?, row.code()?, row.flag()?, row.flag()?);
        let comment = row.maybe()?;
        let parents: Vec<u32> = row.numbers()?;
        Ok(Relation {
            oid,
            model_name: names::qualified(&view.home, &namespace, &name),
            namespace,
            name,
            kind: match kind {
                _ if partition => Kind::Partition,
                'r' if typed => Kind::Typed,
                'r' if !parents.is_empty() => Kind::Child,
                'p' => Kind::Partitioned,
                'f' => Kind::Foreign,
                'v' => Kind::View,
                'm' => Kind::MaterializedView,
                'c' => Kind::Composite,
                'S' => Kind::Sequence,
                _ => Kind::Table,
            },
            unlogged: persistence == 'u',
            comment,
            parents,
            row_security: (row.flag()?, row.flag()?),
            storage: row.texts()?,
            text: row.maybe()?,
            partitioned_by: row.maybe()?,
        })
    })
    .await
}
