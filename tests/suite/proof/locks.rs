//! What a step says of its locks and its work, held against what the server says.

use crate::support::db::Db;
use std::collections::BTreeMap;
use zmig_core::{Dialect, Lock, SqlStep, Touch, Work};

/// The tables that were there when a migration began, and what its steps have said of them so far.
pub(crate) struct Watch {
    /// By the number that the server keeps whatever a table is called.
    tables: BTreeMap<String, Seen>,
}

struct Seen {
    name: String,
    /// Where its rows lie: another place is another copy.
    file: String,
    said: Option<(Lock, Work)>,
}

/// Each table with its place and the locks that this session holds on it.
const TABLES: &str = "SELECT c.oid::text, \
    CASE n.nspname WHEN 'public' THEN c.relname ELSE n.nspname || '.' || c.relname END, c.relfilenode::text, \
    (SELECT string_agg(l.mode, ',') FROM pg_locks l WHERE l.locktype = 'relation' AND l.relation = c.oid \
     AND l.pid = pg_backend_pid() AND l.granted) \
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace \
    WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'";

impl Watch {
    /// Looks when the transaction has begun. SQLite has one lock, and nothing to see.
    pub(crate) async fn new(db: &Db) -> Option<Self> {
        if db.dialect == Dialect::Sqlite {
            return None;
        }
        let rows = db.try_rows(TABLES).await.ok()?;
        let tables = rows.into_iter().filter_map(|row| {
            let [oid, name, file, _] = <[Option<String>; 4]>::try_from(row).ok()?;
            Some((oid?, Seen { name: name?, file: file?, said: None }))
        });
        Some(Self { tables: tables.collect() })
    }

    /// Looks after a step: no lock is stronger than what was said, and no table was written anew without a word.
    pub(crate) async fn after(&mut self, db: &Db, step: &SqlStep<'_>) -> Result<(), String> {
        let touches = step.hazard.as_ref().map_or(&[][..], |h| &h.touches);
        for Touch { table, lock, work } in touches {
            for seen in self.tables.values_mut().filter(|s| s.name == *table) {
                let (l, w) = seen.said.unwrap_or((Lock::AccessShare, Work::None));
                seen.said = Some((l.max(*lock), w.max(*work)));
            }
        }
        let rows = db.try_rows(TABLES).await.map_err(|e| e.to_string())?;
        for row in rows {
            let Ok([Some(oid), Some(name), Some(file), modes]) = <[Option<String>; 4]>::try_from(row) else {
                continue;
            };
            let Some(seen) = self.tables.get_mut(&oid) else { continue };
            let (lock, work) = seen.said.unwrap_or((Lock::AccessShare, Work::None));
            let held = modes.iter().flat_map(|m| m.split(',')).filter_map(Lock::of_mode).max();
            if held.is_some_and(|held| held > lock) {
                return Err(format!(
                    "{UNSAID}: {name} is locked {held:?} after {}, {lock:?} was said",
                    step.title
                ));
            }
            if std::mem::replace(&mut seen.file, file.clone()) != file && work != Work::Rewrite {
                return Err(format!(
                    "{UNSAID}: {name} was written anew by {}, {work:?} was said",
                    step.title
                ));
            }
            seen.name = name;
        }
        Ok(())
    }
}

/// How such a failure begins, which is no row in the way.
pub(crate) const UNSAID: &str = "a step does more than it says";
