//! Plans in code: typed operations that are applied to any database once, and recorded like any other migration.

mod alteration;
mod data;
mod gate;
mod lower;
mod operation;
mod options;
mod problem;
mod raw;
mod report;
mod resolve;
mod run;

pub use alteration::Alteration;
pub use data::MigrateData;
pub use operation::Operation;
pub use options::ApplyOptions;
pub use problem::PlanProblem;
pub use raw::RawSql;
pub use report::{Outcome, PlanReport, PlannedStep};

use crate::database::{Database, Target as Db, Work, with_driver};
use crate::driver::Driver;
use crate::{Error, Stamp};
use zmig_core::{
    Check, Checksum, Column, DefaultValue, Domain, ForeignKey, Index, MAX_IDENTIFIER, Table, Unique,
};

/// A migration that is written in code: operations in order, for any database.
///
/// The database itself is asked for its tables, so that no generated migration is needed. The plan is applied once: its
/// id and name stand in the history, and so do its SQL and the SQL that takes it back. Applied again, it does nothing; with
/// other operations under the same id and name it is refused, as an edited migration is.
///
/// ```no_run
/// use zmig_runtime::schema::{Column, ForeignKey, Table, Type};
/// use zmig_runtime::{ApplyOptions, MigrateData, MigrationPlan};
///
/// # async fn run(db: &str) -> Result<(), zmig_runtime::Error> {
/// let mut profiles = Table::new("user_profiles", "");
/// profiles.columns = vec![Column::new("user_id", Type::Int).required(), Column::new("data", Type::Json)];
/// profiles.primary_key = vec!["user_id".into()];
///
/// let plan = MigrationPlan::new("20260301120000", "user_profiles")
///     .create_table(profiles)
///     .migrate_data(
///         MigrateData::between("users", "profile_json", "user_profiles", "data")
///             .also("user_id", "id")
///             .filter("profile_json IS NOT NULL"),
///     )
///     .drop_column("users", "profile_json");
/// println!("{}", plan.apply(db, &ApplyOptions::default()).await?);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a plan does nothing until it is applied"]
pub struct MigrationPlan {
    id: String,
    name: String,
    notes: Option<String>,
    operations: Vec<Operation>,
}

impl MigrationPlan {
    /// A plan without operations. `id` is a time of your choice, fourteen digits (`20260301120000`); together with the
    /// name it says whether a database has had the plan, so neither may change once it was applied anywhere.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self { id: id.into(), name: name.into(), notes: None, operations: Vec::new() }
    }

    /// What the history keeps beside it.
    pub fn notes(mut self, notes: impl Into<String>) -> Self {
        self.notes = Some(notes.into());
        self
    }

    /// Any operation.
    pub fn operation(mut self, operation: Operation) -> Self {
        self.operations.push(operation);
        self
    }

    /// The operations, in order.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The name in the history: `20260301120000_user_profiles`.
    pub fn full_name(&self) -> String {
        format!("{}_{}", self.id, self.name)
    }

    /// The checksum of the operations, by which an edited plan is told.
    pub fn checksum(&self) -> Checksum {
        Checksum::of(&self.content())
    }

    /// The operations as text. Its form is part of what databases remember: it must not change.
    fn content(&self) -> String {
        // Plain data with string keys, which serde_json never refuses.
        let operations: Vec<_> =
            self.operations.iter().map(|o| serde_json::to_string(o).unwrap_or_default()).collect();
        format!("{{\"plan\":1,\"operations\":[\n{}\n]}}", operations.join(",\n"))
    }

    /// Applies the plan, unless the database has had it. `db` is a sqlx pool or a URL.
    ///
    /// Everything happens in one transaction: all of it, or nothing.
    ///
    /// # Errors
    /// When an operation does not fit the database (all that do not are named at once), when the risk is greater than the
    /// options allow, when a plan of that name was applied with other operations, and as
    /// [`crate::Migrations::run_pending`].
    pub async fn apply<D: Database + ?Sized>(
        &self,
        db: &D,
        options: &ApplyOptions,
    ) -> Result<PlanReport, Error> {
        self.apply_to(&db, options).await
    }

    fn apply_to<'a>(&'a self, db: &'a dyn Database, options: &'a ApplyOptions) -> Work<'a, PlanReport> {
        Box::pin(async move {
            let run = &options.run;
            with_driver!(db, run, |driver| run::run(driver, self, options))
        })
    }

    fn stamp(&self) -> Option<Stamp> {
        self.id.parse().ok()
    }

    /// What is wrong with the plan whatever the database.
    fn form(&self) -> Vec<PlanProblem> {
        let mut problems = Vec::new();
        if self.stamp().is_none() {
            let why = format!("its id `{}` is no time of fourteen digits", self.id.escape_debug());
            problems.push(PlanProblem::whole(why, "write it as YYYYMMDDHHMMSS, such as 20260301120000"));
        }
        let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        if self.name.is_empty() || !self.name.chars().all(plain) || self.name.len() > 2 * MAX_IDENTIFIER {
            let why = format!("its name `{}` is no short word", self.name.escape_debug());
            problems.push(PlanProblem::whole(why, "use letters, digits and `_`"));
        }
        if self.operations.is_empty() {
            problems.push(PlanProblem::whole("it has no operations", "add one"));
        }
        problems
    }
}

