//! Sequences: those behind identity and serial columns, and those that stand by themselves.

use super::cells;
use super::names::in_scope;
use crate::IntrospectOptions;
use crate::driver::{Driver, Fault};

/// A sequence.
#[derive(Debug)]
pub(super) struct Sequence {
    pub oid: u32,
    /// The default of a column that takes its next value, as the printer has it.
    pub next: String,
    /// The column that it belongs to: the table, and the column's number there.
    pub owner: Option<(u32, i16)>,
    /// `smallint`, `integer` or `bigint`.
    pub ty: String,
    pub start: i64,
    pub increment: i64,
    pub min: i64,
    pub max: i64,
    pub cache: i64,
    pub cycle: bool,
}

/// All that the options look into, or that belong to a column there.
pub(super) async fn read<D: Driver>(
    driver: &mut D,
    options: &IntrospectOptions,
) -> Result<Vec<Sequence>, Fault> {
    let sql = format!(
        "SELECT c.oid, 'nextval(''' || replace(c.oid::regclass::text, '''', '''''') || '''::regclass)', \
           d.refobjid, d.refobjsubid, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, \
           s.seqcache, s.seqcycle \
         FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid \
         LEFT JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0 \
           AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i') \
         LEFT JOIN pg_class o ON o.oid = d.refobjid \
         JOIN pg_namespace n ON n.oid = coalesce(o.relnamespace, c.relnamespace) \
         WHERE {} ORDER BY c.oid",
        in_scope("n.nspname", options)
    );
    cells::query(driver, "sequences", sql, |row| {
        let (oid, next, table) = (row.number()?, row.text()?, row.oid()?);
        let column = row.maybe()?.and_then(|n| n.parse().ok());
        Ok(Sequence {
            oid,
            next,
            owner: column.map(|column| (table, column)),
            ty: row.text()?,
            start: row.number()?,
            increment: row.number()?,
            min: row.number()?,
            max: row.number()?,
            cache: row.number()?,
            cycle: row.flag()?,
        })
    })
    .await
}

impl Sequence {
    /// What was said about it beyond its type; nothing for one as `SERIAL` and `IDENTITY` make it.
    pub(super) fn options(&self) -> String {
        let (lowest, highest) = match self.ty.as_str() {
            "smallint" => (i64::from(i16::MIN), i64::from(i16::MAX)),
            "integer" => (i64::from(i32::MIN), i64::from(i32::MAX)),
            _ => (i64::MIN, i64::MAX),
        };
        let up = self.increment > 0;
        let (min, max) = if up { (1, highest) } else { (lowest, -1) };
        let start = if up { self.min } else { self.max };
        let mut out = String::new();
        let mut say = |text: String| {
            out.push(' ');
            out.push_str(&text);
        };
        if self.increment != 1 {
            say(format!("INCREMENT BY {}", self.increment));
        }
        if self.min != min {
            say(format!("MINVALUE {}", self.min));
        }
        if self.max != max {
            say(format!("MAXVALUE {}", self.max));
        }
        if self.start != start {
            say(format!("START WITH {}", self.start));
        }
        if self.cache != 1 {
            say(format!("CACHE {}", self.cache));
        }
        if self.cycle {
            say("CYCLE".to_owned());
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_unusual_is_said() {
        let usual = Sequence {
            oid: 1,
            next: "nextval('a'::regclass)".into(),
            owner: None,
            ty: "integer".into(),
            start: 1,
            increment: 1,
            min: 1,
            max: i64::from(i32::MAX),
            cache: 1,
            cycle: false,
        };
        assert_eq!(usual.options(), "");
        let down = Sequence { increment: -2, min: i64::from(i32::MIN), max: -1, start: -1, ..usual };
        assert_eq!(down.options(), " INCREMENT BY -2");
        let odd = Sequence { increment: 5, min: 10, max: 100, start: 20, cache: 7, cycle: true, ..down };
        assert_eq!(odd.options(), " INCREMENT BY 5 MINVALUE 10 MAXVALUE 100 START WITH 20 CACHE 7 CYCLE");
    }
}
