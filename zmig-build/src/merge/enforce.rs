//! Rules that the database keeps too: a check each.

use super::{Merge, Merged, Problem};
use crate::source::{ColumnSource, Enforce, Rules, SourceId, Spot};
use zmig_core::{ColumnRule, Dialect, Literal, Place, Table, Type};

/// How to go on without the database.
const ALONE: &str = "leave `enforce` away: the program keeps the rules all the same";

impl Merge<'_> {
    /// Adds the checks that a column's rules ask for.
    pub(super) fn enforce(&mut self, table: &mut Table, source: SourceId, column: &ColumnSource, ty: &Type) {
        let rules = &column.annotations.rules;
        if rules.enforce != Enforce::Database {
            return;
        }
        let ty = self.base_type(ty);
        for rule in column_rules(rules, &ty) {
            let spot = Spot::column_key(&table.name, &column.name, "rules");
            match rule.check(&table.name, &column.name, &ty) {
                Ok(check) => {
                    let place = Place::Object { table: table.name.clone(), object: check.name.clone() };
                    self.out.places.spots.insert(place, (source, spot));
                    table.checks.push(check);
                }
                Err(why) => {
                    let title = format!(
                        "no database can keep the rule {} of {}.{}",
                        rule.name(),
                        table.name,
                        column.name
                    );
                    self.problems.push(Problem::new(title).at(source, spot, why).help(ALONE));
                }
            }
        }
    }
}

/// The rules that a check can keep. What does not fit the column's type is said elsewhere.
fn column_rules(rules: &Rules, ty: &Type) -> Vec<ColumnRule> {
    let Rules { min_length, max_length, min, max, pattern, one_of, required, enforce: _ } = rules;
    let literal = |text: &String| match ty.enum_name() {
        Some(_) => Some(Literal::Text(text.clone())),
        None => Literal::read(text, ty, &[]).ok(),
    };
    let mut out = Vec::new();
    if ty.is_text() {
        out.extend(min_length.map(ColumnRule::MinLength));
        out.extend(max_length.map(ColumnRule::MaxLength));
        out.extend(pattern.clone().map(ColumnRule::Pattern));
        out.extend(required.then_some(ColumnRule::Required));
    }
    out.extend(min.as_ref().and_then(literal).map(ColumnRule::Min));
    out.extend(max.as_ref().and_then(literal).map(ColumnRule::Max));
    let values: Option<Vec<Literal>> = one_of.iter().map(literal).collect();
    out.extend(values.filter(|v| !v.is_empty()).map(ColumnRule::OneOf));
    out
}

/// Rules that some of the databases in use cannot keep, each at its place.
pub(crate) fn beyond(merged: &Merged, dialects: &[Dialect]) -> Vec<Problem> {
    let mut out = Vec::new();
    for (table, annotations) in &merged.annotations {
        for (column, own) in &annotations.columns {
            let Some(built) = merged.schema.column(table, column) else { continue };
            if own.rules.enforce != Enforce::Database {
                continue;
            }
            let ty = merged.schema.base_type(&built.ty);
            for rule in column_rules(&own.rules, &ty) {
                for dialect in dialects {
                    let Some(why) = rule.beyond(&ty, *dialect) else { continue };
                    let title = format!(
                        "{} cannot keep the rule {} of {table}.{column}",
                        dialect.title(),
                        rule.name()
                    );
                    let place = Place::Column { table: table.clone(), column: column.clone() };
                    let mut problem = Problem::new(title);
                    if let Some((source, _)) = merged.places.of(&place) {
                        problem = problem.at(source, Spot::column_key(table, column, "rules"), why);
                    }
                    out.push(problem.help(ALONE));
                }
            }
        }
    }
    out
}
