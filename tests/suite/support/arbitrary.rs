//! Random schemas: every type, keys of one and of several columns, unique sets, indexes, checks, foreign keys (to
//! oneself and in circles, too), enums, comments, defaults. Only valid ones, and only such as both databases take,
//! with SQL text in which every column's name is quoted.

use super::choices::{Choices, choices};
use super::details::{Kind, enrich};
use proptest::prelude::*;
use zmig_core::{
    Action, Check, Column, DefaultValue, EnumType, ForeignKey, Generated, Identity, Index, IndexKey, Literal,
    Schema, Table, Type, Unique, check_constraint_name, foreign_key_name, index_name, unique_name, validate,
};

const TABLES: [&str; 9] = [
    "users",
    "posts",
    "tag",
    "Order",
    "größe",
    "line items",
    "select",
    "ck_users",
    "a_table_with_a_name_so_long_that_what_derives_from_it_is_cut",
];
const COLUMNS: [&str; 13] = [
    "name",
    "price",
    "state",
    "made_at",
    "note",
    "x",
    "y",
    "Count",
    "group",
    "größe",
    "b b",
    "name_x",
    "a_column_with_a_long_name_for_its_own_sake",
];
const OWNERS: [&str; 3] = ["zSchema.main", "zSchema.side", "zSchema.third"];
/// An enum that several columns share.
const MOOD: &str = "mood";
const VALUES: [&str; 6] = ["draft", "live", "gone", "it's", "ÄÖ", "on hold"];

/// A strategy for valid schemas.
pub(crate) fn schemas() -> impl Strategy<Value = Schema> {
    choices(300).prop_map(|mut c| schema(&mut c, Kind::Plain))
}

/// A valid schema.
pub(crate) fn schema(c: &mut Choices, kind: Kind) -> Schema {
    let mut schema = Schema::default();
    if c.chance(30) {
        let name = kind.name(c, MOOD);
        add_enum(c, &mut schema, name, OWNERS[0].into());
    }
    for _ in 0..=c.below(4) {
        let name = TABLES[c.below(TABLES.len())];
        let name = kind.name(c, name);
        if !schema.tables.contains_key(&name) {
            add_table(c, &mut schema, &name);
        }
    }
    for number in 0..c.below(5) {
        add_foreign_key(c, &mut schema, number);
    }
    prune(&mut schema);
    enrich(c, &mut schema, kind);
    schema
}

/// A new table in a schema.
pub(crate) fn add_table(c: &mut Choices, schema: &mut Schema, name: &str) {
    let mut table = Table::new(name, OWNERS[c.below(OWNERS.len())]);
    match c.below(6) {
        0..=2 => {
            let mut id = Column::new("id", Type::Int).required();
            if c.chance(60) {
                id.identity = Identity::ByDefault;
            }
            table.columns.push(id);
            table.primary_key = vec!["id".into()];
        }
        3 => {
            table.columns.push(Column::new("key", Type::Uuid).required());
            table.primary_key = vec!["key".into()];
        }
        4 => {
            table.columns.push(Column::new("tenant", Type::Int32).required());
            table.columns.push(Column::new("code", Type::Str { max_length: Some(20) }).required());
            table.primary_key = vec!["tenant".into(), "code".into()];
        }
        _ => table.columns.push(Column::new("plain", Type::Text)),
    }
    for _ in 0..c.below(7) {
        let name = COLUMNS[c.below(COLUMNS.len())];
        if table.column(name).is_none() {
            add_column(c, schema, &mut table, name);
        }
    }
    for _ in 0..c.below(4) {
        add_object(c, &mut table);
    }
    if c.chance(20) {
        table.comment = Some("it's a \"table\"; -- no, really".into());
    }
    table.canonicalise();
    schema.tables.insert(name.into(), table);
}

/// A new column in a table that need not be in the schema yet; an enum of its own goes into the schema.
pub(crate) fn add_column(c: &mut Choices, schema: &mut Schema, table: &mut Table, name: &str) {
    let ty = ty(c, schema, table, name);
    let mut column = Column::new(name, ty);
    column.nullable = !c.chance(40);
    if c.chance(35) {
        column.default = default(c, &column.ty, schema);
    } else if c.chance(15)
        && let Some((ty, text)) = computed(c, table)
    {
        column = Column::new(name, ty);
        column.generated = Some(Generated::stored(text));
    }
    if c.chance(15) {
        column.comment = Some("what it is worth, in 'units'".into());
    }
    table.columns.push(column);
}

