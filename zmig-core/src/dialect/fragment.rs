//! SQL text that a user wrote: expressions, conditions, types. It is taken as it is, but it must stay one expression
//! where it is put: nothing in it may end the parenthesis or the statement around it.

use crate::{Change, Column, DefaultValue, Dialect, Domain, Index, PlanError, Table, Type};

/// Checks every piece of SQL text in a change.
///
/// # Errors
/// When a piece would end the statement that it is put into.
pub(crate) fn check_change(change: &Change, dialect: Dialect) -> Result<(), PlanError> {
    let mut pieces = Pieces::default();
    pieces.change(change);
    for (what, sql, list_allowed) in pieces.0 {
        if let Err(why) = check_fragment(sql, list_allowed, dialect) {
            return Err(PlanError::Unsupported { dialect: dialect.title(), what, why });
        }
    }
    Ok(())
}

/// Whether text is one balanced piece of SQL, read as the database will read it. `list_allowed` says whether commas may
/// stand outside parentheses.
///
/// # Errors
/// What is wrong with it.
pub fn check_fragment(sql: &str, list_allowed: bool, dialect: Dialect) -> Result<(), String> {
    let bad = |why: &str| Err(format!("`{}` {why}", sql.escape_debug()));
    if sql.trim().is_empty() {
        return bad("is empty");
    }
    if sql.contains('\0') {
        return bad("holds a NUL character");
    }
    let bytes = sql.as_bytes();
    let (mut at, mut depth) = (0, 0_i32);
    while at < bytes.len() {
        match opaque(sql, at, dialect) {
            Opaque::No => {}
            Opaque::Open => return bad("opens a quotation or a comment that it does not close"),
            Opaque::Until(end) => {
                at = end;
                continue;
            }
        }
        match bytes[at] {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth -= 1,
            b';' => return bad("holds a semicolon outside a text, which would end the statement"),
            b',' if depth == 0 && !list_allowed => return bad("holds a comma outside parentheses"),
            _ => {}
        }
        if depth < 0 {
            return bad("closes a parenthesis that it did not open");
        }
        at += 1;
    }
    if depth == 0 { Ok(()) } else { bad("opens a parenthesis and does not close it") }
}

/// A piece that hides what is in it.
enum Opaque {
    No,
    Open,
    Until(usize),
}

/// The quotation or comment that begins at `at`. The dialects differ in what they take for one.
fn opaque(sql: &str, at: usize, dialect: Dialect) -> Opaque {
    let rest = &sql[at..];
    let postgres = dialect == Dialect::Postgres;
    let previous = sql[..at].bytes().next_back();
    let until = |length: Option<usize>| length.map_or(Opaque::Open, |length| Opaque::Until(at + length));
    match sql.as_bytes()[at] {
        b'\'' if postgres && matches!(previous, Some(b'e' | b'E')) => until(escape_string(rest)),
        mark @ (b'\'' | b'"') => until(closed_by(rest, mark)),
        b'`' if !postgres => until(closed_by(rest, b'`')),
        b'[' if !postgres => until(closed_by(rest, b']')),
        b'$' if postgres && !previous.is_some_and(is_word) => match dollar_tag(rest) {
            Some(tag) => until(rest[tag.len()..].find(tag).map(|end| end + 2 * tag.len())),
            None => Opaque::No,
        },
        b'-' if rest.starts_with("--") => Opaque::Until(at + rest.find('\n').unwrap_or(rest.len())),
        b'/' if rest.starts_with("/*") => match rest.find("*/") {
            // PostgreSQL nests comments, SQLite does not: one in another is read differently.
            Some(end) if !rest[2..end].contains("/*") => Opaque::Until(at + end + 2),
            _ => Opaque::Open,
        },
        _ => Opaque::No,
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte >= 0x80
}

/// The length of the piece that `text` begins with and `mark` ends. A doubled mark ends one and begins the next.
fn closed_by(text: &str, mark: u8) -> Option<usize> {
    text.bytes().skip(1).position(|b| b == mark).map(|i| i + 2)
}

/// The same for `E'…'`, in which a backslash hides the character after it.
fn escape_string(text: &str) -> Option<usize> {
    let mut hidden = false;
    for (i, b) in text.bytes().enumerate().skip(1) {
        match b {
            _ if hidden => hidden = false,
            b'\\' => hidden = true,
            b'\'' => return Some(i + 1),
            _ => {}
        }
    }
    None
}

/// `$tag$` at the beginning of `text`.
fn dollar_tag(text: &str) -> Option<&str> {
    let end = text[1..].find('$')? + 2;
    text[1..end - 1].bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_').then(|| &text[..end])
}

/// What the SQL is about, in words; the SQL; whether a comma may stand outside parentheses.
#[derive(Default)]
struct Pieces<'a>(Vec<(String, &'a str, bool)>);

impl<'a> Pieces<'a> {
    fn push(&mut self, what: String, sql: &'a str) {
        self.0.push((what, sql, true));
    }

