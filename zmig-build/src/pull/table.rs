//! A table: its columns, and in its `Meta` what no column says.

use super::column::{column, does, waits};
use super::node::{Entries, Node};
use std::collections::{BTreeMap, BTreeSet};
use zmig_core::{
    Check, ForeignKey, Index, IndexKey, KeyOf, Schema, Table, Type, Unique, check_constraint_name,
    foreign_key_name, index_name, unique_name,
};

/// What the columns say of the table's keys and indexes.
#[derive(Default)]
pub(super) struct Said<'a> {
    /// The names of unique sets, by column.
    pub(super) unique: BTreeMap<&'a str, &'a str>,
    /// The names of indexes, by column.
    pub(super) indexed: BTreeMap<&'a str, &'a str>,
    pub(super) foreign_keys: BTreeMap<&'a str, &'a ForeignKey>,
}

impl<'a> Said<'a> {
    fn of(schema: &Schema, table: &'a Table) -> Self {
        let mut said = Self::default();
        // The only column of a primary key is unique and indexed as it is, so the keys would say nothing there.
        let alone = |column: &str| table.primary_key == [column];
        // Where several would do, the one with the derived name says nothing more.
        let preferred = |name: &str, derived: String| (name != derived, name.to_owned());
        let mut uniques: Vec<&Unique> = table.uniques.iter().collect();
        uniques.sort_by_key(|u| preferred(&u.name, unique_name(&table.name, &u.columns)));
        for unique in uniques {
            if let [column] = &unique.columns[..]
                && !alone(column)
                && is_word(&unique.name)
                && *unique == Unique::new(&unique.name, unique.columns.clone())
            {
                said.unique.entry(column).or_insert(&unique.name);
            }
        }
        let mut indexes: Vec<&Index> = table.indexes.iter().collect();
        indexes.sort_by_key(|i| preferred(&i.name, index_name(&table.name, &labels(i))));
        for index in indexes {
            if let [key] = &index.keys[..]
                && let Some(column) = key.column()
                && !alone(column)
                && is_word(&index.name)
                && *index == Index::new(&index.name, vec![IndexKey::new(column)])
            {
                said.indexed.entry(column).or_insert(&index.name);
            }
        }
        let mut keys: Vec<&ForeignKey> = table.foreign_keys.iter().collect();
        keys.sort_by_key(|k| preferred(&k.name, foreign_key_name(&table.name, &k.columns)));
        for key in keys {
            if let ([column], [to]) = (&key.columns[..], &key.ref_columns[..])
                && !key.match_full
                && same_type(schema, table, column, &key.references, to)
            {
                said.foreign_keys.entry(column).or_insert(key);
            }
        }
        said
    }

    fn has_unique(&self, unique: &Unique) -> bool {
        self.unique.values().any(|name| *name == unique.name)
    }

    fn has_index(&self, index: &Index) -> bool {
        self.indexed.values().any(|name| *name == index.name)
    }

    fn has_foreign_key(&self, key: &ForeignKey) -> bool {
        self.foreign_keys.values().any(|k| k.name == key.name)
    }
}

/// Whether a name can stand where `true` could.
fn is_word(name: &str) -> bool {
    let folded = name.to_ascii_lowercase();
    !["yes", "no", "on", "off", "y", "n", "1", "0"].contains(&folded.as_str())
        && zmig_core::nearest(&folded, ["true", "false"]).is_none()
}

/// Whether a column has the very type of what it refers to; the long form takes any.
fn same_type(schema: &Schema, table: &Table, column: &str, to_table: &str, to: &str) -> bool {
    let own: Option<&Type> = table.column(column).map(|c| &c.ty);
    // What is not in this schema was looked at where it is.
    schema.column(to_table, to).is_none_or(|target| Some(&target.ty) == own)
}

/// A table's columns and its `Meta`.
pub(super) fn entries(schema: &Schema, table: &Table) -> Entries {
    let said = Said::of(schema, table);
    let mut out: Entries =
        table.columns.iter().map(|c| (c.name.clone(), column(schema, table, &said, c))).collect();
    let meta = meta(table, &said);
    if !meta.is_empty() {
        out.push(("Meta".to_owned(), Node::Block(meta)));
    }
    out
}

fn meta(table: &Table, said: &Said<'_>) -> Entries {
    let mut out = Entries::new();
    let mut say = |key: &str, node: Node| out.push((key.to_owned(), node));
    if let Some(comment) = &table.comment {
        say("comment", Node::text(comment));
    }
    if table.primary_key.len() > 1 {
        let columns = Node::texts(&table.primary_key);
        say(
            "primary_key",
            match &table.primary_key_name {
                None => columns,
                Some(name) => Node::Map(vec![("name".into(), Node::text(name)), ("columns".into(), columns)]),
            },
        );
    }
    if !table.options.is_empty() {
        say("options", Node::List(table.options.iter().map(|o| Node::text(o.keyword())).collect()));
    }
    let uniques = table.uniques.iter().filter(|u| !said.has_unique(u));
    list(&mut say, "unique", uniques.map(|u| unique(table, u)).collect());
    let indexes = table.indexes.iter().filter(|i| !said.has_index(i));
    list(&mut say, "indexes", indexes.map(|i| index(table, i)).collect());
    let keys = table.foreign_keys.iter().filter(|k| !said.has_foreign_key(k));
    list(&mut say, "foreign_keys", keys.map(|k| foreign_key(table, k)).collect());
    if !table.checks.is_empty() {
        say("checks", checks(&table.name, &table.checks));
    }
    out
}

