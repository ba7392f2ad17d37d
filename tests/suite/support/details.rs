//! What only one of the databases holds, or holds in a way of its own: orders of text, kinds of numbering and of indexes,
//! domains, namespaces, options. One text for schemas that come with it and for those that get it by an edit.

use super::arbitrary;
use super::choices::Choices;
use super::mutate::remove;
use zmig_core::{
    Action, Check, Column, Deferrable, Dialect, Domain, ForeignKey, Generated, Identity, Index, IndexKey,
    KeyOf, Nulls, Schema, Table, TableOption, Type, Unique, shorten, split_qualified, unsupported,
};

/// Which databases a random schema is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Only what all of them hold.
    Plain,
    /// Whatever this one holds.
    Of(Dialect),
}

const POSTGRES: Kind = Kind::Of(Dialect::Postgres);
const DEFERRABLE: [Deferrable; 3] = [Deferrable::No, Deferrable::Immediate, Deferrable::Deferred];

impl Kind {
    /// The kind that most differs from the others, so that all are met: two in five plain, two PostgreSQL's, one SQLite's.
    pub(crate) fn of_seed(seed: u64) -> Self {
        // The seed's own digits decide of other things.
        match (seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) % 5 {
            0 | 1 => Self::Plain,
            2 | 3 => POSTGRES,
            _ => Self::Of(Dialect::Sqlite),
        }
    }

    /// A name, now and then in a namespace.
    pub(crate) fn name(self, c: &mut Choices, name: &str) -> String {
        if self == POSTGRES && c.chance(25) {
            return format!("{}.{name}", c.pick(&["sales", "Über uns"]).expect("one"));
        }
        name.to_owned()
    }

    fn collations(self) -> &'static [&'static str] {
        match self {
            Self::Plain => &[],
            Self::Of(Dialect::Sqlite) => &["NOCASE", "RTRIM", "binary"],
            Self::Of(Dialect::Postgres) => &["C", "POSIX", "en-x-icu", "ucs_basic"],
        }
    }
}

/// Details wherever they fit, now and then.
pub(crate) fn enrich(c: &mut Choices, schema: &mut Schema, kind: Kind) {
    if kind == Kind::Plain {
        return;
    }
    let names: Vec<String> = schema.tables.keys().cloned().collect();
    for _ in 0..c.below(3) {
        new_domain(c, schema, kind);
    }
    for name in names {
        let mut table = schema.tables[&name].clone();
        for at in 0..table.columns.len() {
            if c.chance(30) {
                column(c, schema, &mut table, at, kind);
            }
        }
        for _ in 0..5 {
            if c.chance(50) {
                detail(c, &mut table, kind);
            }
        }
        schema.tables.insert(name, table);
    }
    fit(schema, kind);
}

/// One detail of something changes.
pub(crate) fn edit(c: &mut Choices, schema: &mut Schema, kind: Kind) -> Option<()> {
    if kind == POSTGRES && c.chance(30) {
        return match c.below(5) {
            0 => new_domain(c, schema, kind),
            _ => alter_domain(c, schema),
        };
    }
    let names: Vec<String> = schema.tables.keys().cloned().collect();
    let name = c.pick(&names)?;
    let mut table = schema.tables[name].clone();
    if c.chance(40) {
        let at = c.below(table.columns.len());
        column(c, schema, &mut table, at, kind);
    } else {
        detail(c, &mut table, kind);
    }
    schema.tables.insert(name.clone(), table);
    fit(schema, kind);
    Some(())
}

/// One detail of a table, but for its columns.
fn detail(c: &mut Choices, table: &mut Table, kind: Kind) -> Option<()> {
    let Kind::Of(dialect) = kind else { return None };
    let columns: Vec<String> = table.columns.iter().map(|c| c.name.clone()).collect();
    match c.below(9) {
        0 => {
            let options: &[TableOption] = match dialect {
                Dialect::Sqlite => &[TableOption::Strict, TableOption::WithoutRowid],
                Dialect::Postgres => &[TableOption::Unlogged],
            };
            let option = *c.pick(options)?;
            if !table.options.remove(&option) {
                table.options.insert(option);
            }
        }
        1 if !table.primary_key.is_empty() => {
            let own = || shorten(&format!("the key of {}", split_qualified(&table.name).1));
            table.primary_key_name = if table.primary_key_name.is_none() { Some(own()) } else { None };
        }
        1 | 2 => {
            let at = c.below(table.uniques.len());
            unique(c, table.uniques.get_mut(at)?, &columns, dialect);
        }
        3 | 4 => {
            let at = c.below(table.foreign_keys.len());
            let nullable: Vec<String> =
                table.columns.iter().filter(|c| c.nullable).map(|c| c.name.clone()).collect();
            foreign_key(c, table.foreign_keys.get_mut(at)?, &nullable, dialect);
        }
        5 if dialect == Dialect::Postgres => new_index(c, table)?,
        _ => {
            let at = c.below(table.indexes.len());
            index(c, table.indexes.get_mut(at)?, &columns, kind);
        }
    }
    table.canonicalise();
    Some(())
}

