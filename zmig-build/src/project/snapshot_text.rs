//! The snapshot as text, of which a part is read and a part replaced.
//!
//! Parsing a snapshot of a thousand tables takes longer than a build without a change may. The file is written one
//! property a line, so its tables can be found by looking at how lines begin. Whatever does not look as this program
//! writes it is not read this way at all.

use std::collections::BTreeMap;
use zmig_core::{EnumType, IntoSorted as _, Map, SNAPSHOT_FORMAT, SnapshotSchema, Table};

/// A snapshot's text and where in it things stand.
#[derive(Debug, Default)]
pub(crate) struct SnapshotText<'a> {
    format: u32,
    schemas: BTreeMap<&'a str, &'a str>,
    tables: Map<&'a str, TableText<'a>>,
    enums: BTreeMap<&'a str, &'a str>,
}

#[derive(Debug, Default)]
struct TableText<'a> {
    text: &'a str,
    owner: &'a str,
    references: Vec<&'a str>,
}

/// What of a snapshot is replaced, as values.
#[derive(Debug, Default)]
pub(crate) struct Replaced<'a> {
    /// The schemas.
    pub(crate) schemas: BTreeMap<&'a str, &'a SnapshotSchema>,
    /// Tables; those that are gone without one.
    pub(crate) tables: Map<&'a str, Option<&'a Table>>,
    /// Enums; those that are gone without one.
    pub(crate) enums: Map<&'a str, Option<&'a EnumType>>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    None,
    Schemas,
    Tables,
    Enums,
}

impl<'a> SnapshotText<'a> {
    /// Finds everything; `None` if the text is not as it is written.
    pub(crate) fn scan(text: &'a str) -> Option<Self> {
        let mut out = Self::default();
        let (mut section, mut open) = (Section::None, None::<(&'a str, usize)>);
        let (mut table, mut offset, mut is_whole) = (TableText::default(), 0, false);
        while offset < text.len() {
            let end = offset + text[offset..].find('\n')?;
            let line = &text[offset..end];
            let next = end + 1;
            match (open, section) {
                (Some((name, start)), _) => {
                    let indent = if section == Section::Schemas { "    " } else { "      " };
                    if line.len() <= indent.len() + 2
                        && line.starts_with(indent)
                        && line.as_bytes()[indent.len()] == b'}'
                    {
                        let body = text[start..end].trim_end_matches(',');
                        match section {
                            Section::Schemas => drop(out.schemas.insert(name, body)),
                            Section::Enums => drop(out.enums.insert(name, body)),
                            _ => {
                                table.text = body;
                                out.tables.insert(name, std::mem::take(&mut table));
                            }
                        }
                        open = None;
                    } else if section == Section::Tables {
                        read_table_line(line, &mut table)?;
                    }
                }
                (None, Section::Schemas) if line.starts_with("    \"") => {
                    open = Some((key(line, 4)?, end - 1));
                }
                (None, Section::Tables | Section::Enums) if line.starts_with("      \"") => {
                    open = Some((key(line, 6)?, end - 1));
                }
                _ => {
                    section = match line {
                        "  \"schemas\": {" => Section::Schemas,
                        "    \"tables\": {" => Section::Tables,
                        "    \"enums\": {" => Section::Enums,
                        "{" if offset == 0 => Section::None,
                        "  }," | "    }," | "    }" | "  }" | "  \"schema\": {" => Section::None,
                        "  \"schemas\": {}," | "    \"tables\": {}" | "    \"tables\": {}," => Section::None,
                        "}" if next == text.len() => {
                            is_whole = true;
                            Section::None
                        }
                        line => {
                            out.format = format_of(line)?;
                            Section::None
                        }
                    };
                }
            }
            offset = next;
        }
        (is_whole && open.is_none()).then_some(out)
    }

    /// What is known of a schema.
    pub(crate) fn schema(&self, schema: &str) -> Option<SnapshotSchema> {
        serde_json::from_str(self.schemas.get(schema)?).ok()
    }

    pub(crate) fn table(&self, name: &str) -> Option<Table> {
        serde_json::from_str(self.tables.get(name)?.text).ok()
    }

    pub(crate) fn enum_type(&self, name: &str) -> Option<EnumType> {
        serde_json::from_str(self.enums.get(name)?).ok()
    }

    /// The names of all tables.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.tables.keys().copied()
    }

    /// The enums, of which most belong to one column.
    pub(crate) fn enums(&self) -> impl Iterator<Item = &'a str> {
        self.enums.keys().copied()
    }

