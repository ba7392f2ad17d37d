//! What is wrong with a CSV file: where, what stands there, why it will not do.

use std::fmt;
use std::path::{Path, PathBuf};

/// How many places are shown; the others are counted.
const SHOWN: usize = 20;

/// A mistake in a record, before the file's and the columns' names are known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    pub line: u64,
    /// The cell, from 0.
    pub column: Option<usize>,
    pub reason: String,
}

impl Mistake {
    pub(crate) fn at(line: u64, column: Option<usize>, reason: impl Into<String>) -> Self {
        Self { line, column, reason: reason.into() }
    }
}

/// One place in a CSV file that cannot be taken as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CsvFault {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1; none where the file as a whole is meant.
    pub line: Option<u64>,
    /// The column's name.
    pub column: Option<String>,
    /// What stands there, shortened.
    pub value: Option<String>,
    /// Why it will not do, and how to mend it.
    pub reason: String,
}

/// Everything that is wrong with CSV files, up to a limit. Nothing was changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct CsvFaults {
    /// The first of them.
    pub faults: Vec<CsvFault>,
    /// How many more there are.
    pub more: u64,
}

impl CsvFault {
    /// A whole file.
    pub(crate) fn of_file(file: &Path, reason: impl Into<String>) -> Self {
        Self { file: file.to_path_buf(), line: None, column: None, value: None, reason: reason.into() }
    }

    /// A place in a file whose columns have these names.
    pub(crate) fn of(file: &Path, header: &[String], mistake: Mistake) -> Self {
        let column = mistake.column.map(|i| match header.get(i) {
            Some(name) => name.clone(),
            None => format!("cell {}", i + 1),
        });
        Self {
            file: file.to_path_buf(),
            line: Some(mistake.line),
            column,
            value: None,
            reason: mistake.reason,
        }
    }

    /// The same with what stands there.
    pub(crate) fn with_value(self, value: &str) -> Self {
        const LONGEST: usize = 60;
        let mut shown: String = value.chars().take(LONGEST).collect();
        if shown.len() < value.len() {
            shown.push('…');
        }
        Self { value: Some(shown), ..self }
    }
}

impl CsvFaults {
    /// Adds one, or counts it.
    pub(crate) fn push(&mut self, fault: CsvFault) {
        if self.faults.len() < SHOWN {
            self.faults.push(fault);
        } else {
            self.more += 1;
        }
    }

    /// These and others of the same file, by their lines.
    pub(crate) fn and(self, others: Self) -> Self {
        let mut all = self.faults;
        all.extend(others.faults);
        all.sort_by_key(|fault| fault.line);
        let mut out = Self { faults: Vec::new(), more: self.more + others.more };
        all.into_iter().for_each(|fault| out.push(fault));
        out
    }

    /// Whether there is nothing wrong.
    pub(crate) fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }
}

impl From<CsvFault> for CsvFaults {
    fn from(fault: CsvFault) -> Self {
        Self { faults: vec![fault], more: 0 }
    }
}

impl fmt::Display for CsvFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = &self.column {
            write!(f, ": {column}")?;
        }
        if let Some(value) = &self.value {
            write!(f, " = {value:?}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl fmt::Display for CsvFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, fault) in self.faults.iter().enumerate() {
            write!(f, "{}{fault}", if i > 0 { "\n  " } else { "" })?;
        }
        if self.more > 0 {
            write!(f, "\n  and {} more", self.more)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_shown_up_to_a_limit() {
        let mut faults = CsvFaults::default();
        for line in 1..=25 {
            let mistake = Mistake::at(line, Some(1), "no whole number");
            let header = ["id".to_owned(), "age".to_owned()];
            faults.push(CsvFault::of(Path::new("Data/users.csv"), &header, mistake).with_value("a\nb"));
        }
        let shown = faults.to_string();
        assert!(shown.starts_with("Data/users.csv:1: age = \"a\\nb\": no whole number\n"), "{shown}");
        assert!(shown.ends_with("and 5 more"), "{shown}");
        let early = CsvFault::of(Path::new("Data/users.csv"), &[], Mistake::at(0, None, "early"));
        let both = faults.and(early.into());
        assert_eq!((both.faults[0].line, both.faults.len(), both.more), (Some(0), SHOWN, 6));
    }
}
