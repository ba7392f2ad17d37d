//! Columns: types, defaults, generation, identity.

use super::{Findings, Place, on_column, sql};
use crate::{Column, DefaultValue, Literal, Schema, Table, Type};

pub(super) fn columns(schema: &Schema, table: &Table, found: &mut Findings) {
    for column in &table.columns {
        let cx = Context { schema, table, column };
        a_type(schema, &column.ty, &cx.name(), &|| cx.place(), found);
        cx.exclusive(found);
        cx.default(found);
        cx.generated(found);
        cx.identity(found);
        cx.collation(found);
        if column.comment.as_ref().is_some_and(|c| c.contains('\0')) {
            found.bare(cx.place(), format!("the comment of {} holds a NUL character", cx.name()));
        }
    }
}

struct Context<'a> {
    schema: &'a Schema,
    table: &'a Table,
    column: &'a Column,
}

impl Context<'_> {
    /// For messages, so that nothing is made where all is well.
    fn name(&self) -> String {
        format!("{}.{}", self.table.name, self.column.name)
    }

    fn place(&self) -> Place {
        on_column(self.table, &self.column.name)
    }

    /// A value has one source.
    fn exclusive(&self, found: &mut Findings) {
        if self.column.generated.is_none() && self.column.identity.is_none() {
            return;
        }
        let sources = [
            (self.column.default.is_some(), "a default"),
            (self.column.generated.is_some(), "a generated value"),
            (self.column.identity.is_some(), "auto_increment"),
        ];
        let given: Vec<&str> = sources.iter().filter(|(is, _)| *is).map(|(_, what)| *what).collect();
        if given.len() > 1 {
            let what = format!("{} has {}, which exclude each other", self.name(), given.join(" and "));
            found.add(self.place(), what, "keep one of them");
        }
    }

    fn default(&self, found: &mut Findings) {
        match &self.column.default {
            None => {}
            Some(DefaultValue::Expr(text)) => {
                sql::text(text, &format!("the default of {}", self.name()), self.place(), found);
            }
            Some(DefaultValue::Now) => {
                now(&self.name(), &self.schema.base_type(&self.column.ty), &|| self.place(), found);
            }
            Some(DefaultValue::Literal(value)) => {
                let ty = self.schema.base_type(&self.column.ty);
                literal(self.schema, &self.name(), &ty, value, &|| self.place(), found);
            }
        }
    }

    fn generated(&self, found: &mut Findings) {
        let Some(text) = self.column.expression() else { return };
        sql::text(text, &format!("the generated value of {}", self.name()), self.place(), found);
        if sql::names_column(text, &self.column.name) {
            found.bare(self.place(), format!("{} is computed from itself", self.name()));
        }
        let others =
            self.table.columns.iter().filter(|c| c.generated.is_some() && c.name != self.column.name);
        for other in others.filter(|c| sql::names_column(text, &c.name)) {
            found.add(
                self.place(),
                format!("{} is computed from {}, which is computed itself", self.name(), other.name),
                format!("write out what {} is computed from", other.name),
            );
        }
    }

    fn identity(&self, found: &mut Findings) {
        if self.column.identity.is_none() {
            return;
        }
        if !self.column.ty.is_integer() {
            let what = format!("{} has auto_increment, and its type is {}", self.name(), self.column.ty);
            found.add(self.place(), what, "auto_increment is for int16, int32 and int");
        }
        if self.column.nullable {
            found.bare(self.place(), format!("{} has auto_increment and is nullable", self.name()));
        }
    }

    fn collation(&self, found: &mut Findings) {
        let Some(collation) = &self.column.collation else { return };
        if !super::domains::collates(self.schema, &self.column.ty) {
            let what = format!("{} has a collation, and its type is {}", self.name(), self.column.ty);
            found.add(self.place(), what, "only text has an order to choose");
        }
        collation_name(collation, &self.name(), &|| self.place(), found);
    }
}

/// What is wrong with the name of a collation, which is quoted and may hold a dot.
pub(super) fn collation_name(name: &str, what: &str, place: &dyn Fn() -> Place, found: &mut Findings) {
    if name.is_empty() || name.chars().any(char::is_control) || name.len() > crate::MAX_IDENTIFIER {
        found.bare(place(), format!("{what}: `{}` is no name of a collation", name.escape_debug()));
    }
}

/// What is wrong with a type, of a column or of a domain.
pub(super) fn a_type(
    schema: &Schema,
    ty: &Type,
    name: &str,
    place: &dyn Fn() -> Place,
    found: &mut Findings,
) {
    let mut missing = |kind: &str, wanted: &str, known: Option<&str>| {
        let what = format!("{name} is of {kind} `{wanted}` that is not there");
        match known {
            Some(known) => found.add(place(), what, format!("did you mean `{known}`?")),
            None => found.bare(place(), what),
        }
    };
    match ty {
        Type::Enum(wanted) if !schema.enums.contains_key(wanted) => {
            missing("an enum", wanted, crate::nearest(wanted, schema.enums.keys().map(String::as_str)));
        }
        Type::Domain(wanted) if !schema.domains.contains_key(wanted) => {
            missing("a domain", wanted, crate::nearest(wanted, schema.domains.keys().map(String::as_str)));
        }
        Type::Raw(text) => sql::text(text, &format!("the type of {name}"), place(), found),
        Type::Array(inner) => match &*schema.base_type(inner) {
            Type::Array(_) => found.add(
                place(),
                format!("{name} is an array of arrays, which not every database has"),
                "use `json`",
            ),
            _ => a_type(schema, inner, name, place, found),
        },
        _ => {}
    }
}

/// What is wrong with `now` as the default of something of type `ty`.
pub(super) fn now(name: &str, ty: &Type, place: &dyn Fn() -> Place, found: &mut Findings) {
    if !matches!(ty, Type::DateTime | Type::Date | Type::Time | Type::Raw(_)) {
        let what = format!("the default of {name} is `now`, and its type is {ty}");
        found.add(place(), what, "`now` is for date, time and datetime");
    }
}

/// What is wrong with a literal as the default of something of type `ty`, which is no domain.
pub(super) fn literal(
    schema: &Schema,
    name: &str,
    ty: &Type,
    literal: &Literal,
    place: &dyn Fn() -> Place,
    found: &mut Findings,
) {
    let values = ty.enum_name().map_or(&[][..], |e| schema.enum_values(e));
    let text = match literal {
        Literal::Bool(b) => b.to_string(),
        Literal::Int(n) => n.to_string(),
        Literal::Number(text) | Literal::Text(text) => text.clone(),
    };
    match Literal::read(&text, ty, values) {
        Err(error) => found.bare(place(), format!("the default of {name}: {}", error.reason)),
        Ok(read) if read != *literal => found
            .bare(place(), format!("the default of {name} is `{text}`, which is not how a {ty} is written")),
        Ok(_) => elements(name, ty, values, &text, place, found),
    }
}

/// The elements of an array's default.
fn elements(
    name: &str,
    ty: &Type,
    values: &[String],
    text: &str,
    place: &dyn Fn() -> Place,
    found: &mut Findings,
) {
    let Type::Array(inner) = ty else { return };
    let Ok(elements) = serde_json::from_str::<Vec<serde_json::Value>>(text) else { return };
    for element in elements {
        let text = match &element {
            serde_json::Value::String(text) => text.clone(),
            serde_json::Value::Null => continue,
            other => other.to_string(),
        };
        if let Err(error) = Literal::read(&text, inner, values) {
            found.bare(place(), format!("the default of {name}: {}", error.reason));
        }
    }
}