    /// The tables of a schema.
    pub(crate) fn owned(&self, owner: &dyn Fn(&str) -> bool) -> Vec<&'a str> {
        self.tables.iter().filter(|(_, t)| owner(t.owner)).map(|(name, _)| *name).collect()
    }

    /// The tables that refer to one of those asked about.
    pub(crate) fn referrers(&self, target: &dyn Fn(&str) -> bool) -> Vec<&'a str> {
        self.tables
            .iter()
            .filter(|(_, t)| t.references.iter().any(|r| target(r)))
            .map(|(name, _)| *name)
            .collect()
    }

    /// Whether a table other than those excepted holds an object of one of these names, which are lower case.
    pub(crate) fn mentions(&self, names: &[String], except: &dyn Fn(&str) -> bool) -> bool {
        let texts = self.tables.iter().filter(|(name, _)| !except(name)).map(|(_, t)| t.text);
        let named = texts
            .flat_map(|t| t.split('\n'))
            .filter_map(|line| line.trim_start().strip_prefix("\"name\": \""));
        let mut found = named.map(|rest| rest.trim_end_matches(['"', ',']));
        found.any(|name| names.iter().any(|n| n.eq_ignore_ascii_case(name)))
    }

    /// The text with parts of it replaced: to the byte what [`zmig_core::Snapshot::to_text`] makes of the whole.
    pub(crate) fn with(&self, replaced: &Replaced<'_>) -> Option<String> {
        let (mut schemas, mut tables, mut enums) = (Texts::new(), Texts::new(), Texts::new());
        let mut format = self.format;
        for (name, schema) in &replaced.schemas {
            if schema.data_type.is_some() {
                format = SNAPSHOT_FORMAT;
            }
            schemas.insert(name, Some(indented(schema, "    ")?));
        }
        for (name, table) in &replaced.tables {
            tables.insert(name, table.map_or(Some(None), |t| indented(t, "      ").map(Some))?);
        }
        for (name, e) in &replaced.enums {
            enums.insert(name, e.map_or(Some(None), |e| indented(e, "      ").map(Some))?);
        }
        let old_tables = self.tables.iter().map(|(name, t)| (*name, t.text)).into_sorted();
        let size: usize = self.tables.values().map(|t| t.text.len() + 100).sum();
        let mut out = String::with_capacity(size + size / 8 + 4096);
        out.push_str(&format!("{{\n  \"format\": {format},\n  \"schemas\": "));
        section(&mut out, &self.schemas, &schemas, "  ");
        out.push_str(",\n  \"schema\": {\n    \"tables\": ");
        section(&mut out, &old_tables, &tables, "    ");
        let mut tail = String::new();
        section(&mut tail, &self.enums, &enums, "    ");
        if tail != "{}" {
            out.push_str(",\n    \"enums\": ");
            out.push_str(&tail);
        }
        out.push_str("\n  }\n}\n");
        Some(out)
    }
}

/// Notes the owner and the tables referred to. Most lines are neither, and are told by one byte: this is the part of a run
/// that looks at every line there is.
fn read_table_line<'a>(line: &'a str, table: &mut TableText<'a>) -> Option<()> {
    let bytes = line.as_bytes();
    if bytes.len() > 14 && bytes[9] == b'o' {
        if let Some(rest) = line.strip_prefix("        \"owner\": \"") {
            table.owner = plain(rest)?;
        }
    } else if bytes.len() > 26
        && bytes[13] == b'r'
        && let Some(rest) = line.strip_prefix("            \"references\": \"")
    {
        table.references.push(plain(rest)?);
    }
    Some(())
}

/// The string that ends a line, if it holds nothing that is written otherwise than it is.
fn plain(rest: &str) -> Option<&str> {
    let text = rest.trim_end_matches(',').strip_suffix('"')?;
    (!text.contains('\\')).then_some(text)
}

/// The number in the line that bears the format, if this program writes such.
fn format_of(line: &str) -> Option<u32> {
    let number = line.strip_prefix("  \"format\": ")?.strip_suffix(',')?;
    (1..=SNAPSHOT_FORMAT).find(|known| known.to_string() == number)
}

/// The key of a line such as `      "users": {`.
fn key(line: &str, indent: usize) -> Option<&str> {
    let text = line.get(indent + 1..)?.strip_suffix("\": {")?;
    (!text.contains('\\')).then_some(text)
}

/// A value as it is written below a key with that indentation.
fn indented<T: serde::Serialize>(value: &T, indent: &str) -> Option<String> {
    let text = serde_json::to_string_pretty(value).ok()?;
    Some(text.replace('\n', &format!("\n{indent}")))
}

/// What entries become; those that are gone without a text.
type Texts<'a> = Map<&'a str, Option<String>>;

/// A map, some of whose entries are replaced, with the indentation of its closing brace.
fn section(out: &mut String, old: &BTreeMap<&str, &str>, replaced: &Texts<'_>, indent: &str) {
    let mut all: BTreeMap<&str, &str> = BTreeMap::new();
    let kept = old.iter().filter(|(name, _)| !replaced.contains_key(*name)).map(|(n, t)| (*n, *t));
    let new = replaced.iter().filter_map(|(name, text)| Some((*name, text.as_deref()?)));
    all.extend(kept.chain(new));
    out.push('{');
    for (i, (name, text)) in all.iter().enumerate() {
        out.push_str(if i == 0 { "\n" } else { ",\n" });
        out.push_str(indent);
        out.push_str("  \"");
        out.push_str(name);
        out.push_str("\": ");
        out.push_str(text);
    }
    if !all.is_empty() {
        out.push('\n');
        out.push_str(indent);
    }
    out.push('}');
}

