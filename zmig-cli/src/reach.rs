//! Which databases a command works on.

use crate::args::Verb;
use zmig_runtime::cli::Database;

/// How many databases a command works on, where the schemas of a project are in several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Each, one after another.
    Each,
    /// One, which has to be said.
    One,
    /// One or none: it looks where somebody says where.
    Perhaps,
}

impl Verb {
    /// The database that the command is about; none for those that look at none.
    pub(crate) fn database(&mut self) -> Option<(&mut Database, Reach)> {
        Some(match self {
            Self::Migrate(args) => {
                let args = &mut args.run;
                let is_back = args.rollback || args.rollback_to.is_some();
                (&mut args.show.database, if is_back { Reach::One } else { Reach::Each })
            }
            Self::Status(args) => (&mut args.show.database, Reach::Each),
            Self::Stamp(args) => (&mut args.show.database, Reach::Each),
            Self::Repair(args) => (&mut args.show.database, Reach::Each),
            Self::Drift(args) => (&mut args.show.database, Reach::Each),
            Self::History(args) => (&mut args.show.database, Reach::Each),
            Self::Current(args) => (&mut args.database, Reach::Each),
            Self::Doctor(args) => (&mut args.database, Reach::Perhaps),
            Self::Verify(args) => (&mut args.show.database, Reach::Perhaps),
            Self::Rollback(args) => (&mut args.show.database, Reach::One),
            Self::AnalyzeRollback(args) => (&mut args.show.database, Reach::One),
            Self::Purge(args) => (&mut args.show.database, Reach::One),
            Self::Backup(args) => (&mut args.show.database, Reach::One),
            Self::Restore(args) => (&mut args.show.database, Reach::One),
            Self::Export(args) => (&mut args.show.database, Reach::One),
            Self::Import(args) => (&mut args.show.database, Reach::One),
            Self::Sheet(args) => (&mut args.show.database, Reach::One),
            Self::Move(args) => {
                // What is typed as the goal is the database that is meant.
                let to = args.to.take();
                args.show.database.url = args.show.database.url.take().or(to);
                (&mut args.show.database, Reach::One)
            }
            Self::Pull(args) => (&mut args.database, Reach::One),
            Self::Amend(args) => (&mut args.unapplied.database, Reach::Perhaps),
            Self::Rebase(args) => (&mut args.unapplied.database, Reach::Perhaps),
            _ => return None,
        })
    }
}
