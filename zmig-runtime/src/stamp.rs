//! Records migrations as applied where something else made what they would make: a database that was there before zmig.

use crate::database::{Database, Target as Db, Work, with_driver};
use crate::driver::Driver;
use crate::error::During as _;
use crate::executor::{Ending, Executor};
use crate::history::Past;
use crate::run::compare;
use crate::set::{Set, path};
use crate::target::{self, Target};
use crate::{Error, Migrations, OnMissing, Report, RunOptions, environment};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;
use zmig_core::{Change, Dialect, Manifest, Schema, apply, fold};

impl Migrations {
    /// Records migrations as applied without running them: those that a target asks for, or all that are pending.
    /// What is applied already stays as it is.
    ///
    /// This is how a database that was there before its migrations comes to have a history. Taking such a migration
    /// back removes the record and leaves the tables, since zmig did not make them.
    ///
    /// # Errors
    /// When the database lacks a table or a column that the migrations would have made (see [`OnMissing`]), when there is no
    /// such target, and as [`Migrations::run_pending`]. Either all are recorded or none.
    ///
    /// ```no_run
    /// # async fn run(migrations: zmig_runtime::Migrations) -> Result<(), zmig_runtime::Error> {
    /// let report = migrations.stamp("postgres://localhost/shop", None).await?;
    /// println!("{report}");
    /// # Ok(()) }
    /// ```
    pub async fn stamp<D: Database + ?Sized>(
        &self,
        db: &D,
        target: impl Into<Option<Target>> + Send,
    ) -> Result<Report, Error> {
        self.stamp_with(db, target, &RunOptions::default()).await
    }

    /// As [`Migrations::stamp`], with options.
    ///
    /// # Errors
    /// As [`Migrations::stamp`].
    pub async fn stamp_with<D: Database + ?Sized>(
        &self,
        db: &D,
        target: impl Into<Option<Target>> + Send,
        options: &RunOptions,
    ) -> Result<Report, Error> {
        self.record(&db, target.into().as_ref(), options).await
    }

    fn record<'a>(
        &'a self,
        db: &'a dyn Database,
        target: Option<&'a Target>,
        options: &'a RunOptions,
    ) -> Work<'a, Report> {
        Box::pin(async move { with_driver!(db, options, |driver| run(driver, self, target, options)) })
    }
}

async fn run<D: Driver>(
    driver: &mut D,
    migrations: &Migrations,
    target: Option<&Target>,
    options: &RunOptions,
) -> Result<Report, Error> {
    let started = Instant::now();
    let mut report = Report::new(D::DIALECT);
    let set = Set::new(migrations, D::DIALECT, options)?;
    driver.include_strays().await.during("looking for tables")?;
    loop {
        let (past, resolution) = compare(driver, &set).await?;
        let todo = match target {
            Some(target) => target::select(&set, &resolution, target)?,
            None => resolution.pending.clone(),
        };
        report.set_ahead(resolution.ahead);
        if !todo.is_empty() && past.newest.is_some() {
            environment::check(driver, options).await?;
        }
        if options.on_missing == OnMissing::Refuse {
            let missing = missing(driver, &set, &past, &todo).await?;
            if !missing.is_empty() {
                return Err(Error::NotThere { missing });
            }
        }
        let jobs = todo.iter().map(|&i| set.job(i, &past)).collect::<Result<Vec<_>, _>>()?;
        let mut executor = Executor::new(driver, options, &jobs, &past, None);
        let ending = executor.record_only().await;
        report.recorded = std::mem::take(&mut executor.done);
        if ending? == Ending::Finished {
            report.elapsed = started.elapsed();
            return Ok(report);
        }
    }
}

/// What the migrations would have made and the database lacks, in words.
async fn missing<D: Driver>(
    driver: &mut D,
    set: &Set,
    past: &Past,
    todo: &[usize],
) -> Result<Vec<String>, Error> {
    let Some(expected) = expected(set, past, todo)? else { return Ok(Vec::new()) };
    let there = tables(driver).await?;
    let same = |name: &str| match D::DIALECT {
        Dialect::Sqlite => fold(name),
        Dialect::Postgres => name.to_owned(),
    };
    let mut out = Vec::new();
    for (table, columns) in &expected {
        let Some(found) = there.get(&same(table)) else {
            out.push(format!("the table {table}"));
            continue;
        };
        let lacks = columns.iter().filter(|c| !found.contains(&same(c)));
        out.extend(lacks.map(|c| format!("the column {table}.{c}")));
    }
    Ok(out)
}

/// The tables that some migrations make or change, with their columns, as they are after all of them. Nothing where the
/// manifests do not tell: hand-written SQL has no changes in its manifest.
fn expected(set: &Set, past: &Past, todo: &[usize]) -> Result<Option<BTreeMap<String, Vec<String>>>, Error> {
    let at: BTreeMap<&str, usize> = set.all.iter().enumerate().map(|(i, m)| (m.migration.name, i)).collect();
    let applied = past.applied.iter().filter_map(|a| at.get(a.migration.as_str()).copied());
    let mut schema = Schema::default();
    let mut touched = BTreeSet::new();
    for index in applied.chain(todo.iter().copied()) {
        let migration = set.all[index].migration;
        let Ok(manifest) = Manifest::parse(migration.manifest) else {
            let reason = "its manifest cannot be read".to_owned();
            let path = path(migration.name, set.dialect, true);
            return if todo.contains(&index) { Err(Error::File { path, reason }) } else { Ok(None) };
        };
        for change in &manifest.changes {
            if apply(&mut schema, change).is_err() {
                return Ok(None);
            }
            if let Change::RenameTable { to, .. } = change
                && todo.contains(&index)
            {
                touched.insert(to.clone());
            }
            if todo.contains(&index) {
                touched.extend(change.table().map(str::to_owned));
            }
        }
    }
    let columns = |name: &String| {
        let columns = schema.table(name)?.columns.iter().map(|c| c.name.clone());
        Some((name.clone(), columns.collect()))
    };
    Ok(Some(touched.iter().filter_map(columns).collect()))
}

/// The tables that are there, with their columns; of SQLite folded, since it takes one case for the other.
async fn tables<D: Driver>(driver: &mut D) -> Result<BTreeMap<String, BTreeSet<String>>, Error> {
    let sql = match D::DIALECT {
        Dialect::Sqlite => {
            "SELECT m.name, c.name FROM sqlite_master m LEFT JOIN pragma_table_xinfo(m.name) c WHERE m.type = 'table'"
        }
        Dialect::Postgres => {
            "SELECT CASE WHEN n.nspname = current_schema() THEN '' ELSE n.nspname || '.' END || c.relname, a.attname::text \
             FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
             LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
             WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'"
        }
    };
    let rows = driver.query(sql.to_owned()).await.during("looking for the tables")?;
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let same = |name: String| if D::DIALECT == Dialect::Sqlite { fold(&name) } else { name };
    for row in rows {
        let mut row = row.into_iter();
        let (Some(Some(table)), column) = (row.next(), row.next().flatten()) else { continue };
        out.entry(same(table)).or_default().extend(column.map(same));
    }
    Ok(out)
}
