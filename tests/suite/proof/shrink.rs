//! Makes a case that fails smaller, as long as it fails in the same way.

use super::case::Case;
use super::{Failure, prove};
use crate::support::arbitrary::prune;
use crate::support::db::Db;
use crate::support::mutate::{Pair, remove};
use std::time::{Duration, Instant};
use zmig_core::{Identity, Index, Place, Schema, Table, Unique, validate};

/// How long may be spent on one case.
const PATIENCE: Duration = Duration::from_secs(60);

/// The smallest case that is found in time, and how it fails.
pub(crate) async fn shrink(databases: &mut [Db], case: Case, failure: Failure) -> (Case, Failure) {
    let begun = Instant::now();
    let (mut best, mut why) = (case, failure);
    'again: loop {
        for smaller in candidates(&best) {
            if begun.elapsed() > PATIENCE {
                return (best, why);
            }
            for db in databases.iter_mut() {
                db.reconnect().await;
            }
            if let Err((_, failure)) = prove(databases, &smaller, None).await
                && failure.law == why.law
            {
                (best, why) = (smaller, failure);
                continue 'again;
            }
        }
        return (best, why);
    }
}

/// Smaller cases, the smallest first; each valid, and none like the case itself.
fn candidates(case: &Case) -> Vec<Case> {
    let mut out = plainer(case);
    let edits = edits(&case.pair);
    for edit in edits {
        let mut smaller = case.clone();
        edit(&mut smaller.pair);
        let Pair { old, new, .. } = &mut smaller.pair;
        prune(old);
        prune(new);
        let changed = *old != case.pair.old || *new != case.pair.new;
        let valid = validate(old).is_empty() && validate(new).is_empty();
        if changed && valid && smaller.changes().is_ok() {
            out.push(smaller);
        }
    }
    out
}

/// The same pair, gone through with less ado.
fn plainer(case: &Case) -> Vec<Case> {
    let mut out = Vec::new();
    let mut with = |differs: bool, change: fn(&mut Case)| {
        if differs {
            let mut smaller = case.clone();
            change(&mut smaller);
            out.push(smaller);
        }
    };
    with(case.rows > 0, |c| c.rows = 0);
    with(case.rows > 1, |c| c.rows = 1);
    with(case.rows > 2, |c| c.rows = 2);
    with(case.runner, |c| c.runner = false);
    with(case.each, |c| c.each = false);
    with(case.busy, |c| c.busy = false);
    with(case.wild, |c| c.wild = false);
    with(case.options.online, |c| c.options.online = false);
    out
}

type Edit = Box<dyn Fn(&mut Pair)>;

fn edits(pair: &Pair) -> Vec<Edit> {
    let mut out: Vec<Edit> = Vec::new();
    let origin =
        |new: &str| pair.hints.tables.get(new).and_then(|h| h.renamed_from.clone()).unwrap_or(new.to_owned());
    for name in pair.new.tables.keys() {
        let name = name.clone();
        let old = origin(&name);
        let (both, one) = ((name.clone(), old.clone()), name.clone());
        out.push(Box::new(move |p| {
            without_table(&mut p.new, &both.0);
            without_table(&mut p.old, &both.1);
        }));
        if !pair.old.tables.contains_key(&old) {
            out.push(Box::new(move |p| without_table(&mut p.new, &one)));
        }
        // As it was before, but for its name.
        out.push(Box::new(move |p| {
            if let Some(mut table) = p.old.tables.get(&old).cloned() {
                table.name.clone_from(&name);
                p.hints.tables.entry(name.clone()).or_default().columns.clear();
                p.new.tables.insert(name.clone(), table);
            }
        }));
    }
    for name in pair.old.tables.keys() {
        let name = name.clone();
        out.push(Box::new(move |p| {
            if !p.new.tables.contains_key(&name) {
                without_table(&mut p.old, &name);
            }
        }));
    }
    for table in pair.new.tables.values() {
        columns(&mut out, pair, table, &origin(&table.name));
    }
    for name in pair.old.domains.keys().chain(pair.new.domains.keys()) {
        let place = Place::Domain { name: name.clone() };
        out.push(Box::new(move |p| {
            remove(&mut p.old, &place);
            remove(&mut p.new, &place);
        }));
    }
    for (is_new, schema) in [(true, &pair.new), (false, &pair.old)] {
        for table in schema.tables.values() {
            objects(&mut out, is_new, table);
        }
    }
    out
}

