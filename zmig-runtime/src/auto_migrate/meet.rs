//! The wanted schema as the database at hand writes it, wherever it says the same.
//!
//! A database hands back what it was given in words of its own: PostgreSQL prints every expression anew, SQLite forgets
//! the names of constraints. What only differs in that is no difference.

use zmig_core::{Check, Column, Dialect, ForeignKey, Schema, Table};

/// What is put side by side.
pub(super) struct Sides<'a> {
    /// What is there, under the names that are wanted.
    pub(super) live: &'a Schema,
    pub(super) wanted: &'a Schema,
    /// Wanted tables as the database prints them; those that were not printed are taken as they are.
    pub(super) printed: &'a Schema,
    pub(super) dialect: Dialect,
}

/// The wanted schema in the database's words.
pub(super) fn meet(sides: &Sides<'_>) -> Schema {
    let Sides { live, wanted, printed, dialect } = sides;
    let (mut out, live_seen) = (wanted.as_seen_by(*dialect), live.as_seen_by(*dialect));
    for (name, enum_type) in &mut out.enums {
        match (live_seen.enums.get(name), live.enums.get(name)) {
            (Some(found), Some(real)) if found.values == enum_type.values => {
                enum_type.values.clone_from(&real.values);
            }
            _ => enum_type.values = values(wanted, name, std::mem::take(&mut enum_type.values)),
        }
    }
    for (name, domain) in &mut out.domains {
        let as_printed = printed.domains.get(name).unwrap_or(domain).clone();
        if let (Some(found), Some(real)) = (live_seen.domains.get(name), live.domains.get(name)) {
            take(&mut domain.ty, &as_printed.ty, &found.ty, &real.ty);
            take(&mut domain.default, &as_printed.default, &found.default, &real.default);
            take(&mut domain.comment, &as_printed.comment, &found.comment, &real.comment);
            objects(&mut domain.checks, &as_printed.checks, &found.checks, |c| &c.name);
        }
    }
    for (name, table) in &mut out.tables {
        let found = live.table(name).zip(live_seen.table(name));
        if let Some((real, seen)) = found {
            let as_printed = printed.table(name).cloned().unwrap_or_else(|| table.clone());
            let rows = Rows { printed: &as_printed, seen, real };
            meet_table(table, &rows);
        }
        if *dialect == Dialect::Sqlite
            && let Some(original) = wanted.table(name)
        {
            by_content(table, found.map(|(real, _)| real), original);
        }
        table.canonicalise();
    }
    out
}

/// The values of an enum in the order in which they were written. SQLite has an enum for each column, and no order.
fn values(wanted: &Schema, name: &str, seen: Vec<String>) -> Vec<String> {
    if let Some(enum_type) = wanted.enums.get(name) {
        return enum_type.values.clone();
    }
    let own = |table: &Table, column: &Column| Schema::column_enum_name(&table.name, &column.name) == name;
    let columns = wanted.tables.values().flat_map(|t| t.columns.iter().map(move |c| (t, c)));
    let shared = columns.filter(|(t, c)| own(t, c)).find_map(|(_, c)| c.ty.enum_name());
    shared.map_or(seen, |shared| wanted.enum_values(shared).to_vec())
}

/// One table, three times.
struct Rows<'a> {
    /// As it is wanted, printed by the database.
    printed: &'a Table,
    /// As it is there, in the form in which it can be compared.
    seen: &'a Table,
    /// As it is there.
    real: &'a Table,
}

fn meet_table(out: &mut Table, rows: &Rows<'_>) {
    let Rows { printed, seen, real } = rows;
    take(&mut out.comment, &printed.comment, &seen.comment, &real.comment);
    take(&mut out.options, &printed.options, &seen.options, &real.options);
    take(
        &mut out.primary_key_name,
        &printed.primary_key_name,
        &seen.primary_key_name,
        &real.primary_key_name,
    );
    for column in &mut out.columns {
        let sides = (printed.column(&column.name), seen.column(&column.name), real.column(&column.name));
        if let (Some(printed), Some(seen), Some(real)) = sides {
            meet_column(column, printed, seen, real);
        }
    }
    objects(&mut out.uniques, &printed.uniques, &seen.uniques, |u| &u.name);
    objects(&mut out.indexes, &printed.indexes, &seen.indexes, |i| &i.name);
    objects(&mut out.checks, &printed.checks, &seen.checks, |c| &c.name);
}

fn take<T: PartialEq + Clone>(out: &mut T, printed: &T, seen: &T, real: &T) {
    if printed == seen {
        out.clone_from(real);
    }
}

fn meet_column(out: &mut Column, printed: &Column, seen: &Column, real: &Column) {
    take(&mut out.ty, &printed.ty, &seen.ty, &real.ty);
    take(&mut out.nullable, &printed.nullable, &seen.nullable, &real.nullable);
    take(&mut out.default, &printed.default, &seen.default, &real.default);
    take(&mut out.generated, &printed.generated, &seen.generated, &real.generated);
    take(&mut out.identity, &printed.identity, &seen.identity, &real.identity);
    take(&mut out.collation, &printed.collation, &seen.collation, &real.collation);
    take(&mut out.comment, &printed.comment, &seen.comment, &real.comment);
}

fn objects<T: PartialEq + Clone>(out: &mut [T], printed: &[T], seen: &[T], name: impl Fn(&T) -> &str) {
    for object in out {
        let of = |list: &[T]| list.iter().find(|o| name(o) == name(object)).cloned();
        if let (Some(printed), Some(seen)) = (of(printed), of(seen))
            && printed == seen
        {
            *object = seen;
        }
    }
}

/// SQLite: foreign keys and checks are known by what they say. Each gets the name that it has there, or else the one that
/// it was given.
fn by_content(out: &mut Table, real: Option<&Table>, original: &Table) {
    let none = Table::new("", "");
    let real = real.unwrap_or(&none);
    let same_key = |a: &ForeignKey, b: &ForeignKey| {
        ForeignKey { name: String::new(), match_full: false, ..a.clone() }
            == ForeignKey { name: String::new(), match_full: false, ..b.clone() }
    };
    named(&mut out.foreign_keys, [&real.foreign_keys, &original.foreign_keys], same_key);
    let same_check = |a: &Check, b: &Check| a.expr.trim() == b.expr.trim();
    named(&mut out.checks, [&real.checks, &original.checks], same_check);
}

fn named<T: Clone>(out: &mut [T], sources: [&[T]; 2], same: impl Fn(&T, &T) -> bool) {
    let mut left: Vec<Vec<&T>> = sources.into_iter().map(|s| s.iter().collect()).collect();
    for object in out {
        for source in &mut left {
            if let Some(at) = source.iter().position(|o| same(o, object)) {
                *object = source.remove(at).clone();
                break;
            }
        }
    }
}