/// Whether a name is written in JSON as it is.
pub(crate) fn is_plain(name: &str) -> bool {
    !name.chars().any(|c| c.is_control() || c == '"' || c == '\\')
}

#[cfg(test)]
mod tests {
    use super::*;
    use zmig_core::{Column, DataType, ForeignKey, Snapshot, Type};

    fn table(name: &str, columns: usize) -> Table {
        let mut table = Table::new(name, format!("zSchema.{name}"));
        for i in 0..columns {
            let mut column = Column::new(format!("c{i}"), Type::Enum(format!("{name}_c{i}")));
            column.comment = Some("a \"quoted\"\n  }\n line \\ more".into());
            table.columns.push(column);
        }
        table
    }

    fn at(version: &str, data_type: Option<DataType>) -> SnapshotSchema {
        SnapshotSchema { version: version.into(), data_type }
    }

    fn snapshot(names: &[&str]) -> Snapshot {
        let mut out = Snapshot::default();
        for name in names {
            let mut table = table(name, 2);
            if *name != names[0] {
                let (from, to) = (vec!["c0".into()], vec!["c1".into()]);
                table.foreign_keys.push(ForeignKey::new(format!("fk_{name}"), from, names[0], to));
            }
            for column in &table.columns {
                if let Some(name) = column.ty.enum_name() {
                    let values = vec!["x".into(), "y".into()];
                    let owner = table.owner.clone();
                    out.schema.enums.insert(name.into(), EnumType { name: name.into(), owner, values });
                }
            }
            out.schemas.insert(table.owner.clone(), at("v1", None));
            out.schema.tables.insert((*name).to_owned(), table);
        }
        out
    }

    #[test]
    fn parts_are_found_and_replaced_to_the_byte() {
        for names in [&["b", "größe", "with space"][..], &["b"], &[]] {
            let old = snapshot(names);
            let text = old.to_text();
            let found = SnapshotText::scan(&text).expect("as it is written");
            for name in names {
                assert_eq!(found.table(name).as_ref(), old.schema.table(name));
                assert_eq!(found.schema(&format!("zSchema.{name}")), Some(at("v1", None)));
                assert_eq!(found.owned(&|o| o == format!("zSchema.{name}")), [*name]);
            }
            let referrers = found.referrers(&|t| t == "b");
            assert_eq!(referrers, names.iter().copied().filter(|n| *n != "b").collect::<Vec<_>>());
            assert_eq!(found.with(&Replaced::default()).as_ref(), Some(&text));

            let (mut new, mut replaced) = (old.clone(), Replaced::default());
            let (changed, added) = (table("b", 3), table("a", 1));
            let now = at("v2", (names.len() != 1).then_some(DataType::Csv));
            for table in [&changed, &added] {
                new.schema.tables.insert(table.name.clone(), table.clone());
                replaced.tables.insert(&table.name, Some(table));
                new.schemas.insert(table.owner.clone(), now.clone());
                replaced.schemas.insert(&table.owner, &now);
            }
            new.format = if now.data_type.is_some() { 2 } else { 1 };
            let gone = EnumType { name: "zz".into(), owner: "zSchema.a".into(), values: vec![] };
            new.schema.tables.remove("größe");
            replaced.tables.insert("größe", None);
            new.schema.enums.remove("b_c0");
            replaced.enums.insert("b_c0", None);
            new.schema.enums.insert("zz".into(), gone.clone());
            replaced.enums.insert("zz", Some(&gone));
            assert_eq!(found.with(&replaced), Some(new.to_text()));
        }
    }

    #[test]
    fn what_is_written_otherwise_is_not_read() {
        let text = snapshot(&["a", "b"]).to_text();
        for other in [
            text.replace('\n', "\r\n"),
            text.trim_end().to_owned(),
            text.replace("\"format\": 1", "\"format\": 3"),
            text.replace("  \"schema\": {", "  \"scheme\": {"),
            text.replace("      \"a\": {", "      \"a\\u0061\": {"),
            format!("{text}{text}"),
            serde_json::to_string(&snapshot(&["a"])).expect("JSON"),
        ] {
            assert!(SnapshotText::scan(&other).is_none(), "{other}");
        }
    }

    #[test]
    fn names_of_objects_are_found_whatever_their_case() {
        let text = snapshot(&["a", "b"]).to_text();
        let found = SnapshotText::scan(&text).expect("as it is written");
        assert!(found.mentions(&["fk_B".to_lowercase()], &|_| false));
        assert!(!found.mentions(&["fk_b".into()], &|t| t == "b"));
        assert!(!found.mentions(&["fk".into()], &|_| false));
    }
}
