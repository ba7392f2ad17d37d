//! Constraints: keys, unique sets, references and checks, of tables and of domains.

use super::cells::{self, Cells};
use super::look::View;
use super::names::in_scope;
use crate::IntrospectOptions;
use crate::driver::{Driver, Fault};
use zmig_core::{Action, Deferrable};

/// A constraint as the catalog has it.
#[derive(Debug)]
pub(super) struct Constraint {
    pub oid: u32,
    /// The table that it is of; 0 for a domain's.
    pub table: u32,
    /// The domain that it is of; 0 for a table's.
    pub domain: u32,
    pub name: String,
    /// `p` primary key, `u` unique, `f` foreign key, `c` check, `x` exclusion, `t` trigger, `n` not null.
    pub kind: char,
    pub deferrable: Deferrable,
    /// Whether every row is known to meet it.
    pub valid: bool,
    /// Whether it holds for rows that come.
    pub enforced: bool,
    /// Whether a parent or a whole has it, and this is its copy.
    pub inherited: bool,
    /// Columns, by number.
    pub columns: Vec<i16>,
    /// The table referred to; what it is, with its namespace, name and columns.
    pub references: u32,
    pub target: Option<Target>,
    pub on_update: Action,
    pub on_delete: Action,
    pub match_full: bool,
    /// The condition of a check, as the printer has it.
    pub expr: Option<String>,
    /// The whole, as the printer has it.
    pub definition: String,
    /// Columns of the index behind it that are not part of the key, by number.
    pub include: Vec<i16>,
    pub nulls_not_distinct: bool,
    /// Whether it says something else than the model can: keys over periods, SET NULL of some columns.
    pub unlike: bool,
    /// Whether the index behind it is stored in an unusual way.
    pub storage: bool,
}

/// The table that a foreign key points at.
#[derive(Debug)]
pub(super) struct Target {
    pub namespace: String,
    pub name: String,
    /// Whether it is a table as zmig manages them.
    pub plain: bool,
    pub columns: Vec<String>,
}

/// The constraints of all tables and domains that the options look into.
pub(super) async fn read<D: Driver>(
    driver: &mut D,
    view: &View,
    options: &IntrospectOptions,
) -> Result<Vec<Constraint>, Fault> {
    let since = |version: u32, sql: &'static str, otherwise: &'static str| {
        if view.version >= version { sql } else { otherwise }
    };
    let sql = format!(
        "SELECT x.oid, x.conrelid, x.contypid, x.conname, x.contype, x.condeferrable, x.condeferred, x.convalidated, \
           {enforced}, x.conparentid <> 0 OR NOT x.conislocal, x.conkey, x.confrelid, rn.nspname, r.relname, \
           coalesce(r.relkind = 'r' AND NOT r.relispartition, false), \
           (SELECT json_agg(a.attname ORDER BY k.at) FROM unnest(x.confkey) WITH ORDINALITY k(number, at) \
            JOIN pg_attribute a ON a.attrelid = x.confrelid AND a.attnum = k.number), x.confupdtype, x.confdeltype, x.confmatchtype = 'f', pg_get_expr(x.conbin, x.conrelid), pg_get_constraintdef(x.oid), \
           CASE WHEN i.indexrelid IS NOT NULL THEN (i.indkey::int2[])[i.indnkeyatts:] END, \
           {nulls}, {unlike}, coalesce(ic.reloptions IS NOT NULL OR ic.reltablespace <> 0, false) \
         FROM pg_constraint x JOIN pg_namespace n ON n.oid = x.connamespace \
         LEFT JOIN pg_index i ON i.indexrelid = x.conindid AND x.contype IN ('p', 'u') \
         LEFT JOIN pg_class ic ON ic.oid = i.indexrelid \
         LEFT JOIN pg_class r ON r.oid = x.confrelid LEFT JOIN pg_namespace rn ON rn.oid = r.relnamespace \
         WHERE {} ORDER BY x.conrelid, x.contypid, x.conname",
        in_scope("n.nspname", options),
        enforced = since(180_000, "x.conenforced", "true"),
        nulls = since(150_000, "coalesce(i.indnullsnotdistinct, false)", "false"),
        unlike = match view.version {
            180_000.. => "x.confdelsetcols IS NOT NULL OR x.conperiod",
            150_000.. => "x.confdelsetcols IS NOT NULL",
            _ => "false",
        },
    );
    cells::query(driver, "constraints", sql, |row| {
        Ok(Constraint {
            oid: row.number()?,
            table: row.number()?,
            domain: row.number()?,
            name: row.text()?,
            kind: row.code()?,
            deferrable: match (row.flag()?, row.flag()?) {
                (false, _) => Deferrable::No,
                (true, false) => Deferrable::Immediate,
                (true, true) => Deferrable::Deferred,
            },
            valid: row.flag()?,
            enforced: row.flag()?,
            inherited: row.flag()?,
            columns: row.numbers()?,
            references: row.number()?,
            target: target(row)?,
            on_update: action(row.code()?),
            on_delete: action(row.code()?),
            match_full: row.flag()?,
            expr: row.maybe()?,
            definition: row.text()?,
            include: row.numbers()?,
            nulls_not_distinct: row.flag()?,
            unlike: row.flag()?,
            storage: row.flag()?,
        })
    })
    .await
}

fn target(row: &mut Cells) -> Result<Option<Target>, Fault> {
    let (namespace, name, plain, columns) = (row.maybe()?, row.maybe()?, row.flag()?, row.texts()?);
    Ok(namespace.zip(name).map(|(namespace, name)| Target { namespace, name, plain, columns }))
}

fn action(code: char) -> Action {
    match code {
        'r' => Action::Restrict,
        'c' => Action::Cascade,
        'n' => Action::SetNull,
        'd' => Action::SetDefault,
        _ => Action::NoAction,
    }
}
