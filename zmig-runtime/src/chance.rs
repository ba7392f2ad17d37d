//! Chance: pauses that differ between processes, and identifiers that nobody else has.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};
use std::time::{Duration, SystemTime};

/// A number that differs from call to call and from process to process. The standard library seeds its hash maps from
/// the system's randomness, which is enough for what this module is for.
fn random() -> u64 {
    let mut hasher = RandomState::new().build_hasher();
    hasher.write_u32(std::process::id());
    if let Ok(time) = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH) {
        hasher.write_u128(time.as_nanos());
    }
    hasher.finish()
}

/// A pause between one half and three halves of `around`, so that many who wait do not wake at once.
pub(crate) fn pause(around: Duration) -> Duration {
    let thousandths = u32::try_from(random() % 1000).unwrap_or(0);
    around / 2 + around * thousandths / 1000
}

/// An identifier in the form of a version-4 UUID.
pub(crate) fn identifier() -> String {
    let value = u128::from(random()) << 64 | u128::from(random());
    let value = value & !(0xf000_u128 << 64) | 0x4000_u128 << 64;
    let value = value & !(0xc000_u128 << 48) | 0x8000_u128 << 48;
    let hex = format!("{value:032x}");
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_lie_around_their_length_and_identifiers_differ() {
        for _ in 0..100 {
            let pause = pause(Duration::from_millis(100));
            assert!((50..150).contains(&pause.as_millis()), "{pause:?}");
        }
        let (one, other) = (identifier(), identifier());
        assert_ne!(one, other);
        assert_eq!((one.len(), &one[14..15]), (36, "4"));
        assert!("89ab".contains(&one[19..20]), "{one}");
    }
}
