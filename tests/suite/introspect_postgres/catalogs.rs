//! Catalogs that are not as one expects them.

use super::POSTGRES;
use crate::support::db::Db;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use zmig::{IntrospectOptions, introspect};
use zmig_core::{DefaultValue, Type, UnmanagedKind};

const SALES: &str = "CREATE SCHEMA sales; CREATE SCHEMA other; \
    CREATE TYPE sales.state AS ENUM ('new', 'paid'); CREATE TYPE state AS ENUM ('on', 'off'); \
    CREATE FUNCTION lower(sales.state) RETURNS text IMMUTABLE LANGUAGE sql AS 'SELECT $1::text'; \
    CREATE TABLE sales.orders (id integer PRIMARY KEY, state sales.state DEFAULT 'new', lit state DEFAULT 'on', \
      CHECK (state <> 'paid'::sales.state), CHECK (lit <> 'off'::public.state)); \
    CREATE TABLE lines (id integer REFERENCES sales.orders, note text DEFAULT lower('A'::text), \
      shown text DEFAULT lower('new'::sales.state)); \
    CREATE TABLE other.log (id integer)";

fn pool(db: &Db, path: &str) -> sqlx::PgPool {
    let options: PgConnectOptions = db.url().parse().expect("a URL");
    PgPoolOptions::new().max_connections(1).connect_lazy_with(options.options([("search_path", path)]))
}

#[tokio::test]
async fn names_stand_alone_in_the_first_schema_of_the_search_path_only() {
    let db = Db::new(POSTGRES).await;
    db.run(SALES).await;
    for (path, orders, lines, enums) in [
        ("public", "sales.orders", "lines", ["sales.state", "state"]),
        ("\"$user\", sales, public", "orders", "public.lines", ["state", "public.state"]),
        ("other", "sales.orders", "public.lines", ["sales.state", "public.state"]),
    ] {
        let pool = pool(&db, path);
        let found = introspect(&pool, &IntrospectOptions::default()).await.expect("readable").schema;
        let table = found.table(orders).unwrap_or_else(|| panic!("{path}: {:?}", found.tables.keys()));
        assert_eq!(table.column("state").expect("state").ty, Type::Enum(enums[0].into()));
        assert_eq!(table.column("lit").expect("lit").ty, Type::Enum(enums[1].into()));
        let checks: Vec<&str> = table.checks.iter().map(|c| c.expr.as_str()).collect();
        let expected = [format!("lit <> 'off'::{}", enums[1]), format!("state <> 'paid'::{}", enums[0])];
        assert!(
            expected.iter().all(|e| checks.iter().any(|c| c.replace('"', "") == *e)),
            "{path}: {checks:?}"
        );
        let table = found.table(lines).unwrap_or_else(|| panic!("{path}: {:?}", found.tables.keys()));
        assert_eq!(table.foreign_keys[0].references, orders);
        // One of the system's is meant whatever the path is; one of that name elsewhere has to say so.
        let note = table.column("note").expect("note").default.clone();
        assert_eq!(note, Some(DefaultValue::Expr("lower('A'::text)".into())), "{path}");
        // The session is as it was, and the pool goes on.
        let after: String = sqlx::query_scalar("SHOW search_path").fetch_one(&pool).await.expect("answers");
        assert_eq!(after, path);
        pool.close().await;
    }
    let error =
        introspect(&pool(&db, "nowhere"), &IntrospectOptions::default()).await.expect_err("no schema");
    assert!(error.to_string().contains("search_path"), "{error}");
    db.drop().await;
}

