//! A folder of CSV files: which file belongs to which table, who may write, and what a reader sees while somebody does.

use super::commit;
use crate::driver::{Fault, Kind};
use crate::{Error, chance};
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Locked by whoever changes the folder, from the first look to the last file.
const LOCK: &str = ".zmig-lock";
/// The beginning of the names of folders in which somebody works, and of those that are made for that.
const WORK: &str = ".zmig-work-";
const NEW: &str = ".zmig-new-";
const STAGED: &str = "staged.db";
const ENDING: &str = ".csv";

/// Names that Windows keeps for itself, whatever comes behind their dot.
const RESERVED: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
    "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// A folder, which need not exist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder at a path.
    pub(crate) fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The folder of a URL: `csv:./Data`, `csv://Data`, `csv:///srv/Data`.
    pub(crate) fn of_url(url: &str) -> Result<Self, Error> {
        let refuse = |reason: &str| Error::Url { shown: url.to_owned(), reason: reason.to_owned() };
        let rest = url.split_once(':').map_or("", |(_, rest)| rest);
        let path = rest.strip_prefix("//").unwrap_or(rest);
        if path.is_empty() {
            return Err(refuse("it names no folder; write `csv:./Data`"));
        }
        if path.contains('\0') {
            return Err(refuse("it holds a NUL character, which no path can"));
        }
        let folder = Self::at(path);
        if folder.path.exists() && !folder.path.is_dir() {
            return Err(refuse("that is a file and no folder; name the folder that the CSV files lie in"));
        }
        Ok(folder)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Its last name, by which people know it.
    pub(crate) fn name(&self) -> String {
        let full = self.path.canonicalize().unwrap_or_else(|_| self.path.clone());
        full.file_name()
            .map_or_else(|| full.display().to_string(), |name| name.to_string_lossy().into_owned())
    }

    /// Takes the lock for changing it, after making the folder where there is none. Nothing where somebody else has it.
    pub(crate) fn try_lock(&self) -> Result<Option<Writer>, Fault> {
        fs::create_dir_all(&self.path).map_err(|e| failed("making", &self.path, &e))?;
        let path = self.path.join(LOCK);
        refuse_link(&path)?;
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|e| failed("opening", &path, &e))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Ok(None),
            Err(TryLockError::Error(e)) => return Err(failed("locking", &path, &e)),
        }
        let writer = Writer { _file: file };
        self.tidy()?;
        Ok(Some(writer))
    }

    /// Ends what processes have left that did not come to their end. Whoever calls it holds the lock.
    fn tidy(&self) -> Result<(), Fault> {
        let _alone = Gate::alone(&self.path)?;
        commit::recover(&self.path)?;
        for entry in fs::read_dir(&self.path).map_err(|e| failed("reading", &self.path, &e))?.flatten() {
            let (name, path) = (entry.file_name(), entry.path());
            let name = name.to_string_lossy();
            if (name.starts_with(WORK) && is_abandoned(&path)) || (name.starts_with(NEW) && is_old(&path)) {
                tracing::info!(path = %entry.path().display(), "a killed process's work goes");
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        Ok(())
    }
}

/// Whoever works in it is gone.
fn is_abandoned(work: &Path) -> bool {
    File::open(work.join(LOCK)).map_or(true, |lock| lock.try_lock().is_ok())
}

/// Nobody takes so long to make a folder and a file in it.
fn is_old(new: &Path) -> bool {
    let made = fs::metadata(new).and_then(|m| m.modified()).ok();
    made.and_then(|t| t.elapsed().ok()).is_some_and(|age| age.as_secs() > 60)
}

/// The lock for changing a folder; the system takes it back when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct Writer {
    _file: File,
}

/// The lock that keeps readers and the moving of files apart: each is short.
#[derive(Debug)]
pub(crate) struct Gate {
    _file: Option<File>,
}

impl Gate {
    /// Waits until nobody moves files.
    pub(crate) fn shared(folder: &Path) -> Result<Self, Fault> {
        Self::take(folder, File::lock_shared)
    }

