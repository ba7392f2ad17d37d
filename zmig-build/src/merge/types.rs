//! The types of columns: as written, of an enum of their own, or of the column that they refer to.

use super::{Merge, Problem};
use crate::source::{ColumnSource, SourceId, Spot, TypeSource};
use zmig_core::{EnumType, Schema, Type, nearest};

/// How many references are followed to find a column's type.
const MAX_CHAIN: usize = 100;

/// What comes of following foreign keys to a type.
enum Followed {
    Type(Type),
    /// Back to a column on the way.
    Circle,
    /// Farther than anybody would look for a type.
    Far,
    /// To something that is wrong or not there.
    Broken,
}

impl<'a> Merge<'a> {
    /// The type of a given column; `None` when a problem was noted.
    pub(super) fn type_of(
        &mut self,
        table: &'a str,
        source: SourceId,
        column: &'a ColumnSource,
    ) -> Option<Type> {
        let declared = match &column.ty {
            TypeSource::Unsaid => None,
            TypeSource::Is(ty) => Some(self.declared(table, source, column, ty)?),
            TypeSource::Enum { values, array } => Some(self.own_enum(table, source, column, values, *array)),
            TypeSource::RustEnum { name, .. } => {
                let problem = Problem::new(format!("nothing is known of the Rust type `{name}`"))
                    .at(source, Spot::column(table, &column.name), "not a type that a column has")
                    .help("if it is an enum, give it `#[derive(zmig::Enum)]`")
                    .help("else say what the column holds, as in `#[zmig(type = \"json\")]`");
                self.problems.push(problem);
                return None;
            }
        };
        let Some((to_table, to_column)) = &column.foreign_key else {
            return declared;
        };
        let target = self.target_type(table, source, column, to_table, to_column);
        match (declared, target) {
            (None, target) => target,
            // The long form takes any two types that compare; whoever writes a type here means the target's.
            (Some(declared), Some(target)) if self.base_type(&declared) == self.base_type(&target) => {
                Some(declared)
            }
            (Some(declared), Some(target)) => {
                self.other_type(table, source, column, (&declared, &target));
                None
            }
            (Some(_), None) => None,
        }
    }

    fn other_type(&mut self, table: &str, source: SourceId, column: &ColumnSource, types: (&Type, &Type)) {
        let Some((to_table, to_column)) = &column.foreign_key else { return };
        let (declared, target) = types;
        let name = &column.name;
        let mut problem = Problem::new(format!(
            "{table}.{name} is {declared} and refers to {to_table}.{to_column}, which is {target}"
        ))
        .at(source, Spot::column_key(table, name, "type"), format!("must be {target}"));
        if let Some((target_source, _)) = self.groups.get(&**to_table).and_then(|g| g.column(to_column)) {
            problem = problem.at(target_source, Spot::column(to_table, to_column), format!("is {target}"));
        }
        self.problems.push(
            problem.note("a foreign key has the type of its target, and takes it where none is written"),
        );
    }

