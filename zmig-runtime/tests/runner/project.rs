//! Migrations of a project with several versions, as the generator would write them.

use super::support::BOTH;
use std::collections::BTreeMap;
use zmig_core::{
    Check, Checksum, Column, DefaultValue, Dialect, Draft, EnumType, ForeignKey, Generated, Hints, Identity,
    Index, IndexKey, Literal, Manifest, PlanOptions, Schema, SetDigest, Stamp, Table, Type, Unique, Version,
    apply_all, diff, render,
};
use zmig_runtime::{App, Digests, Embedded, Migrations, Script};

pub const OWNER: &str = "zSchema.shop";
pub const STR: Type = Type::Str { max_length: None };

fn leak(text: impl Into<String>) -> &'static str {
    String::leak(text.into())
}

/// The migrations that lead through some versions of a schema.
pub fn project(versions: &[(Schema, Hints)]) -> Migrations {
    project_for(versions, &Dialect::ALL)
}

/// The same for some kinds of databases alone.
pub fn project_for(versions: &[(Schema, Hints)], dialects: &[Dialect]) -> Migrations {
    let mut old = Schema::default();
    let mut all: Vec<Embedded> = Vec::new();
    for (i, (new, hints)) in versions.iter().enumerate() {
        let changes = diff(&old, new, hints).unwrap_or_else(|e| panic!("version {}: {e:?}", i + 1));
        let version = |n: usize| Version::parse(&format!("v1.{n}.0")).unwrap();
        let draft = Draft {
            stamp: format!("202601{:02}000000", i + 1).parse::<Stamp>().unwrap(),
            parent: all.last().map(|m| m.name.to_owned()),
            depends_on: Vec::new(),
            replaces: Vec::new(),
            schema: OWNER.into(),
            from: (i > 0).then(|| version(i)),
            to: version(i + 1),
            data_type: None,
            part: (1, 1),
            notes: None,
            hooks: Default::default(),
            old: &old,
            changes: &changes,
            dialects,
            options: &PlanOptions::default(),
        };
        let (files, manifest) = render(&draft).unwrap();
        let texts: BTreeMap<String, String> = files.into_iter().map(|f| (f.path, f.text)).collect();
        all.push(embedded(&manifest, &texts, i));
        old = apply_all(&old, &changes).unwrap();
    }
    let digest = |dialect: Dialect| -> &'static str {
        let hash = |m: &Embedded| {
            let script = if dialect == Dialect::Sqlite { &m.sqlite } else { &m.postgres };
            script.as_ref().unwrap().up_hash.parse::<Checksum>().unwrap()
        };
        if !dialects.contains(&dialect) {
            return "";
        }
        leak(SetDigest::of(all.iter().map(|m| (m.name, hash(m)))).to_string())
    };
    assert_eq!(BOTH.len(), Dialect::ALL.len());
    let digests = Digests { sqlite: digest(Dialect::Sqlite), postgres: digest(Dialect::Postgres) };
    Migrations::__new(App { name: "test-app", version: "1.2.3" }, Vec::leak(all), digests)
}

fn embedded(manifest: &Manifest, texts: &BTreeMap<String, String>, i: usize) -> Embedded {
    let script = |dialect: Dialect| {
        let listed = manifest.dialects.get(&dialect)?;
        let text = |up: bool| leak(texts[&Manifest::sql_path(&manifest.name, dialect, up)].clone());
        Some(Script {
            up: text(true),
            down: text(false),
            up_hash: leak(listed.up.to_string()),
            down_hash: leak(listed.down.to_string()),
            transaction: listed.transaction,
            reversibility: listed.reversibility,
            risk: listed.risk,
        })
    };
    Embedded {
        name: leak(manifest.name.clone()),
        schema: OWNER,
        parent: manifest.parent.clone().map(leak),
        depends_on: &[],
        replaces: &[],
        from: manifest.from.clone().map(leak),
        to: leak(manifest.to.clone()),
        data_type: manifest.data_type,
        part: 1,
        parts: 1,
        schema_hash: leak(manifest.schema_hash.to_string()),
        summary: leak(manifest.summary.join("\n")),
        notes: (i == 0).then_some("the first"),
        guard: None,
        manifest: leak(manifest.to_text()),
        sqlite: script(Dialect::Sqlite),
        postgres: script(Dialect::Postgres),
    }
}

pub fn table(name: &str, columns: Vec<Column>) -> Table {
    let mut table = Table::new(name, OWNER);
    table.columns = columns;
    table.columns.insert(0, Column::new("id", Type::Int).required().numbered(Identity::ByDefault));
    table.primary_key = vec!["id".into()];
    table
}

