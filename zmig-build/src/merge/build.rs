//! A table out of its parts.

use super::gather::Group;
use super::{Merge, Problem};
use crate::source::{ColumnSource, ForeignKeySource, IndexSource, SourceId, Spot, UniqueSource};
use zmig_core::{
    Column, ForeignKey, Index, IndexKey, Place, Table, Unique, foreign_key_name, index_name,
    primary_key_name, unique_name,
};

impl<'a> Merge<'a> {
    /// Builds the table and what goes with it.
    pub(super) fn build(&mut self, name: &'a str) {
        let group = &self.groups[name];
        let (owner, source) = (group.owner, group.source());
        let columns = group.columns.clone();
        let parts = group.parts.clone();
        let mut table = Table::new(name, owner);
        self.place(Place::Table { table: name.to_owned() }, source, Spot::Table { table: name.to_owned() });
        table.primary_key = self.primary_key(name);
        table.primary_key_name = self.key_name(name);
        for (source, column) in columns {
            if source != parts[0].source {
                let place = Place::Column { table: name.to_owned(), column: column.name.clone() };
                self.place(place, source, Spot::column(name, &column.name));
            }
            self.build_column(&mut table, source, column);
        }
        for part in &parts {
            let written = part.table;
            table.comment = table.comment.or_else(|| written.comment.clone());
            table.options.extend(&written.options);
            for (number, unique) in written.uniques.iter().enumerate() {
                let unique = build_unique(name, unique);
                self.place_item(name, part.source, &unique.name, "unique", number.to_string());
                table.uniques.push(unique);
            }
            for (number, index) in written.indexes.iter().enumerate() {
                let index = build_index(name, index);
                self.place_item(name, part.source, &index.name, "indexes", number.to_string());
                table.indexes.push(index);
            }
            for (number, key) in written.foreign_keys.iter().enumerate() {
                let key = build_foreign_key(name, key);
                self.place_item(name, part.source, &key.name, "foreign_keys", number.to_string());
                self.check_target(part.source, name, &key, number);
                table.foreign_keys.push(key);
            }
            for check in &written.checks {
                let built = check.check(name);
                self.place_item(name, part.source, &built.name, "checks", check.name.clone());
                table.checks.push(built);
            }
        }
        self.search_indexes(&mut table, &parts);
        table.canonicalise();
        self.out.tables.insert(name.to_owned(), parts.iter().map(|p| p.source).collect());
        self.out.schema.tables.insert(name.to_owned(), table);
    }

    fn build_column(&mut self, table: &mut Table, source: SourceId, column: &'a ColumnSource) {
        let name = &column.name;
        let Some((known_name, _)) = self.groups.get_key_value(&*table.name) else { return };
        let Some(ty) = self.type_of(known_name, source, column) else { return };
        let is_key = table.is_key(name);
        if is_key && column.required == Some(false) {
            let problem = Problem::new(format!(
                "{}.{name} is part of the primary key, and nullable",
                table.name
            ))
            .at(source, Spot::column_key(&table.name, name, "required"), "a key is never NULL");
            self.problems.push(problem);
        }
        let mut out = Column::new(name, ty);
        out.nullable = !is_key && !column.required.unwrap_or(false);
        out.identity = column.identity;
        out.generated = column.generated.clone();
        out.collation = column.collation.clone();
        out.comment = column.comment.clone();
        out.default = self.default_of(&table.name, source, column, &out);
        self.enforce(table, source, column, &out.ty);
        let alone = is_key && table.primary_key.len() == 1;
        let columns = vec![name.clone()];
        let own = |key: &str| Spot::column_key(&table.name, name, key);
        // The only column of a primary key is unique and indexed as it is.
        if column.unique && !alone {
            let derived = || unique_name(&table.name, &columns);
            let object = column.key_names.unique.clone().unwrap_or_else(derived);
            self.place_object(&table.name, &object, source, own("unique"));
            table.uniques.push(Unique::new(object, columns.clone()));
        }
        if column.indexed && !alone {
            let derived = || index_name(&table.name, &columns);
            let object = column.key_names.indexed.clone().unwrap_or_else(derived);
            self.place_object(&table.name, &object, source, own("indexed"));
            table.indexes.push(Index::new(object, vec![IndexKey::new(name)]));
        }
        if let Some((references, to)) = &column.foreign_key {
            let derived = || foreign_key_name(&table.name, &columns);
            let object = column.key_names.foreign_key.clone().unwrap_or_else(derived);
            self.place_object(&table.name, &object, source, own("foreign_key"));
            table.foreign_keys.push(ForeignKey {
                on_delete: column.on_delete,
                on_update: column.on_update,
                deferrable: column.deferrable,
                ..ForeignKey::new(object, columns, references, vec![to.clone()])
            });
        }
        table.columns.push(out);
    }

