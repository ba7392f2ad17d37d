//! The transaction that the catalog is read in, and what the printer is told before it prints.

use super::cells::Cells;
use crate::driver::{Driver, Fault, Kind};
use zmig_core::Dialect;

/// How long a look waits for a table that another connection is changing, before it lets go of all that it holds and
/// begins anew. The printer locks what it prints, in no order that whoever changes tables would keep; so the two can
/// wait for each other, and it must be the look that gives way, long before the server (after a second, unless it is
/// told otherwise) ends one of them.
const LOCK_TIMEOUT: &str = "100ms";

/// What the server's printer of expressions and types depends on; no compiler for queries that are run once, which takes
/// longer than they do; and their joins in the order in which they are written, since the search for a better one takes
/// longer still, and finds none.
const SETTINGS: &str = "SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres'; \
    SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; \
    SET LOCAL standard_conforming_strings = on; SET LOCAL quote_all_identifiers = off; \
    SET LOCAL lc_monetary = 'C'; SET LOCAL jit = off; SET LOCAL join_collapse_limit = 1;\n";

/// Where a look is taken from.
#[derive(Clone, Debug)]
pub(super) struct View {
    /// The schema of the database whose names stand alone in the model.
    pub home: String,
    /// The server's version, such as 150018.
    pub version: u32,
    /// Whether the session's path begins with another schema than `home`.
    pub beside: bool,
}

/// Whether a transaction is open.
pub(super) async fn is_in_transaction<D: Driver>(driver: &mut D) -> Result<bool, Fault> {
    // A statement that is a transaction of its own is as old as that.
    let sql = "SELECT pg_catalog.transaction_timestamp() <> pg_catalog.statement_timestamp()";
    let row = driver.execute(sql.to_owned()).await?.unwrap_or_default();
    Ok(row.first().is_some_and(|cell| cell.as_deref() == Some("t")))
}

/// A transaction to read in.
pub(super) struct Look {
    /// Whether it is a part of one that was open before.
    nested: bool,
    pub view: View,
}

impl Look {
    /// Begins a transaction of its own, or a savepoint in the one that is open.
    ///
    /// The printer leaves away the schema of a name where the search path finds it. So that the text of an expression
    /// is what one would write, and does not depend on the rest of the session's path, the path is the first schema of
    /// the session's alone, for as long as the look lasts. Where `home` is another, names of it stand alone as well.
    pub(super) async fn begin<D: Driver>(driver: &mut D, home: Option<&str>) -> Result<Self, Fault> {
        let nested = is_in_transaction(driver).await?;
        if !nested {
            // A connection whose transaction may be left open must not go back into a pool.
            driver.take_over().await?;
        }
        let mut message = match nested {
            true => "SAVEPOINT zmig_look;\n".to_owned(),
            false => format!(
                "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;\nSET LOCAL lock_timeout = '{LOCK_TIMEOUT}';\n\
                 SET LOCAL idle_in_transaction_session_timeout = 0;\n"
            ),
        };
        message.push_str(SETTINGS);
        message.push_str(
            "SELECT pg_catalog.current_schema(), pg_catalog.current_setting('server_version_num');\n",
        );
        // Of temporary tables this session has none; they would come first if they were not named.
        let also = home.map_or_else(String::new, |name| format!(", {}", Dialect::Postgres.quote_name(name)));
        message.push_str(&format!(
            "SELECT pg_catalog.set_config('search_path', pg_catalog.concat(\
             pg_catalog.quote_ident(pg_catalog.current_schema()), {}), true)",
            Dialect::Postgres.quote_text(&format!("{also}, pg_temp"))
        ));
        let mut look =
            Self { nested, view: View { home: String::new(), version: 0, beside: home.is_some() } };
        let rows = match driver.query(message).await {
            Ok(rows) => rows,
            Err(fault) => {
                look.end(driver).await;
                return Err(fault);
            }
        };
        let mut cells = Cells::of("settings", rows.into_iter().next().unwrap_or_default());
        match (cells.maybe()?, cells.number()?) {
            (Some(first), version) => {
                look.view.home = home.map_or(first, str::to_owned);
                look.view.version = version;
                Ok(look)
            }
            (None, _) => {
                look.end(driver).await;
                let reason =
                    "there is no schema to look in: `search_path` names none that exists and may be used";
                Err(Fault::new(Kind::Other, reason))
            }
        }
    }

    /// Ends it, so that everything is as it was.
    pub(super) async fn end<D: Driver>(self, driver: &mut D) {
        if self.nested {
            let sql = "ROLLBACK TO SAVEPOINT zmig_look; RELEASE SAVEPOINT zmig_look";
            if let Err(fault) = driver.execute(sql.to_owned()).await {
                tracing::debug!(error = fault.text(), "ending a look at the catalog");
            }
        } else {
            driver.rollback().await;
        }
    }
}
