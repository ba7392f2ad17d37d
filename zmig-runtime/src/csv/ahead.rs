//! Records that a thread of their own reads ahead of whoever works on them.

use super::pipe::{Filler, Taker, pipe};
use super::record::{Record, RecordReader};
use super::wrong::Mistake;
use std::io::Read;

/// When a block is handed on, whichever comes first.
const RECORDS: usize = 512;
const BYTES: usize = 1 << 18;

/// Records, and what came after them.
#[derive(Default)]
struct Block {
    records: Vec<Record>,
    filled: usize,
    end: Option<Result<(), Mistake>>,
}

impl Block {
    fn fill<R: Read>(&mut self, reader: &mut RecordReader<R>) {
        (self.filled, self.end) = (0, None);
        let mut bytes = 0;
        while self.filled < RECORDS && bytes < BYTES {
            if self.records.len() == self.filled {
                self.records.push(Record::default());
            }
            match reader.read(&mut self.records[self.filled]) {
                Ok(true) => {
                    bytes += self.records[self.filled].raw().len();
                    self.filled += 1;
                }
                Ok(false) => self.end = Some(Ok(())),
                Err(mistake) => self.end = Some(Err(mistake)),
            }
            if self.end.is_some() {
                return;
            }
        }
        // What records of another length took is not kept.
        self.records.truncate(self.filled);
    }
}

/// Gives one record after another.
pub(super) struct Ahead<'a> {
    block: Block,
    at: usize,
    taker: Option<&'a Taker<Block>>,
}

impl Ahead<'_> {
    /// The next record; false at the end.
    ///
    /// # Errors
    /// Where the bytes are no CSV.
    pub(super) fn next(&mut self, record: &mut Record) -> Result<bool, Mistake> {
        loop {
            if self.at < self.block.filled {
                std::mem::swap(record, &mut self.block.records[self.at]);
                self.at += 1;
                return Ok(true);
            }
            match &self.block.end {
                Some(Ok(())) => return Ok(false),
                Some(Err(mistake)) => return Err(mistake.clone()),
                None => {}
            }
            let Some(taker) = self.taker else { return Ok(false) };
            let Some(next) = taker.take() else { return Ok(false) };
            taker.give_back(std::mem::replace(&mut self.block, next));
            self.at = 0;
        }
    }
}

/// Works on the records that a reader has left, which are read meanwhile. Few of them need no thread.
pub(super) fn ahead<R: Read + Send, T>(
    mut reader: RecordReader<R>,
    work: impl FnOnce(&mut Ahead<'_>) -> T,
) -> T {
    let mut block = Block::default();
    block.fill(&mut reader);
    if block.end.is_some() {
        return work(&mut Ahead { block, at: 0, taker: None });
    }
    let (filler, taker) = pipe();
    std::thread::scope(|scope| {
        scope.spawn(move || read(reader, &filler));
        // Taken along, so that the thread ends when the work does.
        let taker = taker;
        work(&mut Ahead { block, at: 0, taker: Some(&taker) })
    })
}

fn read<R: Read>(mut reader: RecordReader<R>, filler: &Filler<Block>) {
    loop {
        let mut block = filler.block();
        block.fill(&mut reader);
        let ended = block.end.is_some();
        if !filler.hand_on(block) || ended {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    fn texts(file: &str, most: usize) -> (Vec<String>, Option<Mistake>) {
        ahead(RecordReader::new(file.as_bytes()), |records| {
            let (mut out, mut record) = (Vec::new(), Record::default());
            while out.len() < most {
                match records.next(&mut record) {
                    Ok(true) => out.push(record.raw().to_owned()),
                    Ok(false) => return (out, None),
                    Err(mistake) => return (out, Some(mistake)),
                }
            }
            (out, None)
        })
    }

    #[test]
    fn records_come_in_their_order_however_many_there_are() {
        for count in [0, 1, RECORDS - 1, RECORDS, RECORDS + 1, 20 * RECORDS + 7] {
            let mut file = String::new();
            (0..count).for_each(|n| writeln!(file, "{n},x").expect("a text"));
            let expected: Vec<String> = (0..count).map(|n| format!("{n},x")).collect();
            assert_eq!(texts(&file, usize::MAX), (expected.clone(), None), "{count}");
            // Whoever has enough is not waited for.
            assert_eq!(texts(&file, 3).0, expected[..count.min(3)]);
            file.push('"');
            let (found, mistake) = texts(&file, usize::MAX);
            assert_eq!(found, expected);
            assert_eq!(mistake.map(|m| m.line), Some(count as u64 + 1));
        }
    }
}
