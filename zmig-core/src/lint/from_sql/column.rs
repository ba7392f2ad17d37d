//! A column as a statement declares it.

use super::name::{name_or, text};
use crate::lint::fact::{ColumnFact, DefaultFact};
use crate::lint::sql_type::SqlType;
use crate::lint::volatile::of_expression;
use squawk_syntax::ast::{self, AstNode as _, ColumnClause, Constraint, GeneratedAs, TableArg};

/// A column that comes to a table.
pub(super) fn added(action: &ast::AddColumn) -> ColumnFact {
    read(name_or(action.column_name()), action.ty(), action.constraints())
}

/// The columns of a new table, with the keys that stand beside them.
pub(super) fn of_table(list: Option<ast::TableArgList>) -> Vec<ColumnFact> {
    let args: Vec<TableArg> = list.into_iter().flat_map(|l| l.args().collect::<Vec<_>>()).collect();
    let mut columns: Vec<ColumnFact> = Vec::new();
    let mut keys: Vec<String> = Vec::new();
    for arg in &args {
        match arg {
            TableArg::Column(column) => {
                let own = column.clauses().filter_map(|clause| match clause {
                    ColumnClause::ColumnConstraint(constraint) => {
                        Constraint::cast(constraint.syntax().clone())
                    }
                    _ => None,
                });
                columns.push(read(name_or(column.name()), column.ty(), own));
            }
            TableArg::TableConstraint(ast::TableConstraint::PrimaryKeyConstraint(key)) => {
                keys.extend(super::name::listed(key));
            }
            _ => {}
        }
    }
    for column in columns.iter_mut().filter(|c| keys.contains(&c.name)) {
        column.key = true;
        column.required = true;
    }
    columns
}

fn read(name: String, ty: Option<ast::Type>, own: impl Iterator<Item = Constraint>) -> ColumnFact {
    let ty = SqlType::read(&ty.map(|t| text(&t)).unwrap_or_default());
    let serial = ty.is(&["serial", "bigserial", "smallserial"]);
    let mut column = ColumnFact { serial, numbered: serial, required: serial, ..ColumnFact::new(name, ty) };
    for constraint in own {
        match &constraint {
            Constraint::NotNullConstraint(_) => column.required = true,
            Constraint::PrimaryKeyConstraint(_) => {
                column.key = true;
                column.required = true;
            }
            Constraint::UniqueConstraint(_) => column.unique = true,
            Constraint::ReferencesConstraint(_) => column.refers = true,
            Constraint::CheckConstraint(_) => column.checked = true,
            Constraint::DefaultConstraint(default) => {
                column.default = default.expr().map_or(DefaultFact::Volatile, |e| of_expression(&text(&e)));
            }
            Constraint::GeneratedConstraint(generated) => match generated.generated_as() {
                Some(GeneratedAs::GeneratedIdentity(_)) => column.numbered = true,
                Some(GeneratedAs::GeneratedStored(_)) => {
                    let is_virtual = text(generated).to_ascii_lowercase().ends_with("virtual");
                    (column.stored, column.computed) = (!is_virtual, is_virtual);
                }
                None => {}
            },
            _ => {}
        }
    }
    column
}
