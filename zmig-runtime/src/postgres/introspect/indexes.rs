//! Indexes that are not behind a constraint.

use super::cells;
use super::look::View;
use super::names::in_scope;
use crate::IntrospectOptions;
use crate::driver::{Driver, Fault};

/// One key of an index as the catalog has it, with what is said of the index as a whole.
#[derive(Debug)]
pub(super) struct IndexedKey {
    pub index: u32,
    pub table: u32,
    pub name: String,
    pub method: String,
    pub unique: bool,
    /// Whether it is complete: one whose building was broken off is not.
    pub valid: bool,
    pub nulls_not_distinct: bool,
    /// The condition, as the printer has it.
    pub condition: Option<String>,
    /// Storage parameters, `fillfactor=70`.
    pub parameters: Vec<String>,
    /// Columns that are stored only, by number.
    pub include: Vec<i16>,
    /// The whole, as the printer has it.
    pub definition: String,
    /// Whether there is more to it than the model has a place for.
    pub beyond: bool,
    /// The column, by number, or 0 for an expression.
    pub column: i16,
    /// The expression, as the printer has it.
    pub expr: Option<String>,
    pub descending: bool,
    pub nulls_first: bool,
    /// The operator class, where it is not the type's own.
    pub opclass: Option<String>,
    /// The collation, where it is not that of the column or expression.
    pub collation: Option<String>,
}

/// The keys of all indexes of tables that the options look into, index after index.
pub(super) async fn read<D: Driver>(
    driver: &mut D,
    view: &View,
    options: &IntrospectOptions,
) -> Result<Vec<IndexedKey>, Fault> {
    let nulls = if view.version >= 150_000 { "i.indnullsnotdistinct" } else { "false" };
    // What a hash index keeps of an expression is a number, so that the type of the expression is not known there.
    let sql = format!(
        "SELECT i.indexrelid, i.indrelid, c.relname, m.amname, i.indisunique, i.indisvalid, {nulls}, \
           pg_get_expr(i.indpred, i.indrelid), array_to_json(c.reloptions), (i.indkey::int2[])[i.indnkeyatts:], \
           pg_get_indexdef(i.indexrelid), c.reltablespace <> 0 OR EXISTS (SELECT 1 FROM pg_attribute o \
             WHERE o.attrelid = i.indexrelid AND o.attoptions IS NOT NULL), \
           i.indkey[g.k - 1], CASE WHEN i.indkey[g.k - 1] = 0 THEN pg_get_indexdef(i.indexrelid, g.k, false) END, \
           coalesce(i.indoption[g.k - 1] & 1 = 1, false), coalesce(i.indoption[g.k - 1] & 2 = 2, false), \
           CASE WHEN o.opcdefault AND (i.indkey[g.k - 1] = 0 AND m.amname <> 'btree' \
               OR o.opcintype = t.oid OR o.opcintype = t.typbasetype OR NOT EXISTS \
               (SELECT 1 FROM pg_opclass p WHERE p.opcmethod = o.opcmethod AND p.opcdefault \
                AND p.opcintype IN (t.oid, t.typbasetype))) THEN NULL \
             WHEN pg_opclass_is_visible(o.oid) THEN o.opcname ELSE onsp.nspname || '.' || o.opcname END, \
           CASE WHEN k.oid IS NULL OR i.indkey[g.k - 1] <> 0 AND k.oid = a.attcollation \
               OR i.indkey[g.k - 1] = 0 AND position(pg_get_indexdef(i.indexrelid, g.k, false) || ' COLLATE ' \
                 IN pg_get_indexdef(i.indexrelid)) = 0 THEN NULL ELSE {collation} END \
         FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam \
         JOIN pg_namespace n ON n.oid = c.relnamespace \
         CROSS JOIN LATERAL generate_series(1, i.indnkeyatts::int) g(k) \
         JOIN pg_attribute ia ON ia.attrelid = i.indexrelid AND ia.attnum = g.k \
         LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[g.k - 1] AND a.attnum > 0 \
         JOIN pg_type t ON t.oid = coalesce(a.atttypid, ia.atttypid) \
         JOIN pg_opclass o ON o.oid = i.indclass[g.k - 1] JOIN pg_namespace onsp ON onsp.oid = o.opcnamespace \
         LEFT JOIN pg_collation k ON k.oid = i.indcollation[g.k - 1] \
         LEFT JOIN pg_namespace kn ON kn.oid = k.collnamespace \
         WHERE {scope} AND NOT EXISTS (SELECT 1 FROM pg_constraint x \
           WHERE x.conindid = i.indexrelid AND x.contype IN ('p', 'u', 'x')) \
         ORDER BY i.indrelid, c.relname, g.k",
        collation = super::columns::COLLATION,
        scope = in_scope("n.nspname", options),
    );
    cells::query(driver, "indexes", sql, |row| {
        Ok(IndexedKey {
            index: row.number()?,
            table: row.number()?,
            name: row.text()?,
            method: row.text()?,
            unique: row.flag()?,
            valid: row.flag()?,
            nulls_not_distinct: row.flag()?,
            condition: row.maybe()?,
            parameters: row.texts()?,
            include: row.numbers()?,
            definition: row.text()?,
            beyond: row.flag()?,
            column: row.number()?,
            expr: row.maybe()?,
            descending: row.flag()?,
            nulls_first: row.flag()?,
            opclass: row.maybe()?,
            collation: row.maybe()?,
        })
    })
    .await
}
