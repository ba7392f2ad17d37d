//! `ALTER TABLE`, an action after the other.

use super::name::{listed, name, name_or, text};
use super::{Proof, Reader, column};
use crate::lint::fact::{ConstraintKind, Fact};
use crate::lint::sql_type::SqlType;
use crate::{Conversion, fold};
use squawk_syntax::ast::{self, AlterColumnOption, AlterTableAction, AstNode, Constraint, ConstraintOption};
use std::ops::Range;

impl Reader<'_> {
    pub(super) fn alter_table(&mut self, alter: &ast::AlterTable, at: &Range<usize>) {
        let table = name_or(alter.table_relation_name());
        for action in alter.actions() {
            let at = within(&action, at);
            for fact in self.action(&table, &action) {
                self.push(fact, at.clone());
            }
        }
    }

    fn action(&mut self, table: &str, action: &AlterTableAction) -> Vec<Fact> {
        let table = table.to_owned();
        let fact = match action {
            AlterTableAction::AddColumn(add) => Fact::AddColumn {
                table,
                column: column::added(add),
                filled: false,
                guarded: add.if_not_exists().is_some(),
            },
            AlterTableAction::DropColumn(drop) => Fact::DropColumn {
                computed: self.is_computed(&table, &name_or(drop.column_name_ref())),
                table,
                column: name_or(drop.column_name_ref()),
                kept: false,
                cascade: is_cascade(drop.drop_behavior()),
                guarded: drop.if_exists().is_some(),
            },
            AlterTableAction::AlterColumn(alter) => return self.alter_column(&table, alter),
            AlterTableAction::AddConstraint(add) => match add.constraint() {
                Some(constraint) => return self.add_constraint(&table, &constraint),
                None => return Vec::new(),
            },
            AlterTableAction::ValidateConstraint(validate) => {
                let name = name_or(validate.constraint_name_ref());
                let proofs = self.proven.iter_mut().filter(|p| p.table == fold(&table) && p.name == name);
                proofs.for_each(|p| p.valid = true);
                Fact::Validate { table, name }
            }
            AlterTableAction::DropConstraint(drop) => {
                let name = name_or(drop.constraint_name_ref());
                let kind = self.kind_of(&table, &name);
                Fact::DropConstraint { table, name, kind, cascade: is_cascade(drop.drop_behavior()) }
            }
            AlterTableAction::RenameConstraint(rename) => {
                Fact::RenameConstraint { table, name: name_or(rename.constraint_name_ref()) }
            }
            AlterTableAction::RenameColumn(rename) => Fact::RenameColumn {
                table,
                column: name_or(rename.column_name_ref()),
                to: name_or(rename.column_name()),
            },
            AlterTableAction::TableRenameTo(rename) => {
                Fact::RenameTable { table, to: name_or(rename.table_name()) }
            }
            AlterTableAction::SetSchema(_) => Fact::MoveTable { table },
            AlterTableAction::SetUnlogged(_) => Fact::SetUnlogged { table },
            AlterTableAction::SetLogged(_) => Fact::Rewrite { table: Some(table), by: "SET LOGGED" },
            AlterTableAction::SetTablespace(_) => Fact::Rewrite { table: Some(table), by: "SET TABLESPACE" },
            AlterTableAction::SetAccessMethod(_) => {
                Fact::Rewrite { table: Some(table), by: "SET ACCESS METHOD" }
            }
            AlterTableAction::AttachPartition(_) => Fact::AttachPartition { table },
            AlterTableAction::DetachPartition(detach) => {
                Fact::DetachPartition { table, concurrent: detach.detach_partition_option().is_some() }
            }
            AlterTableAction::DisableTrigger(_) => Fact::DisableTriggers { table },
            _ => Fact::Other,
        };
        vec![fact]
    }

    fn alter_column(&mut self, table: &str, alter: &ast::AlterColumn) -> Vec<Fact> {
        let (table, column) = (table.to_owned(), name_or(alter.column_name_ref()));
        let fact = match alter.option() {
            Some(AlterColumnOption::SetType(set)) => {
                let to = SqlType::read(&set.ty().map(|t| text(&t)).unwrap_or_default());
                let using = set.using_expr().is_some();
                let (from, keeps) = self.known_type(&table, &column, &to);
                let keeps = if using { keeps.map(|_| false) } else { keeps };
                let collated = set
                    .collate()
                    .map(|_| Fact::ChangeCollation { table: table.clone(), column: column.clone() });
                let changed = from.as_ref() != Some(&to) || using || collated.is_none();
                let retyped = Fact::ChangeType { table, column, from, to, keeps };
                return changed.then_some(retyped).into_iter().chain(collated).collect();
            }
            Some(AlterColumnOption::SetNotNull(_)) => {
                let is = |p: &Proof| p.valid && p.table == fold(&table) && p.column == column;
                let proven = self.proven.iter().any(is);
                Fact::SetNotNull { table, column, proven }
            }
            Some(AlterColumnOption::DropNotNull(_)) => Fact::DropNotNull { table, column },
            Some(AlterColumnOption::SetDefault(_)) => Fact::SetDefault { table, column },
            Some(AlterColumnOption::DropDefault(_)) => Fact::DropDefault { table, column },
            Some(AlterColumnOption::DropExpression(_)) => Fact::DropExpression { table, column },
            Some(AlterColumnOption::SetExpression(_)) => Fact::SetGenerated { table, column },
            _ => Fact::Other,
        };
        vec![fact]
    }

    fn add_constraint(&mut self, table: &str, constraint: &Constraint) -> Vec<Fact> {
        let mut to = None;
        let mut from_index = false;
        let (kind, columns, named, options) = match constraint {
            Constraint::CheckConstraint(c) => {
                (ConstraintKind::Check, Vec::new(), c.constraint_name_clause(), Some(c.constraint_options()))
            }
            Constraint::ForeignKeyConstraint(c) => {
                to = c.table_name_ref().map(|t| name(&t));
                let columns = c.from_columns().map(|l| listed(&l)).unwrap_or_default();
                (
                    ConstraintKind::ForeignKey,
                    columns,
                    c.constraint_name_clause(),
                    Some(c.constraint_options()),
                )
            }
            Constraint::UniqueConstraint(c) => {
                from_index = c.using_index().is_some();
                (ConstraintKind::Unique, listed(c), c.constraint_name_clause(), None)
            }
            Constraint::PrimaryKeyConstraint(c) => {
                from_index = c.using_index().is_some();
                (ConstraintKind::PrimaryKey, listed(c), c.constraint_name_clause(), None)
            }
            Constraint::ExcludeConstraint(c) => {
                (ConstraintKind::Exclude, Vec::new(), c.constraint_name_clause(), None)
            }
            Constraint::NotNullConstraint(c) => {
                let column = c.column_name_ref().map(|c| name(&c));
                let (named, options) = (c.constraint_name_clause(), Some(c.constraint_options()));
                (ConstraintKind::NotNull, column.into_iter().collect(), named, options)
            }
            _ => return vec![Fact::Other],
        };
        let valid = !options
            .into_iter()
            .flatten()
            .any(|o| matches!(o, ConstraintOption::NotValid(_) | ConstraintOption::NotEnforced(_)));
        let name = named.and_then(|n| n.constraint_name()).map(|n| name(&n));
        if let (Constraint::CheckConstraint(check), Some(name)) = (constraint, &name)
            && let Some(column) = check.expr().and_then(|e| not_null(&text(&e)))
        {
            self.proven.push(Proof { table: fold(table), name: name.clone(), column, valid });
        }
        vec![Fact::AddConstraint { table: table.to_owned(), name, kind, columns, to, valid, from_index }]
    }

    /// The type that a column has before the statement, and whether every value keeps its meaning in another.
    fn known_type(&self, table: &str, column: &str, to: &SqlType) -> (Option<SqlType>, Option<bool>) {
        let Some((schema, found)) = self.context.schema.and_then(|s| Some((s, s.column(table, column)?)))
        else {
            return (None, None);
        };
        let from = SqlType::read(&self.dialect.spell(&schema.base_type(&found.ty)));
        let wanted =
            zmig_type(to).map(|to| schema.base_type(&found.ty).conversion(&to) == Conversion::Lossless);
        (Some(from), wanted)
    }

    fn is_computed(&self, table: &str, column: &str) -> bool {
        let found = self.context.schema.and_then(|s| s.column(table, column));
        found.is_some_and(|c| c.generated.is_some())
    }

    fn kind_of(&self, table: &str, name: &str) -> Option<ConstraintKind> {
        let table = self.context.schema?.table(table)?;
        if table.foreign_keys.iter().any(|f| f.name == name) {
            Some(ConstraintKind::ForeignKey)
        } else if table.checks.iter().any(|c| c.name == name) {
            Some(ConstraintKind::Check)
        } else if table.uniques.iter().any(|u| u.name == name) {
            Some(ConstraintKind::Unique)
        } else {
            (table.key_name() == name).then_some(ConstraintKind::PrimaryKey)
        }
    }
}

