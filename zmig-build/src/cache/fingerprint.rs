//! A quick fingerprint of bytes: for finding torn and changed files, not for strangers' texts.

/// Sixty-four bits over the bytes, eight at a time: build scripts are compiled unoptimised, where SHA-256 takes a hundred
/// times as long.
pub(crate) fn fingerprint(bytes: &[u8]) -> u64 {
    let mut hash: u64 = 0x9e37_79b9_7f4a_7c15 ^ (bytes.len() as u64);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        hash = mix(hash, u64::from_le_bytes(*word));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    hash = mix(hash, u64::from_le_bytes(last));
    hash ^ (hash >> 29)
}

/// A bijection of `word` for each `hash`, so that two texts that differ in one word never meet.
fn mix(hash: u64, word: u64) -> u64 {
    ((hash ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd)).rotate_left(31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_and_the_length_count() {
        let text = b"the quick brown fox jumps over the lazy dog".to_vec();
        let own = fingerprint(&text);
        for i in 0..text.len() {
            let mut other = text.clone();
            other[i] ^= 1;
            assert_ne!(fingerprint(&other), own, "byte {i}");
            assert_ne!(fingerprint(&text[..i]), own, "length {i}");
        }
        assert_ne!(fingerprint(b""), fingerprint(b"\0"));
    }
}
