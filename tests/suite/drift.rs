//! Differences between two accounts of a schema are found, and named exactly: as laws over random schemas, and planted by
//! hand in databases and in files.

mod downs;
mod files;
mod models;
mod oracle;
mod planted;
mod postgres;
pub(crate) mod project;
mod scratch;
mod searches;
mod sqlite;

use crate::support::arbitrary::schemas;
use crate::support::mutate::pairs;
use proptest::prelude::*;
use zmig_core::{Comparison, Dialect, ResolveBy, Side, apply_all, diff, drift};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_differs_from_itself(schema in schemas()) {
        prop_assert_eq!(drift(&schema, &schema, &[]), vec![]);
        let mut turned = schema.clone();
        for table in turned.tables.values_mut() {
            table.columns.reverse();
            table.owner.push('x');
        }
        prop_assert_eq!(drift(&schema, &turned, &[]), vec![]);
    }

    #[test]
    fn what_differs_is_named_and_nothing_else(pair in pairs()) {
        let conflicts = drift(&pair.old, &pair.new, &[]);
        let same = pair.old.without_owners() == pair.new.without_owners();
        prop_assert_eq!(conflicts.is_empty(), same);
        prop_assert_eq!(oracle::named(&conflicts), oracle::differences(&pair.old, &pair.new));
        for conflict in &conflicts {
            prop_assert!(conflict.expected != conflict.found, "{}", conflict);
            prop_assert!(!conflict.to_string().contains("\n\n"), "{}", conflict);
        }
        // The other way round, what was missing is not expected, and so on.
        prop_assert_eq!(drift(&pair.new, &pair.old, &[]).len(), conflicts.len());
    }

    #[test]
    fn a_comparison_sees_what_a_database_would_and_offers_a_way(pair in pairs()) {
        for dialect in Dialect::ALL {
            let (wanted, there) = ((Side::Migrations, &pair.new), (Side::Live, &pair.old));
            let comparison = Comparison::new(wanted, there, Some(dialect), &[]);
            let same = pair.new.as_seen_by(dialect).without_owners() == pair.old.as_seen_by(dialect).without_owners();
            prop_assert_eq!(comparison.is_equal(), same, "{}", comparison);
            for conflict in &comparison.conflicts {
                let repairs = conflict.resolutions.iter().filter(|r| matches!(r, ResolveBy::Repair { .. }));
                prop_assert!(repairs.count() <= 1);
                prop_assert!(conflict.resolutions.contains(&ResolveBy::Adopt));
            }
        }
    }

    #[test]
    fn a_comparison_is_read_back_from_its_json(pair in pairs()) {
        let changes = diff(&pair.old, &pair.new, &pair.hints).expect("explained");
        let new = apply_all(&pair.old, &changes).expect("fits");
        let comparison = Comparison::new((Side::Sources, &new), (Side::Snapshot, &pair.old), None, &[]);
        let json = serde_json::to_string(&comparison).expect("JSON");
        prop_assert_eq!(serde_json::from_str::<Comparison>(&json).expect("reads back"), comparison);
    }
}
