//! What the last run knew: which migrations there were, and of what each source speaks. It is kept as lines of text, of
//! which a run writes most again as they are.

use super::fingerprint::fingerprint;
use crate::rust::RustFile;
use crate::source::Contribution;
use zmig_core::{DataType, Dialect, Manifest, Map};

/// One file of source, without what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Source {
    /// A fingerprint of what it says: equal ones say the same.
    pub(crate) mark: u64,
    /// A fingerprint of what concerns more than its own tables.
    pub(crate) wide: u64,
    /// The schemas that it speaks of.
    schemas: Vec<String>,
    /// The tables that it describes.
    tables: Vec<String>,
    /// What those were called before.
    before: Vec<String>,
    /// The tables that their relations name.
    related: Vec<String>,
    /// Those of its tables whose rows are marked as deleted.
    marking: Vec<String>,
}

impl Source {
    /// That of a file of YAML, by its text.
    pub(crate) fn of_yaml(bytes: &[u8], says: &Contribution) -> Self {
        let mut out = Self::empty(fingerprint(bytes));
        out.add(says);
        let Contribution { schema, meta, enums, domains, .. } = says;
        let mut wide = format!("{schema}\t{}\t", meta.enabled);
        wide.push_str(meta.data_type.map_or("", DataType::name));
        wide.push('\t');
        wide.push_str(meta.extends.as_deref().unwrap_or(""));
        wide.push('\t');
        wide.push_str(meta.source.as_deref().unwrap_or(""));
        for e in enums {
            wide.push_str(&format!("\t{e:?}"));
        }
        for d in domains {
            wide.push_str(&format!("\t{d:?}"));
        }
        // What is related to a table knows whether its rows are marked.
        for table in &out.marking {
            wide.push('\t');
            wide.push_str(table);
        }
        out.wide = fingerprint(wide.as_bytes());
        out
    }

    /// That of a file of Rust, whose text is mostly about other things.
    pub(crate) fn of_rust(file: &RustFile) -> Self {
        let mut out = Self::empty(fingerprint(format!("{file:?}").as_bytes()));
        file.contributions.iter().for_each(|says| out.add(says));
        out
    }

    fn empty(mark: u64) -> Self {
        Self { mark, ..Self::default() }
    }

    fn add(&mut self, says: &Contribution) {
        self.schemas.push(says.schema.clone());
        self.schemas.extend(says.meta.extends.clone());
        for table in &says.tables {
            self.tables.push(table.name.clone());
            self.before.extend(table.renamed_from.clone());
            self.related.extend(table.related().map(str::to_owned));
            self.marking.extend(table.annotations.soft_delete.then(|| table.name.clone()));
            self.schemas.extend(table.extends.clone());
        }
    }

    /// The schemas that it speaks of.
    pub(crate) fn schemas(&self) -> impl Iterator<Item = &str> {
        self.schemas.iter().map(String::as_str)
    }

    /// The tables that it describes, by their names now and before.
    pub(crate) fn all_tables(&self) -> impl Iterator<Item = &str> {
        self.tables.iter().chain(&self.before).map(String::as_str)
    }

    /// Its line.
    fn line(&self, file: &str) -> String {
        let items = |items: &[String]| items.join("\u{1f}");
        let Self { mark, wide, schemas, tables, before, related, marking } = self;
        let lists = [schemas, tables, before, related, marking].map(|list| items(list));
        format!("s\t{file}\t{mark}\t{wide}\t{}", lists.join("\t"))
    }
}

/// The lines.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    text: String,
}

/// What the lines say.
#[derive(Debug, Default)]
pub(crate) struct Lines<'a> {
    /// What SQL is written for, sorted.
    pub(crate) dialects: Vec<Dialect>,
    /// The migrations, each after those that it needs.
    pub(crate) migrations: Vec<Known<'a>>,
    /// The files of source.
    pub(crate) sources: Vec<Spoken<'a>>,
}

/// What is known of a migration without opening its manifest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Known<'a> {
    pub(crate) name: &'a str,
    pub(crate) schema: &'a str,
    /// The version that it leads to.
    pub(crate) to: &'a str,
}

/// What is known of a source without opening it: its line, split where that is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spoken<'a> {
    pub(crate) file: &'a str,
    rest: &'a str,
    line: &'a str,
}

impl<'a> Spoken<'a> {
    /// [`Source::mark`]
    pub(crate) fn mark(self) -> Option<u64> {
        self.field(0).parse().ok()
    }

    /// [`Source::wide`]
    pub(crate) fn wide(self) -> Option<u64> {
        self.field(1).parse().ok()
    }

    /// The schemas that it speaks of.
    pub(crate) fn schemas(self) -> impl Iterator<Item = &'a str> {
        items(self.field(2))
    }

    /// The tables that it describes.
    pub(crate) fn tables(self) -> impl Iterator<Item = &'a str> {
        items(self.field(3))
    }

    /// The tables that it describes, by their names now and before.
    pub(crate) fn all_tables(self) -> impl Iterator<Item = &'a str> {
        self.tables().chain(items(self.field(4)))
    }

    /// The tables that its tables' relations name.
    pub(crate) fn related(self) -> impl Iterator<Item = &'a str> {
        items(self.field(5))
    }

    /// Those of its tables whose rows are marked as deleted.
    pub(crate) fn marking(self) -> impl Iterator<Item = &'a str> {
        items(self.field(6))
    }

    fn field(self, n: usize) -> &'a str {
        self.rest.split('\t').nth(n).unwrap_or("")
    }
}

