//! ZM116: readers wait while a view is filled anew.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM116",
    title: "a materialized view is filled anew while readers wait",
    why: "REFRESH takes the strongest lock of the view until its query is done.",
    instead: "Fill it anew concurrently; it needs a unique index for that.",
    sql: "REFRESH MATERIALIZED VIEW CONCURRENTLY {name};",
    dialects: POSTGRES,
    level: Level::Warning,
    refused: &["REFRESH MATERIALIZED VIEW totals;"],
    accepted: &["REFRESH MATERIALIZED VIEW CONCURRENTLY totals;", "CREATE MATERIALIZED VIEW totals AS SELECT 1;\nREFRESH MATERIALIZED VIEW totals;"],
    find: |scene, placed| match &placed.fact {
        Fact::RefreshView { name, concurrent: false } => {
            let is_new = scene.before(placed).any(|p| matches!(&p.fact, Fact::CreateView { name: n } if n == name));
            (!is_new).then(|| format!("readers of {name} wait until it is filled anew"))
        }
        _ => None,
    },
};
