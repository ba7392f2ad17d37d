//! Ages, as they are typed.

use std::str::FromStr;
use std::time::Duration;

/// `90d`, `12h`, `30m` or `45s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Age(pub Duration);

impl FromStr for Age {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no age; write a number with d, h, m or s, such as 90d");
        let (at, unit) = text.char_indices().next_back().ok_or_else(wrong)?;
        let seconds = match unit {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return Err(wrong()),
        };
        let number: u64 = text[..at].parse().map_err(|_| wrong())?;
        number.checked_mul(seconds).map(|s| Self(Duration::from_secs(s))).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_a_number_and_a_unit() {
        assert_eq!("90d".parse(), Ok(Age(Duration::from_secs(90 * 86_400))));
        assert_eq!("12h".parse(), Ok(Age(Duration::from_secs(12 * 3_600))));
        for wrong in ["", "d", "90", "90 days", "-1d", "9ä", "99999999999999999999d", "999999999999999999d"]
        {
            assert!(wrong.parse::<Age>().is_err(), "{wrong}");
        }
    }
}
