//! The cache on the disk, in `$OUT_DIR/zmig/cache`: what was found at the end of the last run that succeeded.
//!
//! Two files. `listing` says what the system said of every file; a run in which it says the same has nothing to do
//! and opens nothing else. `state` holds of what the sources spoke and which migrations there were. Both have fingerprints
//! over themselves, so that a torn one is a missing one, and a key over everything else that a result depends on.

use super::fingerprint::fingerprint;
use super::listing::{Entry, Listing};
use super::state::State;
use crate::settings::Settings;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

const MAGIC: &str = "zmig-cache 3";

/// The first of the two files.
#[derive(Debug)]
pub(crate) struct Index {
    /// What the system said.
    pub(crate) listing: Listing,
    /// Files of Rust outside the folders that are listed as a whole.
    pub(crate) outside: Vec<String>,
    /// Files that were so new that their times prove nothing, with their fingerprints.
    pub(crate) racy: Vec<(String, u64)>,
    /// The fingerprint of the second file.
    state: u64,
}

fn folder(settings: &Settings) -> Option<PathBuf> {
    settings.out_dir.as_ref().filter(|_| settings.use_cache).map(|out| out.join("zmig").join("cache"))
}

/// Everything besides the files that a result depends on: the settings, and the program itself.
fn key(settings: &Settings) -> String {
    let Settings { root, schemas, migrations, sources, dialects, split, max_risk, options, .. } = settings;
    let program = std::env::current_exe().ok();
    let program = program.and_then(|p| Some((fs::metadata(&p).ok()?.modified().ok()?, p)));
    format!(
        "{MAGIC}\n{root:?} {schemas:?} {migrations:?} {sources:?} {dialects:?} {split:?} {max_risk:?} {options:?} {program:?}"
    )
    .replace(['\r', '\u{1f}'], " ")
}

impl Index {
    /// Reads it; `None` if there is none that fits.
    pub(crate) fn load(settings: &Settings) -> Option<Self> {
        let bytes = fs::read(folder(settings)?.join("listing")).ok()?;
        let (body, mark) =
            bytes.split_last_chunk::<8>().map(|(body, mark)| (body, u64::from_le_bytes(*mark)))?;
        if fingerprint(body) != mark {
            return None;
        }
        let mut reader = Reader { rest: body };
        if reader.text()? != key(settings) {
            return None;
        }
        let state = reader.number()?;
        let outside =
            (0..reader.number()?).map(|_| Some(reader.text()?.to_owned())).collect::<Option<_>>()?;
        let racy = (0..reader.number()?)
            .map(|_| Some((reader.text()?.to_owned(), reader.number()?)))
            .collect::<Option<_>>()?;
        Some(Self { listing: Listing::from_bytes(reader.rest.to_vec()), outside, racy, state })
    }

    /// Writes it. `state` is the fingerprint of the other file, if it was not written anew.
    fn save(&self, settings: &Settings) -> Option<()> {
        let mut out = Writer { bytes: Vec::with_capacity(self.listing.bytes().len() + 1024) };
        out.text(&key(settings));
        out.number(self.state);
        out.number(self.outside.len() as u64);
        self.outside.iter().for_each(|o| out.text(o));
        out.number(self.racy.len() as u64);
        for (name, mark) in &self.racy {
            out.text(name);
            out.number(*mark);
        }
        out.bytes.extend_from_slice(self.listing.bytes());
        let mark = fingerprint(&out.bytes);
        out.bytes.extend_from_slice(&mark.to_le_bytes());
        replace(&folder(settings)?.join("listing"), &out.bytes)
    }

    /// Reads the second file; `None` if it does not belong to this one.
    pub(crate) fn state(&self, settings: &Settings) -> Option<State> {
        let text = fs::read_to_string(folder(settings)?.join("state")).ok()?;
        (fingerprint(text.as_bytes()) == self.state).then(|| State::from_text(text))
    }

    /// Writes the listing alone: the files look otherwise and say the same.
    pub(crate) fn refresh(&self, settings: &Settings, listing: Listing, listed: SystemTime) {
        let racy = racy(settings, &listing, listed, listed);
        let _ = Self { listing, outside: self.outside.clone(), racy, state: self.state }.save(settings);
    }

    /// Those of the files whose times prove nothing that changed.
    pub(crate) fn changed_racy(&self, settings: &Settings) -> Vec<String> {
        let changed = self.racy.iter().filter(|(name, mark)| fingerprint_of(settings, name) != *mark);
        changed.map(|(name, _)| name.clone()).collect()
    }
}

/// Writes both files. `read` is when the sources were read, `listed` when the listing was begun. What goes wrong is no
/// error: the next run does without.
pub(crate) fn save(
    settings: &Settings,
    listing: Listing,
    outside: &[String],
    state: &State,
    (read, listed): (SystemTime, SystemTime),
) {
    let Some(folder) = folder(settings) else { return };
    if fs::create_dir_all(&folder).is_err() {
        return;
    }
    let text = state.text().as_bytes();
    let mark = fingerprint(text);
    if replace(&folder.join("state"), text).is_some() {
        let racy = racy(settings, &listing, read, listed);
        let _ = Index { listing, outside: outside.to_vec(), racy, state: mark }.save(settings);
    }
}

/// Removes the cache, so that nothing is believed that may not be so any more.
pub(crate) fn forget(settings: &Settings) {
    if let Some(folder) = folder(settings) {
        let _ = fs::remove_file(folder.join("listing"));
    }
}

/// The files whose times prove nothing, with their fingerprints.
fn racy(settings: &Settings, listing: &Listing, read: SystemTime, listed: SystemTime) -> Vec<(String, u64)> {
    let young = |e: &Entry<'_>| !e.name.starts_with('\u{1}') && Listing::is_racy(e.stat, read, listed);
    let names = listing.entries().filter(young).map(|e| e.name);
    names.map(|name| (name.to_owned(), fingerprint_of(settings, name))).collect()
}

fn fingerprint_of(settings: &Settings, name: &str) -> u64 {
    fingerprint(&fs::read(settings.root.join(name)).unwrap_or_default())
}

fn replace(path: &std::path::Path, bytes: &[u8]) -> Option<()> {
    let temporary = path.with_extension(format!("{}.new", std::process::id()));
    fs::write(&temporary, bytes).ok()?;
    fs::rename(&temporary, path).ok()
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    fn number(&mut self) -> Option<u64> {
        let (number, rest) = self.rest.split_first_chunk::<8>()?;
        self.rest = rest;
        Some(u64::from_le_bytes(*number))
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        std::str::from_utf8(text).ok()
    }
}

struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    fn number(&mut self, number: u64) {
        self.bytes.extend_from_slice(&number.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes.extend_from_slice(text.as_bytes());
    }
}
