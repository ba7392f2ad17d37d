//! Names: each allowed, no two that some database takes for one.

use super::{Findings, Place, on_column, on_object, on_table};
use crate::{MAX_IDENTIFIER, NameError, Schema, Table, check_name, fold};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

pub(super) fn enums(schema: &Schema, found: &mut Findings) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (key, enum_type) in &schema.enums {
        let name = &enum_type.name;
        let place = || Place::Enum { name: key.clone() };
        if key != name {
            found.bare(place(), format!("the enum {name} is listed as {key}"));
        }
        qualified(name, place, "enum", found);
        if let Some(other) = seen.insert(fold(name), name) {
            found.add(place(), same("the enums", other, name), "rename one of them");
        }
        values(name, &enum_type.values, found);
    }
}

pub(super) fn domains(schema: &Schema, found: &mut Findings) {
    for (key, domain) in &schema.domains {
        let name = &domain.name;
        let place = || Place::Domain { name: key.clone() };
        if key != name {
            found.bare(place(), format!("the domain {name} is listed as {key}"));
        }
        qualified(name, place, "domain", found);
        let same_fold = |other: &&String| fold(other) == fold(name) && *other != name;
        if let Some(other) = schema.domains.keys().find(same_fold).filter(|other| *other < name) {
            found.add(place(), same("the domains", other, name), "rename one of them");
        }
        if let Some(other) = schema.enums.keys().find(|other| fold(other) == fold(name)) {
            let what = format!(
                "the domain {name} has the name of the enum {other}, and a database has one space for both"
            );
            found.add(place(), what, "rename one of them");
        }
    }
}

fn values(name: &str, values: &[String], found: &mut Findings) {
    let place = || Place::Enum { name: name.to_owned() };
    if values.is_empty() {
        found.add(place(), format!("the enum {name} has no values"), "list at least one");
    }
    let mut seen = BTreeSet::new();
    for value in values {
        let shown = value.escape_debug();
        if !seen.insert(value) {
            found.add(
                place(),
                format!("the enum {name} has the value `{shown}` twice"),
                "remove one of them",
            );
        } else if value.is_empty() {
            found.bare(place(), format!("the enum {name} has an empty value"));
        } else if value.chars().any(char::is_control) {
            found.bare(place(), format!("the value `{shown}` of the enum {name} holds a control character"));
        } else if value.len() > MAX_IDENTIFIER {
            found.bare(
                place(),
                format!(
                    "the value `{shown}` of the enum {name} has {} bytes; PostgreSQL takes {MAX_IDENTIFIER}",
                    value.len()
                ),
            );
        }
    }
}

/// Something that has a name in a database. Put into words only where something is wrong.
#[derive(Clone, Copy)]
struct Holder<'a> {
    what: &'static str,
    name: &'a str,
    table: &'a Table,
}

impl Holder<'_> {
    fn place(&self) -> Place {
        if self.name.is_empty() || self.what == "table" {
            return on_table(self.table);
        }
        on_object(self.table, self.name)
    }
}

impl fmt::Display for Holder<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.what, self.name) {
            ("table", name) => write!(f, "the table {name}"),
            (what, "") => write!(f, "the {what} of {}", self.table.name),
            (what, name) => write!(f, "the {what} {name} of {}", self.table.name),
        }
    }
}

type Names<'a> = BTreeMap<Cow<'a, str>, Holder<'a>>;

/// Tables, indexes, unique sets, primary keys and types share one space of names in a namespace. What belongs to a table
/// lies in that of its table.
pub(super) fn relations(schema: &Schema, found: &mut Findings) {
    let mut seen = Names::new();
    for (key, table) in &schema.tables {
        if *key != table.name {
            found.bare(on_table(table), format!("the table {} is listed as {key}", table.name));
        }
        let holder = Holder { what: "table", name: &table.name, table };
        qualified(&table.name, || on_table(table), "table", found);
        claim(&mut seen, Cow::Borrowed(&table.name), holder, found);
    }
    for enum_type in schema.enums.values() {
        let name = &enum_type.name;
        if let Some(other) = seen.get(&folded(name)) {
            let what =
                format!("the enum {name} has the name of {other}, and a database has one space for both");
            found.add(Place::Enum { name: name.clone() }, what, "rename one of them");
        }
    }
    for domain in schema.domains.values() {
        let name = &domain.name;
        if let Some(other) = seen.get(&folded(name)) {
            let what =
                format!("the domain {name} has the name of {other}, and a database has one space for both");
            found.add(Place::Domain { name: name.clone() }, what, "rename one of them");
        }
    }
    for table in schema.tables.values() {
        claim_key(&mut seen, table, found);
        let uniques = table.uniques.iter().map(|u| ("unique set", &u.name));
        for (what, name) in uniques.chain(table.indexes.iter().map(|i| ("index", &i.name))) {
            let holder = Holder { what, name, table };
            allowed(name, || holder.place(), what, found);
            claim(&mut seen, beside(table, name), holder, found);
        }
        constraints(table, found);
    }
}

