//! What slows a load down, or must not see it: secondary indexes, foreign keys and the triggers of users. They are taken
//! away before it and made again after it; what makes them is in the checkpoint in between.
//!
//! Primary keys and unique sets stay, so that a row that breaks one is told while its line is known. So do indexes that
//! are more than their statement says: the one that a table is clustered or replicated by, one in another tablespace, one
//! with statistics of its own, one that is not valid.

use super::PostgresEnd;
use crate::driver::{Driver as _, Fault, Kind};
use crate::transfer::{Checkpoint, Shape};

impl PostgresEnd {
    /// Takes them away, in the transaction that is open.
    pub(super) async fn take_aside(
        &mut self,
        checkpoint: &mut Checkpoint,
        shapes: &[Shape],
    ) -> Result<(), Fault> {
        let oids = self.oids(shapes.iter().map(|s| s.table.as_str()));
        if oids.is_empty() {
            return Ok(());
        }
        // So that whatever a definition names is printed with its schema.
        let path = self.driver.execute("SELECT current_setting('search_path')".to_owned()).await?;
        self.driver.execute("SELECT set_config('search_path', 'pg_catalog', true)".to_owned()).await?;
        let mut restore = Vec::new();
        // Keys need some of the indexes; and what is taken away first is made again last.
        for query in [triggers(&oids), keys(&oids), indexes(&oids)] {
            let mut again = Vec::new();
            for row in self.driver.query(query).await? {
                let [Some(drop), Some(make)] = row.as_slice() else {
                    return Err(Fault::new(Kind::Other, format!("the catalog cannot be read: {row:?}")));
                };
                self.driver.execute(drop.clone()).await?;
                again.push(make.clone());
            }
            restore.splice(0..0, again);
        }
        if let Some(path) = path.and_then(|row| row.into_iter().next().flatten()) {
            let path = zmig_core::Dialect::Postgres.quote_text(&path);
            self.driver.execute(format!("SELECT set_config('search_path', {path}, true)")).await?;
        }
        self.set_again(&checkpoint.transfer, &restore).await?;
        checkpoint.set_aside = true;
        checkpoint.restore = restore;
        Ok(())
    }

    /// Runs the first statement of those that make it again, and writes down that the others are left.
    pub(super) async fn make_again(&mut self, checkpoint: &Checkpoint, next: &str) -> Result<(), Fault> {
        self.set_again(&checkpoint.transfer, checkpoint.restore.get(1..).unwrap_or_default()).await?;
        self.driver.execute(next.to_owned()).await.map(|_| ())
    }
}

/// Each query gives the statement that takes something away, and those that make it again.
fn triggers(oids: &str) -> String {
    format!(
        "SELECT format('ALTER TABLE ONLY %I.%I DISABLE TRIGGER %I', n.nspname, c.relname, t.tgname), \
           format('ALTER TABLE ONLY %I.%I %s TRIGGER %I', n.nspname, c.relname, \
             CASE t.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA' ELSE 'ENABLE' END, t.tgname) \
         FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgrelid IN ({oids}) ORDER BY 1"
    )
}

fn keys(oids: &str) -> String {
    format!(
        "SELECT format('ALTER TABLE %I.%I DROP CONSTRAINT %I', n.nspname, c.relname, k.conname), \
           format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s', n.nspname, c.relname, k.conname, pg_get_constraintdef(k.oid)) \
           || coalesce(format(E';\\nCOMMENT ON CONSTRAINT %I ON %I.%I IS ', k.conname, n.nspname, c.relname) \
             || quote_literal(obj_description(k.oid, 'pg_constraint')), '') \
         FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
         WHERE k.contype = 'f' AND k.conparentid = 0 AND k.conrelid IN ({oids}) ORDER BY 1"
    )
}

fn indexes(oids: &str) -> String {
    format!(
        "SELECT format('DROP INDEX %I.%I', n.nspname, x.relname), \
           pg_get_indexdef(x.oid) || coalesce(format(E';\\nCOMMENT ON INDEX %I.%I IS ', n.nspname, x.relname) \
             || quote_literal(obj_description(x.oid, 'pg_class')), '') \
         FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid JOIN pg_namespace n ON n.oid = x.relnamespace \
         JOIN pg_class c ON c.oid = i.indrelid \
         WHERE i.indrelid IN ({oids}) AND i.indisvalid AND NOT i.indisreplident AND NOT i.indisclustered \
           AND x.reltablespace = 0 \
           AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = x.oid) \
           AND NOT EXISTS (SELECT 1 FROM pg_inherits h WHERE h.inhrelid = x.oid) \
           AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = x.oid) \
           AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = x.oid AND coalesce(a.attstattarget, -1) >= 0) \
         ORDER BY 1"
    )
}
