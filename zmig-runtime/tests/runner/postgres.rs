//! What only PostgreSQL has: locks that others wait for, schemas, checks at the commit.

use super::support::*;
use sqlx::{ConnectOptions as _, PgConnection};
use std::time::{Duration, Instant};
use zmig_runtime::RunOptions;

async fn connect(db: &Db) -> PgConnection {
    db.url.parse::<sqlx::postgres::PgConnectOptions>().unwrap().connect().await.unwrap()
}

async fn run(conn: &mut PgConnection, sql: &'static str) {
    sqlx::raw_sql(sql).execute(conn).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_migration_that_waits_for_a_lock_holds_nobody_up_for_long() {
    let db = Db::new(Backend::Postgres).await;
    migrations(&tables(1)).run_pending(&db.url).await.unwrap();
    let set = migrations(&[table(1), one(2, "ALTER TABLE t1 ADD COLUMN more INTEGER;\n", "SELECT 1;\n")]);
    let mut holder = connect(&db).await;
    run(&mut holder, "BEGIN; SELECT * FROM t1").await;
    let url = db.url.clone();
    let options = RunOptions::default().ddl_lock_timeout(Duration::from_millis(200));
    let migrating = tokio::spawn(async move { set.run_pending_with(&url, &options).await });
    let mut reader = connect(&db).await;
    let (started, mut worst) = (Instant::now(), Duration::ZERO);
    while started.elapsed() < Duration::from_millis(1500) {
        let begun = Instant::now();
        run(&mut reader, "SELECT * FROM t1").await;
        worst = worst.max(begun.elapsed());
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(!migrating.is_finished());
    run(&mut holder, "COMMIT").await;
    assert_eq!(migrating.await.unwrap().unwrap().applied.len(), 1);
    assert!(worst > Duration::from_millis(50), "the readers never met the migration: {worst:?}");
    assert!(worst < Duration::from_millis(200 + 200), "{worst:?}");
    // In the end it gives up, and says why.
    run(&mut holder, "BEGIN; SELECT * FROM t1").await;
    let set = migrations(&[
        table(1),
        one(2, "ALTER TABLE t1 ADD COLUMN more INTEGER;\n", "ALTER TABLE t1 DROP COLUMN more;\n"),
    ]);
    let options = RunOptions::default().ddl_lock_timeout(Duration::from_millis(20)).ddl_lock_retries(2);
    let target = zmig_runtime::RollbackTarget::Last;
    let error = migrations(&[]).rollback_with(&db.url, target, &options).await;
    // The down that the history holds touches nothing, so it needs no lock.
    assert!(error.is_ok(), "{error:?}");
    run(&mut holder, "ALTER TABLE t1 DROP COLUMN more; COMMIT; BEGIN; SELECT * FROM t1").await;
    let error = set.run_pending_with(&db.url, &options).await.unwrap_err().to_string();
    assert!(error.contains("55P03") && error.contains("quieter time"), "{error}");
}

#[tokio::test]
async fn each_schema_has_a_history_of_its_own() {
    let db = Db::new(Backend::Postgres).await;
    let set = migrations(&tables(2));
    set.run_pending(&db.url).await.unwrap();
    db.rows("CREATE SCHEMA \"Tenant 1\"").await;
    let url = format!("{}?options=-csearch_path%3D%22Tenant%5C%201%22%2Cpublic", db.url);
    // The history further down the search path is not this schema's.
    assert_eq!(set.status(&url).await.unwrap().pending.len(), 2);
    assert_eq!(set.run_pending(&url).await.unwrap().applied.len(), 2);
    assert!(db.has_table("\"Tenant 1\".t2").await && db.has_table("\"Tenant 1\".__zmigration").await);
    assert!(set.run_pending(&url).await.unwrap().is_up_to_date());
    assert!(set.run_pending(&db.url).await.unwrap().is_up_to_date());
    // A schema that is renamed keeps its history.
    db.rows("ALTER SCHEMA \"Tenant 1\" RENAME TO \"it's \"\"1\"\"\"").await;
    let url = format!("{}?options=-csearch_path%3D%22it%27s%5C%20%22%221%22%22%22%2Cpublic", db.url);
    assert!(set.run_pending(&url).await.unwrap().is_up_to_date());
    assert_eq!(migrations(&tables(3)).run_pending(&url).await.unwrap().applied.len(), 1);
    let nowhere = format!("{}?options=-csearch_path%3Dnowhere", db.url);
    let error = set.run_pending(&nowhere).await.unwrap_err().to_string();
    assert!(error.contains("search_path"), "{error}");
}

#[tokio::test]
async fn a_server_that_is_too_old_is_told_so() {
    let db = Db::new(Backend::Postgres).await;
    // A function of that name, found before the server's own, makes it another version.
    db.rows(
        "CREATE FUNCTION public.current_setting(text) RETURNS text LANGUAGE sql AS $$SELECT CASE $1 \
         WHEN 'server_version_num' THEN '120022' WHEN 'server_version' THEN '12.22' \
         ELSE pg_catalog.current_setting($1) END$$",
    )
    .await;
    let old = format!("{}?options=-csearch_path%3Dpublic,pg_catalog", db.url);
    let set = migrations(&tables(2));
    let error = set.run_pending(&old).await.unwrap_err().to_string();
    assert!(error.contains("the server is PostgreSQL 12.22, and zmig needs 13 or later"), "{error}");
    assert!(!db.has_table("__zmigration").await && !db.has_table("t1").await);
    db.rows("DROP FUNCTION public.current_setting(text)").await;
    set.run_pending(&old).await.unwrap();
}

#[tokio::test]
async fn what_a_file_does_to_the_search_path_stays_in_it() {
    let db = Db::new(Backend::Postgres).await;
    let mut all = tables(3);
    all[1].up =
        "SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.t2 (id INTEGER);\n"
            .into();
    migrations(&all).run_pending(&db.url).await.unwrap();
    assert!(db.has_table("public.t3").await);
}

#[tokio::test]
async fn a_check_that_waits_for_the_commit_is_laid_at_the_right_door() {
    for backend in ALL {
        let db = Db::new(backend).await;
        let mut all = tables(4);
        all[1].up = "CREATE TABLE t2 (id INTEGER PRIMARY KEY, up INTEGER REFERENCES t1 (id) DEFERRABLE INITIALLY DEFERRED);\n".into();
        all[2].up = "INSERT INTO t2 VALUES (1, 99);\n".into();
        let error = migrations(&all).run_pending(&db.url).await.unwrap_err().to_string();
        assert!(error.starts_with(&format!("migration {}", name(3))), "{backend:?}: {error}");
        assert!(db.has_table("t2").await && !db.has_table("t4").await);
        assert_eq!(db.value("SELECT count(*) FROM __zmigration WHERE status = 'SUCCESS'").await, "2");
    }
}

#[tokio::test]
async fn statements_find_their_line_by_position() {
    let db = Db::new(Backend::Postgres).await;
    let up =
        "-- ü\n-- zmig:step one\nCREATE TABLE \"ü\" (id INTEGER);\n\nINSERT INTO \"ü\"\nVALUES (1, 2);\n";
    let error = migrations(&[one(1, up, "SELECT 1;\n")]).run_pending(&db.url).await.unwrap_err().to_string();
    assert!(error.contains(".up.sql:6"), "{error}");
}

/// Whatever cuts a connection (a firewall, an administrator, a server that restarts), at whatever moment: the run says
/// so, nothing is half done, and the next one need not wait.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_cut_leaves_nothing_behind() {
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() \
               AND pid <> pg_backend_pid()";
    let slow =
        |n: u32| one(n, format!("CREATE TABLE t{n} (id INTEGER);\nSELECT pg_sleep(0.03);\n"), "SELECT 1;\n");
    let set = migrations(&(1..=4).map(slow).collect::<Vec<_>>());
    let mut failed = 0;
    for ms in [1, 4, 10, 20, 40, 80, 120] {
        let db = Db::new(Backend::Postgres).await;
        let mut admin = connect(&db).await;
        let url = db.url.clone();
        let running = tokio::spawn(async move { set.run_pending(&url).await });
        tokio::time::sleep(Duration::from_millis(ms)).await;
        sqlx::raw_sql(cut).execute(&mut admin).await.unwrap();
        failed += usize::from(running.await.unwrap().is_err());
        let begun = Instant::now();
        set.run_pending(&db.url).await.unwrap_or_else(|e| panic!("after {ms} ms: {e}"));
        assert!(begun.elapsed() < Duration::from_secs(2), "after {ms} ms: {:?}", begun.elapsed());
        let success = "SELECT count(*) FROM __zmigration WHERE status = 'SUCCESS'";
        assert_eq!(db.value(success).await, "4", "after {ms} ms");
        assert_eq!(db.value(ADVISORY_LOCKS).await, "0");
    }
    assert!(failed >= 3, "only {failed} were cut while they ran");
}

/// A password in the URL is seen by the server that asks for it, and by nobody else: not by who reads a report, an error,
/// the history or the server's list of sessions.
#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_nowhere_but_in_the_url() {
    const CANARY: &str = "canary-7f3a";
    let db = Db::new(Backend::Postgres).await;
    let role = format!("zmig_canary_{}", std::process::id());
    let (_, place) = db.url.rsplit_once('@').unwrap();
    let (_, name) = db.url.rsplit_once('/').unwrap();
    let grant = format!(
        "DROP ROLE IF EXISTS {role}; CREATE ROLE {role} LOGIN PASSWORD '{CANARY}'; ALTER DATABASE {name} OWNER TO {role}"
    );
    on_postgres(&server(), &grant).await;
    let url = format!("postgres://{role}:{CANARY}@{place}");
    let mut said = String::new();
    let mut hear = |what: &dyn std::fmt::Debug| said.push_str(&format!("{what:?}\n"));

    let good = migrations(&tables(2));
    let report = good.run_pending(&url).await.unwrap();
    hear(&(report.to_string(), &report));
    hear(&good.status(&url).await.unwrap());
    hear(&good.history(&url).await.unwrap());
    let mut wrong = tables(4);
    wrong[2].up = "CREATE TABLE t3 (id INTEGER); SELECT * FROM nowhere;\n".into();
    let error = migrations(&wrong).run_pending(&url).await.unwrap_err();
    hear(&(error.to_string(), &error));
    hear(&good.rollback(&url, zmig_runtime::RollbackTarget::Last).await.unwrap());
    let closed = url.replace(place, "127.0.0.1:1/none");
    let error = good.run_pending(&closed).await.unwrap_err();
    hear(&(error.to_string(), &error));
    for table in ["__zmigration", "__zmigration_steps", "pg_stat_activity"] {
        hear(&db.rows(&format!("SELECT t::text FROM {table} t")).await);
    }
    drop(db);
    on_postgres(&server(), &format!("DROP ROLE {role}")).await;
    assert!(said.contains("t3") && said.contains(&role), "the test itself hears what is said: {said}");
    assert!(!said.contains(CANARY), "{said}");
}
