//! From bytes to lines and columns.

use std::ops::Range;

/// The lines of a text.
pub(super) struct Lines<'a> {
    text: &'a str,
    /// The first byte of each line.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    /// The line and the column of a byte, both from 1, and the text of the line.
    pub(super) fn at(&self, byte: usize) -> (usize, usize, &'a str) {
        let line = self.starts.partition_point(|start| *start <= byte).max(1);
        let start = self.starts[line - 1];
        let before = self.text.get(start..byte).unwrap_or_default();
        let whole = self.text[start..].lines().next().unwrap_or_default();
        (line, before.chars().count() + 1, whole)
    }

    /// The bytes of a text that begins on a line; the last byte where there is no such line.
    pub(super) fn span(&self, line: usize, length: usize) -> Range<usize> {
        let start = self.starts.get(line.max(1) - 1).copied().unwrap_or(self.text.len());
        start..(start + length).min(self.text.len())
    }
}

#[cfg(test)]
mod tests {
    use super::Lines;

    #[test]
    fn bytes_have_lines_and_columns() {
        let lines = Lines::of("a\näb\n\nc");
        for (byte, expected) in
            [(0, (1, 1, "a")), (2, (2, 1, "äb")), (4, (2, 2, "äb")), (6, (3, 1, "")), (7, (4, 1, "c"))]
        {
            assert_eq!(lines.at(byte), expected, "{byte}");
        }
        assert_eq!((lines.span(2, 2), lines.span(9, 3)), (2..4, 8..8));
    }
}
