//! A scratch database on a server of PostgreSQL: made like the one at hand, and dropped after use.

use super::Place;
use crate::{Error, Secret, chance};
use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};
use std::time::Duration;
use zmig_core::Dialect;

/// What the names of scratch databases begin with. The time at which they were made comes next, so that what a killed
/// process left can be told from what is in use.
const PREFIX: &str = "zmig_scratch_";

/// How old a scratch database must be before somebody else removes it, in seconds.
const ABANDONED: i64 = 3600;

/// How often, and how long apart, a database is looked for whose making nobody waited for.
const TRIES: u32 = 20;
const NAP: Duration = Duration::from_millis(100);

/// A scratch database. Removed by [`Scratch::remove`], or when it is dropped.
pub(crate) struct Scratch {
    name: String,
    /// How to get to the server, by another database of it.
    server: PgConnectOptions,
    shown: String,
    stage: Stage,
}

/// How far it has come.
enum Stage {
    /// The server was asked for it.
    Coming,
    There,
    Removed,
}

/// What a scratch database must have in common with the one that it stands in for.
#[derive(Debug, Default)]
struct Likeness {
    /// The clauses of `CREATE DATABASE`.
    clauses: String,
    search_path: String,
    /// Whether any new database of the server is like this.
    is_usual: bool,
    /// Quoted names of schemas on the search path.
    schemas: Vec<String>,
    /// `CREATE EXTENSION` statements.
    extensions: Vec<String>,
}

impl Scratch {
    /// Makes one, like the database at `place`, on the same server or on that of a URL.
    ///
    /// # Errors
    /// When the server cannot be reached or refuses.
    pub(crate) async fn create(place: &Place, server: Option<&Secret>) -> Result<Self, Error> {
        let looking = "looking at the database that it is to be like";
        let mut model = connect(&place.options, &place.shown).await?;
        let likeness = Likeness::of(&mut model).await.map_err(|e| failed(&place.shown, looking, &e))?;
        let (server, shown, elsewhere) = match server {
            Some(url) => {
                let other = Place::of_url(url.expose())?;
                (other.options, other.shown, true)
            }
            None => (place.options.clone(), place.shown.clone(), false),
        };
        let mut admin = model;
        if elsewhere {
            close(admin).await;
            admin = connect(&server, &shown).await?;
        }
        sweep(&mut admin).await;
        let now: Result<i64, _> = one(&mut admin, "SELECT extract(epoch FROM now())::int8").await;
        let now = now.map_err(|e| failed(&shown, "asking the server for the time", &e))?;
        let name = format!("{PREFIX}{now}_{}", chance::identifier().replace('-', ""));
        // From here on it goes with this value, whether it is there already or not.
        let mut scratch = Self { name, server, shown, stage: Stage::Coming };
        let created = run(&mut admin, scratch.creation(&likeness)).await;
        if let Err(error) = created {
            if error.as_database_error().is_some() {
                scratch.stage = Stage::Removed;
            }
            return Err(failed(&scratch.shown, "creating it", &error));
        }
        scratch.stage = Stage::There;
        close(admin).await;
        if !elsewhere && likeness.is_usual {
            return Ok(scratch);
        }
        match scratch.prepare(&likeness).await {
            Ok(()) => Ok(scratch),
            Err(error) => {
                scratch.remove().await?;
                Err(error)
            }
        }
    }

    /// Where it is.
    pub(crate) fn place(&self) -> Place {
        Place { pool: None, options: self.server.clone().database(&self.name), shown: self.shown.clone() }
    }

    /// Drops it.
    ///
    /// # Errors
    /// When the server refuses; the error names what is left.
    pub(crate) async fn remove(mut self) -> Result<(), Error> {
        let mut admin = connect(&self.server, &self.shown).await?;
        let dropped = drop_database(&mut admin, &self.name).await;
        // Whoever stops waiting before this leaves it to the drop.
        self.stage = Stage::Removed;
        close(admin).await;
        let doing = || format!("removing {}, which is left behind", self.name);
        dropped.map_err(|e| failed(&self.shown, &doing(), &e))
    }

