//! Types: the database's own by their number, enums and domains by their name, all others as they are spelled.

use super::cells;
use super::columns::TypeUse;
use super::look::View;
use super::names::{self, in_scope, of_no_extension};
use crate::IntrospectOptions;
use crate::driver::{Driver, Fault};
use std::collections::BTreeMap;
use zmig_core::Type;

/// A type of the catalog's: an enum, a domain, or a list.
#[derive(Debug)]
pub(super) struct CatalogType {
    pub oid: u32,
    pub namespace: String,
    pub name: String,
    pub kind: TypeKind,
    /// Whether the options look into its namespace, and it belongs to no extension.
    pub in_scope: bool,
    pub comment: Option<String>,
}

/// What is known of such a type.
#[derive(Debug)]
pub(super) enum TypeKind {
    /// An enum with its values.
    Enum(Vec<String>),
    Domain(CatalogDomain),
    /// An array of another type.
    ArrayOf(u32),
}

/// What a domain says.
#[derive(Debug)]
pub(super) struct CatalogDomain {
    pub base: TypeUse,
    /// Whether what it is made of is a domain itself.
    pub of_domain: bool,
    pub required: bool,
    pub default: Option<String>,
    pub collation: Option<String>,
}

/// Enums, domains and arrays.
pub(super) async fn read<D: Driver>(
    driver: &mut D,
    options: &IntrospectOptions,
) -> Result<Vec<CatalogType>, Fault> {
    let sql = format!(
        "SELECT t.oid, n.nspname, t.typname, t.typtype, ({} AND {}), obj_description(t.oid, 'pg_type'), t.typelem, \
           (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), \
           t.typbasetype, t.typtypmod, CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) ELSE '' END, \
           coalesce(b.typtype = 'd', false), t.typnotnull, pg_get_expr(t.typdefaultbin, 0), {} \
         FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace \
         LEFT JOIN pg_type b ON b.oid = t.typbasetype LEFT JOIN pg_type i ON i.oid = t.typelem \
         LEFT JOIN pg_collation k ON k.oid = t.typcollation AND k.oid <> b.typcollation \
         LEFT JOIN pg_namespace kn ON kn.oid = k.collnamespace \
         WHERE t.typtype IN ('e', 'd') OR (i.typarray = t.oid AND i.typtype <> 'c') ORDER BY t.oid",
        in_scope("n.nspname", options),
        of_no_extension("pg_type", "t.oid"),
        super::columns::COLLATION,
    );
    cells::query(driver, "types", sql, |row| {
        let (oid, namespace, name, code) = (row.number()?, row.text()?, row.text()?, row.code()?);
        let (in_scope, comment) = (row.flag()?, row.maybe()?);
        let (element, values) = (row.number()?, row.texts()?);
        let base = TypeUse { oid: row.number()?, modifier: row.number()?, spelled: row.text()? };
        let domain = CatalogDomain {
            base,
            of_domain: row.flag()?,
            required: row.flag()?,
            default: row.maybe()?,
            collation: row.maybe()?,
        };
        let kind = match code {
            'e' => TypeKind::Enum(values),
            'd' => TypeKind::Domain(domain),
            _ => TypeKind::ArrayOf(element),
        };
        Ok(CatalogType { oid, namespace, name, kind, in_scope, comment })
    })
    .await
}

/// From the numbers of types to those of the model.
#[derive(Debug, Default)]
pub(super) struct Types {
    known: BTreeMap<u32, Known>,
    /// What domains are made of, as the printer spells it.
    bases: BTreeMap<u32, String>,
}

#[derive(Debug)]
enum Known {
    Model(Type),
    ArrayOf(u32),
}

impl CatalogType {
    /// Its name in the model, if it is one that zmig can manage.
    pub(super) fn model_name(&self, view: &View) -> Option<String> {
        let fits = match &self.kind {
            TypeKind::Enum(_) => true,
            TypeKind::Domain(domain) => !domain.of_domain && domain.collation.is_none(),
            TypeKind::ArrayOf(_) => false,
        };
        names::qualified(&view.home, &self.namespace, &self.name).filter(|_| fits && self.in_scope)
    }
}

