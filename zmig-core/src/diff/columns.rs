//! The columns of one table, before and after.

use super::matching::Pair;
use super::words::mentions_any;
use super::{Refusal, enums};
use crate::IntoSorted as _;
use crate::{Change, Column, Conversion, DefaultValue, Identity, Literal, Schema, Type, apply::Renames};
use std::collections::{BTreeMap, BTreeSet};

/// Types with names whose values are converted, by their new names.
pub(super) struct Converted<'a> {
    /// Enums that lose values or have them in another order: old and new values.
    pub(super) enums: BTreeMap<String, (Vec<String>, &'a [String])>,
    /// Domains that are made of another type.
    pub(super) domains: BTreeSet<String>,
}

impl Converted<'_> {
    fn concerns(&self, ty: &Type) -> bool {
        enums::is_converted(ty, &self.enums) || ty.domain_name().is_some_and(|d| self.domains.contains(d))
    }
}

/// What happens to the columns of one table.
pub(super) struct Columns<'a> {
    pub(super) dropped: Vec<&'a Column>,
    pub(super) added: Vec<&'a Column>,
    pub(super) kept: Vec<Kept<'a>>,
    /// The primary key changes.
    rekeyed: bool,
    /// Words in old and in new SQL text that mean something else after the change.
    words: (BTreeSet<&'a str>, BTreeSet<&'a str>),
}

/// A column that stays.
pub(super) struct Kept<'a> {
    pub(super) old: &'a Column,
    /// The old one after all renames.
    pub(super) image: Column,
    pub(super) new: &'a Column,
    /// Values are converted to another type.
    pub(super) retyped: bool,
    /// They are converted by an expression that may give other values.
    pub(super) revalued: bool,
    /// A generated column that is dropped and added again, because its type or a column that it is computed from
    /// changes.
    pub(super) recreated: bool,
}

impl Kept<'_> {
    /// Whether a database drops what hangs on the column, because it can only be dropped and added again.
    pub(super) fn rebuilt(&self) -> bool {
        self.recreated || self.old.generated != self.new.generated
    }

    /// Whether text that names the column may mean something else for its new type. Where the type only grows it
    /// means the same, and what little a database has to do about it is the plan's business.
    fn reshaped(&self) -> bool {
        self.retyped && (self.image.ty == self.new.ty || !self.image.ty.only_grows_to(&self.new.ty))
    }
}

impl<'a> Columns<'a> {
    pub(super) fn of(pair: &Pair<'a>, renames: &Renames, converted: &Converted<'_>) -> Self {
        let kept_new: BTreeSet<&str> = pair.kept.values().copied().into_sorted();
        let mut out = Self {
            dropped: pair.old.columns.iter().filter(|c| !pair.kept.contains_key(c.name.as_str())).collect(),
            added: pair.new.columns.iter().filter(|c| !kept_new.contains(c.name.as_str())).collect(),
            kept: Vec::new(),
            rekeyed: !pair.old.primary_key.iter().map(|c| pair.kept.get(c.as_str()).copied()).eq(pair
                .new
                .primary_key
                .iter()
                .map(|c| Some(c.as_str()))),
            words: (BTreeSet::new(), BTreeSet::new()),
        };
        for (before, after) in &pair.kept {
            let (Some(old), Some(new)) = (pair.old.column(before), pair.new.column(after)) else { continue };
            let image = renames.column_image(&pair.old.name, old);
            let retyped = image.ty != new.ty || converted.concerns(&image.ty);
            let hint = pair.hints.and_then(|h| h.columns.get(*after));
            let revalued = image.ty != new.ty && hint.is_some_and(|h| h.using.is_some());
            out.kept.push(Kept { old, image, new, retyped, revalued, recreated: false });
        }
        out.find_words(pair);
        out.find_recreated();
        out
    }

    /// Whether text stands in the way of a change, or means something else after it.
    pub(super) fn entangles(&self, old_text: &str, new_text: &str) -> bool {
        mentions_any(old_text, &self.words.0) || mentions_any(new_text, &self.words.1)
    }

