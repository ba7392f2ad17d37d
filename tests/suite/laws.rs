//! The laws that hold for every schema, without a database.

use crate::support::arbitrary::schemas;
use crate::support::details::Kind;
use crate::support::mutate::{Pair, pairs_of};
use proptest::prelude::*;
use zmig_core::{
    Change, Column, Dialect, ForeignKey, Hints, PlanOptions, Refusal, Schema, Table, TableOption, Type,
    apply, apply_all, diff, inverse, inverse_all, order, split, validate,
};

/// Pairs of every kind.
fn pairs() -> impl Strategy<Value = Pair> {
    let of = |dialect| pairs_of(Kind::Of(dialect));
    prop_oneof![pairs_of(Kind::Plain), of(Dialect::Postgres), of(Dialect::Sqlite)]
}

/// The hints explain everything, so that nothing is refused.
fn changes(pair: &Pair) -> Result<Vec<Change>, TestCaseError> {
    diff(&pair.old, &pair.new, &pair.hints).map_err(|refused| TestCaseError::fail(format!("{refused:#?}")))
}

fn summaries(changes: &[Change]) -> Vec<String> {
    changes.iter().map(Change::summary).collect()
}

fn bytes(changes: &[Change]) -> String {
    serde_json::to_string(changes).expect("changes are JSON")
}

/// What no database would hold even for a moment: foreign keys whose target is no key, keys on columns that are not
/// there. Names that are set aside for a moment, and integers of two sizes at the ends of a foreign key, are no harm.
fn holds(schema: &Schema, after: &Change) -> Result<(), TestCaseError> {
    for wrong in validate(schema) {
        let harmless = ["`zmig_tmp_", "auto_increment", "would be named", "two names"];
        let sizes = wrong.what.contains(" is ") && wrong.what.contains("the foreign key");
        let fine = sizes || harmless.iter().any(|h| wrong.what.contains(h));
        prop_assert!(fine, "after {}: {}", after.summary(), wrong.what);
    }
    Ok(())
}

