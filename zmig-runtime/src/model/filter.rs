//! Which rows are meant.

use super::sql::{Statement, separated};
use super::{ColumnShape, ColumnValue};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Not;
use zmig_core::Dialect;

/// Which rows of the model `M` are meant: a comparison of a [`super::Column`], or several that are joined.
#[must_use = "a filter does nothing until a query has it"]
pub struct Filter<M> {
    pub(super) node: Node,
    marker: PhantomData<fn() -> M>,
}

/// A condition, without the type of its model.
#[derive(Debug)]
pub(super) enum Node {
    Null(ColumnShape),
    Compare { column: ColumnShape, operator: &'static str, value: Box<dyn ColumnValue> },
    In { column: ColumnShape, values: Vec<Box<dyn ColumnValue>> },
    Like { column: ColumnShape, pattern: String, fold: bool },
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Other(Box<dyn Condition>),
}

/// A condition of a kind that has a file of its own.
pub(super) trait Condition: fmt::Debug + Send + Sync {
    /// Writes it on the table that goes by `alias`.
    fn write<'a>(&'a self, out: &mut Statement<'a>, alias: &str);
}

impl<M> Filter<M> {
    pub(super) fn new(node: Node) -> Self {
        Self { node, marker: PhantomData }
    }

    /// Rows that both mean.
    pub fn and(self, other: Self) -> Self {
        Self::new(Node::All(vec![self.node, other.node]))
    }

    /// Rows that either means.
    pub fn or(self, other: Self) -> Self {
        Self::new(Node::Any(vec![self.node, other.node]))
    }

    /// Rows that all of them mean. Of none, every row.
    pub fn all(filters: impl IntoIterator<Item = Self>) -> Self {
        Self::new(Node::All(filters.into_iter().map(|f| f.node).collect()))
    }

    /// Rows that any of them means. Of none, no row.
    pub fn any(filters: impl IntoIterator<Item = Self>) -> Self {
        Self::new(Node::Any(filters.into_iter().map(|f| f.node).collect()))
    }
}

/// The other rows. A comparison with NULL is neither true nor false: such rows are in neither.
impl<M> Not for Filter<M> {
    type Output = Self;

    fn not(self) -> Self {
        Self::new(Node::Not(Box::new(self.node)))
    }
}

/// The conditions, without their values.
impl<M> fmt::Debug for Filter<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Statement::new(Dialect::Postgres, "");
        self.node.write(&mut out, "t");
        f.debug_tuple("Filter").field(&out.text).finish()
    }
}

impl Node {
    /// Writes the condition on the table that goes by `alias`.
    pub(super) fn write<'a>(&'a self, out: &mut Statement<'a>, alias: &str) {
        match self {
            Self::Null(column) => {
                out.column(alias, column.name).push(" IS NULL");
            }
            Self::Compare { column, operator, value } => {
                compare(out, alias, column, operator, &**value);
            }
            Self::In { values, .. } if values.is_empty() => {
                out.push("1 = 0");
            }
            Self::In { column, values } => {
                out.column(alias, column.name).push(" IN (");
                separated(out, ", ", values, |out, value| {
                    out.bind_beside(column, &**value);
                });
                out.push(")");
            }
            Self::Like { column, pattern, fold } => like(out, alias, column, pattern, *fold),
            Self::All(nodes) => joined(out, alias, nodes, " AND ", "1 = 1"),
            Self::Any(nodes) => joined(out, alias, nodes, " OR ", "1 = 0"),
            Self::Not(node) => {
                out.push("NOT (");
                node.write(out, alias);
                out.push(")");
            }
            Self::Other(condition) => condition.write(out, alias),
        }
    }
}

fn joined<'a>(out: &mut Statement<'a>, alias: &str, nodes: &'a [Node], with: &str, of_none: &str) {
    if nodes.is_empty() {
        out.push(of_none);
        return;
    }
    out.push("(");
    separated(out, with, nodes, |out, node| node.write(out, alias));
    out.push(")");
}

fn compare<'a>(
    out: &mut Statement<'a>,
    alias: &str,
    column: &ColumnShape,
    operator: &str,
    value: &'a dyn ColumnValue,
) {
    // Texts that are equal are equal numbers, since a column's decimals have one form; less and greater they are not.
    let cast = out.dialect == Dialect::Sqlite
        && column.is_number_in_text()
        && operator.contains(['<', '>'])
        && operator != "<>";
    if cast {
        out.push("CAST(").column(alias, column.name).push(" AS REAL) ").push(operator).push(" CAST(");
        out.bind_beside(column, value).push(" AS REAL)");
    } else {
        out.column(alias, column.name).push(" ").push(operator).push(" ").bind_beside(column, value);
    }
}

/// `LIKE` means the same on every database. SQLite's own knows no small letters, so its `GLOB` takes its place.
fn like(out: &mut Statement<'_>, alias: &str, column: &ColumnShape, pattern: &str, fold: bool) {
    out.column(alias, column.name);
    match (out.dialect, fold) {
        (Dialect::Postgres, false) => out.push(" LIKE ").bind_made(whole(pattern)),
        (Dialect::Postgres, true) => out.push(" ILIKE ").bind_made(whole(pattern)),
        (Dialect::Sqlite, false) => out.push(" GLOB ").bind_made(glob(pattern)),
        (Dialect::Sqlite, true) => out.push(" LIKE ").bind_made(whole(pattern)).push(" ESCAPE '\\'"),
    };
}

/// A pattern whose last `\` takes nothing as it is: then it is meant itself, where PostgreSQL would refuse it.
fn whole(pattern: &str) -> String {
    let strokes = pattern.len() - pattern.trim_end_matches('\\').len();
    if strokes % 2 == 1 { format!("{pattern}\\") } else { pattern.to_owned() }
}

/// A pattern of `LIKE` as one of `GLOB`.
fn glob(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        let literal = match c {
            '%' => {
                out.push('*');
                continue;
            }
            '_' => {
                out.push('?');
                continue;
            }
            '\\' => chars.next().unwrap_or('\\'),
            other => other,
        };
        if matches!(literal, '*' | '?' | '[') {
            out.extend(['[', literal, ']']);
        } else {
            out.push(literal);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn patterns_become_globs() {
        for (pattern, expected) in [
            ("a%b_c", "a*b?c"),
            ("100\\%", "100%"),
            ("a*b", "a[*]b"),
            ("[x]?", "[[]x][?]"),
            ("\\\\", "\\"),
            ("\\_a\\*", "_a[*]"),
            ("end\\", "end\\"),
        ] {
            assert_eq!(glob(pattern), expected, "{pattern}");
        }
    }
}
