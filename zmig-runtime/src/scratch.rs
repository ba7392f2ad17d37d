//! Scratch databases: empty, of the same kind as a database, and gone after use.
//!
//! SQLite has them in memory. On PostgreSQL each is a database of its own beside the one at hand, which is never written
//! to: not even a schema in it.

/// Opens an empty scratch database of the kind that `db` is, runs something with its driver, and removes it on every
/// way out. `server` names another server for it, if it is not to be that of `db`.
macro_rules! with_scratch {
    ($db:expr, $server:expr, $options:expr, |$driver:ident| $run:expr) => {
        match crate::database::sealed::Sealed::target($db)? {
            #[cfg(feature = "sqlite")]
            crate::database::Target::Sqlite(_) => {
                let place = crate::sqlite::Place::of_url("sqlite::memory:")?;
                let mut opened = crate::sqlite::SqliteDriver::open(place, $options).await?;
                let $driver = &mut opened;
                let result = $run.await;
                crate::driver::Driver::close(opened).await;
                result
            }
            // What a folder of CSV files is staged in.
            #[cfg(feature = "csv")]
            crate::database::Target::Csv(_) => {
                let place = crate::sqlite::Place::of_url("sqlite::memory:")?;
                let mut opened = crate::sqlite::SqliteDriver::open(place, $options).await?;
                let $driver = &mut opened;
                let result = $run.await;
                crate::driver::Driver::close(opened).await;
                result
            }
            #[cfg(feature = "postgres")]
            crate::database::Target::Postgres(place) => {
                let scratch = crate::postgres::Scratch::create(&place, $server).await?;
                match crate::postgres::PostgresDriver::open(scratch.place(), $options).await {
                    Ok(mut opened) => {
                        let $driver = &mut opened;
                        let result = $run.await;
                        crate::driver::Driver::close(opened).await;
                        scratch.remove().await?;
                        result
                    }
                    Err(error) => {
                        scratch.remove().await?;
                        Err(error)
                    }
                }
            }
        }
    };
}
pub(crate) use with_scratch;
