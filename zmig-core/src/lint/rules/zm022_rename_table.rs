//! ZM022: programs that run know a table by the name that it loses.

use super::prelude::*;

pub(crate) const RULE: Rule = Rule {
    code: "ZM022",
    title: "a table is renamed",
    why: "From that moment every query of a program of the old version fails that names the table. While a new version is rolled out both run.",
    instead: "Rename it and leave a view under the old name until no program uses that; or stop the old version first.",
    sql: "ALTER TABLE {table} RENAME TO {to};\nCREATE VIEW {table} AS SELECT * FROM {to};",
    dialects: EVERY,
    level: Level::Warning,
    refused: &["ALTER TABLE users RENAME TO people;"],
    accepted: &["ALTER TABLE users RENAME COLUMN a TO b;", "CREATE TABLE t (a bigint);\nALTER TABLE t RENAME TO u;", "BEGIN;\nALTER TABLE users RENAME TO people;\nCREATE VIEW users AS SELECT * FROM people;\nCOMMIT;"],
    find: |scene, placed| match &placed.fact {
        Fact::RenameTable { table, to } if !placed.fresh => {
            let is_view = |f: &Fact| matches!(f, Fact::CreateView { name } if name == table);
            let kept = scene.after(placed).any(|p| is_view(&p.fact));
            (!kept).then(|| format!("table {table} becomes {to}, and programs that run use the old name"))
        }
        _ => None,
    },
};

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::Change;
    use crate::lint::cases::{changes, users};

    #[test]
    fn of_changes() {
        let rename =
            Change::RenameTable { from: "users".into(), to: "people".into(), owner: "zSchema.users".into() };
        let made = Change::CreateTable { table: users() };
        changes(&RULE, &[std::slice::from_ref(&rename)], &[&[made, rename.clone()]]);
    }
}
