//! The pure core of zmig: what a schema is, how two of them differ, and what SQL turns one into the other.
//!
//! Nothing in here reads a file, a clock or the environment, and nothing prints. The same functions therefore run
//! in a build script, in a proc macro, in the command line tool and in an application's process.
//!
//! ```
//! use zmig_core::{Change, Column, Dialect, Hints, PlanOptions, Schema, Table, Type, diff, plan};
//!
//! let old = Schema::default();
//! let mut new = Schema::default();
//! let mut users = Table::new("users", "zSchema.users");
//! users.columns.push(Column::new("id", Type::Int).required());
//! users.primary_key = vec!["id".into()];
//! new.tables.insert("users".into(), users);
//!
//! let changes = diff(&old, &new, &Hints::default()).expect("nothing to explain");
//! assert!(matches!(changes[0], Change::CreateTable { .. }));
//! let plan = plan(&old, &changes, Dialect::Sqlite, &PlanOptions::default()).expect("plannable");
//! assert!(plan.steps[0].sql[0].starts_with("CREATE TABLE \"users\""));
//! ```

mod apply;
mod archive;
mod change;
mod column;
mod data_type;
mod default;
mod dependants;
mod dialect;
mod diff;
mod digest;
mod domain;
#[cfg(feature = "drift")]
mod drift;
mod fold;
mod foreign_key;
mod format;
mod hazard;
mod hints;
mod hook;
mod index;
mod inverse;
pub mod lint;
mod names;
mod order;
mod plan;
mod render;
mod resolve;
mod rule;
mod schema;
mod seen;
mod sorted;
mod split;
mod stamp;
mod table;
pub mod template;
pub mod text_search;
mod ty;
mod unmanaged;
mod unsupported;
mod validate;
mod version;

pub use apply::{ApplyError, apply, apply_all};
pub use archive::{ARCHIVE_PREFIX, Ways, ways};
pub use change::{Change, Reversibility, Risk};
pub use column::{Column, Generated, Identity};
pub use data_type::{DataType, DataTypeChange, UnknownDataType};
pub use default::{DefaultValue, Literal, LiteralError};
pub use dependants::{Ahead, Breakage, may_break, would_break};
pub use dialect::fragment::check_fragment;
pub use dialect::sqlite::copy::sqlite_copy;
pub use dialect::{Capabilities, Dialect, UnknownDialect};
pub use diff::{Refusal, diff};
pub use digest::{Checksum, ParseChecksum, SetDigest, normalise_text};
pub use domain::Domain;
#[cfg(feature = "drift")]
pub use drift::{Aspect, Comparison, Conflict, ObjectKind, ObjectRef, ResolveBy, Side, drift};
pub use fold::{FoldError, Unrecorded, fold_manifests, unrecorded};
pub use foreign_key::{Action, Deferrable, ForeignKey};
pub use format::{
    FormatError, MANIFEST_FORMAT, Manifest, ManifestDialect, Replaced, SNAPSHOT_FORMAT, SQL_FORMAT, Snapshot,
    SnapshotSchema, SqlFile, SqlStep,
};
pub use hazard::{Hazard, Lock, Touch, Work};
pub use hints::{ColumnHints, Hints, TableHints};
pub use hook::{Hook, HookMoment, Hooks, check_function_name};
pub use index::{Check, Index, IndexKey, KeyOf, Nulls, Unique};
pub use inverse::{inverse, inverse_all};
pub use names::{
    MAX_IDENTIFIER, NameError, check_constraint_name, check_name, check_qualified_name, fold,
    foreign_key_name, index_name, nearest, primary_key_name, shorten, split_qualified, unique_name,
};
pub use order::order;
pub use plan::{Plan, PlanError, PlanOptions, RowCheck, Step, Transaction, plan};
pub use render::{ByHand, Draft, RenderedFile, by_hand_name, render, render_by_hand, sql_text};
pub use resolve::{Applied, Node, Problem, Replacement, Resolution, resolve};
pub use rule::ColumnRule;
pub use schema::{EnumType, Schema, SchemaName, TableName};
pub use sorted::{Inserts, IntoSorted, Map, Set};
pub use split::{Part, split};
pub use stamp::Stamp;
pub use table::{Table, TableOption};
pub use ty::{Conversion, ParseType, Type};
pub use unmanaged::{Need, Unmanaged, UnmanagedKind};
pub use unsupported::{Unsupported, unsupported};
pub use validate::{Invalid, Place, validate};
pub use version::{Bump, Version, VersionError};
