//! Writing rows.

use super::bulk;
use super::execute::{Doing, execute, fetch};
use super::filter::Node;
use super::query::{Deleted, condition, key_is};
use super::session::Handle;
use super::sql::{Statement, separated};
use super::validate::{Violations, check};
use super::value::{AnyValue, ByPointer, Value};
use super::{ColumnShape, ColumnValue, Columns, Filter, KeyValues, Model, ModelError, Session, TableShape};
use chrono::{DateTime, SubsecRound as _, Utc};
use std::fmt;
use std::future::Future;
use zmig_core::Dialect;

/// What a struct gives to a statement: values of columns.
pub trait Write: Send + Sync {
    /// What the struct knows of its table.
    const SHAPE: &'static TableShape;

    /// Adds every value that was given.
    fn fields<'a>(&'a self, fields: &mut Fields<'a>);

    /// Checks the values that were given against the rules of their columns, as every function that writes does.
    ///
    /// # Errors
    /// Every rule that does not hold.
    fn validate(&self) -> Result<(), Violations>
    where
        Self: Sized,
    {
        check(Self::SHAPE, [&Fields::of(self)])
    }
}

/// The values that a struct gives, in the order of the columns.
pub struct Fields<'a> {
    pub(super) given: Vec<(&'static ColumnShape, Value<'a>)>,
    columns: &'static [ColumnShape],
}

impl<'a> Fields<'a> {
    pub(super) fn of<W: Write>(what: &'a W) -> Self {
        let columns = W::SHAPE.columns;
        let mut out = Self { given: Vec::with_capacity(columns.len()), columns };
        what.fields(&mut out);
        out
    }

    /// The value of the `index`th column.
    pub fn put(&mut self, index: usize, value: &'a dyn ColumnValue) {
        self.add(index, Value::Lent(value));
    }

    /// The value of the `index`th column, of a type that sqlx knows and zmig does not.
    pub fn put_any<T: AnyValue>(&mut self, index: usize, value: &'a T) {
        self.add(index, Value::Made(Box::new(ByPointer(value))));
    }

    /// As [`Fields::put_any`], if there is one.
    pub fn given_any<T: AnyValue>(&mut self, index: usize, value: &'a Option<T>) {
        if let Some(value) = value {
            self.put_any(index, value);
        }
    }

    /// The value of the `index`th column, if there is one.
    pub fn given<T: ColumnValue>(&mut self, index: usize, value: &'a Option<T>) {
        if let Some(value) = value {
            self.put(index, value);
        }
    }

    fn add(&mut self, index: usize, value: Value<'a>) {
        if let Some(column) = self.columns.get(index) {
            self.given.push((column, value));
        }
    }

    /// Whether a column has a value that is not NULL.
    fn says(&self, column: &str) -> bool {
        self.given.iter().any(|(c, value)| c.name == column && !value.get().is_null())
    }

    fn has(&self, column: &str) -> bool {
        self.given.iter().any(|(c, _)| c.name == column)
    }
}

/// Shows the values that were given, but for redacted ones.
#[doc(hidden)]
pub fn debug_fields<W: Write>(name: &str, what: &W, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut out = f.debug_struct(name);
    for (column, value) in Fields::of(what).given {
        if column.redacted {
            out.field(column.name, &format_args!("<redacted>"));
        } else {
            out.field(column.name, &value.get());
        }
    }
    out.finish()
}

/// A model of a whole table: its rows can be written.
///
/// The macro implements it; `use zmig::Table` makes its functions those of the struct.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not write its table",
    note = "a model with some of the columns only reads; `read_only` makes one that only reads, too"
)]
pub trait Table: Model {
    /// A row to insert.
    type New: Write;
    /// Changes of a row.
    type Patch: Write;

