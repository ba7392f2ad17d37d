//! `CREATE TABLE`.

use super::cursor::Cursor;
use super::token::{Kind, Token};
use zmig_core::Deferrable;

/// What a statement says about a table.
#[derive(Debug, Default)]
pub(in crate::sqlite::introspect) struct CreateTable<'a> {
    pub columns: Vec<ColumnText<'a>>,
    pub primary_key: Option<UniqueText>,
    pub autoincrement: bool,
    pub uniques: Vec<UniqueText>,
    pub checks: Vec<CheckText<'a>>,
    pub references: Vec<ReferenceText>,
    /// What is to happen with rows that break a constraint: the constraint in words, and the clause.
    pub conflicts: Vec<(String, String)>,
    pub strict: bool,
    pub without_rowid: bool,
}

/// A column.
#[derive(Debug)]
pub(in crate::sqlite::introspect) struct ColumnText<'a> {
    pub name: String,
    /// As it is written; empty where there is none.
    pub ty: &'a str,
    pub default: Option<DefaultText<'a>>,
    /// The expression, and whether its values are stored.
    pub generated: Option<(&'a str, bool)>,
    pub collation: Option<String>,
}

/// A default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sqlite::introspect) struct DefaultText<'a> {
    pub sql: &'a str,
    /// Whether it stood in parentheses, where a word is no text.
    pub is_expression: bool,
}

/// A primary key or a unique constraint.
#[derive(Debug, Default)]
pub(in crate::sqlite::introspect) struct UniqueText {
    pub name: Option<String>,
    pub columns: Vec<KeyColumn>,
}

/// A column of a key.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::sqlite::introspect) struct KeyColumn {
    pub name: String,
    pub descending: bool,
    pub collation: Option<String>,
}

/// A check.
#[derive(Debug)]
pub(in crate::sqlite::introspect) struct CheckText<'a> {
    pub name: Option<String>,
    /// The column that it stands at, if it does.
    pub column: Option<String>,
    pub expr: &'a str,
}

/// A foreign key.
#[derive(Debug, Default)]
pub(in crate::sqlite::introspect) struct ReferenceText {
    pub name: Option<String>,
    pub columns: Vec<String>,
    pub table: String,
    pub deferrable: Deferrable,
    pub on_delete: String,
    pub on_update: String,
}

/// Reads a statement as `sqlite_master` keeps it. Nothing where it is another one, or broken.
pub(in crate::sqlite::introspect) fn create_table(sql: &str) -> Option<CreateTable<'_>> {
    let mut cursor = Cursor::new(sql);
    cursor.take(&["CREATE"]).then_some(())?;
    let _ = cursor.take(&["TEMP"]) || cursor.take(&["TEMPORARY"]);
    cursor.take(&["TABLE"]).then_some(())?;
    cursor.take(&["IF", "NOT", "EXISTS"]);
    cursor.qualified()?;
    cursor.take_sign('(').then_some(())?;
    let mut reader = Reader { cursor, table: CreateTable::default(), name: None };
    reader.body()?;
    reader.options()?;
    Some(reader.table)
}

struct Reader<'a> {
    cursor: Cursor<'a>,
    table: CreateTable<'a>,
    /// The name of the constraint that comes next.
    name: Option<String>,
}

impl<'a> Reader<'a> {
    fn body(&mut self) -> Option<()> {
        loop {
            if self.begins_constraint() {
                self.constraint()?;
            } else {
                self.column()?;
            }
            // A comma between constraints may be missing.
            if !self.cursor.take_sign(',') && !self.begins_constraint() {
                return self.cursor.take_sign(')').then_some(());
            }
        }
    }

    fn begins_constraint(&self) -> bool {
        let words = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
        self.cursor.peek().is_some_and(|t| words.iter().any(|w| t.is(w)))
    }

    fn options(&mut self) -> Option<()> {
        loop {
            if self.cursor.take(&["WITHOUT", "ROWID"]) {
                self.table.without_rowid = true;
            } else if self.cursor.take(&["STRICT"]) {
                self.table.strict = true;
            } else {
                break;
            }
            if !self.cursor.take_sign(',') {
                break;
            }
        }
        self.cursor.take_sign(';');
        self.cursor.peek().is_none().then_some(())
    }

    fn column(&mut self) -> Option<()> {
        let name = self.cursor.name()?.into_owned();
        let ty = self.ty();
        let column = ColumnText { name, ty, default: None, generated: None, collation: None };
        self.table.columns.push(column);
        self.name = None;
        while self.column_constraint()? {}
        Some(())
    }

