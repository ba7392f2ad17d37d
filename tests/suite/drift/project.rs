//! A project with a history: three versions of a shop, with something of every kind that a database can hold.

use std::path::Path;
use tempfile::TempDir;
use zmig_core::{
    Action, Check, Column, ColumnHints, DefaultValue, Dialect, Draft, EnumType, ForeignKey, Generated, Hints,
    Identity, Index, IndexKey, Literal, PlanOptions, Schema, Snapshot, SnapshotSchema, Stamp, Table,
    TableHints, Type, Unique, Version, apply_all, diff, render, validate,
};
use zmig_runtime::Migrations;

/// The name of the schema that all of it belongs to.
pub(crate) const SCHEMA: &str = "zSchema.shop";

/// A folder of migrations.
pub(super) struct Project {
    folder: TempDir,
}

impl Project {
    /// The shop, for one kind of database.
    pub(super) fn shop(dialect: Dialect) -> Self {
        Self::of(dialect, (1..=3).map(|version| shop(dialect, version)))
    }

    /// A migration for each version of a schema, with what its author has to say about the way there.
    pub(super) fn of(dialect: Dialect, versions: impl Iterator<Item = (Schema, Hints)>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut old = Schema::default();
        let (mut parent, mut from): (Option<String>, Option<Version>) = (None, None);
        for (number, (mut new, hints)) in (1_u32..).zip(versions) {
            new.tables.values_mut().for_each(Table::canonicalise);
            assert_eq!(validate(&new), vec![], "version {number}");
            let changes = diff(&old, &new, &hints).expect("explained");
            let to = Version::parse(&format!("v1.{number}.0")).expect("a version");
            let draft = Draft {
                stamp: Stamp::from_unix(1_767_225_600 + u64::from(number)),
                parent: parent.clone(),
                depends_on: Vec::new(),
                replaces: Vec::new(),
                schema: SCHEMA.into(),
                from: from.clone(),
                to: to.clone(),
                data_type: None,
                part: (1, 1),
                notes: None,
                hooks: Default::default(),
                old: &old,
                changes: &changes,
                dialects: &[dialect],
                options: &PlanOptions::default(),
            };
            let (files, manifest) = render(&draft).expect("planned");
            for file in files {
                write(folder.path(), &file.path, &file.text);
            }
            old = apply_all(&old, &changes).expect("fits");
            (parent, from) = (Some(manifest.name), Some(to));
        }
        let version = from.expect("a version").to_string();
        let schemas = [(SCHEMA.to_owned(), SnapshotSchema { version, data_type: None })].into();
        let snapshot = Snapshot { schemas, schema: old, ..Snapshot::default() };
        write(folder.path(), "snapshot.json", &snapshot.to_text());
        Self { folder }
    }

    /// Its migrations.
    pub(super) fn migrations(&self) -> Migrations {
        Migrations::load(self.folder.path()).expect("loads")
    }

    /// The names of its migrations, in order.
    pub(super) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).expect("a folder");
        let names = entries.map(|e| e.expect("an entry").file_name().to_string_lossy().into_owned());
        let mut names: Vec<String> = names
            .filter(|n| n != "snapshot.json")
            .filter_map(|n| Some(n.strip_suffix(".json")?.to_owned()))
            .collect();
        names.sort();
        names
    }

    /// Edits a file, and in the manifest what it says of it, as somebody would who knows how.
    pub(super) fn edit(&self, path: &str, from: &str, to: &str) {
        let file = self.folder.path().join(path);
        let text = std::fs::read_to_string(&file).expect("a file");
        assert!(text.contains(from), "{path} does not hold {from}:\n{text}");
        let edited = text.replacen(from, to, 1);
        std::fs::write(&file, &edited).expect("written");
        let checksum = |text: &str| zmig_core::Checksum::of(text).to_string();
        for name in self.names() {
            let file = self.folder.path().join(format!("{name}.json"));
            let manifest = std::fs::read_to_string(&file).expect("a manifest");
            std::fs::write(&file, manifest.replace(&checksum(&text), &checksum(&edited))).expect("written");
        }
    }
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("written");
}

fn text(text: &str) -> Option<DefaultValue> {
    Some(DefaultValue::Literal(Literal::Text(text.into())))
}

pub(super) fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|w| (*w).to_owned()).collect()
}

