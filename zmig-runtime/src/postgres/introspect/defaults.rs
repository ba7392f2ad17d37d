//! Defaults as PostgreSQL prints them, read back into what was meant: a literal, now, or an expression.

use super::constant::{self, Constant, Value};
use serde_json::Value as Json;
use zmig_core::{DefaultValue, Literal, Type};

/// What a default is for.
#[derive(Clone, Copy, Debug)]
pub(super) struct For<'a> {
    /// The type; a domain's is what it is made of.
    pub ty: &'a Type,
    /// The type as the printer spells it: `character varying(20)`.
    pub spelled: &'a str,
    /// The name of the domain, as the printer spells it, where the column's type is one, or a list of one's values.
    pub domain: Option<&'a str>,
    /// The values of the enum that the type, or its elements, are of.
    pub enum_values: &'a [String],
}

/// Reads a default. `None` is NULL, which is what a column without a default has.
///
/// Only what zmig writes back as the same value becomes a literal; anything else stays the expression that it is.
pub(super) fn read(text: &str, of: For<'_>) -> Option<DefaultValue> {
    if is_now(text, of.ty) {
        return Some(DefaultValue::Now);
    }
    let constant = constant::read(text);
    if let Some(Constant { value: Value::Null, .. }) = &constant
        && of.domain.is_none_or(|name| name.ends_with("[]"))
    {
        return None;
    }
    let literal = constant.and_then(|c| literal(&c, of));
    Some(literal.map_or_else(|| DefaultValue::Expr(constant::bare(text).to_owned()), DefaultValue::Literal))
}

/// `now()` is what CURRENT_TIMESTAMP is; as a date, it is what CURRENT_DATE is.
fn is_now(text: &str, ty: &Type) -> bool {
    let instant = matches!(text, "CURRENT_TIMESTAMP" | "now()" | "transaction_timestamp()");
    match ty {
        Type::DateTime => instant,
        Type::Date => instant || text == "CURRENT_DATE",
        Type::Time => text == "LOCALTIME",
        Type::Raw(sql) => instant && sql.starts_with("timestamp"),
        _ => false,
    }
}

fn literal(constant: &Constant, of: For<'_>) -> Option<Literal> {
    let text = match of.ty {
        Type::Array(inner) => {
            let element = For { ty: inner, spelled: of.spelled.strip_suffix("[]")?, ..of };
            list(constant, of, element)?.to_string()
        }
        _ => scalar(constant, of)?,
    };
    Literal::read(&text, of.ty, of.enum_values).ok()
}

/// The elements as JSON, as literals of lists are.
fn list(constant: &Constant, of: For<'_>, element: For<'_>) -> Option<Json> {
    let own = |cast: &String| cast == of.spelled || *cast == without_length(of.spelled);
    if !constant.casts.iter().all(|c| own(c) || of.domain == Some(c)) {
        return None;
    }
    let items = match &constant.value {
        Value::Array(items) => items.iter().map(|i| item(i, element)).collect::<Option<_>>()?,
        Value::Text(text) => {
            let texts = array_text(text)?.into_iter();
            let constants = texts.map(|text| match text {
                Some(text) => Constant { value: Value::Text(text), casts: vec![element.spelled.to_owned()] },
                None => Constant { value: Value::Null, casts: Vec::new() },
            });
            constants.map(|c| item(&c, element)).collect::<Option<_>>()?
        }
        _ => return None,
    };
    Some(Json::Array(items))
}

fn item(constant: &Constant, of: For<'_>) -> Option<Json> {
    if constant.value == Value::Null {
        return Some(Json::Null);
    }
    let text = scalar(constant, of)?;
    match of.ty {
        Type::Bool | Type::Json => serde_json::from_str(&text).ok(),
        Type::Int16 | Type::Int32 | Type::Int | Type::Float32 | Type::Float | Type::Decimal { .. } => {
            serde_json::from_str(&text).ok().filter(|_| is_exact(&text))
        }
        Type::Array(_) => None,
        _ => match Literal::read(&text, of.ty, of.enum_values).ok()? {
            Literal::Text(text) => Some(Json::String(text)),
            _ => None,
        },
    }
}