    /// Waits until nobody opens files.
    pub(crate) fn alone(folder: &Path) -> Result<Self, Fault> {
        Self::take(folder, File::lock)
    }

    /// The folder itself is locked, since a reader may be one who cannot write a lock file. Where the system locks no
    /// folders, a file in the folder for temporary ones stands in.
    fn take(folder: &Path, lock: fn(&File) -> io::Result<()>) -> Result<Self, Fault> {
        match File::open(folder) {
            Ok(dir) if lock(&dir).is_ok() => return Ok(Self { _file: Some(dir) }),
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Self { _file: None }),
            Err(e) if e.kind() == io::ErrorKind::PermissionDenied && !cfg!(windows) => {
                return Err(failed("opening", folder, &e));
            }
            _ => {}
        }
        let canonical = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        let hash = zmig_core::Checksum::of(&canonical.to_string_lossy()).to_string();
        let path = std::env::temp_dir().join(format!("zmig-{}.lock", hash.replace(':', "-")));
        let file = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = file.map_err(|e| failed("opening", &path, &e))?;
        lock(&file).map_err(|e| failed("locking", &path, &e))?;
        Ok(Self { _file: Some(file) })
    }
}

/// A folder as it is at one moment: as long as this lives, nobody moves files in it.
#[derive(Debug)]
pub(crate) struct View {
    pub(super) folder: PathBuf,
    /// A commit whose files are still to be moved, which this process may not do.
    pub(super) overlay: Option<commit::Overlay>,
    pub(super) _gate: Gate,
}

impl View {
    /// Looks at a folder, after ending what a killed process has begun.
    pub(crate) fn open(folder: &Path) -> Result<Self, Fault> {
        for _ in 0..3 {
            let gate = Gate::shared(folder)?;
            if !commit::is_pending(folder) {
                return Ok(Self { folder: folder.to_owned(), overlay: None, _gate: gate });
            }
            drop(gate);
            let moved = Gate::alone(folder).and_then(|_alone| commit::finish(folder));
            if let Err(fault) = moved {
                tracing::info!(error = fault.text(), "a commit is read where it lies");
                let gate = Gate::shared(folder)?;
                let overlay = commit::Overlay::read(folder)?;
                return Ok(Self { folder: folder.to_owned(), overlay, _gate: gate });
            }
        }
        Err(refused(format!("{} is changed all the time; run again at a quieter moment", folder.display())))
    }

    /// Where a file of the folder lies, if it is there.
    pub(crate) fn find(&self, name: &str) -> Option<PathBuf> {
        let place = match self.overlay.as_ref().and_then(|overlay| overlay.find(name)) {
            Some(place) => place?,
            None => self.folder.join(name),
        };
        place.symlink_metadata().is_ok().then_some(place)
    }

    /// Opens a file of the folder. Nothing where there is none.
    pub(crate) fn open_file(&self, name: &str) -> Result<Option<Opened>, Fault> {
        self.find(name).map(|path| Opened::open(&path, &self.folder.join(name))).transpose()
    }

    /// The tables that have files, in order.
    pub(crate) fn tables(&self) -> Result<Vec<String>, Fault> {
        let mut names = match fs::read_dir(&self.folder) {
            Ok(entries) => entries.flatten().filter_map(|e| e.file_name().into_string().ok()).collect(),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Vec::new(),
            Err(e) => return Err(failed("reading", &self.folder, &e)),
        };
        if let Some(overlay) = &self.overlay {
            names.retain(|name| overlay.find(name).is_none());
            names.extend(overlay.names());
        }
        let mut tables: Vec<String> = names.iter().filter_map(|name| table_of(name)).collect();
        tables.sort();
        Ok(tables)
    }
}

/// An open file, and what it was when it was opened.
#[derive(Debug)]
pub(crate) struct Opened {
    pub file: File,
    /// Where it is, as its user knows it.
    pub path: PathBuf,
    pub mark: Mark,
}

