//! What one statement does, in words that do not depend on who wrote it.

use super::sql_type::SqlType;
use std::ops::Range;

/// A fact with the place that it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// What is done.
    pub fact: Fact,
    /// Who says so.
    pub source: Source,
    /// Whether it is done to a table that the same migration has made, in which there are no rows yet and of which nobody
    /// knows.
    pub fresh: bool,
    /// Whether it is done in a transaction, whoever began it.
    pub in_transaction: bool,
}

/// Where a fact comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The number of a change in its list.
    Change(usize),
    /// The bytes of a statement in its text.
    Text(Range<usize>),
}

/// What is done. A table is named as the statement names it, without quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are named after the nouns that they hold")]
pub enum Fact {
    /// A table is made. `guarded`: `IF NOT EXISTS`.
    CreateTable { table: String, columns: Vec<ColumnFact>, unlogged: bool, guarded: bool },
    /// A table goes. `kept`: its rows go to an archive; `guarded`: `IF EXISTS`.
    DropTable { table: String, kept: bool, cascade: bool, guarded: bool },
    /// A table gets another name.
    RenameTable { table: String, to: String },
    /// A table moves to another namespace.
    MoveTable { table: String },
    /// A table is no longer logged, so that a crash empties it.
    SetUnlogged { table: String },
    /// A statement that writes a whole table anew while nobody can use it, e.g. `VACUUM FULL`.
    Rewrite { table: Option<String>, by: &'static str },
    /// A column comes. `filled`: with a value for rows that exist, other than its default.
    AddColumn { table: String, column: ColumnFact, filled: bool, guarded: bool },
    /// A column goes. `kept`: its values go to an archive; `computed`: they can be computed again.
    DropColumn { table: String, column: String, kept: bool, computed: bool, cascade: bool, guarded: bool },
    /// A column gets another name.
    RenameColumn { table: String, column: String, to: String },
    /// A column gets another type. `from` where it is known; `keeps`: whether every value stays what it is, where that is
    /// known.
    ChangeType { table: String, column: String, from: Option<SqlType>, to: SqlType, keeps: Option<bool> },
    /// A column's collation changes.
    ChangeCollation { table: String, column: String },
    /// A column may no longer be NULL. `proven`: a valid check says so already.
    SetNotNull { table: String, column: String, proven: bool },
    /// A column may be NULL.
    DropNotNull { table: String, column: String },
    /// New rows get another value.
    SetDefault { table: String, column: String },
    /// New rows get no value any more.
    DropDefault { table: String, column: String },
    /// A column becomes computed, or is computed in another way.
    SetGenerated { table: String, column: String },
    /// A column is no longer computed.
    DropExpression { table: String, column: String },
    /// How a table is kept changes in a way that may refuse its rows.
    SetOptions { table: String },
    /// A view is made, materialised or not.
    CreateView { name: String },
    /// An index is built.
    CreateIndex {
        table: String,
        name: String,
        columns: Vec<String>,
        unique: bool,
        method: Option<String>,
        concurrent: bool,
        guarded: bool,
    },
    /// An index goes.
    DropIndex { table: Option<String>, name: String, concurrent: bool, guarded: bool },
    /// Indexes are built anew.
    Reindex { what: String, concurrent: bool },
    /// A constraint comes. `valid`: rows that exist are looked at at once; `from_index`: it takes an index that is there.
    AddConstraint {
        table: String,
        name: Option<String>,
        kind: ConstraintKind,
        columns: Vec<String>,
        /// The table that a foreign key points at.
        to: Option<String>,
        valid: bool,
        from_index: bool,
    },
    /// Rows that exist are held against a constraint.
    Validate { table: String, name: String },
    /// A constraint goes.
    DropConstraint { table: String, name: String, kind: Option<ConstraintKind>, cascade: bool },
    /// A constraint gets another name.
    RenameConstraint { table: String, name: String },
    /// The primary key changes from one set of columns to another.
    ReplaceKey { table: String },
    /// An enum gets a value. `placed`: before or after another one.
    AddEnumValue { name: String, value: String, placed: bool },
    /// A value of an enum gets another name.
    RenameEnumValue { name: String, value: String },
    /// Values of an enum go.
    DropEnumValues { name: String, values: Vec<String> },
    /// The values of an enum sort in another order.
    ReorderEnum { name: String },
    /// A type is renamed: an enum or a domain.
    RenameType { name: String, to: String },
    /// A domain with conditions is made, or takes on one.
    ConstrainDomain { name: String, made: bool },
    /// A type, domain, sequence, view or function goes, by its kind.
    DropObject { kind: &'static str, name: String, cascade: bool },
    /// A whole namespace or database goes, by its kind.
    DropContainer { kind: &'static str, name: String, cascade: bool },
    /// A namespace is renamed.
    RenameSchema { name: String, to: String },
    /// A materialised view is filled anew.
    RefreshView { name: String, concurrent: bool },
    /// A partition leaves its table.
    DetachPartition { table: String, concurrent: bool },
    /// A partition comes to its table.
    AttachPartition { table: String },
    /// A trigger comes to a table.
    CreateTrigger { table: String, name: String },
    /// A trigger, or all of them, no longer fire.
    DisableTriggers { table: String },
    /// A table is locked by hand, in a mode.
    LockTable { table: String, mode: String },
    /// Rows change. `filtered`: there is a condition.
    Update { table: String, filtered: bool },
    /// Rows go.
    Delete { table: String, filtered: bool },
    /// All rows go.
    Truncate { table: String, cascade: bool },
    /// A transaction begins.
    Begin,
    /// A transaction ends well.
    Commit,
    /// A transaction ends in vain.
    Rollback,
    /// A setting is set. `local`: until the end of the transaction.
    Set { name: String, local: bool },
    /// Statements that the database puts together when it runs them: `DO`, `EXECUTE`.
    Opaque { what: &'static str },
    /// A statement that cannot run in a transaction, such as `VACUUM`.
    Alone { what: &'static str },
    /// Text that could not be read.
    Unreadable { reason: String },
    /// A remark that allows a code which no rule has.
    UnknownCode { code: String, meant: String },
    /// A name that is longer than the database keeps.
    LongName { name: String },
    /// Any other statement.
    Other,
}

/// A column as it is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnFact {
    /// Its name.
    pub name: String,
    /// Its type, as the database spells it.
    pub ty: SqlType,
    /// Whether NULL is refused.
    pub required: bool,
    /// What a row gets that says nothing.
    pub default: DefaultFact,
    /// Whether it is computed and stored.
    pub stored: bool,
    /// Whether it is computed when it is read.
    pub computed: bool,
    /// Whether the database numbers it: by an identity, or a serial.
    pub numbered: bool,
    /// Whether it is a serial: a default from a sequence of its own.
    pub serial: bool,
    /// Whether it is the primary key, or a part of it.
    pub key: bool,
    /// Whether it is unique by itself.
    pub unique: bool,
    /// Whether it refers to another table.
    pub refers: bool,
    /// Whether it has a check of its own.
    pub checked: bool,
}

/// What a row gets that says nothing of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DefaultFact {
    /// NULL.
    #[default]
    None,
    /// The same value for every row of one statement.
    Constant,
    /// Another value for each row, so that each must be written.
    Volatile,
}

/// A kind of constraint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConstraintKind {
    /// A condition.
    Check,
    /// A reference to another table.
    ForeignKey,
    /// Values that occur once.
    Unique,
    /// The primary key.
    PrimaryKey,
    /// Values that do not meet.
    Exclude,
    /// `NOT NULL` as a constraint with a name.
    NotNull,
}

impl ColumnFact {
    /// A nullable column of a type, without anything else.
    pub fn new(name: impl Into<String>, ty: SqlType) -> Self {
        Self {
            name: name.into(),
            ty,
            required: false,
            default: DefaultFact::None,
            stored: false,
            computed: false,
            numbered: false,
            serial: false,
            key: false,
            unique: false,
            refers: false,
            checked: false,
        }
    }
}

impl ConstraintKind {
    /// What people call it.
    pub fn title(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::ForeignKey => "foreign key",
            Self::Unique => "unique constraint",
            Self::PrimaryKey => "primary key",
            Self::Exclude => "exclusion constraint",
            Self::NotNull => "NOT NULL constraint",
        }
    }
}

impl Fact {
    /// The table that it is about, where there is one.
    pub fn table(&self) -> Option<&str> {
        match self {
            Self::CreateTable { table, .. }
            | Self::DropTable { table, .. }
            | Self::RenameTable { table, .. }
            | Self::MoveTable { table }
            | Self::SetUnlogged { table }
            | Self::AddColumn { table, .. }
            | Self::DropColumn { table, .. }
            | Self::RenameColumn { table, .. }
            | Self::ChangeType { table, .. }
            | Self::ChangeCollation { table, .. }
            | Self::SetNotNull { table, .. }
            | Self::DropNotNull { table, .. }
            | Self::SetDefault { table, .. }
            | Self::DropDefault { table, .. }
            | Self::SetGenerated { table, .. }
            | Self::DropExpression { table, .. }
            | Self::SetOptions { table }
            | Self::CreateIndex { table, .. }
            | Self::AddConstraint { table, .. }
            | Self::Validate { table, .. }
            | Self::DropConstraint { table, .. }
            | Self::RenameConstraint { table, .. }
            | Self::ReplaceKey { table }
            | Self::DetachPartition { table, .. }
            | Self::AttachPartition { table }
            | Self::CreateTrigger { table, .. }
            | Self::DisableTriggers { table }
            | Self::LockTable { table, .. }
            | Self::Update { table, .. }
            | Self::Delete { table, .. }
            | Self::Truncate { table, .. } => Some(table),
            Self::Rewrite { table, .. } | Self::DropIndex { table, .. } => table.as_deref(),
            _ => None,
        }
    }

