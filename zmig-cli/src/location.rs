//! What a variable or `zmig.toml` says of a database's place: a URL, or a path from the project's folder.

use std::path::{Path, PathBuf};
use zmig_core::DataType;

/// The folder that `@.` stands for.
const ROOT: &str = "@.";
/// What the URL of a folder of CSV files begins with.
const CSV: &str = "csv:";

/// The URL of what was written: itself, or that of an SQLite file where it begins with `@.`, the project's folder. A path
/// without an ending is a folder: the one of the CSV files, where the data is in such, else one in which the file is called
/// as `name` says.
pub(crate) fn url(written: &str, root: &Path, name: &str, data_type: Option<DataType>) -> String {
    let Some(path) = written.strip_prefix(ROOT) else { return written.to_owned() };
    let path = root.join(path.trim_start_matches(['/', '\\']));
    let is_folder = path.is_dir() || (path.extension().is_none() && !path.is_file());
    if is_folder && data_type == Some(DataType::Csv) {
        return format!("{CSV}{}", path.display());
    }
    let file = if is_folder { path.join(format!("{name}.db")) } else { path };
    format!("sqlite://{}?mode=rwc", encoded(&file))
}

/// Whether what was written says where it is only to whoever knows the kind of data.
pub(crate) fn is_path(written: &str) -> bool {
    written.starts_with(ROOT)
}

/// The folder of CSV files that a URL names, if it names one.
pub(crate) fn folder(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix(CSV)?;
    Some(PathBuf::from(rest.strip_prefix("//").unwrap_or(rest)))
}

/// The name of the file in the folder that a variable names: `users` for `ZDATA_USERS_URL`.
pub(crate) fn file_of(variable: &str) -> String {
    let name = variable.strip_prefix("ZDATA_").unwrap_or(variable);
    name.strip_suffix("_URL").unwrap_or(name).to_ascii_lowercase()
}

/// The file of SQLite that a URL names, if it names one.
pub(crate) fn file(url: &str) -> Option<PathBuf> {
    let rest = url.strip_prefix("sqlite:")?;
    let path = rest.strip_prefix("//").unwrap_or(rest).split(['?', '#']).next()?;
    if path.is_empty() || path == ":memory:" {
        return None;
    }
    Some(PathBuf::from(decoded(path)))
}

/// Makes the folder of the file of SQLite that a URL names. Where that fails, connecting says why.
pub(crate) fn make_folder(url: &str) {
    if let Some(folder) = file(url).as_deref().and_then(Path::parent) {
        std::fs::create_dir_all(folder).ok();
    }
}

/// A path as a URL has it, whose special characters would end it.
fn encoded(path: &Path) -> String {
    let mut out = String::new();
    for c in path.to_string_lossy().replace('\\', "/").chars() {
        match c {
            '%' => out.push_str("%25"),
            '?' => out.push_str("%3f"),
            '#' => out.push_str("%23"),
            c => out.push(c),
        }
    }
    out
}

fn decoded(path: &str) -> String {
    path.replace("%3f", "?").replace("%23", "#").replace("%25", "%")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_from_the_project_is_a_file_or_the_folder_of_one() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("v1.0")).unwrap();
        std::fs::write(root.path().join("plain"), "").unwrap();
        let at = |path: &str| format!("sqlite://{}/{path}?mode=rwc", root.path().display());
        for (written, expected) in [
            ("postgres://h/d", "postgres://h/d".to_owned()),
            ("@.Data/app.db", at("Data/app.db")),
            ("@./Data/app.db", at("Data/app.db")),
            ("@.Data", at("Data/users.db")),
            ("@.", at("users.db")),
            ("@.v1.0", at("v1.0/users.db")),
            ("@.plain", at("plain")),
            ("@.what?/50%.db", at("what%3f/50%25.db")),
        ] {
            let url = url(written, root.path(), "users", None);
            assert_eq!(url, expected, "{written}");
        }
        assert_eq!(file(&at("what%3f/50%25.db")), Some(root.path().join("what?/50%.db")));
        assert_eq!(file("sqlite:a.db"), Some("a.db".into()));
        let csv = |written: &str| url(written, root.path(), "users", Some(DataType::Csv));
        let data = root.path().join("Data");
        assert_eq!(csv("@.Data"), format!("csv:{}", data.display()));
        assert_eq!(folder(&csv("@.Data")), Some(data));
        assert_eq!(csv("@.app.db"), at("app.db"), "a file is no folder");
        assert_eq!((folder("csv://Data"), folder("sqlite:Data")), (Some("Data".into()), None));
        assert_eq!((file("sqlite::memory:"), file("postgres://h/d")), (None, None));
    }

    #[test]
    fn a_variable_gives_its_file_a_name() {
        for (variable, file) in [("ZDATA_USERS_URL", "users"), ("ZDATA_A_B_URL", "a_b"), ("SHOP", "shop")] {
            assert_eq!(file_of(variable), file);
        }
    }
}
