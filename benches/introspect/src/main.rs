//! How long `introspect` takes on a database of many tables, and how many statements it sends.
//!
//! `introspect ROUNDS TABLES POSTGRES_URL`. Every look is a process of its own: it connects, and then the time counts.

use sqlx::{AssertSqlSafe, Connection as _, Executor as _};
use std::process::{Command, ExitCode};
use std::time::Instant;
use zmig_core::{
    Column, DefaultValue, Dialect, ForeignKey, Hints, Identity, Index, IndexKey, Literal, PlanOptions, Schema, Table,
    Type, Unique, diff, plan,
};
use zmig_runtime::{IntrospectOptions, introspect};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["child", url] => child(url).await,
        [rounds, tables, postgres] => measure(rounds, tables, postgres).await,
        _ => Err("usage: introspect ROUNDS TABLES POSTGRES_URL".into()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::FAILURE
        }
    }
}

async fn measure(rounds: &str, tables: &str, postgres: &str) -> Result<()> {
    let rounds: usize = rounds.parse()?;
    let folder = tempfile::tempdir()?;
    println!("| tables of 12 columns | database | median | least | most |\n|--:|---|--:|--:|--:|");
    for count in tables.split(',') {
        let schema = schema(count.parse()?);
        let file = format!("sqlite://{}/{count}.db?mode=rwc", folder.path().display());
        let mut db = sqlx::SqliteConnection::connect(&file).await?;
        db.execute(AssertSqlSafe(statements(&schema, Dialect::Sqlite)?)).await?;
        db.close().await?;
        let (server, _) = postgres.rsplit_once('/').ok_or("the URL names no database")?;
        let mut db = sqlx::PgConnection::connect(postgres).await?;
        db.execute(AssertSqlSafe(format!("CREATE DATABASE introspect_{count}"))).await?;
        db.close().await?;
        let url = format!("{server}/introspect_{count}");
        let mut db = sqlx::PgConnection::connect(&url).await?;
        db.execute(AssertSqlSafe(statements(&schema, Dialect::Postgres)?)).await?;
        db.execute("ANALYZE").await?;
        db.close().await?;
        let mut times = [const { Vec::new() }; 2];
        for _ in 0..rounds {
            for (url, times) in [&file, &url].into_iter().zip(&mut times) {
                times.push(look(url)?);
            }
        }
        for (title, times) in ["SQLite", "PostgreSQL"].into_iter().zip(&mut times) {
            times.sort_by(f64::total_cmp);
            let (least, most) = (times[0], times[times.len() - 1]);
            println!("| {count} | {title} | {:.0} ms | {least:.0} ms | {most:.0} ms |", times[times.len() / 2]);
        }
    }
    Ok(())
}

/// One look, in a process of its own; milliseconds.
fn look(url: &str) -> Result<f64> {
    let out = Command::new(std::env::current_exe()?).args(["child", url]).output()?;
    let text = String::from_utf8_lossy(&out.stdout);
    if !out.status.success() {
        return Err(format!("the look failed: {}", String::from_utf8_lossy(&out.stderr)).into());
    }
    Ok(text.trim().parse::<f64>()? / 1e6)
}

async fn child(url: &str) -> Result<()> {
    let options = IntrospectOptions::default();
    let (found, elapsed) = if url.starts_with("sqlite") {
        let pool = sqlx::SqlitePool::connect(url).await?;
        let begun = Instant::now();
        (introspect(&pool, &options).await?, begun.elapsed())
    } else {
        let pool = sqlx::PgPool::connect(url).await?;
        let begun = Instant::now();
        (introspect(&pool, &options).await?, begun.elapsed())
    };
    if found.schema.tables.values().any(|t| t.columns.len() != 12) {
        return Err("not every column was found".into());
    }
    print!("{}", elapsed.as_nanos());
    Ok(())
}

fn statements(schema: &Schema, dialect: Dialect) -> Result<String> {
    let changes = diff(&Schema::default(), schema, &Hints::default()).map_err(|e| format!("{e:?}"))?;
    let plan = plan(&Schema::default(), &changes, dialect, &PlanOptions::default())?;
    let steps: Vec<String> = plan.steps.into_iter().flat_map(|s| s.sql).collect();
    Ok(format!("BEGIN;\n{};\nCOMMIT;", steps.join(";\n")))
}

fn schema(count: usize) -> Schema {
    let mut schema = Schema::default();
    for i in 0..count {
        let table = table(i);
        schema.tables.insert(table.name.clone(), table);
    }
    schema
}

/// A table of twelve columns with a key, a unique set, an index, and a reference to another.
fn table(i: usize) -> Table {
    let name = format!("table_{i}");
    let mut table = Table::new(&name, "zSchema.main");
    let text = |t: &str| DefaultValue::Literal(Literal::Text(t.into()));
    table.columns = vec![
        Column::new("id", Type::Int).required().numbered(Identity::ByDefault),
        Column::new("name", Type::Str { max_length: Some(200) }).required(),
        Column::new("email", Type::STR).required(),
        Column::new("age", Type::Int32).with_default(DefaultValue::Literal(Literal::Int(0))),
        Column::new("score", Type::Float),
        Column::new("price", Type::Decimal { precision: 10, scale: 2 }).required(),
        Column::new("active", Type::Bool).required().with_default(DefaultValue::Literal(Literal::Bool(true))),
        Column::new("born", Type::Date),
        Column::new("made_at", Type::DateTime).required().with_default(DefaultValue::Now),
        Column::new("parent", Type::Int),
        Column::new("details", Type::Json),
        Column::new("note", Type::Text).with_default(text("it's nothing")),
    ];
    table.primary_key = vec!["id".into()];
    table.uniques = vec![Unique::new(format!("uq_{name}_email"), vec!["email".into()])];
    table.indexes = vec![Index::new(format!("idx_{name}_score"), vec![IndexKey::new("score")])];
    let parent = format!("table_{}", i / 2);
    table.foreign_keys =
        vec![ForeignKey::new(format!("fk_{name}_parent"), vec!["parent".into()], parent, vec!["id".into()])];
    table
}
