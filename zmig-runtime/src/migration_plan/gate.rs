//! What a plan would break that zmig does not manage.

use super::lower::Lowered;
use super::problem::PlanProblem;
use super::resolve::{Resolved, Segment};
use crate::introspect::Introspection;
use crate::live::{How, in_the_way};
use zmig_core::{Change, Dialect};

/// What stands in a plan's way, and what goes along with it and should be known to.
pub(super) fn objects(
    found: &Introspection,
    resolved: &Resolved<'_>,
    lowered: &Lowered,
    dialect: Dialect,
) -> (Vec<PlanProblem>, Vec<String>) {
    // The author's own SQL may have seen to it: it is taken at its word where it names the thing.
    let mut changes: Vec<Change> = Vec::new();
    let mut said: Vec<(usize, &str)> = Vec::new();
    for segment in &resolved.segments {
        match segment {
            Segment::Changes { changes: more, .. } => changes.extend_from_slice(more),
            Segment::Sql(sql) => said.extend(sql.up.get(&dialect).map(|text| (changes.len(), text.as_str()))),
            Segment::Data(_) => {}
        }
    }
    let (mut problems, mut warnings) = (Vec::new(), Vec::new());
    for hit in in_the_way(found, &changes, &lowered.steps) {
        let bare = hit.thing.name.rsplit('.').next().unwrap_or(&hit.thing.name);
        if said.iter().any(|(at, text)| *at <= hit.change && text.contains(bare)) {
            continue;
        }
        let title = changes[hit.change].summary();
        if hit.how == How::GoesAlong {
            warnings.push(format!("{} goes along with its table ({title})", hit.thing));
        } else {
            let why = format!("{title}: {}", hit.why());
            let help = "drop it before and make it anew after, with `RawSql` in the same plan";
            problems.push(PlanProblem::whole(why, help));
        }
    }
    (problems, warnings)
}