/// Every moment on a way is one that a database can hold.
fn walk(from: &Schema, way: &[Change]) -> Result<Schema, TestCaseError> {
    let mut state = from.clone();
    for change in way {
        if let Err(error) = apply(&mut state, change) {
            return Err(TestCaseError::fail(format!("{error}\n{:#?}", summaries(way))));
        }
        holds(&state, change).map_err(|e| TestCaseError::fail(format!("{e}\n{:#?}", summaries(way))))?;
    }
    Ok(state)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn generated_schemas_are_valid(schema in schemas(), pair in pairs()) {
        prop_assert_eq!(validate(&schema), vec![]);
        prop_assert_eq!(validate(&pair.new), vec![]);
    }

    /// What a database holds of a schema is all there is to see for it.
    #[test]
    fn a_second_look_sees_what_the_first_saw(schema in schemas(), strict in any::<bool>()) {
        let mut schema = schema;
        if strict {
            schema.tables.values_mut().for_each(|t| t.options.extend([TableOption::Strict]));
        }
        for dialect in Dialect::ALL {
            let seen = schema.as_seen_by(dialect);
            prop_assert_eq!(&seen.as_seen_by(dialect), &seen);
        }
    }

    #[test]
    fn a_schema_does_not_differ_from_itself(pair in pairs()) {
        prop_assert_eq!(diff(&pair.new, &pair.new, &pair.hints), Ok(vec![]));
    }

    #[test]
    fn the_difference_leads_from_one_to_the_other_and_back(pair in pairs()) {
        let changes = changes(&pair)?;
        prop_assert_eq!(changes.is_empty(), pair.old == pair.new);
        let there = apply_all(&pair.old, &changes);
        prop_assert_eq!(there.as_ref(), Ok(&pair.new), "{:#?}", summaries(&changes));
        let back = apply_all(&pair.new, &inverse_all(&changes));
        prop_assert_eq!(back.as_ref(), Ok(&pair.old), "{:#?}", summaries(&changes));
        for change in &changes {
            prop_assert_eq!(&inverse(&inverse(change)), change);
        }
    }

    #[test]
    fn every_moment_on_the_way_and_back_can_be_held(pair in pairs()) {
        let changes = changes(&pair)?;
        prop_assert_eq!(walk(&pair.old, &changes)?, pair.new.clone());
        prop_assert_eq!(walk(&pair.new, &inverse_all(&changes))?, pair.old);
    }

    #[test]
    fn from_nothing_and_to_nothing(schema in schemas()) {
        let nothing = Schema::default();
        let come = diff(&nothing, &schema, &Hints::default());
        let Ok(come) = come else { return Err(TestCaseError::fail("refused")) };
        prop_assert_eq!(walk(&nothing, &come)?, schema.clone());
        let Ok(go) = diff(&schema, &nothing, &Hints::default()) else {
            return Err(TestCaseError::fail("refused"))
        };
        prop_assert_eq!(walk(&schema, &go)?, nothing);
    }

    #[test]
    fn the_same_input_gives_the_same_bytes_in_whatever_order_it_was_written(pair in pairs()) {
        let first = bytes(&changes(&pair)?);
        prop_assert_eq!(&first, &bytes(&changes(&pair)?));
        let again: Schema = serde_json::from_str(&serde_json::to_string(&pair.old).unwrap_or_default())
            .map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(&again, &pair.old);
        let mut shuffled = pair.clone();
        shuffled.old = again;
        for table in shuffled.old.tables.values_mut() {
            table.columns.reverse();
        }
        let mut two = changes(&shuffled)?;
        let mut one = changes(&pair)?;
        for list in [&mut one, &mut two] {
            for change in list {
                // A table goes with its columns in the order in which they came.
                if let Change::DropTable { table } = change {
                    table.columns.sort_by(|a, b| a.name.cmp(&b.name));
                }
            }
        }
        let sorted = |mut list: Vec<String>| { list.sort(); list };
        prop_assert_eq!(sorted(summaries(&one)), sorted(summaries(&two)));
        prop_assert_eq!(one.len(), two.len());
    }

    /// Many tables that no change concerns are left out of the comparison, and change nothing about it.
    #[test]
    fn tables_that_nothing_concerns_make_no_difference(pair in pairs()) {
        let alone = changes(&pair)?;
        let mut crowded = pair.clone();
        for schema in [&mut crowded.old, &mut crowded.new] {
            for number in 0..12 {
                let mut table = Table::new(format!("idle{number}"), "zSchema.idle");
                table.columns = vec![Column::new("id", Type::Int).required(), Column::new("next", Type::Int)];
                table.primary_key = vec!["id".into()];
                table.foreign_keys = vec![ForeignKey::new(
                    format!("fk_idle{number}_next"),
                    vec!["next".into()],
                    format!("idle{}", (number + 1) % 12),
                    vec!["id".into()],
                )];
                schema.tables.insert(table.name.clone(), table);
            }
        }
        prop_assert_eq!(summaries(&changes(&crowded)?), summaries(&alone));
        let split = |pair: &Pair| {
            split(&pair.old, alone.clone(), &Dialect::ALL, &PlanOptions::default(), false)
        };
        prop_assert_eq!(split(&crowded), split(&pair));
    }

    #[test]
    fn changes_read_back_as_they_are_written(pair in pairs()) {
        let changes = changes(&pair)?;
        let read: Vec<Change> =
            serde_json::from_str(&bytes(&changes)).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(read, changes);
    }

    #[test]
    fn ordered_changes_are_in_order(pair in pairs()) {
        let changes = changes(&pair)?;
        prop_assert_eq!(summaries(&order(&pair.old, changes.clone())), summaries(&changes));
    }

    #[test]
    fn what_loses_data_is_breaking(pair in pairs()) {
        for change in changes(&pair)? {
            if matches!(change, Change::DropTable { .. } | Change::DropColumn { .. }) {
                prop_assert!(change.is_breaking(), "{}", change.summary());
            }
        }
    }

    /// Every column that is in both schemas keeps its data: no drop but those that the author listed, and of computed
    /// columns.
    #[test]
    fn a_rename_is_never_a_drop(pair in pairs()) {
        let listed = |table: &str, column: &str| {
            pair.hints.tables.iter().any(|(to, hints)| {
                let is = to == table || hints.renamed_from.as_deref() == Some(table);
                is && hints.dropped.contains(column)
            })
        };
        for change in changes(&pair)? {
            match &change {
                Change::DropTable { table } => {
                    prop_assert!(pair.hints.dropped_tables.contains(&table.name), "{}", change.summary());
                }
                Change::DropColumn { table, column, .. } => {
                    let harmless = listed(table, &column.name) || column.generated.is_some();
                    prop_assert!(harmless, "{}", change.summary());
                }
                _ => {}
            }
        }
    }

    /// Without a word from the author nothing that looks like a rename is dropped.
    #[test]
    fn a_rename_without_a_hint_is_refused(schema in schemas(), at in any::<prop::sample::Index>()) {
        let places: Vec<(String, String)> = schema
            .tables
            .values()
            .flat_map(|t| t.columns.iter().filter(|c| c.generated.is_none()).map(|c| (t.name.clone(), c.name.clone())))
            .collect();
        let (table, column) = at.get(&places).clone();
        let rename = Change::RenameColumn { table, from: column, to: "another".into() };
        let renamed = apply_all(&schema, &[rename]).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert!(diff(&schema, &renamed, &Hints::default()).is_err());
        let trusting = Hints { trust_drops: true, ..Hints::default() };
        if let Err(refused) = diff(&schema, &renamed, &trusting) {
            let all = refused.iter().all(|r| matches!(r, Refusal::NeedsBackfill { .. }));
            prop_assert!(all, "{refused:?}");
        }
    }

    #[test]
    fn parts_one_after_the_other_lead_where_the_changes_lead(pair in pairs(), each in any::<bool>()) {
        let changes = changes(&pair)?;
        let parts = split(&pair.old, changes.clone(), &Dialect::ALL, &PlanOptions::default(), each);
        let all: Vec<Change> = parts.iter().flat_map(|p| p.changes.clone()).collect();
        prop_assert_eq!(all.len(), changes.len());
        prop_assert_eq!(walk(&pair.old, &all)?, pair.new.clone());
        prop_assert_eq!(walk(&pair.new, &inverse_all(&all))?, pair.old);
        for part in &parts {
            prop_assert!(!part.changes.is_empty());
            prop_assert!(!part.depends_on.contains(&part.schema));
            let of_one_table = part.changes.iter().all(|c| c.table() == part.changes[0].table());
            prop_assert!(!each || part.changes.len() == 1 || of_one_table);
        }
    }
}
