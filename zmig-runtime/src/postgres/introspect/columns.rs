//! Columns, of tables and of what looks like them.

use super::cells;
use super::names::in_scope;
use crate::IntrospectOptions;
use crate::driver::{Driver, Fault};

/// A column as the catalog has it.
#[derive(Debug)]
pub(super) struct Attribute {
    /// The relation that it is of.
    pub relation: u32,
    /// Its number there; those of dropped columns are gone for good.
    pub number: i16,
    pub name: String,
    pub ty: TypeUse,
    pub required: bool,
    /// `a` always, `d` by default.
    pub identity: char,
    /// `s` stored, `v` virtual.
    pub generated: char,
    /// The default, or the expression of a generated column, as the printer has it.
    pub expr: Option<String>,
    /// The collation, where it is not that of the type.
    pub collation: Option<String>,
    /// Whether it is the relation's own and not a parent's.
    pub local: bool,
    pub comment: Option<String>,
}

/// A type with what it is given in parentheses.
#[derive(Debug)]
pub(super) struct TypeUse {
    pub oid: u32,
    pub modifier: i32,
    /// As SQL spells it: `character varying(20)`.
    pub spelled: String,
}

/// The name of a collation of the alias `k` in the namespace `kn`, as the model has it; NULL where there is none.
/// Those of PostgreSQL stand alone, and so do those that the search path finds.
pub(super) const COLLATION: &str = "CASE WHEN k.oid IS NULL OR pg_collation_is_visible(k.oid) THEN k.collname::text \
     ELSE kn.nspname || '.' || k.collname END";

/// The columns of all relations that have some and that the options look into, in their order.
pub(super) async fn read<D: Driver>(
    driver: &mut D,
    options: &IntrospectOptions,
) -> Result<Vec<Attribute>, Fault> {
    let sql = format!(
        "SELECT a.attrelid, a.attnum, a.attname, a.atttypid, a.atttypmod, format_type(a.atttypid, a.atttypmod), \
           a.attnotnull, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid), {COLLATION}, a.attislocal, \
           s.description \
         FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
         JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
         JOIN pg_type t ON t.oid = a.atttypid \
         LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum \
         LEFT JOIN pg_collation k ON k.oid = a.attcollation AND k.oid <> t.typcollation \
         LEFT JOIN pg_namespace kn ON kn.oid = k.collnamespace \
         LEFT JOIN pg_description s ON s.classoid = 'pg_class'::regclass AND s.objoid = c.oid AND s.objsubid = a.attnum \
         WHERE c.relkind IN ('r', 'p', 'f', 'c') AND {} ORDER BY a.attrelid, a.attnum",
        in_scope("n.nspname", options)
    );
    cells::query(driver, "columns", sql, |row| {
        Ok(Attribute {
            relation: row.number()?,
            number: row.number()?,
            name: row.text()?,
            ty: TypeUse { oid: row.number()?, modifier: row.number()?, spelled: row.text()? },
            required: row.flag()?,
            identity: row.code()?,
            generated: row.code()?,
            expr: row.maybe()?,
            collation: row.maybe()?,
            local: row.flag()?,
            comment: row.maybe()?,
        })
    })
    .await
}
