//! Edits of what tables hold, names excepted.

use super::super::arbitrary;
use super::super::choices::Choices;
use super::Mutant;
use zmig_core::{Action, Column, Conversion, Generated, Identity, Type};

impl Mutant {
    pub(super) fn retype(&mut self, c: &mut Choices) -> Option<()> {
        let (table, column) = self.column(c, |c| c.generated.is_none() && c.identity.is_none())?;
        let old = self.new.column(&table, &column)?.clone();
        let types = [
            Type::Int,
            Type::Int32,
            Type::Text,
            Type::STR,
            Type::Str { max_length: Some(80) },
            Type::Decimal { precision: 20, scale: 4 },
            Type::Float,
            Type::DateTime,
            Type::Json,
            Type::Bool,
        ];
        let ty = c.pick(&types)?.clone();
        let alike = (old.ty.is_integer() && ty.is_integer()) || (old.ty.is_text() && ty.is_text());
        if !alike {
            self.without_text(&table, &column);
        }
        let is_key = self.new.tables[&table].is_key(&column);
        let impossible = self.new.base_type(&old.ty).conversion(&ty) == Conversion::Impossible;
        if is_key && (impossible || matches!(ty, Type::Json)) {
            return None;
        }
        let t = self.new.tables.get_mut(&table)?;
        if matches!(ty, Type::Json) {
            t.uniques.retain(|u| !u.columns.contains(&column) && !u.include.contains(&column));
            t.indexes.retain(|i| !i.mentions(&column));
        }
        let c = t.column_mut(&column)?;
        c.default = None;
        c.nullable |= impossible;
        c.ty = ty;
        Some(())
    }

    /// A key and what points at it change their type together.
    pub(super) fn retype_both_ends(&mut self, c: &mut Choices) -> Option<()> {
        let table = self.table(c)?;
        let key = c.pick(&self.new.tables[&table].foreign_keys)?.clone();
        let ty = c.pick(&[Type::Int32, Type::Int, Type::Text])?.clone();
        for (table, column) in [(&table, &key.columns[0]), (&key.references, &key.ref_columns[0])] {
            if self.frozen.contains(&(table.clone(), column.clone())) {
                return None;
            }
            self.without_text(table, column);
            let column = self.new.tables.get_mut(table)?.column_mut(column)?;
            if column.generated.is_some() || column.ty.conversion(&ty) == Conversion::Impossible {
                return None;
            }
            (column.ty, column.default, column.identity) = (ty.clone(), None, Identity::None);
        }
        Some(())
    }

    pub(super) fn nullability(&mut self, c: &mut Choices) -> Option<()> {
        let (table, column) = self.column(c, |c| c.identity.is_none())?;
        if self.new.tables[&table].is_key(&column) {
            return None;
        }
        let column = self.new.tables.get_mut(&table)?.column_mut(&column)?;
        column.nullable = !column.nullable;
        Some(())
    }

    pub(super) fn default(&mut self, c: &mut Choices) -> Option<()> {
        let (table, column) = self.column(c, |c| c.generated.is_none() && c.identity.is_none())?;
        let ty = self.new.column(&table, &column)?.ty.clone();
        let default = if c.chance(70) { arbitrary::default(c, &ty, &self.new) } else { None };
        self.new.tables.get_mut(&table)?.column_mut(&column)?.default = default;
        Some(())
    }

    pub(super) fn generated(&mut self, c: &mut Choices) -> Option<()> {
        let (table, column) = self.column(c, |c| c.generated.is_some())?;
        let t = &self.new.tables[&table];
        let computed = if c.chance(70) { arbitrary::computed(c, t) } else { None };
        let ty = t.column(&column)?.ty.clone();
        let column = self.new.tables.get_mut(&table)?.column_mut(&column)?;
        column.generated = computed.filter(|(t, _)| *t == ty).map(|(_, text)| Generated::stored(text));
        Some(())
    }

