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
fn where_an_environment_asks_for_it_the_name_of_its_database_is_typed() {
    for mut stage in stages() {
        ok(&mut stage, "printf '[env.dev]\\nconfirm = true\\n' >> zmig.toml");
        for (words, left) in [(&["migrate"][..], 1), (&["rollback"], 0)] {
            for answer in ["y", "yes", "another"] {
                let mut terminal = Terminal::start(&stage, words);
                terminal.until("to go on:");
                terminal.types(&format!("{answer}\n"));
                let (text, status) = terminal.end();
                assert!(status.code() == Some(1) && text.contains("nothing was changed"), "{answer}: {text}");
                assert_eq!(applied(&mut stage), 1 - left);
            }
            let mut terminal = Terminal::start(&stage, words);
            let asked = terminal.until("to go on:");
            let (_, name) = asked.rsplit_once("type `").unwrap();
            let (name, _) = name.split_once('`').unwrap();
            terminal.types(&format!("{name}\n"));
            // Nothing else is asked.
            let (text, status) = terminal.end();
            assert!(status.success() && !text.contains("[y/N]"), "{text}");
            assert_eq!(applied(&mut stage), left);
        }
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
fn whatever_changes_something_asks_before() {
    for mut stage in stages() {
        let asks = |stage: &Stage, words: &[&str], question: &str, answer: &str| {
            let mut terminal = Terminal::start(stage, words);
            terminal.until(question);
            terminal.types(answer);
            let (text, status) = terminal.end();
            assert_eq!(status.success(), answer == "y\n", "{words:?}: {text}");
            text
        };
        // No database is named, and whoever types has to know.
        ok(&mut stage, "unset DATABASE_URL");
        ok(&mut stage, "cp unversioned.yaml schemas/zSchema.users.yaml");
        for answer in ["n\n", "y\n"] {
            asks(&stage, &["amend"], "is 20251220120000_users_v1_0_0 applied nowhere? [y/N]", answer);
            let (_, agrees) = stage.run("cargo zmig check");
            assert_eq!(agrees == 0, answer == "y\n");
        }
        ok(&mut stage, "export DATABASE_URL=[URL]");
        ok(&mut stage, "sql CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, nick TEXT)");
        for (answer, records) in [("n\n", 0), ("y\n", 1)] {
            asks(&stage, &["stamp"], "record this migration as applied, without running it? [y/N]", answer);
            assert_eq!(applied(&mut stage), records);
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

/// A second version whose SQL takes as long as the table `naps` says.
fn with_a_nap(stage: &mut Stage) {
    ok(stage, "cp nick.yaml schemas/zSchema.users.yaml");
    assert_eq!(stage.run("cargo build"), (String::new(), 0));
    ok(
        stage,
        "echo 'INSERT INTO users (name) WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c, naps \
         WHERE x < naps.long) SELECT count(*) FROM c;' >> migrations/sqlite/20251221120000_users_v1_0_1.up.sql",
    );
    ok(
        stage,
        "echo 'SELECT pg_sleep((SELECT long FROM naps));' >> migrations/postgres/20251221120000_users_v1_0_1.up.sql",
    );
    ok(stage, "cargo zmig amend --keep-sql --yes");
    ok(stage, "sql CREATE TABLE naps (long BIGINT)");
    ok(stage, "sql INSERT INTO naps VALUES (4000000000)");
}

/// The way on, once nobody is in the way any more.
fn goes_on(stage: &mut Stage) {
    assert_eq!(applied(stage), 1, "the first one was committed");
    ok(stage, "sql UPDATE naps SET long = 0");
    ok(stage, "cargo zmig migrate --yes");
    assert_eq!(applied(stage), 2);
}

#[test]
fn an_interrupt_in_a_migration_says_what_it_left_and_the_next_run_goes_on() {
    for mut stage in stages() {
        with_a_nap(&mut stage);
        let mut terminal = Terminal::start(&stage, &["migrate", "--yes"]);
        terminal.until("20251220120000_users_v1_0_0  zSchema.users nothing -> v1.0.0");
        terminal.until("applying 20251221120000_users_v1_0_1");
        terminal.types("\x03");
        let (text, status) = terminal.end();
        assert_eq!(status.code(), Some(130), "{text}");
        for part in [
            "interrupted: 1 migration was committed",
            "20251221120000_users_v1_0_1 was in a transaction",
            "cargo zmig status",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        goes_on(&mut stage);
    }
}

#[test]
fn a_terminal_that_goes_away_in_a_migration_leaves_what_was_committed() {
    for mut stage in stages() {
        with_a_nap(&mut stage);
        let mut terminal = Terminal::start(&stage, &["migrate", "--yes"]);
        terminal.until("applying 20251221120000_users_v1_0_1");
        assert!(!terminal.goes_away().success());
        goes_on(&mut stage);
    }
}

#[test]
fn colours_are_for_terminals_and_for_those_who_want_them() {
    let mut stage = stages().next().unwrap();
    let shown = |stage: &Stage| {
        let (text, status) = Terminal::start(stage, &["migrate", "--dry-run"]).end();
        assert!(status.success() && text.contains("SAFE") && text.contains('│'), "{text}");
        text
    };
    let colour = "\x1b[32mSAFE\x1b[0m";
    assert!(shown(&stage).contains(colour));
    ok(&mut stage, "export NO_COLOR=1");
    let plain = shown(&stage);
    assert!(!plain.contains('\x1b'), "{plain}");
}
