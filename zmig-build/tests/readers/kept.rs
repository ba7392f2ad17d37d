//! What `timestamps` and `soft_delete` stand for is the same wherever it is said.

use crate::cases::read;
use zmig_core::template::{with_soft_delete, with_timestamps};
use zmig_core::{Column, Table, Type};

fn by_yaml(meta: &str) -> Table {
    let text = format!("notes:\n  id: {{type: int, pk: true}}\n  Meta: {{{meta}}}\n");
    let merged = read(&[("schemas/zSchema.notes.yaml".to_owned(), text)]).unwrap();
    merged.schema.table("notes").unwrap().clone()
}

#[test]
fn kept_columns_of_yaml_are_those_of_templates() {
    let mut bare = Table::new("notes", "zSchema.notes");
    bare.columns = vec![Column::new("id", Type::Int).required()];
    bare.primary_key = vec!["id".into()];
    assert_eq!(by_yaml("timestamps: true"), with_timestamps(bare.clone()));
    assert_eq!(by_yaml("soft_delete: true"), with_soft_delete(bare.clone()));
    assert_eq!(by_yaml("timestamps: true, soft_delete: true"), with_soft_delete(with_timestamps(bare)));
}