fn column(c: &mut Choices, schema: &Schema, table: &mut Table, at: usize, kind: Kind) -> Option<()> {
    let pointing = |name: &str| table.foreign_keys.iter().any(|f| f.columns.iter().any(|k| k == name));
    let points = pointing(&table.columns.get(at)?.name);
    let column = &mut table.columns[at];
    let base = schema.base_type(&column.ty).into_owned();
    if let Some(generated) = &mut column.generated {
        if kind == Kind::Of(Dialect::Sqlite) {
            *generated = Generated { stored: !generated.stored, ..generated.clone() };
        }
        return Some(());
    }
    if base.is_text() && c.chance(50) {
        let name = c.pick(kind.collations())?.to_string();
        column.collation = (column.collation.as_ref() != Some(&name)).then_some(name);
        return Some(());
    }
    if column.ty.is_integer() && column.default.is_none() && !points && !column.nullable {
        let all = [Identity::Always, Identity::Serial, Identity::ByDefault, Identity::None];
        column.identity = *c.pick(&all)?;
        return Some(());
    }
    if kind == POSTGRES && column.identity.is_none() {
        if column.ty.domain_name().is_some() {
            column.ty = base;
            return Some(());
        }
        let fits = |d: &&Domain| match &base {
            Type::Array(inner) => d.ty == **inner,
            ty => d.ty == *ty,
        };
        let fitting: Vec<&Domain> = schema.domains.values().filter(fits).collect();
        let domain = Type::Domain(c.pick(&fitting)?.name.clone());
        column.ty = if matches!(base, Type::Array(_)) { Type::Array(Box::new(domain)) } else { domain };
    }
    Some(())
}

fn unique(c: &mut Choices, unique: &mut Unique, columns: &[String], dialect: Dialect) -> Option<()> {
    match c.below(3) {
        0 => unique.include = others(c, columns, &unique.columns),
        1 if dialect == Dialect::Postgres => unique.nulls_not_distinct ^= true,
        _ if dialect == Dialect::Postgres => unique.deferrable = *c.pick(&DEFERRABLE)?,
        _ => {}
    }
    Some(())
}

/// Up to two columns that are not among those.
fn others(c: &mut Choices, columns: &[String], but: &[String]) -> Vec<String> {
    let free: Vec<String> = columns.iter().filter(|k| !but.contains(k)).cloned().collect();
    if c.chance(60) { c.some(&free, 2) } else { Vec::new() }
}

fn foreign_key(c: &mut Choices, key: &mut ForeignKey, nullable: &[String], dialect: Dialect) -> Option<()> {
    match c.below(3) {
        0 => key.deferrable = *c.pick(&DEFERRABLE)?,
        1 if dialect == Dialect::Postgres => key.match_full ^= true,
        _ => {
            let may_be_null = key.columns.iter().all(|k| nullable.contains(k));
            let actions = [Action::NoAction, Action::Cascade, Action::Restrict, Action::SetNull];
            key.on_update = *c.pick(&actions[..if may_be_null { 4 } else { 3 }])?;
        }
    }
    Some(())
}