impl Types {
    pub(super) fn new(types: &[CatalogType], view: &View) -> Self {
        let mut known = BTreeMap::new();
        let mut bases = BTreeMap::new();
        for ty in types {
            let it = match (&ty.kind, ty.model_name(view)) {
                (TypeKind::Enum(_), Some(name)) => Known::Model(Type::Enum(name)),
                (TypeKind::Domain(domain), Some(name)) => {
                    bases.insert(ty.oid, domain.base.spelled.clone());
                    Known::Model(Type::Domain(name))
                }
                (TypeKind::ArrayOf(element), _) => Known::ArrayOf(*element),
                (_, None) => continue,
            };
            known.insert(ty.oid, it);
        }
        Self { known, bases }
    }

    /// The enum or domain of that number.
    pub(super) fn by_oid(&self, oid: u32) -> Option<&Type> {
        match self.known.get(&oid) {
            Some(Known::Model(ty)) => Some(ty),
            _ => None,
        }
    }

    /// What a domain, or a list of a domain's values, is made of, as the printer spells it.
    pub(super) fn made_of(&self, oid: u32) -> Option<String> {
        match self.known.get(&oid) {
            Some(Known::ArrayOf(element)) => self.bases.get(element).map(|base| format!("{base}[]")),
            _ => self.bases.get(&oid).cloned(),
        }
    }

    /// The type of the model. One that zmig has no word for keeps its spelling.
    pub(super) fn resolve(&self, of: &TypeUse) -> Type {
        match self.known.get(&of.oid) {
            Some(Known::Model(ty)) => ty.clone(),
            Some(Known::ArrayOf(element)) => {
                let spelled = of.spelled.strip_suffix("[]").unwrap_or(&of.spelled).to_owned();
                let element = TypeUse { oid: *element, modifier: of.modifier, spelled };
                Type::Array(Box::new(self.resolve(&element)))
            }
            None => own(of).unwrap_or_else(|| Type::Raw(of.spelled.clone())),
        }
    }
}

/// The types that are the same number in every PostgreSQL.
fn own(of: &TypeUse) -> Option<Type> {
    let plain = of.modifier < 0;
    Some(match of.oid {
        16 => Type::Bool,
        17 => Type::Bytes,
        20 => Type::Int,
        21 => Type::Int16,
        23 => Type::Int32,
        25 => Type::Text,
        700 => Type::Float32,
        701 => Type::Float,
        1043 if plain => Type::STR,
        1043 => Type::Str { max_length: Some(u32::try_from(of.modifier - 4).ok()?) },
        1082 => Type::Date,
        1083 if plain => Type::Time,
        1184 if plain => Type::DateTime,
        1700 if !plain => decimal(of.modifier)?,
        2950 => Type::Uuid,
        3802 => Type::Json,
        _ => return None,
    })
}

/// Since version 15 the digits after the point may be more than all, or fewer than none.
fn decimal(modifier: i32) -> Option<Type> {
    let bits = u32::try_from(modifier - 4).ok()?;
    let precision = u16::try_from(bits >> 16).ok()?;
    let scale = u16::try_from(bits & 0x7ff).ok()?;
    (scale <= precision).then_some(Type::Decimal { precision, scale })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(oid: u32, modifier: i32, spelled: &str, expected: &str) {
        let known = [(1231, Known::ArrayOf(1700)), (1041, Known::ArrayOf(869))].into();
        let types = Types { known, ..Types::default() };
        let of = TypeUse { oid, modifier, spelled: spelled.into() };
        assert_eq!(types.resolve(&of).to_string(), expected);
    }

    #[test]
    fn types_come_back_with_their_length() {
        check(25, -1, "text", "text");
        check(1043, -1, "character varying", "str");
        check(1043, 24, "character varying(20)", "str(20)");
        check(1700, (10 << 16 | 2) + 4, "numeric(10,2)", "decimal(10,2)");
        check(1231, (10 << 16 | 2) + 4, "numeric(10,2)[]", "[decimal(10,2)]");
        check(1184, -1, "timestamp with time zone", "datetime");
    }

    #[test]
    fn what_has_no_word_keeps_its_spelling() {
        check(1700, -1, "numeric", "sql:numeric");
        check(1700, (2 << 16 | 3) + 4, "numeric(2,3)", "sql:numeric(2,3)");
        check(1700, (2 << 16 | (0x7ff & -3_i32)) + 4, "numeric(2,-3)", "sql:numeric(2,-3)");
        check(1184, 3, "timestamp(3) with time zone", "sql:timestamp(3) with time zone");
        check(1114, -1, "timestamp without time zone", "sql:timestamp without time zone");
        check(1041, -1, "inet[]", "[sql:inet]");
        check(99999, -1, "geo.geometry(Point,4326)", "sql:geo.geometry(Point,4326)");
    }
}
