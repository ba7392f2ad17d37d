//! Changes applied to a schema.

mod carry;
mod domains;
mod objects;

pub(crate) use carry::Renames;

use crate::{Change, Column, EnumType, Schema, Table, Type};

/// A change that does not fit the schema it is applied to.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cannot {change}: {reason}")]
pub struct ApplyError {
    /// The change's summary.
    pub change: String,
    /// What the schema has or lacks.
    pub reason: String,
}

/// Applies one change.
///
/// A rename carries through everything that names the table, column or enum; derived names of constraints and indexes
/// follow. SQL text (checks, conditions, expressions) is never edited.
///
/// # Errors
/// When the schema is not what the change starts from; it is then as it was.
pub fn apply(schema: &mut Schema, change: &Change) -> Result<(), ApplyError> {
    fit(schema, change).map_err(|reason| ApplyError { change: change.summary(), reason })
}

/// Applies changes in order.
///
/// # Errors
/// At the first change that does not fit.
pub fn apply_all(schema: &Schema, changes: &[Change]) -> Result<Schema, ApplyError> {
    let mut out = schema.clone();
    for change in changes {
        apply(&mut out, change)?;
    }
    Ok(out)
}

type Fit = Result<(), String>;

fn fit(schema: &mut Schema, change: &Change) -> Fit {
    match change {
        Change::CreateEnum { enum_type } => create_enum(schema, enum_type),
        Change::DropEnum { enum_type } => drop_enum(schema, enum_type),
        Change::RenameEnum { from, to, owner } => rename_enum(schema, from, to, owner),
        Change::AlterEnum { from, to } => alter_enum(schema, from, to),
        Change::CreateDomain { domain } => domains::create(schema, domain),
        Change::DropDomain { domain } => domains::drop(schema, domain),
        Change::RenameDomain { from, to, owner } => domains::rename(schema, from, to, owner),
        Change::AlterDomain { from, to } => domains::alter(schema, from, to),
        Change::CreateTable { table } => create_table(schema, table),
        Change::DropTable { table } => drop_table(schema, table),
        Change::RenameTable { from, to, owner } => rename_table(schema, from, to, owner),
        Change::SetOwner { table, from, to } => {
            let table = table_mut(schema, table)?;
            expect_same("its owner", &table.owner, from)?;
            table.owner.clone_from(to);
            Ok(())
        }
        Change::SetTableComment { table, from, to } => {
            let table = table_mut(schema, table)?;
            expect_same("its comment", &table.comment, from)?;
            table.comment.clone_from(to);
            Ok(())
        }
        Change::SetTableOptions { table, from, to } => {
            let table = table_mut(schema, table)?;
            expect_same("how it is kept", &table.options, from)?;
            table.options.clone_from(to);
            Ok(())
        }
        Change::AddColumn { table, column, .. } => add_column(schema, table, column),
        Change::DropColumn { table, column, .. } => drop_column(schema, table, column),
        Change::RenameColumn { table, from, to } => rename_column(schema, table, from, to),
        Change::AlterColumn { table, from, to, .. } => alter_column(schema, table, from, to),
        Change::SetPrimaryKey { table, from, to, from_name, to_name } => {
            let table = table_mut(schema, table)?;
            expect_same("its primary key", &table.primary_key, from)?;
            expect_same("the name of its primary key", &table.primary_key_name, from_name)?;
            objects::columns_exist(table, to)?;
            table.primary_key.clone_from(to);
            table.primary_key_name.clone_from(to_name);
            Ok(())
        }
        Change::AddUnique { table, unique } => objects::add_unique(table_mut(schema, table)?, unique),
        Change::DropUnique { table, unique } => {
            objects::take(&mut table_mut(schema, table)?.uniques, unique, |u| &u.name)
        }
        Change::AddIndex { table, index } => objects::add_index(table_mut(schema, table)?, index),
        Change::DropIndex { table, index } => {
            objects::take(&mut table_mut(schema, table)?.indexes, index, |i| &i.name)
        }
        Change::AddForeignKey { table, foreign_key } => objects::add_foreign_key(schema, table, foreign_key),
        Change::DropForeignKey { table, foreign_key } => {
            objects::take(&mut table_mut(schema, table)?.foreign_keys, foreign_key, |f| &f.name)
        }
        Change::AddCheck { table, check } => objects::add_check(table_mut(schema, table)?, check),
        Change::DropCheck { table, check } => {
            objects::take(&mut table_mut(schema, table)?.checks, check, |c| &c.name)
        }
    }
}

