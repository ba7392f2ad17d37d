//! The run-time half of zmig: connects, locks, keeps the history, applies and rolls back.

#![cfg_attr(
    not(all(
        feature = "sqlite",
        feature = "postgres",
        feature = "declarative",
        feature = "verify",
        feature = "backup",
        feature = "backfill"
    )),
    allow(
        dead_code,
        unused_imports,
        unused_variables,
        unreachable_code,
        reason = "each backend and each feature uses a part of the whole"
    )
)]

mod archives;
#[cfg(feature = "declarative")]
mod auto_migrate;
#[cfg(feature = "backfill")]
mod backfill;
#[cfg(feature = "backup")]
mod backup;
mod chance;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "csv")]
mod csv;
mod data;
mod database;
mod dependants;
mod difference;
#[cfg(feature = "cli")]
mod doctor;
mod driver;
mod embedded;
mod environment;
mod error;
mod event;
mod executor;
mod gate;
mod history;
mod hooks;
mod inside;
mod introspect;
mod job;
#[cfg(feature = "declarative")]
mod live;
mod load;
mod lock;
#[cfg(feature = "declarative")]
mod migration_plan;
#[cfg(any(feature = "sqlite", feature = "postgres"))]
mod model;
mod operation;
mod options;
#[cfg(feature = "postgres")]
mod postgres;
mod preview;
mod repair;
mod report;
mod rollback;
mod run;
#[cfg(feature = "verify")]
mod scratch;
mod script;
mod secret;
mod set;
mod sources;
#[cfg(feature = "sqlite")]
mod sqlite;
mod stamp;
mod statements;
mod status;
mod strategy;
mod target;
#[cfg(feature = "transfer")]
mod transfer;
mod typed;
mod value;
#[cfg(feature = "verify")]
mod verify;
mod words;

pub use archives::Archive;
#[cfg(feature = "declarative")]
pub use auto_migrate::{AutoMigrateOptions, AutoMigrated, LeftOut, Objection, SchemaChange};
#[cfg(feature = "backfill")]
pub use backfill::{Backfill, BackfillPage, BackfillReport};
#[cfg(feature = "backup")]
pub use backup::{Backup, BackupOptions, BackupPolicy, BackupTable, RestoreOptions, backups};
#[cfg(feature = "csv")]
pub use csv::{CsvFault, CsvFaults, CsvFolder, CsvSnapshot, CsvTransaction};
pub use data::DataMigration;
pub use database::Database;
#[cfg(feature = "cli")]
pub use doctor::{Health, Symptom};
pub use embedded::{BackendChange, Head, Migrations};
pub use error::{Cause, Error, Failure, Place, Remains};
pub use event::Event;
pub use history::{HistoryEntry, HistoryStatus};
pub use hooks::{HookConnection, HookContext, HookError, HookFuture, MissingFunction};
pub use introspect::{IntrospectOptions, Introspection, introspect};
#[cfg(feature = "declarative")]
pub use migration_plan::{
    Alteration, ApplyOptions, MigrateData, MigrationPlan, Operation, Outcome, PlanProblem, PlanReport,
    PlannedStep, RawSql,
};
#[cfg(any(feature = "sqlite", feature = "postgres"))]
pub use model::{
    Assign, BelongsTo, Column, ColumnShape, ColumnValue, Columns, Db, Equal, Fields, Filter, HasMany, HasOne,
    HowMany, JsonKey, JsonPath, JsonScalar, KeyValues, Kind, Load, Loaded, LoadedOne, ManyToMany, Model,
    ModelError, OfTable, Operand, Order, Ordered, Query, Relation, RelationKey, RelationShape, Row, Rule,
    Session, Table, TableShape, TextSearch, Through, Violation, Violations, Write,
};
pub use operation::OperationKind;
pub use options::{OnAhead, OnMissing, RunOptions};
pub use preview::{Assessment, Preview, PreviewedChange, PreviewedMigration};
pub use repair::Repair;
pub use report::{Migrated, Report};
pub use rollback::{Irreversible, RollbackAnalysis, RollbackOptions, RollbackStep};
pub use secret::Secret;
pub use sources::{SourcePlace, SourceReport, SourcesReport};
pub use status::{Pending, Status};
pub use strategy::Strategy;
pub use target::{RollbackTarget, Target};
#[cfg(feature = "transfer")]
pub use transfer::{
    Export, ExportOptions, Import, ImportOptions, MoveOptions, Moved, SheetOptions, Sheets, TransferEvent,
    TransferFault, TransferStage, TransferredTable, export, import, sheets,
};
#[cfg(feature = "verify")]
pub use verify::{Verification, VerifyOptions};
// What the types above are made of.
#[cfg(feature = "verify")]
pub use zmig_core::{Aspect, Comparison, Conflict, ObjectKind, ObjectRef, ResolveBy, Side};
pub use zmig_core::{
    Dialect, Need, Problem, Reversibility, Risk, Schema, Stamp, Transaction, Unmanaged, UnmanagedKind,
};

pub use zmig_core::template;

/// What tables are made of, for those who write them in code.
pub mod schema {
    pub use zmig_core::{
        Action, Check, Column, DefaultValue, Deferrable, Domain, EnumType, ForeignKey, Generated, Identity,
        Index, IndexKey, KeyOf, Literal, Nulls, Schema, Table, TableOption, Type, Unique,
    };
}

#[doc(hidden)]
pub use embedded::{App, Digests, Embedded, Replaced, Script};
pub use sqlx::types::Json;
#[cfg(feature = "sqlite")]
pub use typed::ToSqlite;
pub use typed::{Bind, Enum, UnknownValue};

/// Expands to `Some(Script { … })` where the SQLite backend is compiled in, and reads no file otherwise.
#[doc(hidden)]
#[cfg(feature = "sqlite")]
#[macro_export]
macro_rules! __sqlite {
    ($($t:tt)*) => { ::core::option::Option::Some($($t)*) };
}
#[doc(hidden)]
#[cfg(not(feature = "sqlite"))]
#[macro_export]
macro_rules! __sqlite {
    ($($t:tt)*) => {
        ::core::option::Option::None
    };
}
/// Expands to `Some(Script { … })` where the PostgreSQL backend is compiled in, and reads no file otherwise.
#[doc(hidden)]
#[cfg(feature = "postgres")]
#[macro_export]
macro_rules! __postgres {
    ($($t:tt)*) => { ::core::option::Option::Some($($t)*) };
}
#[doc(hidden)]
#[cfg(not(feature = "postgres"))]
#[macro_export]
macro_rules! __postgres {
    ($($t:tt)*) => {
        ::core::option::Option::None
    };
}

/// What generated code calls. Not for hand-written programs: it changes with the generator.
#[doc(hidden)]
pub mod __private {
    pub use crate::embedded::{App, Digests, Embedded, Replaced, Script};
    #[cfg(any(feature = "sqlite", feature = "postgres"))]
    pub use crate::model::{AnyColumn, AnyValue, FromColumn, KeyPart, debug_fields};
    pub use crate::typed::emitted::*;
    pub use crate::{__postgres, __sqlite};
    /// Reads the columns of rows.
    pub mod decode {
        #[cfg(any(feature = "sqlite", feature = "postgres"))]
        pub use crate::model::{PostgresSide, SqliteSide};
        pub use crate::value::*;
    }
    #[cfg(feature = "decimal")]
    pub use rust_decimal;
    #[cfg(feature = "uuid")]
    pub use uuid;
    pub use zmig_core::{DataType, DataTypeChange, Reversibility, Risk, Transaction};
    pub use {chrono, serde_json, sqlx};
}
