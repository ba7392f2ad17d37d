//! Constants as PostgreSQL prints them: `'draft'::text`, `'-1'::integer`, `ARRAY[(1)::bigint, 'x'::mood]`.

/// A constant, as far as it is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// `NULL`
    Null,
    /// `true`
    Bool(bool),
    /// `1.50`: digits without quotation marks. Negative ones are printed as quoted text with a cast.
    Number(String),
    /// `'…'`
    Text(String),
    /// `ARRAY[…]`
    Array(Vec<Constant>),
}

/// A value and the casts that follow it, innermost first, in the names that the printer has for types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Constant {
    pub value: Value,
    pub casts: Vec<String>,
}

/// Reads a text that is one constant; `None` where it is anything else.
pub(super) fn read(text: &str) -> Option<Constant> {
    let mut reader = Reader { text, at: 0 };
    let constant = reader.constant()?;
    reader.blanks();
    (reader.at == text.len()).then_some(constant)
}

/// An expression without the parentheses around the whole of it, which the printer adds and nobody writes.
pub(super) fn bare(expr: &str) -> &str {
    let mut expr = expr.trim();
    while let Some(inner) = expr.strip_prefix('(').and_then(|e| e.strip_suffix(')')) {
        if end_of_group(expr) != Some(expr.len()) {
            break;
        }
        expr = inner.trim();
    }
    expr
}

