//! Which tables and columns a view, a trigger or a virtual table would break with.
//!
//! The names are resolved as SQLite resolves them: by the tables of each query, their other names, the queries around it.
//! Where a name can mean several things it means all of them; what cannot be resolved is none of the schema's.

mod query;
#[cfg(test)]
mod tests;
mod trigger;
mod words;

use super::sql::{Cursor, Token, tokens};
use query::Reader;
use std::collections::{BTreeMap, BTreeSet};
use zmig_core::Need;

/// What names can mean: tables with their columns, views with their text. Keys are in small letters, as SQLite compares.
#[derive(Debug, Default)]
pub(super) struct Known<'a> {
    tables: BTreeMap<String, (&'a str, Vec<&'a str>)>,
    views: BTreeMap<String, &'a str>,
}

/// A table by its key.
type TableKey = String;

impl<'a> Known<'a> {
    pub(super) fn add_table(&mut self, name: &'a str, columns: Vec<&'a str>) {
        self.tables.insert(name.to_ascii_lowercase(), (name, columns));
    }

    pub(super) fn add_view(&mut self, name: &'a str, sql: &'a str) {
        self.views.insert(name.to_ascii_lowercase(), sql);
    }

    fn is_table(&self, key: &str) -> bool {
        self.tables.contains_key(key)
    }

    /// The column's name as the table has it.
    fn column(&self, table: &str, column: &str) -> Option<&'a str> {
        self.tables.get(table)?.1.iter().copied().find(|c| c.eq_ignore_ascii_case(column))
    }

    /// What a view needs.
    pub(super) fn of_view(&self, sql: &str) -> Vec<Need> {
        let mut found = Found::default();
        self.view(sql, &mut found, 0);
        found.list(self, None)
    }

    /// What a trigger needs, apart from the table that it is on and goes with.
    pub(super) fn of_trigger(&self, sql: &str) -> Vec<Need> {
        let mut found = Found::default();
        let own = trigger::read(self, &tokens(sql), &mut found);
        found.list(self, own.as_deref())
    }

    /// What a virtual table needs: a full text search may keep its texts in another table.
    pub(super) fn of_virtual_table(&self, sql: &str) -> Vec<Need> {
        let mut found = Found::default();
        self.full_text(sql, &mut found);
        found.list(self, None)
    }

    /// Reads a view; gives the tables whose columns it hands on with a `*`.
    fn view(&self, sql: &str, found: &mut Found, depth: usize) -> BTreeSet<TableKey> {
        let tokens = tokens(sql);
        let Some(at) = tokens.iter().position(|t| t.is("VIEW")) else { return BTreeSet::new() };
        let begins = |t: &Token<'_>| t.is("SELECT") || t.is("WITH") || t.is("VALUES");
        let Some(start) = tokens[at..].iter().position(begins).map(|i| at + i) else {
            return BTreeSet::new();
        };
        let handed_on = Reader::new(self, found, depth).query(&tokens[start..]);
        // With names of its own for its columns, their number counts, and none is found by its old name.
        if tokens[..start].iter().any(|t| t.is_sign('(')) {
            handed_on.iter().for_each(|table| found.all_columns(self, table));
            return BTreeSet::new();
        }
        handed_on
    }

    fn full_text(&self, sql: &str, found: &mut Found) -> Option<()> {
        let mut cursor = Cursor::new(sql);
        cursor.take(&["CREATE", "VIRTUAL", "TABLE"]).then_some(())?;
        cursor.take(&["IF", "NOT", "EXISTS"]);
        cursor.qualified()?;
        cursor.take(&["USING"]).then_some(())?;
        cursor.name().filter(|m| m.eq_ignore_ascii_case("fts5") || m.eq_ignore_ascii_case("fts4"))?;
        let inside = cursor.parens()?;
        let (mut table, mut columns) = (None, Vec::new());
        let mut args = Cursor::new(inside);
        while let Some(name) = args.name() {
            if args.take_sign('=') {
                let value = args.name().unwrap_or_default();
                match name.to_ascii_lowercase().as_str() {
                    "content" => table = Some(value.to_ascii_lowercase()),
                    "content_rowid" => columns.push(value),
                    _ => {}
                }
            } else {
                columns.push(name);
            }
            args.until(|t| t.is_sign(','));
            args.take_sign(',');
        }
        let table = table.filter(|t| self.is_table(t))?;
        for column in columns {
            found.column(self, &table, &column);
        }
        found.table(&table);
        Some(())
    }
}

/// What was found so far: tables by their keys, with the columns.
#[derive(Debug, Default)]
struct Found {
    tables: BTreeSet<TableKey>,
    columns: BTreeSet<(TableKey, String)>,
}

impl Found {
    fn table(&mut self, table: &str) {
        self.tables.insert(table.to_owned());
    }

    /// A column, if the table has it.
    fn column(&mut self, known: &Known<'_>, table: &str, column: &str) -> bool {
        let column = known.column(table, column);
        if let Some(column) = column {
            self.columns.insert((table.to_owned(), column.to_owned()));
        }
        column.is_some()
    }

    fn all_columns(&mut self, known: &Known<'_>, table: &str) {
        for column in known.tables.get(table).map_or(&[][..], |(_, columns)| columns) {
            self.columns.insert((table.to_owned(), (*column).to_owned()));
        }
    }

    /// The needs under the names that the tables have, without the table `own`.
    fn list(self, known: &Known<'_>, own: Option<&str>) -> Vec<Need> {
        let name = |key: &str| known.tables.get(key).map_or("", |(name, _)| name);
        let tables = self.tables.iter().filter(|t| Some(t.as_str()) != own);
        let columns = self.columns.iter().map(|(table, column)| Need::column(name(table), column.as_str()));
        let mut needs: Vec<Need> = tables.map(|t| Need::table(name(t))).chain(columns).collect();
        needs.sort();
        needs
    }
}
