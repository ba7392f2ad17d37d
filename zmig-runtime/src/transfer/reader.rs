//! A table's file, read for a target whose columns are known.

use super::Shape;
use crate::csv::Mark;
use crate::csv::cell::Codec;
use crate::csv::digest::{ColumnDigests, RowsDigest};
use crate::csv::record::{Cell, Record, RecordReader};
use crate::csv::wrong::{CsvFault, CsvFaults, Mistake};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Reads records, checks each cell against the target's columns, and knows the digest of what it read.
#[derive(Debug)]
pub(crate) struct TableReader {
    reader: RecordReader<File>,
    /// What the file was when it was opened.
    mark: Option<Mark>,
    path: PathBuf,
    header: Vec<String>,
    layout: Layout,
    digest: RowsDigest,
    /// How the file's own columns are written, and their digests, where somebody holds them against its sidecar.
    sums: Option<(Vec<Codec>, ColumnDigests)>,
    scratch: Vec<u8>,
}

/// Which cell of a record belongs to which column.
#[derive(Clone, Debug)]
pub(crate) struct Layout {
    /// The target's columns that the file has.
    pub shape: Shape,
    /// For each of them, which cell of a record it is.
    cells: Vec<usize>,
}

impl Layout {
    /// The cell of a column.
    pub(crate) fn cell<'a>(&self, record: &'a Record, column: usize) -> Cell<'a> {
        record.cell(self.cells.get(column).copied().unwrap_or(usize::MAX))
    }
}