    /// Nothing that somebody put into the server's usual template is in it.
    fn creation(&self, likeness: &Likeness) -> String {
        let name = Dialect::Postgres.quote_name(&self.name);
        format!("CREATE DATABASE {name} TEMPLATE template0 {}", likeness.clauses)
    }

    /// Gives it the schemas, extensions and search path of its model.
    async fn prepare(&self, likeness: &Likeness) -> Result<(), Error> {
        let place = self.place();
        let mut own = connect(&place.options, &place.shown).await?;
        let mut result = Ok(());
        for schema in &likeness.schemas {
            if result.is_ok() {
                result = run(&mut own, format!("CREATE SCHEMA IF NOT EXISTS {schema}")).await;
            }
        }
        for sql in &likeness.extensions {
            // Not everybody may; what needs one says so when it is missing.
            if let Err(error) = run(&mut own, sql.clone()).await {
                tracing::debug!(%error, sql, "an extension is missing on the scratch database");
            }
        }
        // The role's own setting for this one database goes before all others, and with the database.
        let path = Dialect::Postgres.quote_text(&likeness.search_path);
        let name = Dialect::Postgres.quote_text(&self.name);
        let sql = format!(
            "DO $zmig$ BEGIN EXECUTE format('ALTER ROLE %I IN DATABASE %I SET search_path TO %s', \
             current_user, {name}, {path}); END $zmig$"
        );
        if result.is_ok() && !likeness.search_path.is_empty() {
            result = run(&mut own, sql).await;
        }
        close(own).await;
        result.map_err(|e| failed(&self.shown, "preparing it", &e))
    }
}

/// The way out of a future that is dropped. What runs the program's futures may be about to end, so that a thread of its
/// own does it, and is waited for.
impl Drop for Scratch {
    fn drop(&mut self) {
        let tries = match self.stage {
            Stage::Removed => return,
            Stage::There => 1,
            // The server goes on making it, though nobody waits for it any more.
            Stage::Coming => TRIES,
        };
        let (server, name) = (self.server.clone(), self.name.clone());
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let removed =
                runtime.map_err(sqlx::Error::Io).and_then(|r| r.block_on(drop_late(server, &name, tries)));
            if let Err(error) = removed {
                tracing::warn!(%error, name, "a scratch database is left behind");
            }
        });
        if thread.join().is_err() {
            tracing::warn!(name = self.name, "a scratch database is left behind");
        }
    }
}

/// Drops a database that may come only now.
async fn drop_late(server: PgConnectOptions, name: &str, tries: u32) -> Result<(), sqlx::Error> {
    let mut admin = server.connect().await?;
    let there =
        format!("SELECT count(*) FROM pg_database WHERE datname = {}", Dialect::Postgres.quote_text(name));
    for _ in 1..tries {
        if one::<i64>(&mut admin, &there).await? > 0 {
            break;
        }
        tokio::time::sleep(NAP).await;
    }
    drop_database(&mut admin, name).await
}