fn list(say: &mut impl FnMut(&str, Node), key: &str, items: Vec<Node>) {
    if !items.is_empty() {
        say(key, Node::List(items));
    }
}

/// `[tenant, slug]`, or its keys where there is more to say.
fn unique(table: &Table, unique: &Unique) -> Node {
    let mut keys = Entries::new();
    let mut say = |key: &str, node: Node| keys.push((key.to_owned(), node));
    if unique.name != unique_name(&table.name, &unique.columns) {
        say("name", Node::text(&unique.name));
    }
    say("columns", Node::texts(&unique.columns));
    if unique.nulls_not_distinct {
        say("nulls_not_distinct", Node::Yes);
    }
    if !unique.include.is_empty() {
        say("include", Node::texts(&unique.include));
    }
    waits(&mut say, unique.deferrable);
    short(keys)
}

fn index(table: &Table, index: &Index) -> Node {
    let mut keys = Entries::new();
    let mut say = |key: &str, node: Node| keys.push((key.to_owned(), node));
    if index.name != index_name(&table.name, &labels(index)) {
        say("name", Node::text(&index.name));
    }
    say("columns", Node::List(index.keys.iter().map(index_key).collect()));
    if index.unique {
        say("unique", Node::Yes);
    }
    if index.nulls_not_distinct {
        say("nulls_not_distinct", Node::Yes);
    }
    if let Some(method) = &index.using {
        say("using", Node::text(method));
    }
    if !index.include.is_empty() {
        say("include", Node::texts(&index.include));
    }
    if let Some(condition) = &index.condition {
        say("where", Node::text(condition));
    }
    if !index.parameters.is_empty() {
        let entry = |(name, value): (&String, &String)| (name.clone(), Node::text(value));
        say("with", Node::Map(index.parameters.iter().map(entry).collect()));
    }
    short(keys)
}

fn labels(index: &Index) -> Vec<String> {
    index.keys.iter().map(IndexKey::label).collect()
}

/// The text of a key, where the reader takes it for the same; else its parts.
fn index_key(key: &IndexKey) -> Node {
    let IndexKey { what, descending, nulls, opclass, collation } = key;
    let label = key.label();
    if crate::source::words::index_key(&label) == *key {
        return Node::text(label);
    }
    let mut out = Entries::new();
    let mut say = |key: &str, node: Node| out.push((key.to_owned(), node));
    match what {
        KeyOf::Column(column) => say("column", Node::text(column)),
        KeyOf::Expr(sql) => say("expr", Node::text(sql)),
    }
    if let Some(collation) = collation {
        say("collation", Node::text(collation));
    }
    if let Some(opclass) = opclass {
        say("opclass", Node::text(opclass));
    }
    if *descending {
        say("desc", Node::Yes);
    }
    if let Some(nulls) = nulls {
        say("nulls", Node::text(nulls.keyword()));
    }
    Node::Map(out)
}

/// Columns alone stand without their key.
fn short(mut keys: Entries) -> Node {
    match &keys[..] {
        [(_, Node::List(_))] => keys.remove(0).1,
        _ => Node::Map(keys),
    }
}

fn foreign_key(table: &Table, key: &ForeignKey) -> Node {
    let mut keys = Entries::new();
    let mut say = |key: &str, node: Node| keys.push((key.to_owned(), node));
    if key.name != foreign_key_name(&table.name, &key.columns) {
        say("name", Node::text(&key.name));
    }
    say("columns", Node::texts(&key.columns));
    say("references", Node::text(format!("{}({})", key.references, key.ref_columns.join(", "))));
    if key.match_full {
        say("match", Node::text("full"));
    }
    does(&mut say, key.on_delete, key.on_update, key.deferrable);
    Node::Map(keys)
}

/// Checks by the names that their own derive from, or by a word of their own beside the name that they have.
pub(super) fn checks(owner: &str, checks: &[Check]) -> Node {
    let prefix = check_constraint_name(owner, "");
    let mut taken = BTreeSet::new();
    let mut out = Entries::new();
    for check in checks {
        let expr = Node::text(&check.expr);
        let derived =
            check.name.strip_prefix(&prefix).filter(|k| check_constraint_name(owner, k) == check.name);
        if let Some(key) = derived.filter(|k| !k.is_empty()) {
            taken.insert(key.to_owned());
            out.push((key.to_owned(), expr));
        }
    }
    let derived: Vec<String> = out.iter().map(|(key, _)| check_constraint_name(owner, key)).collect();
    for check in checks.iter().filter(|c| !derived.contains(&c.name)) {
        let key = [bare(owner, &check.name), check.name.clone()].into_iter().find(|k| !taken.contains(k));
        let key = key.unwrap_or_else(|| format!("{}_{}", check.name, taken.len()));
        taken.insert(key.clone());
        let keys = [("expr", &check.expr), ("constraint", &check.name)];
        out.push((key, Node::Map(keys.map(|(key, text)| (key.to_owned(), Node::text(text))).into())));
    }
    if out.len() == 1 { Node::Map(out) } else { Node::Block(out) }
}

/// What a check's name says beside the table's: `price` of `products_price_check`.
fn bare(owner: &str, name: &str) -> String {
    let table = zmig_core::split_qualified(owner).1;
    let rest = ["ck_", "chk_", "check_"].iter().find_map(|p| name.strip_prefix(p)).unwrap_or(name);
    let rest = rest.strip_prefix(table).map_or(rest, |r| r.trim_start_matches('_'));
    let rest = ["_check", "_ck", "_chk"].iter().find_map(|s| rest.strip_suffix(s)).unwrap_or(rest);
    if rest.is_empty() || rest == "check" { name.to_owned() } else { rest.to_owned() }
}
