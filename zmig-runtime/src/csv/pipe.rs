//! Blocks on their way from one thread to another, and back to be filled again.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// The end that blocks are handed on at.
pub(crate) struct Filler<T> {
    full: SyncSender<T>,
    emptied: Receiver<T>,
}

/// The end that they are taken from. When it goes, whoever fills blocks stops.
pub(crate) struct Taker<T> {
    filled: Receiver<T>,
    empty: SyncSender<T>,
}

/// How many blocks are under way: enough for one thread not to wait for the other, and few enough for memory.
const UNDER_WAY: usize = 4;

pub(crate) fn pipe<T>() -> (Filler<T>, Taker<T>) {
    let (full, filled) = sync_channel(UNDER_WAY);
    let (empty, emptied) = sync_channel(UNDER_WAY + 2);
    (Filler { full, emptied }, Taker { filled, empty })
}

impl<T: Default> Filler<T> {
    /// A block to fill: a new one, or one that was given back, with what it held.
    pub(crate) fn block(&self) -> T {
        self.emptied.try_recv().unwrap_or_default()
    }

    /// Hands a block on; false where nobody takes it any more.
    pub(crate) fn hand_on(&self, block: T) -> bool {
        self.full.send(block).is_ok()
    }
}

impl<T> Taker<T> {
    /// The next block; nothing at the end.
    pub(crate) fn take(&self) -> Option<T> {
        self.filled.recv().ok()
    }

    /// Gives a block back.
    pub(crate) fn give_back(&self, block: T) {
        self.empty.try_send(block).ok();
    }
}
