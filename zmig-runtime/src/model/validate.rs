//! Whether all values that are to be written satisfy the rules of their columns.

use super::write::Fields;
use super::{Rule, TableShape};
use std::fmt;

/// Rules that values do not satisfy: all of them, of every field and every row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violations {
    table: &'static str,
    found: Vec<Violation>,
    /// How many there are, those that are not kept included.
    count: usize,
}

/// A rule that a value does not satisfy.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The column.
    pub column: &'static str,
    /// The rule.
    pub rule: Rule,
    /// Which row it is of several, from 0 on.
    pub row: usize,
    /// The value, unless it is nobody's business.
    pub value: Option<String>,
}

/// How many are kept. Whoever inserts a million rows with the same mistake need not read it a million times.
const KEPT: usize = 100;
/// How much of a value is shown.
const SHOWN: usize = 60;

impl Violations {
    /// Each of them, by rows and columns; the first hundred where there are more.
    #[must_use]
    pub fn found(&self) -> &[Violation] {
        &self.found
    }

    /// The table.
    #[must_use]
    pub fn table(&self) -> &'static str {
        self.table
    }
}

/// Checks the values of all rows.
///
/// # Errors
/// Every rule that does not hold.
pub(super) fn check<'a>(
    table: &'static TableShape,
    rows: impl IntoIterator<Item = &'a Fields<'a>>,
) -> Result<(), Violations> {
    let mut out = Violations { table: table.name, found: Vec::new(), count: 0 };
    if table.columns.iter().all(|column| column.rules.is_empty()) {
        return Ok(());
    }
    for (row, fields) in rows.into_iter().enumerate() {
        for (column, value) in &fields.given {
            let value = value.get();
            for rule in column.rules.iter().filter(|rule| !rule.holds(value)) {
                out.count += 1;
                if out.found.len() < KEPT {
                    let value = (!column.redacted).then(|| shown(&format!("{value:?}")));
                    out.found.push(Violation { column: column.name, rule: *rule, row, value });
                }
            }
        }
    }
    if out.count == 0 { Ok(()) } else { Err(out) }
}

fn shown(value: &str) -> String {
    match value.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", value.get(..at).unwrap_or_default()),
        None => value.to_owned(),
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let several = self.found.iter().any(|v| v.row > 0);
        for (number, Violation { column, rule, row, value }) in self.found.iter().enumerate() {
            if number > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{}.{column} {rule}", self.table)?;
            if let Some(value) = value {
                write!(f, ", and is {value}")?;
            }
            if several {
                write!(f, " (row {})", row + 1)?;
            }
        }
        if self.count > self.found.len() {
            write!(f, "\nand {} more", self.count - self.found.len())?;
        }
        Ok(())
    }
}

impl std::error::Error for Violations {}
