//! Scratch databases of PostgreSQL: like the database that they stand in for, and gone afterwards whatever happens.

use super::project::Project;
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, PgConnection, Row as _};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use zmig_core::Dialect;
use zmig_runtime::{Error, VerifyOptions};

/// A role of the test's own, and a database that it owns.
struct Tenant {
    name: String,
    server: PgConnectOptions,
}

impl Tenant {
    /// `rights` are those of the role, `clauses` those of the database.
    async fn new(rights: &str, clauses: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let url = std::env::var("ZMIG_TEST_POSTGRES_URL").expect("./test starts a server");
        let server: PgConnectOptions = url.parse().expect("a URL");
        let name = format!("zt_tenant_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let tenant = Self { name, server };
        tenant.admin(&format!("CREATE ROLE {} LOGIN PASSWORD 'x' {rights}", tenant.name)).await;
        tenant.admin(&format!("CREATE DATABASE {0} OWNER {0} {clauses}", tenant.name)).await;
        tenant
    }

    /// As this role, at its own database.
    fn url(&self) -> String {
        self.url_at(&self.name)
    }

    fn url_at(&self, database: &str) -> String {
        let options = self.server.clone().username(&self.name).password("x").database(database);
        options.to_url_lossy().to_string()
    }

    async fn admin(&self, sql: &str) {
        let mut admin = self.server.connect().await.expect("the test server answers");
        run(&mut admin, sql).await;
        admin.close().await.expect("closes");
    }

    /// Statements in the database, as the server's owner.
    async fn prepare(&self, sql: &str) {
        let mut admin =
            self.server.clone().database(&self.name).connect().await.expect("the database answers");
        run(&mut admin, sql).await;
        admin.close().await.expect("closes");
    }

    /// The role's databases, other than its own.
    async fn left(&self) -> Vec<String> {
        let mut admin = self.server.connect().await.expect("the test server answers");
        let sql = format!(
            "SELECT datname::text FROM pg_database d JOIN pg_roles r ON r.oid = d.datdba \
             WHERE r.rolname = '{0}' AND datname <> '{0}' ORDER BY 1",
            self.name
        );
        let rows = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_all(&mut admin).await.expect("the catalog");
        rows.iter().map(|row| row.get(0)).collect()
    }

    async fn remove(self) {
        self.admin(&format!("DROP DATABASE {} WITH (FORCE)", self.name)).await;
        self.admin(&format!("DROP ROLE {}", self.name)).await;
    }
}

async fn run(connection: &mut PgConnection, sql: &str) {
    let done = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await;
    done.unwrap_or_else(|e| panic!("{e}\n{sql}"));
}

#[tokio::test]
async fn nothing_is_left_whether_it_ends_fails_or_is_dropped() {
    let tenant = Tenant::new("CREATEDB", "").await;
    let project = Project::shop(Dialect::Postgres);
    let options = VerifyOptions::default().downs(true);
    project.migrations().run_pending(&tenant.url()).await.expect("migrates");
    // On another thread, as a server would.
    let (migrations, url, all) = (project.migrations(), tenant.url(), options.clone());
    let verifying = tokio::spawn(async move { migrations.verify(&url, &all).await });
    let found = verifying.await.expect("no panic").expect("compares");
    assert!(found.is_equal(), "{found}");
    assert_eq!(tenant.left().await, Vec::<String>::new());

    let broken = Project::shop(Dialect::Postgres);
    broken.edit(&format!("postgres/{}.up.sql", broken.names()[1]), "ALTER TABLE", "ALTER TABEL");
    let offline = options.clone().live(false);
    let found = broken.migrations().verify(&tenant.url(), &offline).await.expect("compares");
    assert!(found.failures().any(|f| f.contains("do not run on an empty database")), "{found}");
    assert_eq!(tenant.left().await, Vec::<String>::new());

    for milliseconds in [5, 40, 100, 200, 300, 400, 600] {
        let (migrations, url) = (project.migrations(), tenant.url());
        let verifying = migrations.verify(&url, &options);
        drop(tokio::time::timeout(Duration::from_millis(milliseconds), verifying).await);
    }
    for _ in 0..200 {
        if tenant.left().await.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(tenant.left().await, Vec::<String>::new());
    tenant.remove().await;
}

#[tokio::test]
async fn what_a_killed_process_left_is_removed_once_it_is_old() {
    let tenant = Tenant::new("CREATEDB", "").await;
    let mut own = PgConnection::connect(&tenant.url()).await.expect("connects");
    let row = sqlx::raw_sql("SELECT extract(epoch FROM now())::int8::text")
        .fetch_one(&mut own)
        .await
        .expect("a time");
    let now: String = row.get(0);
    let names = [
        "1700000000_abc".to_owned(),
        "1700000001_used".to_owned(),
        format!("{now}_young"),
        "mine".to_owned(),
    ]
    .map(|end| format!("zmig_scratch_{end}_{}", tenant.name));
    for name in &names {
        run(&mut own, &format!("CREATE DATABASE \"{name}\"")).await;
    }
    let used = PgConnection::connect(&tenant.url_at(&names[1])).await.expect("connects");
    let project = Project::shop(Dialect::Postgres);
    let options = VerifyOptions::default().live(false);
    project.migrations().verify(&tenant.url(), &options).await.expect("compares");
    let mut expected = names[1..].to_vec();
    expected.sort();
    assert_eq!(tenant.left().await, expected);
    used.close().await.expect("closes");
    for name in &names[1..] {
        run(&mut own, &format!("DROP DATABASE \"{name}\" WITH (FORCE)")).await;
    }
    own.close().await.expect("closes");
    tenant.remove().await;
}

#[tokio::test]
async fn without_the_right_to_make_one_another_server_can_be_named() {
    let tenant = Tenant::new("NOCREATEDB", "").await;
    let project = Project::shop(Dialect::Postgres);
    project.migrations().run_pending(&tenant.url()).await.expect("migrates");
    let options = VerifyOptions::default();
    let error = project.migrations().verify(&tenant.url(), &options).await.expect_err("no right");
    assert!(matches!(error, Error::Scratch { .. }), "{error}");
    let text = error.to_string();
    assert!(text.contains("CREATEDB") && text.contains("--scratch") && !text.contains(":x@"), "{text}");
    let url = std::env::var("ZMIG_TEST_POSTGRES_URL").expect("./test starts a server");
    let found =
        project.migrations().verify(&tenant.url(), &options.scratch(url.as_str())).await.expect("compares");
    assert!(found.is_equal(), "{found}");
    tenant.remove().await;
}

#[tokio::test]
async fn a_scratch_database_is_like_the_one_it_stands_in_for() {
    let tenant = Tenant::new("CREATEDB", "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de'").await;
    tenant.prepare(&format!("CREATE SCHEMA app AUTHORIZATION {}", tenant.name)).await;
    tenant.prepare("CREATE SCHEMA tools; CREATE EXTENSION citext SCHEMA tools; GRANT USAGE ON SCHEMA tools TO public").await;
    tenant.admin(&format!("ALTER DATABASE {} SET search_path = app, tools, public", tenant.name)).await;
    let project = Project::shop(Dialect::Postgres);
    let last = project.names()[2].clone();
    // The extension's type, which no migration makes, by hand and in the manifest.
    project.edit(
        &format!("postgres/{last}.up.sql"),
        "CREATE INDEX",
        "ALTER TABLE \"users\" ADD COLUMN \"nick\" citext;\nCREATE INDEX",
    );
    project.migrations().run_pending(&tenant.url()).await.expect("migrates");
    let found =
        project.migrations().verify(&tenant.url(), &VerifyOptions::default()).await.expect("compares");
    let said: Vec<String> = found.conflicts().map(super::planted::said).collect();
    assert_eq!(said, ["column users.nick: not expected", "column users.nick: not expected"], "{found}");
    assert_eq!(found.failures().count(), 0, "{found}");
    assert_eq!(tenant.left().await, Vec::<String>::new());
    tenant.remove().await;
}
