//! Derived names that follow a rename: which constraint or index of before is which of after.

use crate::{ForeignKey, Index, IndexKey, KeyOf, Table, Unique};

/// A column that is called otherwise.
pub(crate) type ColumnRename<'a> = Option<(&'a str, &'a str)>;

/// Names before and after of what a rename of the table or of one column took along, and nothing else.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Renamed {
    pub(crate) uniques: Vec<(String, String)>,
    pub(crate) indexes: Vec<(String, String)>,
    pub(crate) foreign_keys: Vec<(String, String)>,
    pub(crate) checks: Vec<(String, String)>,
}

/// Compares a table before and after a rename.
pub(crate) fn renamed(before: &Table, after: &Table, column: ColumnRename<'_>) -> Renamed {
    let references = |f: &ForeignKey| f.references == before.name;
    Renamed {
        uniques: pairs(&before.uniques, &after.uniques, |u| &u.name, |a, b| unique(a, column) == b.columns),
        indexes: pairs(&before.indexes, &after.indexes, |i| &i.name, |a, b| same_index(a, b, column)),
        foreign_keys: pairs(
            &before.foreign_keys,
            &after.foreign_keys,
            |f| &f.name,
            |a, b| {
                renamed_columns(&a.columns, column) == b.columns
                    && (references(a) || a.references == b.references)
                    && (references(a) || a.ref_columns == b.ref_columns)
            },
        ),
        checks: pairs(&before.checks, &after.checks, |c| &c.name, |a, b| a.expr == b.expr),
    }
}

/// Whether two indexes are the same but for their names, after a column's rename.
pub(crate) fn same_index(before: &Index, after: &Index, column: ColumnRename<'_>) -> bool {
    let expressions_may_differ = column.is_some() && before.has_expressions();
    let same_key = |(a, b): (&IndexKey, &IndexKey)| {
        let text_differs = expressions_may_differ && a.expression().is_some() && b.expression().is_some();
        renamed_key(a, column)
            == if text_differs { IndexKey { what: a.what.clone(), ..b.clone() } } else { b.clone() }
    };
    (before.keys.len() == after.keys.len() && before.keys.iter().zip(&after.keys).all(same_key))
        && (before.condition == after.condition || expressions_may_differ)
        && before.unique == after.unique
        && before.using == after.using
        && renamed_columns(&before.include, column) == after.include
}

fn renamed_key(key: &IndexKey, column: ColumnRename<'_>) -> IndexKey {
    match &key.what {
        KeyOf::Column(c) => IndexKey { what: KeyOf::Column(renamed_column(c, column)), ..key.clone() },
        KeyOf::Expr(_) => key.clone(),
    }
}

fn unique(unique: &Unique, column: ColumnRename<'_>) -> Vec<String> {
    renamed_columns(&unique.columns, column)
}

fn renamed_columns(columns: &[String], rename: ColumnRename<'_>) -> Vec<String> {
    columns.iter().map(|c| renamed_column(c, rename)).collect()
}

fn renamed_column(column: &str, rename: ColumnRename<'_>) -> String {
    match rename {
        Some((from, to)) if column == from => to.to_owned(),
        _ => column.to_owned(),
    }
}

/// Pairs whose names differ. What kept its name is no candidate on either side.
fn pairs<T>(
    before: &[T],
    after: &[T],
    name: impl Fn(&T) -> &String,
    same: impl Fn(&T, &T) -> bool,
) -> Vec<(String, String)> {
    let gone = before.iter().filter(|b| !after.iter().any(|a| name(a) == name(b)));
    let mut come: Vec<&T> = after.iter().filter(|a| !before.iter().any(|b| name(a) == name(b))).collect();
    let mut out = Vec::new();
    for old in gone {
        if let Some(at) = come.iter().position(|new| same(old, new)) {
            out.push((name(old).clone(), name(come.remove(at)).clone()));
        }
    }
    out
}
