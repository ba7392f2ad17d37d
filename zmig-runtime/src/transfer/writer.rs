//! A table's file in the making.

use super::Shape;
use crate::csv::cell::Held;
use crate::csv::digest::{ColumnDigests, RowsDigest};
use crate::csv::record::put_text;
use crate::csv::sidecar::{ColumnFile, TableFile};
use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// Writes canonical records, and knows their digests.
pub(crate) struct TableWriter {
    out: BufWriter<File>,
    path: PathBuf,
    file: String,
    shape: Shape,
    record: Vec<u8>,
    /// The column whose cell comes next.
    at: usize,
    sums: ColumnDigests,
    digest: RowsDigest,
    told: Box<dyn Fn(u64) + Send>,
}

/// After how many rows somebody is told.
const TOLD: u64 = 10_000;

impl TableWriter {
    /// Begins a file in a folder with its header.
    ///
    /// # Errors
    /// When it cannot be made.
    pub(crate) fn begin(folder: &Path, file: &str, shape: &Shape) -> Result<Self, crate::backup::Broken> {
        let path = folder.join(file);
        let out = BufWriter::with_capacity(1 << 18, crate::backup::create_file(&path)?);
        let columns = shape.columns.len();
        let mut writer = Self {
            out,
            path,
            file: file.to_owned(),
            shape: shape.clone(),
            record: Vec::new(),
            at: 0,
            sums: ColumnDigests::new(columns),
            digest: RowsDigest::new(columns),
            told: Box::new(|_| {}),
        };
        for (i, column) in shape.columns.iter().enumerate() {
            if i > 0 {
                writer.record.push(b',');
            }
            put_text(&mut writer.record, &column.name);
        }
        writer.record.push(b'\n');
        let written = writer.flush_record();
        written.map_err(|e| crate::backup::Broken::io("writing", &writer.path, &e))?;
        Ok(writer)
    }

    /// The same, telling a function from time to time how many rows are written.
    pub(crate) fn telling(self, told: impl Fn(u64) + Send + 'static) -> Self {
        Self { told: Box::new(told), ..self }
    }

    /// The columns, in the order in which their cells are given.
    pub(crate) fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Where it is written.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// How many rows are written.
    pub(crate) fn rows(&self) -> u64 {
        self.digest.rows
    }

    /// The next cell of the row at hand, written by a function in its canonical form, quotes and all; nothing is NULL.
    ///
    /// # Errors
    /// Those of the function.
    pub(crate) fn cell<E>(&mut self, write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<(), E> {
        if self.at > 0 {
            self.record.push(b',');
        }
        let begin = self.record.len();
        write(&mut self.record)?;
        let cell = &self.record[begin..];
        self.sums.add(self.at, cell);
        if let Some(column) = self.shape.columns.get(self.at) {
            self.digest.add(&column.codec, cell);
        }
        self.at += 1;
        Ok(())
    }

    /// The next cell of the row at hand, as SQLite holds it.
    ///
    /// # Errors
    /// Why it is no value of the column's type.
    pub(crate) fn held(&mut self, held: &Held<'_>) -> Result<(), String> {
        let Some(codec) = self.shape.columns.get(self.at).map(|c| c.codec.clone()) else { return Ok(()) };
        self.cell(|out| codec.write(held, out))
    }

    /// Ends the row at hand.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub(crate) fn end_row(&mut self) -> io::Result<()> {
        self.record.push(b'\n');
        self.at = 0;
        self.digest.end_row();
        if self.digest.rows.is_multiple_of(TOLD) {
            (self.told)(self.digest.rows);
        }
        self.flush_record()
    }

    fn flush_record(&mut self) -> io::Result<()> {
        self.out.write_all(&self.record)?;
        self.record.clear();
        Ok(())
    }

    /// Brings it to the disk; says what the sidecar is to say of it.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub(crate) fn finish(self) -> io::Result<(TableFile, RowsDigest)> {
        let file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        let columns = self.shape.columns.into_iter().zip(self.sums.finish());
        let columns = columns
            .map(|(column, sha256)| ColumnFile {
                name: column.name,
                ty: column.ty,
                nullable: column.nullable,
                sha256,
            })
            .collect();
        let rows = self.digest.rows;
        Ok((TableFile { file: self.file, rows, columns, ..TableFile::default() }, self.digest))
    }
}
