//! A schema made of another by random edits, with the hints that its author would have written.

mod edits;

use super::arbitrary;
use super::choices::{Choices, choices};
use super::details::{self, Kind};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use zmig_core::{
    Change, Column, ColumnHints, Conversion, DefaultValue, Hints, Identity, KeyOf, Literal, Place, Schema,
    TableHints, apply,
};

/// Two schemas and what is to be known about the way from one to the other.
#[derive(Clone)]
pub(crate) struct Pair {
    pub(crate) old: Schema,
    pub(crate) new: Schema,
    pub(crate) hints: Hints,
}

impl std::fmt::Debug for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let json = |schema: &Schema| serde_json::to_string(schema).unwrap_or_default();
        write!(f, "old: {}\nnew: {}\nhints: {:?}", json(&self.old), json(&self.new), self.hints)
    }
}

/// A strategy for two valid schemas, the second made of the first by up to eight edits.
pub(crate) fn pairs() -> impl Strategy<Value = Pair> {
    pairs_of(Kind::Plain)
}

/// The same for some databases alone.
pub(crate) fn pairs_of(kind: Kind) -> impl Strategy<Value = Pair> {
    let most = if kind == Kind::Plain { 300 } else { 500 };
    (choices(most), choices(120))
        .prop_map(move |(mut a, mut b)| pair(arbitrary::schema(&mut a, kind), &mut b, kind))
}

/// A strategy for chains of schemas, each made of the one before.
pub(crate) fn chains(most: usize) -> impl Strategy<Value = Vec<Pair>> {
    (choices(300), proptest::collection::vec(choices(80), 1..most)).prop_map(|(mut first, edits)| {
        let mut old = arbitrary::schema(&mut first, Kind::Plain);
        let mut out: Vec<Pair> = Vec::new();
        for mut c in edits {
            let pair = pair(old, &mut c, Kind::Plain);
            old = pair.new.clone();
            out.push(pair);
        }
        out
    })
}

/// Edits a schema.
pub(crate) fn pair(old: Schema, c: &mut Choices, kind: Kind) -> Pair {
    let mut mutant = Mutant::of(&old, kind);
    for _ in 0..=c.below(8) {
        if kind != Kind::Plain && c.chance(50) {
            details::edit(c, &mut mutant.new, kind);
        } else {
            mutant.edit(c);
        }
    }
    details::fit(&mut mutant.new, kind);
    let hints = mutant.hints(&old, c);
    Pair { new: mutant.new, old, hints }
}

/// Takes what is wrong at a place out of a schema.
pub(crate) fn remove(schema: &mut Schema, place: &Place) {
    match place {
        Place::Table { table } => {
            if let Some(t) = schema.tables.get_mut(table) {
                t.primary_key.clear();
                t.primary_key_name = None;
                if t.columns.is_empty() {
                    schema.tables.remove(table);
                }
            }
        }
        Place::Column { table, column } => {
            let Some(t) = schema.tables.get_mut(table) else { return };
            let is_key = t.is_key(column);
            if let Some(c) = t.column_mut(column) {
                (c.default, c.identity, c.generated) = (None, Identity::None, None);
                c.collation = None;
                c.nullable &= !is_key;
            }
        }
        Place::Object { table, object } => {
            let Some(t) = schema.tables.get_mut(table) else { return };
            t.uniques.retain(|o| o.name != *object);
            t.indexes.retain(|o| o.name != *object);
            t.foreign_keys.retain(|o| o.name != *object);
            t.checks.retain(|o| o.name != *object);
        }
        Place::Enum { name } => {
            if let Some(e) = schema.enums.get_mut(name) {
                let mut seen = BTreeSet::new();
                e.values.retain(|v| seen.insert(v.clone()));
            }
        }
        Place::Domain { name } => {
            let before = schema.clone();
            for column in schema.tables.values_mut().flat_map(|t| &mut t.columns) {
                if column.ty.domain_name() == Some(name) {
                    column.ty = before.base_type(&column.ty).into_owned();
                }
            }
            schema.domains.remove(name);
        }
    }
}

struct Mutant {
    kind: Kind,
    old: Schema,
    new: Schema,
    /// New name to old name, of what was there before.
    tables: BTreeMap<String, String>,
    /// By the new name of the table: new name to old name.
    columns: BTreeMap<String, BTreeMap<String, String>>,
    /// Tables and columns that keep what they have, because their hints say too much already.
    frozen: BTreeSet<(String, String)>,
    fresh: usize,
}

