//! One query for what belongs to many rows.

use super::{HowMany, Loaded, RelationKey, RelationShape};
use crate::model::execute::fetch;
use crate::model::filter::Node;
use crate::model::query::{Deleted, conditions, reading, sort_by};
use crate::model::session::Handle;
use crate::model::sql::{Statement, separated};
use crate::model::{ColumnValue, Filter, Model, ModelError, Order, Session, TableShape};
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use zmig_core::Dialect;

/// How many values a statement binds for keys one by one. PostgreSQL takes 65,535 values in all, SQLite 32,766, but
/// looks for the name of each among the names of all.
fn most_values(dialect: Dialect) -> usize {
    match dialect {
        Dialect::Postgres => 30_000,
        Dialect::Sqlite => 4096,
    }
}

/// Rows of the model `T` that are to be loaded for rows of the model `M`.
#[must_use = "nothing is loaded until `load` is called"]
pub struct Load<M, T, K, S> {
    relation: &'static RelationShape,
    key: fn(&M) -> Option<K>,
    nodes: Vec<Node>,
    order: Vec<Order<T>>,
    deleted: Deleted,
    marker: PhantomData<fn() -> S>,
}

impl<M: Model, T: Model, K: RelationKey, S: HowMany> Load<M, T, K, S> {
    pub(super) fn new(relation: &'static RelationShape, key: fn(&M) -> Option<K>) -> Self {
        Self {
            relation,
            key,
            nodes: Vec::new(),
            order: Vec::new(),
            deleted: Deleted::default(),
            marker: PhantomData,
        }
    }

    /// Only these rows. Several filters must all hold.
    pub fn filter(mut self, filter: Filter<T>) -> Self {
        self.nodes.push(filter.node);
        self
    }

    /// What belongs to a row sorted so. A second order sorts what the first leaves equal.
    pub fn order(mut self, order: Order<T>) -> Self {
        self.order.push(order);
        self
    }

    /// Rows that are marked as deleted, too. What a table in between marks as deleted joins nothing.
    pub fn with_deleted(mut self) -> Self {
        self.deleted = Deleted::With;
        self
    }

    /// Loads what belongs to each of the rows, by one query for all of them.
    ///
    /// # Errors
    /// Those of the database.
    pub fn load<'p, 'c>(
        self,
        rows: impl IntoIterator<Item = &'p M>,
        db: impl Session<'c>,
    ) -> impl Future<Output = Result<S::Loaded<M, T>, ModelError>> + Send {
        let mut numbers: HashMap<K, usize> = HashMap::new();
        let mut keys: Vec<K> = Vec::new();
        for key in rows.into_iter().filter_map(self.key) {
            let number = keys.len();
            if let Entry::Vacant(entry) = numbers.entry(key) {
                keys.push(entry.key().clone());
                entry.insert(number);
            }
        }
        let mut on = db.handle();
        async move {
            let mut found: Vec<(usize, T)> = Vec::new();
            if keys.is_empty() {
                return Ok(S::made(Loaded::new(numbers, found, self.key)));
            }
            let dialect = on.dialect();
            if let Some(list) = K::list(&keys, dialect) {
                self.read(Which::AnyOf(&*list), &numbers, on, &mut found).await?;
            } else {
                for keys in keys.chunks(most_values(dialect) / K::COLUMNS) {
                    let mut values = Vec::with_capacity(keys.len() * K::COLUMNS);
                    keys.iter().for_each(|key| key.lend(&mut values));
                    self.read(Which::In(values), &numbers, on.again(), &mut found).await?;
                }
            }
            Ok(S::made(Loaded::new(numbers, found, self.key)))
        }
    }

    async fn read(
        &self,
        which: Which<'_>,
        numbers: &HashMap<K, usize>,
        on: Handle<'_>,
        found: &mut Vec<(usize, T)>,
    ) -> Result<(), ModelError> {
        let own = self.own_column(on.dialect());
        let mut statement = self.select(on.dialect(), which, own.is_some());
        separated_order(&mut statement, &self.order);
        fetch(on, statement, reading(T::SHAPE), &mut |row| {
            let (key, row) = match own {
                Some(place) => (K::read(&row.after(place))?, T::from_columns(&row)?),
                None => (K::read(&row)?, T::from_columns(&row.after(K::COLUMNS))?),
            };
            if let Some(number) = numbers.get(&key) {
                found.push((*number, row));
            }
            Ok(())
        })
        .await
    }

