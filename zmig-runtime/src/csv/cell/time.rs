//! Dates and times of cells.

use chrono::{
    DateTime, Datelike as _, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, Timelike as _, Utc,
};

/// A time of day, or an instant.
pub(super) struct Moment<T>(T);

/// A date in its one form; none where the text is no date of the years 1 to 9999, which are those that every database
/// reads from that form.
pub(super) fn date(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10 && bytes[4] == b'-' && bytes[7] == b'-';
    let date: NaiveDate = text.parse().ok().filter(|_| shaped)?;
    (date.year() >= 1).then(|| text.to_owned())
}

pub(super) fn time(text: &str) -> Option<Moment<NaiveTime>> {
    naive_time(text).map(Moment)
}

fn naive_time(text: &str) -> Option<NaiveTime> {
    let shaped = text.as_bytes().get(2) == Some(&b':') && text.is_ascii();
    let read = match text.len() {
        5 => NaiveTime::parse_from_str(text, "%R"),
        _ => NaiveTime::parse_from_str(text, "%T%.f"),
    };
    // A leap second has no place in a database.
    read.ok().filter(|t| shaped && t.nanosecond() < 1_000_000_000)
}

/// An instant; without a zone it is one in UTC.
pub(super) fn instant(text: &str) -> Option<Moment<DateTime<Utc>>> {
    let (day, rest) = (text.get(..10)?, text.get(11..)?);
    let between = text.as_bytes().get(10)?;
    if !matches!(between, b'T' | b't' | b' ') {
        return None;
    }
    date(day)?;
    let at = rest.find(['Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (clock, zone) = rest.split_at(at);
    let naive = NaiveDateTime::new(day.parse().ok()?, naive_time(clock)?);
    let instant = naive.and_utc().checked_sub_signed(offset(zone)?)?;
    (1..=9999).contains(&instant.year()).then_some(Moment(instant))
}

/// `Z`, `+02`, `+0200`, `+02:00` or nothing.
fn offset(zone: &str) -> Option<chrono::TimeDelta> {
    if matches!(zone, "" | "Z" | "z") {
        return Some(chrono::TimeDelta::zero());
    }
    let (sign, digits) = zone.split_at_checked(1)?;
    let digits: String = match digits.as_bytes() {
        [_, _, b':', _, _] => digits.replace(':', ""),
        _ => digits.to_owned(),
    };
    if !matches!(digits.len(), 2 | 4) || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let hours: i64 = digits[..2].parse().ok()?;
    let minutes: i64 = digits.get(2..).filter(|m| !m.is_empty()).map_or(Some(0), |m| m.parse().ok())?;
    if hours > 23 || minutes > 59 {
        return None;
    }
    let minutes = hours * 60 + minutes;
    Some(chrono::TimeDelta::minutes(if sign == "-" { -minutes } else { minutes }))
}

impl Moment<NaiveTime> {
    /// As sqlx binds it to SQLite.
    pub(super) fn held(&self) -> String {
        self.0.format("%T%.f").to_string()
    }

    pub(super) fn canonical(&self) -> String {
        without_zeros(self.held())
    }
}

impl Moment<DateTime<Utc>> {
    /// As sqlx binds it to SQLite.
    pub(super) fn held(&self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::AutoSi, false)
    }

    pub(super) fn canonical(&self) -> String {
        without_zeros(self.0.format("%FT%T%.f").to_string()) + "Z"
    }
}

/// A fraction of a second has no zeros at its end.
fn without_zeros(text: String) -> String {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}
