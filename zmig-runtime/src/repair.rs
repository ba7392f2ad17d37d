//! Brings the history up to date where the file of an applied migration reads otherwise, and does the same.

use crate::database::{Database, Target as Db, Work, with_driver};
use crate::driver::Driver;
use crate::error::During as _;
use crate::executor::{Ending, Executor};
use crate::history::{self, Past, TABLE};
use crate::set::{Member, Set};
use crate::statements::canonical;
use crate::{Error, Migrations, RunOptions, difference, environment};
use serde::Serialize;
use serde_json::{Map, Value, json};
use zmig_core::{Checksum, Dialect, SetDigest, SqlFile};

/// In a row's `meta_data`: the checksums that it had before.
const REPAIRED: &str = "repaired";

/// An applied migration whose text is another one than was applied, and whose statements are the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Repair {
    /// The migration.
    pub migration: String,
    /// The checksum of the text that was applied.
    pub applied: String,
    /// The checksum of its text now.
    pub now: String,
    /// The lines that differ: those that were applied with `-`, those of now with `+`.
    pub difference: String,
}

impl Migrations {
    /// What [`Migrations::repair`] would bring up to date. Changes nothing and waits for nobody.
    ///
    /// # Errors
    /// As [`Migrations::repair`].
    pub async fn repairs<D: Database + ?Sized>(&self, db: &D) -> Result<Vec<Repair>, Error> {
        self.mend(&db, &RunOptions::default(), true).await
    }

    /// Brings the history up to date where the file of an applied migration was edited in remarks, blank space or line ends:
    /// its row gets the checksum and the text of now, and keeps the old checksum in its `meta_data`. Where statements differ,
    /// nothing is changed.
    ///
    /// # Errors
    /// When the statements of one of them differ, or the history does not hold its text; and when the database cannot be
    /// reached, or is for another environment.
    ///
    /// ```no_run
    /// # async fn run(migrations: zmig_runtime::Migrations) -> Result<(), zmig_runtime::Error> {
    /// for repair in migrations.repair("sqlite://app.db").await? {
    ///     println!("{} reads otherwise now:\n{}", repair.migration, repair.difference);
    /// }
    /// # Ok(()) }
    /// ```
    pub async fn repair<D: Database + ?Sized>(&self, db: &D) -> Result<Vec<Repair>, Error> {
        self.repair_with(db, &RunOptions::default()).await
    }

    /// As [`Migrations::repair`], with options.
    ///
    /// # Errors
    /// As [`Migrations::repair`].
    pub async fn repair_with<D: Database + ?Sized>(
        &self,
        db: &D,
        options: &RunOptions,
    ) -> Result<Vec<Repair>, Error> {
        self.mend(&db, options, false).await
    }

    fn mend<'a>(
        &'a self,
        db: &'a dyn Database,
        options: &'a RunOptions,
        is_look: bool,
    ) -> Work<'a, Vec<Repair>> {
        Box::pin(async move { with_driver!(db, options, |driver| run(driver, self, options, is_look)) })
    }
}

async fn run<D: Driver>(
    driver: &mut D,
    migrations: &Migrations,
    options: &RunOptions,
    is_look: bool,
) -> Result<Vec<Repair>, Error> {
    let set = Set::new(migrations, D::DIALECT, options)?;
    loop {
        let facts = driver.facts().await.during("looking at the database")?;
        let past = history::read(driver, &facts).await?;
        let found = look(driver, &set, &past).await?;
        let repairs = || found.iter().map(|f| f.repair.clone()).collect();
        if is_look || found.is_empty() {
            return Ok(repairs());
        }
        environment::check(driver, options).await?;
        let sql = statements(driver, &past, &found, &options.who());
        let ending = Executor::new(driver, options, &[], &past, None).write(sql).await?;
        if ending == Ending::Finished {
            return Ok(repairs());
        }
    }
}

/// A row that is to be brought up to date.
struct Found {
    row: i64,
    checksum: Checksum,
    text: &'static str,
    meta: Map<String, Value>,
    repair: Repair,
}

