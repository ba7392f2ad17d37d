//! Digests of tables' rows.

use super::cell::{Codec, Held};
use super::record::{Cell, put_text};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

/// SHA-256 over the canonical cells of each column, in the order of the rows: what a sidecar keeps.
#[derive(Clone, Debug)]
pub(crate) struct ColumnDigests {
    columns: Vec<(Sha256, Vec<u8>)>,
}

/// Cells are short, and each call of the digest has a price.
const AT_ONCE: usize = 1 << 14;

impl ColumnDigests {
    pub(crate) fn new(columns: usize) -> Self {
        Self { columns: vec![(Sha256::new(), Vec::with_capacity(AT_ONCE)); columns] }
    }

    /// Adds the canonical cell of a row's column. A line feed ends each, which no cell without quotes holds, and within
    /// quotes the quotes tell.
    pub(crate) fn add(&mut self, column: usize, cell: &[u8]) {
        if let Some((digest, pending)) = self.columns.get_mut(column) {
            pending.extend_from_slice(cell);
            pending.push(b'\n');
            if pending.len() >= AT_ONCE {
                digest.update(&pending);
                pending.clear();
            }
        }
    }

    /// `sha256:…` of each column.
    pub(crate) fn finish(self) -> Vec<String> {
        let text = |(mut digest, pending): (Sha256, Vec<u8>)| {
            digest.update(&pending);
            let digits: String = digest.finalize().iter().map(|b| format!("{b:02x}")).collect();
            format!("sha256:{digits}")
        };
        self.columns.into_iter().map(text).collect()
    }
}

/// What a table holds, whatever the order of its rows: how many there are, and a sum for each column and for whole rows.
/// Two databases hold the same where these are the same. It is no protection against somebody who means to deceive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct RowsDigest {
    pub rows: u64,
    columns: Vec<u64>,
    whole: u64,
    /// Of the row at hand, as far as it came.
    row: u64,
    at: usize,
}

impl RowsDigest {
    pub(crate) fn new(columns: usize) -> Self {
        Self { columns: vec![0; columns], ..Self::default() }
    }

    /// Adds the next cell of the row at hand, in its canonical form.
    pub(crate) fn add(&mut self, codec: &Codec, cell: &[u8]) {
        let hash = if codec.is_float() {
            hash(&number(codec, cell).to_le_bytes())
        } else {
            // Two texts may say one value: a database may print JSON otherwise than it was given it.
            let normal = match codec.element() {
                Some(element) => normal_list(element, cell),
                None if codec.is_json() => normal(cell),
                None => None,
            };
            normal.map_or_else(|| hash(cell), |text| hash(text.as_bytes()))
        };
        if let Some(sum) = self.columns.get_mut(self.at) {
            *sum = sum.wrapping_add(hash);
        }
        // Odd, so that nothing is lost; the order of the cells counts.
        self.row = (self.row.rotate_left(23) ^ hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.at += 1;
    }

    /// Ends the row at hand.
    pub(crate) fn end_row(&mut self) {
        self.rows += 1;
        self.at = 0;
        self.whole = self.whole.wrapping_add(std::mem::take(&mut self.row));
    }

    /// The columns that differ from another's, from 0.
    pub(crate) fn differing(&self, other: &Self) -> Vec<usize> {
        let pairs = self.columns.iter().zip(&other.columns).enumerate();
        pairs.filter(|(_, (a, b))| a != b).map(|(i, _)| i).collect()
    }
}

/// A float by what it is, since printing it takes longer than all the rest. NULL is no number, and no NaN has these bits.
fn number(codec: &Codec, cell: &[u8]) -> u64 {
    let read = std::str::from_utf8(cell).ok().map(|text| codec.read(Cell::of_raw(text)));
    match read {
        Some(Ok(Held::Real(n))) if n.is_nan() => f64::NAN.to_bits(),
        // SQLite keeps a whole number of a REAL column as an integer, which has one zero.
        Some(Ok(Held::Real(n))) => (n + 0.0).to_bits(),
        _ => u64::MAX,
    }
}

/// A hash of bytes that are written and read again, however they are cut.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct BytesDigest {
    state: u64,
    length: u64,
    /// The bytes of a word that is not whole yet, the last one lowest.
    pending: u64,
}

impl BytesDigest {
    pub(crate) fn add(&mut self, mut bytes: &[u8]) {
        while !self.length.is_multiple_of(8)
            && let Some((first, rest)) = bytes.split_first()
        {
            self.push(*first);
            bytes = rest;
        }
        let mut words = bytes.chunks_exact(8);
        for word in &mut words {
            self.state = mix(self.state, word.iter().fold(0, |n, b| n << 8 | u64::from(*b)));
            self.length += 8;
        }
        words.remainder().iter().for_each(|b| self.push(*b));
    }