impl Opened {
    pub(crate) fn open(place: &Path, shown: &Path) -> Result<Self, Fault> {
        refuse_link(place)?;
        let file = File::open(place).map_err(|e| failed("opening", shown, &e))?;
        let mark = Mark::of(&file.metadata().map_err(|e| failed("reading", shown, &e))?);
        // Between the look and the opening somebody may have put a link there.
        let there = fs::symlink_metadata(place).map_err(|e| failed("reading", shown, &e))?;
        if there.file_type().is_symlink() {
            return Err(link(shown));
        }
        if !there.is_file() {
            return Err(refused(format!("{} is no file; move it out of the folder", shown.display())));
        }
        Ok(Self { file, path: shown.to_owned(), mark })
    }

    /// Whether the file is still what it was when it was opened.
    pub(crate) fn is_unchanged(&self) -> bool {
        self.file.metadata().is_ok_and(|now| Mark::of(&now) == self.mark)
    }
}

/// What tells a file from what was there before: nobody changes one without one of these changing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    length: u64,
    modified: Option<SystemTime>,
    number: (u64, u64),
}

impl Mark {
    pub(crate) fn of(metadata: &fs::Metadata) -> Self {
        #[cfg(unix)]
        let number =
            (std::os::unix::fs::MetadataExt::dev(metadata), std::os::unix::fs::MetadataExt::ino(metadata));
        #[cfg(not(unix))]
        let number = (0, 0);
        Self { length: metadata.len(), modified: metadata.modified().ok(), number }
    }
}

/// A place for a database in the making; it goes on every way out, and with the next writer after a kill.
#[derive(Debug)]
pub(crate) struct Work {
    path: PathBuf,
    /// Whether it lies in the folder, and not beside everybody else's temporary files.
    pub in_folder: bool,
    _lock: File,
}

impl Work {
    /// In the folder, or where temporary files are where that cannot be.
    pub(crate) fn begin(folder: &Path) -> Result<Self, Fault> {
        if folder.is_dir()
            && let Ok(work) = Self::within(folder, true)
        {
            return Ok(work);
        }
        Self::within(&std::env::temp_dir(), false)
    }

    fn within(parent: &Path, in_folder: bool) -> Result<Self, Fault> {
        // It gets its name once it is locked, so that nobody takes it for one that was left.
        let id = chance::identifier();
        let (path, goal) = (parent.join(format!("{NEW}{id}")), parent.join(format!("{WORK}{id}")));
        let mut builder = fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path).map_err(|e| failed("making", &path, &e))?;
        let made = File::create(path.join(LOCK)).and_then(|lock| {
            lock.try_lock().map_err(io::Error::from)?;
            fs::rename(&path, &goal)?;
            Ok(lock)
        });
        match made {
            Ok(lock) => Ok(Self { path: goal, in_folder, _lock: lock }),
            Err(e) => {
                let fault = failed("writing", &path, &e);
                let _ = fs::remove_dir_all(&path);
                Err(fault)
            }
        }
    }

    /// The database's file.
    pub(crate) fn database(&self) -> PathBuf {
        self.path.join(STAGED)
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.path) {
            tracing::debug!(path = %self.path.display(), %error, "clearing away a staged database");
        }
    }
}

/// The name of a table's file. What no file can be called is written as `%` and two digits.
pub(crate) fn file_name(table: &str) -> String {
    let mut out = String::with_capacity(table.len() + ENDING.len());
    let stem = table.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let is_reserved = RESERVED.contains(&stem.trim_end());
    let last = table.chars().count().saturating_sub(1);
    for (i, c) in table.chars().enumerate() {
        let edge = (i == 0 && (c == '.' || is_reserved)) || (i == last && (c == ' ' || c == '.'));
        if edge || c.is_control() || "/\\:*?\"<>|%".contains(c) {
            let mut bytes = [0; 4];
            out.extend(c.encode_utf8(&mut bytes).bytes().map(|b| format!("%{b:02x}")));
        } else {
            out.push(c);
        }
    }
    if table.is_empty() {
        out.push('%');
    }
    out + ENDING
}