fn schema(tables: Vec<Table>, states: &[&str]) -> Schema {
    let mut schema = Schema::default();
    for mut table in tables {
        table.canonicalise();
        schema.tables.insert(table.name.clone(), table);
    }
    let values = states.iter().map(|s| (*s).to_owned()).collect();
    let state = EnumType { name: "state".into(), owner: OWNER.into(), values };
    schema.enums.insert("state".into(), state);
    schema
}

fn names(columns: &[&str]) -> Vec<String> {
    columns.iter().map(|c| (*c).to_owned()).collect()
}

fn text(value: &str) -> DefaultValue {
    DefaultValue::Literal(Literal::Text(value.into()))
}

/// Users and posts.
pub fn v1() -> (Schema, Hints) {
    let mut users = table(
        "users",
        vec![
            Column::new("name", Type::Str { max_length: Some(200) }).required(),
            Column::new("email", STR),
            Column::new("state", Type::Enum("state".into())).required().with_default(text("invited")),
        ],
    );
    users.indexes.push(Index::new("idx_users_name", vec![IndexKey::new("name")]));
    let mut posts = table(
        "posts",
        vec![Column::new("title", STR).required(), Column::new("user_id", Type::Int).required()],
    );
    posts.foreign_keys.push(ForeignKey::new(
        "fk_posts_user_id",
        names(&["user_id"]),
        "users",
        names(&["id"]),
    ));
    (schema(vec![users, posts], &["invited", "active"]), Hints::default())
}

/// Posts are articles, names are full names, and users have an age.
pub fn v2() -> (Schema, Hints) {
    let (old, mut hints) = v1();
    let mut users = old.tables["users"].clone();
    users.columns[1].name = "full_name".into();
    users.columns.push(Column::new("age", Type::Int32).required());
    users.indexes = vec![Index::new("idx_users_full_name", vec![IndexKey::new("full_name")])];
    users.uniques.push(Unique::new("uq_users_email", names(&["email"])));
    users.checks.push(Check { name: "ck_users_age_sane".into(), expr: "age >= 0 AND age < 200".into() });
    let mut articles = old.tables["posts"].clone();
    articles.name = "articles".into();
    articles.foreign_keys[0].name = "fk_articles_user_id".into();
    articles.columns.push(Column::new("made_at", Type::DateTime).required().with_default(DefaultValue::Now));
    let of_users = hints.tables.entry("users".into()).or_default();
    of_users.columns.entry("full_name".into()).or_default().renamed_from = Some("name".into());
    of_users.columns.entry("age".into()).or_default().backfill =
        Some(DefaultValue::Literal(Literal::Int(42)));
    hints.tables.entry("articles".into()).or_default().renamed_from = Some("posts".into());
    (schema(vec![users, articles], &["invited", "active"]), hints)
}

/// Prices with all that has an expression in it, and one more state.
pub fn v3() -> (Schema, Hints) {
    let (old, _) = v2();
    let mut users = old.tables["users"].clone();
    users.columns[2].default = Some(DefaultValue::Expr("lower('NOBODY') || '@example.org'".into()));
    let decimal = Type::Decimal { precision: 10, scale: 2 };
    let worth = Column {
        generated: Some(Generated::stored("price * stock")),
        ..Column::new("worth", decimal.clone())
    };
    let mut prices = table(
        "prices",
        vec![
            Column::new("label", STR).required(),
            Column::new("price", decimal)
                .required()
                .with_default(DefaultValue::Literal(Literal::Number("1.50".into()))),
            Column::new("stock", Type::Int32).required().with_default(DefaultValue::Literal(Literal::Int(0))),
            worth,
            Column::new("tags", Type::Array(Box::new(Type::Text))),
        ],
    );
    let mut cheap = Index::new("cheap", vec![IndexKey::expr("lower(label)"), IndexKey::new("price").desc()]);
    cheap.condition = Some("price < 10 AND label <> 'x'".into());
    prices.indexes.push(cheap);
    prices.checks.push(Check {
        name: "ck_prices_sane".into(),
        expr: "price >= 0 and stock between 0 and 1000".into(),
    });
    (
        schema(vec![users, old.tables["articles"].clone(), prices], &["invited", "active", "gone"]),
        Hints::default(),
    )
}

/// All three versions.
pub fn shop() -> Migrations {
    project(&[v1(), v2(), v3()])
}
