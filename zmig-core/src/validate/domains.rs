//! Domains: what each is made of, its default and its conditions.

use super::{Findings, Place, columns, sql};
use crate::{DefaultValue, Domain, Schema, Type};
use std::collections::BTreeSet;

pub(super) fn domains(schema: &Schema, found: &mut Findings) {
    for domain in schema.domains.values() {
        let place = || Place::Domain { name: domain.name.clone() };
        let what = format!("the domain {}", domain.name);
        if let Some(other) = domain.ty.domain_name() {
            let text = format!("{what} is made of another domain, {other}");
            found.add(place(), text, "name the type that both are made of");
        }
        columns::a_type(schema, &domain.ty, &what, &place, found);
        match &domain.default {
            None => {}
            Some(DefaultValue::Expr(text)) => {
                sql::text(text, &format!("the default of {what}"), place(), found)
            }
            Some(DefaultValue::Now) => columns::now(&what, &domain.ty, &place, found),
            Some(DefaultValue::Literal(literal)) => {
                columns::literal(schema, &what, &domain.ty, literal, &place, found);
            }
        }
        if domain.comment.as_ref().is_some_and(|c| c.contains('\0')) {
            found.bare(place(), format!("the comment of {what} holds a NUL character"));
        }
        checks(domain, &what, found);
    }
}

fn checks(domain: &Domain, what: &str, found: &mut Findings) {
    let place = || Place::Domain { name: domain.name.clone() };
    let mut seen = BTreeSet::new();
    for check in &domain.checks {
        if let Err(error) = crate::check_name(&check.name) {
            found.add(place(), error.to_string(), "rename the check");
        }
        if !seen.insert(&check.name) {
            found.add(place(), format!("{what} has two checks named {}", check.name), "rename one of them");
        }
        sql::text(&check.expr, &format!("the check {} of {what}", check.name), place(), found);
    }
}

/// Whether a type has an order of text to choose.
pub(super) fn collates(schema: &Schema, ty: &Type) -> bool {
    match &*schema.base_type(ty) {
        Type::Array(inner) => collates(schema, inner),
        // Nothing is known of a raw type.
        ty => ty.is_text() || matches!(ty, Type::Raw(_)),
    }
}
