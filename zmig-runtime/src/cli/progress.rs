//! What happens, shown while it happens; and what is left when somebody interrupts it.

use super::output::say;
use super::{Place, Stop};
use crate::{Error, Event, RunOptions};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How one migration is shown while it is at work, and how one of many is.
const ONE: &str = "{spinner} {elapsed} {msg}";
const MANY: &str = "{spinner} {elapsed} [{bar:20}] {msg}";

fn style(bar: &ProgressBar, template: &str) {
    // A template that is wrong would leave the bar as it was; a test looks at both.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
}

/// How far a run has come.
#[derive(Debug, Default)]
struct Standing {
    committed: usize,
    /// What is at work, and whether it is in a transaction.
    running: Option<(String, bool)>,
}

/// Shows a run: a line for each migration that is committed, and while one is at work, on a terminal, which, and for how
/// long.
#[derive(Clone, Debug)]
pub(super) struct Progress {
    standing: Arc<Mutex<Standing>>,
    bar: ProgressBar,
    lines: bool,
}

impl Progress {
    /// `lines` says whether committed migrations are told.
    pub(super) fn new(lines: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        style(&bar, ONE);
        if lines && std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        Self { standing: Arc::default(), bar, lines }
    }

    /// Options under which a run is shown.
    pub(super) fn watch(&self, options: RunOptions) -> RunOptions {
        let this = self.clone();
        options.on_event(move |event| this.hear(event))
    }

    fn hear(&self, event: &Event<'_>) {
        let mut standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Waiting => self.show("another runner holds the lock: waiting".to_owned()),
            Event::Running { migration, back, in_transaction, number, of } => {
                standing.running = Some(((*migration).to_owned(), *in_transaction));
                if *of > 1 {
                    style(&self.bar, MANY);
                    self.bar.set_length(*of as u64);
                    self.bar.set_position(*number as u64 - 1);
                }
                let verb = if *back { "taking back" } else { "applying" };
                self.show(format!("{verb} {migration} ({number} of {of})"));
            }
            Event::Step { migration, number, of, title } => {
                self.show(format!("{migration}: step {number} of {of}, {title}"));
            }
            Event::Committed(migrated) => {
                standing.committed += 1;
                standing.running = None;
                if self.lines {
                    let line = format!("  {}  {migrated}", migrated.name);
                    // Where this cannot be written, the summary cannot either, and fails.
                    self.bar.suspend(|| say(&line)).ok();
                }
            }
        }
    }

    fn show(&self, text: String) {
        self.bar.enable_steady_tick(Duration::from_millis(120));
        self.bar.set_message(text);
    }

    /// Runs to the end, or until somebody types Ctrl-C.
    pub(super) async fn run<T>(
        &self,
        place: &Place,
        verb: &str,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Stop> {
        let done = tokio::select! {
            done = work => Some(done),
            () = interrupted() => None,
        };
        self.bar.finish_and_clear();
        match done {
            Some(done) => Ok(done?),
            None => Err(self.left(place, verb)),
        }
    }

    /// What an interrupted run leaves behind.
    fn left(&self, place: &Place, verb: &str) -> Stop {
        let standing = self.standing.lock().unwrap_or_else(PoisonError::into_inner);
        let committed = match standing.committed {
            0 => "nothing was committed".to_owned(),
            1 => "1 migration was committed".to_owned(),
            n => format!("{n} migrations were committed"),
        };
        let running = match &standing.running {
            None => String::new(),
            Some((name, true)) => {
                format!("\n  {name} was in a transaction: unless it was just committing, nothing of it stays")
            }
            Some((name, false)) => format!(
                "\n  {name} was outside a transaction: its steps that were done stay, and the journal knows them"
            ),
        };
        let program = &place.program;
        let text = format!(
            "interrupted: {committed}{running}\n  = help: `{program} status` shows where the database is, `{program} {verb}` goes on"
        );
        Stop::with_code(text, Stop::INTERRUPTED)
    }
}

/// Waits for Ctrl-C; for ever where that cannot be heard of.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_templates_are_such() {
        for template in [ONE, MANY] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
