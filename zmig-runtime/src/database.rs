//! What a run can be given as its database: a sqlx pool or a URL.

use crate::Secret;
use sealed::Sealed;
use std::pin::Pin;

pub(crate) use sealed::Target;

/// A database to migrate: a `sqlx::SqlitePool`, a `sqlx::PgPool`, a `zmig::Db`, a `CsvFolder`, or a URL (`&str`, `String`, [`Secret`]), which may be
/// that of a folder of CSV files (`csv:./Data`).
///
/// A run takes one connection out of a pool and closes it when it is done, so that whatever the pool does to new
/// connections (`after_connect`) holds for the migrations too, and nothing that a migration does to its session comes
/// back into the pool. A pool of an SQLite database in memory keeps its connection, which is the database.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no database that zmig can migrate",
    note = "give a `&sqlx::SqlitePool` (feature `sqlite`), a `&sqlx::PgPool` (feature `postgres`), or a URL as `&str`"
)]
pub trait Database: Sealed + Sync {}

impl<T: Sealed + Sync + ?Sized> Database for T {}

pub(crate) mod sealed {
    use crate::Error;

    /// Says where the database is.
    pub trait Sealed {
        /// Where it is.
        #[doc(hidden)]
        fn target(&self) -> Result<Target, Error>;
    }

    /// Where a database is.
    #[derive(Debug)]
    pub enum Target {
        /// SQLite.
        #[cfg(feature = "sqlite")]
        Sqlite(Box<crate::sqlite::Place>),
        /// PostgreSQL.
        #[cfg(feature = "postgres")]
        Postgres(Box<crate::postgres::Place>),
        /// A folder of CSV files.
        #[cfg(feature = "csv")]
        Csv(crate::csv::Folder),
    }

    impl Target {
        /// What it speaks.
        pub fn dialect(&self) -> zmig_core::Dialect {
            match *self {
                #[cfg(feature = "sqlite")]
                Self::Sqlite(_) => zmig_core::Dialect::Sqlite,
                #[cfg(feature = "postgres")]
                Self::Postgres(_) => zmig_core::Dialect::Postgres,
                #[cfg(feature = "csv")]
                Self::Csv(_) => zmig_core::Dialect::Sqlite,
            }
        }
    }
}

use crate::Error;
use crate::secret::show_url;

impl Sealed for str {
    fn target(&self) -> Result<Target, Error> {
        let error = |reason: String| Error::Url { shown: show_url(self), reason };
        let Some((scheme, _)) = self.split_once(':') else {
            let known = known();
            return Err(error(format!(
                "it has no scheme; {known} (a file is named like `sqlite://app.db?mode=rwc`)"
            )));
        };
        match scheme.to_ascii_lowercase().as_str() {
            #[cfg(feature = "sqlite")]
            "sqlite" => crate::sqlite::Place::of_url(self).map(|p| Target::Sqlite(Box::new(p))),
            #[cfg(not(feature = "sqlite"))]
            "sqlite" => Err(error(format!(
                "SQLite is not compiled in; {}; enable the feature `sqlite` of zmig",
                known()
            ))),
            #[cfg(feature = "postgres")]
            "postgres" | "postgresql" => {
                crate::postgres::Place::of_url(self).map(|p| Target::Postgres(Box::new(p)))
            }
            #[cfg(not(feature = "postgres"))]
            "postgres" | "postgresql" => Err(error(format!(
                "PostgreSQL is not compiled in; {}; enable the feature `postgres` of zmig",
                known()
            ))),
            #[cfg(feature = "csv")]
            "csv" => crate::csv::Folder::of_url(self).map(Target::Csv),
            #[cfg(not(feature = "csv"))]
            "csv" => Err(error(format!(
                "folders of CSV files are not compiled in; {}; enable the feature `csv` of zmig",
                known()
            ))),
            other => Err(error(format!("`{other}` is no kind of database that zmig knows; {}", known()))),
        }
    }
}

