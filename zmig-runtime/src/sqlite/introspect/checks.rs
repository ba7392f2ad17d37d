//! Checks, and the enums that stand in them.

use super::sql::{CheckText, CreateTable, Kind, Token, tokens};
use super::table::Built;
use std::collections::BTreeSet;
use zmig_core::{Check, EnumType, Schema, Type, check_constraint_name};

/// Reads the checks of a table, whose columns are known.
pub(super) fn read(built: &mut Built, text: &CreateTable<'_>) {
    let rest: Vec<&CheckText<'_>> = text.checks.iter().filter(|check| !is_enum(built, check)).collect();
    let mut names: BTreeSet<String> = rest.iter().filter_map(|check| check.name.clone()).collect();
    for (at, check) in rest.into_iter().enumerate() {
        let name = check.name.clone().unwrap_or_else(|| {
            let about = check.column.clone().unwrap_or_else(|| (at + 1).to_string());
            unused(&mut names, check_constraint_name(&built.table.name, &about))
        });
        built.table.checks.push(Check { name, expr: check.expr.to_owned() });
    }
}

/// A name that is not taken yet; it is afterwards.
pub(super) fn unused(taken: &mut BTreeSet<String>, name: String) -> String {
    let numbered = (2..).map(|n| zmig_core::shorten(&format!("{name}_{n}")));
    let free = std::iter::once(name.clone()).chain(numbered).find(|n| !taken.contains(n));
    let free = free.unwrap_or(name);
    taken.insert(free.clone());
    free
}

/// Takes a column's check for an enum if it lists texts, as zmig writes one; says whether it did.
fn is_enum(built: &mut Built, check: &CheckText<'_>) -> bool {
    let Some(at) = &check.column else { return false };
    let table = built.table.name.clone();
    let Some(column) = built.table.column_mut(at) else { return false };
    if !column.ty.is_text() {
        return false;
    }
    let Some(values) = listed(check.expr, &column.name) else { return false };
    let name = Schema::column_enum_name(&table, &column.name);
    column.ty = Type::Enum(name.clone());
    built.enums.push(EnumType { name, owner: String::new(), values });
    true
}

/// The values of `"column" IN ('a', 'b')`.
fn listed(expr: &str, column: &str) -> Option<Vec<String>> {
    let tokens = tokens(expr);
    let [name, is_in, open, values @ .., close] = tokens.as_slice() else { return None };
    let named = name.kind != Kind::Text && name.name()?.eq_ignore_ascii_case(column);
    if !named || !is_in.is("IN") || !open.is_sign('(') || !close.is_sign(')') {
        return None;
    }
    let mut out: Vec<String> = Vec::new();
    for piece in values.split(|t: &Token<'_>| t.is_sign(',')) {
        let [value] = piece else { return None };
        let value = (value.kind == Kind::Text).then(|| value.inside().into_owned())?;
        if out.contains(&value) {
            return None;
        }
        out.push(value);
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_texts_is_an_enum() {
        let values = |expr: &str| listed(expr, "state").map(|v| v.join("|"));
        assert_eq!(values("\"state\" IN ('draft', 'it''s', 'a,b')").as_deref(), Some("draft|it's|a,b"));
        assert_eq!(values("State in('a')").as_deref(), Some("a"));
        for no in [
            "state IN ()",
            "state IN ('a', 1)",
            "state IN ('a', 'a')",
            "state IN ('a') OR state IS NULL",
            "state NOT IN ('a')",
            "other IN ('a')",
            "'state' IN ('a')",
            "state IN (SELECT 'a')",
            "state = 'a'",
        ] {
            assert_eq!(values(no), None, "{no}");
        }
    }
}
