//! What happens in a run, as it happens: for progress bars and logs.

use crate::{Migrated, RunOptions};
use std::fmt;
use std::sync::Arc;

/// Something that happens in a run.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// Another runner holds the database's lock; this one waits for it. Told once for each wait.
    Waiting,
    /// A migration begins. Several that need nothing between them may go in one message: then the first is told.
    Running {
        /// Its name.
        migration: &'a str,
        /// Whether it is taken back, and not applied.
        back: bool,
        /// Whether it is in a transaction: then it is committed whole, or not at all.
        in_transaction: bool,
        /// Its place in the run, from 1.
        number: usize,
        /// How many there are in the run.
        of: usize,
    },
    /// A step begins that is outside a transaction.
    Step {
        /// The migration's name.
        migration: &'a str,
        /// Its place in the migration, from 1.
        number: usize,
        /// How many steps the migration has.
        of: usize,
        /// What it does.
        title: &'a str,
    },
    /// A migration is committed.
    Committed(&'a Migrated),
}

/// Who is told.
#[derive(Clone, Default)]
pub(crate) struct Listener(Option<Arc<Hear>>);

type Hear = dyn Fn(&Event<'_>) + Send + Sync;

impl Listener {
    pub(crate) fn tell(&self, event: &Event<'_>) {
        if let Some(listener) = &self.0 {
            listener(event);
        }
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "a function" } else { "nobody" })
    }
}

impl RunOptions {
    /// Tells a function what happens, as it happens. It is called between two messages to the database, so it should not
    /// take its time.
    ///
    /// ```
    /// use zmig_runtime::{Event, RunOptions};
    ///
    /// let options = RunOptions::default().on_event(|event| {
    ///     if let Event::Committed(migrated) = event {
    ///         println!("{} {migrated}", migrated.name);
    ///     }
    /// });
    /// # let _ = options;
    /// ```
    pub fn on_event(mut self, listener: impl Fn(&Event<'_>) + Send + Sync + 'static) -> Self {
        self.listener = Listener(Some(Arc::new(listener)));
        self
    }
}
