//! Whether a cell is in its canonical form already, told from its bytes: nearly every cell of a file that a program wrote
//! is, and parsing it to print it again takes ten times as long.

use super::Kind;

/// Whether the bytes of a cell are what [`super::Codec::write`] would write for them. False says nothing.
pub(super) fn is_canonical(kind: &Kind, raw: &str) -> bool {
    let bytes = raw.as_bytes();
    match kind {
        Kind::Bool => matches!(raw, "true" | "false"),
        // Eighteen digits always fit 64 bits.
        Kind::Integer { min, max } => {
            let digits = raw.strip_prefix('-').unwrap_or(raw).as_bytes();
            let plain = matches!(digits.len(), 1..=18)
                && digits.iter().all(u8::is_ascii_digit)
                && (digits[0] != b'0' || raw == "0");
            plain && (*min == i64::MIN || raw.parse().is_ok_and(|n: i64| (*min..=*max).contains(&n)))
        }
        Kind::Decimal { precision, scale } => is_decimal(raw, usize::from(*precision), usize::from(*scale)),
        Kind::Text { longest } => {
            !bytes.is_empty()
                && bytes[0] != b'"'
                && longest.is_none_or(|longest| bytes.len() <= longest as usize)
        }
        Kind::Date => is_date(bytes),
        Kind::Time => is_time(bytes),
        Kind::DateTime => {
            bytes.len() >= 20
                && bytes[10] == b'T'
                && bytes.ends_with(b"Z")
                && is_date(&bytes[..10])
                && is_time(&bytes[11..bytes.len() - 1])
        }
        Kind::Uuid => is_uuid(bytes),
        Kind::Float32 | Kind::Float | Kind::Bytes | Kind::Json | Kind::List(_) | Kind::Raw => false,
    }
}

fn is_decimal(raw: &str, precision: usize, scale: usize) -> bool {
    let digits = raw.strip_prefix('-').unwrap_or(raw).as_bytes();
    let (whole, fraction) = match scale {
        0 => (digits, &b""[..]),
        _ => match digits.len().checked_sub(scale + 1) {
            Some(point) if digits[point] == b'.' => (&digits[..point], &digits[point + 1..]),
            _ => return false,
        },
    };
    let all_digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let has_no_zero_before = match whole {
        [] => false,
        [b'0'] => true,
        [first, ..] => *first != b'0',
    };
    let whole_digits = if whole == b"0" { 0 } else { whole.len() };
    let is_negative_zero = digits.len() < raw.len() && digits.iter().all(|b| matches!(b, b'0' | b'.'));
    has_no_zero_before
        && all_digits(whole)
        && all_digits(fraction)
        && whole_digits + scale <= precision
        && !is_negative_zero
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
}

/// `2025-12-20`, of the years 1 to 9999.
pub(super) fn is_date(bytes: &[u8]) -> bool {
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return false;
    }
    let (Some(year), Some(month), Some(day)) =
        (number(&bytes[..4]), number(&bytes[5..7]), number(&bytes[8..]))
    else {
        return false;
    };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return false,
    };
    year >= 1 && (1..=days).contains(&day)
}

/// `12:00:00`, or with a fraction of up to nine digits that ends in none that is zero.
fn is_time(bytes: &[u8]) -> bool {
    if bytes.len() < 8 || bytes[2] != b':' || bytes[5] != b':' {
        return false;
    }
    let below = |digits: &[u8], limit| number(digits).is_some_and(|n| n < limit);
    let clock = below(&bytes[..2], 24) && below(&bytes[3..5], 60) && below(&bytes[6..8], 60);
    clock
        && match &bytes[8..] {
            [] => true,
            [b'.', fraction @ ..] => {
                matches!(fraction.len(), 1..=9)
                    && fraction.iter().all(u8::is_ascii_digit)
                    && !fraction.ends_with(b"0")
            }
            _ => false,
        }
}

fn is_uuid(bytes: &[u8]) -> bool {
    bytes.len() == 36
        && bytes.iter().enumerate().all(|(i, b)| match i {
            8 | 13 | 18 | 23 => *b == b'-',
            _ => matches!(b, b'0'..=b'9' | b'a'..=b'f'),
        })
}

/// The instant that SQLite holds for a canonical cell: sqlx writes three, six or nine digits of a fraction, and the zone.
pub(super) fn held_instant(raw: &str) -> String {
    let local = raw.strip_suffix('Z').unwrap_or(raw);
    let mut out = String::with_capacity(local.len() + 9);
    out.push_str(local);
    fill(&mut out, 19);
    out.push_str("+00:00");
    out
}

/// The time of day that SQLite holds for a canonical cell.
pub(super) fn held_time(raw: &str) -> String {
    let mut out = raw.to_owned();
    fill(&mut out, 8);
    out
}

/// Fills a fraction up with zeros, to three, six or nine digits.
fn fill(out: &mut String, clock: usize) {
    if let Some(digits) = out.len().checked_sub(clock + 1) {
        let wanted = digits.next_multiple_of(3);
        out.extend(std::iter::repeat_n('0', wanted - digits));
    }
}

/// The canonical cell of an instant as sqlx writes it for SQLite; none where it is written otherwise.
pub(super) fn of_held_instant(text: &str) -> Option<(&str, &str)> {
    let local = text.strip_suffix("+00:00")?;
    let without = match local.contains('.') {
        true => local.trim_end_matches('0').trim_end_matches('.'),
        false => local,
    };
    let bytes = without.as_bytes();
    let fits = bytes.len() >= 19 && bytes[10] == b'T' && is_date(&bytes[..10]) && is_time(&bytes[11..]);
    fits.then_some((without, "Z"))
}
