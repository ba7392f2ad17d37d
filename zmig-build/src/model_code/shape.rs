//! What can be told of a Rust type from its tokens alone.

use quote::ToTokens;
use syn::{GenericArgument, PathArguments};
use zmig_core::Type;

/// A Rust type, as far as its last word says what it is. An alias or a type of the user's is [`Shape::Unknown`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A type that is what its name says, in a form to compare and to show.
    Known(String),
    /// `Vec` of something that is not a byte.
    List(Box<Self>),
    /// A type that only rustc knows.
    Unknown,
}

/// The type within an `Option`, and whether there was one.
pub(super) fn without_option(ty: &syn::Type) -> (bool, &syn::Type) {
    match argument_of(ty, "Option") {
        Some(inner) => (true, inner),
        None => (false, ty),
    }
}

/// The type within a `Vec`.
pub(super) fn element(ty: &syn::Type) -> Option<&syn::Type> {
    argument_of(ty, "Vec")
}

impl Shape {
    /// The shape of a written type.
    pub(super) fn of(ty: &syn::Type) -> Self {
        if let Some(inner) = element(ty) {
            return match Self::of(inner) {
                Self::Known(name) if name == "u8" => Self::Known("Vec<u8>".into()),
                inner => Self::List(Box::new(inner)),
            };
        }
        let syn::Type::Path(path) = strip(ty) else {
            return Self::Known(ty.to_token_stream().to_string().replace(' ', ""));
        };
        let Some(last) = path.path.segments.last() else { return Self::Unknown };
        let name = last.ident.to_string();
        match name.as_str() {
            "bool" | "char" | "str" | "String" | "i8" | "i16" | "i32" | "i64" | "i128" | "isize" | "u8"
            | "u16" | "u32" | "u64" | "u128" | "usize" | "f32" | "f64" | "Uuid" | "Decimal" | "NaiveDate"
            | "NaiveTime" | "NaiveDateTime" => Self::Known(name),
            "DateTime" => match argument_of(ty, "DateTime").map(Self::zone) {
                Some(zone) => Self::Known(format!("DateTime<{zone}>")),
                None => Self::Unknown,
            },
            "Value" if path.path.segments.iter().any(|s| s.ident == "serde_json") => {
                Self::Known("serde_json::Value".into())
            }
            _ => Self::Unknown,
        }
    }

    fn zone(ty: &syn::Type) -> String {
        match strip(ty) {
            syn::Type::Path(path) => {
                path.path.segments.last().map_or_else(String::new, |s| s.ident.to_string())
            }
            other => other.to_token_stream().to_string(),
        }
    }

    /// The shape of the Rust type that reads a column; none where only the user knows it. That of an enum is
    /// [`Shape::Unknown`], which no type known by its name fits.
    pub(super) fn expected(ty: &Type) -> Option<Self> {
        let name = match ty {
            Type::Bool => "bool",
            Type::Int16 => "i16",
            Type::Int32 => "i32",
            Type::Int => "i64",
            Type::Float32 => "f32",
            Type::Float => "f64",
            Type::Decimal { .. } => "Decimal",
            Type::Str { .. } | Type::Text => "String",
            Type::Bytes => "Vec<u8>",
            Type::Date => "NaiveDate",
            Type::Time => "NaiveTime",
            Type::DateTime => "DateTime<Utc>",
            Type::Uuid => "Uuid",
            Type::Json => "serde_json::Value",
            Type::Enum(_) => return Some(Self::Unknown),
            // The model that the macros read has what a domain is made of in its place.
            Type::Domain(_) | Type::Raw(_) => return None,
            Type::Array(inner) => {
                return Some(Self::List(Box::new(Self::expected(inner).unwrap_or(Self::Unknown))));
            }
        };
        Some(Self::Known(name.to_owned()))
    }

    /// Whether a field of this shape may hold what is expected. What only rustc knows is left to rustc.
    pub(super) fn fits(&self, expected: &Self) -> bool {
        match (self, expected) {
            (Self::Unknown, _) => true,
            (Self::List(a), Self::List(b)) => a.fits(b),
            (Self::Known(a), Self::Known(b)) => a == b,
            (Self::Known(_) | Self::List(_), _) => false,
        }
    }

    /// Whether any part of it is left to rustc.
    pub(super) fn is_unknown(&self) -> bool {
        match self {
            Self::Unknown => true,
            Self::List(inner) => inner.is_unknown(),
            Self::Known(_) => false,
        }
    }

    /// How a message writes it; `unknown` stands for what is not known.
    pub(super) fn show(&self, unknown: &str) -> String {
        match self {
            Self::Known(name) => name.clone(),
            Self::List(inner) => format!("Vec<{}>", inner.show(unknown)),
            Self::Unknown => unknown.to_owned(),
        }
    }
}

/// The one argument of the generic type of that name.
fn argument_of<'a>(ty: &'a syn::Type, name: &str) -> Option<&'a syn::Type> {
    let syn::Type::Path(path) = strip(ty) else { return None };
    let last = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.iter().collect::<Vec<_>>().as_slice() {
        [GenericArgument::Type(inner)] => Some(inner),
        _ => None,
    }
}

/// The type within parentheses and the invisible groups that macros leave.
fn strip(ty: &syn::Type) -> &syn::Type {
    match ty {
        syn::Type::Group(group) => strip(&group.elem),
        syn::Type::Paren(paren) => strip(&paren.elem),
        other => other,
    }
}
