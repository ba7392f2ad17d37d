//! Rows for tables: awkward values, and keys that mostly find what they point at.

use super::cells::{Cell, own_values, sql, values};
use super::flow::Flow;
use crate::support::db::Db;
use std::collections::BTreeMap;
use zmig_core::{Column, DefaultValue, Dialect, Identity, Schema, Table, Type};

type Row = BTreeMap<String, Cell>;

/// What decides; the same sequence of decisions for every database, as long as the databases take the same rows.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % n.max(1)
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> Option<&'a T> {
        if items.is_empty() { None } else { items.get(self.below(items.len())) }
    }
}

/// How to fill.
pub(crate) struct Filling<'a> {
    pub(crate) schema: &'a Schema,
    /// What becomes of the columns, so that most values are such as convert.
    pub(crate) flow: Option<&'a Flow>,
    /// Rows offered to each table, twice, since tables may refer to each other.
    pub(crate) rows: usize,
    pub(crate) seed: u64,
    pub(crate) wild: bool,
}

/// Offers rows to all tables. Some are refused by keys and checks, by the same on every database.
pub(crate) async fn fill(db: &Db, filling: &Filling<'_>) {
    let mut dice = Dice(filling.seed.wrapping_mul(2) + 1);
    let mut there: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for _ in 0..2 {
        for table in filling.schema.tables.values() {
            for _ in 0..filling.rows.div_ceil(2) {
                let row = filling.row(db.dialect, table, &there, &mut dice);
                if db.try_run(&insert(db.dialect, filling.schema, table, &row)).await.is_ok() {
                    there.entry(&table.name).or_default().push(row);
                }
            }
        }
    }
}

impl Filling<'_> {
    fn row(&self, dialect: Dialect, table: &Table, there: &BTreeMap<&str, Vec<Row>>, dice: &mut Dice) -> Row {
        let mut row = Row::new();
        for key in &table.foreign_keys {
            let targets = there.get(key.references.as_str()).map_or(&[][..], Vec::as_slice);
            let (found, chosen) = (dice.chance(85), dice.pick(targets));
            if let Some(target) = chosen.filter(|_| found) {
                for (column, of) in key.columns.iter().zip(&key.ref_columns) {
                    if let Some(cell) = target.get(of) {
                        row.entry(column.clone()).or_insert_with(|| cell.clone());
                    }
                }
            }
        }
        for column in table.columns.iter().filter(|c| c.generated.is_none()) {
            let cell = self.cell(dialect, table, column, dice);
            if let Some(cell) = cell {
                row.entry(column.name.clone()).or_insert(cell);
            }
        }
        row
    }

    /// `None` leaves it to the column's default.
    fn cell(&self, dialect: Dialect, table: &Table, column: &Column, dice: &mut Dice) -> Option<Cell> {
        let (null, left_out) = (dice.chance(20), dice.chance(15));
        // The number of a row is left to the database where nobody compares it with another's.
        let numbered = column.identity.is_some() && self.wild;
        let defaulted = column.default.as_ref().is_some_and(|d| *d != DefaultValue::Now);
        if left_out && (numbered || defaulted) {
            return None;
        }
        let is_null = null && column.nullable && !table.is_key(&column.name);
        let pointing = table.foreign_keys.iter().any(|f| f.columns.contains(&column.name));
        if is_null || pointing && column.nullable {
            return Some(Cell::Null);
        }
        let mut fitting = self.fitting(table, column, dice);
        if self.wild && dice.chance(10) {
            let own = own_values(dialect, &self.schema.base_type(&column.ty));
            fitting = if own.is_empty() { fitting } else { own };
        }
        dice.pick(&fitting).cloned()
    }

    /// Values of the column's type; mostly such as have a meaning in the type that it will have.
    fn fitting(&self, table: &Table, column: &Column, dice: &mut Dice) -> Vec<Cell> {
        let ty = self.schema.base_type(&column.ty).into_owned();
        let mut all = values(self.schema, &ty);
        // What is computed of the greatest number is too great for some databases.
        let quoted = format!("\"{}\"", column.name);
        if table.columns.iter().any(|c| c.generated.as_ref().is_some_and(|g| g.expr.contains(&quoted))) {
            all.retain(|cell| !matches!(cell, Cell::Number(digits) if digits.len() > 6));
        }
        let goal = self.flow.and_then(|f| f.goal(&table.name, &column.name));
        let Some((new, goal)) = goal.filter(|(_, goal)| *goal != ty && dice.chance(85)) else { return all };
        let wanted = values(new, &goal);
        if ty.is_text() {
            let text = |cell: Cell| match cell {
                Cell::Bool(b) => Some(Cell::Text(b.to_string())),
                Cell::Number(digits) => Some(Cell::Text(digits)),
                Cell::Text(text) => Some(Cell::Text(text)),
                _ => None,
            };
            let longest = if let Type::Str { max_length: Some(n) } = ty { n as usize } else { usize::MAX };
            let fits = |c: &Cell| matches!(c, Cell::Text(t) if t.chars().count() <= longest);
            let texts: Vec<Cell> = wanted.into_iter().filter_map(text).filter(fits).collect();
            return if texts.is_empty() { all } else { texts };
        }
        let both: Vec<Cell> = all.iter().filter(|c| wanted.contains(c)).cloned().collect();
        if both.is_empty() { all } else { both }
    }
}

fn insert(dialect: Dialect, schema: &Schema, table: &Table, row: &Row) -> String {
    let name = dialect.quote_qualified(&table.name);
    if row.is_empty() {
        return format!("INSERT INTO {name} DEFAULT VALUES");
    }
    let columns = || row.keys().filter_map(|name| table.column(name));
    let names: Vec<String> = columns().map(|c| dialect.quote_name(&c.name)).collect();
    let values: Vec<String> =
        columns().map(|c| sql(dialect, &schema.base_type(&c.ty), &row[&c.name])).collect();
    let always = columns().any(|c| c.identity == Identity::Always) && dialect == Dialect::Postgres;
    let overriding = if always { " OVERRIDING SYSTEM VALUE" } else { "" };
    format!("INSERT INTO {name} ({}){overriding} VALUES ({})", names.join(", "), values.join(", "))
}
