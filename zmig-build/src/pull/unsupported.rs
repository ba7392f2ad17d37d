//! What is in a database and cannot be described: names that zmig does not take, references that it cannot follow.

use std::collections::BTreeSet;
use std::fmt;
use zmig_core::{Dialect, Index, IndexKey, Place, Schema, Table, validate};

/// Something that is left out of the files, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// The table that it is or belongs to; none for an enum or a domain.
    pub table: Option<String>,
    /// What it is: `the table a.b`, `the check fine of users`.
    pub what: String,
    /// Why it cannot be described, in one line.
    pub why: String,
    place: Place,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, why, .. } = self;
        match why.strip_prefix(what.as_str()) {
            Some(rest) => write!(f, "{what} cannot be described: it{rest}"),
            None => write!(f, "{what} cannot be described: {why}"),
        }
    }
}

impl LeftOut {
    /// Takes it out of a schema that was read again, so that it can be compared with what the files describe.
    pub fn take_out_of(&self, schema: &mut Schema, dialect: Dialect) {
        remove(schema, dialect, &self.place, "", &mut Vec::new());
    }
}

/// Takes out everything that cannot be described, until the rest is sound: what is left out may be what something else
/// points at. Tables in `elsewhere` are described by other files; they are not looked at.
pub(super) fn take_out(schema: &mut Schema, dialect: Dialect, elsewhere: &BTreeSet<String>) -> Vec<LeftOut> {
    let mut out = Vec::new();
    if dialect == Dialect::Sqlite {
        schema.tables.values_mut().for_each(keep_twins);
    }
    loop {
        let mut found: Vec<(Place, String)> =
            validate(schema).into_iter().map(|i| (i.place, i.what)).collect();
        found.extend(unspeakable(schema));
        found.retain(|(place, _)| table_of(place).is_none_or(|table| !elsewhere.contains(table)));
        let before = out.len();
        for (place, why) in found {
            remove(schema, dialect, &place, &why, &mut out);
        }
        if out.len() == before {
            out.sort();
            return out;
        }
    }
}

/// A unique set that says what another key says already is a unique index besides, which is what SQLite has for either.
fn keep_twins(table: &mut Table) {
    let (mut kept, mut seen) = (Vec::new(), vec![table.primary_key.clone()]);
    for unique in std::mem::take(&mut table.uniques) {
        if seen.contains(&unique.columns) {
            let keys = unique.columns.iter().map(IndexKey::new).collect();
            table.indexes.push(Index { unique: true, ..Index::new(&unique.name, keys) });
        } else {
            seen.push(unique.columns.clone());
            kept.push(unique);
        }
    }
    table.uniques = kept;
    table.canonicalise();
}

/// What is sound for a database, and for which the language has no words.
fn unspeakable(schema: &Schema) -> Vec<(Place, String)> {
    let mut out = Vec::new();
    for table in schema.tables.values() {
        let name = &table.name;
        let at = || Place::Table { table: name.clone() };
        if name.eq_ignore_ascii_case("meta") || name == "<<" {
            out.push((at(), format!("`{name}` has a meaning of its own in a schema file")));
        }
        if table.column("Meta").is_some() {
            out.push((at(), "a column `Meta` has a meaning of its own in a schema file".to_owned()));
        }
        // The reader splits what a reference holds between its parentheses at commas.
        let splits = |name: &String| name.contains([',', '(', ')']);
        for key in &table.foreign_keys {
            if splits(&key.references) || key.ref_columns.iter().any(splits) {
                let place = Place::Object { table: name.clone(), object: key.name.clone() };
                out.push((
                    place,
                    format!("the foreign key {} refers to a name with a comma or a parenthesis", key.name),
                ));
            }
        }
        if format!("{table:?}").contains("\\u{e02c}") {
            out.push((at(), "it holds the character U+E02C, which no schema file may".to_owned()));
        }
    }
    out
}

fn table_of(place: &Place) -> Option<&str> {
    match place {
        Place::Table { table } | Place::Column { table, .. } | Place::Object { table, .. } => Some(table),
        _ => None,
    }
}

/// Removes what is at a place, with what cannot be without it.
pub(super) fn remove(
    schema: &mut Schema,
    dialect: Dialect,
    place: &Place,
    why: &str,
    out: &mut Vec<LeftOut>,
) {
    let mut left = |table: Option<&str>, what: String| {
        let table = table.map(str::to_owned);
        out.push(LeftOut { table, what, why: why.to_owned(), place: place.clone() });
    };
    match place {
        // Without one of its columns a table would be another.
        Place::Table { table } | Place::Column { table, .. } => {
            if schema.tables.remove(table).is_some() {
                left(Some(table), format!("the table {table}"));
            }
        }
        Place::Object { table, object } => {
            let Some(held) = schema.tables.get_mut(table) else { return };
            match kind_of(held, object) {
                // SQLite changes a table by copying it, and would copy it without what is not described.
                Some("foreign key" | "check") if dialect == Dialect::Sqlite => {
                    schema.tables.remove(table);
                    left(Some(table), format!("the table {table}"));
                }
                Some(kind) => {
                    held.uniques.retain(|u| u.name != *object);
                    held.indexes.retain(|i| i.name != *object);
                    held.foreign_keys.retain(|f| f.name != *object);
                    held.checks.retain(|c| c.name != *object);
                    left(Some(table), format!("the {kind} {object} of {table}"));
                }
                None => {}
            }
        }
        Place::Enum { name } => {
            if schema.enums.remove(name).is_some() {
                left(None, format!("the enum {name}"));
            }
        }
        Place::Domain { name } => {
            if schema.domains.remove(name).is_some() {
                left(None, format!("the domain {name}"));
            }
        }
    }
}