/// The text of a single value, as a literal of its type is written, if its casts change nothing.
fn scalar(constant: &Constant, of: For<'_>) -> Option<String> {
    let casts_are = |known: &[&str]| {
        let is_known = |cast: &String| {
            cast == of.spelled || of.domain == Some(cast.as_str()) || known.contains(&cast.as_str())
        };
        constant.casts.iter().all(is_known)
    };
    let quoted = || match &constant.value {
        Value::Text(text) if !constant.casts.is_empty() => Some(text.clone()),
        _ => None,
    };
    match of.ty {
        Type::Bool => match constant.value {
            Value::Bool(b) if casts_are(&[]) => Some(b.to_string()),
            Value::Text(ref t) if casts_are(&[]) && t == "t" => Some("true".into()),
            Value::Text(ref t) if casts_are(&[]) && t == "f" => Some("false".into()),
            _ => None,
        },
        Type::Int16 | Type::Int32 | Type::Int => {
            number(constant).filter(|_| casts_are(&["smallint", "integer", "bigint", "numeric"]))
        }
        Type::Decimal { .. } => {
            number(constant).filter(|n| casts_are(&["numeric"]) || is_whole(n) && casts_are(&WHOLE))
        }
        Type::Float32 | Type::Float => number(constant)
            .filter(|n| casts_are(&["numeric"]) || is_whole(n) && casts_are(&WHOLE))
            .map(|n| shortest(&n)),
        Type::Str { .. } | Type::Text => quoted().filter(|_| casts_are(&["text", "character varying"])),
        Type::Bytes => {
            quoted().filter(|_| casts_are(&[])).and_then(|t| Some(t.strip_prefix("\\x")?.to_owned()))
        }
        Type::DateTime => {
            let utc = quoted().filter(|_| casts_are(&[]))?;
            Some(format!("{}Z", utc.strip_suffix("+00")?))
        }
        Type::Json => quoted().filter(|t| casts_are(&[]) && keeps_numbers(t)),
        Type::Date | Type::Time | Type::Uuid | Type::Enum(_) => quoted().filter(|_| casts_are(&[])),
        Type::Raw(sql) => quoted().filter(|_| casts_are(&[&without_length(sql), printed_as(sql)])),
        Type::Domain(_) | Type::Array(_) => None,
    }
}

/// The types that keep a whole number as it is.
const WHOLE: [&str; 4] = ["smallint", "integer", "bigint", "numeric"];

fn number(constant: &Constant) -> Option<String> {
    match &constant.value {
        Value::Number(digits) => Some(digits.clone()),
        Value::Text(text) if !constant.casts.is_empty() => Some(text.clone()),
        _ => None,
    }
}

fn is_whole(number: &str) -> bool {
    number.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

/// Whether a number stays what it is when it is read as JSON, which knows integers of 64 bits and floating point.
fn is_exact(number: &str) -> bool {
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    digits <= 15 || number.parse::<i64>().is_ok()
}

/// Whether a number of a JSON text is written as it is read, down to its last zero.
fn is_same_in_json(number: &str) -> bool {
    let read = serde_json::from_str::<Json>(number).map(|n| n.to_string());
    let whole = number.parse::<f64>().map(|n| format!("{n:.0}"));
    read.is_ok_and(|n| n == number) || whole.is_ok_and(|n| n == number)
}

/// Whether all numbers of a JSON text are.
fn keeps_numbers(json: &str) -> bool {
    let mut rest = json;
    while let Some(at) = rest.find(|c: char| c == '"' || c == '-' || c.is_ascii_digit()) {
        rest = &rest[at..];
        if let Some(inner) = rest.strip_prefix('"') {
            let Some((_, after)) = quoted_item(inner) else { return false };
            rest = after;
        } else {
            let is_part = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            if !is_same_in_json(&rest[..end]) {
                return false;
            }
            rest = &rest[end..];
        }
    }
    true
}

/// `1e9` for a one with nine zeroes after it, and other numbers as they are: in one form, and not in hundreds of digits.
fn shortest(number: &str) -> String {
    match number.parse::<f64>() {
        Ok(value) if number.len() > 17 => format!("{value:e}"),
        _ => number.to_owned(),
    }
}

/// `character varying` of `character varying(20)`: constants are often printed without the length of their column.
fn without_length(spelled: &str) -> String {
    match (spelled.find('('), spelled.find(')')) {
        (Some(open), Some(close)) if open < close && !spelled.contains('"') => {
            format!("{}{}", &spelled[..open], &spelled[close + 1..])
        }
        _ => spelled.to_owned(),
    }
}

/// What constants of some types are printed as, which have two names.
fn printed_as(spelled: &str) -> &'static str {
    match spelled {
        s if s.starts_with("character(") || s == "character" => "bpchar",
        s if s.starts_with("bit(") || s == "bit" => "\"bit\"",
        _ => "",
    }
}

/// The elements of an array of one dimension in the text form, `{a,"b c",NULL}`.
fn array_text(text: &str) -> Option<Vec<Option<String>>> {
    let mut rest = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut items = Vec::new();
    if rest.is_empty() {
        return Some(items);
    }
    loop {
        let (item, after) = match rest.strip_prefix('"') {
            Some(inner) => {
                let (item, after) = quoted_item(inner)?;
                (Some(item), after)
            }
            None => {
                let end = rest.find(',').unwrap_or(rest.len());
                let item = &rest[..end];
                if item.is_empty() || item.contains(['{', '}', '"', '\\']) {
                    return None;
                }
                ((item != "NULL").then(|| item.to_owned()), &rest[end..])
            }
        };
        items.push(item);
        if after.is_empty() {
            return Some(items);
        }
        rest = after.strip_prefix(',')?;
    }
}

/// What stands before the closing quotation mark, and what comes after it.
fn quoted_item(text: &str) -> Option<(String, &str)> {
    let mut item = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Some((item, &text[at + 1..])),
            '\\' => item.push(chars.next()?.1),
            c => item.push(c),
        }
    }
    None
}

#[cfg(test)]
mod tests;
