//! Columns: types, defaults, generation, identity.

use super::{Findings, on_column, sql};
use crate::{Column, DefaultValue, Literal, Schema, Table, Type};

pub(super) fn columns(schema: &Schema, table: &Table, found: &mut Findings) {
    for column in &table.columns {
        let cx = Context { schema, table, column };
        cx.ty(&column.ty, found);
        cx.exclusive(found);
        cx.default(found);
        cx.generated(found);
        cx.identity(found);
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

    fn place(&self) -> super::Place {
        on_column(self.table, &self.column.name)
    }

    fn ty(&self, ty: &Type, found: &mut Findings) {
        match ty {
            Type::Enum(name) if !self.schema.enums.contains_key(name) => {
                let known = crate::nearest(name, self.schema.enums.keys().map(String::as_str));
                let what = format!("{} is of an enum `{name}` that is not there", self.name());
                match known {
                    Some(known) => found.add(self.place(), what, format!("did you mean `{known}`?")),
                    None => found.bare(self.place(), what),
                }
            }
            Type::Raw(text) => {
                sql::text(text, &format!("the type of {}", self.name()), self.place(), found);
            }
            Type::Array(inner) => match &**inner {
                Type::Array(_) => found.add(
                    self.place(),
                    format!("{} is an array of arrays, which not every database has", self.name()),
                    "use `json`",
                ),
                inner => self.ty(inner, found),
            },
            _ => {}
        }
    }

    /// A value has one source.
    fn exclusive(&self, found: &mut Findings) {
        if self.column.generated.is_none() && !self.column.identity {
            return;
        }
        let sources = [
            (self.column.default.is_some(), "a default"),
            (self.column.generated.is_some(), "a generated value"),
            (self.column.identity, "auto_increment"),
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
            Some(DefaultValue::Now) => self.now(found),
            Some(DefaultValue::Literal(literal)) => self.literal(literal, found),
        }
    }

    fn now(&self, found: &mut Findings) {
        let ty = &self.column.ty;
        if !matches!(ty, Type::DateTime | Type::Date | Type::Time | Type::Raw(_)) {
            let what = format!("the default of {} is `now`, and its type is {ty}", self.name());
            found.add(self.place(), what, "`now` is for date, time and datetime");
        }
    }

    fn literal(&self, literal: &Literal, found: &mut Findings) {
        let ty = &self.column.ty;
        let values = ty.enum_name().map_or(&[][..], |e| self.schema.enum_values(e));
        let text = match literal {
            Literal::Bool(b) => b.to_string(),
            Literal::Int(n) => n.to_string(),
            Literal::Number(text) | Literal::Text(text) => text.clone(),
        };
        match Literal::read(&text, ty, values) {
            Err(error) => {
                found.bare(self.place(), format!("the default of {}: {}", self.name(), error.reason))
            }
            Ok(read) if read != *literal => found.bare(
                self.place(),
                format!("the default of {} is `{text}`, which is not how a {ty} is written", self.name()),
            ),
            Ok(_) => self.elements(&text, found),
        }
    }

    /// The elements of an array's default.
    fn elements(&self, text: &str, found: &mut Findings) {
        let Type::Array(inner) = &self.column.ty else { return };
        let values = inner.enum_name().map_or(&[][..], |e| self.schema.enum_values(e));
        let Ok(elements) = serde_json::from_str::<Vec<serde_json::Value>>(text) else { return };
        for element in elements {
            let text = match &element {
                serde_json::Value::String(text) => text.clone(),
                serde_json::Value::Null => continue,
                other => other.to_string(),
            };
            if let Err(error) = Literal::read(&text, inner, values) {
                found.bare(self.place(), format!("the default of {}: {}", self.name(), error.reason));
            }
        }
    }

    fn generated(&self, found: &mut Findings) {
        let Some(text) = &self.column.generated else { return };
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
        if !self.column.identity {
            return;
        }
        if !self.column.ty.is_integer() {
            let what = format!("{} has auto_increment, and its type is {}", self.name(), self.column.ty);
            found.add(self.place(), what, "auto_increment is for int16, int32 and int");
        }
        if self.table.primary_key != [self.column.name.as_str()] {
            found.add(
                self.place(),
                format!("{} has auto_increment and is not the primary key by itself", self.name()),
                "SQLite numbers only a column that is the whole primary key",
            );
        }
        if self.column.nullable {
            found.bare(self.place(), format!("{} has auto_increment and is nullable", self.name()));
        }
    }
}
