//! What a run may take from the last one.

use super::{Difference, Index, Listing};
use std::collections::HashSet;

/// What is proved to be as it was. Empty where there is no cache.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    unchanged: HashSet<String>,
}

impl Memory {
    /// What of the last run still holds, given what the system says now.
    pub(crate) fn of(index: &Index, listing: &Listing) -> Self {
        let Difference { added, changed, .. } = Difference::between(&index.listing, listing);
        let stale: HashSet<&str> = added
            .into_iter()
            .chain(changed)
            .chain(index.racy.iter().map(|(name, _)| name.as_str()))
            .collect();
        let unchanged = listing.entries().map(|e| e.name).filter(|n| !stale.contains(n));
        Self { unchanged: unchanged.map(str::to_owned).collect() }
    }

    /// Whether a file, named relative to the project, is as it was at the end of a run that found nothing wrong with it.
    pub(crate) fn is_unchanged(&self, name: &str) -> bool {
        self.unchanged.contains(name)
    }
}
