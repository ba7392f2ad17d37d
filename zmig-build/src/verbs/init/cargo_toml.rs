//! zmig as a dependency, in a Cargo.toml that keeps its comments and its layout.

use super::Begin;
use toml_edit::{DocumentMut, InlineTable, Item, Table, Value};
use zmig_core::{DataType, Dialect};

/// A `Cargo.toml` as it shall be.
#[derive(Debug)]
pub(super) struct Edited {
    pub(super) text: String,
    /// What `build` of the package is, where it is not `build.rs`.
    pub(super) other_script: Option<String>,
}

/// Adds what is missing of `zmig` and `zmig-build`.
///
/// # Errors
/// The lines to be pasted, where the text is not what an edit is safe in.
pub(super) fn edit(text: &str, begin: &Begin) -> Result<Edited, Vec<String>> {
    let wanted =
        [("dependencies", "zmig", zmig(begin)), ("build-dependencies", "zmig-build", zmig_build(begin))];
    let lines = || {
        let line = |(section, name, value): &(&str, &str, Value)| {
            [format!("[{section}]"), format!("{name} = {value}")]
        };
        wanted.iter().flat_map(line).collect::<Vec<_>>()
    };
    let mut document: DocumentMut = text.parse().map_err(|_| lines())?;
    let package = document.get("package").and_then(Item::as_table_like).ok_or_else(lines)?;
    let script = package.get("build").filter(|b| b.as_str() != Some("build.rs"));
    let other_script = script.map(|s| s.to_string().trim().to_owned());
    for (section, name, value) in &wanted {
        let is_new = !document.contains_key(section);
        let item = document.entry(section).or_insert_with(|| Item::Table(Table::new()));
        if is_new && let Some(table) = item.as_table_mut() {
            table.decor_mut().set_prefix("\n");
        }
        let section = item.as_table_like_mut().ok_or_else(lines)?;
        if !section.contains_key(name) {
            section.insert(name, Item::Value(value.clone()));
        }
    }
    let edited = document.to_string();
    // Whatever was there has to be there still, line for line.
    let mut now = edited.lines();
    let is_kept = text.lines().all(|line| now.any(|other| other.trim_end() == line.trim_end()));
    if is_kept { Ok(Edited { text: edited, other_script }) } else { Err(lines()) }
}

/// The dependency of the program: SQLite is on by default, other databases ask for themselves.
fn zmig(begin: &Begin) -> Value {
    let mut table = source(begin, "");
    let asks_for = |data_type| begin.data_types.contains(&data_type);
    let has_sqlite = begin.dialects().contains(&Dialect::Sqlite);
    if !has_sqlite {
        table.insert("default-features", false.into());
    }
    let mut features: Vec<&str> = Vec::new();
    if asks_for(DataType::Csv) {
        features.push("csv");
    }
    if asks_for(DataType::Postgres) {
        features.push("postgres");
        if !has_sqlite {
            features.extend(["uuid", "decimal"]);
        }
    }
    if !features.is_empty() {
        table.insert("features", Value::Array(features.into_iter().collect()));
    }
    short(table)
}

fn zmig_build(begin: &Begin) -> Value {
    short(source(begin, "zmig-build"))
}

fn source(begin: &Begin, part: &str) -> InlineTable {
    let mut table = InlineTable::new();
    match &begin.zmig {
        Some(folder) => {
            let folder = if part.is_empty() { folder.clone() } else { folder.join(part) };
            table.insert("path", folder.to_string_lossy().as_ref().into());
        }
        None => {
            let (major, minor) = (env!("CARGO_PKG_VERSION_MAJOR"), env!("CARGO_PKG_VERSION_MINOR"));
            table.insert("version", format!("{major}.{minor}").into());
        }
    }
    table
}

/// A version alone stands for itself.
fn short(table: InlineTable) -> Value {
    match table.get("version") {
        Some(version) if table.len() == 1 => version.clone(),
        _ => Value::InlineTable(table),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use DataType::{Csv, Postgres, Sqlite};

    fn begin(data_types: &[DataType]) -> Begin {
        Begin { data_types: data_types.to_vec(), schema: "users".into(), zmig: None }
    }

    #[test]
    fn what_is_there_stays_as_it_is() {
        let text = "# mine\n[package]\nname = \"app\"   # a name\n\n[dependencies]\nserde   = \"1\" # aligned\n\n\
                    [[bin]]\nname = \"x\"\n";
        let edited = edit(text, &begin(&[Sqlite])).expect("safe").text;
        let expected = "# mine\n[package]\nname = \"app\"   # a name\n\n[dependencies]\nserde   = \"1\" # aligned\n\
                        zmig = \"0.1\"\n\n[[bin]]\nname = \"x\"\n\n[build-dependencies]\nzmig-build = \"0.1\"\n";
        assert_eq!(edited, expected);
        assert_eq!(edit(&edited, &begin(&[Sqlite])).expect("safe").text, edited, "it is there already");
    }

    #[test]
    fn every_database_that_is_asked_for_is_compiled_and_no_other() {
        let text = "[package]\nname = \"app\"\n";
        for (data_types, line) in [
            (&[Csv][..], "zmig = { version = \"0.1\", features = [\"csv\"] }"),
            (&[Csv, Postgres], "zmig = { version = \"0.1\", features = [\"csv\", \"postgres\"] }"),
            (&[Sqlite, Postgres], "zmig = { version = \"0.1\", features = [\"postgres\"] }"),
            (
                &[Postgres],
                "zmig = { version = \"0.1\", default-features = false, features = [\"postgres\", \"uuid\", \"decimal\"] }",
            ),
        ] {
            let edited = edit(text, &begin(data_types)).expect("safe").text;
            assert!(edited.contains(line), "{edited}");
        }
    }

    #[test]
    fn what_is_no_table_is_left_alone_and_the_lines_are_told() {
        for text in ["dependencies = 3\n[package]\nname = \"a\"\n", "[package\n", "[workspace]\n"] {
            let lines = edit(text, &begin(&[Sqlite])).expect_err(text);
            let expected =
                ["[dependencies]", "zmig = \"0.1\"", "[build-dependencies]", "zmig-build = \"0.1\""];
            assert_eq!(lines, expected, "{text}");
        }
        let other = edit("[package]\nname = \"a\"\nbuild = \"make.rs\"\n", &begin(&[Sqlite]));
        assert_eq!(other.expect("safe").other_script.as_deref(), Some("\"make.rs\""));
    }
}
