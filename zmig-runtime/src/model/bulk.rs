//! Many rows at once.

use super::execute::Doing;
use super::session::Handle;
use super::sql::{Statement, separated};
use super::write::Fields;
use super::{ModelError, TableShape};
use zmig_core::Dialect;

/// Rows of one statement: more of them make it no faster.
const ROWS: usize = 1000;
/// Values of one statement, as many as either database takes.
const VALUES: usize = 32_000;

/// Inserts the rows, all or none, and says how many those are.
pub(super) async fn insert(
    on: Handle<'_>,
    shape: &'static TableShape,
    rows: &[Fields<'_>],
    doing: Doing,
) -> Result<u64, ModelError> {
    if rows.is_empty() {
        return Ok(0);
    }
    let failed = |error| doing.failed(false, error);
    match on {
        #[cfg(feature = "sqlite")]
        Handle::SqlitePool(pool) => {
            let mut change = pool.begin().await.map_err(failed)?;
            sqlite(&mut change, shape, rows).await.map_err(failed)?;
            change.commit().await.map_err(failed)?;
        }
        #[cfg(feature = "sqlite")]
        Handle::Sqlite(conn) => {
            let mut change = sqlx::Connection::begin(conn).await.map_err(failed)?;
            sqlite(&mut change, shape, rows).await.map_err(failed)?;
            change.commit().await.map_err(failed)?;
        }
        #[cfg(feature = "csv")]
        Handle::Csv(folder) => {
            let mut change = folder.begin().await.map_err(super::execute::folder_failed)?;
            sqlite(&mut change, shape, rows).await.map_err(failed)?;
            change.commit().await.map_err(super::execute::folder_failed)?;
        }
        #[cfg(feature = "postgres")]
        Handle::PostgresPool(pool) => {
            let mut change = pool.begin().await.map_err(failed)?;
            postgres::insert(&mut change, shape, rows).await.map_err(failed)?;
            change.commit().await.map_err(failed)?;
        }
        #[cfg(feature = "postgres")]
        Handle::Postgres(conn) => {
            let mut change = sqlx::Connection::begin(conn).await.map_err(failed)?;
            postgres::insert(&mut change, shape, rows).await.map_err(failed)?;
            change.commit().await.map_err(failed)?;
        }
    }
    Ok(u64::try_from(rows.len()).unwrap_or(u64::MAX))
}

/// Rows that follow each other and give values to the same columns.
fn runs<'r, 'a>(rows: &'r [Fields<'a>]) -> impl Iterator<Item = &'r [Fields<'a>]> {
    rows.chunk_by(|a, b| {
        a.given.len() == b.given.len()
            && a.given.iter().zip(&b.given).all(|((a, _), (b, _))| std::ptr::eq(*a, *b))
    })
}

/// `INSERT INTO users (email, age) VALUES ($1, $2), ($3, $4)` for as many rows as a statement takes.
fn statements<'r>(
    dialect: Dialect,
    shape: &'static TableShape,
    run: &'r [Fields<'_>],
) -> impl Iterator<Item = Statement<'r>> {
    let columns = run.first().map_or(0, |row| row.given.len());
    // A row of defaults has no form for several.
    let rows = VALUES.checked_div(columns).map_or(1, |rows| rows.clamp(1, ROWS));
    run.chunks(rows).map(move |chunk| {
        let mut out = Statement::new(dialect, "INSERT INTO ");
        out.unnumbered = true;
        out.table(shape.name);
        let Some(first) = chunk.first().filter(|row| !row.given.is_empty()) else {
            out.push(" DEFAULT VALUES");
            return out;
        };
        out.push(" (");
        separated(&mut out, ", ", &first.given, |out, (column, _)| {
            out.name(column.name);
        });
        out.push(") VALUES ");
        separated(&mut out, ", ", chunk, |out, row| {
            out.push("(");
            separated(out, ", ", &row.given, |out, (column, value)| {
                out.bind_to(column, value.get());
            });
            out.push(")");
        });
        out
    })
}