impl Mutant {
    fn of(old: &Schema, kind: Kind) -> Self {
        let same = |names: Vec<&String>| names.into_iter().map(|n| (n.clone(), n.clone())).collect();
        Self {
            kind,
            old: old.clone(),
            new: old.clone(),
            tables: same(old.tables.keys().collect()),
            columns: old
                .tables
                .values()
                .map(|t| (t.name.clone(), same(t.columns.iter().map(|c| &c.name).collect())))
                .collect(),
            frozen: BTreeSet::new(),
            fresh: 0,
        }
    }

    fn fresh(&mut self, what: &str) -> String {
        self.fresh += 1;
        format!("{what}_{}", self.fresh)
    }

    fn table(&self, c: &mut Choices) -> Option<String> {
        let names: Vec<String> = self.new.tables.keys().cloned().collect();
        c.pick(&names).cloned()
    }

    /// A table and one of its columns that `fits`.
    fn column(&self, c: &mut Choices, fits: impl Fn(&Column) -> bool) -> Option<(String, String)> {
        let table = self.table(c)?;
        let columns: Vec<String> =
            self.new.tables[&table].columns.iter().filter(|c| fits(c)).map(|c| c.name.clone()).collect();
        let column = c.pick(&columns)?.clone();
        Some((table, column)).filter(|place| !self.frozen.contains(place))
    }

    fn edit(&mut self, c: &mut Choices) -> Option<()> {
        match c.below(24) {
            0 | 1 => self.add_column(c),
            2 => self.drop_column(c),
            3 | 4 => self.rename_column(c),
            5 => self.swap_columns(c),
            6 => self.take_the_place_of_a_column(c),
            7..=9 => self.retype(c),
            10 => self.retype_both_ends(c),
            11 => self.nullability(c),
            12 => self.default(c),
            13 => self.generated(c),
            14 => self.comments(c),
            15 | 16 => self.objects(c),
            17 => self.foreign_keys(c),
            18 => self.primary_key(c),
            19 => self.enums(c),
            20 => self.rename_table(c),
            21 => self.swap_tables(c),
            22 => self.come_and_go(c),
            _ => {
                let table = self.table(c)?;
                let owner = *c.pick(&["zSchema.main", "zSchema.side", "zSchema.new"])?;
                self.new.tables.get_mut(&table)?.owner = owner.into();
                Some(())
            }
        }
    }

    fn add_column(&mut self, c: &mut Choices) -> Option<()> {
        let table = self.table(c)?;
        let name = self.fresh("new");
        let mut edited = self.new.tables[&table].clone();
        arbitrary::add_column(c, &mut self.new, &mut edited, &name);
        self.new.tables.insert(table, edited);
        Some(())
    }

    fn drop_column(&mut self, c: &mut Choices) -> Option<()> {
        let (table, column) = self.column(c, |_| true)?;
        self.without_column(&table, &column)
    }

    fn without_column(&mut self, table: &str, column: &str) -> Option<()> {
        if self.new.tables[table].columns.len() < 2 {
            return None;
        }
        self.without_text(table, column);
        let t = self.new.tables.get_mut(table)?;
        t.columns.retain(|c| c.name != column);
        t.primary_key.retain(|k| k != column);
        t.uniques.retain(|u| !u.columns.iter().chain(&u.include).any(|k| k == column));
        t.indexes.retain(|i| !i.mentions(column));
        t.foreign_keys.retain(|f| !f.columns.iter().any(|k| k == column));
        self.columns.get_mut(table).map(|names| names.remove(column));
        Some(())
    }

    /// Takes out whatever names the column in SQL text.
    fn without_text(&mut self, table: &str, column: &str) {
        let quoted = format!("\"{column}\"");
        let Some(t) = self.new.tables.get_mut(table) else { return };
        t.checks.retain(|k| !k.expr.contains(&quoted));
        t.indexes.retain(|i| !format!("{:?} {:?}", i.keys, i.condition).replace('\\', "").contains(&quoted));
        let computed: Vec<String> = t
            .columns
            .iter()
            .filter(|c| c.generated.as_ref().is_some_and(|g| g.expr.contains(&quoted)))
            .map(|c| c.name.clone())
            .collect();
        for column in computed {
            self.without_column(table, &column);
        }
    }

    fn rename_column(&mut self, c: &mut Choices) -> Option<()> {
        let (table, column) = self.column(c, |_| true)?;
        let name = self.fresh("renamed");
        self.rename_column_to(&table, &column, &name)
    }

