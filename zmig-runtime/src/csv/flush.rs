//! Brings what is written of a large file to the disk while more is written, so that little is left at the end.

use std::fs::File;
use std::io;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::JoinHandle;

/// After how many bytes.
const PORTION: usize = 1 << 25;

pub(crate) struct Flusher {
    file: File,
    /// How much was written since.
    pending: usize,
    thread: Option<(SyncSender<()>, JoinHandle<io::Result<()>>)>,
}

impl Flusher {
    /// For a file that somebody else writes.
    ///
    /// # Errors
    /// When the system has no more files.
    pub(crate) fn new(file: &File) -> io::Result<Self> {
        Ok(Self { file: file.try_clone()?, pending: 0, thread: None })
    }

    /// Says that so many bytes more were written.
    ///
    /// # Errors
    /// When the system has no more files.
    pub(crate) fn wrote(&mut self, bytes: usize) -> io::Result<()> {
        self.pending += bytes;
        if self.pending < PORTION {
            return Ok(());
        }
        self.pending = 0;
        let (wake, _) = match &mut self.thread {
            Some(thread) => thread,
            None => {
                let (wake, woken) = sync_channel(1);
                let file = self.file.try_clone()?;
                let flush = move || woken.iter().try_for_each(|()| file.sync_data());
                self.thread.insert((wake, std::thread::spawn(flush)))
            }
        };
        // Where it is busy, or stopped, the end does what is left, and says why.
        wake.try_send(()).ok();
        Ok(())
    }

    /// Brings the rest to the disk.
    ///
    /// # Errors
    /// When the disk did not take something.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.stop()?;
        self.file.sync_all()
    }

    fn stop(&mut self) -> io::Result<()> {
        let Some((wake, thread)) = self.thread.take() else { return Ok(()) };
        drop(wake);
        thread.join().map_err(|_| io::Error::other("the thread that brings a file to the disk is gone"))?
    }
}

impl Drop for Flusher {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            tracing::debug!(%error, "giving a file up");
        }
    }
}
