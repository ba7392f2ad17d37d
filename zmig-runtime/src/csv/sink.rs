//! Lines on their way into a file, and files that are held against each other.

use super::flush::Flusher;
use super::folder::failed;
use super::pipe::{Filler, Taker, pipe};
use crate::driver::Fault;
use std::fs::File;
use std::io::{self, BufRead as _, Write as _};
use std::path::Path;
use std::thread::JoinHandle;

/// How much is written at once.
const BLOCK: usize = 1 << 20;

/// Lines on their way into a file. From the second block on a thread of its own writes them.
pub(super) struct Sink {
    file: File,
    writing: Option<Writing>,
    /// What is not written yet.
    pub buffer: Vec<u8>,
    /// What ends a line that is new.
    pub end: String,
    /// Whether the last line lacks its end.
    owes_end: bool,
}

struct Writing {
    filler: Filler<Vec<u8>>,
    thread: JoinHandle<io::Result<()>>,
}

impl Sink {
    pub(super) fn new(file: File) -> Self {
        let buffer = Vec::with_capacity(BLOCK + (BLOCK >> 2));
        Self { file, writing: None, buffer, end: "\n".to_owned(), owes_end: false }
    }

    /// Writes what is left, and brings the file to the disk.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        self.stop()?;
        self.file.write_all(&self.buffer)?;
        self.file.sync_all()
    }

    fn hand_on(&mut self) -> io::Result<()> {
        let writing = match &self.writing {
            Some(writing) => writing,
            None => {
                let (filler, taker) = pipe();
                let file = self.file.try_clone()?;
                let thread = std::thread::spawn(move || write(file, &taker));
                self.writing.insert(Writing { filler, thread })
            }
        };
        let mut next = writing.filler.block();
        next.clear();
        if writing.filler.hand_on(std::mem::replace(&mut self.buffer, next)) {
            return Ok(());
        }
        // The thread stopped, and says why.
        self.stop()?;
        Err(gone())
    }

    /// Waits until everything that was handed on is written.
    fn stop(&mut self) -> io::Result<()> {
        let Some(Writing { filler, thread }) = self.writing.take() else { return Ok(()) };
        drop(filler);
        thread.join().map_err(|_| gone())?
    }

    /// Begins a line, after ending one that had no end.
    pub(super) fn begin_line(&mut self) {
        if std::mem::take(&mut self.owes_end) {
            self.buffer.extend_from_slice(self.end.as_bytes());
        }
    }

    /// Ends a line as it was ended before, or as one that is new.
    pub(super) fn end_line(&mut self, end: Option<&str>) -> io::Result<()> {
        match end {
            Some("") => self.owes_end = true,
            Some(end) => self.buffer.extend_from_slice(end.as_bytes()),
            None => self.buffer.extend_from_slice(self.end.as_bytes()),
        }
        if self.buffer.len() >= BLOCK { self.hand_on() } else { Ok(()) }
    }
}

impl Drop for Sink {
    /// Nobody writes to a file that was given up when it is cleared away.
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            tracing::debug!(%error, "giving a file up");
        }
    }
}

fn write(mut file: File, taker: &Taker<Vec<u8>>) -> io::Result<()> {
    let mut flusher = Flusher::new(&file)?;
    while let Some(block) = taker.take() {
        file.write_all(&block)?;
        flusher.wrote(block.len())?;
        taker.give_back(block);
    }
    flusher.finish()
}

fn gone() -> io::Error {
    io::Error::other("the thread that writes the file is gone")
}

/// Whether two files hold the same bytes.
pub(crate) fn is_equal(one: &Path, other: &Path) -> Result<bool, Fault> {
    let open = |path: &Path| {
        let file = File::open(path).map_err(|e| failed("opening", path, &e))?;
        let length = file.metadata().map_err(|e| failed("reading", path, &e))?.len();
        Ok((io::BufReader::with_capacity(BLOCK, file), length))
    };
    let ((mut a, first), (mut b, second)) = (open(one)?, open(other)?);
    if first != second {
        return Ok(false);
    }
    loop {
        let (left, right) = (a.fill_buf(), b.fill_buf());
        let (left, right) =
            (left.map_err(|e| failed("reading", one, &e))?, right.map_err(|e| failed("reading", other, &e))?);
        let length = left.len().min(right.len());
        if length == 0 {
            return Ok(left.is_empty() && right.is_empty());
        }
        if left[..length] != right[..length] {
            return Ok(false);
        }
        a.consume(length);
        b.consume(length);
    }
}