fn ty(c: &mut Choices, schema: &mut Schema, table: &Table, column: &str) -> Type {
    match c.below(21) {
        0 => Type::STR,
        1 => Type::Int,
        2 => Type::Bool,
        3 => Type::Int16,
        4 => Type::Int32,
        5 => Type::Float32,
        6 => Type::Float,
        7 => Type::Decimal { precision: 10, scale: 2 },
        8 => Type::Decimal { precision: 30, scale: 10 },
        9 => Type::Str { max_length: Some(50) },
        10 => Type::Text,
        11 => Type::Bytes,
        12 => Type::Date,
        13 => Type::Time,
        14 => Type::DateTime,
        15 => Type::Uuid,
        16 => Type::Json,
        17 => Type::Array(Box::new(Type::STR)),
        // A type that zmig has no word for, and that both databases take.
        18 => Type::Raw("name".into()),
        19 if schema.enums.keys().any(|e| is_shared(e)) => {
            let shared: Vec<&String> = schema.enums.keys().filter(|e| is_shared(e)).collect();
            Type::Enum(c.pick(&shared).map_or(MOOD, |e| e).into())
        }
        n => {
            let name = Schema::column_enum_name(&table.name, column);
            add_enum(c, schema, name.clone(), table.owner.clone());
            if n == 19 { Type::Array(Box::new(Type::Enum(name))) } else { Type::Enum(name) }
        }
    }
}

fn is_shared(name: &str) -> bool {
    zmig_core::split_qualified(name).1 == MOOD
}

fn add_enum(c: &mut Choices, schema: &mut Schema, name: String, owner: String) {
    let mut values: Vec<String> = vec!["draft".into()];
    for value in c.some(&VALUES, 4) {
        if !values.iter().any(|v| v == value) {
            values.push(value.into());
        }
    }
    schema.enums.insert(name.clone(), EnumType { name, owner, values });
}

/// A default that fits, if the type has one here.
pub(crate) fn default(c: &mut Choices, ty: &Type, schema: &Schema) -> Option<DefaultValue> {
    let texts: &[&str] = match ty {
        Type::Bool => &["true", "false"],
        Type::Int16 | Type::Int32 | Type::Int => &["0", "7", "32767"],
        Type::Float32 | Type::Float => &["0.5", "1e3"],
        Type::Decimal { .. } => &["0", "12.5"],
        Type::Str { .. } | Type::Text => &["", "it's", "a; b -- \\ \"c\"", "ÄÖÜ"],
        Type::Bytes => &["", "00ff"],
        Type::Date => &["2024-02-29"],
        Type::Time => &["23:59:59"],
        Type::DateTime => &["2024-02-29T10:00:00Z"],
        Type::Uuid => &["67e55044-10b1-426f-9247-bb680e5fe0c8"],
        Type::Json => &["{}", "{\"a\": [1, \"it's\"]}"],
        Type::Array(inner) if inner.is_text() => &["[]", "[\"a\", \"it's\"]"],
        Type::Array(_) => &["[]"],
        Type::Enum(name) => {
            let values = schema.enum_values(name);
            return c.pick(values).map(|v| DefaultValue::Literal(Literal::Text(v.clone())));
        }
        // Whoever makes one of a domain knows what it is made of.
        Type::Domain(_) => return None,
        Type::Raw(_) => &["raw"],
    };
    if matches!(ty, Type::DateTime) && c.chance(50) {
        return Some(DefaultValue::Now);
    }
    if *ty == Type::Int && c.chance(20) {
        return Some(DefaultValue::Expr("1 + 1".into()));
    }
    let text = c.pick(texts)?;
    Literal::read(text, ty, &[]).ok().map(DefaultValue::Literal)
}

/// The type and text of a generated column over one that is there.
pub(crate) fn computed(c: &mut Choices, table: &Table) -> Option<(Type, String)> {
    let plain: Vec<&Column> = table
        .columns
        .iter()
        .filter(|c| c.generated.is_none() && c.identity.is_none() && (c.ty.is_text() || is_small(&c.ty)))
        .collect();
    let base = c.pick(&plain)?;
    Some(if base.ty.is_text() {
        (Type::Text, format!("\"{}\" || '!'", base.name))
    } else {
        (Type::Int, format!("\"{}\" + {}", base.name, 1 + c.below(3)))
    })
}

fn is_small(ty: &Type) -> bool {
    matches!(ty, Type::Int16 | Type::Int32)
}

/// Whether both databases can sort by a type.
fn sorts(column: &Column) -> bool {
    !matches!(column.ty, Type::Raw(_) | Type::Json | Type::Array(_))
}

/// A unique set, an index or a check.
pub(crate) fn add_object(c: &mut Choices, table: &mut Table) {
    let sortable: Vec<String> = table.columns.iter().filter(|c| sorts(c)).map(|c| c.name.clone()).collect();
    let columns = c.some(&sortable, 3);
    if columns.is_empty() {
        return;
    }
    match c.below(4) {
        0 => add_index(c, table, columns),
        1 => {
            let name = chosen(c, "named_unique", || unique_name(&table.name, &columns));
            if !has_name(table, &name) {
                table.uniques.push(Unique::new(name, columns));
            }
        }
        2 => add_check(c, table),
        _ => add_index(c, table, columns),
    }
    table.canonicalise();
}

