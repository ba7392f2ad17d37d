//! Defaults read back: as a literal of the column's type where the text is one, as `now` where it says that, and else as
//! the expression that it is.

use super::sql::{DefaultText, Kind, Token, tokens};
use zmig_core::{DefaultValue, Dialect, Literal, Type};

/// The default that a text stands for; `None` is NULL.
pub(super) fn read(default: DefaultText<'_>, ty: &Type, enum_values: &[String]) -> Option<DefaultValue> {
    let found = tokens(default.sql);
    let (sign, rest) = match found.as_slice() {
        [sign, rest @ ..] if sign.is_sign('-') => ("-", rest),
        [sign, rest @ ..] if sign.is_sign('+') => ("", rest),
        rest => ("", rest),
    };
    if let ([one], "") = (rest, sign)
        && one.is("NULL")
    {
        return None;
    }
    let literal = match rest {
        [one] => literal(*one, sign, default.is_expression, ty, enum_values).map(DefaultValue::Literal),
        _ => None,
    };
    let value = literal.or_else(|| is_now(&found, ty).then_some(DefaultValue::Now));
    Some(value.unwrap_or_else(|| DefaultValue::Expr(expression(default, &found))))
}

/// Text that may stand in parentheses and means the same there.
fn expression(default: DefaultText<'_>, found: &[Token<'_>]) -> String {
    match found {
        // Outside of parentheses SQLite takes a name for a text.
        [name] if !default.is_expression && is_text(*name) => {
            Dialect::Sqlite.quote_text(&name.name().unwrap_or_default())
        }
        _ => default.sql.trim().to_owned(),
    }
}

/// Whether a name outside of parentheses is a text: all but the words that mean a value.
fn is_text(token: Token<'_>) -> bool {
    let words = ["NULL", "TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME"];
    match token.kind {
        Kind::Quoted => true,
        Kind::Word => !words.iter().any(|w| token.is(w)),
        Kind::Text | Kind::Blob | Kind::Number | Kind::Sign => false,
    }
}

/// A literal of the type. It has to be one that zmig writes back as a value of the same kind: `DEFAULT '5'` of a whole
/// number stays an expression, and so does what an index would not find again.
fn literal(
    token: Token<'_>,
    sign: &str,
    is_expression: bool,
    ty: &Type,
    enum_values: &[String],
) -> Option<Literal> {
    let is_text = sign.is_empty() && (token.kind == Kind::Text || (!is_expression && is_text(token)));
    let is_number = token.kind == Kind::Number && !token.text.contains(['x', 'X', '_']);
    let read = |text: &str| Literal::read(text, ty, enum_values).ok();
    match ty {
        Type::Bool if token.is("TRUE") || (token.text == "1" && sign.is_empty()) => Some(Literal::Bool(true)),
        Type::Bool if token.is("FALSE") || (token.text == "0" && sign.is_empty()) => {
            Some(Literal::Bool(false))
        }
        Type::Bool => None,
        Type::Int16 | Type::Int32 | Type::Int if is_number => read(&format!("{sign}{}", token.text)),
        Type::Float32 | Type::Float if is_number => read(&format!("{sign}{}", token.text)),
        // Up to so many digits they are written as numbers, and else as text.
        Type::Decimal { .. } if is_number && !is_decimal_text(ty) => read(&format!("{sign}{}", token.text)),
        Type::Decimal { .. } if is_text && is_decimal_text(ty) => {
            // Only in the one form in which it is written, so that it compares with what is stored.
            let text = token.name().unwrap_or_default();
            read(&text).filter(|l| *l == Literal::Number(text.into_owned()))
        }
        Type::Bytes if token.kind == Kind::Blob && sign.is_empty() => read(&token.inside()),
        Type::DateTime if is_text => instant(&token.name().unwrap_or_default()).and_then(|text| read(&text)),
        Type::Uuid if is_text => {
            let text = token.name().unwrap_or_default();
            read(&text).filter(|l| *l == Literal::Text(text.into_owned()))
        }
        Type::Str { .. }
        | Type::Text
        | Type::Enum(_)
        | Type::Date
        | Type::Time
        | Type::Json
        | Type::Array(_)
        | Type::Raw(_)
            if is_text =>
        {
            read(&token.name().unwrap_or_default())
        }
        _ => None,
    }
}

/// Whether a decimal is kept as text.
fn is_decimal_text(ty: &Type) -> bool {
    Dialect::Sqlite.spell(ty).starts_with("DECIMAL_TEXT")
}

/// An instant as zmig writes it, in the form of a literal.
fn instant(text: &str) -> Option<String> {
    let local = text.strip_suffix("+00:00")?;
    let (_, time) = local.split_once('T')?;
    let trimmed = if time.contains('.') { local.trim_end_matches('0').trim_end_matches('.') } else { local };
    Some(format!("{trimmed}Z"))
}

