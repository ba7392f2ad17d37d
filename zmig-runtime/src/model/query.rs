//! Reading rows.

use super::execute::{Doing, fetch};
use super::filter::Node;
use super::row::Row;
use super::sql::{Statement, alias, separated};
use super::{ColumnShape, Filter, KeyValues, ModelError, Order, Session, TableShape};
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use zmig_core::Dialect;

/// A struct of `#[zmig::model]`: a row of a table, or a part of one.
///
/// The macro implements it; `use zmig::Model` makes its functions those of the struct.
#[diagnostic::on_unimplemented(message = "`{Self}` is no model", note = "put `#[zmig::model]` on it")]
pub trait Model: Sized + Send + 'static {
    /// What the struct knows of its table.
    const SHAPE: &'static TableShape;

    /// The types of the primary key's columns, as a tuple; `()` where there is no key.
    type Key;

    /// Makes a struct of a row.
    ///
    /// # Errors
    /// When a column is not there, or does not hold such a value.
    fn from_columns(row: &Row<'_>) -> sqlx::Result<Self>;

    /// The row of that primary key, unless it is not there or marked as deleted.
    ///
    /// # Errors
    /// Those of the database.
    fn find<'c>(
        key: impl KeyValues<Self::Key>,
        db: impl Session<'c>,
    ) -> impl Future<Output = Result<Option<Self>, ModelError>> + Send + 'c {
        Self::list().by_key(key.values()).first(db)
    }

    /// All rows, to be narrowed by [`Query::filter`], sorted by [`Query::order`] and cut by [`Query::page`].
    fn list() -> Query<Self> {
        Query::new()
    }
}

/// Rows of the model `M` that are to be read.
#[must_use = "a query does nothing until it is run: by `all`, `first`, `count` or `exists`"]
pub struct Query<M> {
    nodes: Vec<Node>,
    order: Vec<Order<M>>,
    limit: Option<i64>,
    offset: Option<i64>,
    deleted: Deleted,
    marker: PhantomData<fn() -> M>,
}

/// Which rows are meant of those that are marked as deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Deleted {
    #[default]
    Without,
    With,
    Only,
}

impl<M: Model> Query<M> {
    fn new() -> Self {
        Self {
            nodes: Vec::new(),
            order: Vec::new(),
            limit: None,
            offset: None,
            deleted: Deleted::default(),
            marker: PhantomData,
        }
    }

    /// Only these rows. Several filters must all hold.
    pub fn filter(mut self, filter: Filter<M>) -> Self {
        self.nodes.push(filter.node);
        self
    }

    /// Sorted so. A second order sorts what the first leaves equal.
    pub fn order(mut self, order: Order<M>) -> Self {
        self.order.push(order);
        self
    }

    /// The `number`th page of `size` rows, from 1 on. Without an order, rows come in that of the primary key.
    pub fn page(self, number: u32, size: u32) -> Self {
        let before = i64::from(number.saturating_sub(1)) * i64::from(size);
        self.limit(size).skip(before)
    }

    /// At most so many rows.
    pub fn limit(mut self, rows: u32) -> Self {
        self.limit = Some(i64::from(rows));
        self
    }

    /// Without the first so many rows.
    pub fn offset(self, rows: u32) -> Self {
        self.skip(i64::from(rows))
    }

    /// Rows that are marked as deleted, too.
    pub fn with_deleted(mut self) -> Self {
        self.deleted = Deleted::With;
        self
    }

    /// Only rows that are marked as deleted.
    pub fn only_deleted(mut self) -> Self {
        self.deleted = Deleted::Only;
        self
    }