    fn rename_column_to(&mut self, table: &str, from: &str, to: &str) -> Option<()> {
        let (before, after) = (format!("\"{from}\""), format!("\"{to}\""));
        let change =
            Change::RenameColumn { table: table.to_owned(), from: from.to_owned(), to: to.to_owned() };
        apply(&mut self.new, &change).ok()?;
        self.replace_text(table, &before, &after);
        if let Some(names) = self.columns.get_mut(table)
            && let Some(origin) = names.remove(from)
        {
            names.insert(to.to_owned(), origin);
        }
        let (old, new) = (Schema::column_enum_name(table, from), Schema::column_enum_name(table, to));
        self.rename_enum(&old, &new);
        Some(())
    }

    fn replace_text(&mut self, table: &str, before: &str, after: &str) {
        let Some(t) = self.new.tables.get_mut(table) else { return };
        let checks = t.checks.iter_mut().map(|k| &mut k.expr);
        let generated = t.columns.iter_mut().filter_map(|c| c.generated.as_mut()).map(|g| &mut g.expr);
        let indexes = t.indexes.iter_mut().flat_map(|i| {
            let keys = i.keys.iter_mut().filter_map(|k| match &mut k.what {
                KeyOf::Expr(sql) => Some(sql),
                KeyOf::Column(_) => None,
            });
            keys.chain(i.condition.as_mut())
        });
        for text in checks.chain(generated).chain(indexes) {
            *text = text.replace(before, after);
        }
    }

    fn rename_enum(&mut self, from: &str, to: &str) -> Option<()> {
        let owner = self.new.enums.get(from)?.owner.clone();
        let change = Change::RenameEnum { from: from.to_owned(), to: to.to_owned(), owner };
        apply(&mut self.new, &change).ok()
    }

    fn swap_columns(&mut self, c: &mut Choices) -> Option<()> {
        let (table, one) = self.column(c, |c| c.generated.is_none())?;
        let ty = self.new.column(&table, &one)?.ty.clone();
        let others: Vec<String> = self.new.tables[&table]
            .columns
            .iter()
            .filter(|c| c.generated.is_none() && c.ty != ty && c.ty.enum_name().is_none())
            .map(|c| c.name.clone())
            .collect();
        let two = c.pick(&others)?.clone();
        // Where a type changed as well, the hints would read as those of a swap that was made before.
        let known = self.columns.get(&table)?;
        let origin = self.tables.get(&table)?;
        let as_before = |name: &String| {
            known.get(name) == Some(name)
                && self.old.column(origin, name).map(|c| &c.ty)
                    == self.new.column(&table, name).map(|c| &c.ty)
        };
        if !as_before(&one) || !as_before(&two) || self.frozen.contains(&(table.clone(), two.clone())) {
            return None;
        }
        let before = (self.new.clone(), self.columns.clone());
        let done = self
            .rename_column_to(&table, &one, "swapped")
            .and_then(|()| self.rename_column_to(&table, &two, &one))
            .and_then(|()| self.rename_column_to(&table, "swapped", &two));
        if done.is_none() {
            (self.new, self.columns) = before;
        }
        self.frozen.insert((table.clone(), one));
        self.frozen.insert((table, two));
        done
    }

    /// One column goes, and another takes its name.
    fn take_the_place_of_a_column(&mut self, c: &mut Choices) -> Option<()> {
        let (table, gone) = self.column(c, |_| true)?;
        let (other, mover) = self.column(c, |_| true)?;
        let known = self.columns.get(&table)?;
        if other != table || gone == mover || known.get(&gone) != Some(&gone) || !known.contains_key(&mover) {
            return None;
        }
        self.without_column(&table, &gone)?;
        self.new.column(&table, &mover)?;
        self.rename_column_to(&table, &mover, &gone)
    }

    fn rename_table(&mut self, c: &mut Choices) -> Option<()> {
        let table = self.table(c)?;
        let name = self.fresh("table");
        let name = self.kind.name(c, &name);
        self.rename_table_to(&table, &name)
    }

