//! Where statements begin in a piece of SQL, for messages: what is run is never split. And SQL without what does nothing.

use zmig_core::Dialect;

/// The byte offsets at which statements begin. May be wrong for SQL that no one writes; then a message names the step
/// and not the line.
pub(crate) fn starts(sql: &str, dialect: Dialect) -> Vec<usize> {
    let mut scan = Scan { sql, at: 0, dialect };
    let mut starts = Vec::new();
    // The words of the statement so far, and how many BEGIN and CASE wait for their END.
    let (mut head, mut depth, mut open) = (Vec::new(), 0_usize, false);
    while let Some((from, token)) = scan.next() {
        if matches!(token, Token::End) && depth == 0 {
            head.clear();
            open = false;
            continue;
        }
        if !open {
            starts.push(from);
            open = true;
        }
        if let Token::Word(word) = token {
            let word = word.to_ascii_uppercase();
            if has_body(&head, dialect) {
                match word.as_str() {
                    "CASE" => depth += 1,
                    "BEGIN" if dialect == Dialect::Sqlite => depth += 1,
                    "ATOMIC" if head.last().is_some_and(|w| w == "BEGIN") => depth += 1,
                    "END" => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            if head.len() >= 3 {
                head.truncate(3);
            }
            head.push(word);
        }
    }
    starts
}

/// SQL without remarks, and with blanks only where they tell two words or signs apart: equal ones are the same statements.
/// What is quoted stays as it is.
pub(crate) fn canonical(sql: &str, dialect: Dialect) -> String {
    let (mut scan, mut out, mut end) = (Scan { sql, at: 0, dialect }, String::with_capacity(sql.len()), 0);
    while let Some((from, _)) = scan.next() {
        let (token, last) = (&sql[from..scan.at], out.chars().next_back());
        if from > end
            && last.zip(token.chars().next()).is_some_and(|(a, b)| class(a) == class(b) && class(a) > 0)
        {
            out.push(' ');
        }
        out.push_str(token);
        end = scan.at;
    }
    out
}

/// What a blank between two characters tells apart: words and texts, signs, brackets and the like one by one.
fn class(c: char) -> u8 {
    match c {
        '(' | ')' | '[' | ']' | ',' | ';' => 0,
        c if c.is_alphanumeric() || matches!(c, '_' | '\'' | '"' | '`' | '$' | '.') => 1,
        _ => 2,
    }
}

/// Whether the statement may hold others between BEGIN and END.
fn has_body(head: &[String], dialect: Dialect) -> bool {
    let is = |i: usize, words: &[&str]| head.get(i).is_some_and(|w| words.contains(&w.as_str()));
    is(0, &["CREATE"])
        && match dialect {
            Dialect::Sqlite => is(1, &["TRIGGER"]) || (is(1, &["TEMP", "TEMPORARY"]) && is(2, &["TRIGGER"])),
            Dialect::Postgres => is(1, &["FUNCTION", "PROCEDURE", "OR"]),
        }
}

enum Token<'a> {
    Word(&'a str),
    Other,
    End,
}

struct Scan<'a> {
    sql: &'a str,
    at: usize,
    dialect: Dialect,
}

impl<'a> Scan<'a> {
    fn next(&mut self) -> Option<(usize, Token<'a>)> {
        loop {
            let rest = &self.sql[self.at..];
            let c = rest.chars().next()?;
            if c.is_whitespace() {
                self.at += c.len_utf8();
            } else if rest.starts_with("--") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if rest.starts_with("/*") {
                self.at += self.comment(rest);
            } else {
                let from = self.at;
                let (length, token) = self.token(rest, c);
                self.at += length;
                return Some((from, token));
            }
        }
    }

    fn comment(&self, rest: &str) -> usize {
        let (mut at, mut depth) = (2, 1);
        while depth > 0 && at < rest.len() {
            if rest[at..].starts_with("*/") {
                depth -= 1;
                at += 2;
            } else if rest[at..].starts_with("/*") && self.dialect == Dialect::Postgres {
                depth += 1;
                at += 2;
            } else {
                at += rest[at..].chars().next().map_or(1, char::len_utf8);
            }
        }
        at
    }

    fn token(&self, rest: &'a str, c: char) -> (usize, Token<'a>) {
        match c {
            ';' => (1, Token::End),
            '\'' | '"' | '`' => (quoted(rest, c, false), Token::Other),
            '[' if self.dialect == Dialect::Sqlite => {
                (rest.find(']').map_or(rest.len(), |i| i + 1), Token::Other)
            }
            '$' if self.dialect == Dialect::Postgres => (dollar_quoted(rest), Token::Other),
            c if c.is_alphabetic() || c == '_' => {
                let length =
                    rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$').unwrap_or(rest.len());
                let escapes = self.dialect == Dialect::Postgres
                    && rest[..length].eq_ignore_ascii_case("e")
                    && rest[length..].starts_with('\'');
                if escapes {
                    (length + quoted(&rest[length..], '\'', true), Token::Other)
                } else {
                    (length, Token::Word(&rest[..length]))
                }
            }
            c => (c.len_utf8(), Token::Other),
        }
    }
}

/// The length of a quoted text; a doubled quote is read as two texts side by side, which comes to the same.
fn quoted(rest: &str, quote: char, escapes: bool) -> usize {
    let mut escaped = false;
    for (i, c) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if escapes && c == '\\' {
            escaped = true;
        } else if c == quote {
            return i + 1;
        }
    }
    rest.len()
}

fn dollar_quoted(rest: &str) -> usize {
    let tag_end = rest[1..].find(|c: char| !c.is_alphanumeric() && c != '_').map_or(rest.len(), |i| i + 1);
    if !rest[tag_end..].starts_with('$') {
        return 1;
    }
    let tag = &rest[..=tag_end];
    rest[tag.len()..].find(tag).map_or(rest.len(), |i| tag.len() + i + tag.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(dialect: Dialect, statements: &[&str]) {
        let sql = statements.join("\n-- a; remark\n/* b; */ ");
        let found = starts(&sql, dialect);
        let texts: Vec<_> = statements.iter().map(|s| sql.find(s).unwrap_or(usize::MAX)).collect();
        assert_eq!(found, texts, "{sql}");
    }

    #[test]
    fn statements_are_told_apart() {
        check(
            Dialect::Sqlite,
            &[
                "SELECT ';', \"a;b\", [c;d], 'it''s;';",
                "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; DELETE FROM b; END;",
                "CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END;",
                "CREATE TABLE \"begin\" (a CHECK (CASE a WHEN 1 THEN 2 END));",
                "DELETE FROM ü",
            ],
        );
        check(
            Dialect::Postgres,
            &[
                "SELECT E'\\';', $$ ; $$, $x$ ; $$ ; $x$, $1 /* ; /* ; */ ; */;",
                "CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1; SELECT 2; END;",
                "CREATE FUNCTION g() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE 1 WHEN 1 THEN 2 END; END;",
                "CREATE FUNCTION h() RETURNS int AS 'select 1;' LANGUAGE sql;",
                "SELECT 99",
            ],
        );
        assert_eq!(starts(";;\n-- nothing\n", Dialect::Sqlite), Vec::<usize>::new());
    }
}
