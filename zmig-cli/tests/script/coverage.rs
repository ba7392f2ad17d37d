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
    let mut commands: Vec<Vec<String>> = below(&[]);
    while let Some(command) = commands.pop() {
        let shown = |word: &str| {
            let needed = || command.iter().map(String::as_str).chain([word]);
            typed.iter().any(|words| needed().all(|word| words.contains(&word)))
        };
        let name = command.join(" ");
        if !shown(&command[command.len() - 1]) {
            missing.push(name.clone());
        }
        // What a command above takes as well is looked for there.
        let above = match command.len() {
            1 => Vec::new(),
            n => flags(&help(&command[..n - 1])),
        };
        for flag in flags(&help(&command)).into_iter().filter(|flag| !above.contains(flag)) {
            seen += 1;
            if !shown(&flag) {
                missing.push(format!("{name} {flag}"));
            }
        }
        commands.extend(below(&command));
    }
    assert!(seen > 60, "only {seen} flags were found in what --help prints");
    missing
}

/// The commands in the list of a help, where it has one.
fn below(command: &[String]) -> Vec<Vec<String>> {
    let help = help(command);
    let Some((_, list)) = help.split_once("Commands:\n") else { return Vec::new() };
    let (list, _) = list.split_once("\n\n").expect("the list has an end");
    let name = |line: &str| line.strip_prefix("  ")?.split_whitespace().next().map(str::to_owned);
    let names = list.lines().filter(|line| !line.starts_with("   ")).filter_map(name);
    names.filter(|name| name != "help").map(|name| [command, &[name]].concat()).collect()
}

/// The long flags that a help lists, without those that every command has.
fn flags(help: &str) -> Vec<String> {
    let flag = |line: &str| {
        let line = line.trim_start();
        let long = line
            .strip_prefix("--")
            .or_else(|| line.split_once(", --").filter(|(s, _)| s.len() == 2)?.1.into())?;
        let name = long.split([' ', '[', '=']).next()?;
        (!["help", "project", "env", "env-was", "source", ""].contains(&name)).then(|| format!("--{name}"))
    };
    help.lines().filter_map(flag).collect()
}

fn help(words: &[String]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-zmig"));
    let out = command.args(words).arg("--help").output().unwrap();
    String::from_utf8(out.stdout).unwrap()
}
