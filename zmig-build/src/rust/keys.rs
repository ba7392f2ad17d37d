//! The keys of a table as arguments of `#[zmig::model(…)]`: unique sets, indexes, foreign keys, checks; and domains, which
//! have checks too.

use super::args::{Arg, ArgValue, Errors};
use super::field::{action, deferrable};
use crate::source::words::{index_key, is_method, table_reference, type_source};
use crate::source::{
    CheckSource, DomainSource, ForeignKeySource, IndexSource, TableSource, TypeSource, UniqueSource,
};
use zmig_core::{IndexKey, Nulls, TableOption, Type};

pub(super) fn unique(errors: &mut Errors, arg: &Arg) -> Option<UniqueSource> {
    let mut out = UniqueSource::default();
    let before = errors.0.len();
    for arg in errors.list(arg, "unique(columns = [\"tenant\", \"slug\"])") {
        match arg.key().as_str() {
            "name" => out.name = errors.text(arg),
            "columns" => out.columns = errors.texts(arg),
            "nulls_not_distinct" => out.nulls_not_distinct = errors.flag(arg),
            "deferrable" => out.deferrable = deferrable(errors, arg),
            "include" => out.include = errors.texts(arg),
            _ => errors.unknown(
                arg,
                "a unique set",
                &["name", "columns", "nulls_not_distinct", "deferrable", "include"],
            ),
        }
    }
    has_columns(errors, arg, before, out.columns.is_empty()).then_some(out)
}

fn has_columns(errors: &mut Errors, arg: &Arg, before: usize, none: bool) -> bool {
    if none && errors.0.len() == before {
        errors.add(arg.name.span(), "no columns are named; write `columns = [\"…\"]`");
    }
    errors.0.len() == before
}

pub(super) fn index(errors: &mut Errors, arg: &Arg) -> Option<IndexSource> {
    const KEYS: [&str; 9] =
        ["name", "columns", "key", "unique", "where", "using", "include", "nulls_not_distinct", "with"];
    let mut out = IndexSource::default();
    let before = errors.0.len();
    for arg in errors.list(arg, "index(columns = [\"state\", \"made_at desc\"])") {
        match arg.key().as_str() {
            "name" => out.name = errors.text(arg),
            "columns" => out.keys.extend(errors.texts(arg).iter().map(|text| index_key(text))),
            "key" => out.keys.extend(key(errors, arg)),
            "unique" => out.unique = errors.flag(arg),
            "where" | "condition" => out.condition = errors.text(arg),
            "include" => out.include = errors.texts(arg),
            "nulls_not_distinct" => out.nulls_not_distinct = errors.flag(arg),
            "with" => {
                for parameter in errors.list(arg, "with(fillfactor = 70)") {
                    let value = errors.word(parameter);
                    out.parameters.extend(value.map(|value| (parameter.key(), value)));
                }
            }
            "using" => {
                out.using = errors.text(arg).map(|word| word.to_ascii_lowercase());
                if let Some(word) = out.using.as_deref().filter(|word| !is_method(word)) {
                    errors.add(
                        arg.span(),
                        format!("`{word}` is no access method; a word such as `gin` or `hash`"),
                    );
                }
            }
            _ => errors.unknown(arg, "an index", &KEYS),
        }
    }
    has_columns(errors, arg, before, out.keys.is_empty()).then_some(out)
}

/// `key(column = "made_at", desc, nulls = "last")`: a key of which more is to be said than a text can.
fn key(errors: &mut Errors, arg: &Arg) -> Option<IndexKey> {
    const KEYS: [&str; 6] = ["column", "expr", "desc", "nulls", "opclass", "collation"];
    let (mut what, mut rest) = (None, IndexKey::new(""));
    let before = errors.0.len();
    for arg in errors.list(arg, "key(column = \"made_at\", desc, nulls = \"last\")") {
        match arg.key().as_str() {
            "column" | "expr" if what.is_some() => {
                errors.add(arg.name.span(), "a key of an index is a column or an expression; not both");
            }
            "column" => what = errors.text(arg).map(IndexKey::new),
            "expr" => what = errors.text(arg).map(IndexKey::expr),
            "desc" => rest.descending = errors.flag(arg),
            "nulls" => match errors.text(arg).as_deref() {
                Some("first") => rest.nulls = Some(Nulls::First),
                Some("last") => rest.nulls = Some(Nulls::Last),
                Some(other) => errors.add(arg.span(), format!("`nulls` takes first or last; not `{other}`")),
                None => {}
            },
            "opclass" => rest.opclass = errors.text(arg),
            "collation" => rest.collation = errors.text(arg),
            _ => errors.unknown(arg, "a key of an index", &KEYS),
        }
    }
    rest.nulls = rest.nulls.filter(|n| *n != Nulls::of_direction(rest.descending));
    if what.is_none() && errors.0.len() == before {
        errors.add(arg.name.span(), "the key of the index names nothing; write `key(column = \"…\")`");
    }
    what.map(|what| IndexKey { what: what.what, ..rest })
}

/// `primary_key = ["tenant", "id"]`, or `primary_key(name = "orders_pk", columns = ["tenant", "id"])`
pub(super) fn primary_key(errors: &mut Errors, arg: &Arg, table: &mut TableSource) {
    let ArgValue::List(args) = &arg.value else {
        table.primary_key = Some(errors.texts(arg));
        return;
    };
    for arg in args {
        match arg.key().as_str() {
            "name" => table.primary_key_name = errors.text(arg),
            "columns" => table.primary_key = Some(errors.texts(arg)),
            _ => errors.unknown(arg, "a primary key", &["name", "columns"]),
        }
    }
}