    /// The column of that old name, if it stays.
    pub(super) fn kept(&self, old: &str) -> Option<&Kept<'a>> {
        self.kept.iter().find(|k| k.old.name == old)
    }

    /// Where no column stays and others come: the one that goes after them, so that the table is never empty.
    fn last_to_go(&self) -> Option<&'a String> {
        let comes = self.added.iter().any(|c| c.generated.is_none());
        let plain = self.dropped.iter().filter(|c| c.generated.is_none());
        let last = plain.min_by(|a, b| a.name.cmp(&b.name))?;
        (comes && self.kept.iter().all(|k| k.recreated)).then_some(&last.name)
    }

    fn find_words(&mut self, pair: &Pair<'a>) {
        let (old, new) = &mut self.words;
        if pair.old.name != pair.new.name {
            old.insert(&pair.old.name);
            new.insert(&pair.new.name);
        }
        old.extend(self.dropped.iter().map(|c| c.name.as_str()));
        for kept in &self.kept {
            if kept.old.name != kept.new.name || kept.reshaped() || kept.rebuilt() {
                old.insert(&kept.old.name);
                new.insert(&kept.new.name);
            }
        }
    }

    /// Generated columns of another type, those that are computed from what changes, and those that are computed from
    /// these.
    fn find_recreated(&mut self) {
        while let Some(at) = self.kept.iter().position(|k| match (k.old.expression(), k.new.expression()) {
            (Some(a), Some(b)) if !k.recreated => k.reshaped() || self.entangles_others(k, a, b),
            _ => false,
        }) {
            let kept = &mut self.kept[at];
            kept.recreated = true;
            let (old, new) = (&kept.old.name, &kept.new.name);
            self.words.0.insert(old);
            self.words.1.insert(new);
        }
    }

    /// A column's own name does not stand in its own expression, but may be a word in it.
    fn entangles_others(&self, kept: &Kept<'_>, old_text: &str, new_text: &str) -> bool {
        let without = |words: &BTreeSet<&'a str>, own: &str| -> BTreeSet<&'a str> {
            words.iter().copied().filter(|w| *w != own).into_sorted()
        };
        mentions_any(old_text, &without(&self.words.0, &kept.old.name))
            || mentions_any(new_text, &without(&self.words.1, &kept.new.name))
    }
}

/// The changes of a table's columns, renames excepted.
pub(super) fn changes(
    schemas: (&Schema, &Schema),
    pair: &Pair<'_>,
    columns: &Columns<'_>,
    converted: &Converted<'_>,
    refusals: &mut Vec<Refusal>,
) -> Vec<Change> {
    let mut out = Vec::new();
    let last = columns.last_to_go();
    let drop = |column: &Column| {
        let table = if last == Some(&column.name) { &pair.new.name } else { &pair.old.name };
        Change::DropColumn { table: table.clone(), column: column.clone(), backfill: None }
    };
    out.extend(columns.dropped.iter().map(|c| drop(c)));
    for column in &columns.added {
        out.push(added(schemas.1, pair, column, refusals));
    }
    for kept in &columns.kept {
        if kept.recreated {
            out.push(drop(kept.old));
            out.push(Change::AddColumn {
                table: pair.new.name.clone(),
                column: kept.new.clone(),
                backfill: None,
            });
        } else {
            altered(schemas, pair, columns, kept, converted, refusals, &mut out);
        }
    }
    out
}

fn added(new: &Schema, pair: &Pair<'_>, column: &Column, refusals: &mut Vec<Refusal>) -> Change {
    let hint = pair.hints.and_then(|h| h.columns.get(&column.name));
    let of_domain = column.ty.domain_name().and_then(|d| new.domains.get(d)).and_then(|d| d.default.as_ref());
    let has_value = new.may_be_null(column)
        || column.default.is_some()
        || of_domain.is_some()
        || column.identity.is_some();
    let backfill = hint.and_then(|h| h.backfill.clone()).filter(|b| {
        column.generated.is_none() && column.identity.is_none() && Some(b) != column.default.as_ref()
    });
    if !has_value && column.generated.is_none() && backfill.is_none() {
        refusals.push(Refusal::NeedsBackfill { table: pair.new.name.clone(), column: column.name.clone() });
    }
    Change::AddColumn { table: pair.new.name.clone(), column: column.clone(), backfill }
}

