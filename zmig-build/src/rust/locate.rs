//! From the names of things to their place in a file of Rust.

use super::args::{Arg, ArgValue, Errors, parse};
use super::field::arguments;
use super::file::position;
use super::model::{Form, Model, read_model};
use super::search;
use crate::diagnostic::Position;
use crate::source::Spot;
use proc_macro2::Span;
use syn::spanned::Spanned;
use syn::{Item, ItemStruct};

/// See [`crate::source::locate`].
pub(crate) fn locate(text: &str, spot: &Spot) -> Option<Position> {
    let models = models(text)?;
    let of_table = |table: &str| models.iter().find(|m| m.model.table == table);
    let span = match spot {
        Spot::File => return None,
        Spot::Meta { schema, key } => {
            let found = models.iter().find(|m| m.model.contribution.schema == *schema)?;
            found.argument(meta_key(key)).map_or_else(|| found.item.ident.span(), |arg| arg.span())
        }
        Spot::Enum { .. } => return None,
        Spot::Domain { schema, name } => {
            let found = models.iter().find(|m| m.model.contribution.schema == *schema)?;
            found.key("domain", Some(name))
        }
        Spot::Table { table } => of_table(table)?.item.ident.span(),
        Spot::TableKey { table, key } => of_table(table)?.key(key, None),
        Spot::TableItem { table, key, item } => of_table(table)?.key(key, Some(item)),
        Spot::Column { table, column } => {
            let found = of_table(table)?;
            let field = found.model.fields.iter().find(|f| f.column == *column);
            field.map_or_else(|| found.item.ident.span(), |f| f.ident.span())
        }
        Spot::ColumnKey { table, column, key } => of_table(table)?.column_key(column, key),
    };
    Some(position(text, span))
}

/// See [`crate::source::version_position`].
pub(crate) fn version_position(text: &str, schema: &str) -> Option<Position> {
    let models = models(text)?;
    let found = models.iter().find(|m| m.model.contribution.schema == schema)?;
    found.argument("version").map(|arg| position(text, arg.span()))
}

/// A struct with what is written in its attribute.
struct Found {
    item: ItemStruct,
    model: Model,
    args: Vec<Arg>,
}

impl Found {
    fn argument(&self, key: &str) -> Option<&Arg> {
        self.args.iter().find(|arg| arg.key() == key)
    }

    fn key(&self, key: &str, item: Option<&str>) -> Span {
        let own = self.item.ident.span();
        let singular = match key {
            "indexes" => "index",
            "foreign_keys" => "foreign_key",
            "checks" => "check",
            other => other,
        };
        let Some(item) = item else { return self.argument(singular).map_or(own, Arg::span) };
        let mut several = self.args.iter().filter(|arg| arg.key() == singular);
        match item.parse::<usize>() {
            // The n-th `index(…)`, or the only list of its kind.
            Ok(number) => several.nth(number).or_else(|| self.argument(singular)).map_or(own, Arg::span),
            Err(_) => {
                let named = |arg: &&Arg| match &arg.value {
                    ArgValue::List(inner) => inner.iter().any(|one| one.key() == item || is_text(one, item)),
                    _ => false,
                };
                several.find(named).or_else(|| self.argument(singular)).map_or(own, Arg::span)
            }
        }
    }

    fn column_key(&self, column: &str, key: &str) -> Span {
        let Some(number) = self.model.fields.iter().position(|f| f.column == column) else {
            return self.item.ident.span();
        };
        let Some(field) = self.item.fields.iter().nth(number) else { return self.item.ident.span() };
        let args = arguments(&mut Errors::default(), field);
        match args.iter().find(|arg| arg.key() == key) {
            Some(arg) => arg.span(),
            // What no attribute says is said by the field's type.
            None if matches!(key, "type" | "required") => field.ty.span(),
            None => self.model.fields[number].ident.span(),
        }
    }
}

/// Whether an argument is `… = "text"`.
fn is_text(arg: &Arg, text: &str) -> bool {
    Errors::default().text(arg).is_some_and(|value| value == text)
}

fn meta_key(key: &str) -> &str {
    match key {
        "zMigration" | "zMigrationVersion" => "version",
        "zMigrationNotes" => "notes",
        "zMigrationHooks" => "hooks",
        "Schema_Name" => "schema",
        "Data_Type" => "data_type",
        other => other,
    }
}

/// The structs that describe a table; those that only follow one have nothing that a spot could mean.
fn models(text: &str) -> Option<Vec<Found>> {
    let file = syn::parse_file(text).ok()?;
    let mut out = Vec::new();
    let bare = search::imports(&file.items, "model");
    gather(file.items, bare, &mut out);
    Some(out)
}

fn gather(items: Vec<Item>, bare: bool, out: &mut Vec<Found>) {
    for item in items {
        match item {
            Item::Mod(module) => {
                gather(module.content.map(|(_, items)| items).unwrap_or_default(), bare, out)
            }
            Item::Struct(item) => {
                let Some(tokens) = item.attrs.iter().find_map(|a| search::model_arguments(a, bare)) else {
                    continue;
                };
                if let (Ok(model), Ok(args)) = (read_model(tokens.clone(), &item), parse(tokens))
                    && model.form == Form::Schema
                {
                    out.push(Found { item, model, args });
                }
            }
            _ => {}
        }
    }
}
