//! What the system says about every file that a run depends on, without opening one.

use crate::config;
use crate::settings::Settings;
use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::io;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};
use zmig_core::Dialect;

/// Bytes of what is known of one file: size, times of change of content and of entry, number.
const STAT: usize = 32;

/// The files by their names relative to the project, with what the system says about each, in the order in which the
/// system lists them: as one string of bytes, so that two listings of unchanged folders are compared at once.
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

impl Listing {
    /// Asks the system about all of them; `None` where something cannot be told, so that nothing can be proved.
    pub(crate) fn take(settings: &Settings, outside: &[String]) -> Option<Self> {
        let migrations = settings.migrations_name();
        let sql = || -> io::Result<Vec<u8>> {
            let mut found = Vec::new();
            for dialect in Dialect::ALL {
                let name = format!("{migrations}/{}", dialect.name());
                list(&settings.migrations.join(dialect.name()), &name, &mut found, 0, &[".sql"])?;
            }
            Ok(found)
        };
        let rest = || -> io::Result<Vec<u8>> {
            let mut found = Vec::new();
            list(&settings.schemas, &settings.name(&settings.schemas), &mut found, 64, &[".yaml", ".yml"])?;
            list(&settings.migrations, &migrations, &mut found, 0, &[".json"])?;
            for source in &settings.sources {
                list(source, &settings.name(source), &mut found, 64, &[".rs"])?;
            }
            for name in [config::FILE].into_iter().chain(outside.iter().map(String::as_str)) {
                if let Ok(metadata) = fs::metadata(settings.root.join(name)) {
                    push(&mut found, name, "", &stat(&metadata));
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
        let mut bytes = rest.ok()?;
        bytes.extend_from_slice(&sql.ok()?);
        if let Some(out) = &settings.out_dir {
            for name in OUTPUTS {
                let metadata = fs::metadata(out.join(name)).ok();
                push(&mut bytes, "\u{1}", name, &metadata.map_or([0; STAT], |m| stat(&m)));
            }
        }
        Some(Self { bytes })
    }

    /// The same after this run wrote some files, named relative to the project, and the outputs.
    pub(crate) fn after(&self, settings: &Settings, written: &BTreeSet<String>) -> Option<Self> {
        let mut bytes = Vec::with_capacity(self.bytes.len() + written.len() * 128);
        for entry in self.entries().filter(|e| !e.name.starts_with('\u{1}') && !written.contains(e.name)) {
            push(&mut bytes, entry.name, "", entry.stat);
        }
        for name in written {
            match fs::metadata(settings.root.join(name)) {
                Ok(metadata) => push(&mut bytes, name, "", &stat(&metadata)),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(_) => return None,
            }
        }
        let out = settings.out_dir.as_ref()?;
        for name in OUTPUTS {
            push(&mut bytes, "\u{1}", name, &stat(&fs::metadata(out.join(name)).ok()?));
        }
        Some(Self { bytes })
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

    /// Whether a time in it is so near to when its content was read (`read`), or to when it was listed (`listed`), that the
    /// file may have changed once more and look the same.
    pub(crate) fn is_racy(stat: &[u8], read: SystemTime, listed: SystemTime) -> bool {
        let (read, listed) = (nanoseconds(read), nanoseconds(listed));
        let near = |time: u64| {
            // Systems that keep fractions of a second advance them at least a hundred times a second.
            let margin = if time.is_multiple_of(1_000_000_000) { 2_100_000_000 } else { 20_000_000 };
            time + margin >= listed || (time <= read && time + margin >= read)
        };
        near(number(&stat[8..])) || near(number(&stat[16..]))
    }
}

fn number(bytes: &[u8]) -> u64 {
    bytes.first_chunk::<8>().map_or(0, |b| u64::from_le_bytes(*b))
}

/// Runs over the files of a listing.
pub(crate) struct Entries<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let (length, rest) = self.rest.split_first_chunk::<4>()?;
        let (name, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
        let (stat, rest) = rest.split_at_checked(STAT)?;
        self.rest = rest;
        Some(Entry { name: std::str::from_utf8(name).ok()?, stat })
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
        let (olds, news): (Vec<_>, Vec<_>) = (old.entries().collect(), new.entries().collect());
        let (mut olds, mut news) = (&olds[..], &news[..]);
        // Files that came or went make a gap, behind which the folder goes on as before.
        let (mut gone, mut came, mut patience) = (Vec::new(), Vec::new(), GAP);
        while patience > 0
            && let ([o, more_old @ ..], [n, more_new @ ..]) = (olds, news)
        {
            let ahead = |list: &[Entry<'_>], name: &str| list.iter().take(GAP).position(|e| e.name == name);
            if o.name == n.name {
                if o.stat != n.stat {
                    out.changed.push(n.name);
                }
                (olds, news) = (more_old, more_new);
            } else if let Some(gap) = ahead(more_new, o.name) {
                came.extend_from_slice(&news[..=gap]);
                news = &news[gap + 1..];
            } else if let Some(gap) = ahead(more_old, n.name) {
                gone.extend_from_slice(&olds[..=gap]);
                olds = &olds[gap + 1..];
            } else {
                // Listed anew, in another order: then what is left is sorted at once.
                patience -= 1;
                gone.push(*o);
                came.push(*n);
                (olds, news) = (more_old, more_new);
            }
        }
        gone.extend_from_slice(olds);
        came.extend_from_slice(news);
        out.add(gone, came);
        out
    }

    /// Files that were not found where they were: some stand elsewhere in the list.
    fn add(&mut self, mut gone: Vec<Entry<'a>>, mut came: Vec<Entry<'a>>) {
        gone.sort_by(|a, b| a.name.cmp(b.name));
        came.sort_by(|a, b| a.name.cmp(b.name));
        let (mut gone, mut came) = (gone.into_iter().peekable(), came.into_iter().peekable());
        loop {
            match (gone.peek(), came.peek()) {
                (None, None) => return,
                (Some(o), Some(n)) if o.name == n.name => {
                    if o.stat != n.stat {
                        self.changed.push(n.name);
                    }
                    gone.next();
                    came.next();
                }
                (Some(o), n) if n.is_none_or(|n| o.name < n.name) => {
                    self.removed.push(o.name);
                    gone.next();
                }
                (_, Some(n)) => {
                    self.added.push(n.name);
                    came.next();
                }
                (Some(_), None) => return,
            }
        }
    }
}

/// How far ahead a listing is searched for where it goes on as another.
const GAP: usize = 64;

/// What a run writes for the macros: somebody may have removed it.
const OUTPUTS: [&str; 2] = ["zmig/embed.rs", "zmig/tables"];

fn push(bytes: &mut Vec<u8>, folder: &str, name: &str, stat: &[u8]) {
    let length = u32::try_from(folder.len() + name.len()).unwrap_or(0);
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(folder.as_bytes());
    bytes.extend_from_slice(name.as_bytes());
    bytes.extend_from_slice(stat);
}

/// The files of a folder with one of the endings, and of the folders in it down to `depth`.
fn list(folder: &Path, name: &str, found: &mut Vec<u8>, depth: u32, endings: &[&str]) -> io::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        // A source may be a file of its own.
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            push(found, name, "", &stat(&fs::metadata(folder)?));
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    let prefix = format!("{name}/");
    for entry in entries {
        let entry = entry?;
        let file = entry.file_name();
        let Some(file) = file.to_str() else {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a name that is not UTF-8"));
        };
        if file.as_bytes().first() == Some(&b'.') {
            continue;
        }
        let kind = entry.file_type()?;
        let is_link = kind.is_symlink();
        if depth > 0 && (kind.is_dir() || (is_link && entry.path().is_dir())) {
            list(&entry.path(), &format!("{prefix}{file}"), found, depth - 1, endings)?;
        } else if endings.iter().any(|e| file.ends_with(e)) {
            let metadata = if is_link { fs::metadata(entry.path())? } else { entry.metadata()? };
            push(found, &prefix, file, &stat(&metadata));
        }
    }
    Ok(())
}

/// What the system says about a file.
fn stat(metadata: &Metadata) -> [u8; STAT] {
    let mut out = [0; STAT];
    let mut put = |at: usize, number: u64| out[at..at + 8].copy_from_slice(&number.to_le_bytes());
    put(0, metadata.len());
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let time = |seconds: i64, rest: i64| {
            let (seconds, rest) = (u64::try_from(seconds).unwrap_or(0), u64::try_from(rest).unwrap_or(0));
            seconds.wrapping_mul(1_000_000_000).wrapping_add(rest)
        };
        put(8, time(metadata.mtime(), metadata.mtime_nsec()));
        put(16, time(metadata.ctime(), metadata.ctime_nsec()));
        put(24, metadata.ino());
    }
    #[cfg(not(unix))]
    {
        put(8, metadata.modified().map_or(0, nanoseconds));
        put(16, metadata.created().map_or(0, nanoseconds));
    }
    out
}

fn nanoseconds(time: SystemTime) -> u64 {
    time.duration_since(UNIX_EPOCH).map_or(0, |d| u64::try_from(d.as_nanos()).unwrap_or(u64::MAX / 2))
}
