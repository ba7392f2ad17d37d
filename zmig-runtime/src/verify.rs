//! Whether everything that tells of the schema tells the same: the migrations, their SQL, and the database.

mod account;
mod downs;
mod follow;
mod live;
mod look;
mod options;
mod verification;

pub use options::VerifyOptions;
pub use verification::Verification;

use crate::database::sealed::Sealed;
use crate::database::{Database, Target as Db, Work, with_driver};
use crate::driver::Driver;
use crate::hooks::Functions;
use crate::scratch::with_scratch;
use crate::{Error, Introspection, Migrations, RunOptions, run};
use account::Account;
use zmig_core::{Comparison, Schema, Side};

impl Migrations {
    /// Compares what the migrations say that they make, what their SQL makes on a scratch database, and what the database
    /// holds. Whatever is not the same is named, with both sides and the ways to make them the same.
    ///
    /// The database is only read. Scratch databases are in memory for SQLite, and for PostgreSQL databases of their own on
    /// the same server, removed on every way out; the user needs the right to create them, or the options name another
    /// server. The database is compared with the migrations that are applied in it: what is pending is no difference.
    ///
    /// # Errors
    /// When the database cannot be reached or read, or no scratch database can be had. A migration that fails on the
    /// scratch database is no error but a part of what was found.
    ///
    /// ```no_run
    /// # async fn run(migrations: zmig_runtime::Migrations) -> Result<(), zmig_runtime::Error> {
    /// use zmig_runtime::VerifyOptions;
    ///
    /// let verification = migrations.verify("sqlite://app.db", &VerifyOptions::default()).await?;
    /// assert!(verification.is_equal(), "{verification}");
    /// # Ok(()) }
    /// ```
    pub async fn verify<D: Database + ?Sized>(
        &self,
        db: &D,
        options: &VerifyOptions,
    ) -> Result<Verification, Error> {
        self.hold_against(&db, options).await
    }

    fn hold_against<'a>(
        &'a self,
        db: &'a dyn Database,
        options: &'a VerifyOptions,
    ) -> Work<'a, Verification> {
        Box::pin(async move { self.compare_all(db, options).await })
    }

    async fn compare_all(&self, db: &dyn Database, options: &VerifyOptions) -> Result<Verification, Error> {
        // What functions do with rows has no place in a comparison of tables.
        // Nor has anybody to say yes to a scratch database, or to keep what is in it.
        let run = RunOptions {
            functions: Functions::none_called(),
            data: Vec::new(),
            #[cfg(feature = "backup")]
            backup: crate::BackupPolicy::Never,
            ..options.run.ungated()
        };
        let options = &VerifyOptions { run, ..options.clone() };
        let dialect = Sealed::target(db)?.dialect();
        let account = Account::of(self, dialect, &options.run)?;
        let mut out = Verification::new(dialect);
        let namespaces = account.namespaces();
        let task = Task { migrations: self, account: &account, namespaces: &namespaces, options };

        let mut live: Option<live::Live> = None;
        if options.live {
            live = Some(with_driver!(db, &options.run, |driver| live::read(driver, task, &mut out))?);
        }
        out.comparisons.push(account.records());
        let whole = match &account.schema {
            Ok(schema) => Ok(task.made(db, schema).await?),
            Err(why) => Err(why.clone()),
        };
        if options.replay || options.downs {
            task.replay(db, whole.as_ref(), &mut out).await?;
        }
        if let Some(live) = live {
            let due = match &live.due.schema {
                _ if live.due.is_whole => whole,
                Ok(schema) => Ok(task.made(db, schema).await?),
                Err(why) => Err(why.clone()),
            };
            live.compare(due, &mut out);
        }
        Ok(out)
    }
}

/// What a verification is about.
#[derive(Clone, Copy)]
struct Task<'a> {
    migrations: &'a Migrations,
    account: &'a Account,
    /// The namespaces that the migrations use, besides the search path's first.
    namespaces: &'a [String],
    options: &'a VerifyOptions,
}

impl Task<'_> {
    /// What a schema is once a scratch database holds it.
    async fn made(&self, db: &dyn Database, schema: &Schema) -> Result<Introspection, Error> {
        let options = self.options;
        with_scratch!(db, options.scratch.as_ref(), &options.run, |driver| {
            look::made(driver, schema, self.namespaces, options)
        })
    }

    /// Runs the migrations on a scratch database, and compares what that makes with what they say.
    async fn replay(
        &self,
        db: &dyn Database,
        whole: Result<&Introspection, &String>,
        out: &mut Verification,
    ) -> Result<(), Error> {
        let options = self.options;
        let (ups, downs) =
            with_scratch!(db, options.scratch.as_ref(), &options.run, |driver| { self.up_and_down(driver) })?;
        out.comparisons.push(match (whole, ups) {
            (Ok(whole), Ok(found)) => compare((Side::Migrations, whole), (Side::Replay, &found)),
            (Err(why), _) => Comparison::failed(Side::Migrations, Side::Replay, why),
            (_, Err(error)) => {
                let why = format!("the migrations do not run on an empty database\n{error}");
                Comparison::failed(Side::Migrations, Side::Replay, why)
            }
        });
        let Some(downs) = downs else { return Ok(()) };
        let mut failed = downs.failure;
        let mut all = Vec::new();
        for wrong in downs.wrong {
            let last = wrong.after.as_deref();
            let before = with_scratch!(db, options.scratch.as_ref(), &options.run, |driver| {
                downs::up_to(driver, *self, last)
            });
            match before {
                Ok(before) => all.push(wrong.compare(&before)),
                Err(error) => failed = failed.or(Some(error.to_string())),
            }
        }
        if let Some(why) = failed {
            all.push(Comparison::failed(Side::Before, Side::After, why));
        }
        if all.is_empty() {
            let nothing = Schema::default();
            all.push(Comparison::new((Side::Before, &nothing), (Side::After, &nothing), None, &[]));
        }
        out.comparisons.extend(all);
        Ok(())
    }

    /// On an empty database: what the migrations make, and whether each can be taken back. That a migration fails is a
    /// part of the answer.
    async fn up_and_down<D: Driver>(&self, driver: &mut D) -> Result<Replayed, Error> {
        if !self.options.downs {
            let ran = run::up(driver, self.migrations, None, &self.options.run).await;
            let found = match ran {
                Ok(_) => Ok(look::look(driver, self.namespaces, self.options).await?),
                Err(error) => Err(error),
            };
            return Ok((found, None));
        }
        let ups = match downs::up(driver, *self).await {
            Ok(ups) => ups,
            Err(error) => return Ok((Err(error), None)),
        };
        let found = look::look(driver, self.namespaces, self.options).await?;
        let downs = downs::down(driver, *self, &ups).await?;
        Ok((Ok(found), Some(downs)))
    }
}

/// What was made on the way up, and what became of the way down if it was tried.
type Replayed = (Result<Introspection, Error>, Option<downs::Downs>);

/// Compares two databases of one kind.
fn compare((expected, wanted): (Side, &Introspection), (found, there): (Side, &Introspection)) -> Comparison {
    Comparison::new((expected, &wanted.schema), (found, &there.schema), Some(there.dialect), &there.unmanaged)
}