fn claim_key<'a>(seen: &mut Names<'a>, table: &'a Table, found: &mut Findings) {
    if !table.primary_key.is_empty() {
        let name = table.key_name();
        let holder = Holder { what: "primary key", name: "", table };
        if table.primary_key_name.is_some() {
            allowed(&name, || on_table(table), "primary key", found);
        }
        claim(seen, Cow::Owned(crate::names::beside(&table.name, &name)), holder, found);
    }
}

fn claim<'a>(seen: &mut Names<'a>, name: Cow<'a, str>, holder: Holder<'a>, found: &mut Findings) {
    let folded = fold_of(name.clone());
    match seen.get(&folded) {
        // What is named after two tables of one name has one name too: that is one mistake, and said already.
        Some(other) if holder.what != "table" && is_same_but_for_case(holder.table, other.table) => {}
        Some(other) => {
            let what = format!("{holder} would be named `{name}` in the database, and so is {other}");
            found.add(holder.place(), what, "give one of them another name");
        }
        None => {
            seen.insert(folded, holder);
        }
    }
}

fn is_same_but_for_case(one: &Table, other: &Table) -> bool {
    one.name != other.name && fold(&one.name) == fold(&other.name)
}

/// Constraints of one table have names of their own among each other.
fn constraints(table: &Table, found: &mut Findings) {
    let mut seen = Names::new();
    for unique in &table.uniques {
        let holder = Holder { what: "unique set", name: &unique.name, table };
        seen.insert(fold_of(beside(table, &unique.name)), holder);
    }
    claim_key(&mut seen, table, &mut Findings::default());
    let keys = table.foreign_keys.iter().map(|f| ("foreign key", &f.name));
    for (what, name) in keys.chain(table.checks.iter().map(|c| ("check", &c.name))) {
        let holder = Holder { what, name, table };
        allowed(name, || holder.place(), "constraint", found);
        claim(&mut seen, beside(table, name), holder, found);
    }
}

/// Columns that every table of PostgreSQL has.
const SYSTEM_COLUMNS: [&str; 6] = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

pub(super) fn columns(table: &Table, found: &mut Findings) {
    let mut seen: BTreeMap<Cow<'_, str>, &str> = BTreeMap::new();
    for column in &table.columns {
        let place = || on_column(table, &column.name);
        allowed(&column.name, place, "column", found);
        if SYSTEM_COLUMNS.contains(&column.name.as_str()) {
            let what = format!("every table of PostgreSQL has a column `{}` of its own", column.name);
            found.add(place(), what, "rename the column");
        }
        if let Some(other) = seen.insert(folded(&column.name), &column.name) {
            let what = same(&format!("the columns of {}", table.name), other, &column.name);
            found.add(place(), what, "rename one of them");
        }
    }
}

fn same(what: &str, one: &str, other: &str) -> String {
    if one == other {
        format!("{what}: two are named `{one}`")
    } else {
        format!("{what}: `{one}` and `{other}` are one name where a database ignores case")
    }
}

/// The name of something in the namespace of its table.
fn beside<'a>(table: &Table, name: &'a str) -> Cow<'a, str> {
    match crate::split_qualified(&table.name).0 {
        Some(_) => Cow::Owned(crate::names::beside(&table.name, name)),
        None => Cow::Borrowed(name),
    }
}

fn fold_of(name: Cow<'_, str>) -> Cow<'_, str> {
    match name {
        Cow::Borrowed(name) => folded(name),
        Cow::Owned(name) => Cow::Owned(fold(&name)),
    }
}

fn allowed(name: &str, place: impl Fn() -> Place, what: &str, found: &mut Findings) {
    if !is_plain(name) {
        found.name(check_name(name), place, what);
    }
}

/// The same for the name of a table or a type, which may lie in a namespace.
fn qualified(name: &str, place: impl Fn() -> Place, what: &str, found: &mut Findings) {
    if !is_plain(name) {
        found.name(crate::check_qualified_name(name), place, what);
    }
}

impl Findings {
    fn name(&mut self, result: Result<(), NameError>, place: impl Fn() -> Place, what: &str) {
        let Err(error) = result else { return };
        let help = match error {
            NameError::Empty => format!("give the {what} a name"),
            NameError::TooLong { .. } => format!("shorten the name of the {what}"),
            NameError::Character { .. } | NameError::Reserved { .. } => format!("rename the {what}"),
        };
        self.add(place(), error.to_string(), help);
    }
}

/// The name as a database that ignores case sees it.
fn folded(name: &str) -> Cow<'_, str> {
    if is_lower(name) { Cow::Borrowed(name) } else { Cow::Owned(fold(name)) }
}

fn is_lower(name: &str) -> bool {
    name.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'_'))
}

/// Whether a name is allowed at first sight, as nearly all are: reserved ones begin with one of these letters.
fn is_plain(name: &str) -> bool {
    (1..=MAX_IDENTIFIER).contains(&name.len()) && is_lower(name) && !name.starts_with(['_', 'z', 's', 'p'])
}
