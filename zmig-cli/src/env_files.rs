//! The variables that a command goes by: those of the process, and those in the env files of the project's folder.

use crate::stop::Stop;
use std::collections::BTreeMap;
use std::path::Path;

/// The variables of the env files, and behind them those of the process.
#[derive(Debug, Default)]
pub(crate) struct Variables {
    /// By name: the value, and the file that it stands in.
    found: BTreeMap<String, (String, String)>,
    /// The files that are there, the one that counts first in front.
    files: Vec<String>,
}

impl Variables {
    /// Reads the files of a folder, of which those in front count: a name that two files have is the first one's. They are
    /// read and no more: the process's own variables stay what they are.
    ///
    /// # Errors
    /// Every line of every file that is no assignment. What stands in it is not said, since it may be a password.
    pub(crate) fn read(folder: &Path, files: &[String]) -> Result<Self, Stop> {
        let (mut out, mut wrong) = (Self::default(), Vec::new());
        for file in files {
            let text = match std::fs::read_to_string(folder.join(file)) {
                Ok(text) => text,
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
                Err(e) => {
                    wrong.push(format!("{file} cannot be read: {e}"));
                    continue;
                }
            };
            out.files.push(file.clone());
            let (pairs, lines) = parse(&text);
            wrong.extend(lines.into_iter().map(|line| format!("{file}:{line} is no line of an env file")));
            for (name, value) in pairs {
                out.found.entry(name).or_insert_with(|| (value, file.clone()));
            }
        }
        if wrong.is_empty() {
            return Ok(out);
        }
        let help = "write NAME=value, and quote a value that holds blanks or quotes: NAME='a value'";
        Err(Stop::new(format!("{}\n  nothing was changed\n  = help: {help}", wrong.join("\n  "))))
    }

    /// A variable's value: the process's, or else that of a file. An empty one counts as none.
    pub(crate) fn get(&self, name: &str) -> Option<String> {
        let own = std::env::var(name).ok().filter(|value| !value.is_empty());
        own.or_else(|| self.found.get(name).map(|(value, _)| value.clone()).filter(|value| !value.is_empty()))
    }

    /// Where that value is from, in words.
    pub(crate) fn origin(&self, name: &str) -> Option<String> {
        if std::env::var(name).is_ok_and(|value| !value.is_empty()) {
            return Some("the environment".to_owned());
        }
        self.found.get(name).filter(|(value, _)| !value.is_empty()).map(|(_, file)| file.clone())
    }

    /// Whether any variable has a name like this.
    pub(crate) fn any(&self, is: impl Fn(&str) -> bool) -> bool {
        self.found.keys().any(|name| is(name))
            || std::env::vars_os().any(|(name, _)| name.to_str().is_some_and(&is))
    }

    /// The files that were there, the one that counts first in front.
    pub(crate) fn files(&self) -> &[String] {
        &self.files
    }
}

/// The assignments of a text, the first of a name before its others, and the numbers of lines that are none.
fn parse(text: &str) -> (Vec<(String, String)>, Vec<usize>) {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let (mut pairs, mut wrong) = (Vec::new(), Vec::new());
    let mut after = 0;
    for item in dotenvy::from_read_iter(text.as_bytes()) {
        match item {
            Ok(pair) => pairs.push(pair),
            Err(dotenvy::Error::LineParse(line, _)) => {
                let first = line.lines().next().unwrap_or_default().trim();
                let found = text.lines().enumerate().skip(after).find(|(_, l)| l.trim() == first);
                after = found.map_or(after, |(i, _)| i + 1);
                wrong.push(after.max(1));
            }
            Err(_) => wrong.push(after.max(1)),
        }
    }
    (pairs, wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_in_front_counts_and_the_first_of_its_lines() {
        let folder = tempfile::tempdir().unwrap();
        let write = |file: &str, text: &str| std::fs::write(folder.path().join(file), text).unwrap();
        write(".env.dev", "\u{feff}A=dev\r\nexport B='b # c'\n");
        write(".env", "# A=comment\nA=plain\nC=1\nC=2\nEMPTY=\n");
        write(".zEnv", "C=z\nD=\"d e\"\n");
        let files = [".env.dev", ".env", ".nowhere", ".zEnv"].map(str::to_owned);
        let all = Variables::read(folder.path(), &files).unwrap();
        for (name, value) in [("A", "dev"), ("B", "b # c"), ("C", "1"), ("D", "d e")] {
            assert_eq!(all.get(name).as_deref(), Some(value), "{name}");
        }
        assert_eq!(all.origin("A").as_deref(), Some(".env.dev"));
        assert_eq!((all.get("EMPTY"), all.origin("EMPTY"), all.get("NOWHERE_AT_ALL")), (None, None, None));
        assert_eq!(all.files(), [".env.dev", ".env", ".zEnv"]);
        // The process's own go before them.
        assert!(all.get("PATH").is_some());
        write(".zEnv", "PATH=mine\n");
        let all = Variables::read(folder.path(), &files).unwrap();
        assert_ne!(all.get("PATH").as_deref(), Some("mine"));
        assert_eq!(all.origin("PATH").as_deref(), Some("the environment"));
    }

    #[test]
    fn every_line_that_is_none_is_named_and_its_value_is_not() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join(".env"), "A=1\n# hunter2 x\nhunter2 x\nB=2\nC hunter2\n").unwrap();
        std::fs::write(folder.path().join(".zEnv"), "OK=1\nOPEN='hunter2\nmore\n").unwrap();
        let files = [".env", ".zEnv"].map(str::to_owned);
        let said = Variables::read(folder.path(), &files).unwrap_err().to_string();
        for place in [".env:3 ", ".env:5 ", ".zEnv:2 "] {
            assert!(said.contains(place), "{place}: {said}");
        }
        assert!(!said.contains("hunter2") && said.contains("NAME=value"), "{said}");
        std::fs::create_dir(folder.path().join(".env.dev")).unwrap();
        let said = Variables::read(folder.path(), &[".env.dev".to_owned()]).unwrap_err().to_string();
        assert!(said.contains(".env.dev cannot be read"), "{said}");
    }
}
