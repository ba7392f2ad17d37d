//! What a file without a description holds, told by its cells.

use super::cell::Codec;
use super::folder::Opened;
use super::load::header;
use super::record::{Cell, Record, RecordReader};
use super::shape::quoted;
use super::wrong::{CsvFault, CsvFaults, Mistake};
use std::collections::HashSet;
use zmig_core::{Dialect, Type};

/// The types that are tried, the strictest first. What none of them takes is text.
const TRIED: [Type; 6] = [Type::Bool, Type::Int, Type::Float, Type::Date, Type::DateTime, Type::Uuid];

/// What is known of a column so far.
struct Guess {
    /// Which of the types takes every cell.
    fits: [bool; TRIED.len()],
    has_null: bool,
    has_value: bool,
}

/// The statement that makes a table for a file. Nothing where the file is none of rows; then it is said why.
pub(crate) fn table(name: &str, opened: &Opened, faults: &mut CsvFaults) -> Option<String> {
    let mut reader = RecordReader::new(&opened.file);
    let mut record = Record::default();
    match reader.read(&mut record) {
        Ok(true) => {}
        Ok(false) => {
            faults.push(CsvFault::of_file(&opened.path, "is empty; its first line has to name the columns"));
            return None;
        }
        Err(mistake) => {
            faults.push(CsvFault::of(&opened.path, &[], mistake));
            return None;
        }
    }
    let names = header(&record);
    let mut seen = HashSet::new();
    for name in &names {
        if !seen.insert(name.to_lowercase()) {
            let mistake = Mistake::at(1, None, format!("the header names the column {name} twice"));
            faults.push(CsvFault::of(&opened.path, &[], mistake));
            return None;
        }
    }
    let id = names.iter().position(|n| n == "id");
    let mut ids = HashSet::new();
    let mut is_key = id.is_some();
    let codecs = TRIED.map(|ty| Codec::new(&ty, true));
    let guess = || Guess { fits: [true; TRIED.len()], has_null: false, has_value: false };
    let mut guesses: Vec<Guess> = names.iter().map(|_| guess()).collect();
    loop {
        match reader.read(&mut record) {
            Ok(true) => {}
            Ok(false) => break,
            // Whoever loads the file says what is wrong.
            Err(_) => break,
        }
        for (i, guess) in guesses.iter_mut().enumerate() {
            look(guess, record.cell(i), &codecs);
        }
        if let Some(id) = id.filter(|_| is_key) {
            let number = record.cell(id).text().parse::<i64>();
            is_key = number.is_ok_and(|n| ids.insert(n));
        }
    }
    let is_key = is_key && id.is_some_and(|id| ty(&guesses[id]) == Type::Int);
    let column = |(i, (name, guess)): (usize, (&String, &Guess))| {
        let rest = match (is_key && id == Some(i), guess.has_null) {
            (true, _) => " NOT NULL PRIMARY KEY",
            (false, true) => "",
            (false, false) if guess.has_value => " NOT NULL",
            (false, false) => "",
        };
        format!("  {} {}{rest}", quoted(name), Dialect::Sqlite.spell(&ty(guess)))
    };
    let columns: Vec<String> = names.iter().zip(&guesses).enumerate().map(column).collect();
    Some(format!("CREATE TABLE {} (\n{}\n)", quoted(name), columns.join(",\n")))
}

fn look(guess: &mut Guess, cell: Cell<'_>, codecs: &[Codec; TRIED.len()]) {
    if cell.is_null() {
        guess.has_null = true;
        return;
    }
    guess.has_value = true;
    let text = cell.text();
    for ((fits, codec), ty) in guess.fits.iter_mut().zip(codecs).zip(&TRIED) {
        *fits = *fits && is_plainly(ty, &text) && codec.read(cell).is_ok();
    }
}

/// Whether a text is nobody's idea of something else: `007` is a code and no number, `1` is a number and no boolean.
fn is_plainly(ty: &Type, text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let leads = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    match ty {
        Type::Bool => ["true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word)),
        Type::Int => !leads && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()),
        Type::Float => {
            let is_word = ["NaN", "Infinity", "-Infinity"].contains(&text);
            // More digits than a float keeps are an identifier, or money, and stay what they are as text.
            let exact = digits.bytes().filter(u8::is_ascii_digit).count() <= 15;
            is_word || (!leads && exact && digits.starts_with(|c: char| c.is_ascii_digit()))
        }
        Type::Uuid => text.len() == 36,
        _ => true,
    }
}

fn ty(guess: &Guess) -> Type {
    let found = guess.fits.iter().position(|fits| *fits).filter(|_| guess.has_value);
    found.map_or(Type::Text, |i| TRIED[i].clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn infer(text: &str) -> Result<String, CsvFaults> {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("t.csv");
        std::fs::write(&path, text).expect("written");
        let mut faults = CsvFaults::default();
        let opened = Opened::open(&path, &path).expect("opened");
        table("t", &opened, &mut faults).ok_or(faults)
    }

    #[test]
    fn types_are_what_every_cell_says() {
        let sql = infer(
            "id,zip,price,ok,day,at,who,note,none,big\n\
             1,01234,1.50,true,2025-01-02,2025-01-02T03:04:05Z,67e55044-10b1-426f-9247-bb680e5fe0c8,1,,9223372036854775807\n\
             2,12345,2,FALSE,2025-01-03,2025-01-02T03:04:05Z,67e55044-10b1-426f-9247-bb680e5fe0c8,,,9223372036854775808\n",
        )
        .expect("a table");
        let expected = "CREATE TABLE \"t\" (\n  \"id\" INTEGER NOT NULL PRIMARY KEY,\n  \"zip\" TEXT NOT NULL,\n  \
                        \"price\" DOUBLE NOT NULL,\n  \"ok\" BOOLEAN NOT NULL,\n  \"day\" DATE NOT NULL,\n  \
                        \"at\" DATETIME NOT NULL,\n  \"who\" UUID_TEXT NOT NULL,\n  \"note\" INTEGER,\n  \"none\" TEXT,\n  \
                        \"big\" TEXT NOT NULL\n)";
        assert_eq!(sql, expected);
    }

    #[test]
    fn an_id_that_repeats_is_no_key_and_a_column_that_repeats_is_refused() {
        assert!(!infer("id,a\n1,x\n1,y\n").expect("a table").contains("PRIMARY"));
        assert!(infer("id,ID\n1,2\n").expect_err("twice").to_string().contains("twice"));
        assert!(infer("").expect_err("empty").to_string().contains("is empty"));
    }
}
