//! A table's file in the making.
//!
//! Whoever gives the cells is busy with the database; a thread of the writer's own makes the digests and brings the bytes to
//! the disk meanwhile.

use super::{ColumnShape, Shape};
use crate::backup::{Broken, create_file};
use crate::csv::cell::{Codec, Held};
#[cfg(test)]
use crate::csv::digest::RowsDigest;
use crate::csv::digest::{BytesDigest, ColumnDigests};
use crate::csv::flush::Flusher;
use crate::csv::record::put_text;
use crate::csv::sidecar::{ColumnFile, TableFile};
use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

/// After how many rows somebody is told.
const TOLD: u64 = 10_000;

/// How many bytes go to the thread at once, and how many such blocks are under way.
const BLOCK: usize = 1 << 17;
const UNDER_WAY: usize = 4;

/// Writes canonical records, and knows their digests.
pub(crate) struct TableWriter {
    path: PathBuf,
    file: String,
    shape: Shape,
    block: Block,
    /// The column whose cell comes next.
    at: usize,
    rows: u64,
    told: Box<dyn Fn(u64) + Send>,
    worker: Option<Worker>,
}

/// Records in a row.
#[derive(Default)]
struct Block {
    bytes: Vec<u8>,
    /// Where each cell ends; the next one begins behind the comma or the line's end.
    ends: Vec<usize>,
    rows: u64,
}

struct Worker {
    full: SyncSender<Block>,
    empty: Receiver<Block>,
    thread: JoinHandle<io::Result<Written>>,
}

/// What became of a file.
pub(crate) struct Written {
    /// What the sidecar is to say of it.
    pub file: TableFile,
    /// What it holds.
    #[cfg(test)]
    pub digest: RowsDigest,
    /// Whether it was read back as what was written.
    pub is_whole: bool,
}

impl TableWriter {
    /// Begins a file in a folder with its header.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn begin(folder: &Path, file: &str, shape: &Shape) -> Result<Self, Broken> {
        let path = folder.join(file);
        let out = create_file(&path)?;
        let mut header = Vec::new();
        for (i, column) in shape.columns.iter().enumerate() {
            if i > 0 {
                header.push(b',');
            }
            put_text(&mut header, &column.name);
        }
        header.push(b'\n');
        let (full, filled) = sync_channel(UNDER_WAY);
        let (emptied, empty) = sync_channel(UNDER_WAY + 1);
        let (columns, name) = (shape.columns.clone(), file.to_owned());
        let place = path.clone();
        let thread = std::thread::spawn(move || take(out, &place, &header, name, columns, &filled, &emptied));
        Ok(Self {
            path,
            file: file.to_owned(),
            shape: shape.clone(),
            block: Block::default(),
            at: 0,
            rows: 0,
            told: Box::new(|_| {}),
            worker: Some(Worker { full, empty, thread }),
        })
    }

    /// The same, telling a function from time to time how many rows are written.
    pub(crate) fn telling(mut self, told: impl Fn(u64) + Send + 'static) -> Self {
        self.told = Box::new(told);
        self
    }

    /// Where it is written.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// How many rows are written.
    #[cfg(test)]
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// The next cell of the row at hand, written by a function in its canonical form, quotes and all; nothing is NULL.
    ///
    /// # Errors
    /// Those of the function.
    pub(crate) fn cell<E>(&mut self, write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<(), E> {
        self.next(|_, out| write(out))
    }

    /// The next cell of the row at hand, as SQLite holds it.
    ///
    /// # Errors
    /// Why it is no value of the column's type.
    pub(crate) fn held(&mut self, held: &Held<'_>) -> Result<(), String> {
        self.next(|codec, out| codec.write(held, out))
    }

    fn next<E>(&mut self, write: impl FnOnce(&Codec, &mut Vec<u8>) -> Result<(), E>) -> Result<(), E> {
        let Some(column) = self.shape.columns.get(self.at) else { return Ok(()) };
        if self.at > 0 {
            self.block.bytes.push(b',');
        }
        write(&column.codec, &mut self.block.bytes)?;
        self.block.ends.push(self.block.bytes.len());
        self.at += 1;
        Ok(())
    }

    /// Ends the row at hand.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub(crate) fn end_row(&mut self) -> io::Result<()> {
        self.block.bytes.push(b'\n');
        self.block.rows += 1;
        self.at = 0;
        self.rows += 1;
        if self.rows.is_multiple_of(TOLD) {
            (self.told)(self.rows);
        }
        if self.block.bytes.len() >= BLOCK { self.hand_on() } else { Ok(()) }
    }

    fn hand_on(&mut self) -> io::Result<()> {
        let Some(worker) = &self.worker else { return Err(gone()) };
        let mut next = worker.empty.try_recv().unwrap_or_default();
        (next.rows, next.bytes, next.ends) = (0, cleared(next.bytes), cleared(next.ends));
        let full = std::mem::replace(&mut self.block, next);
        if worker.full.send(full).is_ok() {
            return Ok(());
        }
        // The thread stopped, and says why.
        Err(self.end().err().unwrap_or_else(gone))
    }

    fn end(&mut self) -> io::Result<Written> {
        let Worker { full, thread, .. } = self.worker.take().ok_or_else(gone)?;
        drop(full);
        thread.join().map_err(|_| gone())?
    }

    /// Brings it to the disk, and reads it back.
    ///
    /// # Errors
    /// When the disk does not take it, or give it back.
    pub(crate) fn finish(mut self) -> io::Result<Written> {
        self.hand_on()?;
        self.end()
    }
}

