//! Facts of SQL that somebody wrote, read with a grammar of PostgreSQL.

mod column;
mod depth;
mod name;
mod statement;
mod table;

use super::fact::{Fact, Placed, Source};
use super::scene::Scene;
use super::{Finding, Remarks, lint};
use crate::{Dialect, Schema, fold};
use squawk_syntax::SourceFile;
use squawk_syntax::ast::{AstNode as _, Stmt};
use std::collections::BTreeSet;
use std::ops::Range;

/// What is known of the text besides the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct SqlContext<'a> {
    /// The schema that the text starts from, where it is known: for the types that columns had.
    pub schema: Option<&'a Schema>,
    /// Whether it is run outside a transaction unless it begins one.
    pub bare: bool,
    /// Whether zmig generated it, so that what concerns writing by hand is of no interest.
    pub generated: bool,
}

/// What the rules find in a text of SQL, and no remark in it allows.
///
/// What cannot be read is found too, with its place.
pub fn lint_sql(text: &str, dialect: Dialect, context: SqlContext<'_>) -> Vec<Finding> {
    let (scene, remarks) = read(text, dialect, context);
    lint(&scene).into_iter().filter(|f| !remarks.allow(f)).collect()
}

/// The scene of a text of SQL. What cannot be read is a fact of its own, with its place.
pub fn scene_of_sql<'a>(text: &str, dialect: Dialect, context: SqlContext<'a>) -> Scene<'a> {
    read(text, dialect, context).0
}

fn read<'a>(text: &str, dialect: Dialect, context: SqlContext<'a>) -> (Scene<'a>, Remarks) {
    let mut reader = Reader {
        dialect,
        context,
        made: BTreeSet::new(),
        proven: Vec::new(),
        open: false,
        facts: Vec::new(),
    };
    if let Some(at) = depth::too_deep(text) {
        reader.push(Fact::Unreadable { reason: "it is nested too deeply".into() }, at..at);
        let framed = !context.bare;
        let facts = reader.facts;
        let scene = Scene { dialect, facts, schema: context.schema, by_hand: !context.generated, framed };
        return (scene, Remarks::default());
    }
    let parsed = SourceFile::parse(text);
    let mut broken: Vec<(Range<usize>, String)> = Vec::new();
    for error in parsed.errors() {
        let start = usize::from(error.range().start()).min(text.len());
        let end = usize::from(error.range().end()).clamp(start, text.len());
        broken.push((start..end, error.message().to_owned()));
    }
    let mut statements = Vec::new();
    for stmt in parsed.tree().stmts() {
        let range = range_of(&stmt);
        let is_inside = |at: &Range<usize>| at.start >= range.start && at.start <= range.end;
        // One message for a statement: the first mistake brings the others with it.
        if let Some((at, reason)) = broken.iter().find(|(at, _)| is_inside(at)).cloned() {
            broken.retain(|(at, _)| !is_inside(at));
            reader.push(Fact::Unreadable { reason }, at);
        }
        reader.statement(&stmt, &range);
        statements.push(range);
    }
    for (at, reason) in broken {
        reader.push(Fact::Unreadable { reason }, at);
    }
    let remarks = Remarks::read(text, &statements);
    for (unknown, at) in &remarks.unknown {
        reader.push(Fact::UnknownCode { code: unknown.code.clone(), meant: unknown.meant() }, at.clone());
    }
    let by_hand = !context.generated;
    let (schema, framed) = (context.schema, !context.bare);
    (Scene { dialect, facts: reader.facts, schema, by_hand, framed }, remarks)
}

/// The bytes of a statement, without the blanks and remarks before it.
fn range_of(stmt: &Stmt) -> Range<usize> {
    let node = stmt.syntax();
    let is_code = |t: &squawk_syntax::SyntaxToken| {
        !matches!(t.kind(), squawk_syntax::SyntaxKind::WHITESPACE | squawk_syntax::SyntaxKind::COMMENT)
    };
    let first = node.descendants_with_tokens().filter_map(|e| e.into_token()).find(is_code);
    let range = node.text_range();
    let start = first.map_or(range.start(), |t| t.text_range().start());
    usize::from(start)..usize::from(range.end())
}

struct Reader<'a> {
    dialect: Dialect,
    context: SqlContext<'a>,
    /// Tables that the text has made.
    made: BTreeSet<String>,
    /// Checks that say that a column is not NULL: the table, the check's name, the column, and whether it is valid.
    proven: Vec<Proof>,
    /// Whether the text has begun a transaction.
    open: bool,
    facts: Vec<Placed>,
}

/// A check that says that a column is not NULL.
struct Proof {
    table: String,
    name: String,
    column: String,
    valid: bool,
}

impl Reader<'_> {
    fn push(&mut self, fact: Fact, at: Range<usize>) {
        match &fact {
            Fact::Begin => self.open = true,
            Fact::CreateTable { table, .. } => {
                self.made.insert(fold(table));
            }
            Fact::RenameTable { table, to } if self.made.contains(&fold(table)) => {
                self.made.insert(fold(to));
            }
            _ => {}
        }
        let fresh = fact.table().is_some_and(|t| self.made.contains(&fold(t)));
        let in_transaction = self.open || !self.context.bare;
        if matches!(fact, Fact::Commit | Fact::Rollback) {
            self.open = false;
        }
        self.facts.push(Placed { fact, source: Source::Text(at), fresh, in_transaction });
    }

    /// Names that the server would cut off.
    fn long_names(&mut self, stmt: &Stmt, at: &Range<usize>) {
        for name in name::declared(stmt) {
            if name.len() > crate::MAX_IDENTIFIER {
                self.push(Fact::LongName { name }, at.clone());
            }
        }
    }
}