    /// A type that was written out, with its length, and its shared enum there.
    fn declared(&mut self, table: &str, source: SourceId, column: &ColumnSource, ty: &Type) -> Option<Type> {
        let name = &column.name;
        if let Some(length) = column.max_length {
            let with_length = match ty {
                Type::Str { .. } => Some(Type::Str { max_length: Some(length) }),
                Type::Array(inner) if matches!(**inner, Type::Str { .. }) => {
                    Some(Type::Array(Box::new(Type::Str { max_length: Some(length) })))
                }
                _ => None,
            };
            let Some(with_length) = with_length.filter(|_| (1..=10_485_760).contains(&length)) else {
                let is_str = matches!(ty, Type::Str { .. });
                let what = if is_str { "is from 1 to 10485760" } else { "belongs to str" };
                let problem = Problem::new(format!(
                    "{table}.{name}: max_length {what}, and the type is {ty}"
                ))
                .at(source, Spot::column_key(table, name, "max_length"), "does not fit");
                self.problems.push(problem);
                return None;
            };
            return Some(with_length);
        }
        if let Some(wanted) = ty.enum_name()
            && !self.has_enum(wanted)
        {
            let names: Vec<&str> = self.out.schema.enums.keys().map(String::as_str).collect();
            let label = match nearest(wanted, names) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "declared nowhere".to_owned(),
            };
            let problem = Problem::new(format!("there is no enum `{wanted}`"))
                .at(source, Spot::column_key(table, name, "type"), label)
                .help(format!("declare it in the file's Meta\nenums: {{{wanted}: [draft, live]}}"))
                .help("or give the column an enum of its own, as in `type: enum(draft, live)`");
            self.problems.push(problem);
            return None;
        }
        if let Some(wanted) = ty.domain_name()
            && !self.has_domain(wanted)
        {
            let names: Vec<&str> = self.out.schema.domains.keys().map(String::as_str).collect();
            let label = match nearest(wanted, names) {
                Some(meant) => format!("did you mean `{meant}`?"),
                None => "declared nowhere".to_owned(),
            };
            let problem = Problem::new(format!("there is no domain `{wanted}`"))
                .at(source, Spot::column_key(table, name, "type"), label)
                .help(format!("declare it in the file's Meta\ndomains: {{{wanted}: {{type: text}}}}"));
            self.problems.push(problem);
            return None;
        }
        Some(ty.clone())
    }

    fn has_domain(&self, name: &str) -> bool {
        self.out.schema.domains.contains_key(name) || (self.known.domain)(name).is_some()
    }

    fn has_enum(&self, name: &str) -> bool {
        self.out.schema.enums.contains_key(name) || (self.known.enum_type)(name).is_some()
    }

    fn own_enum(
        &mut self,
        table: &str,
        source: SourceId,
        column: &ColumnSource,
        values: &[String],
        array: bool,
    ) -> Type {
        let name = Schema::column_enum_name(table, &column.name);
        let owner = self.groups[table].owner.to_owned();
        let own = EnumType { name: name.clone(), owner, values: values.to_vec() };
        let place = zmig_core::Place::Enum { name: name.clone() };
        self.out.places.spots.insert(place, (source, Spot::column_key(table, &column.name, "type")));
        if let Some(other) = self.out.schema.enums.insert(name.clone(), own.clone())
            && other != own
        {
            let problem = Problem::new(format!(
                "the enum of {table}.{} and another are both named {name}",
                column.name
            ))
            .at(source, Spot::column_key(table, &column.name, "type"), format!("becomes the enum {name}"))
            .help("rename the other one, or use it here: `enum: name`");
            self.problems.push(problem);
        }
        if array { Type::Array(Box::new(Type::Enum(name))) } else { Type::Enum(name) }
    }

    /// The type of what a column refers to, noting what is missing.
    fn target_type(
        &mut self,
        table: &'a str,
        source: SourceId,
        column: &'a ColumnSource,
        to_table: &'a str,
        to_column: &'a str,
    ) -> Option<Type> {
        let spot = Spot::column_key(table, &column.name, "foreign_key");
        if let Some(group) = self.groups.get(to_table) {
            let Some((_, target)) = group.column(to_column) else {
                let names: Vec<String> = group.columns.iter().map(|(_, c)| c.name.clone()).collect();
                self.missing(
                    source,
                    spot,
                    format!("{to_table} has no column `{to_column}`"),
                    to_column,
                    &names,
                );
                return None;
            };
            let mut seen = vec![(table, &*column.name)];
            return match self.follow(to_table, target, &mut seen) {
                Followed::Type(ty) => Some(ty),
                Followed::Circle => {
                    let title = format!("{table}.{} takes its type from itself", column.name);
                    let problem = Problem::new(title)
                        .at(source, spot, "round and round")
                        .help("give one of the columns a type");
                    self.problems.push(problem);
                    None
                }
                Followed::Far => {
                    let title = format!(
                        "{table}.{} takes its type from more than {MAX_CHAIN} references away",
                        column.name
                    );
                    let problem = Problem::new(title)
                        .at(source, spot, "the first of them")
                        .help("give it a type, or one of the columns on the way");
                    self.problems.push(problem);
                    None
                }
                Followed::Broken => None,
            };
        }
        if let Some(known) = (self.known.table)(to_table) {
            if let Some(target) = known.column(to_column) {
                return Some(target.ty.clone());
            }
            let names: Vec<String> = known.columns.iter().map(|c| c.name.clone()).collect();
            self.missing(source, spot, format!("{to_table} has no column `{to_column}`"), to_column, &names);
            return None;
        }
        let names = self.table_names();
        self.missing(source, spot, format!("there is no table `{to_table}`"), to_table, &names);
        None
    }

    /// The type that a column will have, without a word on what is wrong with it: that is said at the column.
    fn follow(
        &self,
        mut table: &'a str,
        mut column: &'a ColumnSource,
        seen: &mut Vec<(&'a str, &'a str)>,
    ) -> Followed {
        loop {
            let own_enum = || Type::Enum(Schema::column_enum_name(table, &column.name));
            let (to_table, to_column) = match (&column.ty, &column.foreign_key) {
                (TypeSource::Is(Type::Str { .. }), _) if column.max_length.is_some() => {
                    return Followed::Type(Type::Str { max_length: column.max_length });
                }
                (TypeSource::Is(ty), _) => return Followed::Type(ty.clone()),
                (TypeSource::Enum { array: false, .. }, _) => return Followed::Type(own_enum()),
                (TypeSource::Enum { .. }, _) => return Followed::Type(Type::Array(Box::new(own_enum()))),
                (TypeSource::Unsaid, Some(target)) => target,
                _ => return Followed::Broken,
            };
            seen.push((table, &column.name));
            if seen.len() > MAX_CHAIN {
                // Looked for once, at the end: at every step it would be most of the work.
                let steps = seen.len();
                seen.sort_unstable();
                seen.dedup();
                return if seen.len() < steps { Followed::Circle } else { Followed::Far };
            }
            let Some(group) = self.groups.get(&**to_table) else {
                let known = (self.known.table)(to_table);
                let known = known.and_then(|t| t.column(to_column).map(|c| c.ty.clone()));
                return known.map_or(Followed::Broken, Followed::Type);
            };
            let Some((_, target)) = group.column(to_column) else { return Followed::Broken };
            (table, column) = (to_table, target);
        }
    }

    /// Notes that something is not there, with the nearest thing that is.
    pub(super) fn missing(
        &mut self,
        source: SourceId,
        spot: Spot,
        title: String,
        name: &str,
        there: &[String],
    ) {
        let problem = match nearest(name, there.iter().map(String::as_str)) {
            Some(meant) => Problem::new(title).at(source, spot, format!("did you mean `{meant}`?")),
            None => {
                let problem = Problem::new(title).at(source, spot, "not there");
                if there.is_empty() { problem } else { problem.note(listed(there)) }
            }
        };
        self.problems.push(problem);
    }

    /// All tables, given and known.
    pub(super) fn table_names(&self) -> Vec<String> {
        let mut names = (self.known.names)();
        names.extend(self.groups.keys().map(|n| (*n).to_owned()));
        names
    }
}

/// What there is to choose from, as far as anybody reads.
fn listed(there: &[String]) -> String {
    const MOST: usize = 12;
    let more = if there.len() > MOST { format!(" and {} more", there.len() - MOST) } else { String::new() };
    format!("there is {}{more}", there[..there.len().min(MOST)].join(", "))
}
