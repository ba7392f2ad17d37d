//! Indexes for searches: by what json and arrays contain, and by the words of texts.

use super::gather::Part;
use super::{Merge, Problem};
use crate::source::{SourceId, Spot};
use zmig_core::text_search::{self, DEFAULT_LANGUAGE};
use zmig_core::{Index, IndexKey, Place, Table, Type, index_name};

/// The operator class that answers `contains` from a smaller index than the type's own.
const JSON_CONTAINS: &str = "jsonb_path_ops";

impl Merge<'_> {
    /// Adds the indexes that a table's searches ask for. Columns that could not be built are complained of elsewhere.
    pub(super) fn search_indexes(&mut self, table: &mut Table, parts: &[Part<'_>]) {
        for part in parts {
            for (number, column) in part.table.jsonb_gin_indexes.iter().enumerate() {
                let spot = item(&table.name, "jsonb_gin_indexes", number);
                if !self.check_column(part.source, spot.clone(), &table.name, column) {
                    continue;
                }
                let Some(ty) = table.column(column).map(|c| self.base_type(&c.ty)) else { continue };
                let opclass = match ty {
                    Type::Json => Some(JSON_CONTAINS.to_owned()),
                    Type::Array(_) => None,
                    ty => {
                        let title = format!("{}.{column} is {ty}, which contains nothing", table.name);
                        let problem = Problem::new(title)
                            .at(part.source, spot, "json and arrays do")
                            .help(format!("for comparisons: `{column}: {{indexed: true}}`"));
                        self.problems.push(problem);
                        continue;
                    }
                };
                let key = IndexKey { opclass, ..IndexKey::new(column) };
                let index = Index::new(index_name(&table.name, &[column]), vec![key]);
                self.add_index(table, (part.source, spot), Index { using: Some("gin".into()), ..index });
            }
        }
        self.text_search_index(table, parts);
    }

    fn text_search_index(&mut self, table: &mut Table, parts: &[Part<'_>]) {
        let (mut columns, mut place) = (Vec::new(), None);
        let mut is_whole = true;
        for part in parts {
            for (number, column) in part.table.annotations.text_search.iter().enumerate() {
                let spot = item(&table.name, "text_search", number);
                let ty = table.column(column).map(|c| self.base_type(&c.ty));
                is_whole &= ty.as_ref().is_some_and(Type::is_text);
                if let Some(ty) = ty.filter(|ty| !ty.is_text()) {
                    let title =
                        format!("{}.{column} is {ty}, and a text search looks through text", table.name);
                    self.problems.push(Problem::new(title).at(part.source, spot.clone(), "str or text"));
                }
                place.get_or_insert((part.source, spot));
                columns.push(column);
            }
        }
        let Some(place) = place.filter(|_| is_whole) else { return };
        let language = parts.iter().find_map(|p| p.table.annotations.text_search_language.as_deref());
        let index = text_search::index(&table.name, &columns, language.unwrap_or(DEFAULT_LANGUAGE));
        self.add_index(table, place, index);
    }

    fn add_index(&mut self, table: &mut Table, place: (SourceId, Spot), index: Index) {
        let object = Place::Object { table: table.name.clone(), object: index.name.clone() };
        self.out.places.spots.insert(object, place);
        table.indexes.push(index);
    }
}

fn item(table: &str, key: &str, number: usize) -> Spot {
    Spot::TableItem { table: table.to_owned(), key: key.to_owned(), item: number.to_string() }
}