    /// Inserts a row, and gives it back with what the database filled in.
    ///
    /// # Errors
    /// When a rule or a constraint does not hold, and those of the database.
    fn insert<'c>(
        new: &Self::New,
        db: impl Session<'c>,
    ) -> impl Future<Output = Result<Self, ModelError>> + Send {
        async move {
            let on = db.handle();
            let fields = Fields::of(new);
            check(Self::SHAPE, [&fields])?;
            let mut out = Statement::new(on.dialect(), "INSERT INTO ");
            values(&mut out, Self::SHAPE, &fields);
            returning(&mut out, Self::SHAPE, "t");
            one(on, out, writing("insert into", Self::SHAPE)).await?.ok_or_else(|| nothing(Self::SHAPE))
        }
    }

    /// Inserts rows, all or none, and says how many those are. Many of them go to PostgreSQL by `COPY`, and to SQLite
    /// many a statement. It begins a transaction, so give it a transaction of sqlx's and no connection on which one was
    /// begun by hand.
    ///
    /// # Errors
    /// As [`Table::insert`].
    fn insert_many<'c>(
        new: &[Self::New],
        db: impl Session<'c>,
    ) -> impl Future<Output = Result<u64, ModelError>> + Send {
        async move {
            let rows: Vec<Fields<'_>> = new.iter().map(Fields::of).collect();
            check(Self::SHAPE, &rows)?;
            bulk::insert(db.handle(), Self::SHAPE, &rows, writing("insert into", Self::SHAPE)).await
        }
    }

    /// Changes the row of that primary key, and gives it back; none where it is not there.
    ///
    /// # Errors
    /// When a rule or a constraint does not hold, and those of the database.
    fn update<'c>(
        key: impl KeyValues<Self::Key> + Send,
        patch: &Self::Patch,
        db: impl Session<'c>,
    ) -> impl Future<Output = Result<Option<Self>, ModelError>> + Send {
        let nodes: Vec<Node> = key_is(Self::SHAPE, key.values()).collect();
        async move {
            let on = db.handle();
            let fields = Fields::of(patch);
            if fields.given.is_empty() {
                return Self::list().nodes(nodes).first(on).await;
            }
            check(Self::SHAPE, [&fields])?;
            let mut out = set(on.dialect(), Self::SHAPE, &fields);
            condition(&mut out, Self::SHAPE, &nodes, Deleted::Without, "t");
            returning(&mut out, Self::SHAPE, "t");
            one(on, out, writing("update", Self::SHAPE)).await
        }
    }

    /// Changes the rows that a filter means, and says how many those were.
    ///
    /// # Errors
    /// As [`Table::update`].
    fn update_where<'c>(
        filter: Filter<Self>,
        patch: &Self::Patch,
        db: impl Session<'c>,
    ) -> impl Future<Output = Result<u64, ModelError>> + Send {
        async move {
            let on = db.handle();
            let fields = Fields::of(patch);
            if fields.given.is_empty() {
                return Ok(0);
            }
            let nodes = [filter.node];
            check(Self::SHAPE, [&fields])?;
            let mut out = set(on.dialect(), Self::SHAPE, &fields);
            condition(&mut out, Self::SHAPE, &nodes, Deleted::Without, "t");
            execute(on, out, writing("update", Self::SHAPE)).await
        }
    }

    /// Inserts a row, or changes the one that has the same values in these columns, which are unique; gives back what
    /// is there then. Where the new row says NULL or nothing, the row that is there keeps what it has; it keeps its
    /// primary key, too, and is no longer marked as deleted.
    ///
    /// # Errors
    /// As [`Table::insert`].
    fn upsert<'c>(
        new: &Self::New,
        by: impl Into<Columns<Self>>,
        db: impl Session<'c>,
    ) -> impl Future<Output = Result<Self, ModelError>> + Send {
        let by = by.into();
        async move {
            let on = db.handle();
            let fields = Fields::of(new);
            check(Self::SHAPE, [&fields])?;
            let mut out = Statement::new(on.dialect(), "INSERT INTO ");
            values(&mut out, Self::SHAPE, &fields);
            if by.shapes.iter().all(|column| !fields.says(column.name)) {
                return Err(ModelError::Misuse(format!(
                    "a row of `{}` is found by {}, and the new row has no value of it",
                    Self::SHAPE.name,
                    by.shapes.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
                )));
            }
            on_conflict(&mut out, Self::SHAPE, &fields, &by.shapes);
            returning(&mut out, Self::SHAPE, "t");
            one(on, out, writing("upsert into", Self::SHAPE)).await?.ok_or_else(|| nothing(Self::SHAPE))
        }
    }

    /// Deletes the row of that primary key, or marks it as deleted where the schema says `soft_delete`; says whether
    /// it was there.
    ///
    /// # Errors
    /// When a row that stays refers to it, and those of the database.
    fn delete<'c>(
        key: impl KeyValues<Self::Key> + Send,
        db: impl Session<'c>,
    ) -> impl Future<Output = Result<bool, ModelError>> + Send {
        let nodes: Vec<Node> = key_is(Self::SHAPE, key.values()).collect();
        async move { Ok(delete(nodes, Self::SHAPE, Self::SHAPE.soft_delete, db.handle()).await? > 0) }
    }

    /// Deletes the rows that a filter means, as [`Table::delete`] does, and says how many those were.
    ///
    /// # Errors
    /// As [`Table::delete`].
    fn delete_where<'c>(
        filter: Filter<Self>,
        db: impl Session<'c>,
    ) -> impl Future<Output = Result<u64, ModelError>> + Send {
        async move { delete(vec![filter.node], Self::SHAPE, Self::SHAPE.soft_delete, db.handle()).await }
    }

    /// Deletes the rows that a filter means for good, marked as deleted or not, and says how many those were.
    ///
    /// # Errors
    /// As [`Table::delete`].
    fn erase_where<'c>(
        filter: Filter<Self>,
        db: impl Session<'c>,
    ) -> impl Future<Output = Result<u64, ModelError>> + Send {
        async move { delete(vec![filter.node], Self::SHAPE, false, db.handle()).await }
    }

    /// Takes the mark of deletion off the rows that a filter means, and says how many those were.
    ///
    /// # Errors
    /// Those of the database.
    fn restore_where<'c>(
        filter: Filter<Self>,
        db: impl Session<'c>,
    ) -> impl Future<Output = Result<u64, ModelError>> + Send {
        async move {
            let on = db.handle();
            if !Self::SHAPE.soft_delete {
                return Err(ModelError::Misuse(format!(
                    "rows of `{}` are deleted for good: its schema does not say `soft_delete: true`",
                    Self::SHAPE.name
                )));
            }
            let nodes = [filter.node];
            let mut out = Statement::new(on.dialect(), "UPDATE ");
            out.table(Self::SHAPE.name).push(" AS t SET ").name("deleted_at").push(" = NULL");
            condition(&mut out, Self::SHAPE, &nodes, Deleted::Only, "t");
            execute(on, out, writing("restore", Self::SHAPE)).await
        }
    }
}