/// The rows whose text is another one now.
async fn look<D: Driver>(driver: &mut D, set: &Set, past: &Past) -> Result<Vec<Found>, Error> {
    let (mut found, mut refused) = (Vec::new(), Vec::new());
    for applied in past.applied.iter().filter(|a| history::is_projects(&a.schema)) {
        let is_it = |m: &&Member| m.migration.name == applied.migration;
        let (Some(member), Some(then)) = (set.all.iter().find(is_it), applied.checksum) else { continue };
        if then == member.checksum {
            continue;
        }
        let sql =
            format!("SELECT forward_sql, meta_data FROM {} WHERE id = {}", driver.table(TABLE), applied.row);
        let row = driver.query(sql).await.during("reading the history")?.into_iter().next();
        let [before, meta] =
            row.and_then(|row| <[Option<String>; 2]>::try_from(row).ok()).unwrap_or_default();
        let Some(before) = before else {
            refused
                .push((applied.migration.clone(), "the history does not hold what was applied".to_owned()));
            continue;
        };
        let text = member.script.up;
        let difference = difference::lines(&before, text);
        if !is_same(&before, text, D::DIALECT) {
            refused.push((applied.migration.clone(), difference));
            continue;
        }
        found.push(Found {
            row: applied.row,
            checksum: member.checksum,
            text,
            meta: meta.and_then(|meta| serde_json::from_str(&meta).ok()).unwrap_or_default(),
            repair: Repair {
                migration: applied.migration.clone(),
                applied: then.to_string(),
                now: member.checksum.to_string(),
                difference,
            },
        });
    }
    if refused.is_empty() { Ok(found) } else { Err(Error::NotRepaired { migrations: refused }) }
}

/// Whether two texts of a migration do the same, whatever they say about it.
fn is_same(applied: &str, now: &str, dialect: Dialect) -> bool {
    let (Ok(applied), Ok(now)) = (SqlFile::parse(applied), SqlFile::parse(now)) else { return false };
    let work = |file: &SqlFile<'_>| -> Vec<_> {
        let one = |step: &zmig_core::SqlStep<'_>| {
            let call = step.call.map(str::to_owned);
            let rebuilds = step.rebuilds.map(str::to_owned);
            (canonical(step.sql, dialect), call, rebuilds, step.checks.clone())
        };
        file.steps.iter().map(one).filter(|(sql, call, ..)| !sql.is_empty() || call.is_some()).collect()
    };
    applied.transaction == now.transaction
        && applied.foreign_keys_off == now.foreign_keys_off
        && work(&applied) == work(&now)
}

/// What brings the rows up to date, and the digest that the newest row carries.
fn statements<D: Driver>(driver: &D, past: &Past, found: &[Found], who: &str) -> String {
    let (table, text) = (driver.table(TABLE), |value: &str| D::DIALECT.quote_text(value));
    let mut sql = String::new();
    for one in found {
        let mut meta = one.meta.clone();
        let before = json!({ "checksum": one.repair.applied, "by": who, "zmig": env!("CARGO_PKG_VERSION") });
        match meta.entry(REPAIRED).or_insert_with(|| json!([])) {
            Value::Array(all) => all.push(before),
            other => *other = json!([before]),
        }
        sql.push_str(&format!(
            "UPDATE {table} SET checksum = {}, forward_sql = {}, meta_data = {} WHERE id = {};\n",
            text(&one.repair.now),
            text(one.text),
            text(&Value::Object(meta).to_string()),
            one.row
        ));
    }
    let now = |a: &history::Applied| found.iter().find(|f| f.row == a.row).map(|f| f.checksum);
    let counted = past.applied.iter().filter_map(|a| Some((a, a.counted()?)));
    let digest = SetDigest::of(counted.map(|(a, sum)| (a.migration.as_str(), now(a).unwrap_or(sum))));
    sql.push_str(&format!(
        "UPDATE {table} SET set_digest = {} WHERE id = (SELECT max(id) FROM {table});\n",
        text(&digest.to_string())
    ));
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remarks_and_blanks_do_nothing_and_everything_else_does() {
        let file = |body: &str| format!("-- zmig:file 1 up sqlite 1_a\n\n-- zmig:step one\n{body}");
        let before = file("CREATE TABLE a (b TEXT);\nUPDATE a SET b = 'x  y';\n");
        let same = |body: &str| is_same(&before, &file(body), Dialect::Sqlite);
        assert!(same("-- why\nCREATE TABLE a(b TEXT) ;\r\n\r\n/* and */ UPDATE a\n  SET b='x  y';"));
        assert!(same(
            "-- zmig:hazard {\"risk\":\"HIGH\",\"down\":\"exact\"}\nCREATE TABLE a (b TEXT);\nUPDATE a SET b = 'x  y';\n"
        ));
        for other in [
            "CREATE TABLE a (b TEXT);\n",
            "CREATE TABLE a (b TEXT);\nUPDATE a SET b = 'x y';\n",
            "CREATE TABLE a (bTEXT);\nUPDATE a SET b = 'x  y';\n",
            "CREATE TABLE A (b TEXT);\nUPDATE a SET b = 'x  y';\n",
            "CREATE TABLE a (b TEXT);\n-- zmig:step two\nUPDATE a SET b = 'x  y';\n",
            "CREATE TABLE a (b TEXT);\n-- UPDATE a SET b = 'x  y';\n",
            "-- zmig:rebuilds a\nCREATE TABLE a (b TEXT);\nUPDATE a SET b = 'x  y';\n",
        ] {
            assert!(!same(other), "{other}");
        }
        assert!(!is_same(&before, &format!("-- zmig:own-transaction\n{before}"), Dialect::Sqlite));
    }
}
