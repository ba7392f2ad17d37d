//! A table out of its parts.

use super::gather::Group;
use super::{Merge, Problem};
use crate::source::{ColumnSource, ForeignKeySource, IndexSource, SourceId, Spot};
use zmig_core::{
    Check, Column, ForeignKey, Index, IndexKey, Place, Table, Unique, check_constraint_name,
    foreign_key_name, index_name, unique_name,
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
            for (number, unique) in written.uniques.iter().enumerate() {
                let derived = || unique_name(name, &unique.columns);
                let object = unique.name.clone().unwrap_or_else(derived);
                self.place_item(name, part.source, &object, "unique", number.to_string());
                table.uniques.push(Unique { name: object, columns: unique.columns.clone() });
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
                let object = check_constraint_name(name, &check.name);
                self.place_item(name, part.source, &object, "checks", check.name.clone());
                table.checks.push(Check { name: object, expr: check.expr.clone() });
            }
        }
        table.canonicalise();
        self.out.tables.insert(name.to_owned(), parts.iter().map(|p| p.source).collect());
        self.out.schema.tables.insert(name.to_owned(), table);
    }

    fn build_column(&mut self, table: &mut Table, source: SourceId, column: &'a ColumnSource) {
        let name = &column.name;
        let Some((&known_name, _)) = self.groups.get_key_value(&*table.name) else { return };
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
        out.comment = column.comment.clone();
        out.default = self.default_of(&table.name, source, column, &out);
        let alone = is_key && table.primary_key.len() == 1;
        let columns = vec![name.clone()];
        let own = |key: &str| Spot::column_key(&table.name, name, key);
        // The only column of a primary key is unique and indexed as it is.
        if column.unique && !alone {
            let object = unique_name(&table.name, &columns);
            self.place_object(&table.name, &object, source, own("unique"));
            table.uniques.push(Unique { name: object, columns: columns.clone() });
        }
        if column.indexed && !alone {
            let object = index_name(&table.name, &columns);
            self.place_object(&table.name, &object, source, own("indexed"));
            table.indexes.push(Index {
                name: object,
                keys: vec![IndexKey::Column(name.clone())],
                unique: false,
                condition: None,
                using: None,
                include: Vec::new(),
            });
        }
        if let Some((references, to)) = &column.foreign_key {
            let object = foreign_key_name(&table.name, &columns);
            self.place_object(&table.name, &object, source, own("foreign_key"));
            table.foreign_keys.push(ForeignKey {
                name: object,
                columns,
                references: references.clone(),
                ref_columns: vec![to.clone()],
                on_delete: column.on_delete,
                on_update: column.on_update,
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

fn build_index(table: &str, written: &IndexSource) -> Index {
    let texts: Vec<String> = written
        .keys
        .iter()
        .map(|key| match key {
            IndexKey::Column(text) | IndexKey::Expr(text) => text.clone(),
            IndexKey::Descending(column) => format!("{column} desc"),
        })
        .collect();
    Index {
        name: written.name.clone().unwrap_or_else(|| index_name(table, &texts)),
        keys: written.keys.clone(),
        unique: written.unique,
        condition: written.condition.clone(),
        using: written.using.clone(),
        include: written.include.clone(),
    }
}

fn build_foreign_key(table: &str, written: &ForeignKeySource) -> ForeignKey {
    ForeignKey {
        name: written.name.clone().unwrap_or_else(|| foreign_key_name(table, &written.columns)),
        columns: written.columns.clone(),
        references: written.references.clone(),
        ref_columns: written.ref_columns.clone(),
        on_delete: written.on_delete,
        on_update: written.on_update,
    }
}
