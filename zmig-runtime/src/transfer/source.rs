//! The files of a folder, held against the tables that they are for.

use super::import::in_order;
use super::{Shape, TableReader, TransferFault};
use crate::csv::cell::Codec;
use crate::csv::sidecar::{SIDECAR, Sidecar, TableFile};
use crate::csv::wrong::{CsvFault, CsvFaults};
use crate::{Error, IntrospectOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use zmig_core::{Column, Dialect, Schema, Table};

/// A file and the table that it is for.
#[derive(Clone, Debug)]
pub(super) struct Source {
    pub path: PathBuf,
    pub shape: Shape,
    /// What the sidecar says of it.
    pub file: Option<TableFile>,
    /// How many rows it has, where the sidecar says so.
    pub rows: Option<u64>,
    bytes: u64,
}

/// The files of a folder, those first whose tables others point at.
#[derive(Clone, Debug)]
pub(super) struct Files {
    pub all: Vec<Source>,
}

impl Files {
    /// Holds a folder against a target. Tables of the target that the folder does not have stay as they are.
    ///
    /// # Errors
    /// Everything that does not fit.
    pub(super) fn find(
        folder: &Path,
        schema: &Schema,
        dialect: Dialect,
        wanted: &IntrospectOptions,
    ) -> Result<Self, Error> {
        let sidecar = sidecar(folder)?;
        let mut found = listed(folder, sidecar.as_ref())?;
        found.retain(|table, _| wanted.takes(table));
        let doing = format!("importing {}", folder.display());
        if found.is_empty() {
            let reason = "there is no CSV file for a table in it".to_owned();
            return Err(TransferFault::new(doing, vec![reason], "name the folder of an export").into());
        }
        let without: Vec<String> = found
            .keys()
            .filter(|table| schema.table(table).is_none())
            .map(|table| {
                let near = zmig_core::nearest(table, schema.tables.keys().map(String::as_str));
                let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                format!("the target has no table {table}{near}")
            })
            .collect();
        if !without.is_empty() {
            let next = "make the tables first (`cargo zmig migrate`), or name those to be loaded";
            return Err(TransferFault::new(doing, without, next).into());
        }
        let (mut all, mut faults) = (Vec::new(), CsvFaults::default());
        for name in in_order(schema, &found.keys().cloned().collect::<BTreeSet<_>>()) {
            let (Some((path, file)), Some(table)) = (found.remove(&name), schema.table(&name)) else {
                continue;
            };
            let mut shape = Shape::of(table, schema);
            if let Some(file) = &file {
                settle(&mut shape, table, file, dialect);
            }
            let bytes = match fs::symlink_metadata(&path) {
                Ok(found) if found.is_file() => found.len(),
                Ok(_) => {
                    faults.push(CsvFault::of_file(&path, "it is no file of its own but a link or a folder"));
                    continue;
                }
                Err(e) => {
                    faults.push(CsvFault::of_file(&path, format!("it cannot be read: {e}")));
                    continue;
                }
            };
            match TableReader::open(&path, &shape) {
                Ok(reader) => {
                    for column in lacking(table, &reader) {
                        let reason = format!(
                            "the file lacks the column {column}, which takes no NULL and has no default"
                        );
                        faults.push(CsvFault::of_file(&path, reason));
                    }
                }
                Err(wrong) => wrong.faults.into_iter().for_each(|fault| faults.push(fault)),
            }
            let rows = file.as_ref().map(|f| f.rows);
            all.push(Source { path, shape, file, rows, bytes });
        }
        if faults.is_empty() { Ok(Self { all }) } else { Err(Error::Csv(Box::new(faults))) }
    }

    pub(super) fn bytes(&self) -> u64 {
        self.all.iter().map(|s| s.bytes).sum()
    }
}

impl Source {
    pub(super) fn open(&self) -> Result<TableReader, Error> {
        let mut reader =
            TableReader::open(&self.path, &self.shape).map_err(|faults| Error::Csv(Box::new(faults)))?;
        if let Some(file) = &self.file {
            let codecs = file.columns.iter().map(|c| (c.name.as_str(), Codec::new(&c.ty, c.nullable)));
            reader.sum_as(&codecs.collect());
        }
        Ok(reader)
    }

    /// Whether a file that was read to its end is what its sidecar says.
    pub(super) fn is_what_was_written(&self, reader: &TableReader) -> Result<(), Error> {
        // The files of a folder that is a database are edited by people, and have no digests.
        let written = self.file.as_ref().filter(|f| f.columns.iter().any(|c| !c.sha256.is_empty()));
        let (Some(file), Some(found)) = (written, reader.sums()) else { return Ok(()) };
        let mut faults = CsvFaults::default();
        if reader.digest().rows != file.rows {
            let reason = format!(
                "it has {} rows, and {SIDECAR} says {}: the file was changed since it was written",
                reader.digest().rows,
                file.rows
            );
            faults.push(CsvFault::of_file(reader.path(), reason));
        }
        for column in &file.columns {
            if found.get(&column.name).is_some_and(|sum| *sum != column.sha256) {
                let reason = format!(
                    "{} is not what {SIDECAR} says: the file was changed since it was written; if that was meant, \
                     delete {SIDECAR}",
                    column.name
                );
                faults.push(CsvFault::of_file(reader.path(), reason));
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(Error::Csv(Box::new(faults))) }
    }
}

/// What the folder says of its files.
fn sidecar(folder: &Path) -> Result<Option<Sidecar>, Error> {
    let path = folder.join(SIDECAR);
    let wrong = |reason: String| Error::Csv(Box::new(CsvFault::of_file(&path, reason).into()));
    match fs::read_to_string(&path) {
        Ok(text) => Sidecar::parse(&text).map(Some).map_err(|e| wrong(format!("it cannot be read: {e}"))),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(wrong(format!("it cannot be read: {e}"))),
    }
}

type Listed = BTreeMap<String, (PathBuf, Option<TableFile>)>;

/// The tables of a folder: those of its sidecar, or one for each CSV file. zmig's own stay where they are.
fn listed(folder: &Path, sidecar: Option<&Sidecar>) -> Result<Listed, Error> {
    let is_own = |table: &str| table.starts_with(crate::history::TABLE);
    if let Some(sidecar) = sidecar {
        let tables = sidecar.tables.iter().filter(|(table, _)| !is_own(table));
        // A sidecar is a file like any other: what it names is looked for in the folder alone.
        let path = |file: &TableFile| folder.join(Path::new(&file.file).file_name().unwrap_or_default());
        return Ok(tables.map(|(table, file)| (table.clone(), (path(file), Some(file.clone())))).collect());
    }
    let entries = fs::read_dir(folder).map_err(|e| super::disk("reading", folder, &e))?;
    let mut out = BTreeMap::new();
    for entry in entries {
        let entry = entry.map_err(|e| super::disk("reading", folder, &e))?;
        let name = entry.file_name();
        if let Some(table) = name.to_str().and_then(crate::csv::table_of).filter(|table| !is_own(table)) {
            out.insert(table, (entry.path(), None));
        }
    }
    Ok(out)
}

/// SQLite has fewer types than the model: a list is JSON there, and in a STRICT table nearly everything is text or a
/// number. Where the type that the file names would be seen there as what is there, it is that type.
fn settle(shape: &mut Shape, table: &Table, file: &TableFile, dialect: Dialect) {
    for column in &mut shape.columns {
        let Some(said) = file.columns.iter().find(|c| c.name == column.name) else { continue };
        let mut probe = Table::new("probe", "");
        probe.options.clone_from(&table.options);
        probe.columns.push(Column::new(column.name.clone(), said.ty.clone()));
        let mut schema = Schema::default();
        schema.tables.insert("probe".to_owned(), probe);
        let seen = schema.as_seen_by(dialect);
        if seen.column("probe", &column.name).is_some_and(|c| c.ty == column.ty) {
            column.ty = said.ty.clone();
            column.codec = Codec::new(&column.ty, column.nullable);
        }
    }
}

/// Columns that a file lacks and the database has nothing to put into.
fn lacking(table: &Table, reader: &TableReader) -> Vec<String> {
    let needs = |column: &&Column| {
        let numbers_itself =
            table.primary_key == [column.name.clone()] && column.ty.is_integer() || column.identity.is_some();
        let is_required = !column.nullable || table.is_key(&column.name);
        is_required && column.default.is_none() && column.generated.is_none() && !numbers_itself
    };
    let has = |name: &str| reader.shape().names().any(|n| n == name);
    table.columns.iter().filter(needs).map(|c| c.name.clone()).filter(|name| !has(name)).collect()
}
