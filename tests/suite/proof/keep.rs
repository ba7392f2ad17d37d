//! Whether the rows after a migration are those from before.

use super::flow::{ColumnFlow, Flow};
use super::same::is_same;
use crate::support::rows::Values;
use std::collections::BTreeMap;
use zmig_core::Schema;

/// The rows of each table.
pub(crate) type Tables = BTreeMap<String, Vec<Values>>;

/// Every row is still there, and says what it said, save where a change says that it may not.
pub(crate) fn kept(
    flow: &Flow,
    old: &Schema,
    new: &Schema,
    before: &Tables,
    after: &Tables,
) -> Result<(), String> {
    let none = Vec::new();
    for (from, table) in &flow.tables {
        let (a, b) = (before.get(from).unwrap_or(&none), after.get(&table.to).unwrap_or(&none));
        if a.len() != b.len() {
            return Err(format!("{from} had {} rows, and {} has {}", a.len(), table.to, b.len()));
        }
        let fits = |x: &Values, y: &Values| table.columns.iter().all(|c| is_kept(c, old, new, x, y));
        if let Some(alone) = without_partner(a, b, fits) {
            let how: Vec<String> = table
                .columns
                .iter()
                .map(|c| format!("{} {} -> {} {}", c.from.name, c.from.ty, c.to.name, c.to.ty))
                .collect();
            return Err(format!(
                "a row of {from} is nowhere in {}: {:?}\nthere: {b:#?}\n{}",
                table.to,
                a[alone],
                how.join("\n")
            ));
        }
    }
    Ok(())
}

fn is_kept(column: &ColumnFlow, old: &Schema, new: &Schema, before: &Values, after: &Values) -> bool {
    if column.free {
        return true;
    }
    let (a, b) = (before.get(&column.from.name), after.get(&column.to.name));
    match (a.and_then(Option::as_deref), b.and_then(Option::as_deref)) {
        (None, None) => true,
        (None, Some(_)) => column.filled,
        (Some(_), None) => false,
        (Some(a), Some(b)) => is_same(&old.base_type(&column.from.ty), a, &new.base_type(&column.to.ty), b),
    }
}

/// Pairs each row with one that it fits, where that is possible; the first for which it is not.
fn without_partner(a: &[Values], b: &[Values], fits: impl Fn(&Values, &Values) -> bool) -> Option<usize> {
    let may: Vec<Vec<usize>> = a.iter().map(|x| (0..b.len()).filter(|j| fits(x, &b[*j])).collect()).collect();
    let mut partner: Vec<Option<usize>> = vec![None; b.len()];
    (0..a.len()).find(|i| !find_partner(*i, &may, &mut partner, &mut vec![false; b.len()]))
}

fn find_partner(i: usize, may: &[Vec<usize>], partner: &mut [Option<usize>], seen: &mut [bool]) -> bool {
    for &j in &may[i] {
        if !std::mem::replace(&mut seen[j], true)
            && partner[j].is_none_or(|other| find_partner(other, may, partner, seen))
        {
            partner[j] = Some(i);
            return true;
        }
    }
    false
}