    fn rename_table_to(&mut self, from: &str, to: &str) -> Option<()> {
        let owner = self.new.tables[from].owner.clone();
        apply(&mut self.new, &Change::RenameTable { from: from.to_owned(), to: to.to_owned(), owner })
            .ok()?;
        if let Some(origin) = self.tables.remove(from) {
            self.tables.insert(to.to_owned(), origin);
        }
        if let Some(origins) = self.columns.remove(from) {
            self.columns.insert(to.to_owned(), origins);
        }
        let moved = |(table, column): &(String, String)| {
            (if table == from { to.to_owned() } else { table.clone() }, column.clone())
        };
        self.frozen = self.frozen.iter().map(moved).collect();
        let columns: Vec<String> = self.new.tables[to].columns.iter().map(|c| c.name.clone()).collect();
        for column in columns {
            self.rename_enum(
                &Schema::column_enum_name(from, &column),
                &Schema::column_enum_name(to, &column),
            );
        }
        Some(())
    }

    fn swap_tables(&mut self, c: &mut Choices) -> Option<()> {
        let (one, two) = (self.table(c)?, self.table(c)?);
        let as_before = |name: &String| {
            self.tables.get(name) == Some(name) && self.new.table(name) == self.old.table(name)
        };
        let shared = self.new.tables[&one]
            .columns
            .iter()
            .filter(|c| self.new.tables[&two].column(&c.name).is_some_and(|o| o.ty == c.ty))
            .count();
        if one == two || shared > 0 || !as_before(&one) || !as_before(&two) {
            return None;
        }
        let before = (self.new.clone(), self.tables.clone(), self.columns.clone(), self.frozen.clone());
        let done = self
            .rename_table_to(&one, "swapped")
            .and_then(|()| self.rename_table_to(&two, &one))
            .and_then(|()| self.rename_table_to("swapped", &two));
        if done.is_none() {
            (self.new, self.tables, self.columns, self.frozen) = before;
        }
        for table in [one, two] {
            let columns = self.new.tables[&table].columns.iter().map(|c| c.name.clone());
            self.frozen.extend(columns.map(|c| (table.clone(), c)));
        }
        done
    }

    /// A table comes, or one goes.
    fn come_and_go(&mut self, c: &mut Choices) -> Option<()> {
        if c.chance(50) {
            let name = self.fresh("table");
            let name = self.kind.name(c, &name);
            arbitrary::add_table(c, &mut self.new, &name);
        } else {
            let table = self.table(c)?;
            if self.new.tables.len() > 1 {
                self.new.tables.remove(&table);
                self.tables.remove(&table);
                self.columns.remove(&table);
            }
        }
        Some(())
    }

    /// What the author of the edits would have written down.
    fn hints(&self, old: &Schema, c: &mut Choices) -> Hints {
        let mut out = Hints::default();
        let kept: BTreeSet<&String> = self.tables.values().collect();
        out.dropped_tables = old.tables.keys().filter(|t| !kept.contains(t)).cloned().collect();
        for (to, from) in &self.tables {
            let (Some(table), Some(before)) = (self.new.table(to), old.table(from)) else { continue };
            let renamed_from = (from != to).then(|| from.clone());
            let mut hints = TableHints { renamed_from, ..TableHints::default() };
            let origins = &self.columns[to];
            let kept: BTreeSet<&String> = origins.values().collect();
            hints.dropped =
                before.columns.iter().filter(|c| !kept.contains(&c.name)).map(|c| c.name.clone()).collect();
            for column in &table.columns {
                let origin = origins.get(&column.name).and_then(|o| before.column(o));
                let hint = self.column_hint(column, origin, c);
                if hint != ColumnHints::default() {
                    hints.columns.insert(column.name.clone(), hint);
                }
            }
            out.tables.insert(to.clone(), hints);
        }
        out
    }

    fn column_hint(&self, column: &Column, origin: Option<&Column>, c: &mut Choices) -> ColumnHints {
        let mut hint = ColumnHints::default();
        let mut fill = || {
            (0..5)
                .find_map(|_| arbitrary::default(c, &self.new.base_type(&column.ty), &self.new))
                .or(Some(DefaultValue::Literal(Literal::Text(String::new()))))
        };
        match origin {
            None => {
                let valued =
                    column.default.is_some() || column.generated.is_some() || column.identity.is_some();
                if !self.new.may_be_null(column) && !valued {
                    hint.backfill = fill();
                }
            }
            Some(origin) => {
                hint.renamed_from = (origin.name != column.name).then(|| origin.name.clone());
                if origin.nullable && !column.nullable && column.generated.is_none() {
                    hint.backfill = fill();
                }
                let (from, to) = (self.old.base_type(&origin.ty), self.new.base_type(&column.ty));
                if from.conversion(&to) == Conversion::Impossible {
                    hint.using = Some("NULL".into());
                }
            }
        }
        hint
    }
}