fn index(c: &mut Choices, index: &mut Index, columns: &[String], kind: Kind) -> Option<()> {
    let at = c.below(index.keys.len());
    let method = index.using.clone();
    let key = index.keys.get_mut(at)?;
    match c.below(if kind == POSTGRES { 8 } else { 3 }) {
        0 if method.is_none() => key.descending ^= true,
        0 | 1 if key.collation.is_none() => {
            key.collation = Some(c.pick(kind.collations())?.to_string());
        }
        1 => key.collation = None,
        2 if method.is_none() => key.nulls = *c.pick(&[None, Some(Nulls::First), Some(Nulls::Last)])?,
        2 | 3 => {
            let keys: Vec<String> = index.keys.iter().filter_map(|k| k.column()).map(str::to_owned).collect();
            index.include = others(c, columns, &keys);
        }
        4 => {
            let fresh = key.opclass.is_none() && matches!(method.as_deref(), None | Some("hash"));
            key.opclass = fresh.then(|| "text_pattern_ops".into());
        }
        5 => index.nulls_not_distinct = index.unique && !index.nulls_not_distinct,
        6 if index.parameters.is_empty() => {
            let (name, value) = match method.as_deref() {
                None | Some("hash" | "gist") => ("fillfactor", "70"),
                Some("gin") => ("fastupdate", "off"),
                Some(_) => ("pages_per_range", "32"),
            };
            index.parameters.insert(name.into(), value.into());
        }
        6 => index.parameters.clear(),
        _ => {
            index.using = c.pick(&[None, Some("hash"), Some("brin")])?.map(str::to_owned);
            index.parameters.clear();
            if index.using.is_some() {
                index.keys.truncate(1);
                for key in &mut index.keys {
                    (key.descending, key.nulls, key.opclass) = (false, None, None);
                }
                (index.unique, index.nulls_not_distinct, index.include) = (false, false, Vec::new());
            }
        }
    }
    Some(())
}

/// An index of another method than the usual one, over a column or an expression that it takes.
fn new_index(c: &mut Choices, table: &mut Table) -> Option<()> {
    let lists = |k: &&Column| matches!(k.ty, Type::Json | Type::Array(_)) && k.generated.is_none();
    let lists: Vec<&Column> = table.columns.iter().filter(lists).collect();
    let texts: Vec<&Column> = table.columns.iter().filter(|k| k.ty.is_text()).collect();
    let (method, key) = match c.pick(&lists) {
        Some(list) => {
            let opclass = matches!(list.ty, Type::Json) && c.chance(50);
            let key = IndexKey::new(list.name.as_str());
            ("gin", IndexKey { opclass: opclass.then(|| "jsonb_path_ops".into()), ..key })
        }
        None => {
            let words = format!("to_tsvector('simple'::regconfig, \"{}\")", c.pick(&texts)?.name);
            (*c.pick(&["gin", "gist"])?, IndexKey::expr(words))
        }
    };
    let name = shorten(&format!("{method}_{}_{}", c.below(50), split_qualified(&table.name).1));
    let taken = table.indexes.iter().any(|i| i.name == name);
    if !taken {
        table.indexes.push(Index { using: Some(method.into()), ..Index::new(name, vec![key]) });
    }
    Some(())
}

/// A domain in the place of what a column, or the elements of its list, are now.
fn new_domain(c: &mut Choices, schema: &mut Schema, kind: Kind) -> Option<()> {
    let number = c.below(1000);
    let name = kind.name(c, &format!("domain {number}"));
    let mut columns: Vec<&mut Column> = schema.tables.values_mut().flat_map(|t| &mut t.columns).collect();
    columns.retain(|k| k.generated.is_none() && k.identity.is_none() && made_of(&k.ty).is_some());
    let at = c.below(columns.len());
    let column = columns.get_mut(at).filter(|_| kind == POSTGRES)?;
    let mut domain = Domain::new(name.as_str(), "zSchema.main", made_of(&column.ty)?.clone());
    for _ in 0..c.below(3) {
        domain_detail(c, &mut domain);
    }
    if domain.ty == *made_of(&column.ty)? && !schema.domains.contains_key(&name) {
        let ty = Type::Domain(name.clone());
        column.ty = if matches!(column.ty, Type::Array(_)) { Type::Array(Box::new(ty)) } else { ty };
        schema.domains.insert(name, domain);
    }
    Some(())
}

/// The type that a domain may be made of, in the place of another.
fn made_of(ty: &Type) -> Option<&Type> {
    match ty {
        Type::Text | Type::Str { .. } | Type::Int32 | Type::Int | Type::Decimal { .. } => Some(ty),
        Type::Array(inner) => made_of(inner),
        _ => None,
    }
}

