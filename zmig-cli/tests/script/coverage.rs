//! Whether cases show every command, and every flag of it.

use std::process::Command;

/// The commands and flags that the tool has and no line of the cases types.
pub(super) fn missing(cases: &str) -> Vec<String> {
    let typed: Vec<Vec<&str>> = cases
        .lines()
        .filter_map(|line| line.strip_prefix("$ ")?.split_once("zmig "))
        .map(|(_, words)| words.split([' ', '=']).collect())
        .collect();
    let (mut missing, mut seen) = (Vec::new(), 0);
    for verb in verbs() {
        let lines: Vec<_> = typed.iter().filter(|words| words.contains(&verb.as_str())).collect();
        if lines.is_empty() {
            missing.push(verb.clone());
        }
        for flag in flags(&help(&[&verb])) {
            seen += 1;
            if !lines.iter().any(|words| words.contains(&flag.as_str())) {
                missing.push(format!("{verb} {flag}"));
            }
        }
    }
    assert!(seen > 60, "only {seen} flags were found in what --help prints");
    missing
}

/// The names in the list of commands.
fn verbs() -> Vec<String> {
    let help = help(&[]);
    let (_, list) = help.split_once("Commands:\n").expect("a list of commands");
    let (list, _) = list.split_once("\n\n").expect("its end");
    let name = |line: &str| line.split_whitespace().next().map(str::to_owned);
    list.lines().filter_map(name).filter(|verb| verb != "help").collect()
}

/// The long flags that a help lists, without those that every command has.
fn flags(help: &str) -> Vec<String> {
    let flag = |line: &str| {
        let line = line.trim_start();
        let long = line
            .strip_prefix("--")
            .or_else(|| line.split_once(", --").filter(|(s, _)| s.len() == 2)?.1.into())?;
        let name = long.split([' ', '[', '=']).next()?;
        (!["help", "project", ""].contains(&name)).then(|| format!("--{name}"))
    };
    help.lines().filter_map(flag).collect()
}

fn help(words: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-zmig"));
    let out = command.args(words).arg("--help").output().unwrap();
    String::from_utf8(out.stdout).unwrap()
}