fn table_mut<'a>(schema: &'a mut Schema, name: &str) -> Result<&'a mut Table, String> {
    schema.tables.get_mut(name).ok_or_else(|| format!("there is no table {name}"))
}

fn expect_same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Fit {
    if found == expected { Ok(()) } else { Err(format!("{what} is {found:?} and not {expected:?}")) }
}

fn create_enum(schema: &mut Schema, enum_type: &EnumType) -> Fit {
    if schema.enums.contains_key(&enum_type.name) {
        return Err("there is an enum of that name already".into());
    }
    schema.enums.insert(enum_type.name.clone(), enum_type.clone());
    Ok(())
}

fn drop_enum(schema: &mut Schema, enum_type: &EnumType) -> Fit {
    enum_is(schema, enum_type)?;
    if let Some((table, column)) = schema.users_of_enum(&enum_type.name).next() {
        return Err(format!("{}.{} still uses it", table.name, column.name));
    }
    if let Some(domain) = schema.domains.values().find(|d| d.ty.enum_name() == Some(&enum_type.name)) {
        return Err(format!("the domain {} is still made of it", domain.name));
    }
    schema.enums.remove(&enum_type.name);
    Ok(())
}

fn enum_is(schema: &Schema, expected: &EnumType) -> Fit {
    match schema.enums.get(&expected.name) {
        None => Err(format!("there is no enum {}", expected.name)),
        Some(found) if found != expected => Err(format!(
            "the enum {} of {} has the values ({}) and is not ({}) of {}",
            found.name,
            found.owner,
            found.values.join(", "),
            expected.values.join(", "),
            expected.owner
        )),
        Some(_) => Ok(()),
    }
}

fn rename_enum(schema: &mut Schema, from: &str, to: &str, owner: &str) -> Fit {
    if schema.enums.contains_key(to) {
        return Err(format!("there is an enum {to} already"));
    }
    let found = schema.enums.get(from).ok_or_else(|| format!("there is no enum {from}"))?;
    expect_same("its owner", &found.owner.as_str(), &owner)?;
    let mut renamed = found.clone();
    renamed.name = to.to_owned();
    schema.enums.remove(from);
    schema.enums.insert(to.to_owned(), renamed);
    let columns = schema.tables.values_mut().flat_map(|t| &mut t.columns).map(|c| &mut c.ty);
    for ty in columns.chain(schema.domains.values_mut().map(|d| &mut d.ty)) {
        if ty.enum_name() == Some(from) {
            *ty = ty.with_enum_renamed(from, to);
        }
    }
    Ok(())
}

fn alter_enum(schema: &mut Schema, from: &EnumType, to: &EnumType) -> Fit {
    expect_same("its new name", &to.name, &from.name)?;
    enum_is(schema, from)?;
    schema.enums.insert(to.name.clone(), to.clone());
    Ok(())
}

fn create_table(schema: &mut Schema, table: &Table) -> Fit {
    if schema.tables.contains_key(&table.name) {
        return Err("there is a table of that name already".into());
    }
    for column in &table.columns {
        type_exists(schema, &column.ty, &column.name)?;
    }
    objects::is_consistent(table)?;
    for key in &table.foreign_keys {
        objects::target_exists(schema, table, key)?;
    }
    let mut table = table.clone();
    table.canonicalise();
    schema.tables.insert(table.name.clone(), table);
    Ok(())
}

