//! A statement in the making: its text in one dialect, and the values that it binds.

use super::value::{Bound, Value};
use super::{ColumnShape, ColumnValue, Kind};
use std::borrow::Cow;
use std::fmt::Write as _;
use zmig_core::Dialect;

/// The text of a statement and its values. Names are quoted here, values never reach the text.
pub(super) struct Statement<'a> {
    pub dialect: Dialect,
    pub text: String,
    values: Vec<Value<'a>>,
    aliases: usize,
    /// Whether a value of a redacted column is among the values.
    pub secret: bool,
    /// Whether no value stands in several places.
    pub unnumbered: bool,
}

impl<'a> Statement<'a> {
    pub(super) fn new(dialect: Dialect, text: &str) -> Self {
        Self {
            dialect,
            text: text.to_owned(),
            values: Vec::new(),
            aliases: 0,
            secret: false,
            unnumbered: false,
        }
    }

    pub(super) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// A name, quoted.
    pub(super) fn name(&mut self, name: &str) -> &mut Self {
        let quoted = self.dialect.quote_name(name);
        self.push(&quoted)
    }

    /// The name of a table, quoted.
    pub(super) fn table(&mut self, name: &str) -> &mut Self {
        let quoted = self.dialect.quote_qualified(name);
        self.push(&quoted)
    }

    /// A column of the table that goes by `alias`.
    pub(super) fn column(&mut self, alias: &str, name: &str) -> &mut Self {
        self.push(alias).push(".").name(name)
    }

    /// A placeholder for a value that lives as long as the statement.
    pub(super) fn bind(&mut self, value: &'a dyn ColumnValue) -> &mut Self {
        self.values.push(Value::Lent(value));
        self.placeholder()
    }

    /// A placeholder for a value that is written to that column, as the column holds it.
    pub(super) fn bind_to(&mut self, column: &ColumnShape, value: &'a dyn ColumnValue) -> &mut Self {
        self.secret |= column.redacted;
        match (self.dialect, column.kind) {
            // PostgreSQL brings decimals to their scale itself.
            (Dialect::Sqlite, Kind::Decimal(scale) | Kind::WideDecimal(scale)) => {
                match value.rescaled(u32::from(scale)) {
                    Some(value) => self.made(value),
                    None => self.bind(value),
                }
            }
            _ => self.bind(value),
        }
    }

    /// A placeholder for a value that is compared with that column.
    pub(super) fn bind_beside(&mut self, column: &ColumnShape, value: &'a dyn ColumnValue) -> &mut Self {
        self.secret |= column.redacted;
        match (self.dialect, column.kind) {
            // What SQLite compares as text has one text. A value of more digits is none of the column's, and stays what it is.
            (Dialect::Sqlite, Kind::WideDecimal(scale)) => match value.rescaled(u32::from(scale)) {
                Some(same) if value.fits_scale(u32::from(scale)) => self.made(same),
                _ => self.bind(value),
            },
            _ => self.bind(value),
        }
    }

    /// A placeholder for a value of the statement's own.
    pub(super) fn bind_made(&mut self, value: impl ColumnValue + 'static) -> &mut Self {
        self.made(Box::new(value))
    }

    fn made(&mut self, value: Box<dyn ColumnValue>) -> &mut Self {
        self.values.push(Value::Made(value));
        self.placeholder()
    }

    /// An alias that no other table of the statement has.
    pub(super) fn new_alias(&mut self) -> Cow<'static, str> {
        self.aliases += 1;
        alias(self.aliases)
    }

    /// The placeholder of a value, to be written as often as it is needed.
    pub(super) fn numbered(&mut self, value: &'a dyn ColumnValue) -> String {
        self.values.push(Value::Lent(value));
        format!("${}", self.values.len())
    }

    /// The same of a value of the statement's own.
    pub(super) fn numbered_made(&mut self, value: impl ColumnValue + 'static) -> String {
        self.values.push(Value::Made(Box::new(value)));
        format!("${}", self.values.len())
    }

    /// Numbered, so that a value may stand in several places; or not, where SQLite would look for thousands of numbers, each
    /// among all of them.
    fn placeholder(&mut self) -> &mut Self {
        if self.unnumbered && self.dialect == Dialect::Sqlite {
            return self.push("?");
        }
        // Writing to a string cannot fail.
        let _ = write!(self.text, "${}", self.values.len());
        self
    }

    /// The values, as sqlx binds them.
    pub(super) fn values(&self) -> impl Iterator<Item = Bound<'_>> {
        self.values.iter().map(|value| Bound(value.get()))
    }
}

/// A list of things with something between them.
pub(super) fn separated<'a, T>(
    out: &mut Statement<'a>,
    between: &str,
    things: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut Statement<'a>, T),
) {
    for (number, thing) in things.into_iter().enumerate() {
        if number > 0 {
            out.push(between);
        }
        write(out, thing);
    }
}

/// The alias of the table at a depth of nesting.
pub(super) fn alias(depth: usize) -> Cow<'static, str> {
    match depth {
        0 => Cow::Borrowed("t"),
        depth => Cow::Owned(format!("t{depth}")),
    }
}