fn chosen(c: &mut Choices, name: &str, derived: impl Fn() -> String) -> String {
    if c.chance(15) { format!("{name}_{}", c.below(50)) } else { derived() }
}

fn has_name(table: &Table, name: &str) -> bool {
    table.uniques.iter().any(|u| u.name == name)
        || table.indexes.iter().any(|i| i.name == name)
        || table.checks.iter().any(|k| k.name == name)
}

fn add_index(c: &mut Choices, table: &mut Table, columns: Vec<String>) {
    let mut texts = Vec::new();
    let mut keys = Vec::new();
    for column in columns {
        let text = table.column(&column).is_some_and(|c| c.ty.is_text());
        if c.chance(25) {
            texts.push(format!("{column} desc"));
            keys.push(IndexKey::new(column).desc());
        } else if text && c.chance(25) {
            let sql = format!("lower(\"{column}\")");
            texts.push(sql.clone());
            keys.push(IndexKey::expr(sql));
        } else {
            texts.push(column.clone());
            keys.push(IndexKey::new(column));
        }
    }
    let all: Vec<&Column> = table.columns.iter().collect();
    let condition =
        if c.chance(25) { c.pick(&all).map(|c| format!("\"{}\" IS NOT NULL", c.name)) } else { None };
    let name = chosen(c, "named_index", || index_name(&table.name, &texts));
    if !has_name(table, &name) {
        let unique = c.chance(20);
        table.indexes.push(Index { unique, condition, ..Index::new(name, keys) });
    }
}

fn add_check(c: &mut Choices, table: &mut Table) {
    let columns: Vec<&Column> = table.columns.iter().filter(|c| sorts(c)).collect();
    let Some(column) = c.pick(&columns) else { return };
    let expr = if column.ty.is_integer() {
        format!("\"{}\" >= 0", column.name)
    } else if column.ty.is_text() {
        format!("\"{}\" <> 'forbidden'", column.name)
    } else {
        format!("\"{0}\" IS NULL OR \"{0}\" IS NOT NULL", column.name)
    };
    let key = format!("sane{}", c.below(3));
    let name = chosen(c, "named_check", || check_constraint_name(&table.name, &key));
    if !has_name(table, &name) {
        table.checks.push(Check { name, expr });
    }
}

/// A foreign key between two tables of the schema, or within one, over new columns of the target's types, whose
/// names end in a number.
pub(crate) fn add_foreign_key(c: &mut Choices, schema: &mut Schema, number: usize) {
    let names: Vec<String> = schema.tables.keys().cloned().collect();
    let (Some(from), Some(to)) = (c.pick(&names).cloned(), c.pick(&names).cloned()) else { return };
    let target = &schema.tables[&to];
    let mut keys: Vec<Vec<String>> = target.uniques.iter().map(|u| u.columns.clone()).collect();
    if !target.primary_key.is_empty() {
        keys.insert(0, target.primary_key.clone());
    }
    let Some(ref_columns) = c.pick(&keys).cloned() else { return };
    let types: Vec<Type> =
        ref_columns.iter().filter_map(|r| target.column(r)).map(|r| r.ty.clone()).collect();
    let nullable = !c.chance(30);
    let actions: &[Action] = if nullable {
        &[Action::NoAction, Action::Cascade, Action::SetNull]
    } else {
        &[Action::Cascade, Action::Restrict]
    };
    let on_delete = *c.pick(actions).unwrap_or(&Action::NoAction);
    let Some(table) = schema.tables.get_mut(&from) else { return };
    let columns: Vec<String> = ref_columns.iter().map(|r| format!("{r}_of{number}")).collect();
    let name = foreign_key_name(&from, &columns);
    if columns.iter().any(|k| table.column(k).is_some()) || table.foreign_keys.iter().any(|f| f.name == name)
    {
        return;
    }
    for (column, ty) in columns.iter().zip(types) {
        let mut column = Column::new(column.as_str(), ty);
        column.nullable = nullable;
        table.columns.push(column);
    }
    table.foreign_keys.push(ForeignKey { on_delete, ..ForeignKey::new(name, columns, to, ref_columns) });
    table.canonicalise();
}

/// Takes out what is wrong (two objects of one name, say), and enums that nobody uses.
pub(crate) fn prune(schema: &mut Schema) {
    for _ in 0..20 {
        let wrong = validate(schema);
        if wrong.is_empty() {
            break;
        }
        for invalid in wrong {
            super::mutate::remove(schema, &invalid.place);
        }
    }
    let used: Vec<String> = schema.enums.keys().cloned().collect();
    for name in used {
        if !is_shared(&name) && schema.users_of_enum(&name).next().is_none() {
            schema.enums.remove(&name);
        }
    }
}
