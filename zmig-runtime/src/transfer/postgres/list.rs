//! Arrays: PostgreSQL's literals, `{1,NULL,"a b"}`, and the JSON lists of canonical cells, `[1,null,"a b"]`.
//!
//! The elements are what SQLite's lists hold: numbers and truth values as such, decimals as text so that no digit goes,
//! bytes as `\x` and hexadecimal digits, all else as the text of its cell.

use super::form::Form;
use serde_json::value::RawValue;

/// How deep arrays of PostgreSQL nest.
const DEEPEST: usize = 6;

/// Writes the JSON list of an array literal.
pub(super) fn to_json(element: &Form, literal: &str, out: &mut Vec<u8>) -> Result<(), String> {
    let mut reader = Reader { rest: literal, element };
    if literal.starts_with('[') {
        return Err("its elements are not numbered from 1, which no list can hold".to_owned());
    }
    reader.list(out)?;
    if reader.rest.is_empty() { Ok(()) } else { Err(reader.broken()) }
}

struct Reader<'a> {
    rest: &'a str,
    element: &'a Form,
}

impl Reader<'_> {
    fn broken(&self) -> String {
        format!("it is no array: `{}` was not expected", self.rest.chars().take(20).collect::<String>())
    }

    fn eat(&mut self, wanted: char) -> bool {
        match self.rest.strip_prefix(wanted) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn list(&mut self, out: &mut Vec<u8>) -> Result<(), String> {
        if !self.eat('{') {
            return Err(self.broken());
        }
        out.push(b'[');
        if !self.eat('}') {
            loop {
                match self.rest.as_bytes().first() {
                    Some(b'{') => self.list(out)?,
                    Some(b'"') => self.quoted(out)?,
                    _ => self.bare(out)?,
                }
                if self.eat('}') {
                    break;
                }
                if !self.eat(',') {
                    return Err(self.broken());
                }
                out.push(b',');
            }
        }
        out.push(b']');
        Ok(())
    }

    fn quoted(&mut self, out: &mut Vec<u8>) -> Result<(), String> {
        let mut text = String::new();
        let mut chars = self.rest[1..].char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.rest = &self.rest[at + 2..];
                    return self.element.to_element(&text, out);
                }
                '\\' => text.extend(chars.next().map(|(_, escaped)| escaped)),
                c => text.push(c),
            }
        }
        Err(self.broken())
    }

    fn bare(&mut self, out: &mut Vec<u8>) -> Result<(), String> {
        let end = self.rest.find([',', '}']).ok_or_else(|| self.broken())?;
        let (text, rest) = self.rest.split_at(end);
        self.rest = rest;
        if text.eq_ignore_ascii_case("null") {
            out.extend_from_slice(b"null");
            return Ok(());
        }
        self.element.to_element(text, out)
    }
}

/// The array literal of a JSON list.
pub(super) fn of_json(element: &Form, json: &str) -> Result<String, String> {
    let mut literal = String::with_capacity(json.len() + 8);
    put_list(element, json, 1, &mut literal)?;
    Ok(literal)
}

fn put_list(element: &Form, json: &str, depth: usize, literal: &mut String) -> Result<(), String> {
    if depth > DEEPEST {
        return Err(format!("it nests deeper than {DEEPEST} lists, which is as deep as an array goes"));
    }
    let items: Vec<&RawValue> = serde_json::from_str(json).map_err(|e| format!("it is no JSON list: {e}"))?;
    literal.push('{');
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            literal.push(',');
        }
        let item = item.get();
        match item.as_bytes().first() {
            Some(b'n') => literal.push_str("NULL"),
            Some(b'[') if *element != Form::Json => put_list(element, item, depth + 1, literal)?,
            Some(b'"') if *element != Form::Json => {
                let text: String = serde_json::from_str(item).map_err(|e| e.to_string())?;
                put_quoted(&text, literal)?;
            }
            Some(b'{') if *element != Form::Json => {
                return Err("an element of it is an object".to_owned());
            }
            _ => put_quoted(item, literal)?,
        }
    }
    literal.push('}');
    Ok(())
}

fn put_quoted(text: &str, literal: &mut String) -> Result<(), String> {
    if text.contains('\0') {
        return Err("an element holds a NUL character, which PostgreSQL cannot hold".to_owned());
    }
    literal.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            literal.push('\\');
        }
        literal.push(c);
    }
    literal.push('"');
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(element: &Form, literal: &str) -> Result<String, String> {
        let mut out = Vec::new();
        to_json(element, literal, &mut out)?;
        Ok(String::from_utf8(out).expect("text"))
    }

    #[test]
    fn literals_become_lists_and_come_back() {
        for (element, literal, list) in [
            (Form::Whole, "{}", "[]"),
            (Form::Whole, "{1,NULL,-9223372036854775808}", "[1,null,-9223372036854775808]"),
            (Form::Whole, "{{1,2},{3,NULL}}", "[[1,2],[3,null]]"),
            (Form::Bool, "{t,f,NULL}", "[true,false,null]"),
            (
                Form::Text { longest: None },
                r#"{a,"NULL","","a b","q\"\\,{}"}"#,
                r#"["a","NULL","","a b","q\"\\,{}"]"#,
            ),
            (Form::Text { longest: None }, "{\"ü\n\t\u{1}\"}", r#"["ü\n\t\u0001"]"#),
            (Form::Decimal { digits: None }, "{1.50,-0.00}", r#"["1.50","-0.00"]"#),
            // In the middle between two texts, one of which is the cell's.
            (Form::Float32, "{-3446929.2,1e-10,100}", "[-3446929.3,1e-10,100.0]"),
            (Form::Float, "{1.5,NaN,-Infinity}", r#"[1.5,"NaN","-Infinity"]"#),
            (Form::Bytes, r#"{"\\x00ff"}"#, r#"["\\x00ff"]"#),
            (Form::Json, r#"{"{\"a\": [1, null]}","\"x\"","3"}"#, r#"[{"a": [1, null]},"x",3]"#),
            (Form::DateTime, r#"{"2025-12-20 12:00:00+00"}"#, r#"["2025-12-20T12:00:00+00:00"]"#),
        ] {
            assert_eq!(json(&element, literal).as_deref(), Ok(list), "{literal}");
            let back = of_json(&element, list).expect(list);
            // Quotes are more than the server writes, and dates have another form: what counts is what it reads.
            if element != Form::DateTime {
                assert_eq!(json(&element, &lower(&element, back)).as_deref(), Ok(list), "{literal}");
            }
        }
    }

    /// Truth values as the server writes them.
    fn lower(element: &Form, literal: String) -> String {
        match element {
            Form::Bool => literal.replace("\"true\"", "t").replace("\"false\"", "f"),
            _ => literal,
        }
    }

    #[test]
    fn what_no_list_can_hold_is_refused() {
        assert!(json(&Form::Whole, "[0:1]={1,2}").is_err());
        assert!(json(&Form::DateTime, "{infinity}").is_err());
        for list in ["{}", "[1", "1", "[{}]", "[[[[[[[1]]]]]]]"] {
            assert!(of_json(&Form::Whole, list).is_err(), "{list}");
        }
    }
}
