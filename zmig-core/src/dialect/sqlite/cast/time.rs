//! Dates, times and instants: text that only sqlx's readers and SQLite's functions take for such.

use super::{Cast, layers, trimmed};

/// Whether text is no date of the calendar in the form `2025-12-20`.
pub(super) fn not_a_date(e: &str) -> String {
    format!("{e} IS NOT NULL AND NOT ({})", is_date(e))
}

fn is_date(e: &str) -> String {
    // SQLite takes 2023-02-30 for the second of March; a date that stays itself is one.
    format!(
        "{e} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]' AND {e} >= '0001' \
         AND coalesce(date({e}, '+0 days') = {e}, 0)"
    )
}

/// `09:30`, `09:30:00`, `09:30:00.5`; stored with seconds, and with three or six digits after the point or none.
pub(super) fn text_to_time(e: &str) -> Cast {
    let source = trimmed(e);
    let value = layers(
        &format!("substr(zmig_t || ':00', 1, 8){}", fraction("zmig_t")),
        &[&format!("{source} AS zmig_t")],
    );
    let offends = layers(&format!("NOT ({})", is_time("zmig_t", 15)), &[&format!("{source} AS zmig_t")]);
    Cast::unless(
        format!("CASE WHEN {e} IS NOT NULL THEN {value} END"),
        format!("{e} IS NOT NULL AND {offends}"),
    )
}

pub(super) fn text_to_instant(e: &str) -> Cast {
    let value = instant(&trimmed(e), 15);
    Cast::unless(value.clone(), format!("{e} IS NOT NULL AND {value} IS NULL"))
}

pub(super) fn instant_to_date(e: &str) -> Cast {
    let value = instant(e, 18);
    Cast::unless(format!("substr({value}, 1, 10)"), format!("{e} IS NOT NULL AND {value} IS NULL"))
}

/// `2025-12-20T09:30:00.000000Z`
pub(super) fn instant_to_text(e: &str) -> Cast {
    let value = instant(e, 18);
    let text = layers(
        "substr(zmig_i, 1, 19) || '.' || substr(CASE WHEN substr(zmig_i, 20, 1) = '.' \
         THEN substr(zmig_i, 21, instr(zmig_i, '+') - 21) ELSE '' END || '000000', 1, 6) || 'Z'",
        &[&format!("{value} AS zmig_i")],
    );
    Cast::unless(text, format!("{e} IS NOT NULL AND {value} IS NULL"))
}

/// An instant as sqlx writes it, in UTC, from text with or without a zone; NULL of what is none. At most `longest`
/// characters of time, which limits the digits after the point.
fn instant(source: &str, longest: u8) -> String {
    let zone = "CASE WHEN upper(substr(zmig_r, -1)) = 'Z' THEN 'Z' \
         WHEN zmig_r GLOB '*[+-][0-9][0-9]:[0-9][0-9]' THEN substr(zmig_r, -6) \
         WHEN zmig_r GLOB '*[+-][0-9][0-9][0-9][0-9]' THEN substr(zmig_r, -5) \
         WHEN zmig_r GLOB '*[+-][0-9][0-9]' THEN substr(zmig_r, -3) ELSE '' END";
    let offset = "CASE length(zmig_z) WHEN 6 THEN zmig_z \
         WHEN 5 THEN substr(zmig_z, 1, 3) || ':' || substr(zmig_z, 4) \
         WHEN 3 THEN zmig_z || ':00' ELSE '+00:00' END";
    layers(
        &format!(
            "CASE WHEN {} AND zmig_p IN ('T', 't', ' ') AND {} \
             THEN strftime('%Y-%m-%dT%H:%M:%S', zmig_d || 'T' || substr(zmig_t || ':00', 1, 8) || zmig_o){} \
             || '+00:00' END",
            is_date("zmig_d"),
            is_time("zmig_t", longest),
            fraction("zmig_t")
        ),
        &[
            &format!("{source} AS zmig_s"),
            "substr(zmig_s, 1, 10) AS zmig_d, CASE WHEN length(zmig_s) = 10 THEN 'T' ELSE substr(zmig_s, 11, 1) END \
             AS zmig_p, CASE WHEN length(zmig_s) = 10 THEN '00:00' ELSE substr(zmig_s, 12) END AS zmig_r",
            &format!("zmig_d, zmig_p, zmig_r, {zone} AS zmig_z"),
            &format!(
                "zmig_d, zmig_p, rtrim(substr(zmig_r, 1, length(zmig_r) - length(zmig_z))) AS zmig_t, \
                 {offset} AS zmig_o"
            ),
        ],
    )
}

fn is_time(t: &str, longest: u8) -> String {
    format!(
        "substr({t}, 1, 5) GLOB '[0-2][0-9]:[0-5][0-9]' AND {t} < '24' AND (length({t}) = 5 \
         OR (substr({t}, 6, 3) GLOB ':[0-5][0-9]' AND (length({t}) = 8 OR (substr({t}, 9, 1) = '.' \
         AND length({t}) BETWEEN 10 AND {longest} AND substr({t}, 10) NOT GLOB '*[^0-9]*'))))"
    )
}

/// ` || '.500'` where there is a fraction: three digits, or six where three are not enough.
fn fraction(t: &str) -> String {
    let digits = format!("rtrim(substr({t}, 10, 6), '0')");
    format!(
        " || CASE WHEN {digits} = '' THEN '' WHEN length({digits}) <= 3 \
         THEN '.' || substr({digits} || '000', 1, 3) ELSE '.' || substr({digits} || '000000', 1, 6) END"
    )
}
