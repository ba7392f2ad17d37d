//! What is there under the names that are wanted.

use std::collections::BTreeMap;
use zmig_core::{ApplyError, Change, Hints, Schema, apply, shorten};

/// A schema with the renames of some hints made. Tables that are to go are left out: they may have names that others get.
///
/// # Errors
/// When a rename does not fit, which a comparison says better.
pub(super) fn image(live: &Schema, hints: &Hints, dropped: &[String]) -> Result<Schema, ApplyError> {
    let mut out = live.clone();
    for name in dropped {
        out.tables.remove(name);
    }
    let tables: BTreeMap<&String, &String> =
        hints.tables.iter().filter_map(|(to, h)| Some((to, h.renamed_from.as_ref()?))).collect();
    let mut passes: [Vec<(String, String)>; 2] = [Vec::new(), Vec::new()];
    for (i, (to, from)) in tables.into_iter().enumerate() {
        // By way of a name that nobody has, since names may be swapped.
        let between = format!("zmig_between_{i}");
        passes[0].push((from.clone(), between.clone()));
        passes[1].push((between, to.clone()));
    }
    for (from, to) in passes.into_iter().flatten() {
        let owner = out.table(&from).map(|t| t.owner.clone()).unwrap_or_default();
        apply(&mut out, &Change::RenameTable { from, to, owner })?;
    }
    for (table, hints) in &hints.tables {
        let mut passes: [Vec<(String, String)>; 2] = [Vec::new(), Vec::new()];
        for (i, (to, hint)) in hints.columns.iter().enumerate() {
            let Some(from) = &hint.renamed_from else { continue };
            let between = shorten(&format!("zmig_between_{i}"));
            passes[0].push((from.clone(), between.clone()));
            passes[1].push((between, to.clone()));
        }
        // A column that is to go may have the name.
        for (_, to) in &passes[1] {
            let kept = passes[0].iter().any(|(from, _)| from == to);
            if !kept && let Some(table) = out.tables.get_mut(table) {
                table.columns.retain(|c| c.name != *to);
            }
        }
        for (from, to) in passes.into_iter().flatten() {
            apply(&mut out, &Change::RenameColumn { table: table.clone(), from, to })?;
        }
    }
    Ok(out)
}