fn alter_domain(c: &mut Choices, schema: &mut Schema) -> Option<()> {
    let mut names: Vec<String> = schema.domains.keys().cloned().collect();
    if c.chance(70) {
        names.retain(|name| schema.users_of_domain(name).next().is_some());
    }
    let name = c.pick(&names)?.clone();
    match c.below(6) {
        0 => remove(schema, &zmig_core::Place::Domain { name }),
        1 | 2 => {
            let number = c.below(1000);
            let to = POSTGRES.name(c, &format!("other {number}"));
            let owner = schema.domains[&name].owner.clone();
            zmig_core::apply(schema, &zmig_core::Change::RenameDomain { from: name, to, owner }).ok()?;
        }
        _ => domain_detail(c, schema.domains.get_mut(&name)?)?,
    }
    Some(())
}

fn domain_detail(c: &mut Choices, domain: &mut Domain) -> Option<()> {
    let number = !domain.ty.is_text();
    match c.below(7) {
        0 => domain.nullable ^= true,
        1 => domain.default = arbitrary::default(c, &domain.ty, &Schema::default()),
        2 => domain.default = None,
        3 => domain.comment = c.chance(70).then(|| format!("what a '{}' is", c.below(9))),
        4 => drop(domain.checks.pop()),
        5 => {
            domain.ty = match &domain.ty {
                Type::Int32 => Type::Int,
                Type::Int => Type::Int32,
                Type::Text => Type::Str { max_length: Some(80) },
                Type::Str { .. } => Type::Text,
                Type::Decimal { scale: 2, .. } => Type::Decimal { precision: 20, scale: 4 },
                _ => Type::Decimal { precision: 10, scale: 2 },
            };
            domain.default = None;
        }
        _ => {
            let expr = if number { "VALUE > -5" } else { "VALUE <> 'a'" };
            let check = Check { name: format!("sane {}", c.below(3)), expr: expr.into() };
            if domain.checks.iter().all(|k| k.name != check.name) {
                domain.checks.push(check);
            }
        }
    }
    domain.canonicalise();
    Some(())
}

/// Takes out what the database of that kind does not take, and what is wrong.
pub(crate) fn fit(schema: &mut Schema, kind: Kind) {
    let Kind::Of(dialect) = kind else { return arbitrary::prune(schema) };
    for table in schema.tables.values_mut() {
        let raw = table.columns.iter().any(|c| matches!(c.ty, Type::Raw(_)));
        let keyless = table.primary_key.is_empty();
        table.options.retain(|o| match o {
            TableOption::Strict => !raw,
            TableOption::WithoutRowid => !keyless,
            TableOption::Unlogged => true,
        });
        if keyless {
            table.primary_key_name = None;
        }
    }
    if dialect == Dialect::Postgres {
        let known = schema.clone();
        for table in schema.tables.values_mut() {
            let columns = table.columns.clone();
            table.indexes.retain(|i| suits(&known, &columns, i));
        }
    }
    for _ in 0..3 {
        arbitrary::prune(schema);
        for lacking in unsupported(schema, dialect) {
            remove(schema, &lacking.place);
        }
    }
    arbitrary::prune(schema);
}

/// Whether PostgreSQL has an operator class for each key of an index.
fn suits(schema: &Schema, columns: &[Column], index: &Index) -> bool {
    index.keys.iter().all(|key| {
        let KeyOf::Column(name) = &key.what else {
            // All expressions here are text, but for those that are lists of words.
            let words = key.expression().is_some_and(|e| e.starts_with("to_tsvector"));
            let unsorted = matches!(index.using.as_deref(), Some("gin" | "gist"));
            return words == unsorted && !(words && (key.collation.is_some() || key.opclass.is_some()));
        };
        let Some(column) = columns.iter().find(|c| c.name == *name) else { return false };
        let base = schema.base_type(&column.ty);
        let list = matches!(*base, Type::Json | Type::Array(_));
        let of_method = match index.using.as_deref() {
            Some("gin") => list && (key.opclass.is_none() || *base == Type::Json),
            Some("brin") => base.is_text() || base.is_integer() || *base == Type::Date,
            _ => !list,
        };
        let of_text = key.collation.is_none() && key.opclass.as_deref() != Some("text_pattern_ops");
        of_method && (of_text || base.is_text())
    })
}
