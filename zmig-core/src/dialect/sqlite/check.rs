//! What stands in a step's way: a query that names the rows, and a guard in plain SQL that any tool stops at.

use crate::dialect::clause::q;
use crate::{Check, ForeignKey, RowCheck, Table, Type};

/// A condition on the rows of a table under which a step would fail or lose something.
#[derive(Clone, Debug)]
pub(crate) struct Obstacle {
    reason: String,
    /// What is shown of such a row.
    value: String,
    /// True for such rows.
    offends: String,
}

impl Obstacle {
    pub(crate) fn new(reason: String, value: &str, offends: String) -> Self {
        Self { reason, value: value.to_owned(), offends }
    }

    /// The query that names the rows; none where it would not fit on a line.
    pub(crate) fn row_check(&self, table: &Table) -> Option<RowCheck> {
        let sql =
            format!("SELECT {}, {} FROM {} WHERE {}", key(table), self.value, q(&table.name), self.offends);
        let one_line = !sql.contains(['\n', '\r']) && !sql.contains("--");
        one_line.then(|| RowCheck { reason: self.reason.clone(), sql })
    }

    /// Statements that fail with the reason when there is such a row.
    pub(crate) fn guard(&self, table: &Table) -> Vec<String> {
        let count = format!("SELECT count(*) FROM {} WHERE {}", q(&table.name), self.offends);
        guard(&self.reason, &count)
    }
}

/// Every guard that holds leaves a row in this table. The frame of a file counts them before it commits, so that a tool
/// which runs on after a failure (the sqlite3 shell does) commits nothing.
pub(crate) const PASSED: &str = "INSERT INTO \"zmig_passed\" SELECT \"n\" FROM \"zmig_guard\"";

/// Statements that fail with the reason unless `count` gives 0.
pub(crate) fn guard(reason: &str, count: &str) -> Vec<String> {
    vec![
        "CREATE TEMP TABLE IF NOT EXISTS \"zmig_passed\" (\"n\" INTEGER)".into(),
        format!(
            "CREATE TEMP TABLE \"zmig_guard\" (\"n\" INTEGER CONSTRAINT {} CHECK (\"n\" = 0))",
            q(reason)
        ),
        format!("INSERT INTO \"zmig_guard\" {count}"),
        PASSED.into(),
        "DROP TABLE \"zmig_guard\"".into(),
    ]
}

/// Rows that hold NULL where it may no longer be.
pub(crate) fn not_null(table: &Table, column: &str) -> Obstacle {
    let reason = format!("{}.{column} is required and holds NULL", table.name);
    Obstacle::new(reason, "'NULL'", format!("{} IS NULL", q(column)))
}

/// Rows that agree where no two may. Each column comes with the order in which it will be compared, where that is not the
/// one that it has.
pub(crate) fn duplicates(table: &Table, keys: &[(String, Option<String>)], what: &str) -> Obstacle {
    let columns: Vec<String> = keys.iter().map(|(c, _)| c.clone()).collect();
    let compared = |(c, collation): &(String, Option<String>)| match collation {
        Some(collation) => format!("{} COLLATE {}", q(c), q(collation)),
        None => q(c),
    };
    let list = keys.iter().map(compared).collect::<Vec<_>>().join(", ");
    let given: Vec<_> = columns.iter().map(|c| format!("{} IS NOT NULL", q(c))).collect();
    let reason = format!("{} ({}) is not unique, which {what} asks for", table.name, columns.join(", "));
    let offends = format!(
        "({list}) IN (SELECT {list} FROM {} WHERE {} GROUP BY {list} HAVING count(*) > 1)",
        q(&table.name),
        given.join(" AND ")
    );
    Obstacle::new(reason, &text_of(table, &columns), offends)
}

/// Values that a strict table does not take: it converts a number to text, and text that is a number, and no more.
pub(crate) fn not_strict(table: &Table, column: &str, ty: &Type) -> Option<Obstacle> {
    let name = q(column);
    let offends = match super::types::strictly(ty) {
        Type::Int => format!(
            "typeof({name}) NOT IN ('integer', 'null') AND \
             NOT (typeof({name}) = 'real' AND {name} = CAST({name} AS INTEGER))"
        ),
        Type::Float => format!("typeof({name}) NOT IN ('integer', 'real', 'null')"),
        Type::Bytes => format!("typeof({name}) NOT IN ('blob', 'null')"),
        Type::Raw(_) => return None,
        _ => format!("typeof({name}) = 'blob'"),
    };
    let reason =
        format!("{}.{column} holds a value of another type, which a strict table refuses", table.name);
    Some(Obstacle::new(reason, &format!("quote({name})"), offends))
}

/// Rows that refer to nothing. `from` is the table as it is called in the database.
pub(crate) fn orphans(table: &Table, key: &ForeignKey) -> Obstacle {
    let own = q(&table.name);
    let given: Vec<_> = key.columns.iter().map(|c| format!("{own}.{} IS NOT NULL", q(c))).collect();
    let equal: Vec<_> = key
        .columns
        .iter()
        .zip(&key.ref_columns)
        .map(|(c, r)| format!("zmig_r.{} = {own}.{}", q(r), q(c)))
        .collect();
    let reason = format!(
        "{} ({}) refers to rows of {} that are not there",
        table.name,
        key.columns.join(", "),
        key.references
    );
    let offends = format!(
        "{} AND NOT EXISTS (SELECT 1 FROM {} AS zmig_r WHERE {})",
        given.join(" AND "),
        q(&key.references),
        equal.join(" AND ")
    );
    Obstacle::new(reason, &text_of(table, &key.columns), offends)
}

/// Rows that fail a check.
pub(crate) fn failing(table: &Table, check: &Check) -> Obstacle {
    let reason = format!("{} has rows that fail the check {}", table.name, check.name);
    Obstacle::new(reason, "''", format!("NOT {}", crate::dialect::clause::paren(&check.expr)))
}

/// All rows: the step works on an empty table only.
pub(crate) fn any_row(table: &Table, column: &str) -> Obstacle {
    let reason = format!(
        "{}.{column} is required and part of a key, and the rows that exist have no value for it: \
         the table must be empty",
        table.name
    );
    Obstacle::new(reason, "''", "1".into())
}

/// What names a row: its key as text.
fn key(table: &Table) -> String {
    if table.primary_key.is_empty() {
        "CAST(rowid AS TEXT)".into()
    } else {
        text_of(table, &table.primary_key)
    }
}

/// Values as text that can be shown: bytes need not be any.
fn text_of(table: &Table, columns: &[String]) -> String {
    let text = |name: &String| match table.column(name).map(|c| &c.ty) {
        Some(Type::Bytes | Type::Raw(_)) => format!("quote({})", q(name)),
        _ => format!("CAST({} AS TEXT)", q(name)),
    };
    columns.iter().map(text).collect::<Vec<_>>().join(" || ',' || ")
}
