//! What a person is asked, answered at a real terminal.

use super::database::Backend;
use super::form::Kind;
use super::stage::Stage;
use super::terminal::Terminal;

/// A built project on each kind of databases.
fn stages() -> impl Iterator<Item = Stage> {
    Backend::ALL.into_iter().map(|backend| {
        let mut stage = Stage::new(Kind::Case, backend);
        stage.fixture("users");
        assert_eq!(stage.run("cargo build"), (String::new(), 0));
        stage
    })
}

fn ok(stage: &mut Stage, line: &str) -> String {
    let (text, code) = stage.run(line);
    assert_eq!(code, 0, "{line}\n{text}");
    text
}

fn applied(stage: &mut Stage) -> usize {
    let status: serde_json::Value = serde_json::from_str(&ok(stage, "cargo zmig status --json")).unwrap();
    status["applied"].as_array().unwrap().len()
}

#[test]
fn a_yes_applies_and_takes_back_and_anything_else_does_not() {
    for mut stage in stages() {
        for answer in ["n", "", "perhaps", "N"] {
            let mut terminal = Terminal::start(&stage, &["migrate"]);
            let asked = terminal.until("[y/N]");
            assert!(asked.contains("users_v1_0_0") && asked.contains("Apply these changes?"), "{asked}");
            terminal.types(&format!("{answer}\n"));
            let (text, status) = terminal.end();
            assert!(
                status.code() == Some(1) && text.contains("nothing was changed"),
                "{answer}: {status} {text}"
            );
            assert_eq!(applied(&mut stage), 0);
        }
        let mut terminal = Terminal::start(&stage, &["migrate"]);
        terminal.until("[y/N]");
        terminal.types("y\n");
        let (text, status) = terminal.end();
        assert!(status.success() && text.contains("applied 1 migration"), "{text}");
        assert_eq!(applied(&mut stage), 1);

        let mut terminal = Terminal::start(&stage, &["rollback"]);
        let asked = terminal.until("[y/N]");
        assert!(asked.contains("take this migration back?"), "{asked}");
        terminal.types("n\n");
        assert_eq!(terminal.end().1.code(), Some(1));
        assert_eq!(applied(&mut stage), 1);
        let mut terminal = Terminal::start(&stage, &["rollback"]);
        terminal.until("[y/N]");
        terminal.types("yes\n");
        let (text, status) = terminal.end();
        assert!(status.success() && text.contains("rolled back 1 migration"), "{text}");
        assert_eq!(applied(&mut stage), 0);
    }
}

#[test]
fn a_forced_sync_wants_its_word() {
    for mut stage in stages() {
        ok(&mut stage, "cargo zmig migrate --yes");
        ok(&mut stage, "sql ALTER TABLE users ADD COLUMN junk TEXT");
        for (answer, done) in [("y", false), ("Overwrite", false), ("overwrite", true)] {
            let mut terminal = Terminal::start(&stage, &["migrate", "--force-sync"]);
            let asked = terminal.until("type `overwrite` to go on:");
            assert!(asked.contains("users.junk"), "{asked}");
            terminal.types(&format!("{answer}\n"));
            let (text, status) = terminal.end();
            assert_eq!(status.success(), done, "{answer}: {text}");
            let (_, code) = stage.run("sql SELECT junk FROM users");
            assert_eq!(code == 0, !done, "{answer}: {text}");
        }
    }
}

#[test]
fn a_terminal_that_goes_away_at_the_prompt_changes_nothing() {
    for mut stage in stages() {
        let mut terminal = Terminal::start(&stage, &["migrate"]);
        terminal.until("[y/N]");
        let status = terminal.goes_away();
        assert!(!status.success(), "{status}");
        assert_eq!(applied(&mut stage), 0);

        ok(&mut stage, "cargo zmig migrate --yes");
        let mut terminal = Terminal::start(&stage, &["rollback"]);
        terminal.until("[y/N]");
        assert!(!terminal.goes_away().success());
        assert_eq!(applied(&mut stage), 1);
    }
}

#[test]
fn an_interrupt_at_the_prompt_changes_nothing() {
    for mut stage in stages() {
        for key in ["\x03", "\x04"] {
            let mut terminal = Terminal::start(&stage, &["migrate"]);
            terminal.until("[y/N]");
            terminal.types(key);
            let (text, status) = terminal.end();
            assert!(!status.success(), "{text}");
            assert_eq!(applied(&mut stage), 0);
        }
        ok(&mut stage, "cargo zmig migrate --yes");
    }
}
