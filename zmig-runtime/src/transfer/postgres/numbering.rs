//! Sequences after a load: none may give a number that a row has already.

use super::checkpoint::{named, number};
use super::{PostgresEnd, failed};
use crate::Error;
use crate::driver::{Driver as _, Fault, Kind};
use crate::transfer::{Commits, Shape};
use zmig_core::Dialect;

/// A column that takes its numbers from a sequence: by a default, or as an identity.
#[derive(Debug)]
struct Numbered {
    table: String,
    column: String,
    sequence: String,
    increment: i64,
    min: i64,
    max: i64,
}

/// Where a sequence stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stand {
    last: i64,
    /// Whether the last number was given; else it comes next.
    called: bool,
}

impl Numbered {
    /// What comes after a number; nothing where the sequence ends.
    fn after(&self, number: i64) -> Option<i64> {
        number.checked_add(self.increment).filter(|next| (self.min..=self.max).contains(next))
    }

    fn next(&self, stand: Stand) -> Option<i64> {
        if stand.called { self.after(stand.last) } else { Some(stand.last) }
    }

    /// Whether a sequence that gives `next` is past a number.
    fn is_past(&self, next: i64, number: i64) -> bool {
        if self.increment < 0 { next < number } else { next > number }
    }
}

impl PostgresEnd {
    /// Moves every sequence past the numbers that are there, never back, and proves it by an insert that is taken back.
    /// A sequence that is at its end is left there: the next insert fails, as it did where the rows come from.
    pub(super) async fn set_sequences(&mut self, shapes: &[Shape]) -> Result<(), Error> {
        for shape in shapes {
            self.begin_step().await?;
            let set = self.set_sequences_of(&shape.table).await;
            if let Err(fault) = self.end_step(set).await {
                let state = match self.commits {
                    Commits::Once => "nothing was changed",
                    Commits::Batches => "the rows of all tables are committed",
                };
                let reason = named(&shape.table)(fault).text();
                return Err(failed("setting sequences past the numbers that are there", reason, state));
            }
        }
        Ok(())
    }

    async fn set_sequences_of(&mut self, table: &str) -> Result<(), Fault> {
        for numbered in self.numbered(table).await? {
            self.set(&numbered).await?;
            self.prove(&numbered).await?;
        }
        Ok(())
    }

    async fn numbered(&mut self, table: &str) -> Result<Vec<Numbered>, Fault> {
        let oid = self.oids(std::iter::once(table));
        let sql = format!(
            "SELECT a.attname, format('%I.%I', n.nspname, c.relname), s.seqincrement, s.seqmin, s.seqmax FROM (\
               SELECT d.refobjsubid AS column, d.objid AS sequence FROM pg_depend d \
               WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i' \
                 AND d.refobjid = {oid} \
               UNION SELECT f.adnum, d.refobjid FROM pg_attrdef f JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass \
                 AND d.objid = f.oid AND d.refclassid = 'pg_class'::regclass WHERE f.adrelid = {oid}) u \
             JOIN pg_sequence s ON s.seqrelid = u.sequence JOIN pg_class c ON c.oid = s.seqrelid \
             JOIN pg_namespace n ON n.oid = c.relnamespace \
             JOIN pg_attribute a ON a.attrelid = {oid} AND a.attnum = u.column \
             WHERE a.attgenerated = '' AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype) ORDER BY 1, 2"
        );
        let name = self.name_of(table);
        let rows = self.driver.query(sql).await?;
        let numbered = |row: Vec<Option<String>>| {
            let [column, sequence, increment, min, max] = <[Option<String>; 5]>::try_from(row).ok()?;
            Some(Numbered {
                table: name.clone(),
                column: column?,
                sequence: sequence?,
                increment: increment?.parse().ok()?,
                min: min?.parse().ok()?,
                max: max?.parse().ok()?,
            })
        };
        Ok(rows.into_iter().filter_map(numbered).collect())
    }

    async fn stand(&mut self, numbered: &Numbered) -> Result<Stand, Fault> {
        let sql = format!("SELECT last_value, is_called FROM {}", numbered.sequence);
        let row = self.driver.execute(sql).await?.unwrap_or_default();
        let [Some(last), Some(called)] = row.as_slice() else { return Err(unreadable(numbered)) };
        let last = last.parse().map_err(|_| unreadable(numbered))?;
        Ok(Stand { last, called: called == "t" })
    }

