//! Random changes of tables that hold rows: both databases keep, convert and refuse the same ones, and what is called
//! safe is.
//!
//! The same pairs of schemas and rows in every run; `ZMIG_RANDOM` says how many, and `ZMIG_RANDOM_FROM` from which on.

use crate::golden::{Migration, from_nothing, migrations};
use crate::random::{number, random};
use crate::support::catalog::catalog;
use crate::support::db::Db;
use crate::support::rows::rows;
use zmig_core::{Change, Column, DefaultValue, Dialect, Risk, Schema, SqlFile, Table, Type, diff};

/// What became of the rows in one database.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    before: Vec<String>,
    /// `None` where a row stood in the way.
    after: Option<Vec<String>>,
    back: Option<Vec<String>>,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_changes_treat_rows_alike_and_safe_ones_harm_none() {
    let (from, count) = (number("ZMIG_RANDOM_FROM", 0), number("ZMIG_RANDOM", 60));
    let (mut sqlite, mut postgres) = (Db::new(Dialect::Sqlite).await, Db::new(Dialect::Postgres).await);
    let mut wrong = Vec::new();
    let (mut moved, mut refused) = (0, 0);
    for seed in from..from + count {
        let pair = random(seed);
        let Ok(changes) = diff(&pair.old, &pair.new, &pair.hints) else { continue };
        let one = walk(&mut sqlite, &pair.old, &pair.new, &changes, seed).await;
        let other = walk(&mut postgres, &pair.old, &pair.new, &changes, seed).await;
        let list: Vec<_> = changes.iter().map(Change::summary).collect();
        let list = list.join("\n  ");
        match (one, other) {
            (Ok((a, why)), Ok((b, other_why))) => {
                let why = [why, other_why].join("\n");
                moved += usize::from(a.after.is_some() && !a.before.is_empty());
                refused += usize::from(a.after.is_none());
                if a != b && !numbers_rows(&changes) {
                    wrong.push(format!("seed {seed}:\n{}\n{why}\n  {list}", difference(&a, &b)));
                }
            }
            (a, b) => {
                for error in [a.err(), b.err()].into_iter().flatten() {
                    wrong.push(format!("seed {seed}: {error}\n  {list}"));
                }
            }
        }
    }
    sqlite.drop().await;
    postgres.drop().await;
    assert!(wrong.is_empty(), "{} of {count}:\n\n{}", wrong.len(), wrong.join("\n\n"));
    eprintln!("{moved} kept their rows, {refused} were refused, of {count}");
    assert!(count < 60 || moved > 0 && refused > 0, "rows moved in {moved} and were refused in {refused}");
}

fn difference(sqlite: &Found, postgres: &Found) -> String {
    let lines = |f: &Found| -> Vec<String> {
        let part = |title: &str, lines: Option<&Vec<String>>| match lines {
            Some(lines) => lines.iter().map(|l| format!("{title} {l}")).collect(),
            None => vec![format!("{title}: refused")],
        };
        [part("before", Some(&f.before)), part("after", f.after.as_ref()), part("back", f.back.as_ref())]
            .concat()
    };
    let (a, b) = (lines(sqlite), lines(postgres));
    let only = |a: &[String], b: &[String], sign: &str| -> Vec<String> {
        a.iter().filter(|l| !b.contains(l)).map(|l| format!("{sign} {l}")).collect()
    };
    [only(&a, &b, "sqlite:  "), only(&b, &a, "postgres:")].concat().join("\n")
}