    fn push(&mut self, byte: u8) {
        self.pending = self.pending << 8 | u64::from(byte);
        self.length += 1;
        if self.length.is_multiple_of(8) {
            self.state = mix(self.state, self.pending);
            self.pending = 0;
        }
    }

    pub(crate) fn finish(self) -> u64 {
        mix(mix(self.state, self.pending), self.length)
    }
}

const ODD: u64 = 0x9e37_79b9_7f4a_7c15;

fn mix(state: u64, word: u64) -> u64 {
    #[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
    let fold = |wide: u128| (wide >> 64) as u64 ^ wide as u64;
    fold(u128::from(state ^ word).wrapping_mul(u128::from(ODD))) ^ state.rotate_left(29)
}

/// A hash of a cell, eight bytes at a time: each step multiplies to 128 bits and folds them, so that every bit of what is
/// read moves half of the bits of what comes out.
fn hash(bytes: &[u8]) -> u64 {
    const START: u64 = 0xa076_1d64_78bd_642f;
    let mut words = bytes.chunks_exact(8);
    let mut state = mix(START, bytes.len() as u64);
    for word in &mut words {
        state = mix(state, word.iter().fold(0, |n, b| n << 8 | u64::from(*b)));
    }
    let rest = words.remainder().iter().fold(0, |n, b| n << 8 | u64::from(*b));
    mix(mix(state, rest), ODD)
}

/// JSON in a form that does not depend on who printed it: keys in order, no blanks, numbers as 64-bit floats.
fn normal(cell: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(cell).ok()?;
    normal_json(&Cell::of_raw(text).text())
}

fn normal_json(text: &str) -> Option<String> {
    let mut value: serde_json::Value = serde_json::from_str(text).ok()?;
    fn as_floats(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Number(n) => {
                if let Some(float) = n.as_f64() {
                    // Zero has one sign in JSON of a database.
                    *value = serde_json::Value::from(float + 0.0);
                }
            }
            serde_json::Value::Array(list) => list.iter_mut().for_each(as_floats),
            serde_json::Value::Object(map) => map.values_mut().for_each(as_floats),
            _ => {}
        }
    }
    as_floats(&mut value);
    Some(value.to_string())
}

/// A list in a form that does not depend on who printed it: each element as a cell, whether a number or a text says it.
fn normal_list(element: &Codec, cell: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(cell).ok()?;
    let mut out = String::new();
    put_list(element, &Cell::of_raw(text).text(), &mut out)?;
    Some(out)
}

fn put_list(element: &Codec, json: &str, out: &mut String) -> Option<()> {
    let items: Vec<&RawValue> = serde_json::from_str(json).ok()?;
    out.push('[');
    for item in items {
        let item = item.get();
        match item.as_bytes().first() {
            Some(b'n') => {}
            _ if element.is_json() => out.push_str(&normal_json(item)?),
            Some(b'[') => put_list(element, item, out)?,
            Some(b'"') => put_element(element, &serde_json::from_str::<String>(item).ok()?, out),
            _ => put_element(element, item, out),
        }
        out.push(',');
    }
    out.push(']');
    Some(())
}

