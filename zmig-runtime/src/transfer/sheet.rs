//! A database's rows as files for spreadsheets, which take a cell that begins like a formula for one.
//!
//! What is written here is for looking at and not for coming back: a text that begins with `=` gets an apostrophe before
//! it, and nobody can tell that from one that was there. So the folder has no sidecar, and says what it is.

use super::event::Hearer;
use super::{ExportOptions, TransferEvent, TransferFault, TransferredTable, disk, export};
use crate::csv::file_name;
use crate::csv::record::{Record, RecordReader, put_quoted};
use crate::database::{Database, Work};
use crate::words::counted;
use crate::{Error, IntrospectOptions, chance};
use serde::Serialize;
use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

/// The file that says what the folder is.
const README: &str = "README.txt";
const SAID: &str =
    "These files are for spreadsheets, and not to be imported: a cell that begins like a formula bears an
apostrophe here that is not in the data. `cargo zmig export` writes files that come back as what they were.
";

/// How rows are written for spreadsheets.
#[derive(Clone, Debug, Default)]
pub struct SheetOptions {
    tables: IntrospectOptions,
    bom: bool,
    hearer: Hearer,
}

impl SheetOptions {
    /// Which tables are written; all where nothing is said.
    #[must_use]
    pub fn tables(mut self, tables: IntrospectOptions) -> Self {
        self.tables = tables;
        self
    }

    /// Whether each file begins with the mark by which Excel knows UTF-8. It does not, where nothing is said.
    #[must_use]
    pub fn bom(mut self, bom: bool) -> Self {
        self.bom = bom;
        self
    }

    /// Tells a function what happens, as it happens. It may be called from another thread.
    #[must_use]
    pub fn on_event(mut self, hear: impl Fn(&TransferEvent<'_>) + Send + Sync + 'static) -> Self {
        self.hearer = Hearer::new(hear);
        self
    }
}

/// Files for spreadsheets.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Sheets {
    /// Their folder.
    pub folder: PathBuf,
    /// The tables, in the order of their names.
    pub tables: Vec<TransferredTable>,
    /// How many cells got an apostrophe.
    pub escaped: u64,
}

impl fmt::Display for Sheets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (tables, folder) = (counted(self.tables.len(), "table"), self.folder.display());
        write!(f, "wrote {tables} for spreadsheets to {folder}")?;
        match self.escaped {
            0 => Ok(()),
            n => write!(f, "; {} got an apostrophe, since a formula begins so", counted(n, "cell")),
        }
    }
}

/// Writes a database's tables for spreadsheets into a folder that is not there yet: a CSV file for each, in which no cell is
/// taken for a formula. Numbers stay numbers. It is no export: these files do not come back as what they were.
///
/// # Errors
/// When the folder is there already, the database cannot be read, or the folder not be written. Then nothing is left of it.
///
/// ```no_run
/// # async fn run() -> Result<(), zmig_runtime::Error> {
/// use zmig_runtime::{SheetOptions, sheets};
///
/// println!("{}", sheets("sqlite://app.db", "for-accounting", &SheetOptions::default()).await?);
/// # Ok(()) }
/// ```
pub async fn sheets<D: Database + ?Sized>(
    db: &D,
    folder: impl AsRef<Path>,
    options: &SheetOptions,
) -> Result<Sheets, Error> {
    write(&db, folder.as_ref(), options).await
}

