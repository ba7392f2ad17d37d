//! Schemas whose data moves to another kind of place: what their `Data_Type` says, and what their migrations say.

use crate::merge::Merged;
use zmig_core::{DataType, DataTypeChange, Manifest, Part, Snapshot};

/// A part for each schema whose `Data_Type` is not the one that its migrations know. It changes no table, and comes before
/// the changes of the same version.
pub(crate) fn moves(merged: &Merged, snapshot: &Snapshot, manifests: &[Manifest]) -> Vec<Part> {
    let part = |schema: &String, to: DataType| {
        let known = snapshot.schemas.get(schema)?;
        let from = known.data_type.or_else(|| told_by_sql(schema, to, manifests))?;
        (from != to).then(|| Part {
            schema: schema.clone(),
            changes: Vec::new(),
            depends_on: Vec::new(),
            data_type: Some(DataTypeChange { from: Some(from), to }),
        })
    };
    merged.schemas.iter().filter_map(|(schema, (_, meta))| part(schema, meta.data_type?)).collect()
}

/// What is to be noted with the next migration of a schema: the `Data_Type` that none before it notes.
pub(super) fn to_note(merged: &Merged, snapshot: &Snapshot, schema: &str) -> Option<DataTypeChange> {
    let said = merged.schemas.get(schema)?.1.data_type?;
    snapshot.data_type(schema).is_none().then_some(DataTypeChange::first(said))
}

/// Where the data was by the migrations' SQL, which is all that older manifests tell: what was never written in the dialect
/// of the new place was never applied there.
fn told_by_sql(schema: &str, to: DataType, manifests: &[Manifest]) -> Option<DataType> {
    let mut own = manifests.iter().filter(|m| m.schema == schema).peekable();
    let mut dialects = own.peek()?.dialects.keys();
    let (first, second) = (dialects.next()?, dialects.next());
    let is_elsewhere = second.is_none() && own.all(|m| !m.dialects.contains_key(&to.dialect()));
    is_elsewhere.then(|| DataType::from(*first))
}
