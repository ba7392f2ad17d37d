//! Keys, references, checks and indexes, put onto their tables. What the model cannot say is left for the list of what
//! zmig does not manage.

use super::catalog::Catalog;
use super::constant::bare;
use super::constraints::Constraint;
use super::indexes::IndexedKey;
use super::names;
use std::collections::BTreeMap;
use zmig_core::{Check, Deferrable, ForeignKey, Index, IndexKey, KeyOf, Nulls, Table, Unique, UnmanagedKind};

/// Puts a constraint onto its table; false where the model cannot hold it.
pub(super) fn add_constraint(table: &mut Table, found: &Constraint, catalog: &Catalog) -> bool {
    if !found.enforced || found.unlike {
        return false;
    }
    let Some(columns) = catalog.column_names(found.table, &found.columns) else { return false };
    let name = found.name.clone();
    match found.kind {
        'p' => {
            table.primary_key_name = (name != zmig_core::primary_key_name(&table.name)).then_some(name);
            table.primary_key = columns;
        }
        'u' => {
            let Some(include) = catalog.column_names(found.table, &found.include) else { return false };
            table.uniques.push(Unique {
                nulls_not_distinct: found.nulls_not_distinct,
                deferrable: found.deferrable,
                include,
                ..Unique::new(name, columns)
            });
        }
        'c' => {
            let Some(expr) = &found.expr else { return false };
            table.checks.push(Check { name, expr: bare(expr).to_owned() });
        }
        'f' => {
            let target = found.target.as_ref().filter(|t| t.plain);
            let references = target.and_then(|t| {
                let name = names::qualified(&catalog.view.home, &t.namespace, &t.name);
                // One that is looked at has to be one that zmig can manage.
                name.filter(|_| {
                    catalog.relation(found.references).is_none()
                        || catalog.table_name(found.references).is_some()
                })
            });
            let (Some(target), Some(references)) = (target, references) else { return false };
            table.foreign_keys.push(ForeignKey {
                on_delete: found.on_delete,
                on_update: found.on_update,
                deferrable: found.deferrable,
                match_full: found.match_full,
                ..ForeignKey::new(name, columns, references, target.columns.clone())
            });
        }
        _ => return false,
    }
    true
}

/// What the model leaves out of a constraint that it holds; `None` where it is all there.
pub(super) fn left_out(found: &Constraint) -> Option<&'static str> {
    let key = found.kind == 'p' && (found.deferrable != Deferrable::No || !found.include.is_empty());
    if !found.valid {
        Some(UnmanagedKind::NOT_VALIDATED)
    } else if key || found.storage {
        Some("option of a constraint")
    } else {
        None
    }
}

/// Puts an index onto its table; false where the model cannot hold it.
pub(super) fn add_index(table: &mut Table, keys: &[IndexedKey], catalog: &Catalog) -> bool {
    let Some(first) = keys.first() else { return false };
    let Some(include) = catalog.column_names(first.table, &first.include) else { return false };
    let keys: Option<Vec<IndexKey>> = keys.iter().map(|k| key(k, catalog)).collect();
    let Some(keys) = keys.filter(|_| first.valid && !first.beyond) else { return false };
    table.indexes.push(Index {
        unique: first.unique,
        condition: first.condition.as_deref().map(|c| bare(c).to_owned()),
        using: Some(first.method.clone()).filter(|m| m != "btree"),
        include,
        nulls_not_distinct: first.nulls_not_distinct,
        parameters: parameters(&first.parameters),
        ..Index::new(first.name.clone(), keys)
    });
    true
}

fn key(found: &IndexedKey, catalog: &Catalog) -> Option<IndexKey> {
    let what = match &found.expr {
        Some(expr) => KeyOf::Expr(bare(expr).to_owned()),
        None => KeyOf::Column(catalog.attribute(found.table, found.column)?.name.clone()),
    };
    let nulls = if found.nulls_first { Nulls::First } else { Nulls::Last };
    // Other methods have no order, and no NULLs at an end of it.
    let nulls =
        Some(nulls).filter(|n| found.method == "btree" && *n != Nulls::of_direction(found.descending));
    Some(IndexKey {
        what,
        descending: found.descending,
        nulls,
        opclass: found.opclass.clone(),
        collation: found.collation.clone(),
    })
}

/// `fillfactor=70`
fn parameters(found: &[String]) -> BTreeMap<String, String> {
    let pairs = found.iter().filter_map(|text| text.split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
