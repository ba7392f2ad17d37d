//! Two branches that changed the same thing, each with its change and its migration.

use crate::diagnostic::Diagnostic;
use std::collections::BTreeSet;
use zmig_core::{Change, DataType, Manifest};

/// What is said of a change that cannot follow the other branch, whose migrations are among those that stay.
pub(super) fn clash(
    (old, change): (&Manifest, &Change),
    reason: &str,
    staying: &[Manifest],
    moving: &[Manifest],
) -> Diagnostic {
    let out = Diagnostic::new(format!("both branches changed the same thing: {}", change.summary()))
        .note(format!("{}: {}", old.name, change.summary()));
    let out = match opponent((old, change), staying, moving) {
        Some((other, theirs)) => out.note(format!("{}: {}", other.name, theirs.summary())),
        None => out,
    };
    out.note(format!("{} cannot follow the other branch: {reason}", old.name))
        .help("say in the schema what is meant, with `renamed_from` where the other branch renamed something")
        .help(format!(
            "then remove the migrations of one branch, `rm migrations/{0}.json migrations/*/{0}.*`, and build again",
            old.name
        ))
}

/// Two branches that say where one schema's data is.
pub(super) fn both_moved(old: &Manifest, known: Option<DataType>, staying: &[Manifest]) -> Diagnostic {
    let of = |m: &Manifest| {
        let said = m.data_type?;
        Some(format!(
            "{}: {}",
            m.name,
            said.summary().unwrap_or_else(|| format!("the data is in {}", said.to))
        ))
    };
    let theirs = staying.iter().rev().filter(|m| m.schema == old.schema).find_map(of);
    let title = format!("both branches say where the data of {} is", old.schema);
    let out = Diagnostic::new(title).note(of(old).unwrap_or_default());
    let out = theirs.into_iter().fold(out, Diagnostic::note);
    let kept = known.map_or("what is meant", DataType::name);
    out.help(format!(
        "remove the migration of one branch, `rm migrations/{0}.json migrations/*/{0}.*`",
        old.name
    ))
    .help(format!("then say in the schema `Data_Type: {kept}`, and build again"))
}

/// The change of the other branch that stands in the way: the latest about the same column, or else about the same table.
fn opponent<'a>(
    (old, change): (&Manifest, &Change),
    staying: &'a [Manifest],
    moving: &[Manifest],
) -> Option<(&'a Manifest, &'a Change)> {
    let before = ancestors(old, staying, moving);
    let others = staying.iter().rev().filter(|m| !before.contains(m.name.as_str()));
    let theirs: Vec<_> = others.flat_map(|m| m.changes.iter().rev().map(move |c| (m, c))).collect();
    let share = |a: &[&str], b: &[&str]| a.iter().any(|name| b.contains(name));
    let same_table = |c: &Change| share(&tables(c), &tables(change));
    let same_column = |c: &Change| same_table(c) && share(&columns(c), &columns(change));
    let found = theirs.iter().find(|(_, c)| same_column(c));
    found.or_else(|| theirs.iter().find(|(_, c)| same_table(c))).copied()
}

/// The migrations that one follows or builds on.
fn ancestors<'a>(old: &'a Manifest, staying: &'a [Manifest], moving: &'a [Manifest]) -> BTreeSet<&'a str> {
    let mut out = BTreeSet::new();
    let mut open = vec![old];
    while let Some(manifest) = open.pop() {
        for name in manifest.parent.iter().chain(&manifest.depends_on) {
            let needed = staying.iter().chain(moving).find(|m| m.stands_for(name));
            open.extend(needed.filter(|m| out.insert(m.name.as_str())));
        }
    }
    out
}

fn tables(change: &Change) -> Vec<&str> {
    match change {
        Change::RenameTable { from, to, .. } => vec![from, to],
        other => other.table().into_iter().collect(),
    }
}

fn columns(change: &Change) -> Vec<&str> {
    match change {
        Change::AddColumn { column, .. } | Change::DropColumn { column, .. } => vec![&column.name],
        Change::AlterColumn { from, to, .. } => vec![&from.name, &to.name],
        Change::RenameColumn { from, to, .. } => vec![from, to],
        _ => Vec::new(),
    }
}
