//! What is planted in SQLite. What `ALTER TABLE` cannot do there is written into the schema's own text, as people do.

use super::planted::{Planted, drift, plant};
use super::project::Project;
use crate::support::db::Db;
use zmig_core::Dialect;
use zmig_runtime::VerifyOptions;

/// Rewrites a table's statement.
macro_rules! rewrite {
    ($table:literal, $from:literal, $to:literal) => {
        concat!(
            "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, '",
            $from,
            "', '",
            $to,
            "') WHERE type = 'table' AND name = '",
            $table,
            "'; PRAGMA writable_schema = OFF;"
        )
    };
}

/// What only this database has, or spells otherwise.
const PLANTED: &[Planted] = &[
    Planted {
        name: "a column added",
        sql: "ALTER TABLE users ADD COLUMN extra TEXT",
        said: &["column users.extra: not expected"],
    },
    Planted {
        name: "a type changed",
        sql: rewrite!("users", "\"score\" DOUBLE", "\"score\" TEXT"),
        said: &["column users.score: the type differs"],
    },
    Planted {
        name: "a length changed",
        sql: rewrite!("users", "VARCHAR(200)", "VARCHAR(100)"),
        said: &["column users.email: the type differs"],
    },
    Planted {
        name: "a default changed",
        sql: rewrite!("users", "''de''", "''en''"),
        said: &["column users.language: the default differs"],
    },
    Planted {
        name: "a default dropped",
        sql: rewrite!("orders", " DEFAULT 1", ""),
        said: &["column orders.quantity: the default differs"],
    },
    Planted {
        name: "NOT NULL dropped",
        sql: rewrite!("products", "\"title\" TEXT NOT NULL", "\"title\" TEXT"),
        said: &["column products.title: whether it may be NULL differs"],
    },
    Planted {
        name: "NOT NULL added",
        sql: rewrite!("products", "\"photo\" BLOB", "\"photo\" BLOB NOT NULL"),
        said: &["column products.photo: whether it may be NULL differs"],
    },
    Planted {
        name: "an index the other way round",
        sql: "DROP INDEX idx_users_adults; CREATE INDEX idx_users_adults ON users (age) WHERE age >= 18",
        said: &["index idx_users_adults on users: the keys differ"],
    },
    Planted {
        name: "an index renamed",
        sql: "DROP INDEX idx_users_made_at; CREATE INDEX idx_by_time ON users (made_at)",
        said: &["index idx_by_time on users: not expected", "index idx_users_made_at on users: missing"],
    },
    Planted {
        name: "a unique set dropped",
        sql: "DROP INDEX uq_users_email",
        said: &["unique set uq_users_email on users: missing"],
    },
    Planted {
        name: "a foreign key's action changed",
        sql: rewrite!("lines", "ON DELETE CASCADE", "ON DELETE SET NULL"),
        said: &["foreign key fk_lines_order_id on lines: the action on delete differs"],
    },
    Planted {
        name: "a foreign key dropped",
        sql: rewrite!(
            "lines",
            ",
    CONSTRAINT \"fk_lines_product\" FOREIGN KEY (\"product\") REFERENCES \"products\" (\"code\")",
            ""
        ),
        said: &["foreign key fk_lines_product on lines: missing"],
    },
    Planted {
        name: "a check altered",
        sql: rewrite!("orders", "price > 0", "price > 1"),
        said: &["check ck_orders_price on orders: the condition differs"],
    },
    Planted {
        name: "a check that says what another says",
        sql: rewrite!("orders", "CHECK (price > 0)", "CHECK (quantity > 0)"),
        said: &["check ck_orders_price on orders: the condition differs"],
    },
    Planted {
        name: "a check dropped",
        sql: rewrite!("orders", ",\n    CONSTRAINT \"ck_orders_price\" CHECK (price > 0)", ""),
        said: &["check ck_orders_price on orders: missing"],
    },
    Planted {
        name: "a check renamed, which SQLite does when it copies a table",
        sql: rewrite!("orders", "\"ck_orders_price\"", "\"ck_old_price\""),
        said: &[],
    },
    Planted {
        name: "an enum's value added",
        sql: rewrite!("orders", "''sent''", "''sent'', ''lost''"),
        said: &["enum orders_state: the value 'lost' is extra"],
    },
    Planted {
        name: "an enum's value removed",
        sql: rewrite!("orders", ", ''sent''", ""),
        said: &["enum orders_state: the value 'sent' is missing"],
    },
    Planted {
        name: "a table more",
        sql: "CREATE TABLE audit (id INTEGER PRIMARY KEY, what TEXT)",
        said: &["table audit: not expected"],
    },
    Planted { name: "a table less", sql: "DROP TABLE lines", said: &["table lines: missing"] },
    Planted {
        name: "a collation",
        sql: rewrite!("products", "\"title\" TEXT", "\"title\" TEXT COLLATE NOCASE"),
        said: &["column products.title: the collation differs"],
    },
    Planted {
        name: "another expression",
        sql: rewrite!("orders", "price * quantity", "price + quantity"),
        said: &["column orders.total: how it is computed differs"],
    },
    Planted {
        name: "computed when it is read",
        sql: "ALTER TABLE orders DROP COLUMN total; ALTER TABLE orders ADD COLUMN total INTEGER \
              GENERATED ALWAYS AS (price * quantity) VIRTUAL",
        said: &["column orders.total: how it is computed differs"],
    },
    Planted {
        name: "another primary key",
        sql: "DROP TABLE lines; CREATE TABLE lines (order_id INTEGER NOT NULL, number INTEGER NOT NULL, \
              product VARCHAR(20) NOT NULL, discount DECIMAL(5,2), PRIMARY KEY (number, order_id), \
              CONSTRAINT fk_lines_order_id FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE, \
              CONSTRAINT fk_lines_product FOREIGN KEY (product) REFERENCES products (code))",
        said: &["primary key pk_lines on lines: the columns differ"],
    },
    Planted {
        name: "no numbering",
        sql: rewrite!("users", "PRIMARY KEY AUTOINCREMENT", "PRIMARY KEY"),
        said: &["column users.id: how its rows are numbered differs"],
    },
    Planted {
        name: "another way to keep it",
        sql: "DROP TABLE lines; CREATE TABLE lines (order_id INTEGER NOT NULL, number INTEGER NOT NULL, \
              product VARCHAR(20) NOT NULL, discount DECIMAL(5,2), PRIMARY KEY (order_id, number), \
              CONSTRAINT fk_lines_order_id FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE CASCADE, \
              CONSTRAINT fk_lines_product FOREIGN KEY (product) REFERENCES products (code)) WITHOUT ROWID",
        said: &["table lines: how it is kept differs"],
    },
    Planted {
        name: "the order of columns",
        sql: "ALTER TABLE users DROP COLUMN note; ALTER TABLE users DROP COLUMN score; \
              ALTER TABLE users ADD COLUMN note TEXT; ALTER TABLE users ADD COLUMN score DOUBLE",
        said: &[],
    },
    Planted {
        name: "views and triggers, which are not zmig's",
        sql: "CREATE VIEW rich AS SELECT * FROM users WHERE score > 5; \
              CREATE TRIGGER touch AFTER INSERT ON orders BEGIN SELECT 1; END",
        said: &[],
    },
];