    pub(super) fn comments(&mut self, c: &mut Choices) -> Option<()> {
        let (table, column) = self.column(c, |_| true)?;
        let text = if c.chance(70) { Some(format!("comment {}", c.below(9))) } else { None };
        let t = self.new.tables.get_mut(&table)?;
        if c.chance(50) {
            t.comment = text;
        } else {
            t.column_mut(&column)?.comment = text;
        }
        Some(())
    }

    pub(super) fn objects(&mut self, c: &mut Choices) -> Option<()> {
        let table = self.table(c)?;
        let t = self.new.tables.get_mut(&table)?;
        match c.below(5) {
            0 => drop(t.indexes.pop()?),
            1 => drop(t.uniques.pop()?),
            2 => drop(t.checks.pop()?),
            3 => t.indexes.first_mut()?.unique ^= true,
            _ => arbitrary::add_object(c, t),
        }
        Some(())
    }

    pub(super) fn foreign_keys(&mut self, c: &mut Choices) -> Option<()> {
        let before = self.new.clone();
        let table = self.table(c)?;
        match c.below(3) {
            0 => drop(self.new.tables.get_mut(&table)?.foreign_keys.pop()?),
            1 => self.new.tables.get_mut(&table)?.foreign_keys.first_mut()?.on_delete = Action::NoAction,
            _ => {
                self.fresh += 1;
                arbitrary::add_foreign_key(c, &mut self.new, 10 + self.fresh);
            }
        }
        // The rows that exist point nowhere yet.
        for (name, table) in &mut self.new.tables {
            for column in &mut table.columns {
                column.nullable |= before.table(name).is_some_and(|t| t.column(&column.name).is_none());
            }
        }
        Some(())
    }

    pub(super) fn primary_key(&mut self, c: &mut Choices) -> Option<()> {
        let table = self.table(c)?;
        if c.chance(30) {
            return self.number(c, &table);
        }
        let t = self.new.tables.get_mut(&table)?;
        let fits = |c: &&Column| {
            !matches!(c.ty, Type::Raw(_) | Type::Json | Type::Array(_)) && c.generated.is_none()
        };
        let names: Vec<String> = t.columns.iter().filter(fits).map(|c| c.name.clone()).collect();
        t.primary_key = if c.chance(75) { c.some(&names, 2) } else { vec![] };
        for column in &mut t.columns {
            column.identity = Identity::None;
            column.nullable &= !t.primary_key.contains(&column.name);
        }
        Some(())
    }

    /// A column, old or new, becomes the primary key and is numbered.
    fn number(&mut self, c: &mut Choices, table: &str) -> Option<()> {
        let name = self.fresh("number");
        let t = self.new.tables.get_mut(table)?;
        let fits = |c: &&Column| c.ty == Type::Int && c.generated.is_none() && !c.nullable;
        let names: Vec<String> = t.columns.iter().filter(fits).map(|c| c.name.clone()).collect();
        let chosen = c.pick(&names).cloned().unwrap_or(name);
        if t.column(&chosen).is_none() {
            t.columns.push(Column::new(chosen.as_str(), Type::Int).required());
        }
        for column in &mut t.columns {
            column.identity = if column.name == chosen { Identity::ByDefault } else { Identity::None };
        }
        t.column_mut(&chosen)?.default = None;
        t.primary_key = vec![chosen];
        Some(())
    }

    pub(super) fn enums(&mut self, c: &mut Choices) -> Option<()> {
        let names: Vec<String> = self.new.enums.keys().cloned().collect();
        let name = c.pick(&names)?.clone();
        let values = &mut self.new.enums.get_mut(&name)?.values;
        match c.below(4) {
            0 => values.push(format!("v{}", c.below(9))),
            1 => values.insert(0, format!("w{}", c.below(9))),
            2 if values.len() > 1 => drop(values.remove(c.below(values.len()))),
            2 => values.reverse(),
            _ => {
                let to = self.fresh("feeling");
                let to = self.kind.name(c, &to);
                self.rename_enum(&name, &to)?;
            }
        }
        Some(())
    }
}
