//! The difference of two texts, for a message.

use zmig_core::normalise_text;

/// The most lines that are shown of either side.
const SHOWN: usize = 12;

/// The lines that differ between the first and the last difference: the old ones with `-`, the new ones with `+`.
pub(crate) fn lines(old: &str, new: &str) -> String {
    let (old, new) = (normalise_text(old), normalise_text(new));
    let (old, new): (Vec<_>, Vec<_>) = (old.lines().collect(), new.lines().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let end = old[start..].iter().rev().zip(new[start..].iter().rev()).take_while(|(a, b)| a == b).count();
    let mut out = format!("@@ line {} @@\n", start + 1);
    for (sign, lines) in [('-', &old[start..old.len() - end]), ('+', &new[start..new.len() - end])] {
        for line in lines.iter().take(SHOWN) {
            out.push_str(&format!("{sign} {line}\n"));
        }
        if lines.len() > SHOWN {
            out.push_str(&format!("{sign} … {} more lines\n", lines.len() - SHOWN));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_shown() {
        assert_eq!(lines("a\r\nb\r\nc\r\n", "a\nx\ny\nc\n"), "@@ line 2 @@\n- b\n+ x\n+ y\n");
        assert_eq!(lines("a\n", "a\nb\n"), "@@ line 2 @@\n+ b\n");
        assert_eq!(lines("a\na\n", "a\n"), "@@ line 2 @@\n- a\n");
        let long = "x\n".repeat(20);
        assert!(lines("", &long).ends_with("+ … 8 more lines\n"));
    }
}