/// An element that is none of the list's type stays what it is.
fn put_element(element: &Codec, text: &str, out: &mut String) {
    let (mut raw, mut cell) = (Vec::new(), Vec::new());
    put_text(&mut raw, text);
    let raw = String::from_utf8(raw).unwrap_or_default();
    let canonical =
        element.canonical(Cell::of_raw(&raw), &mut cell).ok().and_then(|()| String::from_utf8(cell).ok());
    match canonical.unwrap_or(raw).as_str() {
        "-0.0" if element.is_float() => out.push_str("0.0"),
        text => out.push_str(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use zmig_core::Type;

    fn digest(rows: &[[&str; 2]]) -> RowsDigest {
        let codecs = [Codec::new(&Type::Int, true), Codec::new(&Type::Json, true)];
        let mut out = RowsDigest::new(2);
        for row in rows {
            for (codec, cell) in codecs.iter().zip(row) {
                out.add(codec, cell.as_bytes());
            }
            out.end_row();
        }
        out
    }

    #[test]
    fn the_order_of_rows_is_all_that_does_not_count() {
        let one = digest(&[["1", "[1, 2]"], ["2", "\"{\"\"b\"\":1,\"\"a\"\":1e2}\""]]);
        assert_eq!(one, digest(&[["2", "\"{\"\"a\"\": 100, \"\"b\"\": 1.0}\""], ["1", "[1,2]"]]));
        assert_ne!(one, digest(&[["1", "[1, 2]"]]));
        // The columns hold the same, and the rows do not.
        let a = digest(&[["1", "1"], ["2", "2"]]);
        let b = digest(&[["1", "2"], ["2", "1"]]);
        assert_ne!(a, b);
        assert!(a.differing(&b).is_empty());
        assert_eq!(a.differing(&digest(&[["1", "1"], ["3", "2"]])), [0]);
    }

    #[test]
    fn bytes_have_one_digest_however_they_are_cut() {
        let bytes: Vec<u8> = (0..100_u8).collect();
        let of = |cuts: &[usize]| {
            let mut digest = BytesDigest::default();
            let mut from = 0;
            for cut in cuts.iter().chain([&bytes.len()]) {
                digest.add(&bytes[from..*cut]);
                from = *cut;
            }
            digest.finish()
        };
        for cuts in [&[1][..], &[8, 16], &[3, 5, 7, 9, 50], &[99], &[13, 13, 14]] {
            assert_eq!(of(cuts), of(&[]), "{cuts:?}");
        }
        let mut other = BytesDigest::default();
        other.add(&bytes[..99]);
        other.add(b"x");
        assert_ne!(other.finish(), of(&[]));
        other.add(&[0]);
        assert_ne!(other.finish(), of(&[]));
    }

    #[test]
    fn floats_are_told_by_what_they_are() {
        let codec = Codec::new(&Type::Float, true);
        let of = |cell: &str| {
            let mut digest = RowsDigest::new(1);
            digest.add(&codec, cell.as_bytes());
            digest.end_row();
            digest
        };
        assert_eq!(of("1.50"), of("15e-1"));
        assert_eq!(of("-0.0"), of("0"));
        assert_eq!(of("NaN"), of("nan"));
        for (a, b) in [("1.5", "1.6"), ("", "0"), ("", "NaN"), ("Infinity", "-Infinity")] {
            assert_ne!(of(a), of(b), "{a} {b}");
        }
    }

    #[test]
    fn lists_are_told_by_their_elements() {
        let of = |ty: &str, cell: &str| {
            let mut digest = RowsDigest::new(1);
            let quoted = format!("\"{}\"", cell.replace('"', "\"\""));
            digest.add(&Codec::new(&ty.parse().expect("a type"), true), quoted.as_bytes());
            digest.end_row();
            digest
        };
        for (ty, one, other) in [
            ("[decimal(10,2)]", "[1.5, null]", r#"["1.50",null]"#),
            ("[decimal(30,2)]", "[123456789012345678901234.5]", r#"["123456789012345678901234.50"]"#),
            ("[float32]", "[0.1,1e2]", "[0.10000000149011612, 100]"),
            ("[float]", "[-0.0]", "[0]"),
            ("[datetime]", r#"["2025-12-20 12:00:00Z"]"#, r#"["2025-12-20T12:00:00+00:00"]"#),
            ("[bool]", "[1,0]", "[true,false]"),
            ("[json]", r#"[{"b":1,"a":"x"}]"#, r#"[{"a": "x", "b": 1.0}]"#),
            ("[[int]]", "[[1],[2]]", "[ [1], [2] ]"),
        ] {
            assert_eq!(of(ty, one), of(ty, other), "{ty} {one} {other}");
        }
        for (ty, one, other) in [
            ("[decimal(10,2)]", "[1.5]", "[1.51]"),
            ("[decimal(10,2)]", "[1.555]", "[1.56]"),
            ("[int]", "[9007199254740993]", "[9007199254740992]"),
            ("[str]", r#"[""]"#, "[null]"),
            ("[str]", r#"["a","b"]"#, r#"["a,b"]"#),
            ("[str]", r#"["a,\"b"]"#, r#"["a","\"b"]"#),
            ("[str]", "[]", r#"[""]"#),
            ("[str]", "[]", "[null]"),
        ] {
            assert_ne!(of(ty, one), of(ty, other), "{ty} {one} {other}");
        }
    }

    #[test]
    fn hashes_of_near_cells_are_far_apart() {
        let mut seen = std::collections::HashSet::new();
        for n in 0..200_000_u64 {
            assert!(seen.insert(hash(n.to_string().as_bytes())), "{n}");
            assert!(seen.insert(hash(format!("row number {n} of many").as_bytes())), "{n}");
        }
        for one in 0..64_usize {
            let mut cell = [0_u8; 24];
            let before = hash(&cell);
            cell[one % 24] ^= 1 << (one % 8);
            let moved = (hash(&cell) ^ before).count_ones();
            assert!((10..=54).contains(&moved), "{one}: {moved} bits");
        }
        assert_ne!(hash(b""), hash(b"\0"));
    }

    #[test]
    fn columns_are_told_by_their_cells() {
        let of = |cells: &[&str]| {
            let mut digests = ColumnDigests::new(1);
            cells.iter().for_each(|cell| digests.add(0, cell.as_bytes()));
            digests.finish()
        };
        assert_eq!(of(&["a", "b"]), of(&["a", "b"]));
        assert_ne!(of(&["a", "b"]), of(&["ab", ""]));
        assert_ne!(of(&["", ""]), of(&["", "\"\""]));
        assert!(of(&[])[0].starts_with("sha256:"));
    }
}
