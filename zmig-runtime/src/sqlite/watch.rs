//! Stops a statement that nobody waits for any more, or that takes too long.

use sqlx::SqliteConnection;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How often SQLite asks whether to go on, in steps of its virtual machine: some microseconds' worth.
const EVERY: i32 = 10_000;

/// What SQLite asks under way.
#[derive(Clone, Debug)]
pub(super) struct Watch {
    shared: Arc<Shared>,
    timeout: Option<Duration>,
}

#[derive(Debug)]
struct Shared {
    cancelled: AtomicBool,
    /// Milliseconds after `epoch` at which the statement has taken too long; 0 for never.
    deadline: AtomicU64,
    epoch: Instant,
}

impl Watch {
    pub(super) fn new(timeout: Option<Duration>) -> Self {
        let shared =
            Shared { cancelled: AtomicBool::new(false), deadline: AtomicU64::new(0), epoch: Instant::now() };
        Self { shared: Arc::new(shared), timeout }
    }

    /// Has SQLite ask.
    pub(super) async fn install(&self, conn: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let shared = Arc::clone(&self.shared);
        conn.lock_handle().await?.set_progress_handler(EVERY, move || {
            let deadline = shared.deadline.load(Ordering::Relaxed);
            let in_time = deadline == 0 || millis(shared.epoch.elapsed()) < deadline;
            in_time && !shared.cancelled.load(Ordering::Relaxed)
        });
        Ok(())
    }

    /// A message begins.
    pub(super) fn start(&self) {
        if let Some(timeout) = self.timeout {
            let deadline = millis(self.shared.epoch.elapsed() + timeout).max(1);
            self.shared.deadline.store(deadline, Ordering::Relaxed);
        }
    }

    /// A message is done: what the runner does itself has no limit.
    pub(super) fn stop(&self) {
        self.shared.deadline.store(0, Ordering::Relaxed);
    }

    /// Nobody waits any more.
    pub(super) fn cancel(&self) {
        self.shared.cancelled.store(true, Ordering::Relaxed);
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