/// The ways to say the moment of the insertion: SQL's own words, SQLite's function, and what zmig writes.
fn is_now(found: &[Token<'_>], ty: &Type) -> bool {
    let words: Vec<String> = found
        .iter()
        .map(|t| if t.kind == Kind::Word { t.text.to_ascii_lowercase() } else { t.text.to_owned() })
        .collect();
    let text = words.concat();
    match ty {
        // Other forms of an instant are left as they are: one column should not hold two.
        Type::DateTime => {
            ["current_timestamp", "datetime('now')", "strftime('%Y-%m-%dT%H:%M:%f','now')||'+00:00'"]
                .contains(&text.as_str())
        }
        Type::Date => ["current_date", "date('now')"].contains(&text.as_str()),
        Type::Time => ["current_time", "time('now')", "strftime('%H:%M:%f','now')"].contains(&text.as_str()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected` as JSON.
    fn check(ty: &str, sql: &str, expected: &str) {
        let ty: Type = ty.parse().expect("a type");
        let (sql, is_expression) = match sql.strip_prefix('(') {
            Some(inner) => (inner.strip_suffix(')').expect("closed"), true),
            None => (sql, false),
        };
        let found = read(DefaultText { sql, is_expression }, &ty, &["draft".into(), "it's".into()]);
        assert_eq!(serde_json::to_string(&found).expect("JSON"), expected, "{ty} {sql}");
    }

    #[test]
    fn defaults_are_literals_where_they_can_be() {
        for (ty, sql, expected) in [
            ("int", "7", r#"{"literal":{"int":7}}"#),
            ("int", "- 7", r#"{"literal":{"int":-7}}"#),
            ("int", "+7", r#"{"literal":{"int":7}}"#),
            ("int", "(7)", r#"{"literal":{"int":7}}"#),
            ("int", "'7'", r#"{"expr":"'7'"}"#),
            ("int", "0x10", r#"{"expr":"0x10"}"#),
            ("int", "1.5", r#"{"expr":"1.5"}"#),
            ("int16", "99999", r#"{"expr":"99999"}"#),
            ("int", "-9223372036854775808", r#"{"literal":{"int":-9223372036854775808}}"#),
            ("int", "(1 + 1)", r#"{"expr":"1 + 1"}"#),
            ("int", "NULL", "null"),
            ("bool", "1", r#"{"literal":{"bool":true}}"#),
            ("bool", "false", r#"{"literal":{"bool":false}}"#),
            ("bool", "2", r#"{"expr":"2"}"#),
            ("float", "1e3", r#"{"literal":{"number":"1e3"}}"#),
            ("float", "-.5", r#"{"literal":{"number":"-.5"}}"#),
            ("decimal(10,2)", "0", r#"{"literal":{"number":"0.00"}}"#),
            ("decimal(10,2)", "1.234", r#"{"expr":"1.234"}"#),
            ("decimal(30,2)", "'1.20'", r#"{"literal":{"number":"1.20"}}"#),
            ("decimal(30,2)", "'1.2'", r#"{"expr":"'1.2'"}"#),
            ("str", "'it''s'", r#"{"literal":{"text":"it's"}}"#),
            ("str", "\"it's\"", r#"{"literal":{"text":"it's"}}"#),
            ("str", "word", r#"{"literal":{"text":"word"}}"#),
            ("str", "(word)", r#"{"expr":"word"}"#),
            ("str(3)", "'long'", r#"{"expr":"'long'"}"#),
            ("text", "5", r#"{"expr":"5"}"#),
            ("text", "current_timestamp", r#"{"expr":"current_timestamp"}"#),
            ("text", "'a' || 'b'", r#"{"expr":"'a' || 'b'"}"#),
            ("enum:state", "'draft'", r#"{"literal":{"text":"draft"}}"#),
            ("enum:state", "'gone'", r#"{"expr":"'gone'"}"#),
            ("bytes", "X'00FF'", r#"{"literal":{"text":"00ff"}}"#),
            ("bytes", "'00ff'", r#"{"expr":"'00ff'"}"#),
            ("date", "'2024-02-29'", r#"{"literal":{"text":"2024-02-29"}}"#),
            ("date", "'today'", r#"{"expr":"'today'"}"#),
            ("date", "\"today\"", r#"{"expr":"'today'"}"#),
            ("date", "CURRENT_DATE", r#""now""#),
            ("time", "(strftime('%H:%M:%f', 'now'))", r#""now""#),
            ("datetime", "CURRENT_TIMESTAMP", r#""now""#),
            ("datetime", "(strftime('%Y-%m-%dT%H:%M:%f', 'now') || '+00:00')", r#""now""#),
            ("datetime", "(datetime('now','localtime'))", r#"{"expr":"datetime('now','localtime')"}"#),
            (
                "datetime",
                "'2024-02-29T10:00:00.500+00:00'",
                r#"{"literal":{"text":"2024-02-29T10:00:00.5Z"}}"#,
            ),
            ("datetime", "'2024-02-29 10:00:00'", r#"{"expr":"'2024-02-29 10:00:00'"}"#),
            ("json", "'{\"a\": [1]}'", r#"{"literal":{"text":"{\"a\":[1]}"}}"#),
            ("json", "'{'", r#"{"expr":"'{'"}"#),
            (
                "uuid",
                "'67E55044-10b1-426f-9247-bb680e5fe0c8'",
                r#"{"expr":"'67E55044-10b1-426f-9247-bb680e5fe0c8'"}"#,
            ),
            ("sql:NUMERIC", "0", r#"{"expr":"0"}"#),
            ("sql:NUMERIC", "'0'", r#"{"literal":{"text":"0"}}"#),
        ] {
            check(ty, sql, expected);
        }
    }
}