    /// What the placeholders of a rule's SQL stand for.
    pub(crate) fn names(&self) -> Vec<(&'static str, String)> {
        let mut out: Vec<(&'static str, String)> = Vec::new();
        out.extend(self.table().map(|t| ("table", t.to_owned())));
        match self {
            Self::AddColumn { column, .. } => {
                out.push(("column", column.name.clone()));
                out.push(("type", column.ty.to_string()));
            }
            Self::DropColumn { column, .. }
            | Self::SetNotNull { column, .. }
            | Self::DropNotNull { column, .. }
            | Self::SetDefault { column, .. }
            | Self::DropDefault { column, .. }
            | Self::SetGenerated { column, .. }
            | Self::DropExpression { column, .. }
            | Self::ChangeCollation { column, .. } => out.push(("column", column.clone())),
            Self::RenameColumn { column, to, .. } => {
                out.extend([("column", column.clone()), ("to", to.clone())]);
            }
            Self::ChangeType { column, to, .. } => {
                out.extend([("column", column.clone()), ("type", to.to_string())]);
            }
            Self::RenameTable { to, .. } => out.push(("to", to.clone())),
            Self::CreateIndex { name, columns, .. } => {
                out.extend([("name", name.clone()), ("columns", columns.join(", "))]);
            }
            Self::AddConstraint { name, columns, to, .. } => {
                out.extend(name.iter().map(|n| ("name", n.clone())));
                if !columns.is_empty() {
                    out.push(("columns", columns.join(", ")));
                }
                out.extend(to.iter().map(|t| ("other", t.clone())));
            }
            Self::DropIndex { name, .. }
            | Self::Validate { name, .. }
            | Self::DropConstraint { name, .. }
            | Self::RenameConstraint { name, .. }
            | Self::RefreshView { name, .. }
            | Self::CreateTrigger { name, .. }
            | Self::RenameEnumValue { name, .. }
            | Self::DropEnumValues { name, .. }
            | Self::ReorderEnum { name }
            | Self::ConstrainDomain { name, .. }
            | Self::DropObject { name, .. }
            | Self::DropContainer { name, .. }
            | Self::Reindex { what: name, .. } => out.push(("name", name.clone())),
            Self::AddEnumValue { name, value, .. } => {
                out.extend([("name", name.clone()), ("value", value.clone())]);
            }
            Self::RenameType { name, to } | Self::RenameSchema { name, to } => {
                out.extend([("name", name.clone()), ("to", to.clone())]);
            }
            _ => {}
        }
        out
    }
}