    /// Where the key is among the columns that are read anyway, if it is: sqlx copies each value of SQLite once more. On
    /// PostgreSQL a number is read by its column's width, which may be another than the key's.
    fn own_column(&self, dialect: Dialect) -> Option<usize> {
        match (dialect, self.relation.pairs, &self.relation.through) {
            (Dialect::Sqlite, [(_, key)], None) => T::SHAPE.columns.iter().position(|c| c.name == *key),
            _ => None,
        }
    }

    fn select<'a>(&'a self, dialect: Dialect, which: Which<'a>, has_key: bool) -> Statement<'a> {
        let Self { relation, nodes, deleted, .. } = self;
        let integers = if has_key { Vec::new() } else { K::integers() };
        select(dialect, relation, &integers, T::SHAPE, which, nodes, *deleted)
    }
}

/// The keys of a query.
enum Which<'a> {
    /// A list as one value.
    AnyOf(&'a dyn ColumnValue),
    /// Value by value, key after key.
    In(Vec<&'a dyn ColumnValue>),
}

/// The keys, as many as there are in `integers`, and the columns of the other table's rows.
fn select<'a>(
    dialect: Dialect,
    relation: &RelationShape,
    integers: &[Option<&str>],
    table: &TableShape,
    which: Which<'a>,
    nodes: &'a [Node],
    deleted: Deleted,
) -> Statement<'a> {
    let mut out = Statement::new(dialect, "SELECT ");
    let pointing = if relation.through.is_some() { "b" } else { "t" };
    for ((_, column), integer) in relation.pairs.iter().zip(integers) {
        match (dialect, integer) {
            (Dialect::Postgres, Some(integer)) => {
                out.push("CAST(").column(pointing, column).push(" AS ").push(integer).push("), ");
            }
            _ => {
                out.column(pointing, column).push(", ");
            }
        }
    }
    separated(&mut out, ", ", table.columns, |out, column| {
        out.column("t", column.name);
    });
    out.push(" FROM ");
    relation.from(&mut out, "t", "b");
    out.push(" WHERE ");
    match which {
        Which::AnyOf(list) => {
            separated(&mut out, ", ", relation.pairs, |out, (_, column)| {
                out.column(pointing, column);
            });
            match dialect {
                Dialect::Postgres => out.push(" = ANY(").bind(list).push(")"),
                Dialect::Sqlite => out.push(" IN (SELECT value FROM json_each(").bind(list).push("))"),
            };
        }
        Which::In(values) => one_of(&mut out, relation, pointing, &values),
    }
    conditions(&mut out, " AND ", table, nodes, deleted, "t");
    out
}

/// `t.owner IN ($1, $2)`, or `(t.tenant, t.owner) IN (VALUES ($1, $2), ($3, $4))`. The last key is repeated up to a
/// power of two, so that lists of all lengths are few statements for a database to prepare.
fn one_of<'a>(
    out: &mut Statement<'a>,
    relation: &RelationShape,
    alias: &str,
    values: &[&'a dyn ColumnValue],
) {
    let pairs = relation.pairs;
    let several = pairs.len() > 1;
    out.push(if several { "(" } else { "" });
    separated(out, ", ", pairs, |out, (_, column)| {
        out.column(alias, column);
    });
    out.push(if several { ") IN (VALUES " } else { " IN (" });
    let keys = values.chunks(pairs.len());
    let most = most_values(out.dialect) / pairs.len();
    let padded = keys.len().next_power_of_two().min(most.max(keys.len()));
    let last = keys.clone().next_back();
    let missing = padded - keys.len();
    separated(out, ", ", keys.chain(last.into_iter().cycle().take(missing)), |out, key| {
        out.push(if several { "(" } else { "" });
        separated(out, ", ", pairs.iter().zip(key), |out, ((column, _), value)| {
            out.bind_beside(column, *value);
        });
        out.push(if several { ")" } else { "" });
    });
    out.push(")");
}

fn separated_order<T>(out: &mut Statement<'_>, order: &[Order<T>]) {
    if order.is_empty() {
        return;
    }
    out.push(" ORDER BY ");
    separated(out, ", ", order, |out, order| {
        sort_by(out, &order.column, order.descending, order.nulls_last);
    });
}

impl<M, T, K, S> fmt::Debug for Load<M, T, K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Load").field("table", &self.relation.table).finish_non_exhaustive()
    }
}
