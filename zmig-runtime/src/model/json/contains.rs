//! What PostgreSQL's `@>` means, made of SQLite's functions.

use super::path::{self, Step};
use crate::model::sql::Statement;
use serde_json::{Number, Value};

/// A place in JSON: an expression that gives JSON, and the way into that.
pub(super) struct Contains<'c> {
    pub source: &'c str,
    pub steps: Vec<Step>,
}

impl Contains<'_> {
    /// Writes that the value there contains the one wanted. An array that is `whole`, and not within another value,
    /// contains a single value, too.
    pub(super) fn write(&self, out: &mut Statement<'_>, wanted: &Value, whole: bool) {
        let (source, path) = (self.source, out.numbered_made(path::sqlite(&self.steps)));
        let kind = format!("json_type({source}, {path})");
        match wanted {
            Value::Object(entries) => {
                out.push(&format!("({kind} = 'object'"));
                for (key, value) in entries {
                    let mut steps = self.steps.clone();
                    steps.push(Step::Key(key.clone()));
                    out.push(" AND ");
                    Contains { source, steps }.write(out, value, false);
                }
                out.push(")");
            }
            Value::Array(elements) => {
                out.push(&format!("({kind} = 'array'"));
                for element in elements {
                    out.push(" AND ");
                    has_element(out, source, &path, element);
                }
                out.push(")");
            }
            scalar => {
                let found = format!("json_extract({source}, {path})");
                if !whole {
                    is(out, &kind, &found, scalar);
                    return;
                }
                out.push("(");
                is(out, &kind, &found, scalar);
                out.push(&format!(" OR {kind} = 'array' AND "));
                has_element(out, source, &path, scalar);
                out.push(")");
            }
        }
    }
}

/// Writes that an element of the array there contains the value wanted.
fn has_element(out: &mut Statement<'_>, source: &str, path: &str, wanted: &Value) {
    let element = out.new_alias();
    let (kind, value) = (format!("{element}.type"), format!("{element}.value"));
    out.push(&format!("EXISTS (SELECT 1 FROM json_each({source}, {path}) AS {element} WHERE "));
    if matches!(wanted, Value::Object(_) | Value::Array(_)) {
        // The value of an element that is neither is no JSON.
        out.push(&format!("CASE WHEN {kind} IN ('object', 'array') THEN "));
        Contains { source: &value, steps: Vec::new() }.write(out, wanted, false);
        out.push(" END");
    } else {
        is(out, &kind, &value, wanted);
    }
    out.push(")");
}

/// Writes that a value of that kind is the scalar.
fn is(out: &mut Statement<'_>, kind: &str, found: &str, wanted: &Value) {
    match wanted {
        Value::Null => out.push(&format!("({kind} = 'null')")),
        Value::Bool(truth) => out.push(&format!("({kind} = '{truth}')")),
        Value::Number(number) => {
            out.push(&format!("({kind} IN ('integer', 'real') AND {found} = "));
            bind_number(out, number).push(")")
        }
        Value::String(text) => {
            out.push(&format!("({kind} = 'text' AND {found} = ")).bind_made(text.clone()).push(")")
        }
        Value::Object(_) | Value::Array(_) => out.push("0"),
    };
}

fn bind_number<'s, 'a>(out: &'s mut Statement<'a>, number: &Number) -> &'s mut Statement<'a> {
    match (number.as_i64(), number.as_f64()) {
        (Some(whole), _) => out.bind_made(whole),
        (None, real) => out.bind_made(real.unwrap_or_default()),
    }
}