impl TableReader {
    /// Opens a file for a target's table. Columns of the target that the file lacks are left to the database.
    ///
    /// # Errors
    /// Everything that is wrong with the header.
    pub(crate) fn open(path: &Path, target: &Shape) -> Result<Self, CsvFaults> {
        let whole = |reason: String| CsvFaults::from(CsvFault::of_file(path, reason));
        let file = File::open(path).map_err(|e| whole(format!("it cannot be opened: {e}")))?;
        let mark = mark(&file);
        let mut reader = RecordReader::new(file);
        let mut record = Record::default();
        match reader.read(&mut record) {
            Ok(true) => {}
            Ok(false) => return Err(whole("it is empty; its first line names the columns".to_owned())),
            Err(mistake) => return Err(CsvFault::of(path, &[], mistake).into()),
        }
        let header: Vec<String> = (0..record.len()).map(|i| record.cell(i).text().into_owned()).collect();
        let mut faults = CsvFaults::default();
        let mut wrong = |i: usize, reason: String| {
            faults.push(CsvFault::of(path, &header, Mistake::at(1, Some(i), reason)));
        };
        let mut shape = Shape { table: target.table.clone(), columns: Vec::new() };
        let mut cells = Vec::new();
        for (i, name) in header.iter().enumerate() {
            if header[..i].contains(name) {
                wrong(i, "the column is there twice".to_owned());
                continue;
            }
            match target.columns.iter().find(|c| c.name == *name) {
                Some(column) => {
                    shape.columns.push(column.clone());
                    cells.push(i);
                }
                None => {
                    let table = &target.table;
                    let near = zmig_core::nearest(name, target.names());
                    let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                    wrong(i, format!("the table {table} has no such column{near}"));
                }
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let digest = RowsDigest::new(cells.len());
        Ok(Self {
            reader,
            mark,
            path: path.to_path_buf(),
            header,
            layout: Layout { shape, cells },
            digest,
            sums: None,
            scratch: Vec::new(),
        })
    }

    /// The columns that it has values for, in the file's order.
    pub(crate) fn shape(&self) -> &Shape {
        &self.layout.shape
    }

    /// Which cell is whose, for whoever works on records while the reader reads the next.
    pub(crate) fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The digest of the records that were read so far.
    pub(crate) fn digest(&self) -> &RowsDigest {
        &self.digest
    }

    /// Reads the next record, which has as many cells as the header; false at the end.
    ///
    /// # Errors
    /// Where it is no CSV, has another number of cells, or is not the file any more that it was at the beginning.
    pub(crate) fn read(&mut self, record: &mut Record) -> Result<bool, CsvFault> {
        match self.reader.read(record) {
            Ok(false) if self.mark == mark(self.reader.source()) => Ok(false),
            Ok(false) => {
                let reason = "it was changed while it was read; run again when nobody writes to it";
                Err(CsvFault::of_file(&self.path, reason))
            }
            Ok(true) if record.len() == self.header.len() => Ok(true),
            Ok(true) => {
                let reason = match (record.len(), record.raw()) {
                    (1, "") => "the line is empty; take it out".to_owned(),
                    (n, _) => format!("the record has {n} cells, and the header {}", self.header.len()),
                };
                Err(CsvFault::of(&self.path, &self.header, Mistake::at(record.line(), None, reason)))
            }
            Err(mistake) => Err(CsvFault::of(&self.path, &self.header, mistake)),
        }
    }

    /// Adds a record to the digest: every cell that is no value of its column is given to `wrong`. What is canonical
    /// already is taken as it is.
    pub(crate) fn check(&mut self, record: &Record, mut wrong: impl FnMut(CsvFault)) {
        for (i, column) in self.layout.shape.columns.iter().enumerate() {
            let cell = self.layout.cell(record, i);
            self.scratch.clear();
            // A float is told by what it is, not by how it is written.
            let written = match column.codec.is_float() {
                true => {
                    column.codec.read(cell).map(|_| self.scratch.extend_from_slice(cell.raw().as_bytes()))
                }
                false => column.codec.canonical(cell, &mut self.scratch),
            };
            match written {
                Ok(()) => self.digest.add(&column.codec, &self.scratch),
                Err(reason) => {
                    let mistake = Mistake::at(record.line(), self.layout.cells.get(i).copied(), reason);
                    let fault = CsvFault::of(&self.path, &self.header, mistake);
                    wrong(fault.with_value(&cell.text()));
                    self.digest.add(&column.codec, &[]);
                }
            }
        }
        self.digest.end_row();
        let Some((codecs, sums)) = &mut self.sums else { return };
        for (i, (codec, column)) in codecs.iter().zip(&self.layout.shape.columns).enumerate() {
            let cell = self.layout.cell(record, i);
            // Nearly every cell of an export is canonical, and read as what it is.
            if *codec == column.codec || codec.canonical(cell, cleared(&mut self.scratch)).is_err() {
                column.codec.canonical(cell, cleared(&mut self.scratch)).ok();
            }
            sums.add(i, &self.scratch);
        }
    }

    /// Has the digests of the file's columns made, as columns of other types.
    pub(crate) fn sum_as(&mut self, codecs: &BTreeMap<&str, Codec>) {
        let of = |name: &str, own: &Codec| codecs.get(name).unwrap_or(own).clone();
        let codecs: Vec<Codec> = self.layout.shape.columns.iter().map(|c| of(&c.name, &c.codec)).collect();
        let sums = ColumnDigests::new(codecs.len());
        self.sums = Some((codecs, sums));
    }

    /// Those digests, by column.
    pub(crate) fn sums(&self) -> Option<BTreeMap<String, String>> {
        let (_, sums) = self.sums.as_ref()?;
        let names = self.layout.shape.columns.iter().map(|c| c.name.clone());
        Some(names.zip(sums.clone().finish()).collect())
    }

    /// What is wrong with a cell of a column.
    pub(crate) fn fault(&self, record: &Record, column: usize, reason: String) -> CsvFault {
        let mistake = Mistake::at(record.line(), self.layout.cells.get(column).copied(), reason);
        CsvFault::of(&self.path, &self.header, mistake).with_value(&self.layout.cell(record, column).text())
    }
}

fn cleared(buffer: &mut Vec<u8>) -> &mut Vec<u8> {
    buffer.clear();
    buffer
}

fn mark(file: &File) -> Option<Mark> {
    file.metadata().ok().map(|found| Mark::of(&found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transfer::ColumnShape;
    use std::io::Write as _;
    use zmig_core::Type;

    #[test]
    fn a_file_that_somebody_writes_to_is_not_taken() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("t.csv");
        std::fs::write(&path, "a\n1\n2\n").expect("writable");
        let column = ColumnShape {
            name: "a".into(),
            ty: Type::Int,
            nullable: true,
            codec: Codec::new(&Type::Int, true),
        };
        let shape = Shape { table: "t".into(), columns: vec![column] };
        let rows = |touch: bool| {
            let mut reader = TableReader::open(&path, &shape).expect("a table");
            let mut record = Record::default();
            let mut rows = 0;
            while reader.read(&mut record)? {
                rows += 1;
                if touch && rows == 1 {
                    let mut file = File::options().append(true).open(&path).expect("writable");
                    file.write_all(b"3\n").expect("writable");
                }
            }
            Ok::<_, CsvFault>(rows)
        };
        assert_eq!(rows(false), Ok(2));
        let fault = rows(true).expect_err("it was changed").to_string();
        assert!(fault.contains("changed while it was read"), "{fault}");
    }
}
