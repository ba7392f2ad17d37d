//! What a run may take from the last one.

use super::{Difference, Index, Listing, Piece, Source, State};
use crate::settings::Settings;
use std::collections::HashSet;

/// What is proved to be as it was. Empty where there is no cache.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    state: State,
    unchanged: HashSet<String>,
}

impl Memory {
    /// What of the last run still holds, given what the system says now.
    pub(crate) fn of(settings: &Settings, index: &Index, listing: &Listing) -> Self {
        let Some(state) = index.state(settings) else { return Self::default() };
        let Difference { added, changed, .. } = Difference::between(&index.listing, listing);
        let stale: HashSet<&str> = added
            .into_iter()
            .chain(changed)
            .chain(index.racy.iter().map(|(name, _)| name.as_str()))
            .collect();
        let unchanged = listing.entries().map(|e| e.name).filter(|n| !stale.contains(n));
        Self { state, unchanged: unchanged.map(str::to_owned).collect() }
    }

    /// Whether a file, named relative to the project, is as it was at the end of a run that found nothing wrong with it.
    pub(crate) fn is_unchanged(&self, name: &str) -> bool {
        self.unchanged.contains(name)
    }

    /// What an unchanged source says.
    pub(crate) fn source(&self, name: &str) -> Option<(&Source, Piece)> {
        let source = self.state.sources.get(name).filter(|_| self.is_unchanged(name))?;
        Some((source, source.piece()?))
    }
}
