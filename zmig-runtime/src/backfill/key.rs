//! The primary key by which a backfill goes through a table, as SQL.

use crate::driver::{Driver, Fault, Kind};
use zmig_core::Dialect;

/// A primary key.
#[derive(Debug)]
pub(super) struct Key {
    dialect: Dialect,
    /// Quoted names, in the order of the key.
    columns: Vec<String>,
    /// PostgreSQL: what text has to be cast to.
    types: Vec<String>,
}

/// A place in a table: the key of a row, each value as the database takes it back.
pub(super) type Place = Vec<String>;

impl Key {
    /// Looks a table's key up.
    pub(super) async fn find<D: Driver>(driver: &mut D, table: &str) -> Result<Self, Fault> {
        let sql = match D::DIALECT {
            Dialect::Sqlite => format!(
                "SELECT name, '' FROM pragma_table_info({}, 'main') WHERE pk > 0 ORDER BY pk",
                D::DIALECT.quote_text(table)
            ),
            Dialect::Postgres => format!(
                "SELECT a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_index i \
                 CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place) \
                 JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number \
                 WHERE i.indisprimary AND k.place <= i.indnkeyatts AND i.indrelid = to_regclass({}) ORDER BY k.place",
                D::DIALECT.quote_text(&D::DIALECT.quote_qualified(table))
            ),
        };
        let (mut columns, mut types) = (Vec::new(), Vec::new());
        for row in driver.query(sql).await? {
            let [Some(name), ty] = row.as_slice() else { continue };
            columns.push(D::DIALECT.quote_name(name));
            types.push(ty.clone().unwrap_or_default());
        }
        if columns.is_empty() {
            let why = format!(
                "there is no table {table}, or it has no primary key, by which a backfill goes through it"
            );
            return Err(Fault::new(Kind::Other, why));
        }
        Ok(Self { dialect: D::DIALECT, columns, types })
    }

    /// The columns, in order.
    pub(super) fn columns(&self) -> String {
        self.columns.join(", ")
    }

    /// The columns, from the last to the first row.
    pub(super) fn backwards(&self) -> String {
        self.columns.iter().map(|c| format!("{c} DESC")).collect::<Vec<_>>().join(", ")
    }

    /// What a query selects to get a [`Place`].
    pub(super) fn selected(&self) -> String {
        // With names of their own: `ORDER BY` would take the text for the column.
        let one = |(i, column): (usize, &String)| match self.dialect {
            // A literal: values of any type may stand in any column.
            Dialect::Sqlite => format!("quote({column}) AS zmig_key_{i}"),
            Dialect::Postgres => format!("{column}::text AS zmig_key_{i}"),
        };
        self.columns.iter().enumerate().map(one).collect::<Vec<_>>().join(", ")
    }

    /// The rows of a range: behind a place, up to another one with it.
    pub(super) fn range(&self, after: Option<&Place>, to: Option<&Place>) -> String {
        let bound = |sign: &str, place: &Place| match self.columns.as_slice() {
            [only] => format!("{only} {sign} {}", self.literals(place)),
            _ => format!("({}) {sign} ({})", self.columns(), self.literals(place)),
        };
        let bounds: Vec<String> = after
            .map(|place| bound(">", place))
            .into_iter()
            .chain(to.map(|place| bound("<=", place)))
            .collect();
        if bounds.is_empty() { "1 = 1".to_owned() } else { bounds.join(" AND ") }
    }

    fn literals(&self, place: &Place) -> String {
        let one = |(value, ty): (&String, &String)| match self.dialect {
            Dialect::Sqlite => value.clone(),
            Dialect::Postgres => format!("{}::{ty}", self.dialect.quote_text(value)),
        };
        place.iter().zip(&self.types).map(one).collect::<Vec<_>>().join(", ")
    }

    /// A place as people read it, and as functions get it: text without quotation marks.
    pub(super) fn plain(&self, place: &Place) -> Vec<String> {
        let one = |value: &String| match self.dialect {
            Dialect::Sqlite => match value.strip_prefix('\'').and_then(|v| v.strip_suffix('\'')) {
                Some(text) => text.replace("''", "'"),
                None => value.clone(),
            },
            Dialect::Postgres => value.clone(),
        };
        place.iter().map(one).collect()
    }
}