/// The table that a file is of, if it is one's.
pub(crate) fn table_of(file: &str) -> Option<String> {
    let stem = file.strip_suffix(ENDING)?;
    let mut bytes = Vec::with_capacity(stem.len());
    let mut rest = stem;
    while let Some((before, after)) = rest.split_once('%') {
        bytes.extend(before.bytes());
        if after.is_empty() && before.is_empty() && bytes.is_empty() {
            rest = "";
            break;
        }
        bytes.push(u8::from_str_radix(after.get(..2)?, 16).ok()?);
        rest = &after[2..];
    }
    bytes.extend(rest.bytes());
    let table = String::from_utf8(bytes).ok()?;
    (file_name(&table) == file).then_some(table)
}

/// Files that cannot be taken, or not be written.
pub(crate) fn refused(message: impl Into<String>) -> Fault {
    Fault::new(Kind::Refused, message)
}

/// What the system says about a file.
pub(crate) fn failed(doing: &str, path: &Path, error: &io::Error) -> Fault {
    refused(format!("{doing} {} failed: {error}", path.display()))
}

fn link(path: &Path) -> Fault {
    refused(format!(
        "{} is a symbolic link, and files here are replaced when they change: put the file itself into the folder, or name \
         the folder that it lies in",
        path.display()
    ))
}

fn refuse_link(path: &Path) -> Result<(), Fault> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.file_type().is_symlink() => Err(link(path)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_that_no_file_can_have_are_written_otherwise() {
        for (table, file) in [
            ("users", "users.csv"),
            ("My Users", "My Users.csv"),
            ("größe", "größe.csv"),
            ("a.b", "a.b.csv"),
            ("..", "%2e%2e.csv"),
            (".hidden", "%2ehidden.csv"),
            ("a/b\\c", "a%2fb%5cc.csv"),
            ("zmig|x", "zmig%7cx.csv"),
            ("50%", "50%25.csv"),
            ("Con", "%43on.csv"),
            ("con.x", "%63on.x.csv"),
            ("", "%.csv"),
        ] {
            assert_eq!(file_name(table), file);
            assert_eq!(table_of(file).as_deref(), Some(table));
        }
        for file in
            ["users.CSV", "schema.json", "%zz.csv", "%.x.csv", "%41.csv", ".x.csv", "con.csv", "%", "%ff.csv"]
        {
            assert_eq!(table_of(file), None, "{file}");
        }
    }

    proptest! {
        #[test]
        fn every_name_has_a_file_and_every_file_one_name(table in "\\PC{0,12}|[./%\\\\a\u{7f}\n ]{0,6}") {
            let file = file_name(&table);
            prop_assert!(!file.contains('/') && !file.starts_with('.'));
            prop_assert_eq!(table_of(&file), Some(table));
        }
    }

    #[test]
    fn one_writes_at_a_time_and_work_that_nobody_does_goes() {
        let dir = tempfile::tempdir().expect("a folder");
        let folder = Folder::at(dir.path().join("Data"));
        let writer = folder.try_lock().expect("usable").expect("free");
        assert!(folder.try_lock().expect("usable").is_none());
        let (mine, gone) =
            (Work::begin(folder.path()).expect("work"), Work::begin(folder.path()).expect("work"));
        // As a kill leaves it: the folder stays, the lock does not.
        let left = gone.path.clone();
        let kept = folder.path().join("copy");
        fs::rename(&left, &kept).expect("aside");
        drop(gone);
        fs::rename(&kept, &left).expect("back");
        drop(writer);
        let _writer = folder.try_lock().expect("usable").expect("free");
        assert!(mine.path.is_dir() && !left.exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_refused() {
        let dir = tempfile::tempdir().expect("a folder");
        let outside = dir.path().join("outside.csv");
        fs::write(&outside, "id\n").expect("written");
        let folder = dir.path().join("Data");
        fs::create_dir(&folder).expect("made");
        std::os::unix::fs::symlink(&outside, folder.join("users.csv")).expect("linked");
        let fault = View::open(&folder).and_then(|v| v.open_file("users.csv")).expect_err("a link");
        assert!(fault.message.contains("symbolic link"), "{}", fault.message);
    }
}