impl Drop for TableWriter {
    /// Nobody writes to the folder any more when it is cleared away.
    fn drop(&mut self) {
        if self.worker.is_some()
            && let Err(error) = self.end()
        {
            tracing::debug!(file = self.file, %error, "giving a file up");
        }
    }
}

fn cleared<T>(mut list: Vec<T>) -> Vec<T> {
    list.clear();
    list
}

fn gone() -> io::Error {
    io::Error::other("the thread that writes the file is gone")
}

/// The thread's work.
fn take(
    mut out: File,
    path: &Path,
    header: &[u8],
    file: String,
    columns: Vec<ColumnShape>,
    filled: &Receiver<Block>,
    emptied: &SyncSender<Block>,
) -> io::Result<Written> {
    let mut bytes = BytesDigest::default();
    let mut sums = ColumnDigests::new(columns.len());
    let mut rows = 0;
    #[cfg(test)]
    let mut digest = RowsDigest::new(columns.len());
    out.write_all(header)?;
    bytes.add(header);
    let mut flusher = Flusher::new(&out)?;
    for block in filled {
        out.write_all(&block.bytes)?;
        flusher.wrote(block.bytes.len())?;
        bytes.add(&block.bytes);
        let (mut begin, mut ends) = (0, block.ends.iter());
        for _ in 0..block.rows {
            #[cfg_attr(not(test), expect(unused_variables, reason = "tests hold digests against each other"))]
            for (i, (column, end)) in columns.iter().zip(&mut ends).enumerate() {
                let cell = &block.bytes[begin..*end];
                sums.add(i, cell);
                #[cfg(test)]
                digest.add(&column.codec, cell);
                begin = end + 1;
            }
            #[cfg(test)]
            digest.end_row();
        }
        rows += block.rows;
        emptied.try_send(block).ok();
    }
    // All of it is in the file: while the disk takes it, it is read.
    let back = std::thread::scope(|scope| {
        let reading = scope.spawn(|| read_back(path));
        let synced = flusher.finish();
        let back = reading.join().map_err(|_| gone())?;
        synced.and(back)
    })?;
    let of = |(column, sha256): (ColumnShape, String)| ColumnFile {
        name: column.name,
        ty: column.ty,
        nullable: column.nullable,
        sha256,
    };
    let columns = columns.into_iter().zip(sums.finish()).map(of).collect();
    let file = TableFile { file, rows, columns, ..TableFile::default() };
    Ok(Written {
        file,
        #[cfg(test)]
        digest,
        is_whole: back == bytes.finish(),
    })
}

/// The digest of a file's bytes.
fn read_back(path: &Path) -> io::Result<u64> {
    let (mut file, mut digest) = (File::open(path)?, BytesDigest::default());
    let mut buffer = vec![0; 1 << 18];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(digest.finish()),
            n => digest.add(&buffer[..n]),
        }
    }
}