fn drop_table(schema: &mut Schema, table: &Table) -> Fit {
    let found = schema.table(&table.name).ok_or_else(|| format!("there is no table {}", table.name))?;
    let mut expected = table.clone();
    expected.canonicalise();
    if *found != expected {
        return Err(format!("the table {} is not the one that was to be dropped", table.name));
    }
    if let Some(other) = schema.referrers(&table.name).find(|t| t.name != table.name) {
        return Err(format!("a foreign key of {} still points at it", other.name));
    }
    schema.tables.remove(&table.name);
    Ok(())
}

fn rename_table(schema: &mut Schema, from: &str, to: &str, owner: &str) -> Fit {
    if schema.tables.contains_key(to) {
        return Err(format!("there is a table {to} already"));
    }
    let table = schema.table(from).ok_or_else(|| format!("there is no table {from}"))?;
    expect_same("its owner", &table.owner.as_str(), &owner)?;
    let renames = Renames::of_table(from, to);
    let renamed = renames.image(table);
    objects::is_consistent(&renamed)?;
    schema.tables.remove(from);
    schema.tables.insert(to.to_owned(), renamed);
    for key in schema.tables.values_mut().flat_map(|t| &mut t.foreign_keys) {
        if key.references == from {
            to.clone_into(&mut key.references);
        }
    }
    Ok(())
}

fn rename_column(schema: &mut Schema, table: &str, from: &str, to: &str) -> Fit {
    let found = schema.table(table).ok_or_else(|| format!("there is no table {table}"))?;
    if found.column(from).is_none() {
        return Err(format!("{table} has no column {from}"));
    }
    if found.column(to).is_some() {
        return Err(format!("{table} has a column {to} already"));
    }
    let renamed = Renames::of_column(table, from, to).image(found);
    objects::is_consistent(&renamed)?;
    schema.tables.insert(table.to_owned(), renamed);
    for key in schema.tables.values_mut().flat_map(|t| &mut t.foreign_keys) {
        if key.references == table {
            for column in key.ref_columns.iter_mut().filter(|c| *c == from) {
                to.clone_into(column);
            }
        }
    }
    Ok(())
}

/// Whether the enum or domain that a type names is there.
fn type_exists(schema: &Schema, ty: &Type, what: &str) -> Fit {
    if let Some(name) = schema.missing_enum(ty) {
        return Err(format!("there is no enum {name} for {what}"));
    }
    match schema.missing_domain(ty) {
        Some(name) => Err(format!("there is no domain {name} for {what}")),
        None => Ok(()),
    }
}

fn add_column(schema: &mut Schema, table: &str, column: &Column) -> Fit {
    type_exists(schema, &column.ty, &column.name)?;
    let table = table_mut(schema, table)?;
    if table.column(&column.name).is_some() {
        return Err("the table has a column of that name already".into());
    }
    table.columns.push(column.clone());
    Ok(())
}

fn drop_column(schema: &mut Schema, table: &str, column: &Column) -> Fit {
    let found = schema.table(table).ok_or_else(|| format!("there is no table {table}"))?;
    column_is(found, column)?;
    objects::unused(found, &column.name)?;
    for other in schema.referrers(table) {
        if let Some(key) =
            other.foreign_keys.iter().find(|f| f.references == table && f.ref_columns.contains(&column.name))
        {
            return Err(format!("the foreign key {} of {} points at it", key.name, other.name));
        }
    }
    table_mut(schema, table)?.columns.retain(|c| c.name != column.name);
    Ok(())
}

fn column_is(table: &Table, expected: &Column) -> Fit {
    match table.column(&expected.name) {
        None => Err(format!("{} has no column {}", table.name, expected.name)),
        Some(found) if found != expected => {
            Err(format!("{}.{} is not what it was taken for", table.name, expected.name))
        }
        Some(_) => Ok(()),
    }
}

fn alter_column(schema: &mut Schema, table: &str, from: &Column, to: &Column) -> Fit {
    expect_same("its new name", &to.name, &from.name)?;
    type_exists(schema, &to.ty, &to.name)?;
    let table = table_mut(schema, table)?;
    column_is(table, from)?;
    if let Some(column) = table.column_mut(&from.name) {
        *column = to.clone();
    }
    Ok(())
}

#[cfg(test)]
mod tests;