async fn delete(
    nodes: Vec<Node>,
    shape: &'static TableShape,
    mark: bool,
    on: Handle<'_>,
) -> Result<u64, ModelError> {
    let mut out = Statement::new(on.dialect(), if mark { "UPDATE " } else { "DELETE FROM " });
    out.table(shape.name).push(" AS t");
    if mark {
        out.push(" SET ").name("deleted_at").push(" = ").bind_made(now());
    }
    let which = if mark { Deleted::Without } else { Deleted::With };
    condition(&mut out, shape, &nodes, which, "t");
    execute(on, out, writing("delete from", shape)).await
}

/// Runs a statement that gives one row or none, to its end: SQLite looks at foreign keys after it gave the row.
async fn one<M: Model>(
    on: Handle<'_>,
    statement: Statement<'_>,
    doing: Doing,
) -> Result<Option<M>, ModelError> {
    let mut out = None;
    fetch(on, statement, doing, &mut |row| {
        out = Some(M::from_columns(&row)?);
        Ok(())
    })
    .await?;
    Ok(out)
}

/// `users (email, age) VALUES ($1, $2)`.
fn values<'a>(out: &mut Statement<'a>, shape: &TableShape, fields: &'a Fields<'_>) {
    out.table(shape.name).push(" AS t");
    if fields.given.is_empty() {
        out.push(" DEFAULT VALUES");
        return;
    }
    out.push(" (");
    separated(out, ", ", &fields.given, |out, (column, _)| {
        out.name(column.name);
    });
    out.push(") VALUES (");
    separated(out, ", ", &fields.given, |out, (column, value)| {
        out.bind_to(column, value.get());
    });
    out.push(")");
}

