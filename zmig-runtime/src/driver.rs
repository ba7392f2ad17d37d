//! What a backend does for the runner: the one trait, implemented once a folder.

mod fault;

pub(crate) use fault::{Fault, Kind, drain};

use crate::{Error, HookConnection, IntrospectOptions, Introspection};
use std::future::Future;
use zmig_core::Dialect;

/// A row as text; `None` is NULL.
pub(crate) type Row = Vec<Option<String>>;

/// What a look at the database says, apart from the history's rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// Whether zmig's tables are there.
    pub history: bool,
    /// Whether anyone else's tables are there.
    pub other_tables: bool,
}

/// Which database it is.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Its name.
    pub database: String,
    /// Where it is, without a user or a password: two databases of one name are two.
    pub place: String,
}

/// What hangs on a table that a step copies and replaces.
#[derive(Debug, Default)]
pub(crate) struct Dependants {
    /// Statements that make its triggers, by name.
    pub triggers: Vec<(String, String)>,
    /// Statements that make its indexes, by name.
    pub indexes: Vec<(String, String)>,
    /// Views that can be read now.
    pub views: Vec<String>,
}

/// A connection of a backend, and how that backend locks, begins and looks.
///
/// Dropping it at any moment gives up the lock and rolls back what is open.
pub(crate) trait Driver: Send + Sized {
    /// What it speaks.
    const DIALECT: Dialect;

    /// The set digest of the newest row of the history; one small statement. Nothing where there is no history.
    fn newest(&mut self) -> impl Future<Output = Result<Option<String>, Fault>> + Send;

    /// Makes the connection the runner's own, so that it can be closed whatever happens.
    fn take_over(&mut self) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Begins a transaction that holds the lock. False where another runner holds it; then nothing is begun.
    fn try_begin(&mut self, foreign_keys_off: bool) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// The connection itself, for a function of the application.
    fn connection(&mut self) -> Result<HookConnection<'_>, Fault>;

    /// Makes the session what it was before such a function had it: nothing prepared is left and, `in_order`, no setting
    /// changed that others go by.
    fn after_call(&mut self, in_order: bool) -> impl Future<Output = Result<(), Fault>> + Send;

    /// What an error of sqlx's means.
    fn read_error(error: &sqlx::Error) -> Fault;

    /// Commits.
    fn commit(&mut self) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Rolls back whatever is open; says nothing where nothing is.
    fn rollback(&mut self) -> impl Future<Output = ()> + Send;

    /// Looks at what is there.
    fn facts(&mut self) -> impl Future<Output = Result<Facts, Fault>> + Send;

    /// One of zmig's tables, quoted and qualified. Known after [`Driver::facts`].
    fn table(&self, name: &str) -> String;

    /// The schema of the database that zmig's tables are in. Known after [`Driver::facts`].
    fn home(&self) -> String;

    /// Runs statements in one go and keeps the rows whose first value is `mark`, also those that came before an error.
    /// `many` says that a great number of them is to be expected.
    fn run(
        &mut self,
        sql: String,
        mark: &str,
        many: bool,
        marked: &mut Vec<Row>,
    ) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Runs statements in one go and returns the last row that came, if one did.
    fn execute(&mut self, sql: String) -> impl Future<Output = Result<Option<Row>, Fault>> + Send;

    /// The rows of one query.
    fn query(&mut self, sql: String) -> impl Future<Output = Result<Vec<Row>, Fault>> + Send;

    /// What to run after a file whose SQL may have changed the session, so that the next one finds it as it was.
    fn restore_session(&self, sql: &str) -> Option<String>;

    /// Remembers what hangs on a table that is about to be replaced by a copy. Refuses where the copy would lose a column
    /// that is named neither in its `sql` nor among the changes that the migration `mentions`.
    fn before_rebuild(
        &mut self,
        table: &str,
        sql: &str,
        mentions: &str,
    ) -> impl Future<Output = Result<Dependants, Fault>> + Send;

    /// Puts back what is missing. `mentions` is the text of the migration's changes: an index that is named in it is
    /// the migration's own business.
    fn after_rebuild(
        &mut self,
        table: &str,
        dependants: Dependants,
        mentions: &str,
    ) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Whether SQL drops unique sets as indexes that are no indexes of their own, since they stand inside their tables.
    /// Then foreign keys must be off for [`Driver::take_sets_out`].
    fn has_sets_inside(&mut self, sql: &str) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// Makes indexes of those sets, so that the SQL finds what it drops.
    fn take_sets_out(&mut self, sql: &str) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Rows that point at nothing, in words. Looked for where enforcement was off.
    fn broken_references(&mut self) -> impl Future<Output = Result<Vec<String>, Fault>> + Send;

    /// Makes ready for steps outside a transaction; refuses where a session is not the runner's own.
    fn open_session(&mut self) -> impl Future<Output = Result<(), Error>> + Send;

    /// Takes the session's lock. False where another runner holds it.
    fn try_lock_session(&mut self) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// Whether the session's lock is still held.
    fn holds_session(&mut self) -> impl Future<Output = Result<bool, Fault>> + Send;

    /// Gives the session's lock back.
    fn unlock_session(&mut self) -> impl Future<Output = ()> + Send;

    /// Removes what an earlier, broken try of this step left behind (an invalid index).
    fn clear_leftovers(&mut self, sql: &str) -> impl Future<Output = Result<(), Fault>> + Send;

    /// Whether a step that ended in an error has had no effect for certain.
    fn is_clean_after_error(&self, sql: &str) -> bool;

    /// Reads the catalog, in no particular order; [`crate::introspect::read_beside`] sorts it and says what `home` is.
    fn catalog(
        &mut self,
        home: Option<&str>,
        options: &IntrospectOptions,
    ) -> impl Future<Output = Result<Introspection, Error>> + Send;

    /// Has tables be seen that nobody described, where data may lie about as files of no known table.
    fn include_strays(&mut self) -> impl Future<Output = Result<(), Fault>> + Send {
        std::future::ready(Ok(()))
    }

    /// Who holds the lock, in words, if the server says so.
    fn holder(&mut self) -> impl Future<Output = Option<String>> + Send;

    /// Which database it is. Known after [`Driver::take_over`] and [`Driver::facts`].
    fn source(&self) -> Source;

    /// Copies tables, or everything, into a folder, reads the copy back and compares it. This connection is in a
    /// transaction that holds the lock and has changed nothing; it stays in it.
    #[cfg(feature = "backup")]
    fn copy_out(
        &mut self,
        folder: &std::path::Path,
        tables: Option<&std::collections::BTreeSet<String>>,
    ) -> impl Future<Output = Result<crate::backup::Contents, crate::backup::Broken>> + Send;

    /// Replaces what the database holds with what a backup holds, whose files are as they were written. This connection is
    /// in a transaction that holds the lock.
    #[cfg(feature = "backup")]
    fn put_back(
        &mut self,
        folder: &std::path::Path,
        manifest: &crate::backup::Manifest,
    ) -> impl Future<Output = Result<(), crate::backup::Broken>> + Send;

    /// Closes the connection.
    fn close(self) -> impl Future<Output = ()> + Send;
}