    async fn set_stand(&mut self, numbered: &Numbered, stand: Stand) -> Result<(), Fault> {
        let sql = match stand.called {
            // This goes with the transaction, which setval does not.
            false => format!("ALTER SEQUENCE {} RESTART WITH {}", numbered.sequence, stand.last),
            true => {
                let sequence = Dialect::Postgres.quote_text(&numbered.sequence);
                format!("SELECT setval({sequence}, {}, true)", stand.last)
            }
        };
        self.driver.execute(sql).await.map(|_| ())
    }

    async fn set(&mut self, numbered: &Numbered) -> Result<(), Fault> {
        let farthest = if numbered.increment < 0 { "min" } else { "max" };
        let column = Dialect::Postgres.quote_name(&numbered.column);
        let sql = format!("SELECT {farthest}({column}) FROM ONLY {}", numbered.table);
        let Some(farthest) = number::<i64>(self.driver.execute(sql).await?) else { return Ok(()) };
        let stand = self.stand(numbered).await?;
        match numbered.next(stand) {
            Some(next) if !numbered.is_past(next, farthest) => {}
            _ => return Ok(()),
        }
        let stand = match numbered.after(farthest) {
            Some(next) => Stand { last: next, called: false },
            None => Stand { last: farthest.clamp(numbered.min, numbered.max), called: true },
        };
        self.set_stand(numbered, stand).await
    }

    /// Puts in a row like one that is there, but with the sequence's next number, and takes it back, the number too.
    async fn prove(&mut self, numbered: &Numbered) -> Result<(), Fault> {
        let before = self.stand(numbered).await?;
        if numbered.next(before).is_none() {
            return Ok(());
        }
        let insert = self.copy_of_a_row(numbered).await?;
        self.driver.execute("SAVEPOINT zmig_proof".to_owned()).await?;
        let inserted = self.driver.execute(insert).await;
        self.driver
            .execute("ROLLBACK TO SAVEPOINT zmig_proof; RELEASE SAVEPOINT zmig_proof".to_owned())
            .await?;
        match inserted {
            // Another set that is unique, or a check, refuses the copy of a row: then the number has to do.
            Err(fault) if !fault.code.as_deref().is_some_and(|code| code.starts_with("23")) => {
                return Err(fault);
            }
            _ => {}
        }
        let after = self.stand(numbered).await?;
        if after == before {
            // There was no row to copy.
            return Ok(());
        }
        let column = Dialect::Postgres.quote_name(&numbered.column);
        let sql = format!("SELECT count(*) FROM ONLY {} WHERE {column} = {}", numbered.table, after.last);
        let taken: u64 = number(self.driver.execute(sql).await?).unwrap_or_default();
        if taken > 0 {
            let message = format!("{} gives {}, which a row has already", numbered.sequence, after.last);
            return Err(Fault::new(Kind::Other, message));
        }
        self.set_stand(numbered, before).await
    }

    /// The statements that put a row in twice, with another number, which no trigger sees.
    async fn copy_of_a_row(&mut self, numbered: &Numbered) -> Result<String, Fault> {
        let table = &numbered.table;
        let oid = format!("{}::regclass", Dialect::Postgres.quote_text(table));
        let sql = format!(
            "SELECT string_agg(quote_ident(attname), ', '), (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = {oid} \
             AND NOT t.tgisinternal AND t.tgenabled <> 'D') FROM pg_attribute WHERE attrelid = {oid} AND attnum > 0 \
             AND NOT attisdropped AND attgenerated = '' AND attname <> {}",
            Dialect::Postgres.quote_text(&numbered.column),
        );
        let row = self.driver.execute(sql).await?.unwrap_or_default();
        let [others, triggers] = <[Option<String>; 2]>::try_from(row).unwrap_or_default();
        let off = match triggers.as_deref() {
            Some("0") => String::new(),
            _ => format!("ALTER TABLE ONLY {table} DISABLE TRIGGER USER;\n"),
        };
        Ok(match others {
            Some(others) => format!(
                "{off}INSERT INTO {table} ({others}) OVERRIDING SYSTEM VALUE SELECT {others} FROM ONLY {table} LIMIT 1"
            ),
            None => format!("{off}INSERT INTO {table} DEFAULT VALUES"),
        })
    }
}

fn unreadable(numbered: &Numbered) -> Fault {
    Fault::new(Kind::Other, format!("{} cannot be read", numbered.sequence))
}
