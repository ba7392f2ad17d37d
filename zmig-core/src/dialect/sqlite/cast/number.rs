//! Numbers. Decimals are rounded by their digits, half away from zero, so that nothing depends on binary fractions.

use super::{Cast, layers, trimmed};
use crate::Type;
use crate::dialect::sqlite::types::EXACT_DIGITS;

/// The least and the greatest value of an integer type.
fn range(ty: &Type) -> (i64, i64) {
    match ty {
        Type::Int16 => (i64::from(i16::MIN), i64::from(i16::MAX)),
        Type::Int32 => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    }
}

pub(super) fn int_to_int(e: &str, to: &Type) -> Cast {
    let (low, high) = range(to);
    let outside =
        if *to == Type::Int { String::new() } else { format!(" OR {e} NOT BETWEEN {low} AND {high}") };
    Cast::unless(e.to_owned(), format!("typeof({e}) NOT IN ('integer', 'null'){outside}"))
}

/// An integer as PostgreSQL reads one: blanks around it, a sign, leading zeros.
pub(super) fn text_to_int(e: &str, to: &Type) -> Cast {
    let (low, high) = range(to);
    let source = trimmed(e);
    let offends = layers(
        &format!(
            "zmig_d = '' OR zmig_d GLOB '*[^0-9]*' OR CAST(CAST(zmig_s AS INTEGER) AS TEXT) <> zmig_n \
             OR CAST(zmig_s AS INTEGER) NOT BETWEEN {low} AND {high}"
        ),
        &[
            &format!("{source} AS zmig_s"),
            "zmig_s, CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d",
            "zmig_s, zmig_d, CASE WHEN ltrim(zmig_d, '0') = '' THEN '0' \
             ELSE CASE WHEN substr(zmig_s, 1, 1) = '-' THEN '-' ELSE '' END || ltrim(zmig_d, '0') END AS zmig_n",
        ],
    );
    Cast::unless(format!("CAST({source} AS INTEGER)"), offends)
}

/// Decimal or scientific notation within the range of the type; what would vanish to 0 does not convert either.
pub(super) fn text_to_float(e: &str, to: &Type) -> Cast {
    let source = trimmed(e);
    let greatest = if *to == Type::Float32 { "3.4028235e38" } else { "1.7976931348623157e308" };
    let offends = layers(
        &format!(
            "replace(zmig_m, '.', '') = '' OR zmig_m GLOB '*[^0-9.]*' \
             OR length(zmig_m) - length(replace(zmig_m, '.', '')) > 1 \
             OR (zmig_e > 0 AND (zmig_x = '' OR zmig_x GLOB '*[^0-9]*')) \
             OR abs(CAST(zmig_s AS REAL)) > {greatest} \
             OR (CAST(zmig_s AS REAL) = 0 AND trim(replace(zmig_m, '.', ''), '0') <> '')"
        ),
        &[
            &format!("lower({source}) AS zmig_s"),
            "zmig_s, instr(zmig_s, 'e') AS zmig_e, \
             CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_u",
            "zmig_s, zmig_e, substr(zmig_u, 1, instr(zmig_u || 'e', 'e') - 1) AS zmig_m, \
             substr(zmig_u, instr(zmig_u || 'e', 'e') + 1) AS zmig_t",
            "zmig_s, zmig_e, zmig_m, \
             CASE WHEN substr(zmig_t, 1, 1) IN ('+', '-') THEN substr(zmig_t, 2) ELSE zmig_t END AS zmig_x",
        ],
    );
    Cast::unless(format!("CAST({source} AS REAL)"), offends)
}

/// A stored decimal as its digits, and the condition for what is none.
pub(super) fn decimal_source(from: &Type, e: &str) -> (String, String) {
    match from {
        Type::Decimal { precision, scale } if *precision <= EXACT_DIGITS => {
            (format!("CASE WHEN {e} IS NOT NULL THEN printf('%.{scale}f', {e}) END"), not_a_float(e))
        }
        _ => (e.to_owned(), not_plain(e)),
    }
}

/// Whether text is no plain decimal number.
pub(super) fn not_plain(e: &str) -> String {
    let wrong = layers(
        "replace(zmig_d, '.', '') = '' OR zmig_d GLOB '*[^0-9.]*' \
         OR length(zmig_d) - length(replace(zmig_d, '.', '')) > 1",
        &[
            &format!("{e} AS zmig_s"),
            "CASE WHEN substr(zmig_s, 1, 1) IN ('+', '-') THEN substr(zmig_s, 2) ELSE zmig_s END AS zmig_d",
        ],
    );
    format!("{e} IS NOT NULL AND {wrong}")
}

pub(super) fn not_a_float(e: &str) -> String {
    format!("typeof({e}) NOT IN ('real', 'integer', 'null')")
}

