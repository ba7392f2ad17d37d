//! Timestamps of migrations: `YYYYMMDDHHMMSS` in UTC.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Seconds since 1970-01-01 UTC, written as fourteen digits. Years 1970 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Stamp(u64);

/// 9999-12-31T23:59:59Z
const LAST: u64 = 253_402_300_799;

impl Stamp {
    /// The stamp of a time in seconds since 1970; times past the year 9999 become its end.
    pub fn from_unix(seconds: u64) -> Self {
        Self(seconds.min(LAST))
    }

    /// Seconds since 1970.
    pub fn unix(self) -> u64 {
        self.0
    }

    /// The second after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self::from_unix(self.0 + 1)
    }

    /// The day, as `YYYY-MM-DD`.
    pub fn date(self) -> String {
        let (y, m, d) = civil(self.0 / 86_400);
        format!("{y:04}-{m:02}-{d:02}")
    }
}

/// Days since 1970 to year, month and day. The well-known algorithm of eras of 400 years that begin in March.
fn civil(days: u64) -> (u64, u64, u64) {
    let z = days + 719_468;
    let (era, doe) = (z / 146_097, z % 146_097);
    let yoe = (doe - doe / 1460 + doe / 36_524 - doe / 146_096) / 365;
    let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    let mp = (5 * doy + 2) / 153;
    let month = if mp < 10 { mp + 3 } else { mp - 9 };
    (yoe + era * 400 + u64::from(month <= 2), month, doy - (153 * mp + 2) / 5 + 1)
}

fn days(year: u64, month: u64, day: u64) -> u64 {
    let y = if month <= 2 { year - 1 } else { year };
    let (era, yoe) = (y / 400, y % 400);
    let mp = if month > 2 { month - 3 } else { month + 9 };
    let doe = yoe * 365 + yoe / 4 - yoe / 100 + (153 * mp + 2) / 5 + day - 1;
    era * 146_097 + doe - 719_468
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = civil(self.0 / 86_400);
        let s = self.0 % 86_400;
        write!(f, "{y:04}{m:02}{d:02}{:02}{:02}{:02}", s / 3600, s / 60 % 60, s % 60)
    }
}

impl FromStr for Stamp {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let bad = || format!("`{text}` is no stamp of the form YYYYMMDDHHMMSS");
        if text.len() != 14 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return Err(bad());
        }
        let part = |from: usize, to: usize| text[from..to].parse::<u64>().unwrap_or(0);
        let (y, m, d) = (part(0, 4), part(4, 6), part(6, 8));
        let (hour, minute, second) = (part(8, 10), part(10, 12), part(12, 14));
        if y < 1970 || !(1..=12).contains(&m) || !(1..=31).contains(&d) {
            return Err(bad());
        }
        let stamp = Self(days(y, m, d) * 86_400 + hour * 3600 + minute * 60 + second);
        // A day or an hour that does not exist comes out as another.
        if stamp.to_string() == text { Ok(stamp) } else { Err(bad()) }
    }
}

impl From<Stamp> for String {
    fn from(stamp: Stamp) -> Self {
        stamp.to_string()
    }
}

impl TryFrom<String> for Stamp {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_read_back() {
        for (unix, text) in [
            (0, "19700101000000"),
            (951_782_400, "20000229000000"),
            (1_766_232_000, "20251220120000"),
            (LAST, "99991231235959"),
        ] {
            assert_eq!(Stamp::from_unix(unix).to_string(), text);
            assert_eq!(text.parse(), Ok(Stamp::from_unix(unix)));
        }
        assert_eq!(Stamp::from_unix(u64::MAX).to_string(), "99991231235959");
        for bad in ["20230229000000", "20231301000000", "20230101240000", "2023", "2023010100000x"] {
            assert!(bad.parse::<Stamp>().is_err(), "{bad}");
        }
    }
}