fn altered(
    (old_schema, new_schema): (&Schema, &Schema),
    pair: &Pair<'_>,
    columns: &Columns<'_>,
    kept: &Kept<'_>,
    converted: &Converted<'_>,
    refusals: &mut Vec<Refusal>,
    out: &mut Vec<Change>,
) {
    let alter = |table: &str, from: &Column, to: &Column| Change::AlterColumn {
        table: table.to_owned(),
        from: from.clone(),
        to: to.clone(),
        backfill: None,
        using: None,
        using_back: None,
    };
    let (mut from, mut to) = (kept.image.clone(), kept.new.clone());
    // A column stops being computed before what it is computed from goes, and numbered before its key goes.
    let stops_computing = matches!((kept.old.expression(), kept.new.expression()), (Some(text), None)
        if columns.entangles_others(kept, text, ""));
    let (was, is) = (kept.old.identity.is_some(), kept.new.identity.is_some());
    let rekeyed = columns.rekeyed && was != is;
    if stops_computing || (rekeyed && was) {
        let plain = Column { generated: None, identity: Identity::None, ..kept.old.clone() };
        out.push(alter(&pair.old.name, kept.old, &plain));
        (from.generated, from.identity) = (None, Identity::None);
    }
    // A default goes before the enum loses its value.
    if default_may_be_lost(&from, converted) && kept.new.ty == from.ty {
        let bare = Column { default: None, ..from.clone() };
        out.push(alter(&pair.new.name, &from, &bare));
        from.default = None;
    }
    // A column is numbered once it is the key.
    if rekeyed && is {
        to.identity = Identity::None;
        out.push(alter(&pair.new.name, &to, kept.new));
    }
    if from == to {
        return;
    }
    let hint = pair.hints.and_then(|h| h.columns.get(&kept.new.name));
    let casts = from.ty != kept.new.ty && kept.new.generated.is_none();
    let using = hint.and_then(|h| h.using.clone()).filter(|_| casts);
    if casts
        && using.is_none()
        && conversion(old_schema, &kept.old.ty, new_schema, &kept.new.ty) == Conversion::Impossible
    {
        refusals.push(Refusal::NeedsUsing {
            table: pair.new.name.clone(),
            column: kept.new.name.clone(),
            from: from.ty.clone(),
            to: kept.new.ty.clone(),
        });
    }
    let backfill = hint
        .and_then(|h| h.backfill.clone())
        .filter(|_| from.nullable && !kept.new.nullable && kept.new.generated.is_none());
    out.push(Change::AlterColumn {
        table: pair.new.name.clone(),
        from,
        to,
        backfill,
        using,
        using_back: None,
    });
}

/// How values convert, of what domains are made of.
fn conversion(old: &Schema, from: &Type, new: &Schema, to: &Type) -> Conversion {
    old.base_type(from).conversion(&new.base_type(to))
}

/// Whether a default may be a value that its enum loses.
fn default_may_be_lost(column: &Column, converted: &Converted<'_>) -> bool {
    let Some((_, left)) = column.ty.enum_name().and_then(|name| converted.enums.get(name)) else {
        return false;
    };
    let is_left = |value: &str| left.iter().any(|v| v == value);
    match (&column.default, &column.ty) {
        (None, _) => false,
        (Some(DefaultValue::Literal(Literal::Text(text))), Type::Enum(_)) => !is_left(text),
        (Some(DefaultValue::Literal(Literal::Text(text))), _) => {
            !serde_json::from_str::<Vec<String>>(text).is_ok_and(|values| values.iter().all(|v| is_left(v)))
        }
        (Some(_), _) => true,
    }
}
