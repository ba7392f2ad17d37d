//! What the system says about every file that a run depends on, without opening one.

use crate::config;
use crate::project::is_yaml;
use crate::settings::Settings;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};
use zmig_core::Dialect;

/// Bytes of what is known of one file: size, times of change of content and of entry, number.
const STAT: usize = 40;

/// The files by their names relative to the project, sorted, with what the system says about each. As one string of bytes,
/// so that two of them are compared at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Listing {
    bytes: Vec<u8>,
}

/// One file of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry<'a> {
    pub(crate) name: &'a str,
    pub(crate) stat: &'a [u8],
}

type Found = Vec<(String, [u8; STAT])>;

impl Listing {
    /// Asks the system about all of them; `None` where something cannot be told, so that nothing can be proved.
    pub(crate) fn take(settings: &Settings, outside: &[String]) -> Option<Self> {
        let sql = || -> io::Result<Found> {
            let mut found = Found::new();
            for dialect in Dialect::ALL {
                let name = format!("{}/{}", settings.migrations_name(), dialect.name());
                list(&settings.migrations.join(dialect.name()), &name, &mut found, 0, &|p| ends(p, "sql"))?;
            }
            Ok(found)
        };
        let rest = || -> io::Result<Found> {
            let mut found = Found::new();
            let (schemas, migrations) = (settings.name(&settings.schemas), settings.migrations_name());
            list(&settings.schemas, &schemas, &mut found, 64, &is_yaml)?;
            list(&settings.migrations, &migrations, &mut found, 0, &|p| ends(p, "json"))?;
            for source in &settings.sources {
                list(source, &settings.name(source), &mut found, 64, &|p| ends(p, "rs"))?;
            }
            for name in [config::FILE].into_iter().chain(outside.iter().map(String::as_str)) {
                if let Ok(metadata) = fs::metadata(settings.root.join(name)) {
                    found.push((name.to_owned(), stat(&metadata)));
                }
            }
            Ok(found)
        };
        // Asking is waiting for the system, mostly: two threads wait at the same time.
        let (sql, rest) = std::thread::scope(|scope| {
            let sql = scope.spawn(sql);
            let rest = rest();
            (sql.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), rest)
        });
        let mut found = rest.ok()?;
        found.extend(sql.ok()?);
        if let Some(out) = &settings.out_dir {
            for name in ["zmig/embed.rs", "zmig/tables"] {
                let metadata = fs::metadata(out.join(name)).ok();
                found.push((format!("\u{1}{name}"), metadata.map_or([0; STAT], |m| stat(&m))));
            }
        }
        Some(Self::of(found))
    }

    fn of(mut found: Found) -> Self {
        found.sort_unstable();
        found.dedup();
        let mut bytes = Vec::with_capacity(found.len() * 100);
        for (name, stat) in &found {
            bytes.extend_from_slice(name.as_bytes());
            bytes.push(0);
            bytes.extend_from_slice(stat);
        }
        Self { bytes }
    }

    pub(super) fn from_bytes(bytes: Vec<u8>) -> Self {
        Self { bytes }
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The files in order.
    pub(crate) fn entries(&self) -> Entries<'_> {
        Entries { rest: &self.bytes }
    }

    /// Whether two listings say the same of all files but those that are excepted.
    pub(crate) fn agrees(&self, other: &Self, except: &dyn Fn(&str) -> bool) -> bool {
        let Difference { added, changed, removed } = Difference::between(self, other);
        added.into_iter().chain(changed).chain(removed).all(except)
    }

    /// Whether a time in it is so near to when its content was read (`read`), or to when it was listed (`listed`), that the
    /// file may have changed once more and look the same.
    pub(crate) fn is_racy(stat: &[u8], read: SystemTime, listed: SystemTime) -> bool {
        let (read, listed) = (nanoseconds(read), nanoseconds(listed));
        [&stat[8..20], &stat[20..32]].iter().any(|time| {
            let time = read_time(time);
            // Systems that keep fractions of a second advance them at least a hundred times a second.
            let margin = if time % 1_000_000_000 == 0 { 2_100_000_000 } else { 20_000_000 };
            time + margin >= listed || (time <= read && time + margin >= read)
        })
    }
}

