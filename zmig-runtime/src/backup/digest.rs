//! Digests of files and of tables' rows.

use super::Broken;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

/// The digest of a file that is being written or read.
#[derive(Default)]
pub(crate) struct FileDigest(Sha256);

impl FileDigest {
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// In hexadecimal digits.
    pub(crate) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// The digest of a file as it lies on the disk.
pub(crate) fn of_file(path: &Path) -> Result<String, Broken> {
    let failed = |e: std::io::Error| Broken::io("reading", path, &e);
    let mut file = File::open(path).map_err(failed)?;
    let mut digest = FileDigest::default();
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).map_err(failed)? {
            0 => return Ok(digest.finish()),
            n => digest.add(&buffer[..n]),
        }
    }
}

/// The digest of a table's rows, whatever their order: the sum, in four lanes of 64 bits, of each row's SHA-256.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RowsDigest {
    lanes: [u64; 4],
    pub rows: u64,
}

impl RowsDigest {
    /// Adds a row, whose values stand in `bytes` so that none can be taken for another.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        let sum = Sha256::digest(bytes);
        for (lane, part) in self.lanes.iter_mut().zip(sum.chunks_exact(8)) {
            let part = part.try_into().map_or(0, u64::from_be_bytes);
            *lane = lane.wrapping_add(part);
        }
        self.rows += 1;
    }

    /// In hexadecimal digits.
    pub(crate) fn text(&self) -> String {
        hex(&self.lanes.map(u64::to_be_bytes).concat())
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_count_in_any_order_and_as_often_as_they_are_there() {
        let of = |rows: &[&str]| {
            let mut digest = RowsDigest::default();
            rows.iter().for_each(|row| digest.add(row.as_bytes()));
            digest
        };
        assert_eq!(of(&["a", "b", "b"]), of(&["b", "a", "b"]));
        assert_ne!(of(&["a", "b", "b"]), of(&["a", "a", "b"]));
        assert_ne!(of(&["a"]).text(), of(&[]).text());
        assert_eq!(of(&[]).text().len(), 64);
    }
}