#[tokio::test]
async fn what_is_planted_in_sqlite_is_named() {
    plant(&Project::shop(Dialect::Sqlite), Dialect::Sqlite, PLANTED).await;
}

#[tokio::test]
async fn views_and_triggers_are_listed() {
    let project = Project::shop(Dialect::Sqlite);
    let db = Db::new(Dialect::Sqlite).await;
    project.migrations().run_pending(&db.url()).await.expect("migrates");
    db.run(PLANTED.last().expect("some").sql).await;
    let found = drift(&project, &db).await;
    assert!(found.is_equal(), "{found}");
    let listed: Vec<String> = found.unmanaged.iter().map(ToString::to_string).collect();
    assert_eq!(listed, ["view rich", "trigger touch on orders"]);
    assert!(found.to_string().contains("not zmig's to manage:\n    view rich"), "{found}");
    db.run("DROP VIEW rich").await;
    let found = drift(&project, &db).await;
    assert!(found.is_equal() && found.unmanaged.len() == 1, "{found}");
    db.drop().await;
}

#[tokio::test]
async fn what_is_pending_is_no_difference_and_what_is_excluded_is_not_looked_at() {
    let project = Project::shop(Dialect::Sqlite);
    let (db, migrations, names) = (Db::new(Dialect::Sqlite).await, project.migrations(), project.names());
    migrations.run_to(&db.url(), names[0].as_str()).await.expect("migrates");
    let found = drift(&project, &db).await;
    assert!(found.is_equal(), "{found}");
    assert_eq!((found.applied, found.pending.as_slice()), (1, &names[1..]));
    db.run("CREATE TABLE other (a TEXT); ALTER TABLE users ADD COLUMN more TEXT").await;
    let options = VerifyOptions::default().exclude("oth*");
    let found = migrations.verify(&db.url(), &options).await.expect("compares");
    let said: Vec<String> = found.conflicts().map(super::planted::said).collect();
    assert_eq!(said, ["column users.more: not expected"]);
    let options = VerifyOptions::default().include("orders");
    assert!(migrations.verify(&db.url(), &options).await.expect("compares").is_equal());
    db.drop().await;
}