impl Likeness {
    async fn of(model: &mut PgConnection) -> Result<Self, sqlx::Error> {
        let version: i32 = one(model, "SELECT current_setting('server_version_num')::int4").await?;
        // Before PostgreSQL 15 the whole server had one provider of collations.
        let provider = match version {
            170_000.. => {
                "CASE datlocprovider WHEN 'i' THEN ' LOCALE_PROVIDER icu ICU_LOCALE ' || quote_literal(datlocale) \
                 WHEN 'b' THEN ' LOCALE_PROVIDER builtin BUILTIN_LOCALE ' || quote_literal(datlocale) ELSE '' END"
            }
            150_000.. => {
                "CASE datlocprovider WHEN 'i' THEN ' LOCALE_PROVIDER icu ICU_LOCALE ' || quote_literal(daticulocale) \
                 ELSE '' END"
            }
            _ => "''",
        };
        let sql = format!(
            "SELECT 'ENCODING ' || quote_literal(pg_encoding_to_char(encoding)) || ' LC_COLLATE ' || quote_literal(datcollate) \
             || ' LC_CTYPE ' || quote_literal(datctype) || {provider} FROM pg_database WHERE datname = current_database()"
        );
        let schemas = "SELECT quote_ident(s) FROM unnest(current_schemas(false)) s WHERE s <> 'public'";
        let extensions = "SELECT format('CREATE EXTENSION IF NOT EXISTS %I SCHEMA %I CASCADE', e.extname, n.nspname), \
             quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace \
             WHERE e.extname <> 'plpgsql' ORDER BY e.oid";
        let usual =
            "SELECT source IN ('default', 'configuration file') FROM pg_settings WHERE name = 'search_path'";
        let mut out = Self {
            clauses: one(model, &sql).await?,
            is_usual: one(model, usual).await?,
            search_path: one(model, "SELECT current_setting('search_path')").await?,
            schemas: all(model, schemas, 0).await?,
            extensions: all(model, extensions, 0).await?,
        };
        for schema in all(model, extensions, 1).await? {
            if !out.schemas.contains(&schema) && !["pg_catalog", "public"].contains(&schema.as_str()) {
                out.schemas.push(schema);
            }
        }
        out.is_usual &= out.schemas.is_empty() && out.extensions.is_empty();
        Ok(out)
    }
}

/// Removes what killed processes of the same user left, where nobody is connected to it. What cannot be removed stays.
async fn sweep(admin: &mut PgConnection) {
    let sql = format!(
        "SELECT d.datname::text FROM pg_database d WHERE d.datname ~ '^{PREFIX}[0-9]{{1,12}}_' \
         AND d.datdba = (SELECT oid FROM pg_roles WHERE rolname = current_user) AND split_part(d.datname, '_', 3)::int8 < extract(epoch FROM now())::int8 - {ABANDONED} \
         AND NOT EXISTS (SELECT 1 FROM pg_stat_activity a WHERE a.datid = d.oid)"
    );
    let Ok(names) = all(admin, &sql, 0).await else { return };
    for name in names {
        let quoted = Dialect::Postgres.quote_name(&name);
        if let Err(error) = run(admin, format!("DROP DATABASE IF EXISTS {quoted}")).await {
            tracing::debug!(%error, name, "an abandoned scratch database stays");
        }
    }
}

async fn drop_database(admin: &mut PgConnection, name: &str) -> Result<(), sqlx::Error> {
    let name = Dialect::Postgres.quote_name(name);
    run(admin, format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await
}

async fn connect(options: &PgConnectOptions, shown: &str) -> Result<PgConnection, Error> {
    options.connect().await.map_err(|e| {
        let reason = super::driver::connect_reason(&e, options.to_url_lossy().as_str());
        Error::Connect { database: shown.to_owned(), reason }
    })
}

async fn close(connection: PgConnection) {
    if let Err(error) = connection.close().await {
        tracing::debug!(%error, "closing a connection");
    }
}

async fn run(connection: &mut PgConnection, sql: String) -> Result<(), sqlx::Error> {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await.map(|_| ())
}

async fn one<T>(connection: &mut PgConnection, sql: &str) -> Result<T, sqlx::Error>
where
    T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
{
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch_one(connection).await?.try_get_unchecked(0)
}

async fn all(connection: &mut PgConnection, sql: &str, column: usize) -> Result<Vec<String>, sqlx::Error> {
    let rows = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).fetch_all(connection).await?;
    rows.iter().map(|row| row.try_get_unchecked(column)).collect()
}

