//! Where a value is in JSON.

use crate::model::sql::Statement;

/// A key of an object, or an index of an array.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The key of an object.
    Key(String),
    /// The index of an array, from 0 on.
    Index(u32),
}

/// A way into JSON: a key of an object, the index of an element, or several keys.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no place in JSON",
    note = "a place is a key (`\"color\"`), the index of an element (`3`), or several keys (`[\"size\", \"width\"]`)"
)]
pub trait JsonKey {
    /// Adds the steps.
    #[doc(hidden)]
    fn add_to(self, steps: &mut Vec<Step>);
}

impl JsonKey for &str {
    fn add_to(self, steps: &mut Vec<Step>) {
        steps.push(Step::Key(self.to_owned()));
    }
}

impl JsonKey for String {
    fn add_to(self, steps: &mut Vec<Step>) {
        steps.push(Step::Key(self));
    }
}

impl JsonKey for u32 {
    fn add_to(self, steps: &mut Vec<Step>) {
        steps.push(Step::Index(self));
    }
}

impl<K: JsonKey, const N: usize> JsonKey for [K; N] {
    fn add_to(self, steps: &mut Vec<Step>) {
        self.into_iter().for_each(|key| key.add_to(steps));
    }
}

/// `((t.specs -> $1::text) -> $2::text)`. An index finds nothing in what is no array, and a key nothing in an array. Types
/// are said, since a statement is prepared once for one text.
pub(super) fn postgres(out: &mut Statement<'_>, column: String, steps: &[Step]) -> String {
    steps.iter().fold(column, |place, step| match step {
        Step::Key(key) => format!("({place} -> {}::text)", out.numbered_made(key.clone())),
        Step::Index(index) => {
            // No array is as long as what does not fit.
            let index = out.numbered_made(i32::try_from(*index).unwrap_or(i32::MAX));
            // `->` takes a single value for an array of one.
            format!(
                "jsonb_path_query_first({place}, 'strict $[$i]', jsonb_build_object('i', {index}::int4), true)"
            )
        }
    })
}

/// `$."size"[3]`, to be bound. SQLite compares a key with the text in the JSON, where both may be escaped.
pub(super) fn sqlite(steps: &[Step]) -> String {
    let mut out = String::from("$");
    for step in steps {
        match step {
            Step::Key(key) => {
                out.push('.');
                out.push_str(&serde_json::Value::from(key.as_str()).to_string());
            }
            Step::Index(index) => out.push_str(&format!("[{index}]")),
        }
    }
    out
}