/// The operations, one a function.
impl MigrationPlan {
    /// Creates a table with its columns, keys, indexes and checks. Names that are left empty are derived.
    pub fn create_table(self, table: Table) -> Self {
        self.operation(Operation::CreateTable { table })
    }

    /// Drops a table with its rows.
    pub fn drop_table(self, table: impl Into<String>) -> Self {
        self.operation(Operation::DropTable { table: table.into() })
    }

    /// Renames a table.
    pub fn rename_table(self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.operation(Operation::RenameTable { from: from.into(), to: to.into() })
    }

    /// Adds a column.
    pub fn add_column(self, table: impl Into<String>, column: Column) -> Self {
        self.operation(Operation::AddColumn { table: table.into(), column, backfill: None })
    }

    /// Adds a column and fills it in the rows that exist.
    pub fn add_column_filled(self, table: impl Into<String>, column: Column, backfill: DefaultValue) -> Self {
        self.operation(Operation::AddColumn { table: table.into(), column, backfill: Some(backfill) })
    }

    /// Drops a column with its values.
    pub fn drop_column(self, table: impl Into<String>, column: impl Into<String>) -> Self {
        self.operation(Operation::DropColumn { table: table.into(), column: column.into() })
    }

    /// Renames a column.
    pub fn rename_column(
        self,
        table: impl Into<String>,
        from: impl Into<String>,
        to: impl Into<String>,
    ) -> Self {
        self.operation(Operation::RenameColumn { table: table.into(), from: from.into(), to: to.into() })
    }

    /// Changes a column: what the alteration names, and nothing else.
    pub fn alter_column(
        self,
        table: impl Into<String>,
        column: impl Into<String>,
        alteration: Alteration,
    ) -> Self {
        self.operation(Operation::AlterColumn { table: table.into(), column: column.into(), alteration })
    }

    /// Gives a table another primary key, or its first one; none takes it away.
    pub fn set_primary_key<S: Into<String>>(
        self,
        table: impl Into<String>,
        columns: impl IntoIterator<Item = S>,
    ) -> Self {
        let columns = columns.into_iter().map(Into::into).collect();
        self.operation(Operation::SetPrimaryKey { table: table.into(), columns })
    }

    /// Adds an index. An empty name is derived.
    pub fn add_index(self, table: impl Into<String>, index: Index) -> Self {
        self.operation(Operation::AddIndex { table: table.into(), index })
    }

    /// Drops an index.
    pub fn drop_index(self, table: impl Into<String>, index: impl Into<String>) -> Self {
        self.operation(Operation::DropIndex { table: table.into(), index: index.into() })
    }

    /// Makes columns unique together. An empty name is derived.
    pub fn add_unique(self, table: impl Into<String>, unique: Unique) -> Self {
        self.operation(Operation::AddUnique { table: table.into(), unique })
    }

    /// Drops a unique set.
    pub fn drop_unique(self, table: impl Into<String>, unique: impl Into<String>) -> Self {
        self.operation(Operation::DropUnique { table: table.into(), unique: unique.into() })
    }

    /// Adds a foreign key. An empty name is derived.
    pub fn add_foreign_key(self, table: impl Into<String>, foreign_key: ForeignKey) -> Self {
        self.operation(Operation::AddForeignKey { table: table.into(), foreign_key })
    }

    /// Drops a foreign key.
    pub fn drop_foreign_key(self, table: impl Into<String>, foreign_key: impl Into<String>) -> Self {
        self.operation(Operation::DropForeignKey { table: table.into(), foreign_key: foreign_key.into() })
    }

    /// Adds a check.
    pub fn add_check(self, table: impl Into<String>, check: Check) -> Self {
        self.operation(Operation::AddCheck { table: table.into(), check })
    }

    /// Drops a check.
    pub fn drop_check(self, table: impl Into<String>, check: impl Into<String>) -> Self {
        self.operation(Operation::DropCheck { table: table.into(), check: check.into() })
    }

    /// Creates an enum.
    pub fn create_enum<S: Into<String>>(
        self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = S>,
    ) -> Self {
        let values = values.into_iter().map(Into::into).collect();
        self.operation(Operation::CreateEnum { name: name.into(), values })
    }

    /// Gives an enum other values.
    pub fn alter_enum<S: Into<String>>(
        self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = S>,
    ) -> Self {
        let values = values.into_iter().map(Into::into).collect();
        self.operation(Operation::AlterEnum { name: name.into(), values })
    }

    /// Drops an enum that no column uses.
    pub fn drop_enum(self, name: impl Into<String>) -> Self {
        self.operation(Operation::DropEnum { name: name.into() })
    }

    /// Creates a domain, on a database that has domains.
    pub fn create_domain(self, domain: Domain) -> Self {
        self.operation(Operation::CreateDomain { domain })
    }

    /// Drops a domain that no column uses.
    pub fn drop_domain(self, name: impl Into<String>) -> Self {
        self.operation(Operation::DropDomain { name: name.into() })
    }

    /// Takes values from one column to another.
    pub fn migrate_data(self, data: MigrateData) -> Self {
        self.operation(Operation::MigrateData(data))
    }

    /// Runs SQL of your own.
    pub fn sql(self, sql: RawSql) -> Self {
        self.operation(Operation::Sql(sql))
    }
}

#[cfg(test)]
mod tests;
