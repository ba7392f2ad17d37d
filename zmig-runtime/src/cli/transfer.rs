//! Data that is moved, shown while it moves: a line for each table, and on a terminal a bar with rows per second and the
//! time that is left.

use super::Stop;
use super::output::say;
use crate::{Error, TransferEvent, TransferStage};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fmt;
use std::io::IsTerminal as _;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

const BAR: &str = "{spinner} {elapsed} [{bar:20}] {msg}";
const PLAIN: &str = "{spinner} {elapsed} {msg}";

/// What is said when a stage begins.
type Heading = dyn Fn(TransferStage) -> Option<String> + Send + Sync;

/// Shows a transfer: a line for each table that is done, and what is at work on a terminal.
#[derive(Clone)]
pub struct TransferProgress {
    bar: ProgressBar,
    lines: bool,
    heading: Arc<Heading>,
    /// What is at work, since when, and how many rows were there before.
    begun: Arc<Mutex<Option<Begun>>>,
}

#[derive(Debug)]
struct Begun {
    stage: TransferStage,
    table: String,
    since: Instant,
    before: u64,
}

impl fmt::Debug for TransferProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransferProgress").field("lines", &self.lines).finish_non_exhaustive()
    }
}

impl TransferProgress {
    /// `lines` says whether anything is told; `heading` what is said when a stage begins.
    pub fn new(
        lines: bool,
        heading: impl Fn(TransferStage) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        style(&bar, PLAIN);
        if lines && std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        Self { bar, lines, heading: Arc::new(heading), begun: Arc::default() }
    }

    /// What is given to the options of a transfer (`on_event`).
    pub fn hearer(&self) -> impl Fn(&TransferEvent<'_>) + Send + Sync + 'static {
        let this = self.clone();
        move |event| this.hear(event)
    }

    fn hear(&self, event: &TransferEvent<'_>) {
        match *event {
            TransferEvent::Stage { stage, .. } => {
                if let Some(heading) = (self.heading)(stage) {
                    self.tell(&heading);
                }
                style(&self.bar, PLAIN);
                self.bar.enable_steady_tick(Duration::from_millis(120));
                self.bar.set_message(doing(stage));
            }
            TransferEvent::Rows { stage, table, rows, of } => self.advance(stage, table, rows, of),
            TransferEvent::Table { stage: TransferStage::Export | TransferStage::Import, table, rows } => {
                self.tell(&format!("  {table}  {}", counted(rows)));
            }
            _ => {}
        }
    }

    /// Says a line above the bar. Where it cannot be written, neither can what follows, which fails then.
    fn tell(&self, line: &str) {
        if self.lines {
            self.bar.suspend(|| say(line)).ok();
        }
    }

    fn advance(&self, stage: TransferStage, table: &str, rows: u64, of: Option<u64>) {
        let mut begun = self.begun.lock().unwrap_or_else(PoisonError::into_inner);
        let current = match &*begun {
            Some(one) if one.stage == stage && one.table == table => begun.as_ref(),
            _ => {
                let table = table.to_owned();
                *begun = Some(Begun { stage, table, since: Instant::now(), before: rows });
                begun.as_ref()
            }
        };
        let Some(current) = current else { return };
        match of {
            Some(of) => {
                style(&self.bar, BAR);
                self.bar.set_length(of);
                self.bar.set_position(rows.min(of));
            }
            None => style(&self.bar, PLAIN),
        }
        let pace = pace(rows, of, rows.saturating_sub(current.before), current.since.elapsed());
        self.bar.set_message(format!("{} {table}: {pace}", doing(stage)));
    }

    /// Runs to the end, or until somebody types Ctrl-C; `left` says what stays then.
    ///
    /// # Errors
    /// Its own, and when it is interrupted.
    pub async fn run<T>(&self, left: &str, work: impl Future<Output = Result<T, Error>>) -> Result<T, Stop> {
        let done = tokio::select! {
            done = work => Some(done),
            Ok(()) = tokio::signal::ctrl_c() => None,
        };
        self.bar.finish_and_clear();
        match done {
            Some(done) => Ok(done?),
            None => Err(Stop::with_code(format!("interrupted: {left}"), Stop::INTERRUPTED)),
        }
    }
}

fn style(bar: &ProgressBar, template: &str) {
    // A template that is wrong would leave the bar as it was; a test looks at both.
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
}

fn doing(stage: TransferStage) -> &'static str {
    match stage {
        TransferStage::Export => "exporting",
        TransferStage::Initialise => "initialising",
        TransferStage::Import => "importing",
        TransferStage::Restore => "making indexes and keys",
        TransferStage::Verify => "comparing",
    }
}

fn counted(rows: u64) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
}

/// How far it is, how fast it goes, and how long it will take: told once there is something to tell it by.
fn pace(rows: u64, of: Option<u64>, moved: u64, elapsed: Duration) -> String {
    let mut out = match of {
        Some(of) => format!("{rows} of {}", counted(of)),
        None => counted(rows),
    };
    let millis = u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX);
    if moved == 0 || millis < 100 {
        return out;
    }
    let per_second = moved.saturating_mul(1000) / millis;
    out.push_str(&format!(", {per_second} rows/s"));
    if let Some(left) = of.map(|of| of.saturating_sub(rows)).filter(|left| *left > 0 && per_second > 0) {
        let seconds = left.div_ceil(per_second);
        out.push_str(&match seconds / 60 {
            0 => format!(", {seconds} s left"),
            minutes => format!(", {minutes} min {} s left", seconds % 60),
        });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_is_told_once_there_is_one() {
        let seconds = Duration::from_secs;
        assert_eq!(pace(0, Some(1), 0, seconds(9)), "0 of 1 row");
        assert_eq!(pace(50, Some(100), 50, Duration::from_millis(9)), "50 of 100 rows");
        assert_eq!(pace(2000, Some(10_000), 2000, seconds(2)), "2000 of 10000 rows, 1000 rows/s, 8 s left");
        assert_eq!(
            pace(1_000_000, Some(4_000_000), 500_000, seconds(10)),
            "1000000 of 4000000 rows, 50000 rows/s, 1 min 0 s left",
            "what was there before was not moved now"
        );
        assert_eq!(pace(500, None, 500, seconds(1)), "500 rows, 500 rows/s");
        assert_eq!(pace(500, Some(500), 500, seconds(1)), "500 of 500 rows, 500 rows/s");
    }

    #[test]
    fn both_templates_are_such() {
        for template in [BAR, PLAIN] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }
}
