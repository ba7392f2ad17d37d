//! Declarative mode: a database is brought to what the schema says, whatever it is just now.
//!
//! The rule, in one sentence: where a database has a history of migrations they go first, and only what they leave over
//! is worked out by comparing; where it has none, the comparison does everything, and the migrations count as applied.

mod gate;
mod image;
mod meet;
mod objection;
mod options;
mod print;
mod record;
mod renames;
mod report;
mod run;
mod stake;
mod survey;
mod vacant;
mod wanted;

use crate::operation::OperationKind;
pub use gate::LeftOut;
pub use objection::Objection;
pub use options::AutoMigrateOptions;
pub use report::{AutoMigrated, SchemaChange};

use crate::database::{Database, Target as Db, Work, with_driver};
use crate::driver::Driver;
use crate::{Error, Migrations};

impl Migrations {
    /// Makes a database what the schema says: compares the two, and makes the changes that this takes, in one transaction
    /// under the lock. `db` is a sqlx pool or a URL.
    ///
    /// Where the database has a history and is behind, its migrations are run first, as [`Migrations::run_pending`] runs
    /// them; what is left over after that is worked out by comparing. A database without a history gets everything from the
    /// comparison, and afterwards the migrations count as applied, so that [`Migrations::run_pending`] has nothing to do.
    ///
    /// Renames are known from the migrations. Tables that no migration ever made are left alone and listed. By default
    /// nothing is done that would lose data.
    ///
    /// # Errors
    /// Where something is not to be done, nothing is: the error names all of it at once, with the ways out of each. And as
    /// [`Migrations::run_pending`].
    ///
    /// ```no_run
    /// use zmig_runtime::{AutoMigrateOptions, Risk};
    ///
    /// # async fn run(migrations: zmig_runtime::Migrations) -> Result<(), zmig_runtime::Error> {
    /// let options = AutoMigrateOptions::default().max_risk(Risk::Medium);
    /// let report = migrations.auto_migrate("sqlite://app.db?mode=rwc", &options).await?;
    /// println!("{report}");
    /// # Ok(()) }
    /// ```
    pub async fn auto_migrate<D: Database + ?Sized>(
        &self,
        db: &D,
        options: &AutoMigrateOptions,
    ) -> Result<AutoMigrated, Error> {
        self.bring(&db, options, run::Mode::Auto).await
    }

    /// Makes a database what the schema says, whatever it holds and whatever its history says. Differences are
    /// overwritten with their data, migrations that the history holds and the program does not are taken out of it, and all
    /// of the program's count as applied. For a database that got out of step with its history, and for nothing else.
    ///
    /// [`AutoMigrateOptions::dry_run`] says what would be overwritten, with the rows at stake. Tables that no migration
    /// ever made are left alone even so. Risk and data-loss protection are not asked.
    ///
    /// # Errors
    /// When views and the like stand in the way, and as [`Migrations::run_pending`].
    pub async fn force_sync<D: Database + ?Sized>(
        &self,
        db: &D,
        options: &AutoMigrateOptions,
    ) -> Result<AutoMigrated, Error> {
        self.bring(&db, options, run::Mode::Force).await
    }

    fn bring<'a>(
        &'a self,
        db: &'a dyn Database,
        options: &'a AutoMigrateOptions,
        mode: run::Mode,
    ) -> Work<'a, AutoMigrated> {
        Box::pin(async move {
            let run = &options.run;
            with_driver!(db, run, |driver| run::bring(driver, self, options, mode))
        })
    }
}
