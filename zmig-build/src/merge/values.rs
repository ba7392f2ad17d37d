//! Defaults, backfills and rules: texts that become values once the type of their column is known.

use super::{Merge, Problem};
use crate::source::{ColumnSource, DefaultSource, Rules, SourceId, Spot};
use zmig_core::{Column, DefaultValue, Literal, Type};

impl Merge<'_> {
    /// The default of a column.
    pub(super) fn default_of(
        &mut self,
        table: &str,
        source: SourceId,
        written: &ColumnSource,
        column: &Column,
    ) -> Option<DefaultValue> {
        let default = written.default.as_ref()?;
        let name = &written.name;
        let spot = Spot::column_key(table, name, "default");
        for (is, what) in [
            (column.generated.is_some(), "is generated"),
            (column.identity.is_some(), "is numbered by the database"),
        ] {
            if is {
                let title = format!("{table}.{name} {what}, and has a default");
                self.problems.push(Problem::new(title).at(
                    source,
                    spot.clone(),
                    "remove the one or the other",
                ));
                return None;
            }
        }
        if *default == DefaultSource::Null {
            if !column.nullable {
                let title = format!("{table}.{name} is required, and its default is null");
                self.problems.push(Problem::new(title).at(source, spot, "a required column is never NULL"));
            }
            return None;
        }
        self.value(table, source, name, "default", default, &column.ty)
    }

    /// A value for a column of that type.
    pub(super) fn value(
        &mut self,
        table: &str,
        source: SourceId,
        column: &str,
        key: &str,
        written: &DefaultSource,
        ty: &Type,
    ) -> Option<DefaultValue> {
        let ty = &self.base_type(ty);
        let is_time = matches!(ty, Type::Date | Type::Time | Type::DateTime | Type::Raw(_));
        let text = match written {
            DefaultSource::Null => return None,
            DefaultSource::Expr(sql) => return Some(DefaultValue::Expr(sql.clone())),
            DefaultSource::Now if is_time => return Some(DefaultValue::Now),
            DefaultSource::Literal(text) if text == "now" && is_time => return Some(DefaultValue::Now),
            DefaultSource::Now if ty.is_text() => {
                let problem =
                    Problem::new(format!("{table}.{column} is {ty}, and `now` is the time of the insertion"))
                        .at(source, Spot::column_key(table, column, key), "a time or a word?")
                        .help("for the time, let the column be a datetime")
                        .help(format!("for the word: `{key}: {{literal: now}}`"));
                self.problems.push(problem);
                return None;
            }
            DefaultSource::Now => "now",
            DefaultSource::Literal(text) => text,
        };
        // YAML has three spellings of each.
        let folded = text.to_ascii_lowercase();
        let text = if *ty == Type::Bool { &folded } else { text };
        let values = self.enum_values(ty);
        match Literal::read(text, ty, &values) {
            Ok(literal) => Some(DefaultValue::Literal(literal)),
            Err(why) => {
                let (kind, help) = match ty.enum_name() {
                    Some(name) => (format!("value of the enum {name}"), None),
                    None => (ty.to_string(), Some("if SQL is meant, say so by `expr`")),
                };
                let mut problem = Problem::new(format!("the {key} of {table}.{column} is no {kind}")).at(
                    source,
                    Spot::column_key(table, column, key),
                    why.reason,
                );
                problem.helps.extend(help.map(str::to_owned));
                self.problems.push(problem);
                None
            }
        }
    }

    /// What a type is made of, where it is a domain.
    pub(super) fn base_type(&self, ty: &Type) -> Type {
        match ty {
            Type::Array(inner) => Type::Array(Box::new(self.base_type(inner))),
            Type::Domain(name) => match self.out.schema.domains.get(name) {
                Some(own) => own.ty.clone(),
                None => (self.known.domain)(name).map_or_else(|| ty.clone(), |d| d.ty),
            },
            ty => ty.clone(),
        }
    }

    pub(super) fn enum_values(&self, ty: &Type) -> Vec<String> {
        let Some(name) = ty.enum_name() else { return Vec::new() };
        match self.out.schema.enums.get(name) {
            Some(own) => own.values.clone(),
            None => (self.known.enum_type)(name).map(|e| e.values).unwrap_or_default(),
        }
    }

    /// Checks what rules say against the column's type.
    pub(super) fn check_rules(
        &mut self,
        table: &str,
        source: SourceId,
        column: &str,
        rules: &Rules,
        ty: &Type,
    ) {
        let base = self.base_type(ty);
        let mut wrong = |title: String, label: String| {
            let spot = Spot::column_key(table, column, "rules");
            self.problems.push(Problem::new(title).at(source, spot, label));
        };
        let ty = &base;
        let is_text = ty.is_text();
        for (rule, is_there) in [
            ("min_length", rules.min_length.is_some()),
            ("max_length", rules.max_length.is_some()),
            ("pattern", rules.pattern.is_some()),
            ("required", rules.required),
        ] {
            if is_there && !is_text {
                wrong(
                    format!("the rule {rule} is for text, and {table}.{column} is {ty}"),
                    "does not apply".into(),
                );
            }
        }
        if let (Some(min), Some(max)) = (rules.min_length, rules.max_length)
            && min > max
        {
            wrong(
                format!("nothing fits the rules of {table}.{column}"),
                format!("min_length {min} > max_length {max}"),
            );
        }
        let values: &[String] = &rules.one_of;
        for text in [&rules.min, &rules.max].into_iter().flatten().chain(values) {
            // The values of an enum are checked by the enum.
            if ty.enum_name().is_none()
                && let Err(why) = Literal::read(text, ty, &[])
            {
                wrong(format!("a rule of {table}.{column} does not fit its type {ty}"), why.reason);
            }
        }
    }
}
