//! What a Rust type says of a column.

use super::args::written;
use crate::source::TypeSource;
use syn::{GenericArgument, PathArguments, PathSegment};
use zmig_core::Type;

/// What a field's type says.
pub(crate) struct FieldType<'a> {
    /// The column's type; an error's text where Rust has many and databases none, or where one word is missing.
    pub(crate) ty: Result<TypeSource, String>,
    /// Whether it is an `Option`.
    pub(crate) nullable: bool,
    /// The type within the `Option`.
    pub(crate) inner: &'a syn::Type,
}

/// Reads a field's type. Paths are known by their last name: `chrono::NaiveDate` or `NaiveDate`.
pub(crate) fn field_type(ty: &syn::Type) -> FieldType<'_> {
    let ty = bare(ty);
    match last(ty).and_then(|segment| argument(segment, "Option")) {
        Some(inner) => FieldType { ty: column_type(inner), nullable: true, inner },
        None => FieldType { ty: column_type(ty), nullable: false, inner: ty },
    }
}

fn column_type(ty: &syn::Type) -> Result<TypeSource, String> {
    let ty = bare(ty);
    let Some(segment) = last(ty) else {
        return Err(no_column(ty));
    };
    if let Some(item) = argument(segment, "Vec") {
        if last(item).is_some_and(|s| s.ident == "u8") {
            return Ok(TypeSource::Is(Type::Bytes));
        }
        return array(item);
    }
    if argument(segment, "Option").is_some() {
        return Err("an Option in an Option; a column is NULL or not".into());
    }
    let is = |ty: Type| Ok(TypeSource::Is(ty));
    match segment.ident.to_string().as_str() {
        "i64" => is(Type::Int),
        "i32" => is(Type::Int32),
        "i16" => is(Type::Int16),
        "f64" => is(Type::Float),
        "f32" => is(Type::Float32),
        "bool" => is(Type::Bool),
        "String" => is(Type::STR),
        "NaiveDate" => is(Type::Date),
        "NaiveTime" => is(Type::Time),
        "DateTime" => match &segment.arguments {
            PathArguments::AngleBracketed(args) if args.args.len() == 1 && !written(args).contains("Utc") => {
                Err("a datetime is an instant in UTC; use `DateTime<Utc>`".into())
            }
            _ => is(Type::DateTime),
        },
        "NaiveDateTime" => Err("a datetime is an instant in UTC; use `DateTime<Utc>`".into()),
        "Uuid" => is(Type::Uuid),
        "Value" | "Json" | "JsonValue" => is(Type::Json),
        "Decimal" => {
            let mend = "help: #[zmig(type = \"decimal(10,2)\")]";
            Err(format!("a Decimal needs its digits; how many in all, and how many after the point?\n{mend}"))
        }
        "u8" | "u16" | "u32" | "u64" | "usize" | "u128" | "i128" | "isize" | "i8" => {
            Err(format!("databases have no type for `{}`; use i64, i32 or i16", segment.ident))
        }
        "char" | "str" => Err(format!("a column cannot be read as `{}`; use String", segment.ident)),
        name if name.starts_with(char::is_uppercase) && segment.arguments.is_none() => {
            Ok(TypeSource::RustEnum { name: name.to_owned(), array: false })
        }
        _ => Err(no_column(ty)),
    }
}

fn array(item: &syn::Type) -> Result<TypeSource, String> {
    match column_type(item)? {
        TypeSource::Is(Type::Array(_)) => Err("an array holds no arrays; use json".into()),
        TypeSource::Is(ty) => Ok(TypeSource::Is(Type::Array(Box::new(ty)))),
        TypeSource::RustEnum { name, .. } => Ok(TypeSource::RustEnum { name, array: true }),
        other => Ok(other),
    }
}

fn no_column(ty: &syn::Type) -> String {
    format!(
        "no column is a `{}`; say what it holds\nhelp: #[zmig(type = \"json\")], or the type that the database has",
        written(ty)
    )
}

/// Without parentheses and the groups that macros leave.
fn bare(ty: &syn::Type) -> &syn::Type {
    match ty {
        syn::Type::Group(group) => bare(&group.elem),
        syn::Type::Paren(paren) => bare(&paren.elem),
        other => other,
    }
}

fn last(ty: &syn::Type) -> Option<&PathSegment> {
    match bare(ty) {
        syn::Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        _ => None,
    }
}

/// `T` of `Name<T>`.
fn argument<'a>(segment: &'a PathSegment, name: &str) -> Option<&'a syn::Type> {
    let PathArguments::AngleBracketed(args) = &segment.arguments else { return None };
    match args.args.first() {
        Some(GenericArgument::Type(ty)) if segment.ident == name && args.args.len() == 1 => Some(bare(ty)),
        _ => None,
    }
}
