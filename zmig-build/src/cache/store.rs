//! The cache on the disk, in `$OUT_DIR/zmig/cache`: what was found at the end of the last run that succeeded.
//!
//! Two files. `listing` says what the system said of every file; a run in which it says the same has nothing to do
//! and opens nothing else. `state` holds what the sources said and which migrations there were. Both carry fingerprints
//! over themselves, so that a torn one is a missing one, and a key over everything else that a result depends on.

use super::fingerprint::fingerprint;
use super::listing::{Entry, Listing};
use crate::rust::RustFile;
use crate::settings::Settings;
use crate::source::Contribution;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;
use zmig_core::{Dialect, Manifest};

const MAGIC: &str = "zmig-cache 1";

/// What one file of source says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Piece {
    Yaml(Contribution),
    Rust(RustFile),
}

/// What is known of a migration without opening its manifest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) name: String,
    pub(crate) schema: String,
    pub(crate) to: String,
    pub(crate) parent: Option<String>,
    pub(crate) depends_on: Vec<String>,
}

impl Known {
    pub(crate) fn of(manifest: &Manifest) -> Self {
        Self {
            name: manifest.name.clone(),
            schema: manifest.schema.clone(),
            to: manifest.to.clone(),
            parent: manifest.parent.clone(),
            depends_on: manifest.depends_on.clone(),
        }
    }
}

/// One source file in the cache.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// The schemas that it speaks of.
    pub(crate) schemas: Vec<String>,
    /// The tables that it describes, by their names now and before.
    pub(crate) tables: Vec<String>,
    /// Its piece as JSON.
    json: String,
    mark: u64,
}

impl Source {
    pub(crate) fn new(piece: &Piece) -> Self {
        let mut out = Self { schemas: Vec::new(), tables: Vec::new(), json: String::new(), mark: 0 };
        for says in piece.contributions() {
            out.schemas.push(says.schema.clone());
            out.schemas.extend(says.meta.extends.clone());
            for table in &says.tables {
                out.tables.push(table.name.clone());
                out.tables.extend(table.renamed_from.clone());
                out.schemas.extend(table.extends.clone());
            }
        }
        // Plain data with string keys, which serde_json never refuses; and what cannot be read back is parsed again.
        out.json = serde_json::to_string(piece).unwrap_or_default();
        out.mark = fingerprint(out.json.as_bytes());
        out
    }

    /// The piece, unless something happened to it.
    pub(crate) fn piece(&self) -> Option<Piece> {
        if fingerprint(self.json.as_bytes()) != self.mark {
            return None;
        }
        serde_json::from_str(&self.json).ok()
    }
}

impl Piece {
    pub(crate) fn contributions(&self) -> &[Contribution] {
        match self {
            Self::Yaml(says) => std::slice::from_ref(says),
            Self::Rust(file) => &file.contributions,
        }
    }
}

/// What the last run left.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    pub(crate) dialects: Vec<Dialect>,
    pub(crate) migrations: Vec<Known>,
    pub(crate) sources: BTreeMap<String, Source>,
}

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
        let bytes = fs::read(folder(settings)?.join("state")).ok()?;
        let mut reader = Reader { rest: &bytes };
        let mark = reader.number()?;
        let head = usize::try_from(reader.number()?).ok()?;
        if mark != self.state || reader.rest.len() < head || fingerprint(&reader.rest[..head]) != mark {
            return None;
        }
        State::read(std::str::from_utf8(reader.rest).ok()?, head)
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
    let Some((head, body)) = state.write() else { return forget(settings) };
    let mark = fingerprint(head.as_bytes());
    let mut out = Writer { bytes: Vec::with_capacity(head.len() + body.len() + 16) };
    out.number(mark);
    out.number(head.len() as u64);
    out.bytes.extend_from_slice(head.as_bytes());
    out.bytes.extend_from_slice(body.as_bytes());
    if replace(&folder.join("state"), &out.bytes).is_some() {
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

/// Separates the fields of a line, and the items of a field. Names hold no control characters; where one does there is no
/// cache.
const FIELD: char = '\t';
const ITEM: char = '\u{1f}';

impl State {
    /// The head, a line for each thing, and the body, in which the lines of sources point.
    fn write(&self) -> Option<(String, String)> {
        let (mut head, mut body, mut is_fine) = (String::new(), String::new(), true);
        let mut line = |fields: &[&str]| {
            // By bytes, since looking for characters takes ten times as long in a build script.
            is_fine &= !fields.iter().any(|f| f.as_bytes().contains(&b'\t') || f.as_bytes().contains(&b'\n'));
            head.push_str(&fields.join("\t"));
            head.push('\n');
        };
        for dialect in &self.dialects {
            line(&["d", dialect.name()]);
        }
        for m in &self.migrations {
            let depends = m.depends_on.join("\u{1f}");
            line(&["m", &m.name, &m.schema, &m.to, m.parent.as_deref().unwrap_or(""), &depends]);
        }
        for (file, source) in &self.sources {
            let (schemas, tables) = (source.schemas.join("\u{1f}"), source.tables.join("\u{1f}"));
            let (at, length) = (body.len().to_string(), source.json.len().to_string());
            line(&["s", file, &at, &length, &source.mark.to_string(), &schemas, &tables]);
            body.push_str(&source.json);
        }
        is_fine.then_some((head, body))
    }

    fn read(text: &str, head: usize) -> Option<Self> {
        let (head, body) = (text.get(..head)?, text.get(head..)?);
        let mut out = Self::default();
        let items = |field: &str| -> Vec<String> {
            field.split(ITEM).filter(|i| !i.is_empty()).map(str::to_owned).collect()
        };
        for line in head.split('\n').filter(|l| !l.is_empty()) {
            let fields: Vec<&str> = line.split(FIELD).collect();
            match fields[..] {
                ["d", dialect] => out.dialects.push(dialect.parse().ok()?),
                ["m", name, schema, to, parent, depends_on] => out.migrations.push(Known {
                    name: name.to_owned(),
                    schema: schema.to_owned(),
                    to: to.to_owned(),
                    parent: Some(parent).filter(|p| !p.is_empty()).map(str::to_owned),
                    depends_on: items(depends_on),
                }),
                ["s", file, at, length, mark, schemas, tables] => {
                    let (at, length): (usize, usize) = (at.parse().ok()?, length.parse().ok()?);
                    let source = Source {
                        schemas: items(schemas),
                        tables: items(tables),
                        json: body.get(at..at.checked_add(length)?)?.to_owned(),
                        mark: mark.parse().ok()?,
                    };
                    out.sources.insert(file.to_owned(), source);
                }
                _ => return None,
            }
        }
        Some(out)
    }
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