async fn walk(
    db: &mut Db,
    old: &Schema,
    new: &Schema,
    changes: &[Change],
    seed: u64,
) -> Result<(Found, String), String> {
    db.reset().await;
    for migration in migrations(&Schema::default(), &from_nothing(old)) {
        db.try_run(migration.sql(db.dialect, true)).await.map_err(|e| e.to_string())?;
    }
    fill(db, old, seed).await;
    let (old_rows, new_rows) = (without_clock(old, old, new), without_clock(new, old, new));
    let before = rows(db, &old_rows).await;
    let parts = migrations(old, changes);
    let safe = parts.iter().all(|m| m.manifest.dialects[&db.dialect].risk == Risk::Safe);
    let mut why = String::new();
    let mut found = Found { before, after: None, back: None };
    match run(db, &parts, true).await? {
        Err(error) if safe => return Err(format!("called safe on {}, and refused: {error}", db.dialect)),
        Err(error) => why = error,
        Ok(()) => {
            found.after = Some(rows(db, &new_rows).await);
            match run(db, &parts, false).await? {
                Err(error) => why = error,
                Ok(()) => {
                    let back = rows(db, &old_rows).await;
                    if safe && back != found.before {
                        return Err(format!("called safe on {}, and lost rows: {back:#?}", db.dialect));
                    }
                    found.back = Some(back);
                }
            }
        }
    }
    Ok((found, why))
}

/// Runs all parts or as many as the rows let; the first that they stop must leave nothing behind.
async fn run(db: &mut Db, parts: &[Migration], up: bool) -> Result<Result<(), String>, String> {
    let mut texts: Vec<&str> = parts.iter().map(|m| m.sql(db.dialect, up)).collect();
    if !up {
        texts.reverse();
    }
    for text in texts {
        let before = catalog(db).await;
        if let Err(error) = steps(db, text).await {
            db.reconnect().await;
            if catalog(db).await != before {
                return Err(format!("{error} left something behind on {}\n{text}", db.dialect));
            }
            return Ok(Err(error));
        }
    }
    Ok(Ok(()))
}

/// As zmig's runner does it, the checks before each step; they must be questions that the database can answer.
async fn steps(db: &Db, text: &str) -> Result<(), String> {
    let file = SqlFile::parse(text).map_err(|e| e.to_string())?;
    if file.foreign_keys_off {
        db.run("PRAGMA foreign_keys = OFF").await;
    }
    db.run("BEGIN").await;
    for step in &file.steps {
        for check in &step.checks {
            if !db.rows(&check.sql).await.is_empty() {
                return Err(check.reason.clone());
            }
        }
        db.try_run(step.sql).await.map_err(|e| e.to_string())?;
    }
    if file.foreign_keys_off {
        let dangling = db.rows("SELECT \"table\" FROM pragma_foreign_key_check").await;
        if !dangling.is_empty() {
            return Err(format!("foreign keys without a target: {dangling:?}"));
        }
    }
    db.run("COMMIT").await;
    if file.foreign_keys_off {
        db.run("PRAGMA foreign_keys = ON").await;
    }
    Ok(())
}

/// Whether rows get numbers on the way, in an order that is each database's own.
fn numbers_rows(changes: &[Change]) -> bool {
    changes.iter().any(|c| match c {
        Change::AddColumn { column, .. } | Change::DropColumn { column, .. } => column.identity,
        _ => false,
    })
}

/// The schema without the columns that hold the time of something, or that the databases compute from such, and
/// without those that the authors' own SQL would fill.
fn without_clock(schema: &Schema, old: &Schema, new: &Schema) -> Schema {
    let clock = |c: &Column| matches!(c.default, Some(DefaultValue::Now));
    let any: Vec<&str> = [old, new]
        .iter()
        .flat_map(|s| s.tables.values().flat_map(|t| &t.columns))
        .filter(|c| clock(c))
        .map(|c| c.name.as_str())
        .collect();
    let mut out = schema.clone();
    for table in out.tables.values_mut() {
        table.columns.retain(|c| !any.contains(&c.name.as_str()) && c.ty != Type::DateTime);
    }
    out
}

/// A few rows in each table, as far as keys and checks let; twice, since tables may refer to each other.
async fn fill(db: &Db, schema: &Schema, seed: u64) {
    let mut dice = seed.wrapping_mul(2) + 1;
    let rounds: Vec<String> = (0..2)
        .flat_map(|_| schema.tables.values())
        .flat_map(|table| (0..3).map(|_| insert(db.dialect, schema, table, &mut dice)).collect::<Vec<_>>())
        .collect();
    for sql in rounds {
        // Many are refused by keys and checks, by the same on both databases.
        let _ = db.try_run(&sql).await;
    }
}