/// The type of zmig's that a spelling of PostgreSQL's is, where it is one.
fn zmig_type(sql: &SqlType) -> Option<crate::Type> {
    let sized = sql.args.first().copied();
    let ty = match sql.name.as_str() {
        "boolean" => crate::Type::Bool,
        "smallint" => crate::Type::Int16,
        "integer" => crate::Type::Int32,
        "bigint" => crate::Type::Int,
        "real" => crate::Type::Float32,
        "double precision" => crate::Type::Float,
        "numeric" => crate::Type::Decimal {
            precision: u16::try_from(sized?).ok()?,
            scale: u16::try_from(sql.args.get(1).copied().unwrap_or(0)).ok()?,
        },
        "varchar" => crate::Type::Str { max_length: sized },
        "text" => crate::Type::Text,
        "date" => crate::Type::Date,
        "uuid" => crate::Type::Uuid,
        "jsonb" => crate::Type::Json,
        "timestamptz" => crate::Type::DateTime,
        _ => return None,
    };
    Some(if sql.array { crate::Type::Array(Box::new(ty)) } else { ty })
}

/// The column of which a check says only that it is not NULL.
fn not_null(expr: &str) -> Option<String> {
    let folded = expr.trim().trim_start_matches('(').trim_end_matches(')').trim();
    let at = folded.to_ascii_lowercase().find(" is not null").filter(|at| at + 12 == folded.len())?;
    let column = folded[..at].trim();
    let is_name = |c: char| c.is_alphanumeric() || c == '_' || c == '"';
    column.chars().all(is_name).then(|| match column.strip_prefix('"').and_then(|c| c.strip_suffix('"')) {
        Some(quoted) => quoted.to_owned(),
        None => column.to_lowercase(),
    })
}

pub(super) fn is_cascade(behavior: Option<ast::DropBehavior>) -> bool {
    matches!(behavior, Some(ast::DropBehavior::Cascade(_)))
}

/// The place of a part of a statement; of the first part, the statement's own beginning.
fn within(node: &impl AstNode, statement: &Range<usize>) -> Range<usize> {
    let range = node.syntax().text_range();
    let text = node.syntax().text().to_string();
    let blank = text.len() - text.trim_start().len();
    (usize::from(range.start()) + blank).max(statement.start)..usize::from(range.end()).min(statement.end)
}