/// The digits in `source` as a decimal. `wrong` is what finds a source that is no number.
pub(super) fn to_decimal(source: &str, precision: u16, scale: u16, wrong: &str) -> Cast {
    let rounded = rounded(source, scale);
    let too_many = layers(
        &format!(
            "length(ltrim(substr(zmig_v, 1, instr(zmig_v || '.', '.') - 1), '-0')) > {}",
            precision - scale
        ),
        &[&format!("{rounded} AS zmig_v")],
    );
    let text = decimal_text(source, scale);
    let value = if precision <= EXACT_DIGITS { format!("CAST({text} AS NUMERIC)") } else { text };
    Cast::unless(value, format!("({wrong}) OR {too_many}"))
}

/// The digits in `source` as text with `scale` of them after the point.
pub(super) fn decimal_text(source: &str, scale: u16) -> String {
    format!("CASE WHEN {source} IS NOT NULL THEN {} END", rounded(source, scale))
}

pub(super) fn decimal_to_int(source: &str, to: &Type, wrong: &str) -> Cast {
    let (low, high) = range(to);
    let rounded = rounded(source, 0);
    let outside = layers(
        &format!(
            "CAST(CAST(zmig_v AS INTEGER) AS TEXT) <> zmig_v \
             OR CAST(zmig_v AS INTEGER) NOT BETWEEN {low} AND {high}"
        ),
        &[&format!("{rounded} AS zmig_v")],
    );
    Cast::unless(format!("CAST({rounded} AS INTEGER)"), format!("({wrong}) OR {outside}"))
}

/// By the 15 digits that PostgreSQL takes of a float, or the shortest text of a small one.
pub(super) fn float_to_decimal(from: &Type, e: &str, precision: u16, scale: u16) -> Cast {
    let digits = match from {
        Type::Float32 => super::text::small_float(e),
        _ => format!("printf('%.15g', {e})"),
    };
    let places = scale.saturating_add(1).max(15);
    let source = format!("printf('%.{places}f', CAST({digits} AS REAL))");
    let source = format!("CASE WHEN {e} IS NOT NULL THEN {source} END");
    // What 15 digits would round to more than a float can be.
    let wrong = format!("{} OR abs({e}) >= 1.797693134862315e308", not_a_float(e));
    to_decimal(&format!("({source})"), precision, scale, &wrong)
}

/// Half to even, as PostgreSQL rounds a float.
pub(super) fn float_to_int(e: &str, to: &Type) -> Cast {
    let value = layers(
        "CASE WHEN abs(zmig_x - zmig_n) > 0.5 OR (abs(zmig_x - zmig_n) = 0.5 AND zmig_n % 2 <> 0) \
         THEN zmig_n + CASE WHEN zmig_x < 0 THEN -1 ELSE 1 END ELSE zmig_n END",
        &[&format!("{e} AS zmig_x, CAST({e} AS INTEGER) AS zmig_n")],
    );
    let (low, high) = range(to);
    let outside = if *to == Type::Int {
        format!("{e} < -9223372036854775808.0 OR {e} >= 9223372036854775808.0")
    } else {
        format!("{value} NOT BETWEEN {low} AND {high}")
    };
    Cast::unless(value, format!("{} OR {outside}", not_a_float(e)))
}

/// Plain digits rounded to `scale` of them after the point, in the form `-12.50`.
fn rounded(source: &str, scale: u16) -> String {
    let fraction = if scale == 0 { String::new() } else { format!(" || '.' || substr(zmig_r, -{scale})") };
    let whole = format!("ltrim(substr(zmig_r, 1, length(zmig_r) - {scale}), '0')");
    let zeros = "0".repeat(usize::from(scale) + 1);
    let next = scale + 1;
    layers(
        &format!(
            "CASE WHEN zmig_g AND trim(zmig_r, '0') <> '' THEN '-' ELSE '' END \
             || CASE {whole} WHEN '' THEN '0' ELSE {whole} END{fraction}"
        ),
        &[
            &format!("{source} AS zmig_s"),
            "substr(zmig_s, 1, 1) = '-' AS zmig_g, ltrim(zmig_s, '+-') AS zmig_d",
            &format!(
                "zmig_g, substr(zmig_d, 1, instr(zmig_d || '.', '.') - 1) AS zmig_w, \
                 substr(zmig_d, instr(zmig_d || '.', '.') + 1) || '{zeros}' AS zmig_f"
            ),
            &format!(
                "zmig_g, '0' || zmig_w || substr(zmig_f, 1, {scale}) AS zmig_k, \
                 substr(zmig_f, {next}, 1) >= '5' AS zmig_u"
            ),
            // The last digit that is not 9 goes up by one, the nines after it become zeros.
            "zmig_g, zmig_k, zmig_u, rtrim(zmig_k, '9') AS zmig_z",
            "zmig_g, CASE WHEN zmig_u THEN substr(zmig_z, 1, length(zmig_z) - 1) \
             || (CAST(substr(zmig_z, -1) AS INTEGER) + 1) \
             || replace(hex(zeroblob(length(zmig_k) - length(zmig_z))), '00', '0') ELSE zmig_k END AS zmig_r",
        ],
    )
}