#[tokio::test]
async fn what_is_asked_for_is_read_and_nothing_else() {
    let db = Db::new(POSTGRES).await;
    db.run(SALES).await;
    db.run(
        "CREATE TABLE __zmigration (id integer); CREATE TABLE _sqlx_migrations (id integer); \
         CREATE TRIGGER t AFTER INSERT ON lines FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    )
    .await;
    let read = async |namespaces: &[&str], include: &[&str], exclude: &[&str]| {
        let owned = |list: &[&str]| list.iter().map(|&s| s.to_owned()).collect();
        let options = IntrospectOptions {
            namespaces: owned(namespaces),
            include_tables: owned(include),
            exclude_tables: owned(exclude),
        };
        let found = introspect(&db.url(), &options).await.expect("readable");
        let tables: Vec<String> = found.schema.tables.keys().cloned().collect();
        (tables, found.unmanaged.iter().any(|u| u.kind == UnmanagedKind::Trigger), found.schema)
    };
    let (tables, trigger, _) = read(&[], &[], &[]).await;
    assert_eq!((tables, trigger), (vec!["lines".into(), "other.log".into(), "sales.orders".into()], true));
    let (tables, trigger, schema) = read(&["sales"], &[], &[]).await;
    assert_eq!((tables, trigger), (vec!["sales.orders".into()], false));
    // A type of a schema that is not looked into is no enum that the schema knows.
    let ty = |s: &zmig_core::Schema, c: &str| s.column("sales.orders", c).expect("a column").ty.to_string();
    assert_eq!((ty(&schema, "state"), ty(&schema, "lit")), ("enum:sales.state".into(), "sql:state".into()));
    let (tables, trigger, schema) = read(&[], &["li*"], &[]).await;
    assert_eq!((tables, trigger), (vec!["lines".into()], true));
    assert_eq!(schema.tables["lines"].foreign_keys[0].references, "sales.orders");
    let (tables, trigger, _) = read(&[], &[], &["lines", "other.*"]).await;
    assert_eq!((tables, trigger), (vec!["sales.orders".into()], false));
    db.drop().await;
}

#[tokio::test]
async fn a_catalog_that_may_not_be_read_is_an_error_that_says_so() {
    let db = Db::new(POSTGRES).await;
    let role = format!("{}_reader", db.url().rsplit('/').next().expect("a name"));
    db.run(&format!("CREATE ROLE {role} LOGIN PASSWORD 'x'; CREATE TABLE users (id integer)")).await;
    let options: PgConnectOptions = db.url().parse().expect("a URL");
    let pool = PgPoolOptions::new().connect_lazy_with(options.username(&role).password("x"));
    // No right on a table is needed to read what it is like.
    let found = introspect(&pool, &IntrospectOptions::default()).await.expect("readable");
    assert!(found.schema.table("users").is_some());
    for catalog in ["pg_constraint", "pg_policy", "pg_sequence"] {
        db.run(&format!("REVOKE ALL ON pg_catalog.{catalog} FROM PUBLIC")).await;
        let error = introspect(&pool, &IntrospectOptions::default()).await.expect_err("no right").to_string();
        assert!(error.contains(&format!("permission denied for table {catalog}")), "{error}");
        assert!(error.contains("GRANT SELECT"), "{error}");
        db.run(&format!("GRANT SELECT ON pg_catalog.{catalog} TO PUBLIC")).await;
    }
    introspect(&pool, &IntrospectOptions::default()).await.expect("readable again");
    pool.close().await;
    db.run(&format!("DROP ROLE {role}")).await;
    db.drop().await;
}

#[tokio::test]
async fn an_enum_is_there_whatever_used_it_and_a_broken_index_is_none() {
    let db = Db::new(POSTGRES).await;
    db.run(
        "CREATE TYPE mood AS ENUM ('good'); CREATE TABLE users (id integer, mood mood, name text); \
         ALTER TABLE users DROP COLUMN mood; INSERT INTO users VALUES (1, 'a'), (2, 'a')",
    )
    .await;
    db.try_run("CREATE UNIQUE INDEX CONCURRENTLY users_name ON users (name)")
        .await
        .expect_err("two of one name");
    let found = db.introspect().await;
    assert_eq!(found.schema.enum_values("mood"), ["good"]);
    let users = found.schema.table("users").expect("users");
    let names: Vec<&str> = users.columns.iter().map(|c| c.name.as_str()).collect();
    assert_eq!((names.as_slice(), users.indexes.len()), (&["id", "name"][..], 0));
    let index = found.unmanaged.iter().find(|u| u.name == "users_name").expect("listed");
    assert_eq!(index.kind, UnmanagedKind::Other("invalid index".into()));
    db.drop().await;
}

#[tokio::test]
async fn tables_that_come_and_go_meanwhile_are_no_error() {
    let db = Db::new(POSTGRES).await;
    db.run("CREATE TABLE users (id integer PRIMARY KEY, name text DEFAULT 'x' CHECK (name <> ''))").await;
    let busy = async {
        for i in 0..150 {
            db.run(&format!(
                "CREATE TABLE t{i} (id serial PRIMARY KEY, n integer CHECK (n > 0) DEFAULT 1 + 1); \
                 CREATE INDEX ON t{i} ((n + 1)); CREATE VIEW v{i} AS SELECT id FROM t{i}"
            ))
            .await;
            db.run(&format!("DROP TABLE t{i} CASCADE")).await;
        }
    };
    let url = db.url();
    let look = async {
        for _ in 0..15 {
            let found =
                introspect(&url, &IntrospectOptions::default()).await.unwrap_or_else(|e| panic!("{e}"));
            assert!(found.schema.table("users").is_some());
        }
    };
    tokio::join!(busy, look);
    db.drop().await;
}

#[tokio::test]
async fn a_look_waits_for_a_table_that_is_being_changed() {
    let db = Db::new(POSTGRES).await;
    db.run("CREATE TABLE users (id integer PRIMARY KEY, n integer CHECK (n > 0) DEFAULT 1 + 1)").await;
    let change = "BEGIN; ALTER TABLE users ADD COLUMN late text; SELECT pg_sleep(1); COMMIT";
    let url = db.url();
    let look = async {
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        introspect(&url, &IntrospectOptions::default()).await.unwrap_or_else(|e| panic!("{e}"))
    };
    let ((), found) = tokio::join!(db.run(change), look);
    // Whether it is the state of before or after depends on the moment at which the last look began.
    assert!(found.schema.table("users").is_some());
    db.drop().await;
}

#[tokio::test]
async fn a_transaction_pooler_is_no_hindrance() {
    let db = Db::new(POSTGRES).await;
    db.run(SALES).await;
    let pooler = std::env::var("ZMIG_TEST_PGBOUNCER_URL").expect("`./test` starts a pgbouncer");
    let (before, _) = pooler.rsplit_once('/').expect("a URL with a database");
    let url = db.url();
    let (_, name) = url.rsplit_once('/').expect("a URL with a database");
    let direct = introspect(&url, &IntrospectOptions::default()).await.expect("readable");
    let found =
        introspect(&format!("{before}/{name}"), &IntrospectOptions::default()).await.expect("readable");
    assert_eq!(found, direct);
    db.drop().await;
}
