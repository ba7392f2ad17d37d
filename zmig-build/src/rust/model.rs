//! The struct under `#[zmig::model]`: parsed and validated, for the macro and the build script alike.

use super::args::{Arg, Errors, parse};
use super::names::{plural, snake};
use super::{field, table};
use crate::source::{ColumnSource, Contribution, TableSource};
use proc_macro2::TokenStream;
use syn::Fields;
use syn::ext::IdentExt;

/// A struct with `#[zmig::model(…)]`.
#[derive(Clone)]
pub struct Model {
    /// The table's name: `table = "…"`, or the struct's in snake case and plural.
    pub table: String,
    /// Where the span of `table = "…"` is, or the struct's name.
    pub table_span: proc_macro2::Span,
    /// Which of the three forms it has.
    pub form: Form,
    /// Whether it says that its rows are only read.
    pub read_only: bool,
    /// The fields; none for a unit struct.
    pub fields: Vec<ModelField>,
    /// What it says of the schema; only [`Form::Schema`] says more than the table's name.
    pub contribution: Contribution,
}

/// The three forms of a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// `struct User;`: the fields come from the table.
    Unit,
    /// Fields and no `version`: checked against the table.
    Bound,
    /// Fields and `version`: the struct is the schema.
    Schema,
}

/// A field of a model.
#[derive(Clone)]
pub struct ModelField {
    /// Its name in Rust.
    pub ident: syn::Ident,
    /// Its Rust type, `Option` included.
    pub ty: syn::Type,
    /// Its column, which `#[zmig(column = "…")]` may name otherwise.
    pub column: String,
    /// What the field says of its column. For [`Form::Bound`] only what its Rust type says.
    pub source: ColumnSource,
}

/// Reads the arguments of the attribute, and the struct with the `#[zmig(…)]` attributes of its fields.
///
/// # Errors
/// Every mistake, at its span.
pub fn read_model(attr: TokenStream, item: &syn::ItemStruct) -> Result<Model, Vec<syn::Error>> {
    let args = arguments(attr).map_err(|error| vec![error])?;
    let mut errors = Errors::default();
    let form = form(&mut errors, &args, item);
    let is_schema = form == Form::Schema;
    let name = snake(&item.ident.unraw().to_string());
    let (mut table_name, mut table_span) = (plural(&name), item.ident.span());
    if let Some(arg) = args.iter().find(|arg| arg.name == "table") {
        table_name = errors.text(arg).unwrap_or(table_name);
        table_span = arg.span();
        if let Err(why) = zmig_core::check_qualified_name(&table_name) {
            errors.add(table_span, format!("{why}\nhelp: name the table in letters, digits and `_`"));
        }
    }
    let mut contribution = Contribution::default();
    let mut source = TableSource { name: table_name.clone(), ..TableSource::default() };
    table::read(&mut errors, &args, is_schema, &mut contribution, &mut source);
    if contribution.schema.is_empty() {
        contribution.schema = format!("zSchema.{table_name}");
    }
    let read_only = args.iter().find(|arg| arg.name == "read_only").is_some_and(|arg| errors.flag(arg));
    let fields: Vec<ModelField> =
        item.fields.iter().filter_map(|f| field::read(&mut errors, f, is_schema)).collect();
    check_fields(&mut errors, item, &fields);
    if is_schema {
        source.columns = fields.iter().map(|f| f.source.clone()).collect();
        check_kept_columns(&mut errors, &args, &source);
        source.annotations.in_code = true;
        contribution.tables.push(source);
    }
    if errors.0.is_empty() {
        Ok(Model { table: table_name, table_span, form, read_only, fields, contribution })
    } else {
        Err(errors.0)
    }
}

/// The arguments. Some write the table's name alone, as other crates' macros have it.
fn arguments(attr: TokenStream) -> syn::Result<Vec<Arg>> {
    if let Ok(name) = syn::parse2::<syn::LitStr>(attr.clone()) {
        let text = "the table's name is an argument like any other\nhelp: table = ";
        return Err(syn::Error::new(name.span(), format!("{text}{:?}", name.value())));
    }
    parse(attr)
}

fn form(errors: &mut Errors, args: &[Arg], item: &syn::ItemStruct) -> Form {
    let version = args.iter().find(|arg| arg.name == "version" || arg.name == "extends");
    if let Some(parameter) = item.generics.params.first() {
        errors.0.push(syn::Error::new_spanned(parameter, "a row has no parameters; name the types"));
    }
    match (&item.fields, version) {
        (Fields::Unit, Some(arg)) => {
            errors.add(
                arg.name.span(),
                "a struct without fields describes no table, so it has no version; its fields come from the schema\n\
                 help: give it fields, or leave the version to the schema",
            );
            Form::Unit
        }
        (Fields::Unit, None) => Form::Unit,
        (Fields::Unnamed(fields), _) => {
            errors.0.push(syn::Error::new_spanned(
                fields,
                "columns have names; write a struct with named fields",
            ));
            Form::Bound
        }
        (Fields::Named(_), Some(_)) => Form::Schema,
        (Fields::Named(_), None) => Form::Bound,
    }
}

fn check_fields(errors: &mut Errors, item: &syn::ItemStruct, fields: &[ModelField]) {
    if let (Fields::Named(named), true) = (&item.fields, fields.is_empty())
        && named.named.is_empty()
    {
        errors.add(
            item.ident.span(),
            "a table has columns; give the struct fields, or write it as `struct Name;`",
        );
    }
    for (number, field) in fields.iter().enumerate() {
        if let Some(first) = fields[..number].iter().find(|f| f.column == field.column) {
            let text =
                format!("`{}` and `{}` are both the column `{}`", first.ident, field.ident, field.column);
            errors.add(field.ident.span(), text);
        }
        if let Some(attr) = item.fields.iter().nth(number).and_then(|f| f.attrs.iter().find(|a| is_cfg(a))) {
            errors.0.push(syn::Error::new_spanned(
                attr,
                "a column that is there in some builds only; a build without it would drop its data\n\
                 help: remove the `cfg`",
            ));
        }
    }
}

/// Whether an attribute makes what it stands on depend on the build.
pub(super) fn is_cfg(attr: &syn::Attribute) -> bool {
    attr.path().is_ident("cfg")
}

/// A struct has a field for every column, so `timestamps` and `soft_delete` only say what the fields are for.
fn check_kept_columns(errors: &mut Errors, args: &[Arg], source: &TableSource) {
    let kept = [("timestamps", "created_at"), ("timestamps", "updated_at"), ("soft_delete", "deleted_at")];
    for (key, column) in kept {
        let Some(arg) = args.iter().find(|arg| arg.name == key) else { continue };
        if source.column(column).is_none() {
            let ty = if key == "timestamps" { "DateTime<Utc>" } else { "Option<DateTime<Utc>>" };
            errors.add(
                arg.name.span(),
                format!("`{key}` needs a field `{column}`; there is none\nhelp: pub {column}: {ty},"),
            );
        }
    }
}
