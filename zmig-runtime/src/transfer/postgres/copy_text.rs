//! `COPY`'s text form: a line a row, a tab between fields, `\N` for NULL, and a backslash before what would be taken for
//! one of those.

use std::borrow::Cow;

/// The field that is NULL.
pub(super) const NULL: &[u8] = br"\N";

/// The fields of a line, without the line's end.
pub(super) fn fields(line: &[u8]) -> Fields<'_> {
    Fields { rest: Some(line) }
}

/// What [`fields`] gives.
pub(super) struct Fields<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        match memchr::memchr(b'\t', rest) {
            Some(at) => {
                self.rest = Some(&rest[at + 1..]);
                Some(&rest[..at])
            }
            None => {
                self.rest = None;
                Some(rest)
            }
        }
    }
}

/// What a field says, which is not NULL.
pub(super) fn unescape(field: &[u8]) -> Cow<'_, [u8]> {
    let Some(first) = memchr::memchr(b'\\', field) else { return Cow::Borrowed(field) };
    let mut text = Vec::with_capacity(field.len());
    text.extend_from_slice(&field[..first]);
    let mut rest = &field[first..];
    while let [b'\\', escaped, after @ ..] = rest {
        text.push(match escaped {
            b'b' => 0x08,
            b't' => b'\t',
            b'n' => b'\n',
            b'v' => 0x0b,
            b'f' => 0x0c,
            b'r' => b'\r',
            other => *other,
        });
        let next = memchr::memchr(b'\\', after).unwrap_or(after.len());
        text.extend_from_slice(&after[..next]);
        rest = &after[next..];
    }
    Cow::Owned(text)
}

/// What a byte is written as after a backslash; 0 for those that stand for themselves.
const ESCAPES: [u8; 256] = {
    let mut table = [0; 256];
    table[b'\\' as usize] = b'\\';
    table[b'\t' as usize] = b't';
    table[b'\n' as usize] = b'n';
    table[b'\r' as usize] = b'r';
    table
};

/// Writes a field that says `text`.
pub(super) fn put_field(text: &[u8], out: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(at) = rest.iter().position(|b| ESCAPES[usize::from(*b)] != 0) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(&[b'\\', ESCAPES[usize::from(rest[at])]]);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_reads_back_as_it_was_written_and_holds_no_end() {
        for text in ["", "plain", "a\tb\nc\rd\\e", "\\N", "\\.", "\\", "\u{8}\u{b}\u{c}", "ü\n"] {
            let mut field = Vec::new();
            put_field(text.as_bytes(), &mut field);
            assert!(field.iter().all(|b| !matches!(b, b'\t' | b'\n' | b'\r')), "{text:?}");
            assert_ne!(field, NULL, "{text:?}");
            assert_eq!(unescape(&field), text.as_bytes(), "{text:?}");
        }
        assert_eq!(unescape(br"a\b\v\f\r\\x"), &b"a\x08\x0b\x0c\r\\x"[..]);
    }

    #[test]
    fn a_line_has_a_field_more_than_tabs() {
        let all = |line: &'static str| fields(line.as_bytes()).count();
        assert_eq!((all(""), all("a"), all("\t"), all("a\t\\N\tb")), (1, 1, 2, 3));
    }
}
