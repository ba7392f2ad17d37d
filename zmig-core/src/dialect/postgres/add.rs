//! A column that comes to a table with rows.

use super::{PostgresPlan, Sql, alter, check, column, literal, types, version};
use crate::dialect::clause::q;
use crate::{Change, Column, DefaultValue};

/// Said to whoever reads the file before a large table meets it.
const REWRITES: &str =
    "-- Computes the column for every row: the table is rewritten, and nobody else can use it meanwhile.\n";

impl PostgresPlan {
    /// A column that rows may exist for already: they get the backfill, else the default, else the type's zero.
    pub(super) fn add_column(
        &self,
        table: &str,
        column: &Column,
        backfill: Option<&DefaultValue>,
        later: &[Change],
    ) -> Sql {
        let mut checks = Vec::new();
        let name = q(&column.name);
        let plain = |c: &Column| format!("ADD COLUMN {}", column::definition(c, false, &self.schema));
        let domain = column.ty.domain_name().and_then(|d| self.schema.domains.get(d));
        let computed = column.generated.is_some() || column.identity.is_some();
        let backfill = backfill.filter(|b| !computed && Some(*b) != column.default.as_ref());
        let mut sql = match backfill {
            // May look at other columns, which no default can.
            Some(DefaultValue::Expr(_)) => {
                let nullable = Column { nullable: true, default: None, ..column.clone() };
                vec![alter::actions(table, &[plain(&nullable)])]
            }
            Some(fixed) => {
                let filled = Column { default: Some(fixed.clone()), ..column.clone() };
                vec![alter::actions(table, &[plain(&filled)]), self.set_default(table, column)]
            }
            None if !self.schema.may_be_null(column)
                && column.default.is_none()
                && domain.is_none_or(|d| d.default.is_none())
                && !computed =>
            {
                let key = later.iter().any(|c| makes_key_of(c, table, &column.name));
                if key && let Some(t) = self.schema.table(table) {
                    checks.extend(check::any_row(t, &column.name));
                }
                self.add_zero(table, column)
            }
            None if column.generated.as_ref().is_some_and(|g| g.stored) => {
                vec![format!("{REWRITES}{}", alter::actions(table, &[plain(column)]))]
            }
            None => vec![alter::actions(table, &[plain(column)])],
        };
        if let Some(expr @ DefaultValue::Expr(_)) = backfill {
            sql.push(alter::fill(table, column, &column::default_value(expr, column, &self.schema)));
            if column.default.is_some() {
                sql.push(self.set_default(table, column));
            }
            if !column.nullable {
                sql.push(alter::actions(table, &[format!("ALTER COLUMN {name} SET NOT NULL")]));
            }
        }
        sql.splice(0..0, version::of_column(table, column));
        if column.comment.is_some() {
            sql.push(column::comment(table, &column.name, column.comment.as_deref()));
        }
        (sql, checks)
    }

    fn add_zero(&self, table: &str, column: &Column) -> Vec<String> {
        let values = alter::enum_values(&self.schema, &column.ty);
        let ty = format!("{}{}", types::spell(&column.ty), column::collate(column));
        let line = format!("ADD COLUMN {} {ty}", q(&column.name));
        let required = if column.nullable { "" } else { " NOT NULL" };
        match literal::zero(&self.schema.base_type(&column.ty), values) {
            Some(zero) => vec![
                alter::actions(table, &[format!("{line} DEFAULT {zero}{required}")]),
                self.set_default(table, column),
            ],
            None => vec![alter::actions(table, &[format!("{line}{required}")])],
        }
    }

    /// The default that new rows get, once the rows that exist are filled.
    fn set_default(&self, table: &str, column: &Column) -> String {
        let name = q(&column.name);
        let action = match &column.default {
            Some(default) => {
                let value = column::default_value(default, column, &self.schema);
                format!("ALTER COLUMN {name} SET DEFAULT {value}")
            }
            None => format!("ALTER COLUMN {name} DROP DEFAULT"),
        };
        alter::actions(table, &[action])
    }
}

/// Whether a change makes a column part of a key, so that one value for all rows will not do.
fn makes_key_of(change: &Change, table: &str, column: &str) -> bool {
    let has = |columns: &[String]| columns.iter().any(|c| c == column);
    match change {
        Change::AddUnique { table: t, unique } => t == table && has(&unique.columns),
        Change::AddIndex { table: t, index } => t == table && index.unique && index.mentions(column),
        Change::AddForeignKey { table: t, foreign_key } => t == table && has(&foreign_key.columns),
        Change::SetPrimaryKey { table: t, to, .. } => t == table && has(to),
        _ => false,
    }
}
