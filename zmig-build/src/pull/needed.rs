//! What tables use and zmig does not manage: functions, types, sequences. An empty database needs them before the tables.

use zmig_core::{DefaultValue, Schema, Table, Type, Unmanaged, UnmanagedKind, split_qualified};

/// Whether the tables of a schema may use something, and the first table that does. An extension may always be used: what
/// it brings has names of its own.
pub(super) fn user<'a>(schema: &'a Schema, thing: &Unmanaged) -> Option<Option<&'a Table>> {
    let name = bare(&thing.name);
    let uses = |texts: &[&str]| texts.iter().any(|text| mentions(text, name, &thing.kind));
    match &thing.kind {
        UnmanagedKind::Function | UnmanagedKind::Sequence => {}
        UnmanagedKind::Extension => return Some(schema.tables.values().find(|t| uses(&texts(t)))),
        UnmanagedKind::Other(what)
            if ["type", "domain", "aggregate", "operator", "collation"].iter().any(|w| what.contains(w))
                && thing.table.is_none() => {}
        _ => return None,
    }
    if let Some(table) = schema.tables.values().find(|t| uses(&texts(t))) {
        return Some(Some(table));
    }
    let of_domains: Vec<&str> = schema
        .domains
        .values()
        .flat_map(|d| {
            d.checks
                .iter()
                .map(|c| c.expr.as_str())
                .chain(of_type(&d.ty))
                .chain(of_default(d.default.as_ref()))
        })
        .collect();
    uses(&of_domains).then_some(None)
}

/// What cannot be there before the first migration though its tables use it, since it is made of an enum or a domain that
/// only the migration makes, or of something else of that kind; each with what it is made of.
pub(super) fn entangled<'a>(schema: &Schema, unmanaged: &'a [Unmanaged]) -> Vec<(&'a Unmanaged, String)> {
    let needed: Vec<&Unmanaged> = unmanaged.iter().filter(|thing| user(schema, thing).is_some()).collect();
    let enums = schema.enums.keys().map(|name| (name.clone(), format!("the enum {name}")));
    let domains = schema.domains.keys().map(|name| (name.clone(), format!("the domain {name}")));
    let mut late: Vec<(String, String)> = enums.chain(domains).collect();
    let mut out: Vec<(&Unmanaged, String)> = Vec::new();
    loop {
        let before = out.len();
        for thing in &needed {
            if out.iter().any(|(known, _)| std::ptr::eq(*known, *thing)) {
                continue;
            }
            let kind = UnmanagedKind::Other(String::new());
            let found = late.iter().find(|(name, _)| mentions(head(thing), bare(name), &kind));
            if let Some(what) = found.map(|(_, what)| what.clone()) {
                late.push((thing.name.clone(), thing.to_string()));
                out.push((thing, what));
            }
        }
        if out.len() == before {
            return out;
        }
    }
}

/// The part of a definition that has to be there first: of a function what it takes and gives, and not its body.
fn head(thing: &Unmanaged) -> &str {
    let definition = thing.definition.as_deref().unwrap_or_default();
    // Its own name is no need.
    let begin = definition.find(bare(&thing.name)).map_or(0, |at| at + bare(&thing.name).len());
    let rest = definition.get(begin..).unwrap_or_default();
    match thing.kind {
        UnmanagedKind::Function => rest.split("\nAS ").next().unwrap_or_default(),
        _ => rest,
    }
}

/// A name without its namespace and without the types of its arguments.
fn bare(name: &str) -> &str {
    let name = name.split('(').next().unwrap_or(name);
    split_qualified(name).1
}

/// Every text of a table that is in the database's words.
fn texts(table: &Table) -> Vec<&str> {
    let mut out: Vec<&str> = Vec::new();
    for column in &table.columns {
        out.extend(of_type(&column.ty));
        out.extend(of_default(column.default.as_ref()));
        out.extend(column.expression());
        out.extend(column.collation.as_deref());
    }
    for index in &table.indexes {
        out.extend(index.condition.as_deref());
        for key in &index.keys {
            out.extend(key.expression());
            out.extend(key.opclass.as_deref());
            out.extend(key.collation.as_deref());
        }
    }
    out.extend(table.checks.iter().map(|c| c.expr.as_str()));
    out
}

fn of_type(ty: &Type) -> Option<&str> {
    match ty {
        Type::Raw(sql) => Some(sql),
        Type::Array(inner) => of_type(inner),
        _ => None,
    }
}

fn of_default(default: Option<&DefaultValue>) -> Option<&str> {
    match default {
        Some(DefaultValue::Expr(sql)) => Some(sql),
        _ => None,
    }
}

/// Whether a text holds a name as a whole word, and behind it a parenthesis where it is a function's.
fn mentions(text: &str, name: &str, kind: &UnmanagedKind) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    !name.is_empty()
        && text.match_indices(name).any(|(at, _)| {
            let (before, after) = (&text[..at], &text[at + name.len()..]);
            let called = after.trim_start_matches('"').trim_start().starts_with('(');
            !before.ends_with(is_word)
                && !after.starts_with(is_word)
                && (*kind != UnmanagedKind::Function || called)
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use zmig_core::{Check, Column};

    #[test]
    fn what_a_table_uses_is_found_in_its_texts() {
        let mut table = Table::new("t", "s");
        table.columns.push(Column::new("a", Type::Raw("citext".into())));
        table.columns[0].default = Some(DefaultValue::Expr("nextval('sales.numbers'::regclass)".into()));
        table.checks.push(Check { name: "c".into(), expr: "sales.code(a) <> 'total'".into() });
        let mut schema = Schema::default();
        schema.tables.insert("t".into(), table);
        let is_used = |kind: UnmanagedKind, name: &str| {
            let thing =
                Unmanaged { kind, name: name.into(), table: None, needs: Vec::new(), definition: None };
            user(&schema, &thing).map(|t| t.map(|t| t.name.as_str()))
        };
        assert_eq!(is_used(UnmanagedKind::Sequence, "sales.numbers"), Some(Some("t")));
        assert_eq!(is_used(UnmanagedKind::Sequence, "number"), None);
        assert_eq!(is_used(UnmanagedKind::Function, "sales.code(text)"), Some(Some("t")));
        assert_eq!(is_used(UnmanagedKind::Function, "total(integer)"), None);
        assert_eq!(is_used(UnmanagedKind::Extension, "citext"), Some(Some("t")));
        assert_eq!(is_used(UnmanagedKind::Extension, "pg_trgm"), Some(None));
        assert_eq!(is_used(UnmanagedKind::Other("composite type".into()), "citext"), Some(Some("t")));
        assert_eq!(is_used(UnmanagedKind::Other("comment".into()), "citext"), None);
        assert_eq!(is_used(UnmanagedKind::View, "citext"), None);
    }
}