fn failed(shown: &str, doing: &str, error: &sqlx::Error) -> Error {
    let reason = match error.as_database_error() {
        Some(error) => error.message().to_owned(),
        None => error.to_string(),
    };
    Error::Scratch { server: shown.to_owned(), reason: format!("{doing}: {reason}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        let url = std::env::var("ZMIG_TEST_POSTGRES_URL")
            .expect("ZMIG_TEST_POSTGRES_URL names a PostgreSQL server for tests; `./test` starts one");
        Place::of_url(&url).expect("a URL")
    }

    async fn query<T>(place: &Place, sql: &str) -> T
    where
        T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres>,
    {
        let mut connection = place.options.connect().await.expect("the server answers");
        let value = one(&mut connection, sql).await.expect(sql);
        close(connection).await;
        value
    }

    async fn is_there(place: &Place, name: &str) -> bool {
        query(place, &format!("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = '{name}')")).await
    }

    fn in_a_runtime<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime")
            .block_on(future)
    }

    #[test]
    fn it_goes_when_it_is_removed_dropped_or_left_by_a_killed_process() {
        let place = place();
        let dropped = in_a_runtime(async {
            let scratch = Scratch::create(&place, None).await.expect("a scratch database");
            let name = scratch.name.clone();
            assert!(is_there(&place, &name).await);
            scratch.remove().await.expect("removed");
            assert!(!is_there(&place, &name).await);

            // As a killed process leaves one behind, with its time an hour ago, and one that is in use.
            for old in ["zmig_scratch_1000000000_left", "zmig_scratch_9999999999_used"] {
                let mut admin = place.options.connect().await.expect("the server answers");
                run(&mut admin, format!("CREATE DATABASE {old}")).await.expect(old);
            }
            let scratch = Scratch::create(&place, None).await.expect("a scratch database");
            assert!(!is_there(&place, "zmig_scratch_1000000000_left").await);
            assert!(is_there(&place, "zmig_scratch_9999999999_used").await);
            let mut admin = place.options.connect().await.expect("the server answers");
            drop_database(&mut admin, "zmig_scratch_9999999999_used").await.expect("gone");

            // Somebody is still connected when nobody wants it any more.
            let _other = scratch.place().options.connect().await.expect("the scratch database answers");
            scratch.name.clone()
        });
        // Its runtime is gone, too.
        in_a_runtime(async { assert!(!is_there(&place, &dropped).await, "{dropped} is still there") });
    }

    #[test]
    fn it_goes_when_nobody_waits_for_its_making() {
        let place = place();
        // Its databases can be told from those of other tests.
        let role = format!("zmig_hurried_{}", std::process::id());
        let options = place.options.clone().username(&role).password("x");
        let hurried = Place { options, pool: None, shown: "the server".into() };
        in_a_runtime(async {
            let mut admin = place.options.connect().await.expect("the server answers");
            run(&mut admin, format!("CREATE ROLE {role} LOGIN PASSWORD 'x' CREATEDB")).await.expect("a role");
        });
        for wait in [1, 5, 10, 20, 40, 80, 160] {
            in_a_runtime(async {
                let made = Scratch::create(&hurried, None);
                let _ = tokio::time::timeout(Duration::from_millis(wait), made).await;
            });
        }
        in_a_runtime(async {
            let sql = format!("SELECT count(*) FROM pg_database WHERE datdba = '{role}'::regrole");
            assert_eq!(query::<i64>(&place, &sql).await, 0);
            let mut admin = place.options.connect().await.expect("the server answers");
            run(&mut admin, format!("DROP ROLE {role}")).await.expect("gone");
        });
    }

    #[test]
    fn without_the_right_the_error_says_which() {
        let place = place();
        in_a_runtime(async {
            let mut admin = place.options.connect().await.expect("the server answers");
            let role = format!("zmig_scratch_less_{}", std::process::id());
            run(&mut admin, format!("CREATE ROLE {role} LOGIN PASSWORD 'x'")).await.expect("a role");
            let options = place.options.clone().username(&role).password("x");
            let poor = Place { options, pool: None, shown: "the server".into() };
            let error = Scratch::create(&poor, None).await.err().expect("no right").to_string();
            assert!(
                error.contains("permission denied to create database") && error.contains("CREATEDB"),
                "{error}"
            );
            run(&mut admin, format!("DROP ROLE {role}")).await.expect("gone");
        });
    }
}
