//! PostgreSQL.

#[cfg(feature = "backup")]
mod backup;
mod driver;
mod fault;
pub(crate) mod introspect;
#[cfg(feature = "backup")]
mod restore;
#[cfg(feature = "verify")]
mod scratch;
mod session;

pub(crate) use driver::PostgresDriver;
#[cfg(feature = "verify")]
pub(crate) use scratch::Scratch;

use crate::Error;
use crate::secret::{hide_password, show_url};
use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, PgPool};

/// What the text of a value depends on. The same is set when it is read.
#[cfg(feature = "backup")]
pub(crate) const SETTINGS: &str = "SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; \
    SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex'; \
    SET LOCAL standard_conforming_strings = on; SET LOCAL lc_monetary = 'C'; SET LOCAL xmloption = content;\n";

/// Where a database of PostgreSQL is.
#[derive(Debug)]
pub struct Place {
    /// The application's pool, if the run was given one.
    pub(crate) pool: Option<PgPool>,
    /// How to connect.
    pub(crate) options: PgConnectOptions,
    /// What to call it in messages.
    pub(crate) shown: String,
}

impl Place {
    pub(crate) fn of_url(url: &str) -> Result<Self, Error> {
        let shown = show_url(url);
        let options: PgConnectOptions = url.parse().map_err(|e: sqlx::Error| Error::Url {
            shown: shown.clone(),
            reason: hide_password(&e.to_string(), url),
        })?;
        // Poolers refuse start-up parameters that they do not know; and nothing is to be logged with its values.
        let mut options = options.extra_float_digits(None).disable_statement_logging();
        if options.get_application_name().is_none() {
            options = options.application_name("zmig");
        }
        Ok(Self { pool: None, options, shown })
    }

    pub(crate) fn of_pool(pool: &PgPool) -> Self {
        let options = (*pool.connect_options()).clone();
        let shown = format!(
            "postgres://{}@{}:{}/{}",
            options.get_username(),
            options.get_host(),
            options.get_port(),
            options.get_database().unwrap_or(options.get_username())
        );
        Self { pool: Some(pool.clone()), options, shown }
    }
}
