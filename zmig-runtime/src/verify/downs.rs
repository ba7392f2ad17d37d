//! Every migration up and down again, on a scratch database.

use super::Task;
use super::look::look;
use crate::driver::Driver;
use crate::{Error, Introspection, RollbackTarget, Target, rollback, run};
use zmig_core::{Checksum, Comparison, Schema, Side};

/// What was before each migration, as far as it can be kept: a schema is as large as the project, a checksum is not.
pub(super) struct Ups {
    before: Vec<Checksum>,
}

/// A migration whose down does not bring back what was there.
pub(super) struct Wrong {
    pub(super) migration: String,
    /// The migration before it, if there is one: up to there is what should have been brought back.
    pub(super) after: Option<String>,
    pub(super) found: Introspection,
}

/// What came of it.
#[derive(Default)]
pub(super) struct Downs {
    pub(super) wrong: Vec<Wrong>,
    /// Why the rest was not tried.
    pub(super) failure: Option<String>,
}

/// The most wrong downs that are looked into.
const WRONG: usize = 10;

/// Applies all migrations one by one, and remembers what was before each.
pub(super) async fn up<D: Driver>(driver: &mut D, task: Task<'_>) -> Result<Ups, Error> {
    let Task { migrations, account, namespaces, options } = task;
    let mut before = Vec::new();
    for name in account.names() {
        before.push(checksum::<D>(&look(driver, namespaces, options).await?.schema));
        let target = Target::Name(name.to_owned());
        run::up(driver, migrations, Some(&target), &options.run).await?;
    }
    Ok(Ups { before })
}

/// Takes all of them back one by one.
pub(super) async fn down<D: Driver>(driver: &mut D, task: Task<'_>, ups: &Ups) -> Result<Downs, Error> {
    let Task { migrations, account, namespaces, options } = task;
    let mut out = Downs::default();
    let names: Vec<&str> = account.names().collect();
    for i in (0..names.len()).rev() {
        let report = match rollback::run(driver, migrations, &RollbackTarget::Last, &options.run, None).await
        {
            Ok(report) => report,
            Err(error) => {
                out.failure = Some(format!("{} cannot be taken back: {error}", names[i]));
                return Ok(out);
            }
        };
        let taken: Vec<&str> = report.rolled_back.iter().map(|m| m.name.as_str()).collect();
        if taken != [names[i]] {
            out.failure = Some(format!("{} was to be taken back, and what went was {taken:?}", names[i]));
            return Ok(out);
        }
        let found = look(driver, namespaces, options).await?;
        if checksum::<D>(&found.schema) != ups.before[i] {
            let after = i.checked_sub(1).map(|i| names[i].to_owned());
            out.wrong.push(Wrong { migration: names[i].to_owned(), after, found });
            if out.wrong.len() == WRONG {
                out.failure = Some(format!("after {WRONG} wrong ones the rest was not tried"));
                return Ok(out);
            }
        }
    }
    Ok(out)
}

/// What should have been there: the migrations up to one, on an empty database.
pub(super) async fn up_to<D: Driver>(
    driver: &mut D,
    task: Task<'_>,
    last: Option<&str>,
) -> Result<Introspection, Error> {
    let Task { migrations, account, namespaces, options } = task;
    for name in account.names() {
        let Some(last) = last else { break };
        run::up(driver, migrations, Some(&Target::Name(name.to_owned())), &options.run).await?;
        if name == last {
            break;
        }
    }
    look(driver, namespaces, options).await
}

impl Wrong {
    /// What should have been there against what is.
    pub(super) fn compare(self, expected: &Introspection) -> Comparison {
        super::compare((Side::Before, expected), (Side::After, &self.found)).of_migration(self.migration)
    }
}

fn checksum<D: Driver>(schema: &Schema) -> Checksum {
    let mut seen = schema.as_seen_by(D::DIALECT);
    for table in seen.tables.values_mut() {
        table.columns.sort_by(|a, b| a.name.cmp(&b.name));
    }
    Checksum::of(&serde_json::to_string(&seen).unwrap_or_default())
}
