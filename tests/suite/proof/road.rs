//! How migrations are run: step by step as their files say, or by zmig's runner.

use super::Failure;
use super::drafts::Migration;
use super::locks::{UNSAID, Watch};
use super::runner::sets;
use crate::support::catalog::try_catalog;
use crate::support::db::Db;
use zmig::{Migrations, RollbackTarget};
use zmig_core::{SqlFile, SqlStep, Transaction};

/// Migrations that make a schema, and those that follow.
pub(crate) struct Road<'a> {
    pub(crate) first: &'a [Migration],
    pub(crate) parts: &'a [Migration],
    /// What programs of one version after the other carry, where zmig's runner does it.
    sets: Option<Vec<Migrations>>,
}

/// How far it went.
#[derive(Debug)]
pub(crate) enum Went {
    Through,
    /// Rows stood in the way; nothing is left of the part that they stopped.
    Stopped {
        at: usize,
        why: String,
    },
}

impl<'a> Road<'a> {
    pub(crate) fn new(db: &Db, first: &'a [Migration], parts: &'a [Migration], runner: bool) -> Self {
        let all: Vec<&Migration> = first.iter().chain(parts).collect();
        Self { first, parts, sets: runner.then(|| sets(&all, db.dialect)) }
    }

    /// Makes the first schema, in a database that is empty.
    pub(crate) async fn begin(&self, db: &Db) -> Result<(), String> {
        if let Some(sets) = &self.sets {
            let Some(set) = self.first.len().checked_sub(1).and_then(|last| sets.get(last)) else {
                return Ok(());
            };
            return db.run_pending(set).await.map(drop).map_err(|e| e.to_string());
        }
        for migration in self.first {
            steps(db, &migration.up).await?;
        }
        Ok(())
    }

    /// Goes on from the part `from`, or back from there, to the end. `lines` is what the catalog says when it begins, where
    /// that is known; what is left behind later shows when the rest of the way is gone.
    pub(crate) async fn go(
        &self,
        db: &mut Db,
        up: bool,
        from: usize,
        lines: Option<&[String]>,
    ) -> Result<Went, Failure> {
        let order: Vec<usize> =
            if up { (from..self.parts.len()).collect() } else { (0..=from).rev().collect() };
        for at in order {
            let part = &self.parts[at];
            let result = match &self.sets {
                Some(sets) => self.run(db, sets, at, up).await,
                None => steps(db, if up { &part.up } else { &part.down }).await,
            };
            if let Err(why) = result {
                if why.starts_with(UNSAID) {
                    return Err(Failure::new(
                        UNSAID,
                        format!("{why}\n{}", if up { &part.up } else { &part.down }),
                    ));
                }
                db.reconnect().await;
                let is_whole = part.facts().transaction != Transaction::None;
                if let Some(before) = lines.filter(|_| at == from && is_whole) {
                    let after = try_catalog(db).await.map_err(broken)?;
                    if after != before {
                        let sql = if up { &part.up } else { &part.down };
                        let text = format!("{why}\n{}\n{sql}", differences(before, &after));
                        return Err(Failure::new("what is refused leaves nothing behind", text));
                    }
                }
                return Ok(Went::Stopped { at, why });
            }
        }
        Ok(Went::Through)
    }

    async fn run(&self, db: &Db, sets: &[Migrations], at: usize, up: bool) -> Result<(), String> {
        let set = &sets[self.first.len() + at];
        let report = match up {
            true => db.run_pending(set).await,
            false => db.rollback(set, RollbackTarget::Last).await,
        };
        report.map(drop).map_err(|e| e.to_string())
    }
}

fn broken(error: sqlx::Error) -> Failure {
    Failure::new("the database answers", error.to_string())
}

/// Lines that only one of two lists has.
pub(crate) fn differences(expected: &[String], found: &[String]) -> String {
    let only = |a: &[String], b: &[String], sign: &str| -> Vec<String> {
        a.iter().filter(|l| !b.contains(l)).map(|l| format!("{sign} {l}")).collect()
    };
    [only(expected, found, "-"), only(found, expected, "+")].concat().join("\n")
}

/// As zmig's runner does it, the checks before each step; they must be questions that the database can answer.
pub(crate) async fn steps(db: &Db, text: &str) -> Result<(), String> {
    let told = |error: sqlx::Error, sql: &str| format!("{error}\n{sql}");
    let file = SqlFile::parse(text).map_err(|e| e.to_string())?;
    if file.foreign_keys_off {
        db.try_run("PRAGMA foreign_keys = OFF").await.map_err(|e| e.to_string())?;
    }
    let apart = file.transaction == Transaction::None;
    let mut watch = None;
    if !apart {
        db.try_run("BEGIN").await.map_err(|e| e.to_string())?;
        watch = Watch::new(db).await;
    }
    for step in &file.steps {
        for check in &step.checks {
            let rows = db.try_rows(&check.sql).await.map_err(|e| told(e, &check.sql))?;
            if !rows.is_empty() {
                return Err(check.reason.clone());
            }
        }
        if apart {
            by_itself(db, step).await?;
            continue;
        }
        db.try_run(step.sql).await.map_err(|e| told(e, step.sql))?;
        if let Some(watch) = &mut watch {
            watch.after(db, step).await?;
        }
    }
    if apart {
        return Ok(());
    }
    if file.foreign_keys_off {
        let dangling = db.try_rows("SELECT \"table\" FROM pragma_foreign_key_check").await;
        if let Some(row) = dangling.map_err(|e| e.to_string())?.first() {
            return Err(format!("foreign keys without a target: {row:?}"));
        }
    }
    db.try_run("COMMIT").await.map_err(|e| e.to_string())?;
    if file.foreign_keys_off {
        db.try_run("PRAGMA foreign_keys = ON").await.map_err(|e| e.to_string())?;
    }
    Ok(())
}

/// A step outside a transaction, whose probe tells whether it is done. Most could be in one, which shows their locks.
async fn by_itself(db: &Db, step: &SqlStep<'_>) -> Result<(), String> {
    let told = |error: sqlx::Error| format!("{error}\n{}", step.sql);
    let probe = step.probe.ok_or("a step outside a transaction has no probe")?;
    // By an earlier try that a later step stopped; what is said wrongly shows in the catalog at the end.
    if is_done(db, probe).await? {
        return Ok(());
    }
    if step.sql.contains(" CONCURRENTLY ") {
        db.try_run(step.sql).await.map_err(told)?;
    } else {
        db.try_run("BEGIN").await.map_err(told)?;
        let mut watch = Watch::new(db).await;
        db.try_run(step.sql).await.map_err(told)?;
        if let Some(watch) = &mut watch {
            watch.after(db, step).await?;
        }
        db.try_run("COMMIT").await.map_err(told)?;
    }
    match is_done(db, probe).await? {
        true => Ok(()),
        false => Err(format!("{UNSAID}: it is not said to be done: {probe}")),
    }
}

async fn is_done(db: &Db, probe: &str) -> Result<bool, String> {
    let rows = db.try_rows(&format!("SELECT ({probe})::text")).await;
    Ok(rows.map_err(|e| format!("{e}\n{probe}"))? == [[Some("true".to_owned())]])
}