/// Where the group that `text` opens with ends.
fn end_of_group(text: &str) -> Option<usize> {
    let (mut depth, mut at) = (0_usize, 0);
    let bytes = text.as_bytes();
    while at < bytes.len() {
        match bytes[at] {
            b'\'' | b'"' => {
                at += quoted(&text[at..])?;
                continue;
            }
            b'(' | b'[' => depth += 1,
            b')' | b']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
    None
}

/// The length of what stands between the quotation mark that `text` begins with and its other one, both included. The
/// printer runs with `standard_conforming_strings`, so that a backslash is one.
fn quoted(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mark, mut at) = (*bytes.first()?, 1);
    while at < bytes.len() {
        if bytes[at] != mark {
            at += 1;
        } else if bytes.get(at + 1) == Some(&mark) {
            at += 2;
        } else {
            return Some(at + 1);
        }
    }
    None
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }

    fn take(&mut self, token: &str) -> bool {
        self.blanks();
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn constant(&mut self) -> Option<Constant> {
        let mut constant = if self.take("(") {
            let inner = self.constant()?;
            if !self.take(")") {
                return None;
            }
            inner
        } else {
            Constant { value: self.value()?, casts: Vec::new() }
        };
        while self.take("::") {
            constant.casts.push(self.type_name()?);
        }
        Some(constant)
    }

    fn value(&mut self) -> Option<Value> {
        self.blanks();
        let rest = self.rest();
        if rest.starts_with('\'') {
            let length = quoted(rest)?;
            let text = rest[1..length - 1].replace("''", "'");
            self.at += length;
            return Some(Value::Text(text));
        }
        if self.take("ARRAY[") {
            return self.items().map(Value::Array);
        }
        let word = self.rest();
        let length = word.find(|c: char| !c.is_ascii_alphanumeric() && c != '.').unwrap_or(word.len());
        let (word, next) = word.split_at(length);
        // A number in scientific notation has a sign in it.
        let value = match word {
            "NULL" => Value::Null,
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            digits if is_plain_number(digits) => Value::Number(digits.to_owned()),
            _ => return None,
        };
        if next.starts_with('(') {
            return None;
        }
        self.at += length;
        Some(value)
    }

    fn items(&mut self) -> Option<Vec<Constant>> {
        let mut items = Vec::new();
        if self.take("]") {
            return Some(items);
        }
        loop {
            items.push(self.constant()?);
            if self.take("]") {
                return Some(items);
            }
            if !self.take(",") {
                return None;
            }
        }
    }

    /// Everything up to where no name of a type goes on: `character varying(10)[]`, `sales."Odd Mood"`.
    fn type_name(&mut self) -> Option<String> {
        let begin = self.at;
        let bytes = self.text.as_bytes();
        while self.at < bytes.len() {
            match bytes[self.at] {
                b'"' => self.at += quoted(self.rest())?,
                b'(' | b'[' => self.at += end_of_group(self.rest())?,
                b'.' | b'_' | b'$' | b' ' => self.at += 1,
                b if b.is_ascii_alphanumeric() || b >= 0x80 => self.at += 1,
                _ => break,
            }
        }
        let name = self.text[begin..self.at].trim();
        (!name.is_empty()).then(|| name.to_owned())
    }
}

fn is_plain_number(word: &str) -> bool {
    let (whole, fraction) = word.split_once('.').unwrap_or((word, "0"));
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    digits(whole) && digits(fraction)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str, casts: &[&str]) -> Constant {
        Constant { value: Value::Text(text.into()), casts: casts.iter().map(|&c| c.into()).collect() }
    }

    #[test]
    fn constants_are_read_with_their_casts() {
        for (sql, expected) in [
            ("'draft'::text", text("draft", &["text"])),
            (
                "'it''s; \\ \"x\" ('::character varying(20)",
                text("it's; \\ \"x\" (", &["character varying(20)"]),
            ),
            ("''::text", text("", &["text"])),
            ("('-2'::integer)::bigint", text("-2", &["integer", "bigint"])),
            ("'x'::sales.\"Odd Mood\"", text("x", &["sales.\"Odd Mood\""])),
            ("'{}'::mood[]", text("{}", &["mood[]"])),
            ("'x'::\"größe, (x)\"", text("x", &["\"größe, (x)\""])),
            (
                "'2024-01-01 00:00:00+00'::timestamp with time zone",
                text("2024-01-01 00:00:00+00", &["timestamp with time zone"]),
            ),
            ("1.50", Constant { value: Value::Number("1.50".into()), casts: vec![] }),
            (
                "(2)::numeric(10,2)",
                Constant { value: Value::Number("2".into()), casts: vec!["numeric(10,2)".into()] },
            ),
            ("true", Constant { value: Value::Bool(true), casts: vec![] }),
            (
                "NULL::character varying",
                Constant { value: Value::Null, casts: vec!["character varying".into()] },
            ),
            (
                "ARRAY[NULL::text, 'x]'::text]",
                Constant {
                    value: Value::Array(vec![
                        Constant { value: Value::Null, casts: vec!["text".into()] },
                        text("x]", &["text"]),
                    ]),
                    casts: vec![],
                },
            ),
        ] {
            assert_eq!(read(sql), Some(expected), "{sql}");
        }
    }

    #[test]
    fn what_is_no_constant_is_not_read_as_one() {
        for sql in [
            "now()",
            "(1 + 1)",
            "'a'::text || 'b'::text",
            "('a'::text || 'b'::text)",
            "('a'::text)::",
            "lower('A'::text)",
            "CURRENT_TIMESTAMP",
            "true AND false",
            "'2024-01-01'::text AT TIME ZONE 'x'::text",
            "1e5",
            "ARRAY[1, 2",
            "ARRAY[now()]",
            "'open",
            "1(2)",
            "",
            "nextval('users_id_seq'::regclass)",
        ] {
            assert_eq!(read(sql), None, "{sql}");
        }
    }

    #[test]
    fn only_parentheses_around_the_whole_go() {
        for (sql, expected) in [
            ("(age > 0)", "age > 0"),
            ("((age > 0))", "age > 0"),
            ("((age > 0) AND (b < 1))", "(age > 0) AND (b < 1)"),
            ("(age > 0) AND (b < 1)", "(age > 0) AND (b < 1)"),
            ("(a = ')'::text)", "a = ')'::text"),
            ("(\"a)\" = 1) OR (\"(\" = 2)", "(\"a)\" = 1) OR (\"(\" = 2)"),
            ("lower(name)", "lower(name)"),
            ("()", ""),
            ("(", "("),
        ] {
            assert_eq!(bare(sql), expected);
        }
    }
}
