//! Changes that were made by other hands than this program's migrations, as the history keeps them: plans in code, newer
//! programs. They were planned on what the database said of itself, in its own words, so what they start from is known by
//! name only.

use zmig_core::{Change, Column, Schema, Table, apply};

/// Applies the changes that the history holds of a migration; all of them or none.
///
/// # Errors
/// When the text is no list of changes, or one of them is about something that is not there.
pub(super) fn follow(schema: &mut Schema, changes: &str) -> Result<(), String> {
    let changes: Vec<Change> = serde_json::from_str(changes).map_err(|e| e.to_string())?;
    let mut next = schema.clone();
    for change in changes {
        let change = met(change, &next);
        apply(&mut next, &change).map_err(|e| e.to_string())?;
    }
    *schema = next;
    Ok(())
}

/// The same change, from what is there.
fn met(change: Change, schema: &Schema) -> Change {
    let table = |name: &str| schema.table(name);
    match change {
        Change::DropTable { table: gone } => {
            Change::DropTable { table: table(&gone.name).cloned().unwrap_or(gone) }
        }
        Change::DropColumn { table: name, column, backfill } => {
            let there = schema.column(&name, &column.name).cloned();
            Change::DropColumn { table: name, column: there.unwrap_or(column), backfill }
        }
        Change::AlterColumn { table: name, from, to, backfill, using, using_back } => {
            let (from, to) = match schema.column(&name, &from.name) {
                Some(there) => (there.clone(), altered(there, &from, to)),
                None => (from, to),
            };
            Change::AlterColumn { table: name, from, to, backfill, using, using_back }
        }
        Change::DropUnique { table: name, unique } => {
            let there = named(table(&name), |t| &t.uniques, |u| u.name == unique.name);
            Change::DropUnique { table: name, unique: there.unwrap_or(unique) }
        }
        Change::DropIndex { table: name, index } => {
            let there = named(table(&name), |t| &t.indexes, |i| i.name == index.name);
            Change::DropIndex { table: name, index: there.unwrap_or(index) }
        }
        Change::DropForeignKey { table: name, foreign_key } => {
            let there = named(table(&name), |t| &t.foreign_keys, |k| k.name == foreign_key.name);
            Change::DropForeignKey { table: name, foreign_key: there.unwrap_or(foreign_key) }
        }
        Change::DropCheck { table: name, check } => {
            let there = named(table(&name), |t| &t.checks, |c| c.name == check.name);
            Change::DropCheck { table: name, check: there.unwrap_or(check) }
        }
        Change::SetTableComment { table: name, from, to } => {
            let from = table(&name).map_or(from, |t| t.comment.clone());
            Change::SetTableComment { table: name, from, to }
        }
        Change::DropEnum { enum_type } => {
            Change::DropEnum { enum_type: schema.enums.get(&enum_type.name).cloned().unwrap_or(enum_type) }
        }
        Change::AlterEnum { from, mut to } => {
            let from = schema.enums.get(&from.name).cloned().unwrap_or(from);
            to.owner.clone_from(&from.owner);
            Change::AlterEnum { from, to }
        }
        Change::DropDomain { domain } => {
            Change::DropDomain { domain: schema.domains.get(&domain.name).cloned().unwrap_or(domain) }
        }
        Change::AlterDomain { from, mut to } => {
            let from = schema.domains.get(&from.name).cloned().unwrap_or(from);
            to.owner.clone_from(&from.owner);
            Change::AlterDomain { from, to }
        }
        Change::RenameEnum { from, to, owner } => {
            let owner = schema.enums.get(&from).map_or(owner, |e| e.owner.clone());
            Change::RenameEnum { from, to, owner }
        }
        Change::RenameTable { from, to, owner } => {
            let owner = table(&from).map_or(owner, |t| t.owner.clone());
            Change::RenameTable { from, to, owner }
        }
        other => other,
    }
}

/// `there` with what changed between `from` and `to`.
fn altered(there: &Column, from: &Column, to: Column) -> Column {
    let Column { name, ty, nullable, default, generated, identity, collation, comment } = to;
    let mut out = there.clone();
    out.name = name;
    if ty != from.ty {
        out.ty = ty;
    }
    if nullable != from.nullable {
        out.nullable = nullable;
    }
    if default != from.default {
        out.default = default;
    }
    if generated != from.generated {
        out.generated = generated;
    }
    if identity != from.identity {
        out.identity = identity;
    }
    if collation != from.collation {
        out.collation = collation;
    }
    if comment != from.comment {
        out.comment = comment;
    }
    out
}

fn named<T: Clone>(table: Option<&Table>, all: fn(&Table) -> &Vec<T>, is: impl Fn(&T) -> bool) -> Option<T> {
    all(table?).iter().find(|one| is(one)).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use zmig_core::{Check, DefaultValue, Type};

    #[test]
    fn changes_are_followed_though_the_database_writes_otherwise() {
        let mut schema = Schema::default();
        let mut users = Table::new("users", "zSchema.users");
        let now = DefaultValue::Expr("now()".into());
        users.columns = vec![
            Column::new("id", Type::Int).required(),
            Column::new("at", Type::DateTime).with_default(now),
        ];
        users.checks.push(Check { name: "ck_a".into(), expr: "id>0".into() });
        schema.tables.insert("users".into(), users.clone());

        let printed = Column::new("at", Type::DateTime).with_default(DefaultValue::Now);
        let changes = vec![
            Change::AlterColumn {
                table: "users".into(),
                from: printed.clone(),
                to: printed.required(),
                backfill: None,
                using: None,
                using_back: None,
            },
            Change::DropCheck {
                table: "users".into(),
                check: Check { name: "ck_a".into(), expr: "(id > 0)".into() },
            },
        ];
        let text = serde_json::to_string(&changes).expect("JSON");
        follow(&mut schema, &text).expect("fits");
        users.checks.clear();
        users.columns[1].nullable = false;
        assert_eq!(schema.tables["users"], users);

        let before = schema.clone();
        follow(&mut schema, &text).expect_err("the check is gone");
        assert_eq!(schema, before);
        follow(&mut schema, "{}").expect_err("no list");
    }
}
