//! What is planted in PostgreSQL.

use super::planted::{Planted, drift, plant};
use super::project::Project;
use crate::support::db::Db;
use zmig_core::Dialect;

/// What only this database has, or spells otherwise.
const PLANTED: &[Planted] = &[
    Planted {
        name: "a column added",
        sql: "ALTER TABLE users ADD COLUMN extra text",
        said: &["column users.extra: not expected"],
    },
    Planted {
        name: "a type changed",
        sql: "ALTER TABLE users ALTER COLUMN score TYPE real",
        said: &["column users.score: the type differs"],
    },
    Planted {
        name: "a length changed",
        sql: "DROP INDEX idx_users_email_lower; ALTER TABLE users ALTER COLUMN email TYPE varchar(100); \
              CREATE INDEX idx_users_email_lower ON users (lower(email))",
        said: &["column users.email: the type differs"],
    },
    Planted {
        name: "a precision changed",
        sql: "ALTER TABLE lines ALTER COLUMN discount TYPE numeric(6,3)",
        said: &["column lines.discount: the type differs"],
    },
    Planted {
        name: "a default changed",
        sql: "ALTER TABLE users ALTER COLUMN language SET DEFAULT 'en'",
        said: &["column users.language: the default differs"],
    },
    Planted {
        name: "a default dropped",
        sql: "ALTER TABLE users ALTER COLUMN made_at DROP DEFAULT",
        said: &["column users.made_at: the default differs"],
    },
    Planted {
        name: "NOT NULL dropped",
        sql: "ALTER TABLE products ALTER COLUMN title DROP NOT NULL",
        said: &["column products.title: whether it may be NULL differs"],
    },
    Planted {
        name: "NOT NULL added",
        sql: "ALTER TABLE users ALTER COLUMN note SET NOT NULL",
        said: &["column users.note: whether it may be NULL differs"],
    },
    Planted {
        name: "an index made unique",
        sql: "DROP INDEX idx_users_made_at; CREATE UNIQUE INDEX idx_users_made_at ON users (made_at)",
        said: &["index idx_users_made_at on users: the uniqueness differs"],
    },
    Planted {
        name: "an index of another kind",
        sql: "DROP INDEX idx_users_made_at; CREATE INDEX idx_users_made_at ON users USING brin (made_at)",
        said: &["index idx_users_made_at on users: the access method differs"],
    },
    Planted {
        name: "an index that is not valid",
        sql: "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idx_users_made_at'::regclass",
        said: &["index idx_users_made_at on users: missing"],
    },
    Planted {
        name: "a unique set dropped",
        sql: "ALTER TABLE users DROP CONSTRAINT uq_users_email",
        said: &["unique set uq_users_email on users: missing"],
    },
    Planted {
        name: "a foreign key's action changed",
        sql: "ALTER TABLE lines DROP CONSTRAINT fk_lines_order_id, ADD CONSTRAINT fk_lines_order_id \
              FOREIGN KEY (order_id) REFERENCES orders (id) ON DELETE RESTRICT",
        said: &["foreign key fk_lines_order_id on lines: the action on delete differs"],
    },
    Planted {
        name: "a foreign key dropped",
        sql: "ALTER TABLE lines DROP CONSTRAINT fk_lines_product",
        said: &["foreign key fk_lines_product on lines: missing"],
    },
    Planted {
        name: "a foreign key that was never validated",
        sql: "ALTER TABLE lines DROP CONSTRAINT fk_lines_product, ADD CONSTRAINT fk_lines_product \
              FOREIGN KEY (product) REFERENCES products (code) NOT VALID",
        said: &[
            "foreign key fk_lines_product on lines: it was never validated: rows that were there before it may not meet it",
        ],
    },
    Planted {
        name: "a check altered",
        sql: "ALTER TABLE orders DROP CONSTRAINT ck_orders_price, ADD CONSTRAINT ck_orders_price CHECK (price > 1)",
        said: &["check ck_orders_price on orders: the condition differs"],
    },
    Planted {
        name: "a check dropped",
        sql: "ALTER TABLE orders DROP CONSTRAINT ck_orders_price",
        said: &["check ck_orders_price on orders: missing"],
    },
    Planted {
        name: "a check that was never validated",
        sql: "ALTER TABLE orders DROP CONSTRAINT ck_orders_price, \
              ADD CONSTRAINT ck_orders_price CHECK (price > 0) NOT VALID",
        said: &[
            "check ck_orders_price on orders: it was never validated: rows that were there before it may not meet it",
        ],
    },
    Planted {
        name: "a check in other words",
        sql: "ALTER TABLE orders DROP CONSTRAINT ck_orders_price, ADD CONSTRAINT ck_orders_price CHECK ((( price>0 )))",
        said: &[],
    },
    Planted {
        name: "an enum's value added",
        sql: "ALTER TYPE orders_state ADD VALUE 'lost'",
        said: &["enum orders_state: the value 'lost' is extra"],
    },
    Planted {
        name: "an enum's value renamed",
        sql: "ALTER TYPE orders_state RENAME VALUE 'sent' TO 'gone'",
        said: &["enum orders_state: the value 'sent' is missing, the value 'gone' is extra"],
    },
    Planted {
        name: "an enum more",
        sql: "CREATE TYPE mood AS ENUM ('good')",
        said: &["enum mood: not expected"],
    },
    Planted {
        name: "a comment changed",
        sql: "COMMENT ON COLUMN users.email IS 'unused'",
        said: &["column users.email: the comment differs"],
    },
    Planted {
        name: "another numbering",
        sql: "ALTER TABLE users ALTER COLUMN id SET GENERATED ALWAYS",
        said: &["column users.id: how its rows are numbered differs"],
    },
    Planted {
        name: "a table more",
        sql: "CREATE TABLE audit (id bigint PRIMARY KEY, what text)",
        said: &["table audit: not expected"],
    },
    Planted {
        name: "a table where zmig has none",
        sql: "CREATE SCHEMA other; CREATE TABLE other.audit (id bigint); DROP SCHEMA other CASCADE; \
              CREATE SCHEMA theirs; CREATE TABLE theirs.audit (id bigint)",
        said: &[],
    },
    Planted { name: "a table less", sql: "DROP TABLE lines", said: &["table lines: missing"] },
    Planted {
        name: "a table in parts",
        sql: "DROP TABLE lines; CREATE TABLE lines (order_id bigint, number bigint) PARTITION BY RANGE (number)",
        said: &["table lines: missing"],
    },
    Planted {
        name: "a collation",
        sql: "ALTER TABLE products ALTER COLUMN title TYPE text COLLATE \"C\"",
        said: &["column products.title: the collation differs"],
    },
    Planted {
        name: "another expression",
        sql: "ALTER TABLE orders DROP COLUMN total; ALTER TABLE orders ADD COLUMN total bigint \
              GENERATED ALWAYS AS (price + quantity) STORED",
        said: &["column orders.total: how it is computed differs"],
    },
    Planted {
        name: "no longer computed",
        sql: "ALTER TABLE orders ALTER COLUMN total DROP EXPRESSION",
        said: &["column orders.total: how it is computed differs"],
    },
    Planted {
        name: "no numbering",
        sql: "ALTER TABLE orders ALTER COLUMN id DROP IDENTITY",
        said: &["column orders.id: how its rows are numbered differs"],
    },
    Planted {
        name: "another primary key",
        sql: "ALTER TABLE lines DROP CONSTRAINT pk_lines, ADD CONSTRAINT pk_lines PRIMARY KEY (number, order_id)",
        said: &["primary key pk_lines on lines: the columns differ"],
    },
    Planted {
        name: "a table whose changes are not logged",
        sql: "ALTER TABLE lines SET UNLOGGED",
        said: &["table lines: how it is kept differs"],
    },
    Planted {
        name: "the order of columns",
        sql: "ALTER TABLE users DROP COLUMN note; ALTER TABLE users DROP COLUMN score; \
              ALTER TABLE users ADD COLUMN note text; ALTER TABLE users ADD COLUMN score double precision",
        said: &[],
    },
    Planted {
        name: "what is not zmig's",
        sql: "CREATE VIEW rich AS SELECT * FROM users WHERE score > 5; \
              CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; \
              CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch(); \
              CREATE SEQUENCE spare; CREATE MATERIALIZED VIEW old AS SELECT 1 AS one",
        said: &[],
    },
];