fn known() -> String {
    let mut schemes = Vec::new();
    if cfg!(feature = "sqlite") {
        schemes.push("sqlite:");
    }
    if cfg!(feature = "postgres") {
        schemes.push("postgres:");
    }
    if cfg!(feature = "csv") {
        schemes.push("csv:");
    }
    match schemes.as_slice() {
        [] => "no backend is compiled in: enable the feature `sqlite` or `postgres` of zmig".to_owned(),
        schemes => format!("compiled in: {}", schemes.join(", ")),
    }
}

impl Sealed for String {
    fn target(&self) -> Result<Target, Error> {
        self.as_str().target()
    }
}

impl Sealed for Secret {
    fn target(&self) -> Result<Target, Error> {
        self.expose().target()
    }
}

impl<T: Sealed + ?Sized> Sealed for &T {
    fn target(&self) -> Result<Target, Error> {
        (**self).target()
    }
}

impl<T: Sealed + ?Sized> Sealed for std::sync::Arc<T> {
    fn target(&self) -> Result<Target, Error> {
        (**self).target()
    }
}

#[cfg(feature = "sqlite")]
impl Sealed for sqlx::SqlitePool {
    fn target(&self) -> Result<Target, Error> {
        Ok(Target::Sqlite(Box::new(crate::sqlite::Place::of_pool(self))))
    }
}

#[cfg(feature = "postgres")]
impl Sealed for sqlx::PgPool {
    fn target(&self) -> Result<Target, Error> {
        Ok(Target::Postgres(Box::new(crate::postgres::Place::of_pool(self))))
    }
}

#[cfg(feature = "csv")]
impl Sealed for crate::CsvFolder {
    fn target(&self) -> Result<Target, Error> {
        format!("csv:{}", self.path().display()).target()
    }
}

#[cfg(any(feature = "sqlite", feature = "postgres"))]
impl Sealed for crate::Db {
    fn target(&self) -> Result<Target, Error> {
        match self {
            #[cfg(feature = "sqlite")]
            Self::Sqlite(pool) => pool.target(),
            #[cfg(feature = "postgres")]
            Self::Postgres(pool) => pool.target(),
            #[cfg(feature = "csv")]
            Self::Csv(folder) => folder.target(),
        }
    }
}

/// What a run does, behind a pointer: so that it is compiled with this crate, and not once more with every program that
/// asks for it.
pub(crate) type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 'a>>;

/// Connects to whatever database it is, runs something with the driver, and closes the connection on every way out.
macro_rules! with_driver {
    ($db:expr, $options:expr, |$driver:ident| $run:expr) => {
        match crate::database::sealed::Sealed::target($db)? {
            #[cfg(feature = "sqlite")]
            Db::Sqlite(place) => {
                let mut opened = crate::sqlite::SqliteDriver::open(*place, $options).await?;
                let $driver = &mut opened;
                let result = $run.await;
                Driver::close(opened).await;
                result
            }
            #[cfg(feature = "postgres")]
            Db::Postgres(place) => {
                let mut opened = crate::postgres::PostgresDriver::open(*place, $options).await?;
                let $driver = &mut opened;
                let result = $run.await;
                Driver::close(opened).await;
                result
            }
            #[cfg(feature = "csv")]
            Db::Csv(folder) => {
                let mut opened = crate::csv::CsvDriver::open(folder, $options);
                let $driver = &mut opened;
                let result = $run.await;
                Driver::close(opened).await;
                result
            }
        }
    };
}
pub(crate) use with_driver;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_url_says_what_would_do_and_hides_its_password() {
        for url in ["mysql://app:hunter2@db/shop", "app.db", "POSTGRES//x:hunter2@y"] {
            let error = url.target().expect_err(url).to_string();
            assert!(!error.contains("hunter2"), "{error}");
            assert!(error.contains("sqlite") || error.contains("postgres"), "{error}");
        }
    }
}
