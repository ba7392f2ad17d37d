//! What sources say, whichever language they are written in.
//!
//! A source is read alone, without a look at any other, so that what it says can be cached by its content. Where
//! in the text something stands is found later, and only when a message or an edit asks for it: see [`locate`].

mod annotations;
mod column;
mod contribution;
mod locate;
mod spot;
mod table;
pub(crate) mod words;

pub use annotations::{ColumnAnnotations, Enforce, ManyToMany, Rules, TableAnnotations};
pub use column::{ColumnSource, DefaultSource, KeyNames, TypeSource};
pub use contribution::{Contribution, DomainSource, EnumSource, Meta};
pub use locate::{locate, version_position};
pub use spot::{SourceId, Spot};
pub use table::{CheckSource, ForeignKeySource, IndexSource, TableSource, UniqueSource};

/// For `skip_serializing_if`: what says nothing is not written.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
