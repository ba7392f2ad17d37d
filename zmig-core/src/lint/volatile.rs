//! Whether an expression gives each row of one statement a value of its own.

use super::DefaultFact;

/// Functions that give all rows of one statement the same value. Any other function may not: PostgreSQL takes one that a
/// user made for volatile unless its author says otherwise.
const STEADY: [&str; 44] = [
    "now",
    "transaction_timestamp",
    "statement_timestamp",
    "current_setting",
    "date_trunc",
    "date_part",
    "to_timestamp",
    "to_date",
    "to_char",
    "make_date",
    "make_interval",
    "make_timestamp",
    "make_timestamptz",
    "timezone",
    "lower",
    "upper",
    "trim",
    "btrim",
    "ltrim",
    "rtrim",
    "concat",
    "coalesce",
    "nullif",
    "greatest",
    "least",
    "abs",
    "round",
    "floor",
    "ceil",
    "ceiling",
    "length",
    "md5",
    "repeat",
    "replace",
    "substring",
    "left",
    "right",
    "array",
    "row",
    "jsonb_build_object",
    "json_build_object",
    "jsonb_build_array",
    "json_build_array",
    "cast",
];

/// What a default's SQL gives.
pub(crate) fn of_expression(sql: &str) -> DefaultFact {
    let is_volatile = called(sql).iter().any(|name| {
        let bare = name.rsplit('.').next().unwrap_or(name);
        !STEADY.contains(&bare)
    });
    if sql.trim().eq_ignore_ascii_case("null") {
        DefaultFact::None
    } else if is_volatile {
        DefaultFact::Volatile
    } else {
        DefaultFact::Constant
    }
}

/// The names of the functions that an expression calls, in lower case: words before an opening parenthesis. What stands
/// in quotation marks is no call, and what follows `::` is a type.
fn called(sql: &str) -> Vec<String> {
    let (mut out, mut word) = (Vec::new(), String::new());
    let (mut quoted, mut is_type, mut ended) = (false, false, false);
    for c in sql.chars() {
        if c == '\'' {
            quoted = !quoted;
            word.clear();
        } else if quoted || c == '"' {
            continue;
        } else if c.is_whitespace() {
            ended = true;
        } else if c.is_alphanumeric() || c == '_' || c == '.' {
            if std::mem::take(&mut ended) {
                word.clear();
            }
            word.extend(c.to_lowercase());
        } else {
            if c == '(' && !word.is_empty() && !is_type {
                out.push(word.clone());
            }
            is_type = c == ':';
            word.clear();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_calls_of_steady_functions_are_constant() {
        for (sql, expected) in [
            ("0", DefaultFact::Constant),
            ("'random()'", DefaultFact::Constant),
            ("NULL", DefaultFact::None),
            ("now()", DefaultFact::Constant),
            ("CURRENT_TIMESTAMP", DefaultFact::Constant),
            ("now() + interval '1 day'", DefaultFact::Constant),
            ("'x'::varchar(20)", DefaultFact::Constant),
            ("0::numeric(10,2)", DefaultFact::Constant),
            ("random()", DefaultFact::Volatile),
            ("public.Gen_Random_Uuid ()", DefaultFact::Volatile),
            ("(1 + floor(random() * 6))", DefaultFact::Volatile),
            ("nextval('s'::regclass)", DefaultFact::Volatile),
            ("clock_timestamp()", DefaultFact::Volatile),
        ] {
            assert_eq!(of_expression(sql), expected, "{sql}");
        }
    }
}