    /// The primary key: from `primary_key`, or from the columns that say `pk`, in their order.
    fn primary_key(&mut self, name: &str) -> Vec<String> {
        let group: &Group<'_> = &self.groups[name];
        let of_columns: Vec<String> =
            group.columns.iter().filter(|(_, c)| c.pk).map(|(_, c)| c.name.clone()).collect();
        let written = group.parts.iter().find_map(|p| p.table.primary_key.clone().map(|key| (p.source, key)));
        let Some((source, key)) = written else { return of_columns };
        let same = of_columns.iter().all(|c| key.contains(c)) && of_columns.len() == key.len();
        if !of_columns.is_empty() && !same {
            let problem = Problem::new(format!("the table {name} has two primary keys"))
                .at(
                    source,
                    Spot::TableKey { table: name.to_owned(), key: "primary_key".into() },
                    format!("({}) here", key.join(", ")),
                )
                .note(format!("the columns with `pk: true` are ({})", of_columns.join(", ")))
                .help("say it in one of both places");
            self.problems.push(problem);
        }
        for column in &key {
            if group_lacks(&self.groups[name], column) {
                let names: Vec<String> =
                    self.groups[name].columns.iter().map(|(_, c)| c.name.clone()).collect();
                let spot = Spot::TableKey { table: name.to_owned(), key: "primary_key".into() };
                self.missing(source, spot, format!("{name} has no column `{column}`"), column, &names);
            }
        }
        key
    }

    /// The name of the primary key, where it is not the derived one.
    fn key_name(&mut self, name: &str) -> Option<String> {
        let group = &self.groups[name];
        let of_columns = group.columns.iter().filter_map(|(source, column)| {
            let spot = Spot::column_key(name, &column.name, "pk");
            Some((*source, spot, column.key_names.pk.clone()?))
        });
        let of_tables = group.parts.iter().filter_map(|part| {
            let spot = Spot::TableKey { table: name.to_owned(), key: "primary_key".into() };
            Some((part.source, spot, part.table.primary_key_name.clone()?))
        });
        let mut names = of_tables.chain(of_columns);
        let (source, spot, first) = names.next()?;
        if let Some((other_source, other_spot, other)) = names.find(|(_, _, other)| *other != first) {
            let problem = Problem::new(format!("the primary key of {name} has two names"))
                .at(other_source, other_spot, format!("{other} here"))
                .at(source, spot, format!("{first} here"))
                .help("say it in one of both places");
            self.problems.push(problem);
        }
        Some(first).filter(|n| *n != primary_key_name(name))
    }

    /// Notes a composite foreign key whose table is nowhere; its columns are the validation's business.
    fn check_target(&mut self, source: SourceId, table: &str, key: &ForeignKey, number: usize) {
        let to = &key.references;
        if self.groups.contains_key(&**to) || (self.known.table)(to).is_some() {
            return;
        }
        let spot =
            Spot::TableItem { table: table.to_owned(), key: "foreign_keys".into(), item: number.to_string() };
        let names = self.table_names();
        self.missing(source, spot, format!("there is no table `{to}`"), to, &names);
    }

    fn place(&mut self, place: Place, source: SourceId, spot: Spot) {
        self.out.places.spots.insert(place, (source, spot));
    }

    fn place_object(&mut self, table: &str, object: &str, source: SourceId, spot: Spot) {
        self.place(Place::Object { table: table.to_owned(), object: object.to_owned() }, source, spot);
    }

    fn place_item(&mut self, table: &str, source: SourceId, object: &str, key: &str, item: String) {
        let spot = Spot::TableItem { table: table.to_owned(), key: key.to_owned(), item };
        self.place_object(table, object, source, spot);
    }
}

fn group_lacks(group: &Group<'_>, column: &str) -> bool {
    group.column(column).is_none()
}

fn build_unique(table: &str, written: &UniqueSource) -> Unique {
    let name = written.name.clone().unwrap_or_else(|| unique_name(table, &written.columns));
    Unique {
        nulls_not_distinct: written.nulls_not_distinct,
        deferrable: written.deferrable,
        include: written.include.clone(),
        ..Unique::new(name, written.columns.clone())
    }
}

fn build_index(table: &str, written: &IndexSource) -> Index {
    let texts: Vec<String> = written.keys.iter().map(IndexKey::label).collect();
    let name = written.name.clone().unwrap_or_else(|| index_name(table, &texts));
    Index {
        unique: written.unique,
        condition: written.condition.clone(),
        using: written.using.clone(),
        include: written.include.clone(),
        nulls_not_distinct: written.nulls_not_distinct,
        parameters: written.parameters.clone(),
        ..Index::new(name, written.keys.clone())
    }
}

fn build_foreign_key(table: &str, written: &ForeignKeySource) -> ForeignKey {
    let name = written.name.clone().unwrap_or_else(|| foreign_key_name(table, &written.columns));
    ForeignKey {
        on_delete: written.on_delete,
        on_update: written.on_update,
        deferrable: written.deferrable,
        match_full: written.match_full,
        ..ForeignKey::new(name, written.columns.clone(), &written.references, written.ref_columns.clone())
    }
}
