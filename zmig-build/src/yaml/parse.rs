//! Text to a tree. This file and `find.rs` are all that touches the YAML crate.

use super::scan::{MAX_DEPTH, unmask};
use serde::de::{DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fmt;

/// A key of a map.
pub(crate) type Name<'a> = Cow<'a, str>;

/// A value with its text as it was written: what a number is, its reader decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Node<'a> {
    Null,
    Scalar(Cow<'a, str>),
    Seq(Vec<Node<'a>>),
    Map(Vec<(Cow<'a, str>, Node<'a>)>),
}

/// Why a text is no tree, at a line and a column from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) why: Why,
    pub(crate) at: Option<(usize, usize)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Duplicate(String),
    Deep,
    Long,
    Tag,
    /// In the parser's words.
    Syntax(String),
}

/// How many entries a list may have: far more than a table has columns, and few enough to compare each with each.
pub(crate) const MAX_ITEMS: usize = 5_000;

/// Parses a text that [`super::scan::scan`] has passed.
pub(crate) fn parse(text: &str) -> Result<Node<'_>, Broken> {
    let context = Context::default();
    let first = context.run(text, false)?;
    // Most numbers are whole and read back as they were written. `1.10` does not, so its file is read once more, for text.
    if context.inexact.get() { context.run(text, true) } else { Ok(first) }
}

#[derive(Default)]
struct Context {
    why: RefCell<Option<Why>>,
    inexact: Cell<bool>,
}

impl Context {
    fn run<'a>(&self, text: &'a str, exact: bool) -> Result<Node<'a>, Broken> {
        let seed = Value { context: self, exact, depth: 0 };
        let mut documents = serde_yaml::Deserializer::from_str(text);
        let Some(document) = documents.next() else { return Ok(Node::Null) };
        let node = seed.deserialize(document).map_err(|e| self.broken(&e))?;
        match documents.next() {
            None => Ok(node),
            Some(_) => Err(Broken { why: Why::Syntax("a file holds one document".into()), at: None }),
        }
    }

    fn broken(&self, error: &serde_yaml::Error) -> Broken {
        let at = error.location().map(|l| (l.line(), l.column()));
        let why = self.why.borrow_mut().take().unwrap_or_else(|| {
            let text = error.to_string();
            // The parser's own words end in the position, which we show in ours.
            let end = text.find(" at line ").unwrap_or(text.len());
            Why::Syntax(text[..end].to_owned())
        });
        Broken { why, at }
    }

    fn fail<E: serde::de::Error>(&self, why: Why) -> E {
        *self.why.borrow_mut() = Some(why);
        E::custom("refused")
    }
}

#[derive(Clone, Copy)]
struct Value<'c> {
    context: &'c Context,
    exact: bool,
    depth: usize,
}

impl<'c> Value<'c> {
    fn inner(self) -> Value<'c> {
        Value { depth: self.depth + 1, ..self }
    }

    fn check_depth<E: serde::de::Error>(self) -> Result<(), E> {
        if self.depth < MAX_DEPTH { Ok(()) } else { Err(self.context.fail(Why::Deep)) }
    }
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = Node<'de>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_none<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Scalar(Cow::Borrowed(if value { "true" } else { "false" })))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Scalar(Cow::Owned(value.to_string())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::Scalar(Cow::Owned(value.to_string())))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Node<'de>, E> {
        Ok(Node::Scalar(Cow::Owned(value.to_string())))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Node<'de>, E> {
        Ok(Node::Scalar(Cow::Owned(value.to_string())))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node<'de>, E> {
        self.context.inexact.set(true);
        Ok(Node::Scalar(Cow::Owned(value.to_string())))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::Scalar(unmask(Cow::Borrowed(value))))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node<'de>, E> {
        Ok(Node::Scalar(unmask(Cow::Owned(value.to_owned()))))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node<'de>, A::Error> {
        self.check_depth()?;
        let mut items = Vec::new();
        loop {
            if items.len() > MAX_ITEMS {
                return Err(self.context.fail(Why::Long));
            }
            if self.exact {
                match access.next_element_seed(ExactScalar) {
                    Ok(Some(node)) => {
                        items.push(node);
                        continue;
                    }
                    Ok(None) => return Ok(Node::Seq(items)),
                    // No scalar: nothing was consumed, so the element is read as what it is.
                    Err(_) => {}
                }
            }
            match access.next_element_seed(self.inner())? {
                Some(node) => items.push(node),
                None => return Ok(Node::Seq(items)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node<'de>, A::Error> {
        self.check_depth()?;
        let mut entries: Vec<(Cow<'de, str>, Node<'de>)> = Vec::new();
        let mut names = BTreeSet::new();
        while let Some(key) =
            access.next_key_seed(Key { context: self.context, before: &entries, names: &names })?
        {
            let exact = if self.exact { access.next_value_seed(ExactScalar).ok() } else { None };
            let value = match exact {
                Some(value) => value,
                None => access.next_value_seed(self.inner())?,
            };
            // A set beside the list once a walk through the list would cost.
            if entries.len() >= Key::FEW {
                if names.is_empty() {
                    names.extend(entries.iter().map(|(k, _)| k.to_string()));
                }
                names.insert(key.to_string());
            }
            entries.push((key, value));
        }
        Ok(Node::Map(entries))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> Result<Node<'de>, A::Error> {
        Err(self.context.fail(Why::Tag))
    }
}

/// A key, which must be new in its map.
struct Key<'c, 'n, 'de> {
    context: &'c Context,
    before: &'n [(Cow<'de, str>, Node<'de>)],
    names: &'n BTreeSet<String>,
}

impl Key<'_, '_, '_> {
    const FEW: usize = 32;
}

impl<'de> Key<'_, '_, 'de> {
    fn new_name<E: serde::de::Error>(&self, name: Cow<'de, str>) -> Result<Cow<'de, str>, E> {
        let seen = if self.before.len() > Self::FEW {
            self.names.contains(&*name)
        } else {
            self.before.iter().any(|(k, _)| *k == name)
        };
        if seen { Err(self.context.fail(Why::Duplicate(name.into_owned()))) } else { Ok(name) }
    }
}

impl<'de> DeserializeSeed<'de> for Key<'_, '_, 'de> {
    type Value = Cow<'de, str>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Cow<'de, str>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key<'_, '_, 'de> {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name before the colon")
    }

    fn visit_borrowed_str<E: serde::de::Error>(self, name: &'de str) -> Result<Cow<'de, str>, E> {
        self.new_name(unmask(Cow::Borrowed(name)))
    }

    fn visit_str<E: serde::de::Error>(self, name: &str) -> Result<Cow<'de, str>, E> {
        self.new_name(unmask(Cow::Owned(name.to_owned())))
    }
}

/// A scalar with its text, whatever type YAML would give it. Fails on anything else, and consumes nothing then.
struct ExactScalar;

impl<'de> DeserializeSeed<'de> for ExactScalar {
    type Value = Node<'de>;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de> Visitor<'de> for ExactScalar {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a scalar")
    }

    fn visit_none<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_some<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        // The crate hands the text of a scalar on as a unit variant's name, before any guess at its type.
        deserializer.deserialize_enum("", &[], self)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Node<'de>, A::Error> {
        let (text, variant) = access.variant::<String>()?;
        variant.unit_variant()?;
        Ok(Node::Scalar(unmask(Cow::Owned(text))))
    }
}
