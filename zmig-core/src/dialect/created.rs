//! Tables that come on the way: nobody uses them before the migration ends, so that nobody has to wait for them.

use crate::Change;
use std::collections::BTreeSet;

/// The tables that the changes so far have created, by the names that they have now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Created(BTreeSet<String>);

impl Created {
    /// Whether a table of this name is new.
    pub(crate) fn has(&self, table: &str) -> bool {
        self.0.contains(table)
    }

    /// Whether a change is about a new table.
    pub(crate) fn is_of(&self, change: &Change) -> bool {
        matches!(change, Change::CreateTable { .. }) || change.table().is_some_and(|table| self.has(table))
    }

    /// Goes one change further. A name that a table gave up may be a new one's, and the other way round.
    pub(crate) fn follow(&mut self, change: &Change) {
        match change {
            Change::CreateTable { table } => {
                self.0.insert(table.name.clone());
            }
            Change::DropTable { table } => {
                self.0.remove(&table.name);
            }
            Change::RenameTable { from, to, .. } if self.0.remove(from) => {
                self.0.insert(to.clone());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Table;

    #[test]
    fn a_new_table_that_takes_an_old_ones_name_does_not_pass_for_it() {
        let rename = |from: &str, to: &str| Change::RenameTable {
            from: from.into(),
            to: to.into(),
            owner: "zSchema.main".into(),
        };
        let create = |name: &str| Change::CreateTable { table: Table::new(name, "zSchema.main") };
        let mut created = Created::default();
        created.follow(&rename("users", "people"));
        assert!(!created.has("people"), "it was there before, under another name");
        assert!(!created.is_of(&rename("users", "people")));
        created.follow(&create("users"));
        assert!(created.has("users") && !created.has("people"));
        created.follow(&rename("users", "members"));
        assert!(created.has("members") && !created.has("users"), "a new table's name moves with it");
        created.follow(&Change::DropTable { table: Table::new("members", "zSchema.main") });
        assert!(!created.has("members"));
    }
}