    /// Reads the rows.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn all<'c>(self, db: impl Session<'c>) -> Result<Vec<M>, ModelError> {
        let on = db.handle();
        let statement = self.select(on.dialect());
        let mut out = Vec::new();
        fetch(on, statement, reading(M::SHAPE), &mut |row| {
            out.push(M::from_columns(&row)?);
            Ok(())
        })
        .await?;
        Ok(out)
    }

    /// Reads the first row, if there is one.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn first<'c>(self, db: impl Session<'c>) -> Result<Option<M>, ModelError> {
        let on = db.handle();
        let query = self.limit(1);
        let statement = query.select(on.dialect());
        let mut out = None;
        let doing = Doing { one: true, ..reading(M::SHAPE) };
        fetch(on, statement, doing, &mut |row| {
            out = Some(M::from_columns(&row)?);
            Ok(())
        })
        .await?;
        Ok(out)
    }

    /// Counts the rows.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn count<'c>(self, db: impl Session<'c>) -> Result<u64, ModelError> {
        let on = db.handle();
        let mut statement = Statement::new(on.dialect(), "SELECT count(*) FROM ");
        // A part of the rows is counted as it would be read.
        let cut = self.limit.is_some() || self.offset.is_some();
        if cut {
            statement.push("(SELECT 1 FROM ");
        }
        self.rows(&mut statement, M::SHAPE);
        if cut {
            self.cut(&mut statement);
            statement.push(") AS part");
        }
        let mut count: i64 = 0;
        fetch(on, statement, reading(M::SHAPE), &mut |row| {
            count = row.get(0, "count")?;
            Ok(())
        })
        .await?;
        Ok(u64::try_from(count).unwrap_or_default())
    }

    /// Whether there is such a row.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn exists<'c>(self, db: impl Session<'c>) -> Result<bool, ModelError> {
        let on = db.handle();
        let mut statement = Statement::new(on.dialect(), "SELECT 1 FROM ");
        self.rows(&mut statement, M::SHAPE);
        let limit = Some(self.limit.unwrap_or(1).min(1));
        let query = Self { limit, offset: self.offset, ..Self::new() };
        query.cut(&mut statement);
        let mut found = false;
        fetch(on, statement, reading(M::SHAPE), &mut |_| {
            found = true;
            Ok(())
        })
        .await?;
        Ok(found)
    }

    pub(super) fn nodes(mut self, nodes: Vec<Node>) -> Self {
        self.nodes.extend(nodes);
        self
    }

    pub(super) fn by_key(mut self, values: Vec<Box<dyn super::ColumnValue>>) -> Self {
        self.nodes.extend(key_is(M::SHAPE, values));
        self
    }

    fn skip(mut self, rows: i64) -> Self {
        self.offset = (rows > 0).then_some(rows);
        self
    }

    fn select(&self, dialect: Dialect) -> Statement<'_> {
        let mut out = Statement::new(dialect, "SELECT ");
        separated(&mut out, ", ", M::SHAPE.columns, |out, column| {
            out.column("t", column.name);
        });
        out.push(" FROM ");
        self.rows(&mut out, M::SHAPE);
        self.sorted(&mut out, M::SHAPE);
        self.cut(&mut out);
        out
    }

    /// The table, and which of its rows.
    fn rows<'a>(&'a self, out: &mut Statement<'a>, shape: &TableShape) {
        let alias = alias(0);
        out.table(shape.name).push(" AS ").push(&alias);
        condition(out, shape, &self.nodes, self.deleted, &alias);
    }

    fn sorted(&self, out: &mut Statement<'_>, shape: &TableShape) {
        let cut = self.offset.is_some() || self.limit.is_some_and(|rows| rows != 1);
        let by_key = self.order.is_empty() && cut && !shape.key.is_empty();
        if self.order.is_empty() && !by_key {
            return;
        }
        out.push(" ORDER BY ");
        if by_key {
            separated(out, ", ", shape.key, |out, column| sort_by(out, column, false, None));
        } else {
            separated(out, ", ", &self.order, |out, order| {
                sort_by(out, &order.column, order.descending, order.nulls_last);
            });
        }
    }

    fn cut(&self, out: &mut Statement<'_>) {
        match (self.limit, out.dialect) {
            (Some(rows), _) => {
                out.push(" LIMIT ").bind_made(rows);
            }
            // SQLite knows no offset without a limit.
            (None, Dialect::Sqlite) if self.offset.is_some() => {
                out.push(" LIMIT -1");
            }
            _ => {}
        }
        if let Some(rows) = self.offset {
            out.push(" OFFSET ").bind_made(rows);
        }
    }
}

pub(super) fn reading(table: &'static TableShape) -> Doing {
    Doing { what: "read", table, reads: true, one: false }
}

pub(super) fn sort_by(
    out: &mut Statement<'_>,
    column: &ColumnShape,
    descending: bool,
    nulls_last: Option<bool>,
) {
    if out.dialect == Dialect::Sqlite && column.is_number_in_text() {
        out.push("CAST(").column("t", column.name).push(" AS REAL)");
    } else {
        out.column("t", column.name);
    }
    if descending {
        out.push(" DESC");
    }
    match nulls_last {
        Some(true) => out.push(" NULLS LAST"),
        Some(false) => out.push(" NULLS FIRST"),
        None => out,
    };
}

/// The conditions on the rows of a table, with the mark of deleted ones.
pub(super) fn condition<'a>(
    out: &mut Statement<'a>,
    shape: &TableShape,
    nodes: &'a [Node],
    deleted: Deleted,
    alias: &str,
) {
    conditions(out, " WHERE ", shape, nodes, deleted, alias);
}

/// As [`condition`], after a word of one's own.
pub(super) fn conditions<'a>(
    out: &mut Statement<'a>,
    mut word: &str,
    shape: &TableShape,
    nodes: &'a [Node],
    deleted: Deleted,
    alias: &str,
) {
    let mark = match (shape.soft_delete, deleted) {
        (false, _) | (true, Deleted::With) => None,
        (true, Deleted::Without) => Some(" IS NULL"),
        (true, Deleted::Only) => Some(" IS NOT NULL"),
    };
    for node in nodes {
        out.push(word);
        node.write(out, alias);
        word = " AND ";
    }
    if let Some(mark) = mark {
        out.push(word).column(alias, "deleted_at").push(mark);
    }
}

/// The conditions that name a row by its primary key.
pub(super) fn key_is(
    shape: &TableShape,
    values: Vec<Box<dyn super::ColumnValue>>,
) -> impl Iterator<Item = Node> {
    let columns = shape.key.iter().copied();
    columns.zip(values).map(|(column, value)| Node::Compare { column, operator: "=", value })
}

impl<M> fmt::Debug for Query<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("limit", &self.limit)
            .field("offset", &self.offset)
            .finish_non_exhaustive()
    }
}
