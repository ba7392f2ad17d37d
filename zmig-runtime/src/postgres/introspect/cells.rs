//! The cells of a catalog's rows, taken in the order in which the query names them.

use crate::driver::{Driver, Fault, Kind, Row};
use std::str::FromStr;

/// What is left of a row.
pub(super) struct Cells {
    what: &'static str,
    cells: std::vec::IntoIter<Option<String>>,
}

/// Runs a query and reads each of its rows. `what` names the rows, for errors.
pub(super) async fn query<D: Driver, T>(
    driver: &mut D,
    what: &'static str,
    sql: String,
    mut read: impl FnMut(&mut Cells) -> Result<T, Fault> + Send,
) -> Result<Vec<T>, Fault> {
    let rows = driver.query(sql).await?;
    rows.into_iter().map(|row| read(&mut Cells::of(what, row))).collect()
}

impl Cells {
    pub(super) fn of(what: &'static str, row: Row) -> Self {
        Self { what, cells: row.into_iter() }
    }

    fn odd(&self, found: &str) -> Fault {
        Fault::new(Kind::Other, format!("the catalog of {} holds {found}, which zmig cannot read", self.what))
    }

    /// A text, or NULL.
    pub(super) fn maybe(&mut self) -> Result<Option<String>, Fault> {
        self.cells.next().ok_or_else(|| self.odd("too few columns"))
    }

    pub(super) fn text(&mut self) -> Result<String, Fault> {
        self.maybe()?.ok_or_else(|| self.odd("a NULL"))
    }

    pub(super) fn flag(&mut self) -> Result<bool, Fault> {
        match self.text()?.as_str() {
            "t" => Ok(true),
            "f" => Ok(false),
            other => Err(self.odd(&format!("`{other}` for a boolean"))),
        }
    }

    /// One of PostgreSQL's `"char"` codes; a blank stands for the empty one.
    pub(super) fn code(&mut self) -> Result<char, Fault> {
        Ok(self.text()?.chars().next().unwrap_or(' '))
    }

    pub(super) fn number<T: FromStr>(&mut self) -> Result<T, Fault> {
        let text = self.text()?;
        text.parse().map_err(|_| self.odd(&format!("`{text}` for a number")))
    }

    /// A number; NULL is 0, which no object has.
    pub(super) fn oid(&mut self) -> Result<u32, Fault> {
        match self.maybe()? {
            Some(text) => text.parse().map_err(|_| self.odd(&format!("`{text}` for a number"))),
            None => Ok(0),
        }
    }

    /// Numbers in the text form of an array or a vector, `{1,2}` or `1 2`; NULL is none.
    pub(super) fn numbers<T: FromStr>(&mut self) -> Result<Vec<T>, Fault> {
        let text = self.maybe()?.unwrap_or_default();
        let list = text.trim_start_matches('{').trim_end_matches('}').split([',', ' ']);
        let read = |n: &str| n.parse().map_err(|_| self.odd(&format!("`{n}` for a number")));
        list.filter(|n| !n.is_empty()).map(read).collect()
    }

    /// Texts, as a JSON array; NULL is none.
    pub(super) fn texts(&mut self) -> Result<Vec<String>, Fault> {
        match self.maybe()? {
            Some(json) => {
                serde_json::from_str(&json).map_err(|e| self.odd(&format!("no list of texts ({e})")))
            }
            None => Ok(Vec::new()),
        }
    }
}