fn write<'a>(db: &'a dyn Database, folder: &'a Path, options: &'a SheetOptions) -> Work<'a, Sheets> {
    Box::pin(async move {
        if folder.exists() {
            let reason = format!("{} is there already", folder.display());
            let next = "name a folder that is not there yet";
            return Err(TransferFault::new("writing for spreadsheets", vec![reason], next).into());
        }
        let parent = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let work = Making(parent.join(format!(".zmig-sheets-{}", chance::identifier())));
        private(&work.0).map_err(|e| disk("making", &work.0, &e))?;
        let (rows, ready) = (work.0.join("rows"), work.0.join("sheets"));
        let exporting = ExportOptions::default().folder(&rows).tables(options.tables.clone());
        let exported = export::of(&db, &exporting.heard_by(options.hearer.clone())).await?.0;
        private(&ready).map_err(|e| disk("making", &ready, &e))?;
        let mut escaped = 0;
        for table in &exported.tables {
            let file = file_name(&table.name);
            let (from, to, bom) = (rows.join(&file), ready.join(&file), options.bom);
            let written = tokio::task::spawn_blocking(move || rewrite(&from, &to, bom)).await;
            let written = written.unwrap_or_else(|e| Err(io::Error::other(e)));
            escaped += written.map_err(|e| disk("writing", &ready.join(&file), &e))?;
        }
        let readme = ready.join(README);
        let said = create(&readme).and_then(|mut file| file.write_all(SAID.as_bytes()));
        said.map_err(|e| disk("writing", &readme, &e))?;
        fs::rename(&ready, folder).map_err(|e| disk("making", folder, &e))?;
        Ok(Sheets { folder: folder.to_path_buf(), tables: exported.tables, escaped })
    })
}

/// A folder in which files are made, and which goes on every way out.
struct Making(PathBuf);

impl Drop for Making {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            tracing::warn!(path = %self.0.display(), %error, "clearing away what was written on the way");
        }
    }
}

/// A folder for its owner alone.
fn private(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a file once more, with an apostrophe where one is due; says how many those were.
fn rewrite(from: &Path, to: &Path, bom: bool) -> io::Result<u64> {
    let mut reader = RecordReader::new(File::open(from)?);
    let mut out = BufWriter::new(create(to)?);
    if bom {
        out.write_all("\u{feff}".as_bytes())?;
    }
    let (mut record, mut line, mut escaped) = (Record::default(), Vec::new(), 0);
    while reader.read(&mut record).map_err(|e| io::Error::other(format!("{e:?}")))? {
        line.clear();
        for i in 0..record.len() {
            if i > 0 {
                line.push(b',');
            }
            let cell = record.cell(i);
            let text = cell.text();
            if is_formula(&text) {
                put_quoted(&mut line, &format!("'{text}"));
                escaped += 1;
            } else {
                line.extend_from_slice(cell.raw().as_bytes());
            }
        }
        line.push(b'\n');
        out.write_all(&line)?;
    }
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    Ok(escaped)
}

/// Whether a spreadsheet may take a text for a formula. A negative number begins like one and is none.
fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_negative(text)
}

fn is_negative(text: &str) -> bool {
    let Some(number) = text.strip_prefix('-') else { return false };
    let (number, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    digits(whole) && digits(fraction) && digits(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_no_formulas() {
        for text in [
            "=1+1", "+1", "+49 30", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-", "-x", "-1e", "--1", "-1.2.3",
            "=",
        ] {
            assert!(is_formula(text), "{text:?}");
        }
        for text in ["", "a=1", "1+1", "-1", "-1.50", "-1e-7", "-1.5E+300", "'=1", " =1", "2025-12-20"] {
            assert!(!is_formula(text), "{text:?}");
        }
    }

    #[test]
    fn only_what_a_spreadsheet_would_run_is_changed() {
        let folder = tempfile::tempdir().expect("a folder");
        let (from, to) = (folder.path().join("a.csv"), folder.path().join("b.csv"));
        fs::write(&from, "id,=name\n-1,\"=1,\"\"2\"\"\"\n2,\"\"\n3,\n4,+x\n").expect("written");
        assert_eq!(rewrite(&from, &to, true).expect("rewritten"), 3);
        let expected = "\u{feff}id,\"'=name\"\n-1,\"'=1,\"\"2\"\"\"\n2,\"\"\n3,\n4,\"'+x\"\n";
        assert_eq!(fs::read_to_string(&to).expect("read"), expected);
    }
}