fn kind_of(table: &Table, object: &str) -> Option<&'static str> {
    let has = [
        ("foreign key", table.foreign_keys.iter().any(|f| f.name == object)),
        ("check", table.checks.iter().any(|c| c.name == object)),
        ("unique set", table.uniques.iter().any(|u| u.name == object)),
        ("index", table.indexes.iter().any(|i| i.name == object)),
    ];
    has.into_iter().find(|(_, has)| *has).map(|(kind, _)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use zmig_core::{Check, Column, EnumType, ForeignKey, Type, Unique};

    fn table(name: &str) -> Table {
        let mut table = Table::new(name, "s");
        table.columns.push(Column::new("id", Type::Int).required());
        table.columns.push(Column::new("of", Type::Int));
        table.primary_key = vec!["id".into()];
        table
    }

    fn schema(tables: Vec<Table>) -> Schema {
        Schema { tables: tables.into_iter().map(|t| (t.name.clone(), t)).collect(), ..Schema::default() }
    }

    fn check(mut schema: Schema, dialect: Dialect, left: &[&str], kept: &[&str]) {
        let out = take_out(&mut schema, dialect, &BTreeSet::new());
        assert_eq!(out.iter().map(|o| o.what.as_str()).collect::<Vec<_>>(), left, "{out:#?}");
        assert_eq!(schema.tables.keys().collect::<Vec<_>>(), kept, "{dialect}");
        assert!(out.iter().all(|o| !o.why.is_empty()));
    }

    #[test]
    fn what_cannot_be_described_goes_with_what_hangs_on_it() {
        let refers = |to: &str| {
            let mut posts = table("posts");
            posts.foreign_keys.push(ForeignKey::new("fk", vec!["of".into()], to, vec!["id".into()]));
            posts
        };
        let odd = || schema(vec![table("a\"b"), refers("a\"b"), table("users")]);
        check(
            odd(),
            Dialect::Postgres,
            &["the table a\"b", "the foreign key fk of posts"],
            &["posts", "users"],
        );
        check(odd(), Dialect::Sqlite, &["the table a\"b", "the table posts"], &["users"]);
        check(
            schema(vec![refers("nowhere")]),
            Dialect::Postgres,
            &["the foreign key fk of posts"],
            &["posts"],
        );

        let mut bad = table("users");
        bad.columns.push(Column::new("a.b", Type::Int));
        check(schema(vec![bad]), Dialect::Postgres, &["the table users"], &[]);
        let mut bad = table("users");
        bad.columns.push(Column::new("Meta", Type::Int));
        check(schema(vec![bad, table("meta")]), Dialect::Sqlite, &["the table meta", "the table users"], &[]);
        let mut bad = table("users");
        bad.checks.push(Check { name: "sane".into(), expr: "id > 0 -- so".into() });
        check(schema(vec![bad.clone()]), Dialect::Postgres, &["the check sane of users"], &["users"]);
        check(schema(vec![bad]), Dialect::Sqlite, &["the table users"], &[]);

        let mut with_enum = schema(vec![table("users")]);
        with_enum.tables.get_mut("users").unwrap().columns[1].ty = Type::Enum("mood".into());
        let mood = EnumType { name: "mood".into(), owner: "s".into(), values: vec!["".into()] };
        with_enum.enums.insert("mood".into(), mood);
        check(with_enum, Dialect::Postgres, &["the enum mood", "the table users"], &[]);
    }

    #[test]
    fn a_key_that_is_there_twice_is_an_index_besides() {
        let mut users = table("users");
        users.uniques = ["a", "b", "c"].map(|n| Unique::new(n, vec!["of".into()])).into();
        users.uniques[1].columns = vec!["id".into()];
        let mut schema = schema(vec![users]);
        assert_eq!(take_out(&mut schema, Dialect::Sqlite, &BTreeSet::new()), vec![]);
        let users = &schema.tables["users"];
        let names = |indexes: &[Index]| indexes.iter().map(|i| i.name.clone()).collect::<Vec<_>>();
        assert_eq!((users.uniques.len(), names(&users.indexes)), (1, vec!["b".into(), "c".into()]));
        assert!(users.indexes.iter().all(|i| i.unique));
    }

    #[test]
    fn what_others_describe_is_theirs_to_mend() {
        let mut schema = schema(vec![table("a\"b")]);
        let elsewhere = BTreeSet::from(["a\"b".to_owned()]);
        assert_eq!(take_out(&mut schema, Dialect::Sqlite, &elsewhere), vec![]);
    }
}
