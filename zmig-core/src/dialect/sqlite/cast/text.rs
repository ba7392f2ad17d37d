//! Text forms, and what is read from text that is neither a number nor a time.

use super::{Cast, layers, number, time, trimmed};
use crate::Type;

/// The text form of a value, as PostgreSQL writes it; an instant as RFC 3339 with microseconds.
pub(super) fn of(from: &Type, e: &str) -> Cast {
    match from {
        Type::Bool => Cast::unless(
            format!("CASE {e} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END"),
            format!("{e} NOT IN (0, 1)"),
        ),
        Type::Int16 | Type::Int32 | Type::Int => {
            Cast::unless(format!("CAST({e} AS TEXT)"), format!("typeof({e}) NOT IN ('integer', 'null')"))
        }
        Type::Float => Cast::unless(float(e), number::not_a_float(e)),
        Type::Float32 => Cast::unless(small_float(e), number::not_a_float(e)),
        Type::Decimal { scale, .. } => {
            let (source, wrong) = number::decimal_source(from, e);
            Cast::unless(number::decimal_text(&source, *scale), wrong)
        }
        Type::Time => Cast::always(format!(
            "CASE WHEN instr({e}, '.') > 0 THEN rtrim(rtrim({e}, '0'), '.') ELSE {e} END"
        )),
        Type::DateTime => time::instant_to_text(e),
        Type::Uuid => Cast::always(format!("lower({e})")),
        _ => Cast::always(e.to_owned()),
    }
}

/// The shortest of 15, 16 and 17 digits that reads back as the same number; whole numbers without a point, and from 10^15 on
/// with an exponent.
fn float(e: &str) -> String {
    let digits = |n: u8, alternate: &str| digits(e, n, 15, alternate);
    let (short, middle) = (format!("printf('%.15g', {e})"), digits(16, ""));
    format!(
        "CASE WHEN {e} IS NULL THEN NULL WHEN CAST({short} AS REAL) = {e} THEN {short} \
         WHEN CAST({middle} AS REAL) = {e} THEN {middle} ELSE {} END",
        digits(17, "!")
    )
}

/// The shortest of 6 to 9 digits that reads back as the same number of 32 bits; from 10^6 on with an exponent.
pub(super) fn small_float(e: &str) -> String {
    let short = format!("printf('%.6g', {e})");
    let is_same = |text: &str| format!("abs(CAST({text} AS REAL) - {e}) <= abs({e}) * 2.9e-8");
    let mut sql = format!("CASE WHEN {e} IS NULL THEN NULL WHEN {} THEN {short}", is_same(&short));
    for n in 7..9 {
        let text = digits(e, n, 6, "");
        sql.push_str(&format!(" WHEN {} THEN {text}", is_same(&text)));
    }
    format!("{sql} ELSE {} END", digits(e, 9, 6, ""))
}

/// A number of `n` digits, with an exponent where it is 10^`from` or greater, as PostgreSQL writes it. The last digit is none
/// that could be left out, or fewer digits would do.
fn digits(e: &str, n: u8, from: u8, alternate: &str) -> String {
    let (plain, scientific) = (format!("%{alternate}.{n}g"), format!("%{alternate}.{}e", n - 1));
    format!("printf(CASE WHEN abs({e}) < 1e{from} THEN '{plain}' ELSE '{scientific}' END, {e})")
}

/// The words that PostgreSQL reads as booleans.
pub(super) fn to_bool(e: &str) -> Cast {
    const TRUE: &str = "'t', 'tr', 'tru', 'true', 'y', 'ye', 'yes', 'on', '1'";
    const FALSE: &str = "'f', 'fa', 'fal', 'fals', 'false', 'n', 'no', 'of', 'off', '0'";
    let word = format!("lower({})", trimmed(e));
    Cast::unless(
        format!("CASE WHEN {word} IN ({TRUE}) THEN 1 WHEN {word} IN ({FALSE}) THEN 0 END"),
        format!("{word} NOT IN ({TRUE}, {FALSE})"),
    )
}

/// With or without hyphens and braces, in either case.
pub(super) fn to_uuid(e: &str) -> Cast {
    let bare = format!("lower(replace(replace(replace({e}, '-', ''), '{{', ''), '}}', ''))");
    let value = layers(
        "substr(zmig_h, 1, 8) || '-' || substr(zmig_h, 9, 4) || '-' || substr(zmig_h, 13, 4) || '-' \
         || substr(zmig_h, 17, 4) || '-' || substr(zmig_h, 21)",
        &[&format!("{bare} AS zmig_h")],
    );
    let offends = layers(
        "length(zmig_h) <> 32 OR zmig_h GLOB '*[^0-9a-f]*' OR NOT (length(zmig_s) IN (32, 34) \
         OR zmig_s GLOB '????????-????-????-????-????????????' \
         OR zmig_s GLOB '{????????-????-????-????-????????????}')",
        &[&format!("{bare} AS zmig_h, {e} AS zmig_s")],
    );
    Cast::unless(value, offends)
}