/// `UPDATE users AS t SET email = $1, updated_at = $2`.
fn set<'a>(dialect: Dialect, shape: &TableShape, fields: &'a Fields<'_>) -> Statement<'a> {
    let mut out = Statement::new(dialect, "UPDATE ");
    out.table(shape.name).push(" AS t SET ");
    separated(&mut out, ", ", &fields.given, |out, (column, value)| {
        out.name(column.name).push(" = ").bind_to(column, value.get());
    });
    if shape.timestamps && !fields.has("updated_at") {
        out.push(", ").name("updated_at").push(" = ").bind_made(now());
    }
    out
}

/// `ON CONFLICT (email) DO UPDATE SET age = excluded.age`.
fn on_conflict(out: &mut Statement<'_>, shape: &TableShape, fields: &Fields<'_>, by: &[ColumnShape]) {
    out.push(" ON CONFLICT (");
    separated(out, ", ", by, |out, column| {
        out.name(column.name);
    });
    out.push(") DO UPDATE SET ");
    // The row that is there keeps its key, and a new row says NULL where it says nothing, which is no reason to forget.
    let stays = |name: &str| by.iter().chain(shape.key).any(|c| c.name == name);
    let said = fields.given.iter().filter(|(_, value)| !value.get().is_null());
    let mut changed: Vec<&str> = said.map(|(c, _)| c.name).filter(|c| !stays(c)).collect();
    if changed.is_empty() {
        // What changes nothing gives the row back all the same.
        changed.extend(by.iter().map(|c| c.name).take(1));
    }
    let says = |name: &str| changed.contains(&name);
    let (touch, revive) = (shape.timestamps && !says("updated_at"), shape.soft_delete && !says("deleted_at"));
    separated(out, ", ", &changed, |out, column| {
        out.name(column).push(" = excluded.").name(column);
    });
    if touch {
        out.push(", ").name("updated_at").push(" = ").bind_made(now());
    }
    // What is written is there, and no longer deleted.
    if revive {
        out.push(", ").name("deleted_at").push(" = NULL");
    }
}

/// The columns with the name of their table, or the alias that PostgreSQL asks for: SQLite takes a name alone that no
/// column has for a text.
fn returning(out: &mut Statement<'_>, shape: &TableShape, alias: &str) {
    out.push(" RETURNING ");
    separated(out, ", ", shape.columns, |out, column| {
        match out.dialect {
            Dialect::Sqlite => out.table(shape.name),
            Dialect::Postgres => out.push(alias),
        };
        out.push(".").name(column.name);
    });
}

/// In microseconds, as columns hold it.
fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

fn writing(what: &'static str, table: &'static TableShape) -> Doing {
    Doing { what, table, reads: false, one: false }
}

/// A statement that gives back the row that it wrote gave none.
fn nothing(shape: &TableShape) -> ModelError {
    ModelError::Misuse(format!(
        "`{}` gave no row back: a rule or a trigger of the database took it",
        shape.name
    ))
}
