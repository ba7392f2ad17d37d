//! What a column of lists holds.

use super::filter::{Condition, Node};
use super::sql::{Statement, separated};
use super::value::{PostgresElement, SqliteElement};
use super::{Column, ColumnShape, ColumnValue, Filter, Operand};
use zmig_core::Dialect;

/// A condition on a list.
#[derive(Debug)]
struct List {
    column: ColumnShape,
    what: What,
}

#[derive(Debug)]
enum What {
    /// All of the values are in it.
    All(Values),
    /// Any of the values is in it.
    Any(Values),
    IsEmpty,
    AtLeast(i64),
}

/// Values that a list has, as one value and one by one.
#[derive(Debug)]
struct Values {
    list: Box<dyn ColumnValue>,
    each: Vec<Box<dyn ColumnValue>>,
    /// Whether they are decimals, of which one number has several texts.
    decimals: bool,
}

/// Lists. On PostgreSQL a GIN index serves `contains`, `contains_all` and `overlaps`, unless the elements are of an enum.
impl<M, T> Column<M, Vec<T>>
where
    T: ColumnValue + SqliteElement + PostgresElement + Clone + 'static,
{
    /// Rows whose list has the value in it.
    pub fn contains(self, value: impl Operand<T>) -> Filter<M> {
        self.is(What::All(Values::new(vec![value.into_value()])))
    }

    /// Rows whose list has all of the values in it, in whatever order. Of no values, every list.
    pub fn contains_all<O: Operand<T>>(self, values: impl IntoIterator<Item = O>) -> Filter<M> {
        self.is(What::All(Values::new(values.into_iter().map(Operand::into_value).collect())))
    }

    /// Rows whose list has any of the values in it. Of no values, no list.
    pub fn overlaps<O: Operand<T>>(self, values: impl IntoIterator<Item = O>) -> Filter<M> {
        self.is(What::Any(Values::new(values.into_iter().map(Operand::into_value).collect())))
    }

    /// Rows whose list has nothing in it. NULL is no list.
    pub fn is_empty(self) -> Filter<M> {
        self.is(What::IsEmpty)
    }

    /// Rows whose list has at least so many elements.
    pub fn len_ge(self, elements: u32) -> Filter<M> {
        self.is(What::AtLeast(i64::from(elements)))
    }

    fn is(self, what: What) -> Filter<M> {
        Filter::new(Node::Other(Box::new(List { column: self.shape, what })))
    }
}

impl Values {
    fn new<T>(values: Vec<T>) -> Self
    where
        T: ColumnValue + SqliteElement + PostgresElement + Clone + 'static,
    {
        let decimals = values.iter().any(|value| value.rescaled(0).is_some());
        let each = values.iter().map(|value| Box::new(value.clone()) as Box<dyn ColumnValue>).collect();
        Self { list: Box::new(values), each, decimals }
    }

    /// Whether PostgreSQL is told no type of theirs: it takes a value's type from where it stands, and a list's not.
    #[cfg(feature = "postgres")]
    fn are_of_an_enum(&self) -> bool {
        self.each.iter().any(|value| value.postgres_type() == crate::typed::emitted::postgres_unknown())
    }

    #[cfg(not(feature = "postgres"))]
    fn are_of_an_enum(&self) -> bool {
        false
    }
}

impl Condition for List {
    fn write<'a>(&'a self, out: &mut Statement<'a>, alias: &str) {
        let column = format!("{alias}.{}", out.dialect.quote_name(self.column.name));
        let postgres = out.dialect == Dialect::Postgres;
        match &self.what {
            What::IsEmpty | What::AtLeast(_) => {
                out.push(if postgres { "cardinality(" } else { "json_array_length(" }).push(&column);
                match self.what {
                    What::AtLeast(elements) => out.push(") >= ").bind_made(elements),
                    _ => out.push(") = 0"),
                };
            }
            What::All(values) if postgres => on_postgres(out, &column, values, "@>", " AND "),
            What::Any(values) if postgres => on_postgres(out, &column, values, "&&", " OR "),
            What::All(values) => on_sqlite(out, &column, values, "NOT EXISTS", "NOT IN", ("$", &column)),
            What::Any(values) => on_sqlite(out, &column, values, "EXISTS", "IN", (&column, "$")),
        }
    }
}

fn on_postgres<'a>(out: &mut Statement<'a>, column: &str, values: &'a Values, operator: &str, between: &str) {
    if values.each.is_empty() {
        // Every list has all of no values, and none has any of them.
        out.push(&format!("cardinality({column}) {}", if operator == "@>" { ">= 0" } else { "< 0" }));
        return;
    }
    if !values.are_of_an_enum() {
        out.push(&format!("{column} {operator} ")).bind(&*values.list);
        return;
    }
    out.push("(");
    separated(out, between, &values.each, |out, value| {
        out.bind(&**value).push(&format!(" = ANY({column})"));
    });
    out.push(")");
}

/// That an element of one list is, or none is not, in another one. `$` stands for the values.
fn on_sqlite<'a>(
    out: &mut Statement<'a>,
    column: &str,
    values: &'a Values,
    exists: &str,
    is_in: &str,
    (outer, inner): (&str, &str),
) {
    let bound = out.numbered(&*values.list);
    let (a, b) = (out.new_alias(), out.new_alias());
    let [outer, inner] = [outer, inner].map(|list| if list == "$" { &bound } else { list });
    let element = |alias: &str| match values.decimals {
        true => without_zeros(&format!("{alias}.value")),
        false => format!("{alias}.value"),
    };
    let (first, second) = (element(&a), element(&b));
    // NULL is in no list, and its list is neither with nor without a value.
    out.push(&format!(
        "CASE WHEN {column} IS NOT NULL THEN {exists} (SELECT 1 FROM json_each({outer}) AS {a} WHERE {first} {is_in} \
         (SELECT {second} FROM json_each({inner}) AS {b} WHERE {b}.type <> 'null')) END"
    ));
}

/// A decimal's text without what does not change the number.
fn without_zeros(text: &str) -> String {
    format!("CASE WHEN instr({text}, '.') THEN rtrim(rtrim({text}, '0'), '.') ELSE {text} END")
}
