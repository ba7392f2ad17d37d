//! What the comparison of two schemas has to ask, as messages at the place with every answer to paste.

use crate::merge::{Merged, Problem};
use crate::source::{SourceId, Spot};
use zmig_core::{Place, Refusal};

/// The message for a refusal.
pub(crate) fn explain(refusal: &Refusal, merged: &Merged) -> Problem {
    let problem = Problem::new(refusal.to_string());
    let table = |name: &str| merged.places.of(&Place::Table { table: name.to_owned() });
    let column = |table: &str, column: &str| {
        merged.places.of(&Place::Column { table: table.to_owned(), column: column.to_owned() })
    };
    let at = |problem: Problem, place: Option<(SourceId, Spot)>, label: String| match place {
        Some((source, spot)) => problem.at(source, spot, label),
        None => problem,
    };
    match refusal {
        Refusal::ColumnRenamedOrDropped { table: t, dropped, added } => at(
            problem,
            column(t, added),
            format!("is this {dropped} under a new name?"),
        )
        .help(format!("a rename: give {added} the key `renamed_from: {dropped}`"))
        .help(format!("no rename: give {t} a `Meta: {{dropped: [{dropped}]}}`, and its values go"))
        .help(format!(
            "on a struct: `#[zmig(renamed_from = \"{dropped}\")]`, or `dropped(\"{dropped}\")` on the model"
        )),
        Refusal::TableRenamedOrDropped { dropped, added } => {
            at(problem, table(added), format!("is this {dropped} under a new name?"))
                .help(format!("a rename: give {added} a `Meta: {{renamed_from: {dropped}}}`"))
                .help(format!(
                    "no rename: add `dropped_tables: [{dropped}]` to the file's `Meta`, and its rows go"
                ))
        }
        Refusal::BadRename { table: t, column: c, from, .. } => {
            let place = match c {
                Some(c) => column(t, c),
                None => table(t),
            };
            at(problem, place, String::new())
                .help(format!("remove `renamed_from: {from}`, or name what it was called before"))
        }
        Refusal::NeedsBackfill { table: t, column: c } => {
            at(problem, column(t, c), "what shall existing rows have here?".into())
                .help("`default: …` gives it to existing and to new rows")
                .help("`backfill: …` gives it to existing rows only")
                .help("or leave out `required: true`")
        }
        Refusal::NeedsUsing { table: t, column: c, from, to } => {
            at(problem, column(t, c), format!("was {from}, shall be {to}"))
                .help("say how a value converts: `using: \"…\"`, an SQL expression")
        }
    }
}