    fn change(&mut self, change: &'a Change) {
        match change {
            Change::CreateTable { table } | Change::DropTable { table } => self.table(table),
            Change::AddColumn { table, column, backfill }
            | Change::DropColumn { table, column, backfill } => {
                self.column(table, column);
                self.value(format!("backfill of {table}.{}", column.name), backfill.as_ref());
            }
            Change::AlterColumn { table, from, to, backfill, using, using_back } => {
                self.column(table, from);
                self.column(table, to);
                self.value(format!("backfill of {table}.{}", to.name), backfill.as_ref());
                for using in [using, using_back].into_iter().flatten() {
                    self.push(format!("`using` of {table}.{}", to.name), using);
                }
            }
            Change::AddIndex { table, index } | Change::DropIndex { table, index } => {
                self.index(table, index);
            }
            Change::AddCheck { check, .. } | Change::DropCheck { check, .. } => {
                self.push(format!("check {}", check.name), &check.expr);
            }
            Change::CreateDomain { domain } | Change::DropDomain { domain } => self.domain(domain),
            Change::AlterDomain { from, to } => {
                self.domain(from);
                self.domain(to);
            }
            Change::CreateEnum { .. }
            | Change::DropEnum { .. }
            | Change::RenameEnum { .. }
            | Change::AlterEnum { .. }
            | Change::RenameDomain { .. }
            | Change::SetTableOptions { .. }
            | Change::RenameTable { .. }
            | Change::SetOwner { .. }
            | Change::SetTableComment { .. }
            | Change::RenameColumn { .. }
            | Change::SetPrimaryKey { .. }
            | Change::AddUnique { .. }
            | Change::DropUnique { .. }
            | Change::AddForeignKey { .. }
            | Change::DropForeignKey { .. } => {}
        }
    }

    fn table(&mut self, table: &'a Table) {
        table.columns.iter().for_each(|c| self.column(&table.name, c));
        table.indexes.iter().for_each(|i| self.index(&table.name, i));
        for check in &table.checks {
            self.push(format!("check {}", check.name), &check.expr);
        }
    }

    fn column(&mut self, table: &str, column: &'a Column) {
        let name = &column.name;
        self.ty(&format!("{table}.{name}"), &column.ty);
        self.value(format!("default of {table}.{name}"), column.default.as_ref());
        if let Some(sql) = column.expression() {
            self.push(format!("expression of {table}.{name}"), sql);
        }
    }

    fn domain(&mut self, domain: &'a Domain) {
        self.ty(&domain.name, &domain.ty);
        self.value(format!("default of the domain {}", domain.name), domain.default.as_ref());
        for check in &domain.checks {
            self.push(format!("check {}", check.name), &check.expr);
        }
    }

    fn ty(&mut self, of: &str, ty: &'a Type) {
        match ty {
            Type::Raw(sql) => self.0.push((format!("type of {of}"), sql, false)),
            Type::Array(inner) => self.ty(of, inner),
            _ => {}
        }
    }

    fn value(&mut self, what: String, value: Option<&'a DefaultValue>) {
        if let Some(DefaultValue::Expr(sql)) = value {
            self.push(what, sql);
        }
    }

    fn index(&mut self, table: &str, index: &'a Index) {
        let what = || format!("index {} on {table}", index.name);
        for sql in index.keys.iter().filter_map(|k| k.expression()) {
            self.0.push((what(), sql, false));
        }
        if let Some(sql) = &index.condition {
            self.push(what(), sql);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_expression_stays_one_expression() {
        for dialect in Dialect::ALL {
            for good in ["a > 0", "lower(name)", "state in ('a;b', ')')", "a > 0 -- why; not)", "\"a;b\" > 0"]
            {
                check_fragment(good, false, dialect).expect(good);
            }
            for bad in [
                "",
                "1); DROP TABLE users; --",
                "1; 2",
                "a)",
                "(a",
                "'a",
                "\"a",
                "/* a",
                "a \0",
                "/* /* */ ' */ ; DROP TABLE users --'",
            ] {
                assert!(check_fragment(bad, true, dialect).is_err(), "{bad}");
            }
            check_fragment("int, b int", false, dialect).expect_err("a second column");
        }
    }

    #[test]
    fn each_dialect_is_read_as_it_reads() {
        use Dialect::{Postgres, Sqlite};
        for (sql, dialect, good) in [
            ("f($$;)$$)", Postgres, true),
            ("f($$;)$$)", Sqlite, false),
            ("x$y$ ; DROP TABLE users; SELECT z$y$", Postgres, false),
            ("E'\\'' || 'a'", Postgres, true),
            ("E'\\' ' ; DROP TABLE users --'", Postgres, false),
            ("['] ; DROP TABLE users --']", Sqlite, false),
            ("`;`", Sqlite, true),
            ("`;`", Postgres, false),
            ("x::int[1]", Postgres, true),
        ] {
            assert_eq!(check_fragment(sql, true, dialect).is_ok(), good, "{dialect} {sql}");
        }
    }
}