/// Runs over the files of a listing.
pub(crate) struct Entries<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let end = self.rest.iter().position(|b| *b == 0)?;
        let stat = self.rest.get(end + 1..end + 1 + STAT)?;
        let name = std::str::from_utf8(&self.rest[..end]).ok()?;
        self.rest = &self.rest[end + 1 + STAT..];
        Some(Entry { name, stat })
    }
}

/// What differs between two listings.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Difference<'a> {
    pub(crate) added: Vec<&'a str>,
    pub(crate) changed: Vec<&'a str>,
    pub(crate) removed: Vec<&'a str>,
}

impl<'a> Difference<'a> {
    pub(crate) fn between(old: &'a Listing, new: &'a Listing) -> Self {
        let mut out = Self::default();
        let (mut olds, mut news) = (old.entries().peekable(), new.entries().peekable());
        loop {
            match (olds.peek(), news.peek()) {
                (None, None) => return out,
                (Some(o), Some(n)) if o.name == n.name => {
                    if o.stat != n.stat {
                        out.changed.push(n.name);
                    }
                    olds.next();
                    news.next();
                }
                (Some(o), n) if n.is_none_or(|n| o.name < n.name) => {
                    out.removed.push(o.name);
                    olds.next();
                }
                (_, Some(n)) => {
                    out.added.push(n.name);
                    news.next();
                }
                (Some(_), None) => return out,
            }
        }
    }
}

fn ends(path: &Path, extension: &str) -> bool {
    path.extension().is_some_and(|e| e == extension)
}

/// The files of a folder that are asked for, and of the folders in it down to `depth`.
fn list(
    folder: &Path,
    name: &str,
    found: &mut Found,
    depth: u32,
    wanted: &dyn Fn(&Path) -> bool,
) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        // A source may be a file of its own.
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            found.push((name.to_owned(), stat(&fs::metadata(folder)?)));
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let file = entry.file_name();
        let Some(file) = file.to_str() else {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a name that is not UTF-8"));
        };
        if file.starts_with('.') {
            continue;
        }
        let kind = entry.file_type()?;
        let is_link = kind.is_symlink();
        if (kind.is_dir() || (is_link && entry.path().is_dir())) && depth > 0 {
            list(&entry.path(), &format!("{name}/{file}"), found, depth - 1, wanted)?;
        } else if wanted(Path::new(file)) {
            let metadata = if is_link { fs::metadata(entry.path())? } else { entry.metadata()? };
            found.push((format!("{name}/{file}"), stat(&metadata)));
        }
    }
    Ok(())
}

/// What the system says about a file.
fn stat(metadata: &Metadata) -> [u8; STAT] {
    let mut out = [0; STAT];
    out[..8].copy_from_slice(&metadata.len().to_le_bytes());
    let modified = metadata.modified().map_or(0, nanoseconds);
    out[8..20].copy_from_slice(&modified.to_le_bytes()[..12]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let seconds = u128::try_from(metadata.ctime()).unwrap_or(0);
        let changed = seconds * 1_000_000_000 + u128::try_from(metadata.ctime_nsec()).unwrap_or(0);
        out[20..32].copy_from_slice(&changed.to_le_bytes()[..12]);
        out[32..].copy_from_slice(&metadata.ino().to_le_bytes());
    }
    #[cfg(not(unix))]
    {
        let created = metadata.created().map_or(0, nanoseconds);
        out[20..32].copy_from_slice(&created.to_le_bytes()[..12]);
    }
    out
}

fn nanoseconds(time: SystemTime) -> u128 {
    time.duration_since(UNIX_EPOCH).map_or(0, |d| d.as_nanos())
}

fn read_time(bytes: &[u8]) -> u128 {
    bytes.iter().rev().fold(0, |sum, b| sum << 8 | u128::from(*b))
}