fn columns(out: &mut Vec<Edit>, pair: &Pair, table: &Table, old_table: &str) {
    let before = pair.old.tables.get(old_table);
    for column in &table.columns {
        let (to, old_table) = (table.name.clone(), old_table.to_owned());
        let name = column.name.clone();
        let hint = pair.hints.column(&to, &name);
        let old_name = hint.and_then(|h| h.renamed_from.clone()).unwrap_or_else(|| name.clone());
        {
            let (to, name, old_table, old_name) =
                (to.clone(), name.clone(), old_table.clone(), old_name.clone());
            out.push(Box::new(move |p| {
                without_column(&mut p.new, &to, &name);
                without_column(&mut p.old, &old_table, &old_name);
            }));
        }
        // As it was before, but for its name.
        out.push(Box::new(move |p| {
            let Some(mut before) = p.old.column(&old_table, &old_name).cloned() else { return };
            if let Some(hint) = p.hints.tables.get_mut(&to).and_then(|t| t.columns.get_mut(&name)) {
                (hint.backfill, hint.using) = (None, None);
            }
            if let Some(column) = p.new.tables.get_mut(&to).and_then(|t| t.column_mut(&name)) {
                before.name.clone_from(&name);
                *column = before;
            }
        }));
    }
    for column in before.iter().flat_map(|t| &t.columns) {
        let (old_table, name) = (old_table.to_owned(), column.name.clone());
        out.push(Box::new(move |p| without_column(&mut p.old, &old_table, &name)));
    }
}

/// What hangs on a table, in one of the two schemas and in both.
fn objects(out: &mut Vec<Edit>, is_new: bool, table: &Table) {
    let names = (table.uniques.iter().map(|o| &o.name))
        .chain(table.indexes.iter().map(|o| &o.name))
        .chain(table.foreign_keys.iter().map(|o| &o.name))
        .chain(table.checks.iter().map(|o| &o.name));
    for name in names {
        let (both, name) = (name.clone(), name.clone());
        out.push(Box::new(move |p| {
            without_object(&mut p.new, &both);
            without_object(&mut p.old, &both);
        }));
        out.push(Box::new(move |p| without_object(if is_new { &mut p.new } else { &mut p.old }, &name)));
    }
    let edits: [fn(&mut Table); 11] = [
        |t| t.comment = None,
        |t| t.columns.iter_mut().for_each(|c| c.comment = None),
        |t| t.columns.iter_mut().for_each(|c| c.default = None),
        |t| t.columns.iter_mut().for_each(|c| c.identity = Identity::None),
        |t| (t.primary_key, t.primary_key_name) = (Vec::new(), None),
        |t| t.primary_key_name = None,
        |t| t.options.clear(),
        |t| t.columns.iter_mut().for_each(|c| c.collation = None),
        |t| t.columns.iter_mut().filter_map(|c| c.generated.as_mut()).for_each(|g| g.stored = true),
        |t| t.uniques.iter_mut().for_each(|u| *u = Unique::new(&u.name, u.columns.clone())),
        |t| t.indexes.iter_mut().for_each(|i| *i = Index::new(&i.name, i.keys.clone())),
    ];
    for edit in edits {
        let name = table.name.clone();
        out.push(Box::new(move |p| {
            let schema = if is_new { &mut p.new } else { &mut p.old };
            schema.tables.get_mut(&name).into_iter().for_each(edit);
        }));
    }
}

fn without_table(schema: &mut Schema, name: &str) {
    schema.tables.remove(name);
    for table in schema.tables.values_mut() {
        table.foreign_keys.retain(|f| f.references != name);
    }
}

fn without_object(schema: &mut Schema, name: &str) {
    for t in schema.tables.values_mut() {
        t.uniques.retain(|o| o.name != name);
        t.indexes.retain(|o| o.name != name);
        t.foreign_keys.retain(|o| o.name != name);
        t.checks.retain(|o| o.name != name);
    }
}

/// The column goes, with all that names it.
fn without_column(schema: &mut Schema, table: &str, name: &str) {
    for other in schema.tables.values_mut() {
        other.foreign_keys.retain(|f| f.references != table || !f.ref_columns.iter().any(|c| c == name));
    }
    let Some(t) = schema.tables.get_mut(table) else { return };
    let quoted = format!("\"{name}\"");
    let of = |columns: &[String]| columns.iter().any(|c| c == name);
    t.columns.retain(|c| c.name != name);
    t.primary_key.retain(|c| c != name);
    t.uniques.retain(|u| !of(&u.columns) && !of(&u.include));
    t.indexes.retain(|i| !i.mentions(name) && !format!("{i:?}").replace('\\', "").contains(&quoted));
    t.foreign_keys.retain(|f| !of(&f.columns));
    t.checks.retain(|c| !c.expr.contains(&quoted));
    let computed =
        t.columns.iter().filter(|c| c.generated.as_ref().is_some_and(|g| g.expr.contains(&quoted)));
    for column in computed.map(|c| c.name.clone()).collect::<Vec<_>>() {
        without_column(schema, table, &column);
    }
}