/// One version of the shop, and what its author has to say about the way there.
pub(crate) fn shop(dialect: Dialect, version: u32) -> (Schema, Hints) {
    let mut schema = Schema::default();
    let mut hints = Hints::default();
    let values = words(&["new", "paid", "sent"]);
    let state = EnumType { name: "orders_state".into(), owner: SCHEMA.into(), values };
    schema.enums.insert(state.name.clone(), state);
    for table in [users(version), orders(version), lines(), products()] {
        schema.tables.insert(table.name.clone(), table);
    }
    if version == 2 {
        let renamed = ColumnHints { renamed_from: Some("name".into()), ..ColumnHints::default() };
        let columns = [("full_name".to_owned(), renamed)].into();
        let dropped = ["legacy".to_owned()].into();
        hints.tables.insert("users".into(), TableHints { columns, dropped, ..TableHints::default() });
    }
    // SQLite keeps no comments.
    if let (Dialect::Postgres, Some(users)) = (dialect, schema.tables.get_mut("users"))
        && let Some(email) = users.column_mut("email")
    {
        email.comment = Some("where invoices go".into());
    }
    (schema, hints)
}

fn users(version: u32) -> Table {
    let mut users = Table::new("users", SCHEMA);
    let id = Column::new("id", Type::Int).required().numbered(Identity::ByDefault);
    let name = if version == 1 { "name" } else { "full_name" };
    let age = if version < 3 { Type::Int32 } else { Type::Int };
    users.columns = vec![
        id,
        Column::new("email", Type::Str { max_length: Some(200) }).required(),
        Column::new(name, Type::Text).required(),
        Column::new("age", age),
        Column::new("score", Type::Float),
        Column { default: text("de"), ..Column::new("language", Type::STR) },
        Column::new("made_at", Type::DateTime).required().with_default(DefaultValue::Now),
    ];
    if version == 1 {
        users.columns.push(Column::new("legacy", Type::Text));
    } else {
        users.columns.push(Column::new("note", Type::Text));
    }
    users.primary_key = words(&["id"]);
    users.uniques.push(Unique::new("uq_users_email", words(&["email"])));
    let mut adults = Index::new("idx_users_adults", vec![IndexKey::new("age").desc()]);
    adults.condition = Some("age >= 18".into());
    users.indexes.push(adults);
    users.indexes.push(Index::new("idx_users_email_lower", vec![IndexKey::expr("lower(email)")]));
    users.indexes.push(Index::new("idx_users_made_at", vec![IndexKey::new("made_at")]));
    users.checks.push(Check { name: "ck_users_age".into(), expr: "age >= 0".into() });
    users
}

fn orders(version: u32) -> Table {
    let mut orders = Table::new("orders", SCHEMA);
    orders.columns = vec![
        Column::new("id", Type::Int).required().numbered(Identity::ByDefault),
        Column::new("user_id", Type::Int).required(),
        Column { default: text("new"), ..Column::new("state", Type::Enum("orders_state".into())).required() },
        Column::new("price", Type::Int).required(),
        Column::new("quantity", Type::Int).required().with_default(DefaultValue::Literal(Literal::Int(1))),
        Column { generated: Some(Generated::stored("price * quantity")), ..Column::new("total", Type::Int) },
    ];
    if version == 3 {
        orders.columns.push(Column::new("paid_at", Type::DateTime));
        orders.indexes.push(Index::new("idx_orders_paid_at", vec![IndexKey::new("paid_at")]));
    }
    orders.primary_key = words(&["id"]);
    orders
        .indexes
        .push(Index::new("idx_orders_user_id_state", vec![IndexKey::new("user_id"), IndexKey::new("state")]));
    let mut buyer = ForeignKey::new("fk_orders_user_id", words(&["user_id"]), "users", words(&["id"]));
    buyer.on_delete = Action::Cascade;
    orders.foreign_keys.push(buyer);
    orders.checks.push(Check { name: "ck_orders_price".into(), expr: "price > 0".into() });
    orders.checks.push(Check { name: "ck_orders_quantity".into(), expr: "quantity > 0".into() });
    orders
}

fn lines() -> Table {
    let mut lines = Table::new("lines", SCHEMA);
    lines.columns = vec![
        Column::new("order_id", Type::Int).required(),
        Column::new("number", Type::Int).required(),
        Column::new("product", Type::Str { max_length: Some(20) }).required(),
        Column::new("discount", Type::Decimal { precision: 5, scale: 2 }),
    ];
    lines.primary_key = words(&["order_id", "number"]);
    let order = ForeignKey::new("fk_lines_order_id", words(&["order_id"]), "orders", words(&["id"]));
    let product = ForeignKey::new("fk_lines_product", words(&["product"]), "products", words(&["code"]));
    lines.foreign_keys = vec![ForeignKey { on_delete: Action::Cascade, ..order }, product];
    lines
}

pub(super) fn products() -> Table {
    let mut products = Table::new("products", SCHEMA);
    products.columns = vec![
        Column::new("code", Type::Str { max_length: Some(20) }).required(),
        Column::new("title", Type::Text).required(),
        Column::new("specs", Type::Json),
        Column::new("sold", Type::Bool).required().with_default(DefaultValue::Literal(Literal::Bool(false))),
        Column::new("photo", Type::Bytes),
        Column::new("since", Type::Date),
        Column::new("ean", Type::Uuid),
    ];
    products.primary_key = words(&["code"]);
    products
}