fn insert(dialect: Dialect, schema: &Schema, table: &Table, dice: &mut u64) -> String {
    let (mut names, mut values) = (Vec::new(), Vec::new());
    for column in table.columns.iter().filter(|c| c.generated.is_none()) {
        *dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(*dice >> 33).unwrap_or_default();
        names.push(dialect.quote_name(&column.name));
        let null = column.nullable && !table.is_key(&column.name) && at % 4 == 0;
        values.push(if null { "NULL".into() } else { value(dialect, schema, &column.ty, at / 4) });
    }
    let table = dialect.quote_name(&table.name);
    format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "))
}

fn value(dialect: Dialect, schema: &Schema, ty: &Type, at: usize) -> String {
    let pick = |list: &[&str]| list[at % list.len()].to_owned();
    let text = |list: &[&str]| dialect.quote_text(&pick(list));
    match ty {
        Type::Bool => pick(&["TRUE", "FALSE"]),
        Type::Int16 => pick(&["1", "2", "3", "0", "-7", "32000"]),
        Type::Int32 => pick(&["1", "2", "3", "0", "-7", "40000", "2000000000"]),
        Type::Int => pick(&["1", "2", "3", "0", "-7", "40000", "3000000000"]),
        Type::Float32 | Type::Float => pick(&["0.5", "2.5", "-1.25", "7", "100000.5"]),
        Type::Decimal { precision, scale } => {
            let text = if precision == scale { "0.5" } else { ["1.5", "2", "0", "-3.25", "9"][at % 5] };
            let text = if *scale == 0 { text.split('.').next().unwrap_or_default() } else { text };
            match dialect {
                // What the application writes: a number, or text where a number would lose digits.
                Dialect::Sqlite if *precision > 15 => dialect.quote_text(&padded(text, *scale)),
                _ => text.to_owned(),
            }
        }
        Type::Str { .. } | Type::Text => {
            let longest = if let Type::Str { max_length: Some(n) } = ty { *n as usize } else { 99 };
            let word =
                ["a", "7", "it's", " 12 ", "true", "draft", "x y", "1.5", "2024-02-29", "some longer text"]
                    [at % 10];
            dialect.quote_text(&word.chars().take(longest).collect::<String>())
        }
        Type::Bytes => match dialect {
            Dialect::Sqlite => pick(&["X'00ff'", "X''"]),
            Dialect::Postgres => pick(&["'\\x00ff'::bytea", "''::bytea"]),
        },
        Type::Date => text(&["2024-02-29", "1999-12-31"]),
        Type::Time => text(&["23:59:59", "00:00:00"]),
        Type::DateTime => text(&["2024-02-29T10:00:00+00:00", "1999-12-31T23:59:59.500+00:00"]),
        Type::Uuid => text(&["67e55044-10b1-426f-9247-bb680e5fe0c8", "00000000-0000-0000-0000-000000000001"]),
        Type::Json => text(&["{\"a\": [1, null]}", "[]", "7", "\"s\""]),
        Type::Enum(name) => {
            let values: Vec<&str> = schema.enum_values(name).iter().map(String::as_str).collect();
            text(&values)
        }
        Type::Array(inner) => {
            let item = match &**inner {
                Type::Str { .. } | Type::Text => "\"7\"".to_owned(),
                Type::Bool => "true".to_owned(),
                Type::Date => "\"2024-02-29\"".to_owned(),
                Type::Time => "\"23:59:59\"".to_owned(),
                Type::Uuid => "\"67e55044-10b1-426f-9247-bb680e5fe0c8\"".to_owned(),
                Type::Enum(name) => format!("{:?}", schema.enum_values(name)[0]),
                _ => "1".to_owned(),
            };
            match dialect {
                Dialect::Sqlite => dialect.quote_text(&format!("[{item}]")),
                Dialect::Postgres => dialect.quote_text(&format!("{{{item}}}")),
            }
        }
        Type::Raw(_) => text(&["raw"]),
    }
}

/// With as many digits after the point as the type has.
fn padded(text: &str, scale: u16) -> String {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if scale == 0 { whole.into() } else { format!("{whole}.{fraction:0<width$}", width = usize::from(scale)) }
}
