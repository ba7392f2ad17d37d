//! What a struct knows of the tables that its own is related to.

use super::columns::{Field, Reader, TAKEN};
use super::idents;
use super::rows::shape_of;
use crate::merge::{Relation, RelationKind, TableModel, Through};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use zmig_core::{Column, Type};

/// A constant for each relation whose columns here have fields. `columns` are the constants of the columns.
pub(super) fn constants(found: &TableModel, fields: &[Field], columns: &[Ident]) -> TokenStream {
    let usable: Vec<(&Relation, Vec<&Field>)> = found
        .relations
        .iter()
        .filter_map(|relation| Some((relation, own_fields(relation, found, fields)?)))
        .collect();
    let names: Vec<String> = usable.iter().map(|(relation, _)| relation.name.clone()).collect();
    let columns = columns.iter().map(ToString::to_string);
    let taken: Vec<String> = columns.chain(TAKEN.map(str::to_owned)).collect();
    let names = idents::relations(&names, &taken, Span::call_site());
    let lines = usable.iter().zip(names).map(|((relation, fields), name)| {
        let (doc, ty) = (doc(relation), type_name(relation.kind));
        let (types, number) = (fields.iter().map(|f| &f.inner), number(&relation.table));
        let shape = shape(relation, found);
        let parts = fields.iter().map(
            |Field { ident, inner, .. }| quote!(::zmig::__private::KeyPart::<#inner>::part(&row.#ident)?),
        );
        quote! {
            #[doc = #doc]
            pub const #name: ::zmig::#ty<Self, (#(#types,)*), #number> = ::zmig::Relation::new(
                &#shape,
                |row: &Self| ::core::option::Option::Some((#(#parts,)*)),
            );
        }
    });
    quote!(#(#lines)*)
}

/// What a relation asks a struct of the other table to be: FNV's hash of its name, so that no struct has to be known to
/// another one.
pub(super) fn number(table: &str) -> u32 {
    table.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The columns here, with the columns that hold the same values.
fn pairs(relation: &Relation) -> &[(String, String)] {
    relation.through.as_ref().map_or(&relation.pairs, |through| &through.here)
}

/// The fields of the columns here; none where one is missing, or is of a type that values are not compared by.
fn own_fields<'f>(relation: &Relation, found: &TableModel, fields: &'f [Field]) -> Option<Vec<&'f Field>> {
    let of = |(here, _): &(String, String)| {
        let field = fields.iter().find(|f| f.column == *here)?;
        let known = field.reader != Reader::Any && found.table.column(here).is_some_and(joins);
        known.then_some(field)
    };
    let fields: Option<Vec<&Field>> = pairs(relation).iter().map(of).collect();
    fields.filter(|fields| (1..=4).contains(&fields.len()))
}

fn joins(column: &Column) -> bool {
    !matches!(
        column.ty,
        Type::Float
            | Type::Float32
            | Type::Json
            | Type::Enum(_)
            | Type::Array(_)
            | Type::Raw(_)
            | Type::Domain(_)
    )
}

fn shape(relation: &Relation, found: &TableModel) -> TokenStream {
    let Relation { table, soft_delete, .. } = relation;
    let pairs = pairs(relation).iter().map(|(here, there)| {
        let here = shape_of(found, here);
        quote!((#here, #there))
    });
    let through = match &relation.through {
        Some(Through { table, there, soft_delete, .. }) => {
            let pairs = there.iter().map(|(theirs, others)| quote!((#theirs, #others)));
            quote! {
                ::core::option::Option::Some(::zmig::Through {
                    table: #table,
                    pairs: &[#(#pairs),*],
                    soft_delete: #soft_delete,
                })
            }
        }
        None => quote!(::core::option::Option::None),
    };
    quote! {
        ::zmig::RelationShape {
            table: #table,
            pairs: &[#(#pairs),*],
            through: #through,
            soft_delete: #soft_delete,
        }
    }
}

fn type_name(kind: RelationKind) -> Ident {
    let name = match kind {
        RelationKind::BelongsTo => "BelongsTo",
        RelationKind::HasOne => "HasOne",
        RelationKind::HasMany => "HasMany",
        RelationKind::ManyToMany => "ManyToMany",
    };
    Ident::new(name, Span::call_site())
}

fn doc(relation: &Relation) -> String {
    let table = &relation.table;
    let list = |columns: Vec<&str>| format!("`{}`", columns.join("`, `"));
    let here = || list(relation.pairs.iter().map(|(here, _)| &**here).collect());
    let there = || list(relation.pairs.iter().map(|(_, there)| &**there).collect());
    match (relation.kind, &relation.through) {
        (RelationKind::BelongsTo, _) => format!(" The row of `{table}` that {} points at.", here()),
        (RelationKind::HasOne, _) => format!(" The row of `{table}` that points here by {}.", there()),
        (RelationKind::ManyToMany, Some(through)) => {
            format!(" The rows of `{table}` that `{}` joins with this one.", through.table)
        }
        (_, _) => format!(" The rows of `{table}` that point here by {}.", there()),
    }
}
