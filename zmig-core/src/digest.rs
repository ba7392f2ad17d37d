//! Checksums of texts and of sets of migrations.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// The checksum of a text: SHA-256 over its LF-normalised form without a byte order mark, so that a checkout with
/// CRLF verifies. Written as `sha256:` and 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Checksum([u8; 32]);

/// Text that is no checksum.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no checksum of the form `sha256:` and 64 hexadecimal digits")]
pub struct ParseChecksum(pub String);

/// The text without a byte order mark and with LF line ends.
pub fn normalise_text(text: &str) -> Cow<'_, str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) }
}

impl Checksum {
    /// The checksum of a text.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(normalise_text(text).as_bytes()).into())
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "sha256:{}", hex(&self.0))
    }
}

impl fmt::Debug for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Checksum {
    type Err = ParseChecksum;

    fn from_str(text: &str) -> Result<Self, ParseChecksum> {
        let bytes = text.strip_prefix("sha256:").and_then(unhex);
        bytes.map(Self).ok_or_else(|| ParseChecksum(text.to_owned()))
    }
}

impl From<Checksum> for String {
    fn from(checksum: Checksum) -> Self {
        checksum.to_string()
    }
}

impl TryFrom<String> for Checksum {
    type Error = ParseChecksum;

    fn try_from(text: String) -> Result<Self, ParseChecksum> {
        text.parse()
    }
}

/// The digest of a set of migrations, whatever the order in which they were added: the sum, in four lanes of 64 bits,
/// of each member's SHA-256. Adding and removing a member cost the same, so a history row can carry the digest of all
/// that is applied.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct SetDigest([u64; 4]);

impl SetDigest {
    /// The digest of no migration at all.
    pub const EMPTY: Self = Self([0; 4]);

    /// Adds a migration by its name and the checksum of its up.
    pub fn add(&mut self, name: &str, checksum: Checksum) {
        for (lane, value) in self.0.iter_mut().zip(member(name, checksum)) {
            *lane = lane.wrapping_add(value);
        }
    }

    /// Takes a migration out that was added before.
    pub fn remove(&mut self, name: &str, checksum: Checksum) {
        for (lane, value) in self.0.iter_mut().zip(member(name, checksum)) {
            *lane = lane.wrapping_sub(value);
        }
    }

    /// The digest of a whole set.
    pub fn of<'a>(members: impl IntoIterator<Item = (&'a str, Checksum)>) -> Self {
        let mut digest = Self::EMPTY;
        for (name, checksum) in members {
            digest.add(name, checksum);
        }
        digest
    }
}

fn member(name: &str, checksum: Checksum) -> [u64; 4] {
    let hash: [u8; 32] =
        Sha256::new().chain_update(checksum.0).chain_update(name.as_bytes()).finalize().into();
    let mut lanes = [0; 4];
    for (lane, bytes) in lanes.iter_mut().zip(hash.chunks_exact(8)) {
        *lane = bytes.iter().fold(0, |sum, b| sum << 8 | u64::from(*b));
    }
    lanes
}

impl fmt::Display for SetDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("set1:")?;
        self.0.iter().try_for_each(|lane| write!(f, "{lane:016x}"))
    }
}

impl fmt::Debug for SetDigest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for SetDigest {
    type Err = ParseChecksum;

    fn from_str(text: &str) -> Result<Self, ParseChecksum> {
        let bad = || ParseChecksum(text.to_owned());
        let bytes = text.strip_prefix("set1:").and_then(unhex).ok_or_else(bad)?;
        let mut lanes = [0; 4];
        for (lane, bytes) in lanes.iter_mut().zip(bytes.chunks_exact(8)) {
            *lane = bytes.iter().fold(0, |sum, b| sum << 8 | u64::from(*b));
        }
        Ok(Self(lanes))
    }
}

pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(bytes.len() * 2);
    for b in bytes {
        out.push(char::from(DIGITS[usize::from(b >> 4)]));
        out.push(char::from(DIGITS[usize::from(b & 15)]));
    }
    out
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let digit = |b: u8| match b {
        b'0'..=b'9' => Some(b - b'0'),
        b'a'..=b'f' => Some(b - b'a' + 10),
        _ => None,
    };
    if text.len() != 64 {
        return None;
    }
    let mut out = [0; 32];
    for (byte, pair) in out.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends_and_byte_order_marks_do_not_count() {
        let plain = Checksum::of("a\nb\n");
        assert_eq!(Checksum::of("a\r\nb\r\n"), plain);
        assert_eq!(Checksum::of("\u{feff}a\nb\n"), plain);
        for other in ["a\nb", "a \nb\n", "A\nb\n", "a\n\nb\n", "a\rb\n"] {
            assert_ne!(Checksum::of(other), plain, "{other:?}");
        }
        assert_eq!(plain.to_string().parse(), Ok(plain));
    }

    #[test]
    fn a_set_has_no_order() {
        let (a, b) = (("1_a", Checksum::of("a")), ("2_b", Checksum::of("b")));
        let both = SetDigest::of([a, b]);
        assert_eq!(both, SetDigest::of([b, a]));
        let mut one = both;
        one.remove(b.0, b.1);
        assert_eq!(one, SetDigest::of([a]));
        assert_ne!(SetDigest::of([("1_a", b.1), ("2_b", a.1)]), both);
        assert_eq!(both.to_string().parse(), Ok(both));
    }
}
