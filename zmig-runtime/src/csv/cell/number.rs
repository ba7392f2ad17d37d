//! Numbers of cells.

use super::Kind;
use std::io::Write as _;

pub(super) fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

pub(super) fn float(text: &str) -> Option<f64> {
    // What Rust reads besides, in any case: `inf`, `infinity`, `nan`, each with a sign.
    text.parse().ok()
}

/// A number of 32 bits. SQLite keeps those of 64 in such a column too: one that is not of 32 is written with an exponent
/// and seventeen digits, which no number of 32 bits is.
pub(super) fn float32(text: &str) -> Option<f64> {
    let wide = float(text)?;
    match text.split_once(['e', 'E']) {
        Some((digits, _)) if digits.bytes().filter(u8::is_ascii_digit).count() >= 17 => Some(wide),
        _ => text.parse::<f32>().ok().map(f64::from),
    }
}

pub(super) fn put_float(n: f64, out: &mut Vec<u8>) {
    if n.is_infinite() {
        out.extend_from_slice(if n > 0.0 { b"Infinity" } else { b"-Infinity" });
    } else if is_between_no_digits(n) {
        // The same digits, in a third of the time. Writing into memory does not fail.
        let _ = serde_json::to_writer(out, &n);
    } else {
        let _ = write!(out, "{n:?}");
    }
}

/// Whether whoever prints the fewest digits prints the same ones, and no exponent. Two ways of doing so differ where a number lies
/// in the middle between two texts: then it has at most 18 digits in all. This one has 19 at least, since each bit behind
/// the point is a digit there, of which four may be leading zeros.
fn is_between_no_digits(n: f64) -> bool {
    (1e-4..1e16).contains(&n.abs()) && (n * f64::from(1_u32 << 22)).fract() != 0.0
}

pub(super) fn put_float32(n: f64, out: &mut Vec<u8>) {
    #[expect(clippy::cast_possible_truncation, reason = "what is lost is looked for")]
    let narrow = n as f32;
    if n.is_infinite() {
        put_float(n, out);
    } else if f64::from(narrow) == n || n.is_nan() {
        let _ = write!(out, "{narrow:?}");
    } else {
        let _ = write!(out, "{n:.16e}");
    }
}

/// Writes a number that SQLite keeps of a decimal of up to fifteen digits; false where it is none.
pub(super) fn put_decimal(n: f64, kind: &Kind, scale: u16, out: &mut Vec<u8>) -> bool {
    // The greatest number below which all whole ones are exact, and the powers of ten that are.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let Kind::Decimal { precision, .. } = kind else { return false };
    let (power, limit) = (10_f64.powi(scale.into()), 10_f64.powi((*precision).min(22).into()));
    let scaled = (n * power).round();
    // The number that the digits say is the number itself: dividing exact numbers rounds once, as reading digits does.
    if scale > 15 || scaled.abs() >= EXACT.min(limit) || scaled / power != n {
        return false;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and below the limit")]
    let digits = scaled as i64;
    if digits < 0 {
        out.push(b'-');
    }
    let (digits, ten) = (digits.unsigned_abs(), 10_u64.pow(scale.into()));
    let mut buffer = itoa::Buffer::new();
    out.extend_from_slice(buffer.format(digits / ten).as_bytes());
    if scale > 0 {
        let fraction = buffer.format(digits % ten).as_bytes();
        out.push(b'.');
        out.extend(std::iter::repeat_n(b'0', usize::from(scale).saturating_sub(fraction.len())));
        out.extend_from_slice(fraction);
    }
    true
}

/// The number with as many digits after the point as its column has; none where it does not fit without a loss.
pub(super) fn decimal(text: &str, precision: u16, scale: u16) -> Option<String> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (digits, exponent) = match digits.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok().filter(|e| e.abs() <= 2000)?),
        None => (digits, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let scale = usize::from(scale);
    let (whole, fraction) = shift(whole, fraction, exponent);
    let whole = whole.trim_start_matches('0');
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > scale || whole.len() > usize::from(precision).saturating_sub(scale) {
        return None;
    }
    let is_zero = whole.is_empty() && fraction.is_empty();
    let mut out = String::with_capacity(whole.len() + scale + 3);
    if negative && !is_zero {
        out.push('-');
    }
    out.push_str(if whole.is_empty() { "0" } else { whole });
    if scale > 0 {
        out.push('.');
        out.push_str(fraction);
        out.extend(std::iter::repeat_n('0', scale - fraction.len()));
    }
    Some(out)
}

/// Moves the point.
fn shift(whole: &str, fraction: &str, exponent: i32) -> (String, String) {
    let places = exponent.unsigned_abs() as usize;
    if exponent >= 0 {
        let fraction = format!("{fraction:0<places$}");
        let (moved, rest) = fraction.split_at(places);
        (format!("{whole}{moved}"), rest.to_owned())
    } else {
        let whole = format!("{whole:0>places$}");
        let (rest, moved) = whole.split_at(whole.len() - places);
        (rest.to_owned(), format!("{moved}{fraction}"))
    }
}
