//! Domains: each is there once, and stays while a column is made of it.

use super::{Fit, Renames, expect_same, type_exists};
use crate::{Domain, Schema};

pub(super) fn create(schema: &mut Schema, domain: &Domain) -> Fit {
    if schema.domains.contains_key(&domain.name) {
        return Err("there is a domain of that name already".into());
    }
    consistent(schema, domain)?;
    let mut domain = domain.clone();
    domain.canonicalise();
    schema.domains.insert(domain.name.clone(), domain);
    Ok(())
}

pub(super) fn drop(schema: &mut Schema, domain: &Domain) -> Fit {
    is(schema, domain)?;
    if let Some((table, column)) = schema.users_of_domain(&domain.name).next() {
        return Err(format!("{}.{} still uses it", table.name, column.name));
    }
    schema.domains.remove(&domain.name);
    Ok(())
}

pub(super) fn rename(schema: &mut Schema, from: &str, to: &str, owner: &str) -> Fit {
    if schema.domains.contains_key(to) {
        return Err(format!("there is a domain {to} already"));
    }
    let found = schema.domains.get(from).ok_or_else(|| format!("there is no domain {from}"))?;
    expect_same("its owner", &found.owner.as_str(), &owner)?;
    let renamed = Renames::of_domain(from, to).domain_image(found);
    schema.domains.remove(from);
    schema.domains.insert(to.to_owned(), renamed);
    for column in schema.tables.values_mut().flat_map(|t| &mut t.columns) {
        if column.ty.domain_name() == Some(from) {
            column.ty = column.ty.with_domain_renamed(from, to);
        }
    }
    Ok(())
}

pub(super) fn alter(schema: &mut Schema, from: &Domain, to: &Domain) -> Fit {
    expect_same("its new name", &to.name, &from.name)?;
    is(schema, from)?;
    consistent(schema, to)?;
    let mut to = to.clone();
    to.canonicalise();
    schema.domains.insert(to.name.clone(), to);
    Ok(())
}

fn is(schema: &Schema, expected: &Domain) -> Fit {
    let mut expected = expected.clone();
    expected.canonicalise();
    match schema.domains.get(&expected.name) {
        None => Err(format!("there is no domain {}", expected.name)),
        Some(found) if *found != expected => {
            Err(format!("the domain {} is not what it was taken for", expected.name))
        }
        Some(_) => Ok(()),
    }
}

fn consistent(schema: &Schema, domain: &Domain) -> Fit {
    if let Some(other) = domain.ty.domain_name() {
        return Err(format!("it would be made of another domain, {other}"));
    }
    type_exists(schema, &domain.ty, &domain.name)?;
    let twice =
        domain.checks.iter().enumerate().find(|(i, c)| domain.checks[..*i].iter().any(|o| o.name == c.name));
    match twice {
        Some((_, check)) => Err(format!("{} would have two checks named {}", domain.name, check.name)),
        None => Ok(()),
    }
}
