//! Schemas written as YAML and read again: the same schema, whatever it holds.

use crate::golden::Case;
use crate::support::arbitrary;
use proptest::prelude::*;
use zmig_build::diagnostic::render;
use zmig_build::pull::{Heading, Layout, assign, read_back, write};
use zmig_core::{Dialect, Schema};

/// Writes, reads, and says what differs.
fn differences(schema: &Schema) -> Result<(), String> {
    let files = write(schema, &Heading::new(Dialect::Sqlite));
    let text = || files.iter().map(|f| format!("== {}\n{}", f.path, f.text)).collect::<String>();
    match read_back(&files, schema, &[]) {
        Ok(differ) if differ.is_empty() => Ok(()),
        Ok(differ) => Err(format!("{differ:?}\n{}{schema:#?}", text())),
        Err(found) => Err(format!("{}\n{}", render(&found), text())),
    }
}

#[test]
fn every_golden_is_read_back_as_it_was() {
    let mut wrong = Vec::new();
    for case in Case::all() {
        for schema in [&case.before, &case.after] {
            wrong.extend(differences(schema).err().map(|why| format!("{}: {why}", case.name)));
            for layout in [Layout::Auto, Layout::OneFile, Layout::PerTable] {
                let mut schema = schema.clone();
                assign(&mut schema, layout, "shop");
                wrong
                    .extend(differences(&schema).err().map(|why| format!("{} {layout:?}: {why}", case.name)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn laws_of_pull_any_schema_is_read_back_as_it_was(schema in arbitrary::schemas()) {
        differences(&schema).map_err(TestCaseError::fail)?;
        let mut schema = schema;
        assign(&mut schema, Layout::PerTable, "shop");
        differences(&schema).map_err(TestCaseError::fail)?;
    }
}
