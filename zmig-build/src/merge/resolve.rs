//! Relations by the foreign keys that join them: `reviews: reviews.product` names a column, and its key says the rest.

use super::gather::Part;
use super::relation::{Relation, RelationKind, Through};
use super::{Merge, Problem};
use crate::source::{ManyToMany, SourceId, Spot};
use std::collections::BTreeSet;
use zmig_core::IntoSorted as _;
use zmig_core::{ForeignKey, Table};

/// Where a relation is written.
#[derive(Clone, Copy)]
struct Written<'a> {
    table: &'a str,
    source: SourceId,
    key: &'a str,
    item: &'a str,
}

impl Written<'_> {
    fn spot(self) -> Spot {
        Spot::TableItem { table: self.table.into(), key: self.key.into(), item: self.item.into() }
    }
}

impl Merge<'_> {
    /// The relations that one part of a table names; what does not hold together is a problem.
    pub(super) fn resolve(&mut self, name: &str, part: &Part<'_>) -> Vec<Relation> {
        let own = &part.table.annotations;
        let mut out = Vec::new();
        let written = |key, item| Written { table: name, source: part.source, key, item };
        for (column, table) in &own.belongs_to {
            out.extend(self.belongs_to(written("belongs_to", column), table));
        }
        for (relation, target) in &own.has_one {
            let at = written("has_one", relation);
            let found = self.points_here(at, target, RelationKind::HasOne);
            if let Some(found) = &found {
                self.check_unique(at, target, found);
            }
            out.extend(found);
        }
        for (relation, target) in &own.has_many {
            out.extend(self.points_here(written("has_many", relation), target, RelationKind::HasMany));
        }
        for (relation, between) in &own.many_to_many {
            out.extend(self.many_to_many(written("many_to_many", relation), between));
        }
        out
    }

    /// Sorts a table's relations by their names, which are those of methods.
    pub(super) fn check_relations(&mut self, name: &str, relations: &mut [Relation]) {
        relations.sort_by(|a, b| a.name.cmp(&b.name));
        let source = self.groups[name].source();
        for two in relations.windows(2) {
            if two[0].name == two[1].name {
                let spot = Spot::Table { table: name.to_owned() };
                let title = format!("two relations of {name} are called `{}`", two[0].name);
                let problem = Problem::new(title)
                    .at(source, spot, format!("to {} and to {}", two[0].table, two[1].table))
                    .note("`belongs_to` has the column's name without `_id`")
                    .help("give one of them another name");
                self.problems.push(problem);
            }
        }
    }

    fn belongs_to(&mut self, at: Written<'_>, table: &str) -> Option<Relation> {
        let column = at.item;
        let names = [self.check_column(at.source, at.spot(), at.table, column), self.check_table(at, table)];
        if names.contains(&false) {
            return None;
        }
        let pairs = self.key(at, (at.table, column), Some(table))?.1;
        let name = column.strip_suffix("_id").filter(|n| !n.is_empty()).unwrap_or(column);
        Some(Relation {
            name: name.to_owned(),
            kind: RelationKind::BelongsTo,
            table: table.to_owned(),
            pairs,
            through: None,
            soft_delete: self.marks_deleted(table),
        })
    }

    fn points_here(&mut self, at: Written<'_>, target: &str, kind: RelationKind) -> Option<Relation> {
        self.check_name(at);
        let Some((table, column)) = target.rsplit_once('.') else {
            let title = format!("`{target}` names no foreign key");
            self.missing(at.source, at.spot(), title, "", &[]);
            return None;
        };
        if !self.check_table(at, table) || !self.check_column(at.source, at.spot(), table, column) {
            return None;
        }
        let pairs = self.key(at, (table, column), Some(at.table))?.1;
        Some(Relation {
            name: at.item.to_owned(),
            kind,
            table: table.to_owned(),
            pairs: flipped(pairs),
            through: None,
            soft_delete: self.marks_deleted(table),
        })
    }

    fn many_to_many(&mut self, at: Written<'_>, between: &ManyToMany) -> Option<Relation> {
        self.check_name(at);
        let ManyToMany { through, here, there } = between;
        if !self.check_table(at, through) {
            return None;
        }
        let columns = [here, there].map(|c| self.check_column(at.source, at.spot(), through, c));
        if columns.contains(&false) {
            return None;
        }
        let near = self.key(at, (through, here), Some(at.table));
        let far = self.key(at, (through, there), None);
        let ((_, near), (table, far)) = (near?, far?);
        Some(Relation {
            name: at.item.to_owned(),
            kind: RelationKind::ManyToMany,
            soft_delete: self.marks_deleted(&table),
            table,
            pairs: Vec::new(),
            through: Some(Through {
                table: through.clone(),
                here: flipped(near),
                there: far,
                soft_delete: self.marks_deleted(through),
            }),
        })
    }

    /// The table that a column's foreign key points at, and the columns on both sides.
    fn key(
        &mut self,
        at: Written<'_>,
        (table, column): (&str, &str),
        to: Option<&str>,
    ) -> Option<(String, Vec<(String, String)>)> {
        let found = self.table(table)?;
        // A column that could not be built was complained of, and its key is not there either.
        found.column(column)?;
        if let Some(key) = key_of(&found, column, to) {
            let pairs = key.columns.iter().cloned().zip(key.ref_columns.iter().cloned());
            return Some((key.references.clone(), pairs.collect()));
        }
        let (target, help) = match to {
            Some(to) => {
                let key = self.table(to).and_then(|t| t.primary_key.first().cloned());
                (format!(" to {to}"), key.map(|key| format!("{column}: {{foreign_key: {to}.{key}}}")))
            }
            None => (String::new(), Some(format!("{column}: {{foreign_key: {}.id}}", at.item))),
        };
        let title = format!("{table}.{column} has no foreign key{target}");
        let mut problem = Problem::new(title).at(at.source, at.spot(), "joined by which columns?");
        problem.helps.extend(help);
        self.problems.push(problem);
        None
    }

    /// One row has at most one of these only where the database sees to it.
    fn check_unique(&mut self, at: Written<'_>, target: &str, found: &Relation) {
        let Some(other) = self.table(&found.table) else { return };
        let columns: BTreeSet<&str> = found.pairs.iter().map(|(_, there)| &**there).into_sorted();
        let is = |key: &[String]| key.iter().map(String::as_str).into_sorted::<BTreeSet<_>>() == columns;
        let by_index = other.indexes.iter().filter(|i| i.unique && i.condition.is_none()).any(|index| {
            let keys: Option<Vec<String>> =
                index.keys.iter().map(|k| k.column().map(str::to_owned)).collect();
            keys.is_some_and(|keys| is(&keys))
        });
        if by_index || is(&other.primary_key) || other.uniques.iter().any(|u| is(&u.columns)) {
            return;
        }
        let columns: Vec<&str> = columns.into_iter().collect();
        let problem = Problem::new(format!("{} has one {}, and {target} is not unique", at.table, at.item))
            .at(at.source, at.spot(), "there may be many")
            .help(match &columns[..] {
                [column] => format!("make it unique, `{column}: {{unique: true}}` in {}", found.table),
                several => format!("make it unique, `unique: [[{}]]` in {}", several.join(", "), found.table),
            })
            .help(format!("or write it under `has_many`: `{}: {target}`", at.item));
        self.problems.push(problem);
    }

    /// A relation's name becomes that of a method.
    fn check_name(&mut self, at: Written<'_>) {
        let starts = at.item.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        if !starts || !at.item.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            let title = format!("`{}` cannot be the name of a relation", at.item.escape_debug());
            let problem =
                Problem::new(title).at(at.source, at.spot(), "letters, digits and `_`, as a method has");
            self.problems.push(problem);
        }
    }

    fn check_table(&mut self, at: Written<'_>, table: &str) -> bool {
        if self.groups.contains_key(table) || (self.known.table)(table).is_some() {
            return true;
        }
        let names = self.table_names();
        self.missing(at.source, at.spot(), format!("there is no table `{table}`"), table, &names);
        false
    }

    /// A table that is given or known.
    fn table(&self, name: &str) -> Option<Table> {
        self.out.schema.table(name).cloned().or_else(|| (self.known.table)(name))
    }

    fn marks_deleted(&self, table: &str) -> bool {
        let parts = self.groups.get(table).map(|g| &g.parts[..]).unwrap_or_default();
        parts.iter().any(|part| part.table.annotations.soft_delete)
    }
}

/// The foreign key of a column; where several would do, the one of the fewest columns.
fn key_of<'t>(table: &'t Table, column: &str, to: Option<&str>) -> Option<&'t ForeignKey> {
    let is = |key: &&ForeignKey| {
        key.columns.iter().any(|c| c == column) && to.is_none_or(|to| key.references == to)
    };
    table.foreign_keys.iter().filter(is).min_by_key(|key| key.columns.len())
}

fn flipped(pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.into_iter().map(|(a, b)| (b, a)).collect()
}