    /// The words of a type, and what stands behind them in parentheses.
    fn ty(&mut self) -> &'a str {
        let start = self.cursor.peek().map_or(0, |t| t.start);
        let text = self.cursor.until(|t| !is_of_type(t));
        // `INT GENERATED ALWAYS AS (…)`: the last words begin the constraint.
        let Some(at) = generated_always(text) else { return text };
        self.cursor.back_to(start + at);
        text[..at].trim_end()
    }

    /// Reads one; false where there is none.
    fn column_constraint(&mut self) -> Option<bool> {
        let column = self.table.columns.last()?.name.clone();
        let cursor = &mut self.cursor;
        if cursor.take(&["CONSTRAINT"]) {
            self.name = Some(cursor.name()?.into_owned());
        } else if cursor.take(&["DEFAULT"]) {
            let default = self.default()?;
            self.table.columns.last_mut()?.default = Some(default);
        } else if cursor.take(&["NOT", "NULL"]) {
            self.conflict(|| format!("NOT NULL of {column}"));
        } else if cursor.take(&["NULL"]) {
            self.conflict(|| format!("NULL of {column}"));
        } else if cursor.take(&["PRIMARY", "KEY"]) {
            let descending = self.direction();
            self.conflict(|| format!("primary key ({column})"));
            self.table.autoincrement |= self.cursor.take(&["AUTOINCREMENT"]);
            let columns = vec![KeyColumn { name: column, descending, collation: None }];
            self.table.primary_key = Some(UniqueText { name: self.name.take(), columns });
        } else if cursor.take(&["UNIQUE"]) {
            self.conflict(|| format!("unique ({column})"));
            let columns = vec![KeyColumn { name: column, descending: false, collation: None }];
            self.table.uniques.push(UniqueText { name: self.name.take(), columns });
        } else if cursor.take(&["CHECK"]) {
            let expr = cursor.parens()?;
            self.conflict(|| format!("check of {column}"));
            self.table.checks.push(CheckText { name: self.name.take(), column: Some(column), expr });
        } else if cursor.take(&["COLLATE"]) {
            let collation = cursor.name()?.into_owned();
            self.table.columns.last_mut()?.collation = Some(collation);
        } else if cursor.take(&["GENERATED", "ALWAYS", "AS"]) || cursor.take(&["AS"]) {
            let expr = cursor.parens()?;
            let stored = cursor.take(&["STORED"]);
            if !stored {
                cursor.take(&["VIRTUAL"]);
            }
            self.table.columns.last_mut()?.generated = Some((expr, stored));
        } else if cursor.peek()?.is("REFERENCES") {
            self.references(vec![column])?;
        } else {
            // Without a key of its own before it, it says nothing.
            return Some(self.deferrable().is_some());
        }
        Some(true)
    }

    fn constraint(&mut self) -> Option<()> {
        self.name = None;
        while self.cursor.take(&["CONSTRAINT"]) {
            self.name = Some(self.cursor.name()?.into_owned());
        }
        if self.cursor.take(&["PRIMARY", "KEY"]) {
            let (columns, autoincrement) = self.key_columns()?;
            self.conflict(|| format!("primary key ({})", list(&columns)));
            self.table.autoincrement |= autoincrement;
            self.table.primary_key = Some(UniqueText { name: self.name.take(), columns });
        } else if self.cursor.take(&["UNIQUE"]) {
            let (columns, _) = self.key_columns()?;
            self.conflict(|| format!("unique ({})", list(&columns)));
            self.table.uniques.push(UniqueText { name: self.name.take(), columns });
        } else if self.cursor.take(&["CHECK"]) {
            let expr = self.cursor.parens()?;
            self.conflict(|| format!("check ({expr})"));
            self.table.checks.push(CheckText { name: self.name.take(), column: None, expr });
        } else if self.cursor.take(&["FOREIGN", "KEY"]) {
            let (columns, _) = self.key_columns()?;
            self.references(columns.into_iter().map(|c| c.name).collect())?;
        } else {
            // A name without a constraint is one by itself.
            self.name.take()?;
        }
        Some(())
    }

    fn default(&mut self) -> Option<DefaultText<'a>> {
        if self.cursor.peek()?.is_sign('(') {
            return Some(DefaultText { sql: self.cursor.parens()?, is_expression: true });
        }
        let start = self.cursor.peek()?.start;
        let signed = self.cursor.take_sign('-') || self.cursor.take_sign('+');
        let value = self.cursor.next()?;
        let sql = self.cursor.text(start, value.end());
        Some(DefaultText { sql, is_expression: signed && value.kind != Kind::Number })
    }

    /// `("a" DESC, b COLLATE NOCASE AUTOINCREMENT)`
    fn key_columns(&mut self) -> Option<(Vec<KeyColumn>, bool)> {
        self.cursor.take_sign('(').then_some(())?;
        let (mut columns, mut autoincrement) = (Vec::new(), false);
        loop {
            let name = self.cursor.name()?.into_owned();
            let mut collation = None;
            while self.cursor.take(&["COLLATE"]) {
                collation = Some(self.cursor.name()?.into_owned());
            }
            let descending = self.direction();
            columns.push(KeyColumn { name, descending, collation });
            autoincrement |= self.cursor.take(&["AUTOINCREMENT"]);
            if !self.cursor.take_sign(',') {
                self.cursor.take_sign(')').then_some(())?;
                return Some((columns, autoincrement));
            }
        }
    }

    /// Whether `DESC` comes next.
    fn direction(&mut self) -> bool {
        !self.cursor.take(&["ASC"]) && self.cursor.take(&["DESC"])
    }

    fn references(&mut self, columns: Vec<String>) -> Option<()> {
        self.cursor.take(&["REFERENCES"]).then_some(())?;
        let table = self.cursor.name()?.into_owned();
        let mut key = ReferenceText { name: self.name.take(), columns, table, ..ReferenceText::default() };
        if self.cursor.peek().is_some_and(|t| t.is_sign('(')) {
            self.cursor.parens()?;
        }
        loop {
            if self.cursor.take(&["ON", "DELETE"]) {
                key.on_delete = self.action()?;
            } else if self.cursor.take(&["ON", "UPDATE"]) {
                key.on_update = self.action()?;
            } else if self.cursor.take(&["ON", "INSERT"]) {
                self.action()?;
            } else if self.cursor.take(&["MATCH"]) {
                // Read and not kept to: for SQLite every key is a simple one.
                self.cursor.name()?;
            } else if let Some(deferrable) = self.deferrable() {
                key.deferrable = deferrable;
            } else {
                self.table.references.push(key);
                return Some(());
            }
        }
    }

    fn action(&mut self) -> Option<String> {
        let first = self.cursor.next()?.text.to_ascii_uppercase();
        if matches!(first.as_str(), "SET" | "NO") {
            let second = self.cursor.next()?.text.to_ascii_uppercase();
            return Some(format!("{first} {second}"));
        }
        Some(first)
    }

    fn deferrable(&mut self) -> Option<Deferrable> {
        let not = self.cursor.take(&["NOT", "DEFERRABLE"]);
        if !not && !self.cursor.take(&["DEFERRABLE"]) {
            return None;
        }
        let deferred = self.cursor.take(&["INITIALLY", "DEFERRED"]);
        if !deferred {
            self.cursor.take(&["INITIALLY", "IMMEDIATE"]);
        }
        Some(match (not, deferred) {
            (true, _) => Deferrable::No,
            (false, true) => Deferrable::Deferred,
            (false, false) => Deferrable::Immediate,
        })
    }

    fn conflict(&mut self, constraint: impl FnOnce() -> String) {
        if self.cursor.take(&["ON", "CONFLICT"])
            && let Some(action) = self.cursor.next()
        {
            let action = action.text.to_ascii_uppercase();
            // What SQLite does anyway.
            if action != "ABORT" {
                self.table.conflicts.push((constraint(), format!("ON CONFLICT {action}")));
            }
        }
    }
}

/// Whether a token can be a part of a type.
fn is_of_type(token: &Token<'_>) -> bool {
    let ends = [
        "CONSTRAINT",
        "DEFAULT",
        "NOT",
        "NULL",
        "PRIMARY",
        "UNIQUE",
        "CHECK",
        "COLLATE",
        "REFERENCES",
        "AS",
        "DEFERRABLE",
    ];
    match token.kind {
        Kind::Word => !ends.iter().any(|w| token.is(w)),
        Kind::Quoted | Kind::Text => true,
        Kind::Sign => token.is_sign('('),
        Kind::Blob | Kind::Number => false,
    }
}

/// Where the words begin that end a type and begin a constraint.
fn generated_always(ty: &str) -> Option<usize> {
    // Seldom, so that most types need not be read twice.
    let last = ty.len().checked_sub("ALWAYS".len()).and_then(|at| ty.get(at..))?;
    last.eq_ignore_ascii_case("ALWAYS").then_some(())?;
    match super::tokens(ty).as_slice() {
        [.., a, b] if a.is("GENERATED") && b.is("ALWAYS") => Some(a.start),
        _ => None,
    }
}

fn list(columns: &[KeyColumn]) -> String {
    columns.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", ")
}
