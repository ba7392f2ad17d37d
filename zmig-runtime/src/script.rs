//! One message to a database: several pieces of SQL sent in one go, and the way back from an error to its piece.

use crate::driver::Fault;
use crate::statements;
use zmig_core::Dialect;

/// SQL to be sent in one go.
#[derive(Debug, Default)]
pub(crate) struct Script {
    text: String,
    pieces: Vec<Piece>,
    job: usize,
}

#[derive(Debug)]
struct Piece {
    /// Where it begins, in bytes.
    start: usize,
    /// Which of the message's migrations it belongs to, from 0.
    job: usize,
    /// The step whose SQL it is; 0 for the runner's own.
    step: usize,
}

/// Where in a message an error lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    /// The migration, from 0.
    pub job: usize,
    /// The step, from 1; 0 for the runner's own SQL.
    pub step: usize,
    /// The offset in the step's SQL.
    pub offset: Option<usize>,
}

impl Script {
    /// Adds SQL of the runner's own.
    pub(crate) fn own(&mut self, sql: &str) {
        self.pieces.push(Piece { start: self.text.len(), job: self.job, step: 0 });
        self.text.push_str(sql);
    }

    /// What follows belongs to the next migration.
    pub(crate) fn next_job(&mut self) {
        self.job += 1;
    }

    pub(crate) fn len(&self) -> usize {
        self.text.len()
    }

    /// Adds a step's SQL. A semicolon on a line of its own ends it, should it end in a remark or without one.
    pub(crate) fn step(&mut self, step: usize, sql: &str) {
        self.pieces.push(Piece { start: self.text.len(), job: self.job, step });
        self.text.push_str(sql);
        self.text.push_str("\n;\n");
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// The text to send.
    pub(crate) fn text(&self) -> String {
        self.text.clone()
    }

    /// Finds what an error is about: by its position, or by the number of statements that were done before it.
    pub(crate) fn locate(&self, fault: &Fault, dialect: Dialect) -> Spot {
        let by_position = fault.position.and_then(|position| {
            let at = self.text.char_indices().nth(position.saturating_sub(1)).map(|(i, _)| i)?;
            let piece = self.pieces.iter().rev().find(|p| p.start <= at)?;
            Some(Spot { job: piece.job, step: piece.step, offset: Some(at - piece.start) })
        });
        by_position.unwrap_or_else(|| self.locate_by_count(fault.done, dialect))
    }

    fn locate_by_count(&self, mut done: usize, dialect: Dialect) -> Spot {
        for (i, piece) in self.pieces.iter().enumerate() {
            let end = self.pieces.get(i + 1).map_or(self.text.len(), |next| next.start);
            let starts = statements::starts(&self.text[piece.start..end], dialect);
            if let Some(offset) = starts.get(done) {
                return Spot { job: piece.job, step: piece.step, offset: Some(*offset) };
            }
            done -= starts.len();
        }
        let (job, step) = self.pieces.last().map_or((0, 0), |p| (p.job, p.step));
        Spot { job, step, offset: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::Kind;

    #[test]
    fn errors_find_their_step() {
        let mut script = Script::default();
        script.own("SAVEPOINT a; SAVEPOINT b;\n");
        script.step(1, "CREATE TABLE ü (a);\n-- remark\nCREATE TABLE b (a); -- end");
        script.step(2, "SELECT 1");
        script.own("INSERT;");
        let spot = |done, position| {
            let fault = Fault { done, position, ..Fault::new(Kind::Other, "") };
            let spot = script.locate(&fault, Dialect::Sqlite);
            (spot.step, spot.offset)
        };
        assert_eq!(spot(0, None), (0, Some(0)));
        assert_eq!(spot(2, None), (1, Some(0)));
        assert_eq!(spot(3, None), (1, Some(31)));
        assert_eq!(spot(4, None), (2, Some(0)));
        assert_eq!(spot(5, None), (0, Some(0)));
        assert_eq!(spot(9, None), (0, None));
        // Positions are counted in characters: the second CREATE stands behind a letter of two bytes.
        let at = script.text().chars().position(|c| c == 'b').map_or(0, |_| 26 + 30 + 1);
        assert_eq!(spot(0, Some(at)), (1, Some(31)));
    }
}