fn items(field: &str) -> impl Iterator<Item = &str> {
    field.split('\u{1f}').filter(|i| !i.is_empty())
}

impl State {
    /// The lines of a run that read everything. Names hold no control characters; where one does, there are none.
    pub(crate) fn of(
        dialects: &[Dialect],
        manifests: &[Manifest],
        sources: &Map<String, Source>,
    ) -> Option<Self> {
        let mut out = Self::default();
        for dialect in dialects {
            out.push(&format!("d\t{}", dialect.name()), 2)?;
        }
        manifests.iter().try_for_each(|m| out.migration(m))?;
        sources.iter().try_for_each(|(file, source)| out.push(&source.line(file), SOURCE))?;
        Some(out)
    }

    /// The same after some migrations came, and some sources came or changed.
    pub(crate) fn after(
        lines: &Lines<'_>,
        manifests: &[Manifest],
        sources: &Map<String, Source>,
    ) -> Option<Self> {
        let mut out = Self::of(&lines.dialects, &[], &Map::new())?;
        for Known { name, schema, to } in &lines.migrations {
            for part in ["m\t", name, "\t", schema, "\t", to, "\n"] {
                out.text.push_str(part);
            }
        }
        manifests.iter().try_for_each(|m| out.migration(m))?;
        for source in lines.sources.iter().filter(|s| !sources.contains_key(s.file)) {
            out.text.push_str(source.line);
            out.text.push('\n');
        }
        sources.iter().try_for_each(|(file, source)| out.push(&source.line(file), SOURCE))?;
        Some(out)
    }

    fn migration(&mut self, m: &Manifest) -> Option<()> {
        self.push(&format!("m\t{}\t{}\t{}", m.name, m.schema, m.to), 4)
    }

    /// Adds a line, unless one of its fields tears it.
    fn push(&mut self, line: &str, fields: usize) -> Option<()> {
        let is_whole = !line.contains('\n') && line.split('\t').count() == fields;
        self.text.push_str(line);
        self.text.push('\n');
        is_whole.then_some(())
    }

    pub(super) fn from_text(text: String) -> Self {
        Self { text }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Takes the lines apart, as far as finding one asks for.
    pub(crate) fn lines(&self) -> Option<Lines<'_>> {
        let mut out = Lines::default();
        for line in self.text.split_terminator('\n') {
            let (kind, rest) = line.split_once('\t')?;
            match kind {
                "d" => out.dialects.push(rest.parse().ok()?),
                "m" => {
                    let (name, rest) = rest.split_once('\t')?;
                    let (schema, to) = rest.split_once('\t')?;
                    out.migrations.push(Known { name, schema, to });
                }
                "s" => {
                    let (file, rest) = rest.split_once('\t')?;
                    out.sources.push(Spoken { file, rest, line });
                }
                _ => return None,
            }
        }
        Some(out)
    }
}

/// The fields of a source's line.
const SOURCE: usize = 9;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::TableSource;
    use zmig_core::IntoSorted as _;

    fn source(table: &str, before: Option<&str>) -> Source {
        let described = TableSource {
            name: table.into(),
            renamed_from: before.map(str::to_owned),
            ..TableSource::default()
        };
        let says = Contribution { schema: "s".into(), tables: vec![described], ..Contribution::default() };
        Source::of_yaml(table.as_bytes(), &says)
    }

    #[test]
    fn lines_say_what_was_known() {
        let sources: Map<String, Source> = [
            ("schemas/a.yaml".to_owned(), source("a", None)),
            ("schemas/b.yaml".to_owned(), source("b", Some("old"))),
        ]
        .into_iter()
        .into_sorted();
        let state = State::of(&[Dialect::Sqlite, Dialect::Postgres], &[], &sources).expect("plain names");
        let lines = state.lines().expect("as it is written");
        assert_eq!(lines.dialects, [Dialect::Sqlite, Dialect::Postgres]);
        let b = lines.sources[1];
        assert_eq!((b.file, b.mark()), ("schemas/b.yaml", Some(sources["schemas/b.yaml"].mark)));
        assert_eq!(b.all_tables().collect::<Vec<_>>(), ["b", "old"]);
        assert_eq!(b.schemas().collect::<Vec<_>>(), ["s"]);

        let changed = [("schemas/a.yaml".to_owned(), source("c", None))].into_iter().into_sorted();
        let after = State::after(&lines, &[], &changed).expect("plain names");
        let lines = after.lines().expect("as it is written");
        let tables: Vec<&str> = lines.sources.iter().flat_map(|s| s.tables()).collect();
        assert_eq!(tables, ["b", "c"]);
    }

    #[test]
    fn a_name_that_tears_a_line_leaves_none() {
        for name in ["a\tb", "a\nb"] {
            let sources = [("schemas/a.yaml".to_owned(), source(name, None))].into_iter().into_sorted();
            assert!(State::of(&[], &[], &sources).is_none(), "{name:?}");
        }
    }
}