#[cfg(feature = "sqlite")]
async fn sqlite(
    conn: &mut sqlx::SqliteConnection,
    shape: &'static TableShape,
    rows: &[Fields<'_>],
) -> sqlx::Result<()> {
    for run in runs(rows) {
        for statement in statements(Dialect::Sqlite, shape, run) {
            super::execute::run_sqlite(&mut *conn, statement).await?;
        }
    }
    Ok(())
}

#[cfg(feature = "postgres")]
mod postgres {
    use super::super::{ColumnShape, ColumnValue};
    use super::{Dialect, Fields, Statement, TableShape, runs, separated, statements};
    use sqlx::encode::IsNull;
    use sqlx::postgres::{PgArgumentBuffer, PgConnection};

    /// From so many rows on `COPY` is faster.
    const COPIED: usize = 5;
    /// How many bytes are sent at once.
    const BLOCK: usize = 1 << 16;
    /// The type `varchar`.
    const VARCHAR: u32 = 1043;
    /// What a binary `COPY` begins with: its signature, no flags, no extension.
    const HEADER: &[u8; 19] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

    pub(super) async fn insert(
        conn: &mut PgConnection,
        shape: &'static TableShape,
        rows: &[Fields<'_>],
    ) -> sqlx::Result<()> {
        for run in runs(rows) {
            if run.len() >= COPIED && run.iter().all(can_be_copied) {
                copy(conn, shape, run).await?;
                continue;
            }
            // In a list of rows, PostgreSQL takes a value without a type for text; in a row alone, for what its column is.
            let at_once = if run.iter().all(has_types) { run.len() } else { 1 };
            for part in run.chunks(at_once) {
                for statement in statements(Dialect::Postgres, shape, part) {
                    super::super::execute::run_postgres(&mut *conn, statement).await?;
                }
            }
        }
        Ok(())
    }

    /// Whether PostgreSQL takes the binary form of every value without being told a type.
    fn can_be_copied(row: &Fields<'_>) -> bool {
        !row.given.is_empty() && row.given.iter().all(|(_, value)| value.get().can_be_copied())
    }

    /// Whether PostgreSQL is told the type of every value.
    fn has_types(row: &Fields<'_>) -> bool {
        let unknown = crate::typed::emitted::postgres_unknown();
        row.given.iter().all(|(_, value)| value.get().postgres_type().oid() != unknown.oid())
    }

    async fn copy(
        conn: &mut PgConnection,
        shape: &'static TableShape,
        rows: &[Fields<'_>],
    ) -> sqlx::Result<()> {
        let Some(first) = rows.first() else { return Ok(()) };
        let columns = i16::try_from(first.given.len()).unwrap_or_default();
        let mut text = Statement::new(Dialect::Postgres, "COPY ");
        text.table(shape.name).push(" (");
        separated(&mut text, ", ", &first.given, |out, (column, _)| {
            out.name(column.name);
        });
        text.push(") FROM STDIN (FORMAT binary)");

        // All of it is made before anything is sent: nothing may go wrong here while the server waits for more.
        let mut blocks = vec![HEADER.to_vec()];
        let mut block = PgArgumentBuffer::default();
        for row in rows {
            block.extend_from_slice(&columns.to_be_bytes());
            for (column, value) in &row.given {
                field(&mut block, column, value.get())?;
            }
            if block.len() >= BLOCK {
                blocks.push(std::mem::take(&mut *block));
                block = PgArgumentBuffer::default();
            }
        }
        block.extend_from_slice(&(-1_i16).to_be_bytes());
        blocks.push(std::mem::take(&mut *block));
        let mut into = conn.copy_in_raw(&text.text).await?;
        for block in blocks {
            into.send(block).await?;
        }
        into.finish().await?;
        Ok(())
    }

    /// The length of a value and its bytes; -1 is NULL.
    fn field(
        block: &mut PgArgumentBuffer,
        column: &ColumnShape,
        value: &dyn ColumnValue,
    ) -> sqlx::Result<()> {
        let begin = block.len();
        block.extend_from_slice(&(-1_i32).to_be_bytes());
        if let IsNull::No = value.to_postgres(block).map_err(sqlx::Error::Encode)? {
            let length = block.len() - begin - 4;
            let length = i32::try_from(length)
                .map_err(|_| sqlx::Error::Encode("a value is larger than PostgreSQL takes".into()))?;
            let mut write = |at: usize, bytes: [u8; 4]| {
                if let Some(place) = block.get_mut(at..at + 4) {
                    place.copy_from_slice(&bytes);
                }
            };
            write(begin, length.to_be_bytes());
            if column.varchars {
                // A list says how many dimensions it has, whether NULL is in it, and then of what type its elements are.
                write(begin + 12, VARCHAR.to_be_bytes());
            }
        }
        Ok(())
    }
}
