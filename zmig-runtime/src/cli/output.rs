//! What is printed: tables for people, JSON for programs.

use super::Stop;
use std::cell::RefCell;
use std::io::{IsTerminal as _, Write as _};

/// Writes a text to standard output and ends its line. A reader that has gone away (`| head`) is no error.
///
/// # Errors
/// When it cannot be written: a full disk, say.
pub fn say(text: &str) -> Result<(), Stop> {
    let mut out = std::io::stdout().lock();
    let done = out.write_all(text.as_bytes()).and_then(|()| {
        if text.ends_with('\n') { Ok(()) } else { out.write_all(b"\n") }.and_then(|()| out.flush())
    });
    match done {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Stop::new(format!("standard output cannot be written: {e}")))
        }
        _ => Ok(()),
    }
}

thread_local! {
    /// The documents of a command that works on several databases, which prints them as one.
    static GATHERED: RefCell<Option<Vec<serde_json::Value>>> = const { RefCell::new(None) };
}

/// Keeps back the JSON documents that some work prints on this thread, and gives them with its result.
pub fn gather<T>(work: impl FnOnce() -> T) -> (T, Vec<serde_json::Value>) {
    let before = GATHERED.replace(Some(Vec::new()));
    let result = work();
    (result, GATHERED.replace(before).unwrap_or_default())
}

/// One JSON document.
///
/// # Errors
/// When it cannot be written.
pub fn json(value: &impl serde::Serialize) -> Result<(), Stop> {
    let broken = |e: serde_json::Error| Stop::new(format!("it cannot be written as JSON: {e}"));
    if GATHERED.with_borrow(Option::is_some) {
        let value = serde_json::to_value(value).map_err(broken)?;
        GATHERED.with_borrow_mut(|all| all.get_or_insert_default().push(value));
        return Ok(());
    }
    say(&serde_json::to_string_pretty(value).map_err(broken)?)
}

/// A table: with lines on a terminal, plain columns anywhere else.
pub fn table<const N: usize>(head: [&str; N], rows: Vec<[String; N]>) -> String {
    let terminal = std::io::stdout().is_terminal();
    let mut table = comfy_table::Table::new();
    table.load_style(if terminal {
        comfy_table::presets::UTF8_FULL_CONDENSED
    } else {
        comfy_table::presets::NOTHING
    });
    // Rows that wrap are hard to read and impossible to grep.
    table.set_content_arrangement(comfy_table::ContentArrangement::Disabled);
    table.set_header(head);
    table.add_rows(rows.into_iter().map(|row| row.map(|cell| one_line(&cell))));
    let text = table.trim_fmt();
    text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Risks in colour, where a line ends with one: on a terminal, unless `NO_COLOR` is set.
pub(super) fn paint_risks(text: &str) -> String {
    paint(text, console::colors_enabled() && std::io::stdout().is_terminal())
}

fn paint(text: &str, colours: bool) -> String {
    if !colours {
        return text.to_owned();
    }
    let line = |line: &str| -> String {
        let end = line.trim_end_matches([' ', '│']).len();
        let word = |word: &str| line[..end].ends_with(&format!(" {word}")).then(|| end - word.len());
        let all = [("SAFE", "32"), ("MEDIUM", "33"), ("HIGH", "1;31")];
        match all.into_iter().find_map(|(name, code)| Some((word(name)?, code))) {
            Some((at, code)) => {
                format!("{}\u{1b}[{code}m{}\u{1b}[0m{}", &line[..at], &line[at..end], &line[end..])
            }
            None => line.to_owned(),
        }
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}

/// Control characters of a database's content must not move the terminal's cursor.
fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Asks on the terminal.
///
/// # Errors
/// When nobody is there to answer; `flag` is what to say instead.
pub fn confirm(question: &str, flag: &str) -> Result<bool, Stop> {
    if !std::io::stdin().is_terminal() {
        return Err(Stop::new(format!(
            "{question} nobody is at the terminal to say yes\n  nothing was changed\n  \
             = help: pass {flag} to say so beforehand"
        )));
    }
    eprint!("{question} [y/N] ");
    let mut answer = String::new();
    std::io::stdin()
        .read_line(&mut answer)
        .map_err(|e| Stop::new(format!("the answer cannot be read: {e}")))?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

/// Asks on the terminal for a word, where a single letter is typed too soon.
///
/// # Errors
/// When nobody is there to answer; `flag` is what to say instead.
pub fn confirm_word(question: &str, word: &str, flag: &str) -> Result<bool, Stop> {
    if !std::io::stdin().is_terminal() {
        return Err(Stop::new(format!(
            "{question} nobody is at the terminal to type `{word}`\n  nothing was changed\n  \
             = help: pass {flag} to say so beforehand"
        )));
    }
    eprint!("{question} type `{word}` to go on: ");
    let mut answer = String::new();
    std::io::stdin()
        .read_line(&mut answer)
        .map_err(|e| Stop::new(format!("the answer cannot be read: {e}")))?;
    Ok(is_word(&answer, word))
}

fn is_word(answer: &str, word: &str) -> bool {
    answer.trim() == word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_word_itself_is_the_word() {
        assert!(is_word(" overwrite\r\n", "overwrite"));
        for answer in ["", "\n", "y", "yes", "over write", "overwrite it", "Overwrite"] {
            assert!(!is_word(answer, "overwrite"), "{answer}");
        }
    }

    #[test]
    fn only_a_risk_at_the_end_of_a_line_is_in_colour() {
        let text = " users  ADD_COLUMN  HIGH time  SAFE\n│ x │ HIGH   │\nrisk:       MEDIUM";
        assert_eq!(paint(text, false), text);
        assert_eq!(
            paint(text, true),
            " users  ADD_COLUMN  HIGH time  \u{1b}[32mSAFE\u{1b}[0m\n│ x │ \u{1b}[1;31mHIGH\u{1b}[0m   │\n\
             risk:       \u{1b}[33mMEDIUM\u{1b}[0m"
        );
    }

    #[test]
    fn a_table_for_a_pipe_is_plain_and_keeps_its_lines() {
        let text =
            table(["id", "what"], vec![["1".into(), "a\nb\u{1b}[2J".into()], ["22".into(), "c".into()]]);
        assert_eq!(text.lines().count(), 3, "{text}");
        assert!(!text.contains('\u{1b}') && !text.contains('│'), "{text}");
    }
}
