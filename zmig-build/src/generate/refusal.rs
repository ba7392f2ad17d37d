//! What the comparison of two schemas has to ask, as messages at the place with every answer to paste.

use crate::merge::{Merged, Problem};
use crate::project::Sources;
use crate::source::{SourceId, Spot};
use zmig_core::{Place, Refusal};

/// The message for a refusal.
pub(crate) fn explain(refusal: &Refusal, merged: &Merged, sources: &Sources) -> Problem {
    let problem = Problem::new(refusal.to_string());
    match refusal {
        Refusal::ColumnRenamedOrDropped { table, dropped, added } => {
            let asked = Asked::column(merged, sources, table, added);
            let problem = asked.at(problem, format!("is this {dropped} under a new name?"));
            let (rename, gone) = if asked.is_rust {
                (format!("#[zmig(renamed_from = \"{dropped}\")]"), format!("dropped = [\"{dropped}\"]"))
            } else {
                (format!("renamed_from: {dropped}"), format!("dropped: [{dropped}]"))
            };
            let table_place = asked.of_table(table);
            problem
                .help(format!("if it is a rename, say so on {added}:"))
                .help(format!("  {rename}"))
                .help(format!("if the values of {dropped} are to go, say so in {table_place}:"))
                .help(format!("  {gone}"))
        }
        Refusal::TableRenamedOrDropped { dropped, added } => {
            let asked = Asked::table(merged, sources, added);
            let problem = asked.at(problem, format!("is this {dropped} under a new name?"));
            let rename = if asked.is_rust {
                format!("renamed_from = \"{dropped}\"")
            } else {
                format!("renamed_from: {dropped}")
            };
            let place = asked.of_table(added);
            problem
                .help(format!("if it is a rename, say so in {place}:"))
                .help(format!("  {rename}"))
                .help(format!(
                    "if the rows of {dropped} are to go, say so in the `Meta` of a schema's file, beside `zMigration`:"
                ))
                .help(format!("  dropped_tables: [{dropped}]"))
        }
        Refusal::BadRename { table, column, from, .. } => {
            let asked = match column {
                Some(column) => Asked::column(merged, sources, table, column),
                None => Asked::table(merged, sources, table),
            };
            let hint = asked.key("renamed_from", from);
            asked
                .at(problem, String::new())
                .help(format!("remove `{hint}`, or name what it was called before"))
        }
        Refusal::NeedsBackfill { table, column } => {
            let asked = Asked::column(merged, sources, table, column);
            let optional = if asked.is_rust { "make the field an `Option`" } else { "leave out `required`" };
            asked
                .at(problem, "what shall existing rows have here?".into())
                .help(format!("`{}` gives it to existing and to new rows", asked.key("default", "…")))
                .help(format!("`{}` gives it to existing rows only", asked.key("backfill", "…")))
                .help(format!("or {optional}"))
        }
        Refusal::NeedsUsing { table, column, from, to } => {
            let asked = Asked::column(merged, sources, table, column);
            asked
                .at(problem, format!("was {from}, shall be {to}"))
                .help(format!("say how a value converts, in SQL: `{}`", asked.key("using", "…")))
        }
        Refusal::DomainRetyped { domain, .. } => {
            let asked = Asked::of(merged, sources, &Place::Domain { name: domain.clone() });
            asked
                .at(problem, String::new())
                .help("declare a domain of another name, give it to the columns, and say there how a value converts")
        }
    }
}

/// The place that is asked about, and the language that the answer is written in.
struct Asked {
    place: Option<(SourceId, Spot)>,
    is_rust: bool,
}

impl Asked {
    fn table(merged: &Merged, sources: &Sources, table: &str) -> Self {
        Self::of(merged, sources, &Place::Table { table: table.to_owned() })
    }

    fn column(merged: &Merged, sources: &Sources, table: &str, column: &str) -> Self {
        Self::of(merged, sources, &Place::Column { table: table.to_owned(), column: column.to_owned() })
    }

    fn of(merged: &Merged, sources: &Sources, place: &Place) -> Self {
        let place = merged.places.of(place);
        let file = place.as_ref().and_then(|(id, _)| sources.file(*id));
        Self { is_rust: file.is_some_and(|f| f.ends_with(".rs")), place }
    }

    fn at(&self, problem: Problem, label: String) -> Problem {
        match &self.place {
            Some((source, spot)) => problem.at(*source, spot.clone(), label),
            None => problem,
        }
    }

    /// A key with its value as it is written in this place's language.
    fn key(&self, key: &str, value: &str) -> String {
        if self.is_rust { format!("{key} = \"{value}\"") } else { format!("{key}: {value}") }
    }

    /// Where that language says what belongs to a table as a whole.
    fn of_table(&self, table: &str) -> String {
        if self.is_rust {
            "the struct's `#[zmig::model(…)]`".to_owned()
        } else {
            format!("the `Meta` of {table}")
        }
    }
}