#[tokio::test]
async fn what_is_planted_in_postgres_is_named() {
    plant(&Project::shop(Dialect::Postgres), Dialect::Postgres, PLANTED).await;
}

#[tokio::test]
async fn what_is_not_zmigs_is_listed_and_explains_what_is_missing() {
    let project = Project::shop(Dialect::Postgres);
    let db = Db::new(Dialect::Postgres).await;
    project.migrations().run_pending(&db.url()).await.expect("migrates");
    db.run(PLANTED.last().expect("some").sql).await;
    let found = drift(&project, &db).await;
    assert!(found.is_equal(), "{found}");
    let listed: Vec<String> = found.unmanaged.iter().map(ToString::to_string).collect();
    assert_eq!(
        listed,
        [
            "view rich",
            "materialized view old",
            "function touch()",
            "trigger touch on orders",
            "sequence spare"
        ]
    );
    for sql in ["an index that is not valid", "a table in parts"] {
        let planted = PLANTED.iter().find(|p| p.name == sql).expect("planted");
        db.run(planted.sql).await;
        let found = drift(&project, &db).await;
        let hints: Vec<_> = found.conflicts().filter_map(|c| c.hint.as_deref()).collect();
        assert!(hints.iter().any(|h| h.contains("which zmig does not manage")), "{sql}: {found}");
    }
    db.drop().await;
}
