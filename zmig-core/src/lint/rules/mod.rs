//! The rules. Registering one is a line in the list below; a test holds the list against the files.

/// What a rule's file needs.
mod prelude {
    pub(super) use super::columns_where;
    pub(super) use crate::Dialect;
    pub(super) use crate::lint::{Fact, Level, Rule};

    /// Rules of every database.
    pub(super) const EVERY: &[Dialect] = &Dialect::ALL;
    /// Rules of PostgreSQL.
    pub(super) const POSTGRES: &[Dialect] = &[Dialect::Postgres];
    /// Rules of SQLite.
    pub(super) const SQLITE: &[Dialect] = &[Dialect::Sqlite];
}

use super::{ColumnFact, Fact};

/// The columns of a new table, or the new one of a table, that are of a kind; `None` where there is none.
fn columns_where(fact: &Fact, is: impl Fn(&ColumnFact) -> bool) -> Option<String> {
    let (table, columns) = match fact {
        Fact::CreateTable { table, columns, .. } => (table, columns.as_slice()),
        Fact::AddColumn { table, column, .. } => (table, std::slice::from_ref(column)),
        _ => return None,
    };
    let found: Vec<String> =
        columns.iter().filter(|c| is(c)).map(|c| format!("{table}.{}", c.name)).collect();
    (!found.is_empty()).then(|| found.join(", "))
}

macro_rules! rules {
    ($($file:ident)*) => {
        $(mod $file;)*

        /// Every rule, by its code.
        pub static RULES: &[&super::Rule] = &[$(&$file::RULE),*];

        #[cfg(all(test, feature = "lint-sql"))]
        const FILES: &[&str] = &[$(stringify!($file)),*];
    };
}

rules! {
    zm001_drop_table
    zm002_drop_column
    zm003_narrow_type
    zm004_drop_enum_value
    zm005_unlogged_table
    zm006_truncate
    zm007_delete_without_where
    zm008_update_without_where
    zm009_drop_container
    zm010_cascade
    zm011_overwritten_by_expression
    zm012_disable_triggers
    zm021_rename_column
    zm022_rename_table
    zm023_change_type
    zm024_required_column
    zm025_required_from_now
    zm026_nullable_from_now
    zm027_rename_type
    zm028_rename_enum_value
    zm029_move_table
    zm030_rename_schema
    zm031_reorder_enum
    zm032_replace_key
    zm033_unique_over_rows
    zm034_constraint_over_rows
    zm035_drop_constraint
    zm036_drop_index
    zm037_drop_object
    zm038_change_default
    zm039_change_collation
    zm040_tighten_domain
    zm041_key_over_rows
    zm042_table_options
    zm043_drop_computed_column
    zm044_no_longer_computed
    zm045_computed_over_rows
    zm046_widen_type
    zm047_rename_constraint
    zm101_index_blocks_writers
    zm102_drop_index_blocks
    zm103_volatile_default
    zm104_not_null_scans
    zm105_type_rewrites
    zm106_numbered_column_rewrites
    zm107_foreign_key_scans
    zm108_check_scans
    zm109_unique_blocks
    zm110_key_blocks
    zm111_exclusion_blocks
    zm112_stored_column_rewrites
    zm113_validated_too_soon
    zm114_whole_table_rewrite
    zm115_reindex_blocks
    zm116_refresh_blocks
    zm117_detach_blocks
    zm118_attach_scans
    zm119_lock_by_hand
    zm120_backfill_under_lock
    zm121_unique_column
    zm122_referring_column
    zm123_checked_column
    zm124_trigger_blocks
    zm125_no_lock_timeout
    zm126_many_tables_locked
    zm127_several_foreign_keys
    zm201_small_key
    zm202_small_reference
    zm203_serial
    zm204_char_of_n
    zm205_varchar_of_n
    zm206_timestamp_without_zone
    zm207_time_with_zone
    zm208_json
    zm209_money
    zm210_domain_with_check
    zm211_no_primary_key
    zm212_wide_index
    zm213_hash_index
    zm301_table_copy
    zm401_unreadable
    zm402_cannot_run_in_transaction
    zm403_own_transaction
    zm404_open_transaction
    zm405_nested_transaction
    zm406_not_repeatable
    zm407_invalid_index_kept
    zm408_setting_stays
    zm409_new_value_used
    zm410_opaque
    zm411_long_name
    zm412_table_if_not_exists
    zm413_unnamed_constraint
    zm414_unknown_code
}

#[cfg(all(test, feature = "lint-sql"))]
mod tests;