/// `options = ["strict"]`
pub(super) fn options(errors: &mut Errors, arg: &Arg) -> std::collections::BTreeSet<TableOption> {
    let mut out = std::collections::BTreeSet::new();
    for text in errors.texts(arg) {
        match TableOption::parse(&text) {
            Some(option) => drop(out.insert(option)),
            None => {
                let known = TableOption::ALL.map(TableOption::keyword);
                let label = match zmig_core::nearest(&text, known) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("the options are {}", known.join(", ")),
                };
                errors.add(arg.span(), format!("unknown option `{text}` of a table; {label}"));
            }
        }
    }
    out
}

/// `domain(name = "email", type = "text", check(name = "at", expr = "VALUE LIKE '%@%'"))`
pub(super) fn domain(errors: &mut Errors, arg: &Arg) -> Option<DomainSource> {
    const KEYS: [&str; 6] = ["name", "type", "required", "default", "check", "comment"];
    let before = errors.0.len();
    let (mut name, mut ty) = (None, None);
    let (mut required, mut default, mut checks, mut comment) = (false, None, Vec::new(), None);
    let args = errors.list(arg, "domain(name = \"email\", type = \"text\")");
    errors.check_twice(args, &["check"]);
    for arg in args {
        match arg.key().as_str() {
            "name" => name = errors.text(arg),
            "type" => match errors.text(arg).as_deref().map(type_source) {
                Some(Ok(TypeSource::Is(Type::Domain(_)))) => {
                    errors.add(arg.span(), "a domain is made of a type that is none itself; another domain");
                }
                Some(Ok(TypeSource::Is(found))) => ty = Some(found),
                Some(Ok(_)) => {
                    errors
                        .add(arg.span(), "the enum of a domain has a name; declare it in YAML, `enum:state`");
                }
                Some(Err(why)) => errors.add(arg.span(), why.reason),
                None => {}
            },
            "required" => required = errors.flag(arg),
            "default" => default = errors.value(arg),
            "check" => checks.extend(check(errors, arg)),
            "comment" => comment = errors.text(arg),
            _ => errors.unknown(arg, "a domain", &KEYS),
        }
    }
    if let (Some(name), Some(ty)) = (name, ty) {
        return Some(DomainSource { name, ty, required, default, checks, comment });
    }
    if errors.0.len() == before {
        let text = "a domain has a name and a type; write `domain(name = \"email\", type = \"text\")`";
        errors.add(arg.name.span(), text);
    }
    None
}

pub(super) fn foreign_key(errors: &mut Errors, arg: &Arg) -> Option<ForeignKeySource> {
    const KEYS: [&str; 7] =
        ["name", "columns", "references", "on_delete", "on_update", "deferrable", "match"];
    let mut out = ForeignKeySource::default();
    let before = errors.0.len();
    for arg in errors.list(arg, "foreign_key(columns = [\"owner\"], references = \"users(id)\")") {
        match arg.key().as_str() {
            "name" => out.name = errors.text(arg),
            "columns" => out.columns = errors.texts(arg),
            "references" => match errors.text(arg).as_deref().map(table_reference) {
                Some(Ok((table, columns))) => (out.references, out.ref_columns) = (table, columns),
                Some(Err(why)) => errors.add(arg.span(), why),
                None => {}
            },
            "on_delete" => out.on_delete = action(errors, arg),
            "on_update" => out.on_update = action(errors, arg),
            "deferrable" => out.deferrable = deferrable(errors, arg),
            "match" => match errors.text(arg).as_deref() {
                Some("full") => out.match_full = true,
                Some("simple") | None => {}
                Some(other) => {
                    errors.add(arg.span(), format!("`match` takes full or simple; not `{other}`"));
                }
            },
            _ => errors.unknown(arg, "a foreign key", &KEYS),
        }
    }
    if !has_columns(errors, arg, before, out.columns.is_empty()) {
        return None;
    }
    if out.ref_columns.len() != out.columns.len() {
        let counts = format!("{} columns refer to {}", out.columns.len(), out.ref_columns.len());
        errors.add(arg.name.span(), format!("{counts}; write `references = \"members(tenant, id)\"`"));
        return None;
    }
    Some(out)
}

pub(super) fn check(errors: &mut Errors, arg: &Arg) -> Option<CheckSource> {
    let (mut name, mut expr, mut constraint) = (None, None, None);
    let before = errors.0.len();
    for arg in errors.list(arg, "check(name = \"price_sane\", expr = \"price > 0\")") {
        match arg.key().as_str() {
            "name" => name = errors.text(arg),
            "expr" => expr = errors.text(arg),
            "constraint" => constraint = errors.text(arg),
            _ => errors.unknown(arg, "a check", &["name", "expr", "constraint"]),
        }
    }
    if let (Some(name), Some(expr)) = (name, expr) {
        return Some(CheckSource { name, expr, constraint });
    }
    if errors.0.len() == before {
        errors.add(
            arg.name.span(),
            "a check has a name and an expr; write `check(name = \"…\", expr = \"…\")`",
        );
    }
    None
}
