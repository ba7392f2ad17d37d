//! A column: its type alone where there is nothing else to say, else its keys.

use super::node::{Entries, Node};
use super::table::Said;
use super::types;
use zmig_core::{
    Action, Column, DefaultValue, Deferrable, Identity, Literal, Schema, Table, foreign_key_name, index_name,
    unique_name,
};

pub(super) fn column(schema: &Schema, table: &Table, said: &Said<'_>, column: &Column) -> Node {
    let name = column.name.as_str();
    let mut keys = types::keys(schema, &column.ty);
    let mut say = |key: &str, node: Node| keys.push((key.to_owned(), node));
    if table.primary_key == [name] {
        say("pk", table.primary_key_name.as_ref().map_or(Node::Yes, Node::text));
    }
    match column.identity {
        Identity::None => {}
        Identity::ByDefault => say("auto_increment", Node::Yes),
        kind => say("identity", Node::text(kind.keyword())),
    }
    if let Some(key) = said.foreign_keys.get(name) {
        say("foreign_key", Node::text(format!("{}.{}", key.references, key.ref_columns[0])));
        if key.name != foreign_key_name(&table.name, &key.columns) {
            say("constraint", Node::text(&key.name));
        }
        does(&mut say, key.on_delete, key.on_update, key.deferrable);
    }
    if !column.nullable && !table.is_key(name) {
        say("required", Node::Yes);
    }
    for (key, object, derived) in [
        ("unique", said.unique.get(name), unique_name(&table.name, &[name])),
        ("indexed", said.indexed.get(name), index_name(&table.name, &[name])),
    ] {
        if let Some(object) = object {
            say(key, if *object == derived { Node::Yes } else { Node::text(*object) });
        }
    }
    if let Some(default) = &column.default {
        say("default", value(default));
    }
    if let Some(generated) = &column.generated {
        let expr = Node::text(&generated.expr);
        let long = |expr| Node::Map(vec![("expr".into(), expr), ("virtual".into(), Node::Yes)]);
        say("generated", if generated.stored { expr } else { long(expr) });
    }
    if let Some(collation) = &column.collation {
        say("collation", Node::text(collation));
    }
    if let Some(comment) = &column.comment {
        say("comment", Node::text(comment));
    }
    short(keys)
}

/// Says what a foreign key does and when, where that is not what every one does.
pub(super) fn does(
    say: &mut impl FnMut(&str, Node),
    on_delete: Action,
    on_update: Action,
    deferrable: Deferrable,
) {
    for (key, action) in [("on_delete", on_delete), ("on_update", on_update)] {
        if action != Action::default() {
            say(key, Node::text(action.keyword()));
        }
    }
    waits(say, deferrable);
}

/// Says that a constraint may wait for the end of a transaction.
pub(super) fn waits(say: &mut impl FnMut(&str, Node), deferrable: Deferrable) {
    match deferrable {
        Deferrable::No => {}
        Deferrable::Immediate => say("deferrable", Node::Yes),
        Deferrable::Deferred => say("deferrable", Node::text("deferred")),
    }
}

/// A default, of a column or a domain.
pub(super) fn value(default: &DefaultValue) -> Node {
    let kind = |kind: &str, text: &str| Node::Map(vec![(kind.to_owned(), Node::text(text))]);
    match default {
        DefaultValue::Now => Node::text("now"),
        DefaultValue::Expr(sql) => kind("expr", sql),
        DefaultValue::Literal(Literal::Bool(true)) => Node::Yes,
        DefaultValue::Literal(Literal::Bool(false)) => Node::No,
        DefaultValue::Literal(Literal::Int(n)) => Node::text(n.to_string()),
        DefaultValue::Literal(Literal::Number(text)) => Node::text(text),
        // The word, and not the time.
        DefaultValue::Literal(Literal::Text(text)) if text == "now" => kind("literal", text),
        DefaultValue::Literal(Literal::Text(text)) => Node::text(text),
    }
}

/// `note: text` for `note: {type: text}`; a type that has keys itself stays behind its own.
pub(super) fn short(mut keys: Entries) -> Node {
    match &keys[..] {
        [(key, Node::Text(_) | Node::List(_))] if key == "type" => keys.remove(0).1,
        _ => Node::Map(keys),
    }
}
